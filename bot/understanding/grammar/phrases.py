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

from msgspec import Struct

from bot.languages import Kind
from bot.understanding.grammar.components import Day, DayRange, Found, Value
from bot.understanding.grammar.expressions import first_kinds, pattern
from bot.understanding.text.lexer import Tokens

Builder = Callable[["re.Match[str]", Tokens], Value | None]
Settle = Callable[[Any, int, int, Tokens], Value | None]
V = TypeVar("V", bound=Value)


class ByWords(NamedTuple, Generic[V]):
    """A builder that looks at no more than the words of its phrase and the kinds beside them.

    What it says of some words ("3pm", "next Friday") is remembered, so that it is seldom asked. settle: what becomes of
    that where it stands, from its first token up to, not including, its last: itself, something else, or None for "this
    is not it after all". It looks around for all that the words alone cannot tell. near: of what kinds a token next to
    the phrase has to be for settle to see anything; where that is not known it is asked each time.
    """

    build: Callable[[re.Match[str], Tokens], V | None]
    settle: Callable[[V, int, int, Tokens], Value | None] | None = None
    near: frozenset[Kind] | None = None


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

_EDGE = "\0"
"""Stands for the kind before the first and for the one behind the last."""

_REMEMBERED = 20_000
"""Stretches of kinds, and phrases in words, that are remembered: five megabytes."""

_LONGEST_REMEMBERED = 12
"""Words of a phrase that is remembered."""

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
        kinds, words, text, openers = tokens.kinds, tokens.words, tokens.text, self._openers
        behind = _EDGE + kinds + _EDGE  # at each position the kind before it
        position, free, end = 0, 0, len(kinds)
        # One loop without a call for each component, which would take longer than what is done for it.
        while position < end:
            opener = openers[kinds[position]]
            if opener is None:
                position += 1
                continue
            beside = opener.reach(behind, position)[0]
            taken = opener[beside]
            while taken is not None:
                stop = position + taken.size
                if taken.said is None:
                    value = taken.read(position, tokens)
                else:
                    phrase = words[position] if taken.size == 1 else text[tokens[position].start : tokens[stop - 1].end]
                    value = taken.said.get(phrase) or self._learn(position, tokens, taken, phrase)
                    if taken.settle is not None and value is not None:
                        value = taken.settle(value, position, stop, tokens)
                if value is not None:
                    break
                taken = opener.after(taken.number, beside)
            else:
                position += 1
                continue
            if position > free and kinds[position - 1] in _LEADS and type(value) in _DAYS:
                position -= 1
                while position > free and kinds[position - 1] in _LEADS:
                    position -= 1
            found.append(Found(value, position, stop))
            if len(found) == _MOST_FOUND:
                break
            position = free = stop
        return found

    def _learn(self, position: int, tokens: Tokens, taken: _Taken, phrase: str) -> Value | None:
        """What a phrase says; from now on that is remembered, unless it is too long to be met again."""
        value = taken.read(position, tokens)
        if value is not None and taken.said is not None and taken.size <= _LONGEST_REMEMBERED:
            self._openers.make_room()
            taken.said[phrase] = value
        return value


class _Way(NamedTuple):
    """A rule as it is matched. source: its regular expression over the kinds."""

    source: str
    build: Builder
    settle: Settle | None = None
    near: frozenset[Kind] | None = None
    by_words: bool = False


class _Taken(Struct, frozen=True, gc=False):
    """What a stretch of kinds may be taken for: the way of a number, which holds behind the first of them.

    size: how many tokens that is. said: what it says of the words that were met, where they alone tell it.
    """

    number: int
    size: int
    match: Callable[[str, int, int], re.Match[str] | None]
    build: Builder
    settle: Settle | None
    said: dict[str, Value] | None

    def read(self, position: int, tokens: Tokens) -> Value | None:
        """What the builder says where the stretch begins at `position`."""
        match = self.match(tokens.kinds, position, position + _LONGEST)
        return self.build(match, tokens) if match is not None else None


class _Opener(dict[str, _Taken | None]):
    """What may begin with a kind: the ways in order of precedence, and what is remembered of them.

    Which way comes first is decided by the kinds up to the first that none of them names, and by the one before. Such
    stretches are few: what each is taken for is remembered here (None: nothing begins), and the long expression of all
    ways seldom tried. reach: finds the stretch behind the kind at a position, together with that kind.
    """

    __slots__ = ("_any", "_later", "_make_room", "_named", "_ways", "reach")

    def __init__(self, ways: Sequence[_Way], make_room: Callable[[], None]) -> None:
        super().__init__()
        in_stretch = [way.source.replace("$", _EDGE) for way in ways]
        self._ways = [
            (way, _compiled(way.source).match, _compiled(source).match)
            for way, source in zip(ways, in_stretch, strict=True)
        ]
        plain = [re.sub(r"\?P<\w+>", "?:", source) for source in in_stretch]
        # An empty group at the end tells which one it was, and leaves the engine free to look at first characters.
        self._any = _compiled("|".join(f"(?:{source})()" for source in plain)).match
        self._named = frozenset(character for source in plain for character in source if not character.isascii())
        reach = _compiled(f".[{_EDGE}{''.join(sorted(self._named))}]{{0,{_LONGEST}}}+").match
        self.reach: Callable[[str, int], re.Match[str]] = reach  # type: ignore[assignment] # a kind always follows
        self._later: dict[tuple[int, str], _Taken | None] = {}
        self._make_room = make_room

    def __missing__(self, beside: str) -> _Taken | None:
        """What the kinds behind the first of these are to be taken for."""
        match = self._any(beside, 1)
        self._make_room()
        self[beside] = taken = self._taken((match.lastindex or 1) - 1, match) if match is not None else None
        return taken

    def after(self, number: int, beside: str) -> _Taken | None:
        """What they are to be taken for if they are not what the way of this number says."""
        try:
            return self._later[number, beside]
        except KeyError:
            self._make_room()
        held = ((later, self._ways[later][2](beside, 1)) for later in range(number + 1, len(self._ways)))
        taken = next((self._taken(later, match) for later, match in held if match is not None), None)
        self._later[number, beside] = taken
        return taken

    def _taken(self, number: int, held: re.Match[str]) -> _Taken:
        way, match, _ = self._ways[number]
        settle = way.settle if way.near is None or self._may_see(way.near, held) else None
        return _Taken(number, held.end() - 1, match, way.build, settle, {} if way.by_words else None)

    def _may_see(self, near: frozenset[Kind], held: re.Match[str]) -> bool:
        """Whether what was found may have a token of these kinds beside it. Of a kind behind the stretch no more is
        known than that none of the ways names it."""
        beside, end = held.string, held.end()
        return beside[0] in near or (beside[end] in near if end < len(beside) else not near <= self._named)

    def forget(self) -> None:
        """Begin anew with nothing remembered."""
        self.clear()
        self._later.clear()


class _Openers(dict[str, _Opener | None]):
    """The opener of each kind, made when it is first asked for; None for a kind that begins nothing."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        super().__init__()
        self._rules = rules
        self._remembered = 0

    def make_room(self) -> None:
        """For one thing more that is remembered: where as much is as may be, all is forgotten."""
        self._remembered += 1
        if self._remembered > _REMEMBERED:
            self._remembered = 1
            for opener in self.values():
                if opener is not None:
                    opener.forget()

    @cached_property
    def by_kind(self) -> dict[str, tuple[_Way, ...]]:
        """The ways that can begin with each kind, in order of precedence."""
        found: dict[str, tuple[_Way, ...]] = {}
        for rule in self._rules:
            source = pattern(rule.phrase, **rule.parts)
            build = rule.build
            way = _Way(source, *build, by_words=True) if isinstance(build, ByWords) else _Way(source, build)
            for kind in first_kinds(source):
                found[kind] = (*found.get(kind, ()), way)
        return found

    def __missing__(self, kind: str) -> _Opener | None:
        ways = self.by_kind.get(kind)
        if ways is None:
            self[kind] = None
            return None
        self[kind] = opener = _Opener(ways, self.make_room)
        return opener
