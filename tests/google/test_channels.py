"""Push channels through the client: opened once, closed for good, and refusals that are not taken for a bad login."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from calendar_core.errors import BadRequest, ConnectionLost, MalformedAnswer, OutageError, PermissionDenied
from calendar_core.google.calendar import GoogleCalendar
from calendar_core.google.client import GoogleCalendarClient
from calendar_core.ports import CalendarRef, Channel, ChannelApi
from sandbox.faults import Fault, Wire
from sandbox.google import GoogleSandbox
from tests.google.test_failures import google_error

WEEK = timedelta(days=7)
NOW = datetime(2026, 11, 21, tzinfo=UTC)


@pytest.fixture
def calendar(client: GoogleCalendarClient) -> ChannelApi:
    return GoogleCalendar(client)


def channel(address: str = "http://127.0.0.1:9/google/push") -> Channel:
    return Channel("channel-1", CalendarRef("main", "primary"), "d", address, NOW, NOW + WEEK)


def asked(google: GoogleSandbox) -> int:
    return len(google.requests_for("events.watch"))


async def test_a_channel_is_opened_and_closed(calendar: ChannelApi, google: GoogleSandbox) -> None:
    """Google gets id, address, secret and the span wished for; we get its resource and the end it really has."""
    google.pushes.longest_life = 3600
    opened = await calendar.open_channel(channel(), "secret", WEEK)
    there = google.pushes.channels["channel-1"]
    assert (there.address, there.token) == (channel().address, "secret")
    assert opened.resource_id == there.resource_id
    assert abs(opened.expires - there.expires) < timedelta(seconds=1)
    await calendar.close_channel(opened)
    assert google.pushes.channels == {}
    await calendar.close_channel(opened)


@pytest.mark.parametrize("status", [401, 403])
async def test_a_refused_address_is_no_bad_login(calendar: ChannelApi, google: GoogleSandbox, status: int) -> None:
    """A domain that is not registered: one attempt, no refresh, Google's reason, and nobody has to connect again."""
    body = google_error(status, "push.webhookUrlUnauthorized")
    google.faults.add(Fault("/events/watch", status=status, body=body, times=None))
    with pytest.raises(PermissionDenied) as caught:
        await calendar.open_channel(channel(), "secret", WEEK)
    assert caught.value.reason == "push.webhookUrlUnauthorized"
    assert (asked(google), len(google.requests_for("token"))) == (1, 1)


async def test_an_address_that_is_not_https_is_named(calendar: ChannelApi, google: GoogleSandbox) -> None:
    """Google's reason comes with the error."""
    with pytest.raises(BadRequest) as caught:
        await calendar.open_channel(channel("http://example.com/google/push"), "secret", WEEK)
    assert caught.value.reason == "push.webhookUrlNotHttps"


@pytest.mark.parametrize("wire", [Wire.CUT, Wire.TRUNCATED, Wire.NOT_JSON])
async def test_a_lost_answer_is_not_asked_for_again(calendar: ChannelApi, google: GoogleSandbox, wire: Wire) -> None:
    """Google takes an id once, so what may have opened a channel is sent once."""
    google.faults.add(Fault("/events/watch", wire=wire, applied=True, times=None))
    with pytest.raises(OutageError):
        await calendar.open_channel(channel(), "secret", WEEK)
    assert asked(google) == 1
    assert len(google.pushes.channels) == 1


async def test_a_throttle_is_waited_out(calendar: ChannelApi, google: GoogleSandbox) -> None:
    """Nothing was opened, so it is tried again."""
    google.faults.add(Fault("/events/watch", status=403, body=google_error(403, "rateLimitExceeded")))
    await calendar.open_channel(channel(), "secret", WEEK)
    assert asked(google) == 2


@pytest.mark.parametrize("body", [{}, {"resourceId": 7}, {"resourceId": ""}])
async def test_an_answer_without_a_resource_is_none(
    calendar: ChannelApi, google: GoogleSandbox, body: dict[str, object]
) -> None:
    """Without it the channel could never be closed."""
    google.faults.add(Fault("/events/watch", status=200, body=body))
    with pytest.raises((MalformedAnswer, ConnectionLost)):
        await calendar.open_channel(channel(), "secret", WEEK)


@pytest.mark.parametrize("end", [None, "soon", "9" * 40, -1])
async def test_an_end_that_makes_no_sense_is_taken_for_an_hour(
    calendar: ChannelApi, google: GoogleSandbox, end: object
) -> None:
    """Or for what it says, where that can be read at all: then the channel is over, and the next one is opened."""
    google.faults.add(Fault("/events/watch", status=200, body={"resourceId": "r", "expiration": end}))
    opened = await calendar.open_channel(channel(), "secret", WEEK)
    assert opened.expires <= NOW + timedelta(hours=1)
