"""Incremental sync: the sync token, and what a calendar tells of its changes since one. Pure.

Source: https://developers.google.com/workspace/calendar/api/guides/sync
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime

from sandbox.google.errors import Json, invalid, sync_token_expired
from sandbox.google.expansion import occurrences
from sandbox.google.state import Calendar, StoredEvent
from sandbox.google.times import parse
from sandbox.google.views import horizon, instances, render, stored_fields, tombstone, vanished


@dataclass(frozen=True)
class SyncToken:
    """What a client has seen: a calendar's revision and how the first list was asked for.

    after, before: timeMin and timeMax of that list.
    """

    calendar: str
    epoch: int
    revision: int
    single: bool
    after: datetime | None
    before: datetime | None

    def text(self) -> str:
        """The token as the client gets it."""
        return base64.urlsafe_b64encode(json.dumps(asdict(self), default=datetime.isoformat).encode()).decode()

    @classmethod
    def read(cls, text: str, calendar: Calendar) -> SyncToken:
        """Raises ApiError: 400 for what is no token of this calendar, 410 for one that has expired."""
        try:
            known: Json = json.loads(base64.urlsafe_b64decode(text))
            window = {name: parse(known[name]) if known[name] else None for name in ("after", "before")}
            token = cls(**(known | window))
            ours = token.calendar == calendar.id and token.revision <= calendar.revision
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise invalid("Invalid sync token value.", "syncToken") from error
        if not ours:
            raise invalid("Invalid sync token value.", "syncToken")
        if token.epoch != calendar.epoch:
            raise sync_token_expired()
        return token


def changes_since(calendar: Calendar, token: SyncToken, now: datetime, answer_zone: str) -> Iterator[Json]:
    """Everything that changed, oldest change first, deletions as tombstones.

    The window of the first list bounds the expansion of series only: a changed single event is told wherever it is
    now, so a client has to look at its window itself.
    """
    feed = _Feed(calendar, token, now, answer_zone)
    for event in sorted(calendar.events.values(), key=lambda event: event.revision):
        yield from feed.of(event)


class _Feed:
    def __init__(self, calendar: Calendar, token: SyncToken, now: datetime, answer_zone: str) -> None:
        self._calendar = calendar
        self._token = token
        self._now = now
        self._zone = answer_zone

    def of(self, event: StoredEvent) -> Iterator[Json]:
        """What is told of one stored event."""
        since, calendar = self._token.revision, self._calendar
        series_changed = bool(event.series) and calendar.events[event.series].revision > since
        if event.revision <= since and not series_changed:
            return
        if not self._token.single:
            # An exception shows what it has from its series, so it changes with it.
            yield self._told(stored_fields(calendar, event))
        elif event.series:
            if not series_changed:  # else `_series` tells of it
                yield self._told(stored_fields(calendar, event))
        elif event.recurring:
            yield from self._series(event)
        else:
            yield self._told(stored_fields(calendar, event))
            yield from self._went(event, {event.id})

    def _series(self, event: StoredEvent) -> Iterator[Json]:
        here: set[str] = set()
        end = self._token.before or horizon(event, self._calendar, self._now)
        for _, fields in instances(self._calendar, event, self._token.after, end):
            here.add(fields["id"])
            yield self._told(fields)
        for exception in self._calendar.exceptions_of(event.id):
            if exception.revision > self._token.revision and exception.id not in here:
                here.add(exception.id)
                yield self._told(stored_fields(self._calendar, exception))
        yield from self._went(event, here)

    def _went(self, event: StoredEvent, here: set[str]) -> Iterator[Json]:
        """Tombstones for what the earlier schedules of an event had and the one of now has not. Adds to `here`."""
        end = self._token.before or horizon(event, self._calendar, self._now)
        for version in event.versions:
            schedule = version.schedule
            if version.until <= self._token.revision or schedule["status"] == "cancelled":
                continue
            if not schedule.get("recurrence"):
                went = [{"id": event.id, "etag": event.fields["etag"]}]
            else:
                before = occurrences(schedule, self._calendar.zone, self._token.after, end)
                went = [f for one in before if (f := vanished(event, one.suffix, self._calendar))]
            for fields in went:
                if fields["id"] not in here:
                    here.add(fields["id"])
                    yield tombstone(fields, self._calendar, self._zone)

    def _told(self, fields: Json) -> Json:
        if fields.get("status") == "cancelled":
            return tombstone(fields, self._calendar, self._zone)
        return render(self._calendar, fields, self._zone)
