"""What events leave free, and what stands in the way of what."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from calendar_core.domain import DaySpan, Event, Timespan, free_between, overlapping

START = datetime(2026, 11, 24, 8, tzinfo=UTC)
END = START + timedelta(hours=14)


def event(start: int, end: int, **fields: object) -> Event:
    """Minutes from START."""
    when = Timespan(START + timedelta(minutes=start), START + timedelta(minutes=end), "UTC")
    return Event(id=f"{start}-{end}", calendar_id="primary", title="x", when=when, **fields)  # type: ignore[arg-type]


spans = st.tuples(st.integers(-300, 1100), st.integers(1, 300)).map(lambda pair: event(pair[0], sum(pair)))


@given(st.lists(spans, max_size=12))
def test_gaps_and_events_never_meet_and_leave_nothing_out(events: list[Event]) -> None:
    """Every minute asked about is in an event, in a gap, or in a pause too short to be one."""
    gaps = free_between(events, START, END, "UTC")
    assert all(not overlapping(gap, events) for gap in gaps)
    for minute in range(0, 14 * 60, 5):
        here = Timespan(START + timedelta(minutes=minute), START + timedelta(minutes=minute + 1), "UTC")
        free = any(gap.start <= here.start and here.end <= gap.end for gap in gaps)
        if not free and not overlapping(here, events):
            around = Timespan(here.start - timedelta(minutes=15), here.end + timedelta(minutes=15), "UTC")
            assert overlapping(around, events) or here.start < START + timedelta(minutes=15)


def test_what_takes_no_time_leaves_it_free() -> None:
    """Whole days, declined and back-to-back events stand in nobody's way."""
    holiday = Event("h", "primary", "Deepavali", DaySpan(date(2026, 11, 24), date(2026, 11, 25), "UTC"))
    quiet = [holiday, event(60, 120, declined=True)]
    assert free_between(quiet, START, END, "UTC") == (Timespan(START, END, "UTC"),)
    lunch = event(300, 360)
    assert overlapping(lunch.when, [*quiet, event(240, 300), event(360, 400)]) == ()  # type: ignore[arg-type]
    assert overlapping(lunch.when, [event(359, 400)]) == (event(359, 400),)  # type: ignore[arg-type]
