"""Schedulers and task queues beside our reminders: APScheduler, arq, saq, taskiq, streaq.

Each is a process of its own with a Redis of its own: `python -m benchmarks.peers.reminder_queues NAME URL PENDING`
prints its figures as JSON; URL is that of a unix socket. A reminder is a job that notes how late it started, with no
text at all. Workers and polls are left as their documents have them, but for 100 jobs at a time everywhere, no results
kept where that can be said, and taskiq's scheduler, which looks for new schedules every second instead of every minute.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from redis.asyncio import Redis

from benchmarks.peers import installed

ONE_BY_ONE = 2_000
SOON = 1_000
AT_ONCE = 100
GIVE_UP = 120.0  # seconds for all that is due in one
NOT_INSTALLED = 3  # the exit status

late: list[float] = []
"""Seconds after its time at which each job began."""


@dataclass
class Figures:
    """adds: a second, one by one. each: bytes of one that waits, in Redis or in the process where that keeps them.
    p50, p99: milliseconds late of 1,000 due over one second; infinite where they did not come within two minutes."""

    adds: float
    each: float
    p50: float
    p99: float

    @classmethod
    def of(cls, adds: float, each: float, seconds: list[float]) -> Figures:
        ordered = sorted(seconds) if len(seconds) >= SOON else [float("inf")] * SOON
        return cls(adds, each, ordered[SOON // 2] * 1e3, ordered[SOON * 99 // 100] * 1e3)


@dataclass
class Queue:
    """add: a job for that time, in seconds since 1970. work: do jobs until cancelled; None where the adding does it."""

    add: Callable[[float], Awaitable[object]]
    work: Callable[[], Awaitable[object]] | None


def note(due: float) -> None:
    late.append(time.time() - due)


async def fire(due: float) -> None:
    note(due)


async def fire_in(context: object, due: float) -> None:
    """The same where a worker hands over its context."""
    note(due)


def _instant(due: float) -> datetime:
    return datetime.fromtimestamp(due, UTC)


@asynccontextmanager
async def _apscheduler(store: object) -> AsyncIterator[Queue]:
    from apscheduler.schedulers.asyncio import AsyncIOScheduler

    scheduler = AsyncIOScheduler(jobstores={"default": store}, timezone="UTC")
    scheduler.start()

    async def add(due: float) -> None:
        scheduler.add_job(fire, "date", run_date=_instant(due), args=[due], misfire_grace_time=None)

    try:
        yield Queue(add, None)
    finally:
        scheduler.shutdown(wait=False)


def _apscheduler_memory(url: str) -> AbstractAsyncContextManager[Queue]:
    from apscheduler.jobstores.memory import MemoryJobStore

    return _apscheduler(MemoryJobStore())


def _apscheduler_redis(url: str) -> AbstractAsyncContextManager[Queue]:
    from apscheduler.jobstores.redis import RedisJobStore

    return _apscheduler(RedisJobStore(unix_socket_path=urlsplit(url).path))


@asynccontextmanager
async def _arq(url: str) -> AsyncIterator[Queue]:
    from arq import create_pool, func
    from arq.connections import RedisSettings
    from arq.worker import Worker

    pool = await create_pool(RedisSettings.from_dsn(url))
    job = func(fire_in, name="fire", keep_result=0)
    worker = Worker([job], redis_pool=pool, handle_signals=False, max_jobs=AT_ONCE)
    yield Queue(lambda due: pool.enqueue_job("fire", due, _defer_until=_instant(due)), worker.async_run)
    await worker.close()


@asynccontextmanager
async def _saq(url: str) -> AsyncIterator[Queue]:
    from saq import Worker
    from saq.queue.redis import RedisQueue

    async def fire(context: object, *, due: float) -> None:
        note(due)

    queue = RedisQueue(Redis.from_url(url, max_connections=2 * AT_ONCE))  # each worker waits on a connection of its own
    await queue.connect()
    worker = Worker(queue, [("fire", fire)], concurrency=AT_ONCE)
    yield Queue(lambda due: queue.enqueue("fire", due=due, scheduled=due), worker.start)
    await queue.disconnect()


@asynccontextmanager
async def _taskiq(url: str) -> AsyncIterator[Queue]:
    from taskiq import TaskiqScheduler
    from taskiq.api import run_receiver_task, run_scheduler_task
    from taskiq_redis import ListQueueBroker, ListRedisScheduleSource

    broker, source = ListQueueBroker(url), ListRedisScheduleSource(url)
    task = broker.task(task_name="fire")(fire)
    await broker.startup()

    async def work() -> None:
        scheduler = TaskiqScheduler(broker, [source])
        await asyncio.gather(
            run_receiver_task(broker, max_async_tasks=AT_ONCE),
            run_scheduler_task(scheduler, interval=timedelta(seconds=1)),
        )

    yield Queue(lambda due: task.schedule_by_time(source, _instant(due), due), work)
    await broker.shutdown()


@asynccontextmanager
async def _streaq(url: str) -> AsyncIterator[Queue]:
    from streaq import Worker

    giver = Worker(redis_url=url, handle_signals=False)
    taker = Worker(redis_url=url, handle_signals=False, concurrency=AT_ONCE)
    task = giver.task(name="fire", ttl=0)(fire)
    taker.task(name="fire", ttl=0)(fire)

    async def add(due: float) -> None:
        await task.enqueue(due).start(schedule=_instant(due))

    async with giver:
        yield Queue(add, taker.run_async)


MAKERS: dict[str, tuple[str, Callable[[str], AbstractAsyncContextManager[Queue]]]] = {
    "APScheduler, memory": ("apscheduler", _apscheduler_memory),
    "APScheduler, Redis": ("apscheduler", _apscheduler_redis),
    "arq": ("arq", _arq),
    "saq": ("saq", _saq),
    "taskiq": ("taskiq_redis", _taskiq),
    "streaq": ("streaq", _streaq),
}


# -- one peer, in its own process ---------------------------------------------------------------------------------


def _resident() -> int:
    """Bytes of memory that this process holds (Linux)."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


async def _measure(name: str, url: str, pending: int) -> Figures:
    async with Redis.from_url(url) as redis, MAKERS[name][1](url) as queue:

        async def held() -> int:
            used: int = (await redis.info("memory"))["used_memory"]
            return _resident() if name.endswith("memory") else used

        before, began = await held(), time.perf_counter()
        tomorrow = time.time() + 23 * 3600
        for number in range(ONE_BY_ONE):
            await queue.add(tomorrow + number)
        adds = ONE_BY_ONE / (time.perf_counter() - began)

        async def put(first: int) -> None:
            for number in range(first, pending, 16):
                await queue.add(tomorrow + number % 86_400)

        await asyncio.gather(*(put(ONE_BY_ONE + part) for part in range(16)))
        each = (await held() - before) / pending
        work = None if queue.work is None else asyncio.ensure_future(queue.work())
        await asyncio.sleep(2)  # until the worker has seen what waits
        due = time.time() + 3 + SOON / adds
        for number in range(SOON):
            await queue.add(due + number / SOON)
        end = due + 1 + GIVE_UP
        while len(late) < SOON and time.time() < end and not (work and work.done()):  # noqa: ASYNC110 - any worker
            await asyncio.sleep(0.1)
        print(json.dumps(asdict(Figures.of(adds, each, late))), flush=True)
        os._exit(0)  # whatever its worker would still wait for


# -- all of them --------------------------------------------------------------------------------------------------


def measure(name: str, python: str, url: str, pending: int) -> Figures | None:
    """That peer's figures by that interpreter, against an empty Redis; None where it is not installed there."""
    command = [python, "-m", "benchmarks.peers.reminder_queues", name, url, str(pending)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode == NOT_INSTALLED:
        return None
    if done.returncode:
        raise RuntimeError(f"{name}: {done.stderr[-2000:]}")
    return Figures(**json.loads(done.stdout.splitlines()[-1]))


if __name__ == "__main__":
    if not installed(MAKERS[sys.argv[1]][0]):
        sys.exit(NOT_INSTALLED)
    asyncio.run(_measure(sys.argv[1], sys.argv[2], int(sys.argv[3])))
