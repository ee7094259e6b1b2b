# ruff: noqa: N802 - rows of the fault matrix are named as it names them
"""Push over real HTTP: the Google stand-in, our server, a real Redis, and one or two replicas of the bot's core."""

from __future__ import annotations

import asyncio
import json
import random
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any, Literal
from zoneinfo import ZoneInfo

import aiohttp
import pytest
from redis.asyncio import Redis

from bot.web.google_push import LARGEST_BODY, GooglePush
from bot.web.server import WebServer
from calendar_core.clock import AdjustableClock
from calendar_core.google.aiohttp_transport import AiohttpTransport
from calendar_core.google.calendar import GoogleCalendar
from calendar_core.google.client import GoogleCalendarClient
from calendar_core.google.token_endpoint import GoogleAccount
from calendar_core.google.transport import TransportLimits
from calendar_core.ports import CalendarRef, Channel, Person
from calendar_core.store.channels import RedisChannelStore
from calendar_core.store.connection import Store
from calendar_core.store.events import RedisEventStore
from calendar_core.store.people import RedisPeopleStore
from calendar_core.store.reminders import RedisReminderStore
from calendar_core.sync.channel_plan import message_in
from calendar_core.sync.channels import ChannelKeeper, PushWord
from calendar_core.sync.engine import SyncEngine
from calendar_core.sync.push import PushIntake, PushOutcome
from calendar_core.sync.worker import SyncWorker
from sandbox.faults import Fault, Wire
from sandbox.google import GoogleSandbox
from sandbox.google.push import Channel as SandboxChannel
from sandbox.google.push import Push
from tests.store.makers import REF
from tests.sync.test_over_http import Hurried

ZONE = ZoneInfo("Asia/Kuala_Lumpur")
DAY = timedelta(days=1)


@dataclass
class Counted:
    """An observer that keeps what was counted, by name and outcome."""

    counts: Counter[str] = field(default_factory=Counter)

    def count(self, name: str, amount: float = 1, /, **labels: str) -> None:
        self.counts[f"{name} {labels.get('outcome', '')}"] += int(amount)

    def duration(self, name: str, seconds: float, /, **labels: str) -> None:
        return None

    def level(self, name: str, value: float, /, **labels: str) -> None:
        return None


class Gate(asyncio.Event):
    """Holds a request until it is set. reached: somebody waits at it."""

    def __init__(self) -> None:
        super().__init__()
        self.reached = asyncio.Event()

    async def wait(self) -> Literal[True]:
        self.reached.set()
        return await super().wait()


@dataclass
class Service:
    """One process of the bot, as far as push is concerned."""

    events: RedisEventStore
    channels: RedisChannelStore
    reminders: RedisReminderStore
    engine: SyncEngine
    worker: SyncWorker
    keeper: ChannelKeeper
    server: WebServer
    seen: Counted

    async def tick(self) -> None:
        await self.keeper.tick()
        await self.keeper.settle()
        await self.worker.tick()
        await self.worker.settle()


class World:
    """The stand-in for Google and as many services as a test starts."""

    def __init__(self, store: Store, clock: AdjustableClock, google: GoogleSandbox, stack: AsyncExitStack) -> None:
        self.store, self.clock, self.google, self._stack = store, clock, google, stack
        self.wanted: list[CalendarRef] = [REF]
        self._ids = count(1)

    async def service(self, *, address: str | None = None) -> Service:
        """A process; its channels lead to its own server unless an address is given."""
        limits = TransportLimits(connect=1.0, read=2.0, total=2.0, pool=1.0)
        transport = await self._stack.enter_async_context(AiohttpTransport(limits))
        there = self.google
        account = GoogleAccount("main", there.client_id, there.client_secret, there.refresh_token, there.token_uri)
        client = GoogleCalendarClient(
            account,
            transport=transport,
            api_endpoint=there.api_endpoint,
            clock=Hurried(self.clock),
            rng=random.Random(2),
        )
        api, seen = GoogleCalendar(client), Counted()
        events, people = RedisEventStore(self.store), RedisPeopleStore(self.store)
        await people.save_person(Person(7, 7, REF.account_id))
        engine = SyncEngine(lambda _: api, events, people, clock=self.clock, rng=random.Random(3), pushed=True)
        worker = SyncWorker(engine, events, clock=self.clock, calendars=self.calendars)
        channels, server = RedisChannelStore(self.store), WebServer(0, self.clock, host="127.0.0.1")
        intake = PushIntake(channels, events, clock=self.clock, wake=worker.wake, observer=seen)
        server.add_route("POST", "google/push", GooglePush(intake.take))
        server.open()
        await server.start()
        keeper = ChannelKeeper(
            lambda _: api,
            channels,
            events,
            address=f"http://127.0.0.1:{server.port}/behind/a/proxy/google/push" if address is None else address,
            calendars=self.calendars,
            new_id=lambda: f"channel-{next(self._ids)}",
            new_secret=lambda: f"secret {random.Random(next(self._ids)).random()}",
            clock=self.clock,
            rng=random.Random(4),
        )
        self._stack.push_async_callback(server.stop)
        self._stack.push_async_callback(worker.stop)
        self._stack.push_async_callback(keeper.stop)
        return Service(events, channels, RedisReminderStore(self.store), engine, worker, keeper, server, seen)

    async def calendars(self) -> list[CalendarRef]:
        return self.wanted

    # --- Google's side ------------------------------------------------------------------------------------------------

    @property
    def listings(self) -> int:
        """How often events were asked for."""
        return len(self.google.requests_for("events.list"))

    @property
    def open(self) -> dict[str, SandboxChannel]:
        """The channels that live in Google."""
        now = self.clock.now()
        return {name: one for name, one in self.google.pushes.channels.items() if one.expires > now}

    @property
    def pushes(self) -> list[Push]:
        return self.google.pushes.sent

    def put(self, name: str, start: datetime, **fields: Any) -> None:
        """Somebody makes or replaces an event in Google."""
        end = start + timedelta(hours=1)
        times = {
            key: {"dateTime": at.astimezone(ZONE).isoformat(), "timeZone": "Asia/Kuala_Lumpur"}
            for key, at in (("start", start), ("end", end))
        }
        self.google.put_event({"id": name, "summary": name, **times, **fields})

    async def told(self) -> None:
        """What Google had to say has been delivered."""
        await self.google.pushes.delivered()

    async def settled(self, service: Service) -> None:
        """Everything told, and everything done that is due now."""
        await self.told()
        await service.tick()
        await self.told()


@pytest.fixture
async def world(store: Store, clock: AdjustableClock) -> AsyncIterator[World]:
    google = GoogleSandbox(clock, random.Random(1))
    await google.start()
    async with AsyncExitStack() as stack:
        yield World(store, clock, google, stack)
    await google.stop()
    assert google.contract_violations == []


@pytest.fixture
async def bot(world: World) -> Service:
    """A service whose calendar is synced and has a channel that was heard, all of it a minute ago."""
    service = await world.service()
    await service.tick()
    await world.settled(service)
    world.clock.advance(60)
    return service


async def titles(service: Service, clock: AdjustableClock) -> set[str]:
    found = await service.events.get_cached_events(REF, clock.now(), None, 10_000)
    return {event.title for event in found.events}


async def post(service: Service, headers: dict[str, str], body: bytes = b"", **more: Any) -> int:
    """Somebody posts to our address; the status of the answer."""
    url = f"http://127.0.0.1:{service.server.port}/google/push"
    async with aiohttp.ClientSession() as session, session.post(url, data=body, headers=headers, **more) as answer:
        return answer.status


# --- H10: what a message does ---------------------------------------------------------------------------------------


async def test_H10_a_change_in_google_is_synced_without_a_poll(world: World, bot: Service, now: datetime) -> None:
    """A change is told, synced at once and re-times its reminder, in one listing, with nobody polling."""
    (channel,) = world.open.values()
    assert [(push.state, push.status) for push in world.pushes] == [("sync", 200)]
    assert channel.address.endswith("/google/push")
    before = world.listings
    world.put("meeting1", now + timedelta(hours=3))
    await world.told()
    await bot.worker.settle()
    assert "meeting1" in await titles(bot, world.clock)
    assert [row.time for row in await bot.reminders.upcoming(REF.account_id, 9)] == [now + timedelta(hours=2.5)]
    assert world.listings == before + 1


async def test_H10_said_twice_and_out_of_order_is_one_sync(world: World, bot: Service, now: datetime) -> None:
    """Messages delivered three times, and older ones once more after newer ones, end in one sync of what changed."""
    world.google.pushes.times = 3
    before = world.listings
    world.google.pushes.enabled = False
    world.put("meeting1", now + timedelta(hours=3))
    world.google.pushes.enabled = True
    world.put("meeting2", now + timedelta(hours=4))
    await world.settled(bot)
    for push in reversed(world.pushes):
        world.google.pushes.send_again(push)
    for _ in range(5):
        await world.settled(bot)
        world.clock.advance(10)
    assert world.listings == before + 1
    assert {"meeting1", "meeting2"} <= await titles(bot, world.clock)


@pytest.mark.parametrize(
    ("forged", "status"),
    [
        ({"X-Goog-Channel-ID": "channel-0"}, 403),
        ({"X-Goog-Channel-ID": "x" * 65}, 400),
        ({"X-Goog-Channel-ID": "a:b {c}"}, 400),
        ({"X-Goog-Channel-Token": "secret"}, 403),
        ({"X-Goog-Channel-Token": "s" * 10_000}, 400),
        ({"X-Goog-Resource-ID": "another"}, 403),
        ({"X-Goog-Resource-State": "add"}, 400),
        ({"X-Goog-Channel-ID": ""}, 400),
        ({"X-Goog-Channel-Token": ""}, 400),
        ({"X-Goog-Resource-ID": ""}, 400),
    ],
)
async def test_H10_what_is_forged_is_dropped(
    world: World, bot: Service, redis: Redis, now: datetime, forged: dict[str, str], status: int
) -> None:
    """An unknown channel, a wrong secret, a wrong resource or a missing header does no work: no sync, no write."""
    genuine = dict(world.pushes[0].headers) | {"X-Goog-Resource-State": "exists", "X-Goog-Message-Number": "77"}
    before, stored, due = world.listings, await _everything(redis), await bot.events.sync_state(REF)
    headers = {name: value for name, value in (genuine | forged).items() if value}
    assert await post(bot, headers) == status
    await bot.worker.settle()
    assert (world.listings, await bot.events.sync_state(REF)) == (before, due)
    assert await _everything(redis) == stored


async def test_H10_a_body_that_is_too_large_is_dropped(world: World, bot: Service, redis: Redis) -> None:
    """A notification has no body: a genuine head with a large one does no work, announced or in pieces."""
    headers = dict(world.pushes[0].headers) | {"X-Goog-Resource-State": "exists", "X-Goog-Message-Number": "77"}
    stored = await _everything(redis)

    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(8):
            yield b"x" * LARGEST_BODY

    assert await post(bot, headers, b"x" * (LARGEST_BODY + 1)) == 413
    assert await post(bot, headers, pieces()) == 413  # type: ignore[arg-type]
    assert await _everything(redis) == stored
    assert await post(bot, headers) == 200


async def test_H10_a_body_that_does_not_come_is_not_waited_for(world: World, bot: Service, redis: Redis) -> None:
    """A genuine head that promises a body and never sends it is refused in time, with no work done."""
    intake = PushIntake(bot.channels, bot.events, clock=world.clock, wake=bot.worker.wake)
    bot.server.add_route("POST", "google/push", GooglePush(intake.take, body_within=0.05))
    headers = dict(world.pushes[0].headers) | {"X-Goog-Resource-State": "exists", "X-Goog-Message-Number": "77"}
    stored = await _everything(redis)
    reader, writer = await asyncio.open_connection("127.0.0.1", bot.server.port)
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    writer.write(f"POST /google/push HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n{head}\r\n".encode())
    assert b" 408 " in await asyncio.wait_for(reader.readline(), 5)
    writer.close()
    assert await _everything(redis) == stored


async def test_H10_a_flood_of_unknown_channels_asks_the_store_little(world: World, bot: Service, redis: Redis) -> None:
    """300 forged messages at once: each costs the store one question at most, and none of them anything else."""
    genuine = dict(world.pushes[0].headers)
    await redis.config_resetstat()
    statuses = await asyncio.gather(*(post(bot, genuine | {"X-Goog-Channel-ID": f"guess-{n}"}) for n in range(300)))
    asked = await redis.info("commandstats")
    assert set(statuses) <= {403, 503}
    assert asked.get("cmdstat_get", {}).get("calls", 0) <= 300
    assert not {"cmdstat_set", "cmdstat_hset", "cmdstat_evalsha", "cmdstat_zadd"} & set(asked)


class SlowChannels(RedisChannelStore):
    """Channels whose look-up takes until the gate is opened. most: how many were under way at once."""

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self.gate = Gate()
        self.most = self._now = 0

    async def find(self, channel_id: str) -> Channel | None:
        self._now += 1
        self.most = max(self.most, self._now)
        await self.gate.wait()
        self._now -= 1
        return await super().find(channel_id)


async def test_H10_few_questions_about_unknown_channels_are_under_way_at_once(world: World, bot: Service) -> None:
    """With a slow store most of a flood is told to come again, while a known channel is heard all the same."""
    slow = SlowChannels(world.store)
    intake = PushIntake(slow, bot.events, clock=world.clock, wake=bot.worker.wake)
    genuine = message_in({name.lower(): [value] for name, value in world.pushes[0].headers.items()})
    assert genuine is not None
    slow.gate.set()
    assert await intake.take(replace(genuine, state="exists", number=8)) is PushOutcome.TAKEN
    slow.gate.clear()
    slow.gate.reached.clear()
    slow.most = 0
    flood = [asyncio.create_task(intake.take(replace(genuine, channel_id=f"guess-{n}"))) for n in range(100)]
    await slow.gate.reached.wait()
    assert await intake.take(replace(genuine, state="exists", number=9)) is PushOutcome.TAKEN
    slow.gate.set()
    outcomes = Counter(await asyncio.gather(*flood))
    assert slow.most == outcomes[PushOutcome.REFUSED] == 8
    assert outcomes[PushOutcome.LATER] == 92


async def test_H10_a_message_may_outrun_the_answer(world: World) -> None:
    """The first message comes while the request that opens the channel is still under way: it is known already."""
    bot = await world.service()
    held = Gate()
    world.google.faults.add(Fault(path="events/watch", hold_after=held))
    await bot.keeper.tick()
    await held.reached.wait()
    await world.told()
    assert [push.status for push in world.pushes] == [200]
    held.set()
    await bot.keeper.settle()
    (channel,) = (await bot.channels.book(REF)).channels
    assert channel.heard_at is not None
    assert channel.resource_id == world.open[channel.id].resource_id


async def test_H10_the_secret_lies_nowhere(world: World, bot: Service, redis: Redis) -> None:
    """Each channel has a secret of its own, of which the store has the digest alone."""
    (channel,) = world.open.values()
    assert channel.token
    assert channel.token.encode() not in b"".join(await _everything(redis))


async def test_H10_with_the_store_away_google_is_asked_to_say_it_again(world: World, bot: Service) -> None:
    """A message that cannot be kept is answered 503, which Google repeats, and takes effect when the store is back."""
    genuine = dict(world.pushes[0].headers) | {"X-Goog-Resource-State": "exists", "X-Goog-Message-Number": "9"}
    away = Store.open("unix:///nonexistent/socket", world.clock)
    intake = PushIntake(RedisChannelStore(away), RedisEventStore(away), clock=world.clock, wake=bot.worker.wake)
    bot.server.add_route("POST", "google/push", GooglePush(intake.take))
    assert await post(bot, genuine) == 503
    await away.aclose()


# --- H13: bursts ----------------------------------------------------------------------------------------------------


async def test_H13_a_burst_of_500_is_two_syncs(world: World, bot: Service, now: datetime) -> None:
    """500 changes in one go are told 500 times and synced twice at most, the first time at once, and all are seen."""
    before = world.listings
    for number in range(500):
        world.put(f"meeting{number:03}", now + timedelta(hours=3, minutes=number))
    await world.told()
    assert sum(push.status == 200 for push in world.pushes) == 501
    await bot.worker.settle()
    assert world.listings == before + 1
    for _ in range(30):
        world.clock.advance(1)
        await world.settled(bot)
    assert world.listings <= before + 2
    assert len(await titles(bot, world.clock)) == 500


async def test_H13_a_long_burst_goes_on_being_folded(world: World, bot: Service, now: datetime) -> None:
    """Changes every half second for a minute are synced some times, not 120, and never later than 15 s."""
    before = world.listings
    for number in range(120):
        world.put(f"meeting{number:03}", now + timedelta(hours=3, minutes=number))
        await world.settled(bot)
        world.clock.advance(0.5)
    world.clock.advance(15)
    await world.settled(bot)
    assert before + 4 <= world.listings <= before + 8
    assert len(await titles(bot, world.clock)) == 120


async def test_H13_a_change_during_a_run_is_seen_soon(world: World, bot: Service, now: datetime) -> None:
    """A message that comes while the sync it would ask for is under way asks for one more, seconds later."""
    held = Gate()
    world.google.faults.add(Fault(path="/events$", method="GET", hold_after=held))
    world.put("meeting1", now + timedelta(hours=3))
    await world.told()
    await held.reached.wait()
    world.put("meeting2", now + timedelta(hours=3))
    await world.told()
    held.set()
    await bot.worker.settle()
    world.clock.advance(6)
    await bot.worker.tick()
    await bot.worker.settle()
    assert await titles(bot, world.clock) == {"meeting1", "meeting2"}


# --- H11: the life of a channel -------------------------------------------------------------------------------------


async def test_H11_a_channel_is_renewed_before_its_end(world: World, bot: Service, now: datetime) -> None:
    """At 80 % of its life the next is opened first, then the old one stopped; a change in between is told."""
    (old,) = world.open.values()
    world.clock.advance(5.5 * 86_400)
    await world.settled(bot)
    assert list(world.open) == [old.id]
    world.clock.advance(0.2 * 86_400)
    await world.settled(bot)
    world.clock.advance(130)
    await world.settled(bot)
    world.clock.advance(60)
    world.put("meeting1", world.clock.now() + timedelta(hours=3))
    await world.settled(bot)
    assert "meeting1" in await titles(bot, world.clock)
    assert len(world.open) == 1
    assert old.id not in world.open
    assert len(world.google.requests_for("events.watch")) == 2
    order = [one.operation for one in world.google.requests if one.operation in ("events.watch", "channels.stop")]
    assert order == ["events.watch", "events.watch", "channels.stop"]


async def test_H11_weeks_go_by_without_a_gap(world: World, bot: Service) -> None:
    """Over six weeks there is a living channel at each hour, and each change of the day is told and synced."""
    for day in range(42):
        for _ in range(24):
            world.clock.advance(3_600)
            await world.settled(bot)
            assert world.open
        before = world.listings
        world.put(f"meeting{day:03}", world.clock.now() + timedelta(hours=3))
        world.clock.advance(10)
        await world.settled(bot)
        assert f"meeting{day:03}" in await titles(bot, world.clock)
        assert world.listings - before <= 2
    assert len(world.google.requests_for("events.watch")) <= 9


async def test_H11_where_renewal_fails_polling_takes_over(world: World, bot: Service) -> None:
    """With Google refusing new channels the old one ends, changes are found within 300 s, tries are farther apart."""
    world.google.faults.add(Fault(path="events/watch", times=None, status=503))
    world.clock.advance(7.1 * 86_400)
    await world.settled(bot)
    assert (await bot.keeper.standing(REF)).word is PushWord.FAILING
    tries = len(world.google.requests_for("events.watch"))
    world.put("meeting1", world.clock.now() + timedelta(hours=3))
    for _ in range(31):
        world.clock.advance(10)
        await world.settled(bot)
    assert "meeting1" in await titles(bot, world.clock)
    world.clock.advance(6 * 3_600)
    for _ in range(360):
        world.clock.advance(60)
        await world.settled(bot)
    assert len(world.google.requests_for("events.watch")) - tries <= 20


async def _tell_a_change(world: World, bot: Service) -> None:
    """A change is made in Google, and what its channels say of it arrives."""
    world.put("told1", world.clock.now() + timedelta(hours=2))
    await world.settled(bot)


async def test_H12_an_open_channel_alone_proves_nothing(world: World, bot: Service) -> None:
    """The message with which Google opens a channel does not slow the poll down; the first change that is told does."""
    assert (await bot.keeper.standing(REF)).word is PushWord.OPENING
    before = world.listings
    for _ in range(60):
        world.clock.advance(60)
        await world.settled(bot)
    assert 11 <= world.listings - before <= 14
    await _tell_a_change(world, bot)
    assert (await bot.keeper.standing(REF)).word is PushWord.ALIVE


async def test_H11_push_comes_back_when_google_lets_it(world: World, bot: Service) -> None:
    """After an outage of channels the next try opens one and changes are told again."""
    world.google.faults.add(Fault(path="events/watch", times=3, status=500))
    world.clock.advance(8 * 86_400)
    for _ in range(20):
        world.clock.advance(60)
        await world.settled(bot)
    await _tell_a_change(world, bot)
    assert (await bot.keeper.standing(REF)).word is PushWord.ALIVE
    assert len(world.open) == 1


async def test_H11_two_replicas_open_and_renew_one(world: World) -> None:
    """Two replicas that tend at the same instants open one channel and renew it once; either takes its messages."""
    one = await world.service()
    other = await world.service(address=one.keeper._address)
    for _ in range(2):
        await asyncio.gather(one.keeper.tick(), other.keeper.tick())
        await asyncio.gather(one.keeper.settle(), other.keeper.settle())
        await world.told()
    assert len(world.google.requests_for("events.watch")) == 1
    genuine = dict(world.pushes[0].headers) | {"X-Goog-Resource-State": "exists", "X-Goog-Message-Number": "9"}
    assert await post(other, genuine) == 200
    world.clock.advance(5.7 * 86_400)
    for _ in range(3):
        await asyncio.gather(one.keeper.tick(), other.keeper.tick())
        await asyncio.gather(one.keeper.settle(), other.keeper.settle())
        await world.told()
    assert len(world.google.requests_for("events.watch")) == 2
    assert len(world.open) == 1


async def test_H11_who_has_the_lease_tends(world: World) -> None:
    """While another replica has a calendar's lease nothing is asked of Google; when it is given back, it is."""
    bot = await world.service()
    await bot.channels.enrol([REF])
    lease = await bot.channels.tending_lease(REF, 60)
    assert lease is not None
    await world.settled(bot)
    assert len(world.google.requests_for("events.watch")) == 0
    await bot.channels.release_tending(REF, lease)
    await world.settled(bot)
    assert len(world.google.requests_for("events.watch")) == 1


async def test_H11_a_replica_that_dies_while_it_opens_is_followed(world: World) -> None:
    """A process that ends between its request and the answer leaves a channel that works, or one more is opened."""
    first = await world.service()
    held = Gate()
    world.google.faults.add(Fault(path="events/watch", hold_after=held))
    await first.keeper.tick()
    await held.reached.wait()
    await first.keeper.stop()
    held.set()
    second = await world.service(address=first.keeper._address)
    for _ in range(5):
        world.clock.advance(60)
        await world.settled(second)
    await _tell_a_change(world, second)
    assert (await second.keeper.standing(REF)).word is PushWord.ALIVE
    assert len(world.google.requests_for("events.watch")) == 1


@pytest.mark.parametrize("wire", [Wire.CUT, Wire.RESET, Wire.NOT_JSON])
async def test_H11_a_lost_answer_costs_no_second_channel(world: World, wire: Wire) -> None:
    """Google opened the channel and its answer was lost: the first message tells what the answer would have told."""
    bot = await world.service()
    world.google.faults.add(Fault(path="events/watch", wire=wire, applied=True))
    for _ in range(10):
        await world.settled(bot)
        world.clock.advance(30)
    assert len(world.google.requests_for("events.watch")) == 1
    await _tell_a_change(world, bot)
    assert (await bot.keeper.standing(REF)).word is PushWord.ALIVE


# --- refusals -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "refused", "reason"),
    [
        ("http://example.com/google/push", "", "push.webhookUrlNotHttps"),
        ("https://bot.example.com/google/push", "bot.example.com", "push.webhookUrlUnauthorized"),
    ],
)
async def test_H11_a_refused_address_is_named_and_backs_off(
    world: World, caplog: pytest.LogCaptureFixture, address: str, refused: str, reason: str
) -> None:
    """Google's reason is in the log and in the standing; the grant is not doubted; tries are farther and farther apart;
    the calendar is polled each 300 s meanwhile."""
    world.google.pushes.refused_hosts.add(refused)
    bot = await world.service(address=address)
    with caplog.at_level("WARNING"):
        await world.settled(bot)
    standing = await bot.keeper.standing(REF)
    assert (standing.word, standing.reason) == (PushWord.FAILING, reason)
    assert any(getattr(record, "reason", "") == reason for record in caplog.records)
    assert "example.com" not in caplog.text
    tries, polls, tokens = len(world.google.requests_for("events.watch")), world.listings, "token"
    refreshed = len(world.google.requests_for(tokens))
    for _ in range(120):
        world.clock.advance(60)
        await world.settled(bot)
    assert len(world.google.requests_for("events.watch")) - tries <= 8
    assert 24 <= world.listings - polls <= 27
    assert len(world.google.requests_for(tokens)) - refreshed <= 2
    assert (await bot.channels.book(REF)).channels == ()


async def test_H11_an_id_that_is_taken_is_tried_under_another(world: World) -> None:
    """Google knows the id already: a minute later a channel with another id is opened."""
    body = {"error": {"errors": [{"reason": "channelIdNotUnique"}], "code": 400, "message": "Channel id not unique"}}
    world.google.faults.add(Fault(path="events/watch", status=400, body=body))
    bot = await world.service()
    await world.settled(bot)
    assert (await bot.keeper.standing(REF)).reason == "channelIdNotUnique"
    for _ in range(4):
        world.clock.advance(30)
        await world.settled(bot)
    await _tell_a_change(world, bot)
    assert (await bot.keeper.standing(REF)).word is PushWord.ALIVE
    asked = [json.loads(one.body)["id"] for one in world.google.requests_for("events.watch")]
    assert len(set(asked)) == len(asked) == 2


async def test_H11_another_address_moves_the_channel(world: World, bot: Service) -> None:
    """After PUBLIC_URL has changed a channel to the new address is opened and the old one is stopped."""
    (old,) = world.open.values()
    moved = await world.service()
    await world.settled(moved)
    world.clock.advance(61)
    await moved.channels.tend_at(REF, world.clock.now())
    await world.settled(moved)
    (new,) = world.open.values()
    assert new.address != old.address
    assert new.address == moved.keeper._address


async def test_channels_are_stopped_where_there_is_no_public_address(world: World, bot: Service, now: datetime) -> None:
    """A bot that polls from now on has the channels stopped, and its calendar is polled each 300 s again."""
    assert len(world.open) == 1
    polling = await world.service(address="")
    await world.settled(polling)
    assert world.open == {}
    assert (await polling.keeper.standing(REF)).word is PushWord.OFF
    assert (await polling.events.sync_state(REF)).push_heard_at is None
    assert await polling.channels.tended() == ()


async def test_channels_are_stopped_on_disconnect(world: World, bot: Service) -> None:
    """A person who disconnects has the channel stopped, and what still comes of it is unknown."""
    genuine = dict(world.pushes[0].headers) | {"X-Goog-Resource-State": "exists", "X-Goog-Message-Number": "9"}
    await bot.keeper.disconnect(REF.account_id)
    assert world.open == {}
    assert await post(bot, genuine) == 403


async def test_channels_are_forgotten_with_a_revoked_grant(world: World, bot: Service) -> None:
    """A grant that is gone takes its channels along: their messages are unknown, and no request is wasted."""
    genuine = dict(world.pushes[0].headers) | {"X-Goog-Resource-State": "exists", "X-Goog-Message-Number": "9"}
    world.google.revoke_grant()
    bot.keeper.on_grant_lost(REF.account_id)
    await bot.keeper.settle()
    assert await post(bot, genuine) == 403
    assert (await bot.channels.book(REF)).channels == ()
    assert (await bot.events.sync_state(REF)).push_heard_at is None
    assert REF in await bot.events.due_calendars()
    for _ in range(60):
        world.clock.advance(60)
        await world.settled(bot)
    assert len(world.google.requests_for("events.watch")) <= 2


async def test_G6_a_flushed_store_gets_a_channel_again(world: World, bot: Service, redis: Redis) -> None:
    """What was known of the channel is gone: its messages are refused, a minute later a new one tells."""
    await redis.flushall()
    world.put("meeting1", world.clock.now() + timedelta(hours=3))
    await world.told()
    assert world.pushes[-1].status == 403
    world.clock.advance(61)
    for _ in range(2):
        await world.settled(bot)
    world.clock.advance(61)
    world.put("meeting2", world.clock.now() + timedelta(hours=3))
    await world.told()
    await bot.worker.settle()
    assert {"meeting1", "meeting2"} <= await titles(bot, world.clock)
    assert len(world.google.requests_for("events.watch")) == 2


async def test_a_calendar_that_is_not_wanted_any_more_has_its_channel_stopped(world: World, bot: Service) -> None:
    """Another calendar id in the settings: the old calendar's channel goes, the new one's comes."""
    world.google.add_calendar("team@example.com", "Team")
    world.wanted = [CalendarRef(REF.account_id, "team@example.com")]
    world.clock.advance(61)
    for _ in range(3):
        await world.settled(bot)
    assert [channel.calendar_id for channel in world.open.values()] == ["team@example.com"]


# --- H12: silence ---------------------------------------------------------------------------------------------------


async def test_H12_silence_is_found_out_by_the_poll(world: World, bot: Service) -> None:
    """While push is proven the poll is each 30 min; when messages stop, the next poll finds the change, push counts as
    unproven, and the poll is each 300 s again until a message comes."""
    await _tell_a_change(world, bot)
    for _ in range(2):
        world.clock.advance(1_800)
        await world.settled(bot)
    calm = world.listings
    for _ in range(58):
        world.clock.advance(60)
        await world.settled(bot)
    assert world.listings - calm <= 2
    world.google.pushes.enabled = False
    world.put("meeting1", world.clock.now() + timedelta(hours=3))
    for _ in range(30):
        world.clock.advance(60)
        await world.settled(bot)
    assert "meeting1" in await titles(bot, world.clock)
    assert (await bot.keeper.standing(REF)).word is not PushWord.ALIVE
    before = world.listings
    for _ in range(60):
        world.clock.advance(60)
        await world.settled(bot)
    assert 11 <= world.listings - before <= 14
    world.google.pushes.enabled = True
    world.put("meeting2", world.clock.now() + timedelta(hours=3))
    await world.settled(bot)
    assert (await bot.keeper.standing(REF)).word is PushWord.ALIVE


async def test_H12_what_enters_the_window_with_time_was_not_missed(world: World, bot: Service) -> None:
    """An event far ahead was told when it was made; the day it enters the window does not count against push."""
    far = world.clock.now() + timedelta(days=61)
    world.put("distant1", far)
    for _ in range(3 * 48):
        await world.settled(bot)
        world.clock.advance(1_800)
    await world.settled(bot)
    found = await bot.events.get_cached_events(REF, far - DAY, None, 10)
    assert [event.title for event in found.events] == ["distant1"]
    assert (await bot.events.sync_state(REF)).push_missed_at is None
    assert (await bot.keeper.standing(REF)).word is PushWord.ALIVE


async def test_H12_an_unproven_channel_stretches_nothing(world: World, caplog: pytest.LogCaptureFixture) -> None:
    """A channel that was opened and never heard leaves the poll at 300 s, and the log and the standing name it."""
    world.google.pushes.enabled = False
    bot = await world.service()
    await world.settled(bot)
    before = world.listings
    for _ in range(60):
        world.clock.advance(60)
        await world.settled(bot)
    assert 11 <= world.listings - before <= 14
    standing = await bot.keeper.standing(REF)
    assert (standing.word, standing.reason) == (PushWord.FAILING, "silent")
    assert caplog.messages.count("channel_silent_polling_goes_on") == 1


async def _everything(redis: Redis) -> list[bytes]:
    """All that is stored, told apart from what it was before by its bytes."""
    return sorted([await redis.dump(key) async for key in redis.scan_iter()])
