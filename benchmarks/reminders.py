"""What reminders cost: `python -m benchmarks.reminders [pending] [--alone] [--peer NAME=PYTHON ...]`.

Adding, holding and claiming them while many wait, in one process against an embedded Redis of its own, on uvloop as the
bot runs. Adding goes in turns with a script that does nothing, so that the ratio says what adding costs on any machine.
Then 300 that are due at one instant for 300 chats, sent under the permits that all sends share. Last (not with --alone)
the schedulers and task queues of `peers.reminder_queues`, each against a Redis that is started in the same way. --peer
names the interpreter of one that cannot be installed beside the bot: arq wants an older redis-py.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import uvloop
from redis.asyncio import Redis

from benchmarks.bounds import at_least, at_most
from benchmarks.peers.reminder_queues import MAKERS, Figures, measure
from bot.jobs import add_due_tick, new_scheduler
from bot.push import ReminderPusher
from bot.views.reply import Reply
from calendar_core.clock import AdjustableClock
from calendar_core.domain import Event, Reminder, Subscriber, Timespan, reminders_of
from calendar_core.ports import CalendarRef
from calendar_core.resilience.send_permits import SendPermits
from calendar_core.store.connection import Store
from calendar_core.store.embedded import start_embedded
from calendar_core.store.events import RedisEventStore
from calendar_core.store.people import RedisPeopleStore
from calendar_core.store.reminders import RedisReminderStore
from calendar_core.store.script_lane import Script, ScriptKeys
from calendar_core.store.script_queue import ScriptQueue
from calendar_core.store.send_permits import RedisSendPermits

REF = CalendarRef("main", "primary")
KL = "Asia/Kuala_Lumpur"
CHATS = 300
ONE_BY_ONE = 10_000
A_TURN = 500
BYTES = 250
"""Of one that waits: 25 MB per 100,000."""


def _event(number: int, start: timedelta, clock: AdjustableClock) -> Event:
    begins = clock.now().replace(microsecond=0) + start
    title = f"Project meeting number {number}"
    return Event(f"{number:026d}abcdef", REF.calendar_id, title, Timespan(begins, begins + timedelta(hours=1), KL))


def _row(one: Event, chat_id: int, due: timedelta, clock: AdjustableClock) -> Reminder:
    [row] = reminders_of(one, [Subscriber(chat_id, (30,))], clock.now() - timedelta(days=1))
    return Reminder(**{name: getattr(row, name) for name in row.__slots__} | {"time": clock.now() + due})


async def _memory(redis: Redis) -> int:
    await asyncio.sleep(0.5)
    used: int = (await redis.info("memory"))["used_memory"]
    return used


async def holding(store: Store, redis: Redis, clock: AdjustableClock, pending: int) -> None:
    """Memory of so many rows over a day: those that follow from cached events, then those that were asked for."""
    rows, events = RedisReminderStore(store), RedisEventStore(store, most_events=pending)
    many = [_event(n, timedelta(days=1, seconds=n % 86_400), clock) for n in range(pending)]
    for name, own in (("follow from their events", False), ("were asked for, the events cached", True)):
        await redis.execute_command("FLUSHALL", "SYNC")
        for at in range(0, pending, 500):
            await events.cache_events(REF, many[at : at + 500], [])
        before = await _memory(redis)
        if own:
            made = [_row(one, 10_000_000 + n, timedelta(hours=23, minutes=30), clock) for n, one in enumerate(many)]
            await asyncio.gather(*(_put_all(rows, made[part::32]) for part in range(32)))
        else:
            for at in range(0, pending, 500):
                some = [
                    row
                    for n, one in enumerate(many[at : at + 500], at)
                    for row in reminders_of(one, [Subscriber(10_000_000 + n, (30,))], clock.now())
                ]
                await events.cache_events(REF, many[at : at + 500], some)
        used = await _memory(redis) - before
        print(
            f"memory of {pending:,} rows that {name:36} {used / 1e6:6.1f} MB ({used / pending:.0f} bytes each) "
            f"{at_most(used / pending, BYTES)}"
        )
    await redis.execute_command("FLUSHALL", "SYNC")


async def adding_and_claiming(store: Store, redis: Redis, clock: AdjustableClock, pending: int) -> Figures:
    """The last of so many one by one, for events that the cache does not know; then 1,000 that come due in a second."""
    rows = RedisReminderStore(store)
    many = [_event(n, timedelta(days=1, seconds=n % 86_400), clock) for n in range(pending)]
    made = [_row(one, 10_000_000 + n, timedelta(hours=23, seconds=n % 86_400), clock) for n, one in enumerate(many)]
    gc.collect()
    gc.freeze()  # what this benchmark itself holds is not to be looked through again and again
    before = await _memory(redis)
    await asyncio.gather(*(_put_all(rows, made[part:-ONE_BY_ONE:32]) for part in range(32)))
    adds = await _one_by_one(rows, redis, made[-ONE_BY_ONE:])
    used = await _memory(redis) - before
    figures = Figures.of(adds, used / pending, await _late(rows, clock, pending))
    await _idle(rows, redis)
    return figures


async def _one_by_one(rows: RedisReminderStore, redis: Redis, some: Sequence[Reminder]) -> float:
    """Adds a second, in turns with as many scripts that do nothing and take the same way to Redis."""
    queue, nothing, keys = ScriptQueue(redis, 3.0, 3.0), Script("return 1"), ScriptKeys(b"calendar:nothing:{s00}")
    adding, floor = [], []
    for at in range(0, len(some), A_TURN):
        turn = some[at : at + A_TURN]
        adding.append(await _seconds(_put_all(rows, turn)) / len(turn))
        floor.append(await _seconds(_ask_all(queue, nothing, keys, len(turn))) / len(turn))
    await queue.let_go()
    ratio = statistics.median(there / one for one, there in zip(adding, floor, strict=True))
    print(
        f"added one by one, {1 / statistics.mean(adding):,.0f}/s (median turn {1 / statistics.median(adding):,.0f}/s), "
        f"which is {ratio:.2f} of a script that does nothing ({1 / statistics.median(floor):,.0f}/s)"
    )
    return 1 / statistics.mean(adding)


async def _seconds(work: Awaitable[object]) -> float:
    began = time.perf_counter()
    await work
    return time.perf_counter() - began


async def _ask_all(queue: ScriptQueue, script: Script, keys: ScriptKeys, times: int) -> None:
    for _ in range(times):
        await queue.run(script, keys, (b"0",))


async def _late(rows: RedisReminderStore, clock: AdjustableClock, pending: int) -> list[float]:
    """Seconds late of 1,000 that are due over one second, woken as the bot is and sent by nothing."""
    soon = [_event(pending + n, timedelta(minutes=30, seconds=3 + n / 1000), clock) for n in range(1000)]
    due = [_row(one, n, timedelta(seconds=3 + n / 1000), clock) for n, one in enumerate(soon)]
    await asyncio.gather(*(_put_all(rows, due[part::16]) for part in range(16)))
    late: list[float] = []
    done = asyncio.Event()

    async def tick() -> None:
        while claims := await rows.claim_due(100, 60):
            now = clock.now()
            late.extend((now - claim.due).total_seconds() for claim in claims)
            await rows.acknowledge(claims)
        if len(late) >= len(due):
            done.set()

    scheduler = new_scheduler()
    add_due_tick(scheduler, "reminders", tick, rows.next_due, clock)
    scheduler.start()
    await done.wait()
    scheduler.pause()
    await asyncio.sleep(0.1)  # the last run still asks for the next
    scheduler.shutdown(wait=False)
    return late


async def beside(
    ours: Figures, pending: int, peers: Sequence[str], pythons: dict[str, str], clock: AdjustableClock
) -> None:
    """Ours, what was asked of them, and the peers', each in an empty Redis of its own."""
    head = ("added/s", "bytes each", "late p50 ms", "late p99 ms")
    print(f"\n{f'{pending:,} pending':22}{''.join(f'{column:>13}' for column in head)}")
    _print_row("this", ours)
    print(f"  added/s {at_least(ours.adds, 5000)} bytes {at_most(ours.each, BYTES)}")
    print(f"  late p50 {at_most(ours.p50, 5)} p99 {at_most(ours.p99, 50)}")
    for name in peers:
        with tempfile.TemporaryDirectory(prefix="reminders-peer") as folder:
            server = await start_embedded(Path(folder), clock)
            try:
                python = pythons.get(name, sys.executable)
                _print_row(name, await asyncio.to_thread(measure, name, python, server.url, pending))
            finally:
                await server.stop()


def _print_row(name: str, figures: Figures | None) -> None:
    if figures is None:
        print(f"{name:22}  not installed", flush=True)
        return
    row = (figures.adds, figures.each, figures.p50, figures.p99)
    print(f"{name:22}{''.join(f'{value:13,.1f}' for value in row)}", flush=True)


async def _idle(rows: RedisReminderStore, redis: Redis) -> None:
    """What a second without anything due costs here and in Redis: one look and one question for the next."""
    here, there, began = _cpu(), await _redis_cpu(redis), time.perf_counter()
    while time.perf_counter() - began < 10:
        await rows.due_chats(30)
        await rows.next_due()
        await asyncio.sleep(1)
    used = _cpu() - here, await _redis_cpu(redis) - there
    print(f"idle, looked at each second                   {used[0] * 10:.2f} % CPU here, {used[1] * 10:.2f} % in Redis")


class Telegram:
    """Takes every message at once and notes when; stands where bot.sending.Sender does."""

    def __init__(self) -> None:
        self.sent: list[tuple[float, int]] = []

    async def push(self, chat_id: int, reply: Reply, *, permitted: bool = False) -> int:
        self.sent.append((time.perf_counter(), chat_id))
        return len(self.sent)


async def draining(store: Store, redis: Redis, clock: AdjustableClock) -> None:
    """300 reminders due at one instant for 300 chats, alone and with replies that have to wait for their permits."""
    permits = SendPermits(RedisSendPermits(store), clock)
    quiet = await _replies(permits, 200)
    print(f"a reply's permit costs                        p50 {quiet[0] * 1e3:.2f} ms, p99 {quiet[1] * 1e3:.2f} ms")
    await _drain(store, clock, permits, 5_000_000, replies=0)
    busy = await _drain(store, clock, permits, 6_000_000, replies=20)
    print(f"  a reply's permit meanwhile                  p50 {busy[0] * 1e3:.2f} ms, most {busy[1] * 1e3:.2f} ms")


async def _drain(
    store: Store, clock: AdjustableClock, permits: SendPermits, first: int, replies: int
) -> tuple[float, float]:
    rows, telegram = RedisReminderStore(store), Telegram()
    sender: Any = telegram
    pusher = ReminderPusher(rows, RedisPeopleStore(store), sender, permits, clock, home=KL)
    events = [_event(first + n, timedelta(minutes=30), clock) for n in range(CHATS)]
    await _put_all(rows, [_row(one, 1 + n, timedelta(seconds=0.5), clock) for n, one in enumerate(events)])
    await asyncio.sleep(1.5)
    task = asyncio.create_task(pusher.tick())
    waits = await _replies(permits, replies, pause=0.25) if replies else (0.0, 0.0)
    await task
    starts = [at for at, _ in telegram.sent]
    most = max(sum(1 for other in starts if at <= other < at + 1) for at in starts)
    assert len({chat for _, chat in telegram.sent}) == CHATS
    took = starts[-1] - starts[0]
    rate = (CHATS + replies) / took
    print(f"{CHATS} due at once for {CHATS} chats, {replies:2} replies     {took:6.2f} s, {rate:.1f} sends/s")
    print(f"  most reminders in any second                {most}")
    return waits


async def _replies(permits: SendPermits, times: int, pause: float = 0.04) -> tuple[float, float]:
    """Median and 99th percentile of the seconds until a reply may be sent."""
    spans = []
    for number in range(times):
        began = time.perf_counter()
        await permits.for_reply(900_000 + number)
        spans.append(time.perf_counter() - began)
        await asyncio.sleep(pause)
    spans.sort()
    return spans[times // 2], spans[min(times - 1, times * 99 // 100)]


async def _put_all(rows: RedisReminderStore, some: Sequence[Reminder]) -> None:
    for row in some:
        await rows.put_reminder("main", row)


def _cpu() -> float:
    used = os.times()
    return used.user + used.system


async def _redis_cpu(redis: Redis) -> float:
    facts = await redis.info("cpu")
    return float(facts["used_cpu_user"]) + float(facts["used_cpu_sys"])


async def main(pending: int, peers: Sequence[str], pythons: dict[str, str]) -> None:
    clock = AdjustableClock()
    with tempfile.TemporaryDirectory(prefix="reminders-bench") as folder:
        server = await start_embedded(Path(folder), clock)
        redis = Redis.from_url(server.url)
        try:
            store = Store(redis, clock)
            await holding(store, redis, clock, pending)
            ours = await adding_and_claiming(store, redis, clock, pending)
            await draining(store, redis, clock)
        finally:
            await redis.aclose()
            await server.stop()
    await beside(ours, pending, peers, pythons, clock)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="What reminders cost.")
    parser.add_argument("pending", nargs="?", type=int, default=100_000)
    parser.add_argument("--alone", action="store_true", help="without the others")
    parser.add_argument("--peer", action="append", default=[], metavar="NAME=PYTHON", help="that peer's interpreter")
    asked = parser.parse_args()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:  # as the bot runs
        peers = () if asked.alone else tuple(MAKERS)
        runner.run(main(asked.pending, peers, dict(one.split("=", 1) for one in asked.peer)))
