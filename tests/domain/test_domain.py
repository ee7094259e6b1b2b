"""The pure middle: what may be booked, what a list means, what reminds."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from calendar_core.domain import (
    KL_TIMEZONE,
    MISSED,
    Agenda,
    DaySpan,
    Event,
    EventStatus,
    Subscriber,
    Timespan,
    changes_between,
    event_id_for,
    get_local_time,
    is_future_time,
    reminders_of,
    validate_event_time,
    whole_day_reminder,
)
from calendar_core.domain.recurrence import next_occurrences
from calendar_core.errors import InconsistentEventTime, InvalidEventTime

NOW = datetime(2026, 11, 23, 16, 25, tzinfo=KL_TIMEZONE)
MEETING = Timespan(NOW + timedelta(hours=2), NOW + timedelta(hours=3), "Asia/Kuala_Lumpur")


def _event(**changes: object) -> Event:
    return replace(Event("e1", "primary", "Meeting", MEETING), **changes)  # type: ignore[arg-type]


class TestValidateEventTime:
    def test_a_past_time_goes_to_tomorrow_at_the_same_clock(self) -> None:
        """Any past time is put on tomorrow's date, with its clock and zone kept."""
        assert validate_event_time(NOW.replace(hour=15, minute=0), NOW) == datetime(
            2026, 11, 24, 15, 0, tzinfo=KL_TIMEZONE
        )
        assert validate_event_time(datetime(2020, 1, 1, 9, tzinfo=KL_TIMEZONE), NOW).date() == date(2026, 11, 24)

    def test_now_itself_is_not_the_future(self) -> None:
        """A time must be strictly after now; now itself goes to tomorrow."""
        assert not is_future_time(NOW, NOW)
        assert is_future_time(NOW + timedelta(microseconds=1), NOW)
        assert validate_event_time(NOW, NOW) == NOW + timedelta(days=1)

    def test_a_skipped_clock_is_the_hour_after(self) -> None:
        """Where daylight saving skips tomorrow's clock, the time after the gap is meant."""
        london = ZoneInfo("Europe/London")
        now = datetime(2026, 3, 28, 20, tzinfo=london)
        assert validate_event_time(now.replace(hour=1, minute=30), now).isoformat() == "2026-03-29T02:30:00+01:00"

    def test_instants_are_compared_over_a_fold(self) -> None:
        """In the hour that comes twice the second half past one is after the first."""
        london = ZoneInfo("Europe/London")
        first = datetime(2026, 10, 25, 1, 30, tzinfo=london)
        assert is_future_time(first.replace(fold=1), first)

    @given(st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2100, 1, 1), timezones=st.just(UTC)))
    def test_what_comes_out_is_in_the_future(self, moment: datetime) -> None:
        """Whatever goes in, a future time comes out, and a future time is left alone."""
        out = validate_event_time(moment, NOW)
        assert is_future_time(out, NOW)
        assert out == moment or not is_future_time(moment, NOW)

    def test_local_time_is_kuala_lumpurs_by_default(self) -> None:
        """The clock on the wall is Kuala Lumpur's unless another zone is named."""
        assert get_local_time(datetime(2026, 1, 1, tzinfo=UTC)).hour == 8


class TestSpans:
    def test_an_end_must_come_after_its_start(self) -> None:
        """A span that ends before or when it starts cannot be made, nor one without a zone."""
        with pytest.raises(InconsistentEventTime):
            Timespan(NOW, NOW, "UTC")
        with pytest.raises(InconsistentEventTime):
            Timespan(datetime(2026, 1, 1), datetime(2026, 1, 2), "UTC")
        with pytest.raises(InconsistentEventTime):
            DaySpan(date(2026, 1, 2), date(2026, 1, 2), "UTC")

    def test_instants_are_kept_in_utc(self) -> None:
        """A span keeps instants in UTC with its zone beside, and shows them in any zone."""
        assert MEETING.start.tzinfo is UTC
        assert MEETING.starts_at().hour == 18


class TestAgenda:
    def test_rows_count_from_zero_and_know_their_range(self) -> None:
        """A row out of range is None, a negative one too."""
        agenda = Agenda.of((_event(),), NOW)
        assert agenda.row(0) is not None
        assert agenda.row(1) is None
        assert agenda.row(-1) is None

    @pytest.mark.parametrize(
        ("current", "later", "stale"),
        [
            ({"e1": _event()}, timedelta(hours=1), False),
            ({"e1": _event()}, timedelta(hours=25), True),
            ({}, timedelta(0), True),
            ({"e1": _event(title="Other")}, timedelta(0), True),
            ({"e1": _event(when=structs.replace(MEETING, zone="UTC"))}, timedelta(0), True),
        ],
    )
    def test_a_list_is_old_when_a_row_changed_or_a_day_went_by(
        self, current: dict[str, Event], later: timedelta, stale: bool
    ) -> None:
        """Changed, moved or gone rows make a list old, and so do 24 hours."""
        assert Agenda.of((_event(),), NOW).is_stale(current, NOW + later) is stale


class TestReminders:
    SUBSCRIBER = Subscriber(chat_id=7, leads=(30,))

    def test_the_default_lead(self) -> None:
        """Half an hour before, in each chat that subscribes."""
        rows = reminders_of(_event(), [self.SUBSCRIBER, Subscriber(8, (30, 10))], NOW)
        assert {(row.chat_id, row.time) for row in rows} == {
            (7, MEETING.start - timedelta(minutes=30)),
            (8, MEETING.start - timedelta(minutes=30)),
            (8, MEETING.start - timedelta(minutes=10)),
        }

    def test_nearer_than_the_lead_reminds_at_the_start(self) -> None:
        """An event that starts sooner than every lead reminds when it starts, once; sooner than one, by the others."""
        rows = reminders_of(_event(), [Subscriber(7, (1440, 180))], NOW)
        assert [row.time for row in rows] == [MEETING.start]
        rows = reminders_of(_event(), [Subscriber(7, (180, 10))], NOW)
        assert [row.time for row in rows] == [MEETING.start - timedelta(minutes=10)]

    @pytest.mark.parametrize(
        "changes",
        [
            {"status": EventStatus.CANCELLED},
            {"declined": True},
            {"when": Timespan(NOW - timedelta(hours=1), NOW + timedelta(hours=1), "UTC")},
            {"reminder_minutes": ()},
        ],
    )
    def test_who_stays_silent(self, changes: dict[str, object]) -> None:
        """A cancelled, declined or begun event does not remind, nor one that was asked not to."""
        assert reminders_of(_event(**changes), [self.SUBSCRIBER], NOW) == ()

    @pytest.mark.parametrize(
        ("leads", "expected"),
        [
            ((30,), ["2026-11-24T09:00+08:00"]),
            ((0, 10, 60), ["2026-11-24T09:00+08:00"]),
            ((1440, 30), ["2026-11-23T09:00+08:00", "2026-11-24T09:00+08:00"]),
            ((), []),
        ],
    )
    def test_a_whole_day_reminds_in_the_morning(self, leads: tuple[int, ...], expected: list[str]) -> None:
        """A whole-day event has no hour: it reminds at nine, that day or so many days before, not in the night."""
        now = datetime.fromisoformat("2026-11-22T10:00+08:00")
        day = DaySpan(date(2026, 11, 24), date(2026, 11, 25), "Asia/Kuala_Lumpur")
        rows = reminders_of(_event(when=day), [Subscriber(7, leads)], now)
        assert sorted(row.time for row in rows) == [datetime.fromisoformat(time) for time in expected]
        assert len({row.id for row in rows}) == len(expected)

    def test_a_whole_day_with_a_lead_of_its_own_counts_from_midnight(self) -> None:
        """What Google keeps on the event is in Google's meaning: minutes before the day begins."""
        now = datetime.fromisoformat("2026-11-22T10:00+08:00")
        day = DaySpan(date(2026, 11, 24), date(2026, 11, 25), "Asia/Kuala_Lumpur")
        [row] = reminders_of(_event(when=day, reminder_minutes=(60,)), [self.SUBSCRIBER], now)
        assert row.time == datetime.fromisoformat("2026-11-23T23:00+08:00")
        [row] = reminders_of(_event(when=day, reminder_minutes=(60,)), [self.SUBSCRIBER], row.time)
        assert row.time == datetime.fromisoformat("2026-11-24T09:00+08:00")

    @pytest.mark.parametrize(("lead", "expected"), [(0, "2026-11-24T09:00+08:00"), (1440, "2026-11-23T09:00+08:00")])
    def test_a_whole_day_asked_to_remind_on_a_day_does_so_in_the_morning(self, lead: int, expected: str) -> None:
        """ "Remind me to pay the rent tomorrow" is no wish to be woken at midnight, nor is "a day before"."""
        now = datetime.fromisoformat("2026-11-22T10:00+08:00")
        day = DaySpan(date(2026, 11, 24), date(2026, 11, 25), "Asia/Kuala_Lumpur")
        [row] = reminders_of(_event(when=day, reminder_minutes=(lead,)), [self.SUBSCRIBER], now)
        assert row.time == datetime.fromisoformat(expected)
        assert (row.lead, row.id.rpartition(":")[2]) == (lead, str(lead))
        assert whole_day_reminder(day, lead) == row.time

    @pytest.mark.parametrize(
        ("known_before", "ago", "length", "told"),
        [
            (1, 1, 60, True),
            (1, 9, 60, True),
            (1, 11, 60, False),
            (0, 1, 60, False),
            (-1, 2, 60, False),
            (1, 5, 4, False),
        ],
    )
    def test_a_missed_start_is_made_up_for(self, known_before: int, ago: int, length: int, told: bool) -> None:
        """What stood before it began and began a moment ago reminds late; what was put down later, or is over, not."""
        start = NOW - timedelta(minutes=ago)
        event = _event(
            when=Timespan(start, start + timedelta(minutes=length), "UTC"),
            updated=start - timedelta(minutes=known_before),
        )
        rows = reminders_of(event, [self.SUBSCRIBER], NOW, missed=MISSED)
        assert [row.time for row in rows] == ([start] if told else [])
        assert reminders_of(event, [self.SUBSCRIBER], NOW) == ()

    def test_the_events_own_lead_wins(self) -> None:
        """A lead that was set on the event replaces the person's own."""
        rows = reminders_of(_event(reminder_minutes=(0,)), [self.SUBSCRIBER], NOW)
        assert [row.time for row in rows] == [MEETING.start]


def test_changes_tell_moved_from_edited() -> None:
    """Another time is a move, other words an edit, and what came or went is named."""
    later = Timespan(MEETING.start + timedelta(hours=1), MEETING.end + timedelta(hours=1), MEETING.zone)
    before = {"a": _event(id="a"), "b": _event(id="b"), "c": _event(id="c"), "d": _event(id="d")}
    after = {"a": before["a"], "b": _event(id="b", when=later), "c": _event(id="c", title="New"), "e": _event(id="e")}
    changes = changes_between(before, after)
    assert [event.id for event in changes.added] == ["e"]
    assert [new.id for _, new in changes.moved] == ["b"]
    assert [new.id for _, new in changes.edited] == ["c"]
    assert [event.id for event in changes.removed] == ["d"]
    assert len(changes) == 4


def test_the_same_message_is_the_same_event() -> None:
    """The id follows from account, bot, chat, message, date and part alone, in the letters Google takes."""
    one = event_id_for("main", 1, 2, 3, NOW, 0)
    assert one == event_id_for("main", 1, 2, 3, NOW.astimezone(UTC), 0)
    others = {
        event_id_for("other", 1, 2, 3, NOW),
        event_id_for("main", 9, 2, 3, NOW),
        event_id_for("main", 1, 9, 3, NOW),
        event_id_for("main", 1, 2, 9, NOW),
        event_id_for("main", 1, 2, 3, NOW + timedelta(seconds=1)),
        event_id_for("main", 1, 2, 3, NOW, 1),
        event_id_for("main", 1, 2, 3, NOW, 0, "lunch 1pm"),
    }
    assert len(others) == 7
    assert one not in others
    assert set(one) <= set("0123456789abcdefghijklmnopqrstuv")
    assert 5 <= len(one) <= 1024


class TestRecurrence:
    def test_walls_are_kept_over_a_clock_change(self) -> None:
        """A weekly event stays at its clock when daylight saving ends."""
        london = ZoneInfo("Europe/London")
        start = datetime(2026, 10, 18, 9, tzinfo=london)
        starts = next_occurrences("FREQ=WEEKLY", Timespan(start, start + timedelta(hours=1), "Europe/London"), 2)
        assert [moment.isoformat() for moment in starts] == ["2026-10-18T09:00:00+01:00", "2026-10-25T09:00:00+00:00"]

    @pytest.mark.parametrize("until", ["20261209", "20261209T155959Z"])
    def test_until_takes_its_day_in(self, until: str) -> None:
        """UNTIL as a date or as an instant in UTC both take in the last day."""
        when = Timespan(
            datetime(2026, 11, 25, 15, tzinfo=KL_TIMEZONE),
            datetime(2026, 11, 25, 16, tzinfo=KL_TIMEZONE),
            "Asia/Kuala_Lumpur",
        )
        assert len(next_occurrences(f"FREQ=WEEKLY;UNTIL={until}", when, 10)) == 3

    def test_a_rule_that_cannot_be_read(self) -> None:
        """Rubbish is a typed error."""
        with pytest.raises(InvalidEventTime):
            next_occurrences("FREQ=SOMETIMES", MEETING, 1)
