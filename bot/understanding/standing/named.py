"""The event and the time that a stretch of such a message names."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.languages import Kind
from bot.understanding.grammar.components import ImpossibleTime
from bot.understanding.message import understand
from bot.understanding.reading import Target
from bot.understanding.requests.moves import SaidTime, time_in
from bot.understanding.requests.sought import name_in
from bot.understanding.resolve import Moment
from bot.understanding.text.lexer import tokenise
from bot.understanding.text.normalise import normalise
from bot.understanding.title.leftover import read_leftover

_EDGES = " \t\n\"'“”‘’「」。.!！,，"
_IT = frozenset(["", "it", "it's", "its", "that", "that's", "itu", "tu", "ini", "这个", "那个", "是"])
_BETWEEN = frozenset({Kind.TO, Kind.UNTIL, Kind.BY, Kind.KE, Kind.AT, Kind.ON, Kind.FOR})
_DOTTED = re.compile(r"^(\d{1,2})\.([0-5]\d)$")
_AROUND_NAME = re.compile(r"^(?:the|my|our)\s+|\s+(?:is|are|was|tu|itu|ni|starts?|begins?|should be)$", re.IGNORECASE)


def event_named(said: str, now: datetime, zone: ZoneInfo) -> Target | None:
    """The event that words and a time name; None where they name none."""
    target = understand(f"cancel {said}", now, zone).target if said else None
    if target is None or target.row is not None or target.rows or not target.words:
        return None
    words = bare_name(target.words)
    return replace(target, words=words, every=False) if words is not None else None


def bare_name(name: str) -> str | None:
    """A name without "the" and "is"; None for none: the last event is meant."""
    said = ""
    while said != name:
        said, name = name, _AROUND_NAME.sub("", name.strip(" ?？")).strip()
    return None if name.casefold() in _IT else name_in(name) or None


def name_beside(rest: str, time: SaidTime) -> str:
    """What is named beside a time, without the word between them; "" where that is all there is: move to Friday."""
    normal = normalise(rest)
    title = read_leftover(rest, normal, tokenise(normal.text), time.used, order=True).title
    if all(token.kind in _BETWEEN for token in tokenise(normalise(title).text)):
        return ""
    return title.removesuffix("是").removesuffix("在")


def time_of(said: str, moment: Moment) -> SaidTime | None:
    """The time that the words say; "7.45" is a clock here. None for none, and for one that cannot be."""
    clock = _DOTTED.sub(r"\1:\2", said.strip(_EDGES))
    try:
        return time_in(tokenise(normalise(clock).text), moment)
    except ImpossibleTime:
        return None
