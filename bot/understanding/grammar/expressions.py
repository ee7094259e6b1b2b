"""The phrases of the grammar as regular expressions over the kinds of the tokens, written with the kinds' names.

`"AT? NUM OCLOCK"` means an optional AT, a NUM, an OCLOCK. Names of sets (`WDAY`) stand for any kind of the set;
`clock:( ... )` names a group; `(?= .* REMIND)` before a costly phrase sees at one look that the message has none.
"""

from __future__ import annotations

import re

from bot.languages import Kind

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

_CHOICE = re.compile(r"\(\?:([^\x00-\x7f](?:\|[^\x00-\x7f])+)\)")
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
    expression = re.sub(r"\((?!\?)", "(?:", expression)
    # A set of kinds is tried at one look, a choice between them one after the other.
    return _CHOICE.sub(lambda match: "[" + match[1].replace("|", "") + "]", expression)


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
