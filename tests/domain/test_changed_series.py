"""A change of all dates of a repeating event: its start, its length and the rule that names its days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from calendar_core.domain import DaySpan, Event, EventDraft, Timespan
from calendar_core.domain.recurrence import changed_series, exdates_in, recurrence_of
from calendar_core.errors import InvalidEventTime

KL = ZoneInfo("Asia/Kuala_Lumpur")


def at(month: int, day: int, hour: int, minute: int = 0, *, minutes: int = 60) -> Timespan:
    start = datetime(2026, month, day, hour, minute, tzinfo=KL)
    return Timespan(start, start + timedelta(minutes=minutes), KL.key)


def series(*lines: str) -> Event:
    return Event("gym", "me", "gym", at(9, 7, 7), rrule=lines)


def one_date(when: Timespan, **changes: str) -> Event:
    return Event(
        "gym_1", "me", changes.get("title", "gym"), when, location=changes.get("location", ""), series_id="gym"
    )


WEEKLY = "RRULE:FREQ=WEEKLY;BYDAY=MO"
"""7 September 2026 is a Monday, as is 30 November."""


def test_another_clock_is_that_of_the_first_date() -> None:
    """The series keeps its first day; its clock and length become those of the date that was moved."""
    changed = changed_series(series(WEEKLY), one_date(at(11, 30, 7)), one_date(at(11, 30, 8, 30, minutes=45)))
    assert changed.when == at(9, 7, 8, 30, minutes=45) and changed.rrule == (WEEKLY,)


@pytest.mark.parametrize(("day", "rule"), [(1, "TU"), (4, "FR"), (6, "SU")])
def test_a_weekly_rule_goes_to_another_weekday_of_its_week(day: int, rule: str) -> None:
    """From Monday to a day up to three before or after it: never to another week."""
    changed = changed_series(series(WEEKLY), one_date(at(11, 30, 7)), one_date(at(12, day, 7)))
    assert changed.rrule == (f"RRULE:FREQ=WEEKLY;BYDAY={rule}",)
    assert abs(changed.when.starts_at() - at(9, 7, 7).start) <= timedelta(days=3)


@pytest.mark.parametrize(
    ("line", "moved"),
    [
        ("RRULE:FREQ=MONTHLY;BYMONTHDAY=7", "RRULE:FREQ=MONTHLY;BYMONTHDAY=9"),
        ("RRULE:FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=7", "RRULE:FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=9"),
        ("RRULE:FREQ=DAILY;COUNT=5", "RRULE:FREQ=DAILY;COUNT=5"),
        ("RRULE:FREQ=MONTHLY;UNTIL=20261231T155959Z", "RRULE:FREQ=MONTHLY;UNTIL=20270102T155959Z"),
        ("EXDATE;TZID=Asia/Kuala_Lumpur:20260914T070000", "EXDATE;TZID=Asia/Kuala_Lumpur:20260916T080000"),
        ("EXDATE:20260913T230000Z", "EXDATE;TZID=Asia/Kuala_Lumpur:20260916T080000"),
    ],
)
def test_two_days_later_at_eight(line: str, moved: str) -> None:
    """What a rule says of days goes along, and a date that is left out stays left out."""
    changed = changed_series(series(line), one_date(at(10, 7, 7)), one_date(at(10, 9, 8)))
    assert changed.rrule == (moved,) and changed.when == at(9, 9, 8)


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=WEEKLY;BYDAY=MO,WE",
        "FREQ=MONTHLY;BYDAY=1MO",
        "FREQ=MONTHLY;BYMONTHDAY=-1",
        "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
    ],
)
def test_a_rule_of_other_days_stays_on_them(rule: str) -> None:
    """What such a rule would mean a day later is anybody's guess, so it is refused; another clock is not."""
    with pytest.raises(InvalidEventTime):
        changed_series(series(f"RRULE:{rule}"), one_date(at(11, 30, 7)), one_date(at(12, 1, 7)))
    changed = changed_series(series(f"RRULE:{rule}"), one_date(at(11, 30, 7)), one_date(at(11, 30, 9)))
    assert changed.rrule == (f"RRULE:{rule}",) and changed.when == at(9, 7, 9)


def test_another_name_or_place_leaves_the_time() -> None:
    """Only what differs between the date before and after is changed of the series."""
    after = one_date(at(11, 30, 7), title="Gym with Zul", location="KLCC")
    changed = changed_series(series(WEEKLY), one_date(at(11, 30, 7)), after)
    assert (changed.title, changed.location, changed.when) == ("Gym with Zul", "KLCC", at(9, 7, 7))


def test_a_series_of_whole_days_moves_by_days() -> None:
    """Whole days stay whole days."""
    days = [DaySpan(date(2026, 11, day), date(2026, 11, day + 1), KL.key) for day in (2, 4, 9)]
    whole = Event("bin", "me", "bin", days[0], rrule=(WEEKLY,))
    before, after = (
        Event("bin_1", "me", "bin", when, series_id="bin")
        for when in (days[2], DaySpan(date(2026, 11, 11), date(2026, 11, 12), KL.key))
    )
    changed = changed_series(whole, before, after)
    assert changed.when == days[1] and changed.rrule == ("RRULE:FREQ=WEEKLY;BYDAY=WE",)


def test_days_left_out_are_written_at_the_clock_of_the_event() -> None:
    """EXDATE names the starts that are left out: with the wall clock and zone, of whole days the dates (RFC 5545)."""
    days = (date(2026, 12, 21), date(2026, 12, 28))
    timed = EventDraft("gym", at(12, 7, 7), rrule="FREQ=WEEKLY;BYDAY=MO", exdates=days)
    whole = replace(timed, when=DaySpan(date(2026, 12, 7), date(2026, 12, 8), KL.key))
    assert recurrence_of(timed) == (WEEKLY, "EXDATE;TZID=Asia/Kuala_Lumpur:20261221T070000,20261228T070000")
    assert recurrence_of(whole) == (WEEKLY, "EXDATE;VALUE=DATE:20261221,20261228")
    assert exdates_in(recurrence_of(timed), timed.when) == exdates_in(recurrence_of(whole), whole.when) == days


def test_days_left_out_are_read_from_what_other_programs_write() -> None:
    """An EXDATE in UTC is the day in the event's own zone, and one that cannot be read leaves the others."""
    lines = (WEEKLY, "EXDATE:20261220T230000Z", "EXDATE;TZID=Asia/Kuala_Lumpur:rubbish")
    assert exdates_in(lines, at(12, 7, 7)) == (date(2026, 12, 21),)
