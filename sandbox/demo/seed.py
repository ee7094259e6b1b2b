"""The calendar that the demo starts with: two lively weeks around the day it is first started. Pure."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

Json = dict[str, Any]


def lively_events(now: datetime, zone: str) -> list[Json]:
    """Events in Google's form. now: aware, in the zone named by `zone` (IANA)."""
    today = now.date()
    monday = today - timedelta(days=today.weekday())
    soon = _next_quarter(now + timedelta(minutes=40))

    def at(day: date, clock: str, minutes: int, summary: str, **more: Any) -> Json:
        hour, minute = map(int, clock.split(":"))
        start = datetime.combine(day, time(hour, minute))
        return _timed(start, minutes, summary, more.pop("zone", zone), **more)

    def on(days: int) -> date:
        return today + timedelta(days=days)

    return [
        _timed(soon, 30, "Tea with Mei Ling 🍵", zone, location="Kopitiam, ground floor"),
        at(monday, "09:30", 15, "Team stand-up", recurrence=["RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"]),
        at(monday + timedelta(1), "17:30", 30, "Jemput anak dari tadika", recurrence=["RRULE:FREQ=WEEKLY;BYDAY=TU,TH"]),
        at(
            monday + timedelta(5), "08:00", 60, "瑜伽课", location="社区中心", recurrence=["RRULE:FREQ=WEEKLY;BYDAY=SA"]
        ),
        at(on(1), "12:30", 60, "Lunch with Aminah", location="Village Park, Damansara Uptown"),
        at(on(2), "14:00", 90, "Mesyuarat projek", location="Bilik 3A"),
        at(on(3), "10:00", 45, "Dentist", location="Klinik Pergigian Bangsar"),
        at(on(4), "19:00", 120, "和妈妈吃晚饭", location="新山海鲜楼"),
        at(on(5), "09:00", 45, "Call with the London office", zone="Europe/London"),
        at(on(6), "07:15", 65, "Flight AK6118 to Penang ✈️", location="KLIA Terminal 2"),
        at(on(9), "20:00", 150, "Badminton", location="Sports Arena, court 4"),
        at(on(11), "11:00", 180, "Kenduri Kak Long", location="Kajang"),
        _whole_days(on(7), 1, "Rumah terbuka Encik Rahim"),
        _whole_days(on(8), 3, "School holiday"),
        _whole_days(on(13), 1, "农历十五 吃素"),
        _whole_days(date(today.year, 12, 25), 1, "Christmas Day", recurrence=["RRULE:FREQ=YEARLY"]),
    ]


def _next_quarter(moment: datetime) -> datetime:
    """The next full quarter of an hour, as wall time."""
    floor = moment.replace(minute=moment.minute // 15 * 15, second=0, microsecond=0, tzinfo=None)
    return floor + timedelta(minutes=15)


def _timed(start: datetime, minutes: int, summary: str, zone: str, **more: Any) -> Json:
    end = start + timedelta(minutes=minutes)
    return {
        "summary": summary,
        "start": {"dateTime": start.isoformat(), "timeZone": zone},
        "end": {"dateTime": end.isoformat(), "timeZone": zone},
        **more,
    }


def _whole_days(first: date, days: int, summary: str, **more: Any) -> Json:
    return {
        "summary": summary,
        "start": {"date": first.isoformat()},
        "end": {"date": (first + timedelta(days=days)).isoformat()},
        "transparency": "transparent",
        **more,
    }
