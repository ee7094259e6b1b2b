"""Several bots on one token: replicas that share a Redis work together, and whoever is none of ours is not fought."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from itertools import cycle
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from redis.asyncio import Redis

from bot.app import BotApp
from bot.inbox import Inbox
from calendar_core.sync.leases import LEASE
from sandbox.faults import Fault
from tests.flow.world import World
from tests.ports import free_ports


class Proxy:
    """Plain round robin that takes `/outside` off the path and puts `/inside` before it. taken: requests per port."""

    def __init__(self, ports: Sequence[int]) -> None:
        self.taken = dict.fromkeys(ports, 0)
        self._next = cycle(ports)
        self.url = ""

    async def start(self) -> None:
        app = web.Application()
        app.router.add_post("/outside/{path:.+}", self._pass_on)
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}/outside"
        self._session = aiohttp.ClientSession()

    async def stop(self) -> None:
        await self._session.close()
        await self._runner.cleanup()

    async def _pass_on(self, request: web.Request) -> web.Response:
        port = next(self._next)
        address = f"http://127.0.0.1:{port}/inside/{request.match_info['path']}"
        async with self._session.post(address, data=await request.read(), headers=request.headers) as answer:
            self.taken[port] += 1
            return web.Response(status=answer.status)


class Replicas(World):
    """Bots by webhook behind a proxy; `app` is one of them."""

    def __init__(self, redis_url: str, count: int, **settings: Any) -> None:
        self._ports = free_ports(count)
        self.proxy = Proxy(self._ports)
        self.bots: list[BotApp] = []
        super().__init__(redis_url, **settings)

    async def start(self) -> None:
        await self.proxy.start()
        await super().start()

    async def start_bot(self) -> None:
        self._given["public_url"] = self.proxy.url
        for port in self._ports:
            self._given["port"] = port
            self.bots.append(self.new_bot())
        await asyncio.gather(*(bot.start() for bot in self.bots))
        self.app = self.bots[0]

    async def stop(self) -> None:
        await asyncio.gather(*(bot.stop() for bot in self.bots))
        self.app = None
        await self.proxy.stop()
        await super().stop()

    async def settle(self) -> None:
        await self.until(lambda: self.telegram.quiet)
        await self.patiently(asyncio.gather(*(bot.idle() for bot in self.bots)))


@pytest.fixture
async def replicas(redis: Redis, redis_url: str) -> AsyncIterator[Replicas]:
    replicas = Replicas(redis_url, 3, person_timeout=20, default_timeout=20)
    await replicas.start()
    await replicas.until(lambda: _webhook_is_set(replicas))
    yield replicas
    await replicas.stop()


def _webhook_is_set(world: World) -> bool:
    return any(call.method == "setWebhook" and call.status == 200 for call in world.telegram.calls)


async def test_replicas_share_the_work_and_answer_once_in_order(replicas: Replicas) -> None:
    """Behind a plain round-robin proxy that rewrites the path, three replicas answer each message of a chat once, in
    the order it was written, and every one of them has its share."""
    asked = [f"visit {number} tomorrow {number}pm" for number in range(1, 10)]
    for text in asked:
        replicas.telegram.user_says(text)
    await replicas.until(lambda: len(replicas.telegram.replies()) >= len(asked))
    await replicas.settle()
    shown = [reply.text for reply in replicas.telegram.replies()]
    assert [f"visit {number}" in text for number, text in enumerate(shown, 1)] == [True] * len(asked)
    assert len(replicas.booked()) == len(asked)
    assert all(replicas.proxy.taken.values())


async def test_replicas_that_start_at_once_agree_on_the_webhook(replicas: Replicas) -> None:
    """All tell Telegram the same address, none takes it away, and none sees another program in a replica."""
    for bot in replicas.bots:
        await replicas.patiently(bot.idle())
    calls = [call for call in replicas.telegram.calls if call.method in ("setWebhook", "deleteWebhook")]
    assert {call.method for call in calls} == {"setWebhook"}
    assert len({(call.params["url"], call.params["secret_token"]) for call in calls}) == 1
    states = {bot._http.registration.state for bot in replicas.bots if bot._http and bot._http.registration}
    assert states == {"ok"}


async def test_the_rest_go_on_when_one_stops(replicas: Replicas) -> None:
    """A replica that is told to stop leaves the webhook where it is, and what the proxy sends it comes again."""
    assert "Booked" in await replicas.say("lunch tomorrow 1pm")
    gone = replicas.bots.pop()
    await gone.stop()
    for number in range(4):
        replicas.telegram.user_says(f"visit {number} on friday at {number + 1}pm")
    await replicas.until(lambda: len(replicas.booked()) == 5)
    await replicas.settle()
    assert not any(call.method == "deleteWebhook" for call in replicas.telegram.calls)


@pytest.mark.parametrize("wakes", ["late", "early"])
async def test_a_replica_that_stood_still_leaves_the_answer_to_who_took_over(replicas: Replicas, wakes: str) -> None:
    """A replica that cannot renew its lease while Google has its request wakes up after or while another answers: the
    person hears of one event once."""
    held = [asyncio.Event(), asyncio.Event()]
    for number, hold in enumerate(held, 1):
        replicas.google.faults.add(Fault("/events$", method="POST", nth=number, hold_before=hold))
    replicas.telegram.user_says("lunch tomorrow 1pm")
    await _standing(replicas, lambda: _inserts(replicas) == 1)
    awake = asyncio.Event()
    inboxes = [(await bot._parts()).inbox for bot in replicas.bots]
    _stand_still(next(inbox for inbox in inboxes if inbox._busy), awake)
    replicas.clock.advance(LEASE + 0.5)
    for inbox in inboxes:
        inbox.wake()
    await _standing(replicas, lambda: _inserts(replicas) == 2)
    first, then = (held[1], held[0]) if wakes == "late" else (held[0], held[1])
    if wakes == "early":
        awake.set()
    first.set()
    if wakes == "late":
        await _standing(replicas, lambda: len(replicas.telegram.replies()) == 1)
        awake.set()
    then.set()
    await _standing(replicas, lambda: len(replicas.telegram.replies()) == 1)
    await replicas.settle()
    assert ["Booked" in reply.text for reply in replicas.telegram.replies()] == [True]
    assert len(replicas.booked()) == 1


async def test_who_took_over_says_what_was_done_before_it(replicas: Replicas) -> None:
    """A replica that stood still has cancelled; the one that took over finds nothing to cancel and does not deny it."""
    await replicas.say("lunch tomorrow 1pm")
    await replicas.say("/list")
    before = len(replicas.telegram.replies())
    held = [asyncio.Event(), asyncio.Event()]
    for number, hold in enumerate(held, 1):
        replicas.google.faults.add(Fault("/events/", method="DELETE", nth=number, hold_before=hold))
    replicas.telegram.user_says("/cancel 1")
    await _standing(replicas, lambda: _asked(replicas, "DELETE") == 1)
    awake = asyncio.Event()
    inboxes = [(await bot._parts()).inbox for bot in replicas.bots]
    still = next(inbox for inbox in inboxes if inbox._busy)
    _stand_still(still, awake)
    replicas.clock.advance(LEASE + 0.5)
    for inbox in inboxes:
        inbox.wake()
    await _standing(replicas, lambda: _asked(replicas, "DELETE") == 2)
    awake.set()
    held[0].set()
    await _standing(replicas, lambda: not still._busy)
    held[1].set()
    await _standing(replicas, lambda: len(replicas.telegram.replies()) == before + 1)
    await replicas.settle()
    assert ["Cancelled" in reply.text for reply in replicas.telegram.replies()[before:]] == [True]
    assert replicas.booked() == []


def _asked(world: World, method: str) -> int:
    """How many requests of that method Google has met."""
    return sum(one.method == method for one in world.google.faults.exchanges)


def _inserts(world: World) -> int:
    """How often Google was asked to insert an event."""
    asked = world.google.faults.exchanges
    return sum(one.method == "POST" and one.path.endswith("/events") for one in asked)


async def _standing(world: World, done: Callable[[], bool]) -> None:
    """Wait until it is so while the clock stands: nobody's deadline passes."""
    while not done():
        await world.telegram.changes.wait_for(done, 0.01)


def _stand_still(inbox: Inbox, awake: asyncio.Event) -> None:
    """Have no lease of its updates renewed before that, those that it has already included."""
    store: Any = inbox._store
    run = store._run

    async def later(name: str, *args: object, **more: object) -> object:
        if name == "extend":
            await awake.wait()
        return await run(name, *args, **more)

    store._run = later


async def test_a_poller_that_meets_a_webhook_says_so_and_leaves_it(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """Another program sets a webhook: the poller says what to do, does not take it away, asks ever more rarely, and
    polls on by itself when it is gone."""
    caplog.set_level(logging.WARNING)
    await _webhook(world, "setWebhook", url="http://127.0.0.1:9/elsewhere")
    await world.until(lambda: "delete the webhook" in _said(caplog))
    before = _polls(world)
    for _ in range(600):
        world.clock.advance(1)
        await world.telegram.changes.wait_for(lambda: False, 0.001)  # let what is due run
    assert 1 <= _polls(world) - before <= 60, "ten minutes"
    ours = [call for call in world.telegram.calls if call.method in ("setWebhook", "deleteWebhook")]
    assert [call.method for call in ours] == ["setWebhook"], "only the other program's"
    await _webhook(world, "deleteWebhook")
    assert "Booked" in await world.say("lunch tomorrow 1pm")


async def test_a_second_poller_is_not_fought(world: World, caplog: pytest.LogCaptureFixture) -> None:
    """Another program polls with this token: ours says so and gives way for longer and longer, and has the updates
    again when the other one is gone."""
    caplog.set_level(logging.WARNING)
    await world.until(lambda: world.telegram.polling)
    url = f"{world.telegram.base_url}{world.telegram.token}/getUpdates"
    async with aiohttp.ClientSession() as other, other.post(url, json={"timeout": 1}) as answer:
        assert answer.status in (200, 409)
    await world.until(lambda: "another program polls" in _said(caplog))
    assert "Booked" in await world.say("lunch tomorrow 1pm")
    assert world.telegram.token not in caplog.text


async def test_two_bots_on_one_redis_take_turns_at_polling(world: World) -> None:
    """Without a webhook one replica polls and the other waits for its lease, so Telegram never sees two of them; when
    the first stops, the second has the updates at once."""
    second = world.new_bot()
    await second.start()
    assert "Booked" in await world.say("lunch tomorrow 1pm")
    assert not any(exchange.status == 409 for exchange in world.telegram.faults.exchanges)
    assert world.app is not None
    await world.app.stop()
    world.app = second
    assert "lunch" in await world.say("/list")
    assert not any(exchange.status == 409 for exchange in world.telegram.faults.exchanges)


def _said(caplog: pytest.LogCaptureFixture) -> str:
    return " ".join(str(getattr(record, "what", "")) for record in caplog.records)


def _polls(world: World) -> int:
    return sum(exchange.path.lower().endswith("/getupdates") for exchange in world.telegram.faults.exchanges)


async def _webhook(world: World, method: str, **params: str) -> None:
    """What another program with the same token does."""
    url = f"{world.telegram.base_url}{world.telegram.token}/{method}"
    async with aiohttp.ClientSession() as other, other.post(url, json=params) as answer:
        assert answer.status == 200
