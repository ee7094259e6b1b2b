"""Partial components: what one phrase says of a time, each field known or left open.

Nothing here is resolved yet. "Friday", "5th" and "of next month" are each half of a day; `refine` merges halves and
`resolve` turns wholes into dates, once, at the end. What is weak counts only where its neighbours say so. They are
msgspec structs, for a message makes many and a dataclass takes three times as long to make; none is part of a cycle,
so that the garbage collector need not look at them. `msgspec.structs.replace` copies one.
"""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from msgspec import Struct

Unit = Literal["second", "minute", "hour", "day", "week", "fortnight", "month", "quarter_year", "year"]


class ImpossibleTime(ValueError):
    """A clock or a date of the right shape that cannot be. code: impossible_time or impossible_date."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Clock(Struct, frozen=True, gc=False):
    """A wall clock. pm: None where it was not said. part: the part of the day said beside it. exact: of 24 hours, or
    with am or pm, so that nothing is to be guessed. weak: a bare number, a clock only where its neighbours say so."""

    hour: int
    minute: int = 0
    second: int = 0
    pm: bool | None = None
    part: str | None = None
    exact: bool = False
    weak: bool = False
    marked: bool = False


class ClockRange(Struct, frozen=True, gc=False):
    start: Clock
    end: Clock
    weak: bool = False


class Day(Struct, frozen=True, gc=False):
    """What is known of a day (or of several): any of the fields.

    offset: days from today. week: 0 this, 1 next, -1 last; with weekday a day of it, alone all of it. weekday: Monday
    is 0. last: of a bare weekday, the one before today. month_offset, year_offset: likewise. nth: the nth such weekday
    of the month, -1 the last; working: of Monday to Friday. span: what is meant where no day is named: "week",
    "weekend", "month", "quarter", "season", "year"; with a day the week or the like that holds it. edge: its
    "start", "middle" or "end". plus: added at the end (count, unit). part: the part of the day said in the same word
    ("tonight"). beside: the weekday before (-1) or after (1) that day is meant, (weekday, side). holiday: the words
    stay in the title. past: gone, as said ("last week"). weak: a word that is often no day ("sat"), one only where its
    neighbours say so.
    """

    offset: int | None = None
    week: int | None = None
    weekday: int | None = None
    last: bool = False
    day: int | None = None
    month: int | None = None
    year: int | None = None
    month_offset: int | None = None
    year_offset: int | None = None
    nth: int | None = None
    working: bool = False
    span: str | None = None
    edge: str | None = None
    plus: tuple[tuple[float, Unit], ...] = ()
    beside: tuple[int, int] | None = None
    part: str | None = None
    holiday: bool = False
    past: bool = False
    weak: bool = False

    def merged(self, other: Day) -> Day | None:
        """Both together, or None where they speak of the same thing."""
        known: dict[str, Any] = {}
        for name in self.__struct_fields__:
            mine, theirs = getattr(self, name), getattr(other, name)
            if name in ("last", "holiday", "past", "working"):
                known[name] = mine or theirs
            elif name == "weak":
                known[name] = False
            elif mine in (None, ()) or theirs in (None, ()):
                known[name] = theirs if mine in (None, ()) else mine
            elif mine == theirs:
                known[name] = mine
            else:
                return None
        return Day(**known)


class DayRange(Struct, frozen=True, gc=False):
    """dashed: written with a dash between, not with a word."""

    weak: ClassVar[bool] = False
    first: Day
    last: Day
    dashed: bool = False


class Part(Struct, frozen=True, gc=False):
    """A part of the day without a clock: morning, midday, afternoon, evening, night, dawn."""

    weak: ClassVar[bool] = False
    name: str


class Length(Struct, frozen=True, gc=False):
    """A length: minutes, whole days, months; each may be nothing. marked: "for" stands before it. named: it is part of
    the title ("3-hour workshop")."""

    weak: ClassVar[bool] = False
    minutes: float = 0
    days: int = 0
    months: int = 0
    marked: bool = False
    named: bool = False


class Ahead(Struct, frozen=True, gc=False):
    """From now on: elapsed minutes, or days and months by the calendar. sign: -1 for "ago". weak: "now", "in 20", which
    count only where nothing else is said, or where a reminder is asked for."""

    length: Length
    sign: int = 1
    weak: bool = False


class Lead(Struct, frozen=True, gc=False):
    """How many minutes before its start an event is to be reminded of."""

    weak: ClassVar[bool] = False
    minutes: int


class Repeat(Struct, frozen=True, gc=False):
    """Part of a repeat. freq: RFC 5545 FREQ. count: COUNT. position: BYSETPOS, as in the last working day of the month.
    without, without_months: weekdays and months that are left out. either: one of the weekdays is meant."""

    freq: str | None = None
    interval: int | None = None
    weekdays: tuple[int, ...] = ()
    nths: tuple[int, ...] = ()
    monthdays: tuple[int, ...] = ()
    yeardays: tuple[int, ...] = ()
    months: tuple[int, ...] = ()
    count: int | None = None
    part: str | None = None
    position: int | None = None
    without: tuple[int, ...] = ()
    without_months: tuple[int, ...] = ()
    either: bool = False
    weak: bool = False

    @property
    def leaves_out(self) -> bool:
        return bool(self.without or self.without_months)


class Edge(Struct, frozen=True, gc=False):
    """A mark that says what the next day is for: "until", "starting", "all day", "order", "tadi"."""

    weak: ClassVar[bool] = False
    name: str


Value = Clock | ClockRange | Day | DayRange | Part | Length | Ahead | Lead | Repeat | Edge


class Found(Struct, gc=False):
    """A component where it stands: tokens first up to, not including, last."""

    value: Value
    first: int
    last: int
