"""Phrases of the grammar: regular expressions over the kinds of the tokens, written with the kinds' names.

`"AT? NUM OCLOCK"` means an optional AT, a NUM, an OCLOCK. Names of sets (`WDAY`) stand for any kind of the set;
`clock:( ... )` names a group; `(?= .* REMIND)` before a costly phrase sees at one look that the message has none. A
phrase's builder gets the match and the tokens and answers a component, or None for "this is not it after all".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import NamedTuple

from bot.languages import Kind
from bot.understanding.grammar.components import Day, DayRange, Found, Value
from bot.understanding.text.lexer import Tokens

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


Builder = Callable[["re.Match[str]", Tokens], Value | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """One way to say something. parts: phrases that are named in its own as {part}."""

    name: str
    phrase: str
    build: Builder
    parts: Mapping[str, str]


def rule(name: str, phrase: str, build: Builder, **parts: str) -> Rule:
    """A rule from its phrase, which becomes an expression when the grammar is first used: no import waits for it."""
    return Rule(name, phrase, build, parts)


_compiled = cache(re.compile)
_LEADS = frozenset(
    {Kind.ON, Kind.FROM, Kind.BY, Kind.AT, Kind.FOR, Kind.STARTING, Kind.IN, Kind.HARI, Kind.THE, Kind.BEFORE}
)
"""What may stand before a day and belongs to it: on Friday, pada hari Khamis."""


_LONGEST = 128
"""Tokens that one phrase may have. Without a bound a pasted text of one word over and over is read in its square."""

_NOTHING = "\0"
"""Stands for the kind before the first."""

_REMEMBERED = 512
"""Stretches of kinds for which an opener remembers its first way."""

_MOST_FOUND = 48
"""Components that are read; what is left of a text with more of them is asked about like anything that was not read."""


class Grammar:
    """Rules in order of precedence; the first that matches where reading has come to is taken.

    For each kind there is one expression of the rules that can begin with it, so that a word of the title costs
    nothing and a word of time tries only the phrases it may open. It is compiled when it is first needed, or by
    `warm_up`: all of them take a third of a second.
    """

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._openers = _Openers(rules)

    def warm_up(self) -> None:
        """Compile everything now."""
        for kind in self._openers.by_kind:
            self._openers[kind]

    def find(self, tokens: Tokens) -> list[Found]:
        """Every component of the tokens, from left to right, not overlapping."""
        found: list[Found] = []
        kinds, openers = tokens.kinds, self._openers
        position, free, end = 0, 0, len(kinds)
        while position < end and len(found) < _MOST_FOUND:
            opener = openers[kinds[position]]
            component = opener.component_at(position, tokens) if opener is not None else None
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


class _Way(NamedTuple):
    """A rule as it is matched. source: its regular expression over the kinds."""

    source: str
    build: Builder


class _Opener:
    """What may begin with a kind: the ways in order of precedence.

    Which of them comes first is decided by the kinds up to the first that none of them names, and by the one before.
    Such stretches are few: what was found for one is remembered, and the long expression of all ways seldom tried.
    """

    def __init__(self, ways: Sequence[_Way]) -> None:
        self._ways = [(_compiled(way.source), way.build) for way in ways]
        plain = [re.sub(r"\?P<\w+>", "?:", way.source) for way in ways]
        # An empty group at the end tells which one it was, and leaves the engine free to look at first characters.
        self._any = _compiled("|".join(f"(?:{source})()" for source in plain))
        named = sorted({character for source in plain for character in source if not character.isascii()})
        self._stretch = _compiled(f"[{''.join(named)}]*+")
        self._first = lru_cache(maxsize=_REMEMBERED)(self._number_of_first)

    def component_at(self, position: int, tokens: Tokens) -> tuple[Value, int] | None:
        """What the first way that holds at `position` says there, and where it ends."""
        kinds, end = tokens.kinds, position + _LONGEST
        stretch = self._stretch.match(kinds, position, end)
        last = stretch.end() if stretch is not None else end
        beside = kinds[position - 1 : last] if position else _NOTHING + kinds[:last]
        ways = self._ways
        for number in range(self._first(beside), len(ways)):
            pattern, build = ways[number]
            match = pattern.match(kinds, position, end)
            if match is None or match.end() == position:
                continue
            value = build(match, tokens)
            if value is not None:
                return value, match.end()
        return None

    def _number_of_first(self, beside: str) -> int:
        """The number of the first way that holds behind the first of these kinds; of all ways where none does."""
        match = self._any.match(beside, 1)
        return (match.lastindex or 1) - 1 if match is not None else len(self._ways)


class _Openers(dict[str, _Opener | None]):
    """The opener of each kind, made when it is first asked for; None for a kind that begins nothing."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        super().__init__()
        self._rules = rules

    @cached_property
    def by_kind(self) -> dict[str, tuple[_Way, ...]]:
        """The ways that can begin with each kind, in order of precedence."""
        found: dict[str, tuple[_Way, ...]] = {}
        for rule in self._rules:
            source = pattern(rule.phrase, **rule.parts)
            way = _Way(source, rule.build)
            for kind in first_kinds(source):
                found[kind] = (*found.get(kind, ()), way)
        return found

    def __missing__(self, kind: str) -> _Opener | None:
        ways = self.by_kind.get(kind)
        if ways is None:
            self[kind] = None
            return None
        self[kind] = opener = _Opener(ways)
        return opener


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
