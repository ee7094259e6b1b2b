"""What a message was understood to say. Codes and spans only: the sentences are written by the languages' wording.

What every message makes (a span, an event, the reading itself) is a msgspec struct, for a dataclass takes four times as
long to make; `msgspec.structs.replace` copies one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Literal

from msgspec import Struct

from calendar_core.domain.timespan import DaySpan, Timespan

When = Timespan | DaySpan

ReadingKind = Literal["event", "none", "error", "past", "ask"]
Role = Literal["title", "date", "time", "end", "length", "repeat", "place", "people", "reminder"]


class Intent(StrEnum):
    """What the person wants."""

    ADD = "add"
    LIST = "list"
    FREE = "free"
    CANCEL = "cancel"
    MOVE = "move"
    RENAME = "rename"
    UNDO = "undo"
    HELP = "help"
    QUESTION = "question"
    GREETING = "greeting"
    THANKS = "thanks"
    CHATTER = "chatter"


class Span(Struct, frozen=True, gc=False):
    """A stretch of the original message: characters start up to, not including, end, and the text that stands there."""

    role: str
    start: int
    end: int
    text: str = ""


class EventReading(Struct, frozen=True, gc=False):
    """One event as it was said.

    rrule: RFC 5545 value without its name. reminder_minutes: minutes before the start, None where not said, 0 for
    "remind me to X at T". moved_to_next_day: a bare clock that had gone today was taken for tomorrow's. end_said: the
    message gave an end or a length. notes: "dst_gap", "dst_fold" (the wall time was resolved), "no_title",
    "deadline". spans: where each part came from; people are in the title as well. exdates: days on which the repeat is
    left out (RFC 5545 EXDATE).
    """

    title: str
    when: When
    rrule: str | None = None
    location: str | None = None
    people: tuple[str, ...] = ()
    reminder_minutes: int | None = None
    moved_to_next_day: bool = False
    end_said: bool = False
    notes: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()
    exdates: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """What cannot be. code: impossible_date, impossible_time, past, end_before_start, out_of_range, empty.

    words: as they were written. when, title, event: for `past`, what it would have been.
    """

    code: str
    words: str
    span: Span | None = None
    when: When | None = None
    title: str = ""
    event: EventReading | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to take it: a whole event, or another intent. code: tells the choices apart for the wording."""

    code: str
    event: EventReading | None = None
    intent: Intent | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """What has to be asked, with at most three choices. code: unknown_time_words, weekday_mismatch, which_time,
    which_day (only a week or a month was said), no_time, no_title (a time that was only agreed to), what_to_move_to."""

    code: str
    choices: tuple[Choice, ...] = ()
    words: str = ""


@dataclass(frozen=True, slots=True)
class Query:
    """What is to be listed, or within what free time is sought. words: further words to filter by."""

    when: When | None = None
    words: str | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """Which event is meant: row of the list last shown (from 1), words of its title, or when it is. rows: several of
    them ("cancel 3 and 4"), where more than one is named. any_day: of `when` only the clock was said ("my 8am").
    every: all of them are meant ("all my meetings", "every").

    new_when: where it is to be moved, with said: which parts of that were said ("date", "time", "end", and "half" where
    am or pm is plain); what was not said is to be kept of the event, so of a time alone the day of new_when means
    nothing, and of a day alone new_when is that whole day; "until" is in said where the clock is its end. shift: a move
    by so much ("postpone by an hour"). length: how long it shall last. longer: by how much more, negative for less.
    no_place: its place shall go. joins: a person whose name its title shall hold as well.
    place: where it shall be; with "unsure" in said it may be its name as well ("change lunch to dinner"). new_title:
    what it is to be called. lasting: "longer" or "shorter", where by how much was not said. repeat: the rule (RFC 5545,
    without its name) by which it shall repeat.
    """

    row: int | None = None
    rows: tuple[int, ...] = ()
    words: str | None = None
    when: When | None = None
    any_day: bool = False
    every: bool = False
    new_when: When | None = None
    said: frozenset[str] = frozenset()
    shift: timedelta | None = None
    length: timedelta | None = None
    longer: timedelta | None = None
    place: str = ""
    new_title: str = ""
    no_place: bool = False
    joins: str = ""
    repeat: str = ""
    lasting: Literal["", "longer", "shorter"] = ""

    @property
    def changes(self) -> bool:
        """Whether it says another time, length, place, person or repeat."""
        return bool(self.place or self.no_place or self.joins or self.repeat) or any(
            part is not None for part in (self.new_when, self.shift, self.length, self.longer)
        )


class Reading(Struct, frozen=True, gc=False):
    """The whole message as understood; which fields are filled depends on kind and intent.

    unread: stretches that could not be accounted for. language: ISO 639-1 code of most of the message, ""
    where nothing in it tells.
    """

    kind: ReadingKind
    intent: Intent
    events: tuple[EventReading, ...] = ()
    problem: Problem | None = None
    question: Question | None = None
    query: Query | None = None
    target: Target | None = None
    unread: tuple[Span, ...] = ()
    language: str = "en"
