"""Phrases of the grammar: regular expressions over the kinds of the tokens, written with the kinds' names.

`"AT? NUM OCLOCK"` means an optional AT, a NUM, an OCLOCK. Names of sets (`CLOCKISH`) stand for any kind of the set;
`clock:( ... )` names a group. A phrase's builder gets the match and the tokens and answers a component or None for "this
is not it after all".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.languages import Kind
from bot.understanding.components import Found, Value
from bot.understanding.lexer import Token

SETS = {
    "N": "NUM|NUMWORD",
    "COUNT": "NUM|NUMWORD|NUM4|DECIMAL|FEW|A|SECOND",
    "NTHS": "ORD|ORDWORD|SECOND|LAST",
    "WDAY": "WEEKDAY|WEAKDAY",
    "MON": "MONTH|WEAKMONTH",
    "UNITS": "UNIT|JAM|SECOND|MONTHMARK|YEARMARK",
    "RANGE": "TO|DASH|UNTIL",
    "ATS": "AT|ON|BY|CLOCKMARK|JAM|AFTER|BEFORE|FOR|SHARP|LEPAS",
}

_NAME = re.compile(r"(?P<group>[a-z]\w*):\(|(?P<name>[A-Z][A-Z0-9]*)")


def _expand(match: re.Match[str]) -> str:
    if match["group"]:
        return f"(?P<{match['group']}>"
    name = match["name"]
    if name in SETS:
        return "[" + "".join(Kind[kind].value for kind in SETS[name].split("|")) + "]"
    return Kind[name].value


def pattern(phrase: str, **parts: str) -> str:
    """The regular expression of a phrase; `parts` are phrases that may be named in it as {part}."""
    for name, part in parts.items():
        phrase = phrase.replace("{" + name + "}", f"(?:{part})")
    expression = _NAME.sub(_expand, phrase).replace(" ", "").replace("\n", "")
    return re.sub(r"\((?!\?)", "(?:", expression)


Builder = Callable[["re.Match[str]", Sequence[Token]], Value | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """One way to say something."""

    name: str
    expression: re.Pattern[str]
    build: Builder


def rule(name: str, phrase: str, build: Builder, **parts: str) -> Rule:
    return Rule(name, re.compile(pattern(phrase, **parts)), build)


class Grammar:
    """Rules in order of precedence; the first that matches where reading has come to is taken."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules = tuple(rules)
        plain = [re.sub(r"\?P<\w+>", "?:", rule.expression.pattern) for rule in rules]
        self._any = re.compile("|".join(f"({expression})" for expression in plain))

    def find(self, kinds: str, tokens: Sequence[Token]) -> list[Found]:
        """Every component of the tokens whose kinds are `kinds`, from left to right, not overlapping."""
        found: list[Found] = []
        position = 0
        search = self._any.search
        while match := search(kinds, position):
            position = match.start()
            for rule in self._rules[(match.lastindex or 1) - 1 :]:
                exact = rule.expression.match(kinds, position)
                if exact is None or exact.end() == position:
                    continue
                value = rule.build(exact, tokens)
                if value is not None:
                    found.append(Found(value, position, exact.end()))
                    position = exact.end()
                    break
            else:
                position += 1
        return found
