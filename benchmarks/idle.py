"""What the bot costs while nobody talks to it and 100,000 reminders wait: `python -m benchmarks.idle [--seconds N]`.

Four processes side by side over the same minute: a bot with the Redis of its own (DATA_DIR), a bot on a shared Redis
(REDIS_URL) that also listens on a port, and for each of the two servers its own CPU; then the reminder ticks alone, as
`bot.jobs` drives them. Seconds of CPU come from proc(5), so a busy machine changes little.
Targets: under 1 % of one CPU for the whole process, under 0.5 % for the ticks.
"""

from __future__ import annotations

import argparse
import asyncio
import subprocess
import time
from contextlib import suppress
from datetime import timedelta
from typing import Any

from redis.asyncio import Redis

from benchmarks.chat_server import TOKEN, ChatServer
from benchmarks.processes import Surroundings, cpu_of, free_port, surroundings
from bot.jobs import add_due_tick, new_scheduler
from bot.push import ReminderPusher
from calendar_core.clock import SystemClock
from calendar_core.domain import Event, Subscriber, Timespan, reminders_of
from calendar_core.ports import CalendarRef
from calendar_core.resilience.send_permits import SendPermits
from calendar_core.store.connection import Store
from calendar_core.store.embedded import start_embedded
from calendar_core.store.people import RedisPeopleStore
from calendar_core.store.reminders import RedisReminderStore
from calendar_core.store.send_permits import RedisSendPermits

REF = CalendarRef("main", "primary")
KL = "Asia/Kuala_Lumpur"
SETTLE = 15.0  # seconds after a start in which the first sync and the loading are over


async def fill(url: str, pending: int) -> None:
    """So many reminders of so many chats, due between two hours and a day from now."""
    clock = SystemClock()
    store = Store.open(url, clock)
    rows, now = RedisReminderStore(store), clock.now().replace(microsecond=0)

    async def put(part: range) -> None:
        for number in part:
            start = now + timedelta(hours=3, seconds=number * 79_200 / pending)
            span = Timespan(start, start + timedelta(hours=1), KL)
            event = Event(f"{number:026d}abcdef", REF.calendar_id, f"Project meeting number {number}", span)
            for row in reminders_of(event, [Subscriber(10_000_000 + number, (30,))], now):
                await rows.put_reminder(REF.account_id, row)

    await asyncio.gather(*(put(range(part, pending, 32)) for part in range(32)))
    await store.aclose()


async def tick_alone(url: str) -> None:
    """The reminder ticks and their scheduler, nothing else, until killed."""
    clock = SystemClock()
    store = Store.open(url, clock)
    nobody: Any = None
    permits = SendPermits(RedisSendPermits(store), clock)
    pusher = ReminderPusher(RedisReminderStore(store), RedisPeopleStore(store), nobody, permits, clock, home=KL)
    scheduler = new_scheduler()
    add_due_tick(scheduler, "reminders", pusher.tick, pusher.next_due, clock)
    scheduler.start()
    await asyncio.Event().wait()


async def _server_pid(url: str) -> int:
    redis = Redis.from_url(url)
    try:
        return int((await redis.info("server"))["process_id"])
    finally:
        await redis.aclose()


def _bot(around: Surroundings, server: ChatServer, **settings: str) -> subprocess.Popen[bytes]:
    people = ",".join(map(str, server.people))
    telegram = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_BASE_URL": server.base_url}
    return around.start("bot", around.settings() | telegram | {"TELEGRAM_ALLOWED_USER_IDS": people} | settings)


async def main(seconds: float, pending: int) -> None:
    server = ChatServer(1)
    await server.start()
    async with surroundings() as around:
        own = await start_embedded(around.folder / "own", SystemClock())
        began = time.perf_counter()
        await asyncio.gather(fill(own.url, pending), fill(around.redis.url, pending))
        print(f"{pending:,} reminders put into two stores in {time.perf_counter() - began:.0f} s")
        processes = {
            "bot with a Redis of its own, polling": _bot(
                around, server, REDIS_URL="", DATA_DIR=str(around.folder / "own")
            ),
            "bot on a shared Redis, with PORT": _bot(around, server, PORT=str(free_port())),
            "reminder ticks alone": around.start("benchmarks.idle", around.settings(), "--ticks", around.redis.url),
        }
        pids = {name: process.pid for name, process in processes.items()}
        pids |= {"Redis of its own": await _server_pid(own.url), "shared Redis": await _server_pid(around.redis.url)}
        try:
            await asyncio.sleep(SETTLE)
            before, began = {name: cpu_of(pid) for name, pid in pids.items()}, time.perf_counter()
            await asyncio.sleep(seconds)
            took = time.perf_counter() - began
            assert all(process.poll() is None for process in processes.values()), "one of them has ended"
            for name, pid in pids.items():
                print(f"{name:38}{(cpu_of(pid) - before[name]) / took * 100:6.2f} % of one CPU over {took:.0f} s")
        finally:
            for process in processes.values():
                process.terminate()
                await asyncio.to_thread(process.wait)
            await own.stop()
    await server.stop()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.idle")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--pending", type=int, default=100_000)
    parser.add_argument("--ticks", help=argparse.SUPPRESS)
    given = parser.parse_args()
    with suppress(KeyboardInterrupt):
        asyncio.run(tick_alone(given.ticks) if given.ticks else main(given.seconds, given.pending))
