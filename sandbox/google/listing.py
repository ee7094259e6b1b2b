"""Lists of events: filters, expansion, pages.

Source of the rules: https://developers.google.com/workspace/calendar/api/v3/reference/events/list and .../guides/sync
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sandbox.google.calls import Call, Reply
from sandbox.google.errors import Json, invalid, not_found, time_range_empty, updated_min_too_long_ago
from sandbox.google.expansion import occurrences
from sandbox.google.state import Account, Calendar, GoogleState, StoredEvent
from sandbox.google.sync_feed import SyncToken, changes_since
from sandbox.google.times import instant, parse, zone
from sandbox.google.views import horizon, instances, overlaps, render, stored_fields, tombstone, vanished

NOT_WITH_SYNC_TOKEN = (
    "iCalUID",
    "orderBy",
    "privateExtendedProperty",
    "q",
    "sharedExtendedProperty",
    "timeMax",
    "timeMin",
    "updatedMin",
)
_NO_SYNC_TOKEN_AFTER = frozenset(NOT_WITH_SYNC_TOKEN) - {"timeMin", "timeMax"}
_LARGEST_PAGE = 2500
_USUAL_PAGE = 250
_MOST_CURSORS = 1000
_UPDATED_MIN_REACH = timedelta(days=28)
_TEXT_FIELDS = ("summary", "description", "location")


@dataclass
class Cursor:
    """A listing under way: all its items as they were at the first page, and what the last page tells.

    question: the parameters that must not change from page to page.
    """

    question: Any
    items: list[Json]
    sync_token: str | None


class Listings:
    """Answers events.list and events.instances; keeps the listings under way for their further pages."""

    def __init__(self, state: GoogleState) -> None:
        self._state = state
        self.misuses: list[str] = []
        """What Google calls undefined behaviour: requests that it answers and no client should send."""
        self._cursors: OrderedDict[str, tuple[Cursor, int]] = OrderedDict()

    def events(self, call: Call) -> Reply:
        """events.list. Raises ApiError."""
        calendar = self._state.calendar(call.account, call.path["calendarId"])
        _check_zone(call)
        return self._page(call, calendar, self._sync if call.text("syncToken") else self._full)

    def instances(self, call: Call) -> Reply:
        """events.instances. Raises ApiError."""
        calendar = self._state.calendar(call.account, call.path["calendarId"])
        series = calendar.events.get(call.path["eventId"])
        _check_zone(call)
        if series is None or (series.cancelled and not call.flag("showDeleted")):
            raise not_found()
        if not series.recurring:
            raise invalid("The event is not recurring.")
        return self._page(call, calendar, lambda c, k: Cursor(None, self._instances(c, k, series), None))

    def _page(self, call: Call, calendar: Calendar, build: Callable[[Call, Calendar], Cursor]) -> Reply:
        question = sorted((k, v) for k, v in call.query.items() if k not in ("pageToken", "maxResults", "fields"))
        token = call.text("pageToken")
        if token:
            if token not in self._cursors:
                raise invalid("Invalid page token value.", "pageToken")
            cursor, offset = self._cursors[token]
            if cursor.question != (calendar.id, call.path.get("eventId"), question):
                raise invalid("The page token belongs to another request.", "pageToken")
        else:
            cursor, offset = build(call, calendar), 0
            cursor.question = (calendar.id, call.path.get("eventId"), question)
        size = min(call.number("maxResults", _USUAL_PAGE), _LARGEST_PAGE)
        page = _head(call.account, calendar) | {"items": cursor.items[offset : offset + size]}
        if offset + size < len(cursor.items):
            page["nextPageToken"] = self._keep(cursor, offset + size)
        elif cursor.sync_token:
            page["nextSyncToken"] = cursor.sync_token
        if not token and call.not_modified(calendar.etag):
            return Reply(304, None, {"ETag": calendar.etag})
        return Reply(200, page, {"ETag": calendar.etag})

    def _keep(self, cursor: Cursor, offset: int) -> str:
        token = f"C{self._state.made_up(40)}"
        self._cursors[token] = (cursor, offset)
        while len(self._cursors) > _MOST_CURSORS:
            self._cursors.popitem(last=False)
        return token

    def _full(self, call: Call, calendar: Calendar) -> Cursor:
        after, before = _window(call)
        single, order = call.flag("singleEvents"), call.text("orderBy")
        if order == "startTime" and not single:
            raise invalid("The requested ordering is not available for the particular query.", "orderBy")
        least = parse(call.text("updatedMin")) if call.text("updatedMin") else None
        if least is not None and least < self._state.now() - _UPDATED_MIN_REACH:
            raise updated_min_too_long_ago()
        found = [
            fields
            for event in sorted(calendar.events.values(), key=lambda event: event.revision)
            for fields in self._parts(calendar, event, single, after, before)
            if _wanted(call, event, fields, least)
        ]
        if order == "startTime":
            found.sort(key=lambda fields: instant(fields["start"], calendar.zone))
        elif order == "updated":
            found.sort(key=lambda fields: str(fields["updated"]))
        token = None
        if not _NO_SYNC_TOKEN_AFTER & call.query.keys():
            token = SyncToken(calendar.id, calendar.epoch, calendar.revision, single, after, before).text()
        return Cursor(None, [_item(fields, calendar, call) for fields in found], token)

    def _parts(
        self, calendar: Calendar, event: StoredEvent, single: bool, after: datetime | None, before: datetime | None
    ) -> Iterator[Json]:
        """What a stored event contributes to a list: itself, or its instances; exceptions come with their series."""
        fields = stored_fields(calendar, event)
        if single and event.recurring:
            end = before or horizon(event, calendar, self._state.now())
            shown = sorted(
                (part for _, part in instances(calendar, event, after, end)),
                key=lambda part: instant(part["start"], calendar.zone),
            )
            yield from shown
            if event.cancelled:
                yield from self._gone(calendar, event, event.fields, after, before)
        elif single and event.series:
            return
        elif event.recurring:
            end = before or datetime.max.replace(tzinfo=UTC) - timedelta(days=400)
            if next(occurrences(event.fields, calendar.zone, after, end), None) is not None:
                yield fields
        elif overlaps(calendar, fields, after, before):
            yield fields

    def _gone(
        self, calendar: Calendar, series: StoredEvent, schedule: Json, after: datetime | None, before: datetime | None
    ) -> Iterator[Json]:
        """The instances that a schedule of the series had in the window, as cancelled."""
        end = before or horizon(series, calendar, self._state.now())
        for one in occurrences(schedule, calendar.zone, after, end):
            fields = vanished(series, one.suffix, calendar)
            if fields is not None and fields["id"] not in calendar.events:
                base = {k: v for k, v in series.fields.items() if k != "recurrence"}
                yield base | fields | {"start": one.start, "end": one.end, "status": "cancelled"}

    def _instances(self, call: Call, calendar: Calendar, series: StoredEvent) -> list[Json]:
        after, before = _window(call)
        found = instances(calendar, series, after, before or horizon(series, calendar, self._state.now()))
        items = [f for _, f in found if call.flag("showDeleted") or f["status"] != "cancelled"]
        items.sort(key=lambda fields: instant(fields["start"], calendar.zone))
        if wanted := call.text("originalStart"):
            items = [f for f in items if f["originalStartTime"].get("date") == wanted or _same(f, wanted, calendar)]
        return [_item(fields, calendar, call) for fields in items]

    def _sync(self, call: Call, calendar: Calendar) -> Cursor:
        """What changed since the token."""
        for name in NOT_WITH_SYNC_TOKEN:
            if name in call.query:
                raise invalid(f"Sync token cannot be combined with {name}.", "syncToken")
        if call.text("showDeleted") == "false":
            raise invalid("Sync token cannot be combined with showDeleted=false.", "syncToken")
        token = SyncToken.read(call.text("syncToken"), calendar)
        if "singleEvents" in call.query and call.flag("singleEvents") != token.single:
            self.misuses.append("events.list: singleEvents differs from that of the sync token")
        told = changes_since(calendar, token, self._state.now(), call.text("timeZone"))
        return Cursor(None, list(told), replace(token, revision=calendar.revision).text())


def _head(account: Account, calendar: Calendar) -> Json:
    entry = account.entries[calendar.id]
    return {
        "kind": "calendar#events",
        "etag": calendar.etag,
        "summary": entry.extra.get("summaryOverride") or calendar.summary,
        "updated": calendar.updated,
        "timeZone": calendar.time_zone,
        "accessRole": entry.role,
        "defaultReminders": entry.extra.get("defaultReminders", []),
    }


def _item(fields: Json, calendar: Calendar, call: Call) -> Json:
    if fields.get("status") == "cancelled" and fields.get("recurringEventId") and not call.flag("showDeleted"):
        return tombstone(fields, calendar, call.text("timeZone"))
    return render(calendar, fields, call.text("timeZone"))


def _wanted(call: Call, event: StoredEvent, fields: Json, least: datetime | None) -> bool:
    """Whether the parameters of a full list let this event through."""
    changed = least is None or parse(fields["updated"]) >= least
    gone = fields.get("status") == "cancelled"
    # A cancelled instance is told with its series even when deleted events are not asked for.
    exception = bool(event.series) and not call.flag("singleEvents")
    if not changed or (gone and not (call.flag("showDeleted") or least is not None or exception)):
        return False
    if call.text("iCalUID") and fields.get("iCalUID") != call.text("iCalUID"):
        return False
    kinds = call.query.get("eventTypes", [])
    if kinds and fields.get("eventType", "default") not in kinds:
        return False
    return _has_text(call.text("q"), fields) and _has_properties(call, fields)


def _has_text(words: str, fields: Json) -> bool:
    people = [*(fields.get("attendees") or ()), fields.get("organizer") or {}]
    texts = [fields.get(name) or "" for name in _TEXT_FIELDS]
    texts += [person.get(name) or "" for person in people for name in ("email", "displayName")]
    whole = "\n".join(texts).casefold()
    return all(word in whole for word in words.casefold().split())


def _has_properties(call: Call, fields: Json) -> bool:
    for parameter, kind in (("privateExtendedProperty", "private"), ("sharedExtendedProperty", "shared")):
        there = (fields.get("extendedProperties") or {}).get(kind) or {}
        for wanted in call.query.get(parameter, ()):
            name, _, value = wanted.partition("=")
            if there.get(name) != value:
                return False
    return True


def _same(fields: Json, wanted: str, calendar: Calendar) -> bool:
    try:
        return instant(fields["originalStartTime"], calendar.zone) == parse(wanted)
    except (ValueError, TypeError):
        return False


def _window(call: Call) -> tuple[datetime | None, datetime | None]:
    after = parse(call.text("timeMin")) if call.text("timeMin") else None
    before = parse(call.text("timeMax")) if call.text("timeMax") else None
    if after is not None and before is not None and before <= after:
        raise time_range_empty("timeMax")
    return after, before


def _check_zone(call: Call) -> None:
    if call.text("timeZone") and zone(call.text("timeZone")) is None:
        raise invalid("Invalid time zone.", "timeZone")
