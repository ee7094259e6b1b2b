"""Push notifications reach their address with Google's headers, in order, until they are stopped."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web

from sandbox.google import GoogleSandbox
from tests.sandbox.google.conftest import Client, StandingClock, timed


class Receiver:
    """An address for notifications that notes them. answers: statuses to give, the last one for ever."""

    def __init__(self) -> None:
        self.got: list[dict[str, str]] = []
        self.answers = [200]
        self.address = ""

    async def take(self, request: web.Request) -> web.Response:
        self.got.append({k.lower(): v for k, v in request.headers.items() if k.lower().startswith("x-goog-")})
        assert await request.read() == b""
        return web.Response(status=self.answers.pop(0) if len(self.answers) > 1 else self.answers[0])


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    app = web.Application()
    app.router.add_post("/push", receiver.take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    receiver.address = f"http://127.0.0.1:{runner.addresses[0][1]}/push"
    yield receiver
    await runner.cleanup()


def channel(receiver: Receiver, **more: Any) -> dict[str, Any]:
    return {"id": "channel-1", "type": "web_hook", "address": receiver.address, "token": "secret", **more}


WATCH = "calendars/primary/events/watch"


async def test_a_watch_tells_of_changes(client: Client, google: GoogleSandbox, receiver: Receiver) -> None:
    """A new channel is greeted with `sync`, each change with `exists`, numbered, with the channel's token."""
    answer = await client.call("POST", WATCH, channel(receiver))
    assert answer.body["kind"] == "api#channel"
    google.put_event(timed(id="abcde"))
    await client.event("DELETE", "abcde")
    await google.pushes.delivered()
    assert [push["x-goog-resource-state"] for push in receiver.got] == ["sync", "exists", "exists"]
    assert [push["x-goog-message-number"] for push in receiver.got] == ["1", "2", "3"]
    assert {push["x-goog-channel-id"] for push in receiver.got} == {"channel-1"}
    assert {push["x-goog-channel-token"] for push in receiver.got} == {"secret"}
    assert {push["x-goog-resource-id"] for push in receiver.got} == {answer.body["resourceId"]}


async def test_a_stopped_channel_is_silent(client: Client, google: GoogleSandbox, receiver: Receiver) -> None:
    """After channels.stop nothing more comes; stopping it again is a 404."""
    made = (await client.call("POST", WATCH, channel(receiver))).body
    stop = {"id": made["id"], "resourceId": made["resourceId"]}
    assert (await client.call("POST", "channels/stop", stop)).status == 204
    google.put_event(timed())
    await google.pushes.delivered()
    assert len(receiver.got) == 1
    assert (await client.call("POST", "channels/stop", stop)).status == 404


async def test_a_channel_ends_by_its_time(
    client: Client, google: GoogleSandbox, receiver: Receiver, clock: StandingClock
) -> None:
    """A channel lives a week, or as long as asked for, and then falls silent without a word."""
    usual = (await client.call("POST", WATCH, channel(receiver))).body
    assert int(usual["expiration"]) == int((clock.moment.timestamp() + 7 * 24 * 3600) * 1000)
    await client.call("POST", WATCH, channel(receiver, id="channel-2", params={"ttl": "60"}))
    clock.advance(61)
    google.put_event(timed())
    await google.pushes.delivered()
    assert [p["x-goog-channel-id"] for p in receiver.got if p["x-goog-resource-state"] == "exists"] == ["channel-1"]


async def test_a_receiver_in_trouble_is_told_again(client: Client, google: GoogleSandbox, receiver: Receiver) -> None:
    """A 5xx from the receiver is tried again, another refusal is not."""
    receiver.answers = [503, 200, 404]
    await client.call("POST", WATCH, channel(receiver))
    google.put_event(timed())
    await google.pushes.delivered()
    assert [push["x-goog-message-number"] for push in receiver.got] == ["1", "1", "2"]
    assert [push.status for push in google.pushes.sent] == [200, 404]


async def test_notifications_can_be_lost(client: Client, google: GoogleSandbox, receiver: Receiver) -> None:
    """With pushes switched off a change is told to nobody, as happens at Google."""
    await client.call("POST", WATCH, channel(receiver))
    await google.pushes.delivered()
    google.pushes.enabled = False
    google.put_event(timed())
    await google.pushes.delivered()
    assert len(receiver.got) == 1


async def test_notifications_can_come_twice_and_late(client: Client, google: GoogleSandbox, receiver: Receiver) -> None:
    """On command each is delivered several times, and an old one again after newer ones."""
    await client.call("POST", WATCH, channel(receiver))
    google.pushes.times = 2
    google.put_event(timed())
    google.pushes.send_again(google.pushes.sent[0])
    await google.pushes.delivered()
    assert [push["x-goog-message-number"] for push in receiver.got] == ["1", "2", "2", "1"]


async def test_a_domain_that_is_not_registered_is_a_401(
    client: Client, google: GoogleSandbox, receiver: Receiver
) -> None:
    """The address is refused by the status that else means the token, with a reason that does not."""
    google.pushes.refused_hosts.add("127.0.0.1")
    answer = await client.call("POST", WATCH, channel(receiver))
    assert (answer.status, answer.reason) == (401, "push.webhookUrlUnauthorized")
    assert google.pushes.channels == {}


async def test_a_channel_lives_no_longer_than_it_may(
    client: Client, google: GoogleSandbox, receiver: Receiver, clock: StandingClock
) -> None:
    """What is asked for beyond the bound is given at the bound."""
    google.pushes.longest_life = 600
    made = (await client.call("POST", WATCH, channel(receiver, params={"ttl": "604800"}))).body
    assert int(made["expiration"]) == int((clock.moment.timestamp() + 600) * 1000)


@pytest.mark.parametrize(
    "wrong",
    [{"address": "http://example.com/push"}, {"type": "carrier_pigeon"}, {"id": ""}, {"id": "x" * 65}],
)
async def test_impossible_channels_are_refused(client: Client, receiver: Receiver, wrong: dict[str, str]) -> None:
    """A channel without id, of another type, or to a plain http address elsewhere is a 400; so is a used id."""
    assert (await client.call("POST", WATCH, channel(receiver, **wrong))).status == 400
    assert (await client.call("POST", WATCH, channel(receiver))).status == 200
    assert (await client.call("POST", WATCH, channel(receiver))).reason == "channelIdNotUnique"
