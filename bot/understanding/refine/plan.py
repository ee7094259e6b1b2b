"""What one event says of its time, merged: what the steps fill in turn and `resolve` makes dates of."""

from __future__ import annotations

from msgspec import Struct

from bot.understanding.grammar.clock import OF_TODAY
from bot.understanding.grammar.components import Ahead, Clock, ClockRange, Day, DayRange, Found, Lead, Length, Repeat


class Plan(Struct, gc=False):
    """What one event says of its time, merged. used: for each component that counted its role and its tokens.
    named: tokens of names with numbers, which are no times. either: one of several days or parts is meant.
    further_parts: parts of the day beside `part`, of which each is an event ("morning and afternoon"). within: the
    repeat runs no longer than the day that is said ("every day next week"). excepted: the tokens that name days to be
    left out; left_out: those days. What few messages fill is a tuple, for a list would be made for each; no plan is
    part of a cycle, so that the garbage collector need not look at it."""

    days: list[Day | DayRange] = []
    clock: Clock | ClockRange | None = None
    end_day: Day | None = None
    end_clock: Clock | None = None
    part: str | None = None
    length: Length | None = None
    ahead: Ahead | None = None
    repeat: Repeat | None = None
    until: Day | None = None
    lead: Lead | None = None
    remind: bool = False
    all_day: bool = False
    earlier: bool = False
    zone: tuple[int, int] | None = None
    extra_clocks: int = 0
    excepted: tuple[int, int] | None = None
    left_out: tuple[Day | DayRange, ...] = ()
    either: bool = False
    within: bool = False
    further_parts: tuple[str, ...] = ()
    named: frozenset[int] = frozenset()
    unread: tuple[Found, ...] = ()
    used: list[tuple[str, int, int]] = []

    @property
    def today(self) -> bool:
        """Whether no day is said, so that a clock is the coming one."""
        return not self.days and self.repeat is None and self.ahead is None

    @property
    def has_time(self) -> bool:
        """Whether anything says when."""
        return bool(self.days or self.clock or self.ahead or self.repeat or self.part in OF_TODAY)
