"""TimezoneHandler: Google's times between zones, without losing an hour or touching what it was given."""

from __future__ import annotations

import copy
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendar_core.domain import TimezoneHandler, resolve_wall_time, zone_of
from calendar_core.errors import InconsistentEventTime, UnknownTimezone

ZONES = ("US/Eastern", "US/Central", "US/Mountain", "US/Pacific", "Europe/London", "Europe/Paris", "UTC")
KL = "Asia/Kuala_Lumpur"


class TestTimezoneHandler:
    def test_normalize_event_time(self) -> None:
        """A wall time with its zone, or an offset, becomes the same instant in UTC, and the input stays as it was."""
        handler = TimezoneHandler()
        given_times = [
            {"dateTime": "2026-07-15T10:00:00", "timeZone": "US/Eastern"},
            {"dateTime": "2026-01-15T10:00:00", "timeZone": "US/Eastern"},
            {"dateTime": "2026-11-27T15:00:00+08:00", "timeZone": KL},
            {"dateTime": "2026-11-27T15:00:00+08:00"},
            {"dateTime": "2026-11-27T07:00:00Z", "timeZone": KL},
        ]
        before = copy.deepcopy(given_times)
        assert [handler.normalize_event_time(time) for time in given_times] == [
            {"dateTime": "2026-07-15T14:00:00+00:00", "timeZone": "UTC"},
            {"dateTime": "2026-01-15T15:00:00+00:00", "timeZone": "UTC"},
            {"dateTime": "2026-11-27T07:00:00+00:00", "timeZone": "UTC"},
            {"dateTime": "2026-11-27T07:00:00+00:00", "timeZone": "UTC"},
            {"dateTime": "2026-11-27T07:00:00+00:00", "timeZone": "UTC"},
        ]
        assert given_times == before

    def test_localize_event_time(self) -> None:
        """An instant in UTC is shown on the clock of another zone, with that zone's name and its offset of the day."""
        handler = TimezoneHandler()
        utc = {"dateTime": "2026-07-15T14:00:00+00:00", "timeZone": "UTC"}
        shown = {zone: handler.localize_event_time(utc, zone)["dateTime"] for zone in ZONES}
        assert shown == {
            "US/Eastern": "2026-07-15T10:00:00-04:00",
            "US/Central": "2026-07-15T09:00:00-05:00",
            "US/Mountain": "2026-07-15T08:00:00-06:00",
            "US/Pacific": "2026-07-15T07:00:00-07:00",
            "Europe/London": "2026-07-15T15:00:00+01:00",
            "Europe/Paris": "2026-07-15T16:00:00+02:00",
            "UTC": "2026-07-15T14:00:00+00:00",
        }
        assert handler.localize_event_time(utc, zone_of(KL))["timeZone"] == KL

    def test_all_day_events(self) -> None:
        """A date is a date everywhere: no zone shifts it, and an event of whole days comes back as it was."""
        handler = TimezoneHandler()
        day = {"date": "2026-12-24"}
        assert handler.normalize_event_time(day) == day
        assert handler.localize_event_time(day, "US/Pacific") == day
        event = {"id": "x", "start": {"date": "2026-12-24"}, "end": {"date": "2026-12-27"}}
        assert handler.handle_all_day_events(event) == event
        timed = {
            "start": {"dateTime": "2026-12-24T09:00:00", "timeZone": KL},
            "end": {"dateTime": "2026-12-24T10:00:00", "timeZone": KL},
        }
        assert handler.handle_all_day_events(timed)["start"]["dateTime"] == "2026-12-24T01:00:00+00:00"

    def test_dst_transitions(self) -> None:
        """The day on which a zone's clocks change is told, as gap or fold, with its instant and both offsets."""
        found = {
            (zone, day): TimezoneHandler().detect_dst_transition(date.fromisoformat(day), zone)
            for zone, day in [
                ("US/Eastern", "2026-03-08"),
                ("US/Eastern", "2026-11-01"),
                ("US/Eastern", "2026-11-02"),
                ("Europe/London", "2026-03-29"),
                ("Europe/Paris", "2026-10-25"),
                (KL, "2026-03-29"),
                ("UTC", "2026-03-29"),
            ]
        }
        told = {
            key: (change.kind, change.instant.isoformat(), change.offset_before, change.offset_after)
            for key, change in found.items()
            if change is not None
        }
        hour = timedelta(hours=1)
        assert told == {
            ("US/Eastern", "2026-03-08"): ("gap", "2026-03-08T07:00:00+00:00", -5 * hour, -4 * hour),
            ("US/Eastern", "2026-11-01"): ("fold", "2026-11-01T06:00:00+00:00", -4 * hour, -5 * hour),
            ("Europe/London", "2026-03-29"): ("gap", "2026-03-29T01:00:00+00:00", 0 * hour, hour),
            ("Europe/Paris", "2026-10-25"): ("fold", "2026-10-25T01:00:00+00:00", 2 * hour, hour),
        }

    @pytest.mark.parametrize("zone", ["Mars/Olympus", "", "US/Eastern2", "../etc/passwd", "Asia/Kuala Lumpur"])
    def test_unknown_zone(self, zone: str) -> None:
        """A zone name this host does not know is a typed error, never UTC in silence."""
        handler = TimezoneHandler()
        with pytest.raises((UnknownTimezone, InconsistentEventTime)):
            handler.normalize_event_time({"dateTime": "2026-11-27T15:00:00", "timeZone": zone})
        with pytest.raises(UnknownTimezone):
            handler.localize_event_time({"dateTime": "2026-11-27T15:00:00Z"}, zone)
        with pytest.raises(UnknownTimezone):
            handler.detect_dst_transition(date(2026, 3, 8), zone)

    @pytest.mark.parametrize(
        "event",
        [
            {"start": {"date": "2026-12-24"}, "end": {"dateTime": "2026-12-24T10:00:00Z"}},
            {"start": {"date": "2026-12-24"}, "end": {"date": "2026-12-24"}},
            {"start": {"dateTime": "2026-12-24T10:00:00Z"}, "end": {"dateTime": "2026-12-24T10:00:00Z"}},
            {"start": {"dateTime": "2026-12-24T10:00:00Z"}, "end": {"dateTime": "2026-12-24T17:30:00+08:00"}},
            {"start": {"dateTime": "2026-12-24T10:00:00"}, "end": {"dateTime": "2026-12-24T11:00:00"}},
            {"start": {"dateTime": "soon"}, "end": {"dateTime": "later"}},
            {"start": {"date": "2026-02-30"}, "end": {"date": "2026-03-02"}},
            {"start": {"dateTime": "2026-12-24T10:00:00Z"}},
        ],
    )
    def test_ends_that_do_not_fit(self, event: dict[str, object]) -> None:
        """Ends of two kinds, in the wrong order, unreadable, zoneless or missing are a typed error."""
        with pytest.raises(InconsistentEventTime):
            TimezoneHandler().handle_all_day_events(event)

    def test_offset_that_disagrees_with_its_zone(self) -> None:
        """An offset that the named zone does not have on that day is refused, unless it is the calendar's own."""
        time = {"dateTime": "2026-07-15T10:00:00+08:00", "timeZone": "US/Eastern"}
        with pytest.raises(InconsistentEventTime):
            TimezoneHandler().normalize_event_time(time)
        assert TimezoneHandler(KL).normalize_event_time(time)["dateTime"] == "2026-07-15T02:00:00+00:00"

    def test_a_start_without_a_zone_takes_its_calendars(self) -> None:
        """A wall time that names no zone is read in the calendar's."""
        assert TimezoneHandler(KL).normalize_event_time({"dateTime": "2026-07-15T10:00:00"}) == {
            "dateTime": "2026-07-15T02:00:00+00:00",
            "timeZone": "UTC",
        }

    @given(
        wall=st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2037, 12, 31)),
        zone=st.sampled_from([*ZONES, KL, "Asia/Kolkata", "Australia/Lord_Howe", "America/St_Johns"]),
    )
    def test_there_and_back(self, wall: datetime, zone: str) -> None:
        """UTC and back is the same instant, for every wall time in every zone, gaps and folds too."""
        handler = TimezoneHandler()
        there = handler.normalize_event_time({"dateTime": wall.isoformat(), "timeZone": zone})
        back = handler.localize_event_time(there, zone)
        assert handler.normalize_event_time(back) == there
        instant = datetime.fromisoformat(back["dateTime"])
        resolved, how = resolve_wall_time(wall, zone_of(zone))
        assert instant.astimezone(UTC) == resolved.astimezone(UTC)
        assert (instant.replace(tzinfo=None) == wall) == (how != "gap")
