"""Google Calendar in domain types: the adapter that implements the ports of it over the client."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from calendar_core.domain import Event, EventDraft
from calendar_core.errors import (
    BadRequest,
    GoogleAPIError,
    InvalidEventTime,
    MalformedAnswer,
    NotFound,
    PermissionDenied,
)
from calendar_core.google.calls import CallOptions, call_options
from calendar_core.google.client import GoogleCalendarClient
from calendar_core.google.event_json import body_of_change, body_of_draft, event_of, is_cancelled
from calendar_core.ports import Channel, Listing

logger = logging.getLogger(__name__)

_MAX_RESULTS = 2500
"""Events a page: Google's most (Events: list, `maxResults`)."""


_SHORTEST_LIFE = timedelta(hours=1)
"""Taken for a channel whose end Google does not tell."""


class GoogleCalendar:
    """One account's Google Calendar. What each method promises is said in `ports.CalendarApi` and `ports.ChannelApi`.

    A calendar's zone is asked for once and renewed by every listing. home_zone: taken where Google does not tell it.
    """

    def __init__(self, client: GoogleCalendarClient, home_zone: str = "UTC") -> None:
        self._client = client
        self._home_zone = home_zone
        self._zones: dict[str, str] = {}
        self._asking: dict[str, asyncio.Lock] = {}
        self._yields = False

    def in_background(self) -> GoogleCalendar:
        """The same calendar for work that nobody sits and waits for, even where it has no more time than a person.

        It yields to people at the limiter and sleeps no longer than background work does before its next attempt.
        """
        behind = copy(self)
        behind._yields = True
        return behind

    async def insert_event(
        self, calendar_id: str, event_id: str, draft: EventDraft, *, person_waits: bool = True
    ) -> Event:
        body = body_of_draft(draft, event_id)
        stored = await self._client.create_event(calendar_id, body, **self._options(person_waits))
        # Under the answer lies what was sent: what is booked must not fail for an answer that says little.
        return self._own({**body, **stored}, calendar_id, draft.when.zone)

    async def get_event(self, calendar_id: str, event_id: str, *, person_waits: bool = True) -> Event:
        stored = await self._client.get_event(calendar_id, event_id, **self._options(person_waits))
        zone = await self._zone(calendar_id, person_waits)
        return event_of(stored, calendar_id, zone, trust_offsets=calendar_id not in self._zones)

    async def update_event(self, event: Event, *, person_waits: bool = True) -> Event:
        body = body_of_change(event)
        stored = await self._client.update_event(
            event.calendar_id, event.id, body, etag=event.etag, **self._options(person_waits)
        )
        return self._own({**body, **stored}, event.calendar_id, event.when.zone)

    async def delete_event(self, calendar_id: str, event_id: str, *, etag: str = "", person_waits: bool = True) -> bool:
        deletion = await self._client.delete_event(calendar_id, event_id, etag=etag, **self._options(person_waits))
        return deletion.already_gone

    async def list_window(
        self, calendar_id: str, start: datetime, end: datetime, *, person_waits: bool = False
    ) -> Listing:
        found = await self._client.list_events(
            calendar_id,
            timeMin=start,
            timeMax=end,
            singleEvents=True,
            maxResults=_MAX_RESULTS,
            **self._options(person_waits),
        )
        return self._listing(found, calendar_id)

    async def list_changes(self, calendar_id: str, sync_token: str, *, person_waits: bool = False) -> Listing:
        # singleEvents has to be what it was in the full listing that gave the token.
        found = await self._client.list_events(
            calendar_id, syncToken=sync_token, singleEvents=True, maxResults=_MAX_RESULTS, **self._options(person_waits)
        )
        return self._listing(found, calendar_id)

    async def free_busy(
        self, calendar_ids: Sequence[str], start: datetime, end: datetime
    ) -> tuple[tuple[datetime, datetime], ...]:
        answer = await self._client.free_busy(calendar_ids, start, end, person_waits=True)
        spans: list[tuple[datetime, datetime]] = []
        for calendar in _mappings(answer.get("calendars")):
            _raise_calendar_error(calendar)
            spans += [_span(busy) for busy in calendar.get("busy") or ()]
        return merged(spans)

    async def calendar_zone(self, calendar_id: str) -> tuple[str, str]:
        entry = await self._client.get_calendar(calendar_id, person_waits=True)
        own_id, zone = entry.get("id"), entry.get("timeZone")
        if not isinstance(own_id, str) or not isinstance(zone, str):
            raise MalformedAnswer(endpoint="calendar_get")
        self._zones[own_id] = self._zones[calendar_id] = zone
        return own_id, zone

    async def open_channel(self, channel: Channel, secret: str, life: timedelta) -> Channel:
        body = {
            "id": channel.id,
            "type": "web_hook",
            "address": channel.address,
            "token": secret,
            "params": {"ttl": str(int(life.total_seconds()))},  # a span, so that clocks may disagree
        }
        opened = await self._client.watch_events(channel.ref.calendar_id, body, **self._options(False))
        resource_id = opened.get("resourceId")
        if not isinstance(resource_id, str) or not resource_id:
            raise MalformedAnswer(endpoint="event_watch")
        expires = _milliseconds(opened.get("expiration"))
        return replace(channel, resource_id=resource_id, expires=expires or channel.made_at + _SHORTEST_LIFE)

    async def close_channel(self, channel: Channel) -> None:
        await self._client.stop_channel(channel.id, channel.resource_id, **self._options(False))

    def _options(self, person_waits: bool) -> CallOptions:
        return call_options(person_waits=person_waits, background=self._yields or not person_waits)

    def _own(self, stored: Mapping[str, Any], calendar_id: str, zone: str) -> Event:
        """An event that was just written: what is done must not fail for want of its calendar's zone."""
        known = self._zones.get(calendar_id)
        return event_of(stored, calendar_id, known or zone, trust_offsets=known is None)

    async def _zone(self, calendar_id: str, person_waits: bool) -> str:
        if calendar_id in self._zones:
            return self._zones[calendar_id]
        async with self._asking.setdefault(calendar_id, asyncio.Lock()):
            if calendar_id not in self._zones:
                try:
                    entry = await self._client.get_calendar(calendar_id, **self._options(person_waits))
                except (NotFound, PermissionDenied, BadRequest):
                    return self._home_zone
                if not isinstance(entry.get("timeZone"), str):
                    return self._home_zone
                self._zones[calendar_id] = entry["timeZone"]
        return self._zones[calendar_id]

    def _listing(self, found: Mapping[str, Any], calendar_id: str) -> Listing:
        zone = found.get("timeZone")
        told = isinstance(zone, str)
        if isinstance(zone, str):
            self._zones[calendar_id] = zone
        zone = self._zones.get(calendar_id, self._home_zone)
        events: list[Event] = []
        removed: list[str] = []
        unreadable = 0
        for item in _mappings(found["items"]):
            if is_cancelled(item):
                removed.append(str(item.get("id", "")))
                continue
            try:
                events.append(event_of(item, calendar_id, zone, trust_offsets=not told))
            except InvalidEventTime as error:
                unreadable += 1
                logger.warning("an event's times cannot be read", extra={"error": type(error).__name__})
        return Listing(tuple(events), tuple(removed), zone, str(found.get("nextSyncToken") or ""), unreadable)


def merged(spans: Sequence[tuple[datetime, datetime]]) -> tuple[tuple[datetime, datetime], ...]:
    """The spans in order, those that overlap or touch as one."""
    result: list[tuple[datetime, datetime]] = []
    for start, end in sorted(spans):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return tuple(result)


def _milliseconds(value: object) -> datetime | None:
    """The instant of Google's 64-bit number of milliseconds, which is a text in JSON."""
    try:
        return datetime.fromtimestamp(int(str(value)) / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _mappings(values: object) -> list[Mapping[str, Any]]:
    found = values.values() if isinstance(values, Mapping) else values
    return [value for value in found if isinstance(value, Mapping)] if isinstance(found, Iterable) else []


def _span(busy: Mapping[str, Any]) -> tuple[datetime, datetime]:
    try:
        start, end = (datetime.fromisoformat(busy[key]).astimezone(UTC) for key in ("start", "end"))
    except (KeyError, TypeError, ValueError):
        raise MalformedAnswer(endpoint="free_busy") from None
    return start, end


def _raise_calendar_error(calendar: Mapping[str, Any]) -> None:
    """A calendar that could not be read must not look free."""
    for problem in _mappings(calendar.get("errors")):
        reason = str(problem.get("reason", ""))
        kind: type[GoogleAPIError] = NotFound if reason == "notFound" else PermissionDenied
        raise kind("One of the calendars cannot be read", endpoint="free_busy", reason=reason)
