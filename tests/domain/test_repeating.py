"""An event that stands takes a rule: its first date, and the form of UNTIL."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from calendar_core.domain import DaySpan, Event, Timespan
from calendar_core.domain.repeating import repeating, repeats_anew, series_anew
from calendar_core.errors import InvalidEventTime

KL = ZoneInfo("Asia/Kuala_Lumpur")


def timed(day: int, hour: int = 7) -> Event:
    """24 November 2026 is a Tuesday."""
    start = datetime(2026, 11, day, hour, tzinfo=KL)
    return Event("gym", "me", "gym", Timespan(start, start + timedelta(hours=1), KL.key))


@pytest.mark.parametrize(
    ("rule", "day", "written"),
    [
        ("FREQ=WEEKLY", 24, "FREQ=WEEKLY"),
        ("FREQ=WEEKLY;BYDAY=TU", 24, "FREQ=WEEKLY;BYDAY=TU"),
        ("FREQ=WEEKLY;BYDAY=FR,SA", 27, "FREQ=WEEKLY;BYDAY=FR,SA"),
        ("RRULE:FREQ=DAILY;COUNT=3", 24, "FREQ=DAILY;COUNT=3"),
        ("FREQ=DAILY;UNTIL=20261130", 24, "FREQ=DAILY;UNTIL=20261130T155959Z"),
    ],
)
def test_it_begins_on_the_first_date_of_the_rule(rule: str, day: int, written: str) -> None:
    """On or after the event's own date, at its clock; UNTIL is an instant beside a clock (RFC 5545, 3.3.10)."""
    assert repeating(timed(24), rule) == replace(timed(day), rrule=(f"RRULE:{written}",))


def test_whole_days_end_on_a_date() -> None:
    """Beside whole days UNTIL is a date, even where it was said as an instant."""
    leave = replace(timed(24), when=DaySpan(date(2026, 11, 24), date(2026, 11, 25), KL.key))
    assert repeating(leave, "FREQ=DAILY;UNTIL=20261130T155959Z").rrule == ("RRULE:FREQ=DAILY;UNTIL=20261130",)


@pytest.mark.parametrize("rule", ["FREQ=NEVER", "", "FREQ=DAILY;UNTIL=20201130"])
def test_a_rule_without_dates_is_refused(rule: str) -> None:
    """What cannot be read, or is over before the event, is a typed error and no event."""
    with pytest.raises(InvalidEventTime):
        repeating(timed(24), rule)


def test_a_series_takes_the_other_rule_from_its_own_beginning() -> None:
    """One date of it says the clock; the series begins where it did, and what was left out of the old rule is not."""
    series = replace(timed(2), rrule=("RRULE:FREQ=WEEKLY", "EXDATE;TZID=Asia/Kuala_Lumpur:20261109T070000"))
    before = replace(timed(23), id="gym_1", series_id="gym")
    after = replace(before, when=timed(25, 8).when, rrule=("RRULE:FREQ=WEEKLY;BYDAY=WE",))
    assert repeats_anew(before, after) and not repeats_anew(series, series)
    assert series_anew(series, before, after) == replace(timed(4, 8), rrule=after.rrule)
