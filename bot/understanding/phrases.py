"""Phrases of the grammar: regular expressions over the kinds of the tokens, written with the kinds' names.

`"AT? NUM OCLOCK"` means an optional AT, a NUM, an OCLOCK. Names of sets (`WDAY`) stand for any kind of the set;
`clock:( ... )` names a group. A phrase's builder gets the match and the tokens and answers a component, or None for
"this is not it after all".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from bot.languages import Kind
from bot.understanding.components import Day, DayRange, Found, Value
from bot.understanding.lexer import Tokens

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
        return "[" + "".join(getattr(Kind, kind) for kind in SETS[name].split("|")) + "]"
    return str(getattr(Kind, name))


def pattern(phrase: str, **parts: str) -> str:
    """The regular expression of a phrase; `parts` are phrases that may be named in it as {part}."""
    for name, part in parts.items():
        phrase = phrase.replace("{" + name + "}", f"(?:{part})")
    expression = _NAME.sub(_expand, phrase).replace(" ", "").replace("\n", "")
    return re.sub(r"\((?!\?)", "(?:", expression)


Builder = Callable[["re.Match[str]", Tokens], Value | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """One way to say something. source: its regular expression over the kinds. grouped: it has named groups."""

    name: str
    source: str
    build: Builder
    grouped: bool


def rule(name: str, phrase: str, build: Builder, **parts: str) -> Rule:
    """A rule from its phrase."""
    source = pattern(phrase, **parts)
    return Rule(name, source, build, "(?P<" in source)


_compiled = cache(re.compile)
_LEADS = frozenset({Kind.ON, Kind.FROM, Kind.BY, Kind.AT, Kind.FOR, Kind.STARTING, Kind.IN, Kind.HARI, Kind.THE})
"""What may stand before a day and belongs to it: on Friday, pada hari Khamis."""


class Grammar:
    """Rules in order of precedence; the first that matches where reading has come to is taken.

    For each kind there is one expression of the rules that can begin with it, so that a word of the title costs
    nothing and a word of time tries only the phrases it may open. It is compiled when it is first needed, or by
    `warm_up`: all of them take a fifth of a second.
    """

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules: dict[str, tuple[Rule, ...]] = {}
        for rule in rules:
            for kind in first_kinds(rule.source):
                self._rules[kind] = (*self._rules.get(kind, ()), rule)
        self._openers = _Openers(self._rules)

    def warm_up(self) -> None:
        """Compile everything now."""
        for kind, rules in self._rules.items():
            self._openers[kind]
            for rule in rules:
                _compiled(rule.source)

    def find(self, tokens: Tokens) -> list[Found]:
        """Every component of the tokens, from left to right, not overlapping."""
        found: list[Found] = []
        kinds, openers = tokens.kinds, self._openers
        position, free, end = 0, 0, len(kinds)
        while position < end:
            opener = openers[kinds[position]]
            match = opener.pattern.match(kinds, position) if opener is not None else None
            component = _build(opener, match, position, tokens) if opener is not None and match is not None else None
            if component is None:
                position += 1
                continue
            value, stop = component
            first = position
            if first > free and kinds[first - 1] in _LEADS and isinstance(value, (Day, DayRange)):
                while first > free and kinds[first - 1] in _LEADS:
                    first -= 1
            found.append(Found(value, first, stop))
            position = free = stop
        return found


class _Opener(NamedTuple):
    """What may begin with a kind: the rules in order of precedence, and one expression of all of them, in which the
    number of the last group is that of the rule that matched."""

    pattern: re.Pattern[str]
    rules: tuple[Rule, ...]


class _Openers(dict[str, _Opener | None]):
    """The opener of each kind, made when it is first asked for; None for a kind that begins nothing."""

    def __init__(self, rules: Mapping[str, tuple[Rule, ...]]) -> None:
        super().__init__()
        self._rules = rules

    def __missing__(self, kind: str) -> _Opener | None:
        rules = self._rules.get(kind)
        if rules is None:
            self[kind] = None
            return None
        plain = (re.sub(r"\?P<\w+>", "?:", rule.source) for rule in rules)
        # An empty group at the end tells which one it was, and leaves the engine free to look at first characters.
        self[kind] = opener = _Opener(_compiled("|".join(f"(?:{source})()" for source in plain)), rules)
        return opener


def _build(opener: _Opener, match: re.Match[str], position: int, tokens: Tokens) -> tuple[Value, int] | None:
    """What the first rule that holds at `position` says there, and where it ends. match: that of the opener."""
    first = (match.lastindex or 1) - 1
    for number in range(first, len(opener.rules)):
        rule = opener.rules[number]
        exact = match if number == first and not rule.grouped else _compiled(rule.source).match(tokens.kinds, position)
        if exact is None or exact.end() == position:
            continue
        value = rule.build(exact, tokens)
        if value is not None:
            return value, exact.end()
    return None


def first_kinds(expression: str) -> set[str]:
    """The kinds that a match of a rule's expression can begin with."""
    return _Firsts(expression).alternatives()[0]


class _Firsts:
    """Walks an expression of the small part of regular expressions that `pattern` makes."""

    def __init__(self, expression: str) -> None:
        self._text = expression
        self._at = 0

    def alternatives(self) -> tuple[set[str], bool]:
        """What alternatives up to the closing bracket begin with, and whether one of them may be empty."""
        firsts: set[str] = set()
        empty = False
        while True:
            some, none = self._sequence()
            firsts |= some
            empty = empty or none
            if self._at >= len(self._text) or self._text[self._at] != "|":
                return firsts, empty
            self._at += 1

    def _sequence(self) -> tuple[set[str], bool]:
        firsts: set[str] = set()
        empty = True
        while self._at < len(self._text) and self._text[self._at] not in "|)":
            some, none = self._atom()
            if empty:
                firsts |= some
            empty = empty and none
        return firsts, empty

    def _atom(self) -> tuple[set[str], bool]:
        character = self._text[self._at]
        self._at += 1
        if character == "[":
            end = self._text.index("]", self._at)
            firsts, empty = set(self._text[self._at : end]), False
            self._at = end + 1
        elif character == "(":
            opening = re.compile(r"\?(?:P<\w+>|:|<?[=!])").match(self._text, self._at)
            self._at = opening.end() if opening else self._at
            firsts, empty = self.alternatives()
            self._at += 1
            if opening and opening.group()[-1] in "=!":
                firsts, empty = set(), True
        else:
            firsts, empty = {character}, False
        while self._at < len(self._text) and self._text[self._at] in "?*+":
            empty = empty or self._text[self._at] in "?*"
            self._at += 1
        return firsts, empty
