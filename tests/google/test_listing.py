# ruff: noqa: N802 - rows of the fault matrix are named as it names them
"""Listings: all pages or an error, and nothing asked that Google forbids."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from calendar_core.errors import BadRequest, MalformedAnswer, OutageError
from calendar_core.google.client import GoogleCalendarClient
from calendar_core.google.listing import FORBIDDEN_WITH_SYNC_TOKEN, all_pages, listing_parameters
from calendar_core.resilience.rate_limiter import SimpleRateLimiter
from sandbox.faults import Fault
from sandbox.google import GoogleSandbox
from tests.google.conftest import EVENT, MakeClient, SkippingClock

LIST = "/events$"


def fill(google: GoogleSandbox, count: int) -> list[str]:
    ids = [f"abcde{number:05}" for number in range(count)]
    for event_id in ids:
        google.put_event({**EVENT, "id": event_id})
    return ids


def pages(google: GoogleSandbox) -> list[str | None]:
    """The page tokens that were asked for, in order."""
    return [dict(exchange.query).get("pageToken") for exchange in google.requests_for("events.list")]


async def test_H1_a_page_that_fails_twice_loses_and_repeats_nothing(
    client: GoogleCalendarClient, google: GoogleSandbox
) -> None:
    """The third of five pages fails twice: the result is whole, in order, and only that page was asked again."""
    ids = fill(google, 50)
    google.faults.add(Fault(LIST, nth=3, times=2, status=503))
    listing = await client.list_events(maxResults=10)
    assert [event["id"] for event in listing["items"]] == ids
    assert listing["nextSyncToken"] and "nextPageToken" not in listing
    assert len(pages(google)) == 7 and len(set(pages(google))) == 5


async def test_H2_a_page_that_fails_for_good_leaves_no_short_list(
    client: GoogleCalendarClient, google: GoogleSandbox
) -> None:
    """An error, never the first two pages."""
    fill(google, 50)
    google.faults.add(Fault(LIST, nth=3, times=None, status=503))
    with pytest.raises(OutageError):
        await client.list_events(maxResults=10)


async def test_H3_an_empty_page_with_a_next_page_is_passed_over() -> None:
    """Google may answer an empty page in the middle."""
    answers: dict[str | None, dict[str, Any]] = {
        None: {"items": [1], "nextPageToken": "a"},
        "a": {"items": [], "nextPageToken": "b"},
        "b": {"nextPageToken": "c"},
        "c": {"items": [2], "nextSyncToken": "s"},
    }

    async def fetch(page: str | None) -> dict[str, Any]:
        return answers[page]

    assert await all_pages(fetch) == {"items": [1, 2], "nextSyncToken": "s"}


async def test_H4_a_page_token_that_comes_again_ends_with_an_error(
    client: GoogleCalendarClient, google: GoogleSandbox
) -> None:
    """The same page for ever is noticed the second time."""
    google.faults.add(Fault(LIST, times=None, status=200, body={"items": [], "nextPageToken": "again"}))
    with pytest.raises(MalformedAnswer):
        await client.list_events()
    assert len(pages(google)) == 2


async def test_H4_pages_without_end_stop_at_the_bound() -> None:
    """Ever new page tokens end at the bound."""
    asked = 0

    async def fetch(page: str | None) -> dict[str, Any]:
        nonlocal asked
        asked += 1
        return {"items": [], "nextPageToken": str(asked)}

    with pytest.raises(MalformedAnswer):
        await all_pages(fetch, limit=20)
    assert asked == 20


@pytest.mark.parametrize("filter_", sorted(FORBIDDEN_WITH_SYNC_TOKEN))
async def test_H5_a_sync_token_beside_a_forbidden_filter_is_caught_before_sending(
    client: GoogleCalendarClient, google: GoogleSandbox, filter_: str
) -> None:
    """No attempt, and the error names the filter."""
    parameters: dict[str, Any] = {"syncToken": "s", filter_: "x"}
    with pytest.raises(BadRequest, match=filter_):
        await client.list_events(**parameters)
    assert google.requests == []


def test_H5_a_filter_that_is_not_given_is_no_filter() -> None:
    """None means "not given"; an instant without zone is refused."""
    assert listing_parameters({"syncToken": "s", "timeMin": None}) == {"syncToken": "s"}
    with pytest.raises(BadRequest):
        listing_parameters({"timeMin": datetime(2026, 12, 1)})


async def test_what_the_api_does_not_know_is_refused_before_sending(
    client: GoogleCalendarClient, google: GoogleSandbox
) -> None:
    """googleapiclient's own check becomes a typed error."""
    with pytest.raises(BadRequest):
        await client.list_events(nonsense=1)
    assert google.requests == []


async def test_E1_a_token_that_ends_between_two_pages_loses_and_repeats_nothing(
    make_client: MakeClient, google: GoogleSandbox
) -> None:
    """The refresh happens in the middle and the listing goes on from the same page."""
    ids = fill(google, 30)
    google.faults.add(Fault(LIST, nth=2, status=401))
    listing = await make_client().list_events(maxResults=10)
    assert [event["id"] for event in listing["items"]] == ids
    assert len(google.requests_for("token")) == 2
    assert len(pages(google)) == 4


async def test_B11_each_page_takes_its_own_place(
    make_client: MakeClient, google: GoogleSandbox, skipping: SkippingClock
) -> None:
    """A listing of seven pages uses seven places of the limit."""
    fill(google, 70)
    limiter = SimpleRateLimiter(clock=skipping)
    await make_client(rate_limiter=limiter).list_events(maxResults=10)
    assert len(pages(google)) == 7
    left = 0
    while (await limiter.can_make_request("event_list", account="me"))[0]:
        left += 1
    assert left == 93
