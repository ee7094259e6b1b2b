"""The methods of Calendar v3 that this stand-in serves, by their id in the discovery document.

`CalendarApi.answer` is one request from path to answer. It never waits, so requests are applied one at a time.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sandbox.google.calls import Call, Reply, resource_reply
from sandbox.google.contract import Contract, Operation, calendar_contract
from sandbox.google.edits import change, insert, move, remove
from sandbox.google.errors import ApiError, Json, insufficient_permissions, invalid, not_found
from sandbox.google.free_busy import free_busy
from sandbox.google.listing import Listings
from sandbox.google.oauth import OAuth
from sandbox.google.partial import masked, parse_mask
from sandbox.google.push import Pushes
from sandbox.google.state import Account, Calendar, GoogleState, ListEntry, StoredEvent
from sandbox.google.views import find, render, stored_fields

_ROLE_ORDER = ("freeBusyReader", "reader", "writer", "owner")


class CalendarApi:
    """Calendar v3 over a state. contract_violations: what requests had wrong by Google's own document."""

    def __init__(self, state: GoogleState, oauth: OAuth, pushes: Pushes) -> None:
        self.contract: Contract = calendar_contract()
        self.listings = Listings(state)
        self._state = state
        self._oauth = oauth
        self._violations: list[str] = []
        self._serve: Mapping[str, Callable[[Call], Reply]] = {
            "calendarList.get": self._calendar_list_get,
            "calendarList.list": self._calendar_list,
            "calendars.get": self._calendar_get,
            "channels.stop": pushes.stop_channel,
            "events.delete": self._delete,
            "events.get": self._get,
            "events.insert": self._insert,
            "events.instances": self.listings.instances,
            "events.list": self.listings.events,
            "events.move": self._move,
            "events.patch": self._change,
            "events.update": self._change,
            "events.watch": pushes.watch,
            "freebusy.query": lambda call: free_busy(state, call),
            "settings.get": self._setting,
            "settings.list": self._settings,
        }

    @property
    def contract_violations(self) -> list[str]:
        """Each as `events.insert: what is wrong`, without values."""
        return self._violations + self.listings.misuses

    def operation_of(self, method: str, raw_path: str) -> str:
        """The id of the method a request is for, empty when there is none."""
        route = self.contract.route(method, raw_path)
        return route.operation.id if route else ""

    def answer(
        self, method: str, raw_path: str, query: Iterable[tuple[str, str]], headers: Mapping[str, str], body: bytes
    ) -> Reply:
        """Serve one request; every refusal comes as a reply. raw_path: percent-encoded. headers: in lower case."""
        try:
            return self._answer(method, raw_path, list(query), headers, body)
        except ApiError as error:
            reply = Reply(error.status, error.body())
            if error.status == 401:
                kind = "" if error.reason == "required" else ', error="invalid_token"'
                reply.headers["WWW-Authenticate"] = f'Bearer realm="https://accounts.google.com/"{kind}'
            return reply

    def _answer(
        self, method: str, raw_path: str, query: list[tuple[str, str]], headers: Mapping[str, str], raw_body: bytes
    ) -> Reply:
        route = self.contract.route(method, raw_path)
        if route is None:
            self._violations.append(f"{method}: no such method or path")
            raise not_found()
        operation = route.operation
        account, scopes = self._oauth.bearer(headers.get("authorization"))
        body = self._checked(operation, query, headers, raw_body)
        if operation.scopes and not operation.scopes & set(scopes):
            raise insufficient_permissions()
        serve = self._serve.get(operation.id)
        if serve is None:
            raise ApiError(501, "notImplemented", f"The sandbox does not serve {operation.id}.")
        values: dict[str, list[str]] = {}
        for name, value in query:
            values.setdefault(name, []).append(value)
        call = Call(operation, account, route.path, values, headers, body)
        mask = parse_mask(call.text("fields")) if call.text("fields") else {}
        reply = serve(call)
        reply.body = masked(reply.body, mask)
        return reply

    def _checked(
        self, operation: Operation, query: list[tuple[str, str]], headers: Mapping[str, str], raw_body: bytes
    ) -> Json:
        """The body, when the request keeps the contract; else it is noted and refused."""
        body, faults = _read_body(headers, raw_body)
        faults += self.contract.query_faults(operation, query)
        if not faults:
            faults = self.contract.body_faults(operation, body)
        if faults:
            self._violations += [f"{operation.id}: {fault}" for fault in faults]
            missing = faults[0].endswith(("required", "is missing"))
            raise ApiError(400, "required" if missing else "invalid", faults[0])
        return body or {}

    def _get(self, call: Call) -> Reply:
        calendar = self._calendar(call)
        fields = find(calendar, call.path["eventId"])
        return resource_reply(call, render(calendar, fields, call.text("timeZone")))

    def _insert(self, call: Call) -> Reply:
        calendar = self._calendar(call, write=True)
        event = insert(self._state, call.account, calendar, call.body, _notify(call))
        return self._event_reply(call, calendar, event)

    def _change(self, call: Call) -> Reply:
        calendar = self._calendar(call, write=True)
        event_id = call.path["eventId"]
        call.check_if_match(find(calendar, event_id)["etag"])
        replace = call.operation.id == "events.update"
        event = change(self._state, calendar, event_id, call.body, _notify(call), replace=replace, trusted=False)
        return self._event_reply(call, calendar, event)

    def _delete(self, call: Call) -> Reply:
        calendar = self._calendar(call, write=True)
        fields = find(calendar, call.path["eventId"])
        if fields.get("status") != "cancelled":
            call.check_if_match(fields["etag"])
        remove(self._state, calendar, call.path["eventId"], _notify(call))
        return Reply(204)

    def _move(self, call: Call) -> Reply:
        source = self._calendar(call, write=True)
        target = self._state.calendar(call.account, call.text("destination"), write=True)
        event = move(self._state, source, target, call.path["eventId"], _notify(call))
        return self._event_reply(call, target, event)

    def _calendar(self, call: Call, *, write: bool = False) -> Calendar:
        return self._state.calendar(call.account, call.path["calendarId"], write=write)

    def _event_reply(self, call: Call, calendar: Calendar, event: StoredEvent) -> Reply:
        return resource_reply(call, render(calendar, stored_fields(calendar, event)))

    def _calendar_get(self, call: Call) -> Reply:
        calendar = self._calendar(call)
        named = {"id": calendar.id, "summary": calendar.summary, "timeZone": calendar.time_zone}
        return resource_reply(call, {"kind": "calendar#calendar", "etag": calendar.etag, **named})

    def _calendar_list_get(self, call: Call) -> Reply:
        calendar = self._calendar(call)
        return resource_reply(call, _entry(calendar, call.account.entries[calendar.id]))

    def _calendar_list(self, call: Call) -> Reply:
        account, least = call.account, call.text("minAccessRole", _ROLE_ORDER[0])
        since, offset = _number_in(call.text("syncToken"), "syncToken"), _number_in(call.text("pageToken"), "pageToken")
        shown = [
            _entry(self._state.calendars[name], entry)
            for name, entry in account.entries.items()
            if _ROLE_ORDER.index(entry.role) >= _ROLE_ORDER.index(least)
            and (call.flag("showHidden") or not entry.extra.get("hidden"))
            and entry.revision > since
        ]
        size = min(call.number("maxResults", 100), 250)
        etag = f'"l{account.revision:08d}"'
        page: Json = {"kind": "calendar#calendarList", "etag": etag, "items": shown[offset : offset + size]}
        if offset + size < len(shown):
            page["nextPageToken"] = f"L{offset + size}"
        else:
            page["nextSyncToken"] = f"L{account.revision}"
        return resource_reply(call, page)

    def _settings(self, call: Call) -> Reply:
        items = [_setting(name, value) for name, value in _values(call.account).items()]
        return Reply(200, {"kind": "calendar#settings", "etag": '"settings"', "items": items, "nextSyncToken": "S1"})

    def _setting(self, call: Call) -> Reply:
        value = _values(call.account).get(call.path["setting"])
        if value is None:
            raise not_found()
        return Reply(200, _setting(call.path["setting"], value))


def _read_body(headers: Mapping[str, str], raw: bytes) -> tuple[Any, list[str]]:
    if not raw.strip():
        return None, []
    if "json" not in headers.get("content-type", ""):
        return None, ["Content-Type is not JSON"]
    try:
        return json.loads(raw), []
    except ValueError:
        return None, ["the body is not JSON"]


def _notify(call: Call) -> bool:
    """Whether guests are to hear of it."""
    return call.text("sendUpdates") in ("all", "externalOnly") or call.flag("sendNotifications")


def _entry(calendar: Calendar, entry: ListEntry) -> Json:
    primary = {"primary": True} if entry.primary else {}
    return {
        "kind": "calendar#calendarListEntry",
        "etag": f'"{entry.revision}"',
        "id": calendar.id,
        "summary": calendar.summary,
        "timeZone": calendar.time_zone,
        "accessRole": entry.role,
        "selected": True,
        "defaultReminders": [],
        **primary,
        **entry.extra,
    }


def _values(account: Account) -> dict[str, str]:
    return {"timezone": account.time_zone, "locale": "en", "weekStart": "1", "format24HourTime": "false"}


def _setting(name: str, value: str) -> Json:
    return {"kind": "calendar#setting", "etag": f'"{name}"', "id": name, "value": value}


def _number_in(token: str, name: str) -> int:
    """The number in one of the tokens of the calendar list, 0 for none."""
    if not token:
        return 0
    if not token.startswith("L") or not token[1:].isdigit():
        raise invalid(f"Invalid {name} value.", name)
    return int(token[1:])
