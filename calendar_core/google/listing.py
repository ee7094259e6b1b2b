"""Listings: what may be asked together with a sync token, and all pages as one answer. No half answer, ever."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any

from calendar_core.errors import BadRequest, MalformedAnswer

PAGE_LIMIT = 200
"""Pages of one listing: at Google's 2,500 events a page, half a million."""

FORBIDDEN_WITH_SYNC_TOKEN = frozenset(
    {
        "iCalUID",
        "orderBy",
        "privateExtendedProperty",
        "q",
        "sharedExtendedProperty",
        "timeMin",
        "timeMax",
        "updatedMin",
    }
)
"""Calendar API v3, Events: list, `syncToken`."""


def listing_parameters(given: Mapping[str, Any]) -> dict[str, Any]:
    """Google's query parameters: without those that are None, instants as RFC 3339.

    Raises BadRequest for a sync token beside a filter that Google forbids with it, and for an instant without zone.
    """
    parameters = {name: _wire_value(value) for name, value in given.items() if value is not None}
    if "syncToken" in parameters:
        wrong = sorted(FORBIDDEN_WITH_SYNC_TOKEN.intersection(parameters))
        if wrong:
            raise BadRequest(f"A sync token cannot be used together with {', '.join(wrong)}")
        if parameters.get("showDeleted") is False:
            raise BadRequest("A sync token cannot be used without deleted events")
    return parameters


def _wire_value(value: object) -> object:
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise BadRequest("A time without its zone cannot be asked for")
        return value.isoformat()
    return value


async def all_pages(
    fetch: Callable[[str | None], Awaitable[Mapping[str, Any]]], first: str | None = None, limit: int = PAGE_LIMIT
) -> dict[str, Any]:
    """Every page as one answer: `items` of all in order, the other fields as the last page has them.

    fetch: gets a page token (None for the beginning) and brings that page, retries included. Raises what it raises,
    or MalformedAnswer where a page token comes again or the pages do not end.
    """
    items: list[Any] = []
    seen: set[str] = set()
    token = first
    for _ in range(limit):
        page = await fetch(token)
        found = page.get("items", [])
        if not isinstance(found, list):
            raise MalformedAnswer
        items.extend(found)
        token = page.get("nextPageToken")
        if not token:
            return {**page, "items": items}
        if token in seen:
            raise MalformedAnswer("Google Calendar answers the same page again and again")
        seen.add(token)
    raise MalformedAnswer("Google Calendar's list does not end")
