"""Phrases of the grammar: regular expressions over the kinds of the tokens, written with the kinds' names.

`"AT? NUM OCLOCK"` means an optional AT, a NUM, an OCLOCK. Names of sets (`WDAY`) stand for any kind of the set;
`clock:( ... )` names a group; `(?= .* REMIND)` before a costly phrase sees at one look that the message has none. A
phrase's builder gets the match and the tokens and answers a component, or None for "this is not it after all".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, Generic, NamedTuple, TypeVar

from msgspec import Struct
from msgspec.structs import replace

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
V = TypeVar("V", bound=Value)


class ByWords(NamedTuple, Generic[V]):
    """A builder that looks at no more than the words of its phrase and the kinds beside them.

    What it says of some words ("3pm", "next Friday") is remembered, so that it is seldom asked. settle: what becomes of
    that where it stands, from its first token up to, not including, its last: itself, something else, or None for "this
    is not it after all". It looks around for all that the words alone cannot tell.
    """

    build: Callable[[re.Match[str], Tokens], V | None]
    settle: Callable[[V, int, int, Tokens], Value | None] | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One way to say something. parts: phrases that are named in its own as {part}."""

    name: str
    phrase: str
    build: Builder | ByWords[Any]
    parts: Mapping[str, str]


def rule(name: str, phrase: str, build: Builder | ByWords[Any], **parts: str) -> Rule:
    """A rule from its phrase, which becomes an expression when the grammar is first used: no import waits for it."""
    return Rule(name, phrase, build, parts)


_compiled = cache(re.compile)
_DAYS = frozenset({Day, DayRange})
_LEADS = frozenset(
    {Kind.ON, Kind.FROM, Kind.BY, Kind.AT, Kind.FOR, Kind.STARTING, Kind.IN, Kind.HARI, Kind.THE, Kind.BEFORE}
)
"""What may stand before a day and belongs to it: on Friday, pada hari Khamis."""


_LONGEST = 128
"""Tokens that one phrase may have. Without a bound a pasted text of one word over and over is read in its square."""

_NOTHING = "\0"
"""Stands for the kind before the first."""

_REMEMBERED = 2048
"""Stretches of kinds, and phrases in words, that an opener remembers; then it begins anew."""

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
        while position < end:
            opener = openers[kinds[position]]
            if opener is None or (component := opener.component_at(position, tokens)) is None:
                position += 1
                continue
            value, stop = component
            if position > free and kinds[position - 1] in _LEADS and type(value) in _DAYS:
                position -= 1
                while position > free and kinds[position - 1] in _LEADS:
                    position -= 1
            found.append(Found(value, position, stop))
            if len(found) == _MOST_FOUND:
                break
            position = free = stop
        return found


class _Way(NamedTuple):
    """A rule as it is matched. source: its regular expression over the kinds."""

    source: str
    build: Builder
    settle: Callable[[Any, int, int, Tokens], Value | None] | None
    by_words: bool


class _Stretch(Struct, gc=False):
    """What a stretch of kinds is first taken for.

    number: of the first way that holds; of all ways where none does. size: how many tokens that way takes where its
    words tell what it says, else nothing. said: what it says of the words that were met.
    """

    number: int
    size: int
    settle: Callable[[Any, int, int, Tokens], Value | None] | None
    said: dict[str | tuple[str, ...], Value]


class _Opener:
    """What may begin with a kind: the ways in order of precedence.

    Which of them comes first is decided by the kinds up to the first that none of them names, and by the one before.
    Such stretches are few: what was found for one is remembered, and the long expression of all ways seldom tried; so
    is what the way says of its words, where they alone tell.
    """

    def __init__(self, ways: Sequence[_Way]) -> None:
        self._ways = [(_compiled(way.source), way) for way in ways]
        plain = [re.sub(r"\?P<\w+>", "?:", way.source) for way in ways]
        # An empty group at the end tells which one it was, and leaves the engine free to look at first characters.
        self._any = _compiled("|".join(f"(?:{source})()" for source in plain))
        named = sorted({character for source in plain for character in source if not character.isascii()})
        self._reach = _compiled(f"[{''.join(named)}]*+").match
        self._stretches: dict[str, _Stretch] = {}
        self._remembered = 0

    def component_at(self, position: int, tokens: Tokens) -> tuple[Value, int] | None:
        """What the first way that holds at `position` says there, and where it ends."""
        kinds = tokens.kinds
        last = self._reach(kinds, position, position + _LONGEST).end()  # type: ignore[union-attr] # it always matches
        beside = kinds[position - 1 : last] if position else _NOTHING + kinds[:last]
        stretch = self._stretches.get(beside) or self._taken_for(beside)
        number = stretch.number
        if stretch.size:
            stop = position + stretch.size
            words = tokens.words[position] if stretch.size == 1 else tuple(tokens.words[position:stop])
            value = stretch.said.get(words)
            if value is None:
                return self._read(position, tokens, number, stretch, words)
            if stretch.settle is not None:
                value = stretch.settle(value, position, stop, tokens)
            if value is not None:
                return replace(value), stop
            number += 1
        return self._read(position, tokens, number)

    def _taken_for(self, beside: str) -> _Stretch:
        """What is first to be tried behind the first of these kinds; from now on that is remembered."""
        match = self._any.match(beside, 1)
        if match is None:
            stretch = _Stretch(len(self._ways), 0, None, {})
        else:
            number = (match.lastindex or 1) - 1
            way = self._ways[number][1]
            stretch = _Stretch(number, match.end() - 1 if way.by_words else 0, way.settle, {})
        self._make_room()
        self._stretches[beside] = stretch
        return stretch

    def _make_room(self) -> None:
        """Begin anew where as much is remembered as may be."""
        self._remembered += 1
        if self._remembered > _REMEMBERED:
            self._remembered = 1
            self._stretches = {}

    def _read(
        self,
        position: int,
        tokens: Tokens,
        first: int,
        stretch: _Stretch | None = None,
        words: str | tuple[str, ...] = "",
    ) -> tuple[Value, int] | None:
        """The component by the ways from number `first` on. stretch: remembers what the first of them says of words."""
        kinds, end = tokens.kinds, position + _LONGEST
        for pattern, way in self._ways[first:]:
            match = pattern.match(kinds, position, end)
            if match is None or match.end() == position:
                continue
            value = way.build(match, tokens)
            if value is not None and stretch is not None:
                self._make_room()
                stretch.said[words] = replace(value)
            stretch = None
            if value is not None and way.settle is not None:
                value = way.settle(value, position, match.end(), tokens)
            if value is not None:
                return value, match.end()
        return None


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
            build = rule.build
            if isinstance(build, ByWords):
                way = _Way(source, build.build, build.settle, by_words=True)
            else:
                way = _Way(source, build, None, by_words=False)
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
