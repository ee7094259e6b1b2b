"""The rules of the grammar, and how the components of a message are found by them.

A rule is a phrase over the kinds of the tokens (see `expressions`) and its builder, which gets the match and the tokens
and answers a component, or None for "this is not it after all".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, Generic, NamedTuple, TypeVar

from msgspec.structs import replace

from bot.languages import Kind
from bot.understanding.grammar.components import Clock, Day, DayRange, Found, Value
from bot.understanding.grammar.expressions import first_kinds, pattern
from bot.understanding.text.lexer import Tokens

Builder = Callable[["re.Match[str]", Tokens], Value | None]
Settle = Callable[[Any, int, int, Tokens], Value | None]
V = TypeVar("V", bound=Value)


_Words = str | tuple[str, ...]
"""The word of a phrase of one word, or its words."""


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

_REMEMBERED = 1024
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
        kinds, words, openers = tokens.kinds, tokens.words, self._openers
        behind = _NOTHING + kinds  # at each position the kind before it
        position, free, end = 0, 0, len(kinds)
        # One loop without a call for each component, which would take longer than what is done for it.
        while position < end:
            opener = openers[kinds[position]]
            if opener is None or (stretch := opener[opener.reach(behind, position)[0]]) is None:
                position += 1
                continue
            number, size, settle, said = stretch
            stop = position + size
            value: Value | None = None
            if size:
                phrase = words[position] if size == 1 else tuple(words[position:stop])
                value = said.get(phrase) or opener.learn(position, tokens, stretch, phrase)
                if settle is not None and value is not None:
                    value = settle(value, position, stop, tokens)
                number += 1
            if value is None:
                component = opener.read(position, tokens, number)
                if component is None:
                    position += 1
                    continue
                value, stop = component
            elif type(value) is Clock:
                value = replace(value)  # the one component that is changed later
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
    settle: Settle | None
    by_words: bool


class _Stretch(NamedTuple):
    """What a stretch of kinds is first taken for.

    number: of the first way that holds. size: how many tokens it takes where their words tell what it says, else
    nothing. settle: its own. said: what it says of the words that were met.
    """

    number: int
    size: int
    settle: Settle | None
    said: dict[_Words, Value]


class _Opener(dict[str, _Stretch | None]):
    """What may begin with a kind: the ways in order of precedence, and what is remembered of them.

    Which way comes first is decided by the kinds up to the first that none of them names, and by the one before. Such
    stretches are few: what each is taken for is remembered here (None: nothing begins), and the long expression of all
    ways seldom tried; so is what the way says of its words, where they alone tell.

    reach: finds the stretch behind the kind at a position, together with that kind.
    """

    def __init__(self, ways: Sequence[_Way]) -> None:
        super().__init__()
        self._ways = [(_compiled(way.source).match, way) for way in ways]
        plain = [re.sub(r"\?P<\w+>", "?:", way.source) for way in ways]
        # An empty group at the end tells which one it was, and leaves the engine free to look at first characters.
        self._any = _compiled("|".join(f"(?:{source})()" for source in plain)).match
        named = sorted({character for source in plain for character in source if not character.isascii()})
        reach = _compiled(f"(?s:.)[{''.join(named)}]{{0,{_LONGEST}}}+").match
        self.reach: Callable[[str, int], re.Match[str]] = reach  # type: ignore[assignment] # where a kind follows
        self._remembered = 0

    def __missing__(self, beside: str) -> _Stretch | None:
        """What is first to be tried behind the first of these kinds."""
        match = self._any(beside, 1)
        stretch = None
        if match is not None:
            number = (match.lastindex or 1) - 1
            way = self._ways[number][1]
            stretch = _Stretch(number, match.end() - 1 if way.by_words else 0, way.settle, {})
        self._make_room()
        self[beside] = stretch
        return stretch

    def learn(self, position: int, tokens: Tokens, stretch: _Stretch, phrase: _Words) -> Value | None:
        """What the first way of a stretch says of these words; from now on that is remembered."""
        match, way = self._ways[stretch.number]
        held = match(tokens.kinds, position, position + _LONGEST)
        value = way.build(held, tokens) if held is not None else None
        if value is not None:
            self._make_room()
            stretch.said[phrase] = value
        return value

    def _make_room(self) -> None:
        """Begin anew where as much is remembered as may be."""
        self._remembered += 1
        if self._remembered > _REMEMBERED:
            self._remembered = 1
            self.clear()

    def read(self, position: int, tokens: Tokens, number: int) -> tuple[Value, int] | None:
        """What the first way from that number on says that holds at `position`, and where it ends."""
        kinds, end = tokens.kinds, position + _LONGEST
        for match, way in self._ways[number:]:
            held = match(kinds, position, end)
            if held is None or held.end() == position:
                continue
            value = way.build(held, tokens)
            if value is not None and way.settle is not None:
                value = way.settle(value, position, held.end(), tokens)
            if value is not None:
                return value, held.end()
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
