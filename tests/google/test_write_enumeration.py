# ruff: noqa: N802 - rows of the fault matrix are named as it names them
"""Every write against every combination of what can become of its attempts: enumerated, not sampled."""

from __future__ import annotations

import itertools
import random
from typing import Any

import pytest

from calendar_core.errors import CalendarError, ChangedMeanwhile, Conflict, UnknownOutcome
from calendar_core.google.client import GoogleCalendarClient
from calendar_core.google.writes import Deletion
from tests.google.conftest import EVENT, SkippingClock
from tests.google.model_server import Fate, ModelServer, fates_of

ID = EVENT["id"]
NO_OUTAGE = (Fate.FINE, Fate.LOST_BEFORE)


class OneToken:
    """A token that is always good."""

    async def ensure_valid_token(self) -> str:
        return "token"

    async def force_token_refresh(self, rejected: str | None = None) -> str:
        return "token"


def client_of(server: ModelServer, clock: SkippingClock) -> GoogleCalendarClient:
    return GoogleCalendarClient("me", transport=server, token_manager=OneToken(), clock=clock, rng=random.Random(3))


async def result_of(coroutine: Any) -> Any:
    try:
        return await coroutine
    except CalendarError as error:
        return error


def inserts_without_a_look(server: ModelServer) -> int:
    """Inserts after one whose outcome was unknown, without a look-up that said "not found" in between."""
    wrong = doubt = 0
    for method, outcome in server.log:
        if method == "POST":
            wrong += doubt
            doubt = 1 if outcome in ("ConnectionLost", "AttemptTimeout", "MalformedAnswer", 500, 503) else 0
        elif method == "GET" and outcome == 404:
            doubt = 0
    return wrong


@pytest.mark.parametrize(
    "look_ups", list(itertools.product(NO_OUTAGE, repeat=2)), ids=lambda fates: "-".join(f.name for f in fates)
)
@pytest.mark.parametrize("person_waits", [True, False], ids=["person", "nobody"])
async def test_D1_D2_D3_an_insert_makes_exactly_one_event_in_every_branch(
    person_waits: bool, look_ups: tuple[Fate, ...]
) -> None:
    """Success means one event; UnknownOutcome may mean one; any other error means none, ever. Asking again later
    always ends with exactly one, and nothing is inserted again before a look-up has said "not found"."""
    for fates in fates_of(2 if person_waits else 3):
        server, clock = ModelServer(fates, look_ups), SkippingClock()
        result = await result_of(client_of(server, clock).create_event("primary", EVENT, person_waits=person_waits))
        at_once = len(server.live(ID))
        server.settle()
        if isinstance(result, dict):
            assert (at_once, result["summary"]) == (1, EVENT["summary"]), fates
        elif not isinstance(result, UnknownOutcome):
            assert len(server.live(ID)) == 0, fates
        assert inserts_without_a_look(server) == 0, (fates, server.log)
        again = await client_of(server, clock).create_event("primary", EVENT)
        assert again["id"] == ID
        assert (len(server.live(ID)), server.made) == (1, 1), fates


async def test_D4_an_insert_over_somebody_else_s_event_never_changes_it() -> None:
    """Whatever becomes of the attempts, the event that had the id before stands unaltered, and nobody hears "done"."""
    for fates in fates_of(3):
        for status in ("confirmed", "cancelled"):
            server, clock = ModelServer(fates), SkippingClock()
            before = server.put({**EVENT, "summary": "Somebody else's", "status": status})
            result = await result_of(client_of(server, clock).create_event("primary", EVENT))
            server.settle()
            assert isinstance(result, CalendarError), fates
            assert server.events[ID] == before
            assert isinstance(await result_of(client_of(server, clock).create_event("primary", EVENT)), Conflict)


@pytest.mark.parametrize("conditional", [True, False], ids=["If-Match", "plain"])
async def test_D10_D11_an_update_is_applied_once_or_told_as_unknown_in_every_branch(conditional: bool) -> None:
    """Success means that the change stands; no false conflict with one's own lost write; asking again ends well."""
    for fates in fates_of(3):
        server, clock = ModelServer(fates), SkippingClock()
        version = server.put(EVENT)["etag"]
        etag = str(version) if conditional else ""
        client = client_of(server, clock)
        result = await result_of(client.update_event("primary", ID, {"summary": "Moved"}, etag=etag))
        at_once = server.events[ID]["summary"]
        server.settle()
        if isinstance(result, dict):
            assert at_once == "Moved", fates
        else:
            assert not isinstance(result, ChangedMeanwhile), fates
            if not isinstance(result, UnknownOutcome):
                assert server.events[ID]["summary"] == EVENT["summary"], fates
        again = await client.update_event("primary", ID, {"summary": "Moved"}, etag=etag)
        assert again["summary"] == "Moved"


async def test_A13_an_update_never_overwrites_somebody_else_s_edit_in_any_branch() -> None:
    """With a version that is no longer Google's, the other edit stands whatever becomes of the attempts."""
    for fates in fates_of(3):
        server, clock = ModelServer(fates), SkippingClock()
        etag = server.put(EVENT)["etag"]
        server.put({**EVENT, "summary": "Theirs"})
        result = await result_of(client_of(server, clock).update_event("primary", ID, {"summary": "Mine"}, etag=etag))
        server.settle()
        assert isinstance(result, CalendarError), fates
        assert server.events[ID]["summary"] == "Theirs", fates


async def test_D9_a_delete_is_done_or_told_as_unknown_in_every_branch() -> None:
    """Success means that the event is gone; any error but UnknownOutcome that it stands; asking again ends well."""
    for fates in fates_of(3):
        server, clock = ModelServer(fates), SkippingClock()
        server.put(EVENT)
        client = client_of(server, clock)
        result = await result_of(client.delete_event("primary", ID))
        at_once = len(server.live(ID))
        server.settle()
        if isinstance(result, Deletion):
            assert (at_once, result.already_gone) == (0, False), fates
        elif not isinstance(result, UnknownOutcome):
            assert len(server.live(ID)) == 1, fates
        assert isinstance(await client.delete_event("primary", ID), Deletion)
        assert server.live(ID) == []
