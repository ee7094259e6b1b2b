"""What a person sees and does in Google Calendar itself, as if on another phone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sandbox.demo.moments import clock, is_day, moment, span
from sandbox.google import GoogleSandbox
from sandbox.google.errors import Json
from sandbox.google.times import instant
from sandbox.google.views import instances, overlaps, stored_fields

_USUAL_LEADS = (0, 5, 10, 15, 30, 60, 120, 1440)
"""Minutes before an event at which people like to be reminded."""

_MORNING = time(9)  # when whole days remind

_EVERY_MINUTE_UP_TO = timedelta(hours=3)
_EVERY_LEAD_UP_TO = timedelta(days=31)


class GoogleSide:
    """The primary calendar of the stand-in. zone: in which times are shown and typed."""

    def __init__(self, google: GoogleSandbox, zone: ZoneInfo) -> None:
        self._google = google
        self._zone = zone
        self._listed: list[Json] = []

    def between(self, after: datetime, before: datetime) -> list[Json]:
        """The events that touch that window, repeats expanded, by their start."""
        calendar = self._google.calendars[self._google.email]
        found: list[Json] = []
        for event in calendar.events.values():
            if event.recurring:
                found += [fields for _, fields in instances(calendar, event, after, before)]
            elif not event.series:
                fields = stored_fields(calendar, event)
                found += [fields] if overlaps(calendar, fields, after, before) else []
        kept = [fields for fields in found if fields.get("status") != "cancelled"]
        return sorted(kept, key=lambda fields: instant(fields["start"], self._zone))

    def listing(self, now: datetime, days: int = 7) -> str:
        """The coming days, numbered for `move` and `cancel`."""
        self._listed = self.between(now, now + timedelta(days=days))
        span = "the next day" if days == 1 else f"the next {days} days"
        if not self._listed:
            return f"There is nothing in Google Calendar for {span}."
        rows = [f"{number:3}. {self._line(event)}" for number, event in enumerate(self._listed, 1)]
        return "\n".join([f"In Google Calendar, {span}:", *rows])

    def move(self, number: str, words: str) -> str:
        """Move a listed event to another clock, or by a length such as +1h or -30m. Raises ValueError."""
        event = self._chosen(number)
        if "dateTime" not in event["start"]:
            raise ValueError("a whole day has no clock to move; use :google cancel")
        start, end = (instant(event[edge], self._zone).astimezone(self._zone) for edge in ("start", "end"))
        if words[:1] in {"+", "-"}:
            by = span(words[1:])
            new = start + by if words[0] == "+" else start - by
        else:
            new = datetime.combine(start.date(), clock(words), self._zone)
        times = {
            edge: {"dateTime": moment.isoformat(), "timeZone": str(self._zone)}
            for edge, moment in (("start", new), ("end", new + (end - start)))
        }
        moved = self._google.edit_event(event["id"], times)
        return f"Moved in Google: {self._line(moved)}"

    def cancel(self, number: str) -> str:
        """Delete a listed event. Raises ValueError."""
        event = self._chosen(number)
        self._google.remove_event(event["id"])
        return f"Deleted in Google: {self._line(event)}"

    def add(self, words: str, now: datetime) -> str:
        """Put in `TITLE 4pm` or `TITLE fri 4pm`, one hour long; a clock alone is the next one. Raises ValueError."""
        title, _, at = words.rpartition(" ")
        if not title:
            raise ValueError("write a title and a time, like :google add Swimming 4pm or :google add Swimming fri 4pm")
        start = moment(at, now.astimezone(self._zone))
        name, _, day = title.rpartition(" ")
        if name and is_day(day):
            title, start = name, moment(f"{day} {at}", now.astimezone(self._zone))
        times = {
            edge: {"dateTime": moment.isoformat(), "timeZone": str(self._zone)}
            for edge, moment in (("start", start), ("end", start + timedelta(hours=1)))
        }
        return f"Added in Google: {self._line(self._google.put_event({'summary': title, **times}))}"

    def stops(self, now: datetime, until: datetime) -> list[datetime]:
        """Where to halt on the way to `until`, so that what is due arrives on time: the last is `until`.

        Short ways halt at every full minute, longer ones where an event could remind, and the longest only at the
        bot's own lead, the starts and the mornings, or they would take too long.
        """
        if until - now <= _EVERY_MINUTE_UP_TO:
            minute = now.replace(second=0, microsecond=0)
            halts: Iterable[datetime] = (
                minute + timedelta(minutes=count)
                for count in range(1, int((until - minute) / timedelta(minutes=1)) + 1)
            )
        else:
            starts = [
                instant(event["start"], self._zone)
                for event in self.between(now, until + timedelta(minutes=_USUAL_LEADS[-1]))
            ]
            leads = _USUAL_LEADS if until - now <= _EVERY_LEAD_UP_TO else (0, 30)
            halts = {start - timedelta(minutes=lead) for start in starts for lead in leads} | self._mornings(now, until)
        # A second later, so that what is due in that minute is due.
        late = timedelta(seconds=1)
        return [*sorted(halt + late for halt in halts if now < halt + late < until), until]

    def _mornings(self, now: datetime, until: datetime) -> set[datetime]:
        """Nine o'clock of each day on the way."""
        first, last = now.astimezone(self._zone).date(), until.astimezone(self._zone).date()
        days = (first + timedelta(days=count) for count in range((last - first).days + 1))
        return {datetime.combine(day, _MORNING, self._zone) for day in days}

    def _chosen(self, number: str) -> Json:
        if not number.isdigit() or not 0 < int(number) <= len(self._listed):
            raise ValueError("type :google first, then use a number of that list")
        return self._listed[int(number) - 1]

    def _line(self, event: Json) -> str:
        place = f", {event['location']}" if event.get("location") else ""
        return f"{self._when(event)}  {event.get('summary', '(no title)')}{place}"

    def _when(self, event: Json) -> str:
        if "date" in event["start"]:
            first, after = (date.fromisoformat(event[edge]["date"]) for edge in ("start", "end"))
            last = after - timedelta(days=1)
            return f"{first:%a %d %b}" + (f" - {last:%a %d %b}" if last > first else "") + ", all day"
        start, end = (instant(event[edge], self._zone).astimezone(self._zone) for edge in ("start", "end"))
        return f"{start:%a %d %b, %H:%M}-{end:%H:%M}"
