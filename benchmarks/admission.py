"""What limiter and breaker cost, as ratios within one run: `python -m benchmarks.admission [redis://...]`.

Without an address a server of its own is started on loopback TCP. Rounds of the things compared alternate, and medians
of the rounds' ratios are printed, since a shared machine's speed changes from second to second. Asked for: admission at
least 0.6 alone and 0.7 at 50 at once, result note 0.85; the protection 0.5 ms and 1.5 times the CPU of two no-ops; the
last of 350 callers within 2 % of the ideal, in order, with one call to Redis each. Other limiters (`peers.limiters`)
take their turns in the same rounds where they are installed; one window is all that they ask about in their one trip,
ours asks about three and the breaker.
"""

from __future__ import annotations

import asyncio
import contextlib
import statistics
import sys
import time
from bisect import bisect_left
from collections.abc import Awaitable, Callable, Sequence

from redis.asyncio import Redis

from benchmarks.bounds import at_least, at_most
from benchmarks.peers.limiters import Peer, limiters
from benchmarks.redis_server import redis_server
from calendar_core.resilience import Guard, Limits, RateLimiter, Result
from calendar_core.resilience.permit import Permit

Step = Callable[[int], Awaitable[object]]
Wait = Callable[[str], Awaitable[object]]

ROUNDS = 15
SEQUENTIAL, CONCURRENT, CALLERS = 300, 20, 50
WIDE = Limits(reads=1_000_000, per_user=1_000_000, per_project=2_000_000)
JITTER = 0.002
"""Seconds by which the answer to the first of a window may have come later than that to the last."""
GREEDY_LIMIT, GREEDY_WINDOWS = 100, 4
"""So many a second, for so many seconds, with more callers waiting than ever come through."""
GREEDY_CALLERS = GREEDY_LIMIT * GREEDY_WINDOWS * 3 // 2
GREEDY_ROUNDS = 3


async def one_after_the_other(step: Step) -> tuple[float, float]:
    """Seconds of wall and of CPU for one step, alone."""
    began, cpu = time.perf_counter(), time.process_time()
    for number in range(SEQUENTIAL):
        await step(number)
    return (time.perf_counter() - began) / SEQUENTIAL, (time.process_time() - cpu) / SEQUENTIAL


async def all_at_once(step: Step) -> float:
    """Seconds of wall for one step, with 50 callers at once."""

    async def caller(first: int) -> None:
        for number in range(first, first + CONCURRENT):
            await step(number)

    began = time.perf_counter()
    await asyncio.gather(*(caller(1000 * caller_) for caller_ in range(CALLERS)))
    return (time.perf_counter() - began) / (CALLERS * CONCURRENT)


async def cost(client: Redis, peers: dict[str, Peer | None]) -> None:
    """Admission and result note against a script that does nothing, by the same client; the peers' one question."""
    sha = await client.script_load("return 1")
    limiter = RateLimiter(client, limits=WIDE)
    full = RateLimiter(client, account="full", limits=Limits(per_project=WIDE.per_project))
    while (await full.can_make_request("event_list"))[0]:
        pass
    permit: Permit = await limiter.admit("event_get")

    async def nothing() -> None:
        return None

    guard = Guard(limiter)
    steps: dict[str, Step] = {
        "no-op EVALSHA": lambda _: client.evalsha(sha, 0),
        "admission": lambda n: limiter.can_make_request("event_list", account=f"user{n % 50}"),
        "admission, refused": lambda _: full.can_make_request("event_list"),
        "result note": lambda _: limiter.settle(permit, Result.SUCCESS),
        "note of one unasked": lambda n: limiter.record_request("event_get", True, account=f"user{n % 50}"),
        "guarded call (both)": lambda n: guard.call(nothing, "event_list", account=f"user{n % 50}"),
    }
    for name, peer in peers.items():
        if peer is not None:
            steps[name] = _asks(peer)
    alone: dict[str, list[float]] = {name: [] for name in steps}
    cpu: dict[str, list[float]] = {name: [] for name in steps}
    together: dict[str, list[float]] = {name: [] for name in steps}
    for _ in range(ROUNDS):
        for name, step in steps.items():
            wall, used = await one_after_the_other(step)
            alone[name].append(wall)
            cpu[name].append(used)
            together[name].append(await all_at_once(step))
    base = "no-op EVALSHA"
    print(f"{'':26}{'alone':>10}{'ratio':>8}{'50 at once':>14}{'ratio':>8}{'CPU':>9}")
    for name in [*steps, *(name for name, peer in peers.items() if peer is None)]:
        if name not in steps:
            print(f"{name:26}  not installed")
            continue
        first, second = _ratio(alone[base], alone[name]), _ratio(together[base], together[name])
        print(
            f"{name:26}{_us(alone[name])}{first:8.2f}{_us(together[name]):>14}{second:8.2f}{_us(cpu[name]):>9}"
            f"{_asked(name, first, second)}"
        )
    added = statistics.median(alone["guarded call (both)"]) * 1000
    heavier = statistics.median(
        guarded / (2 * plain) for guarded, plain in zip(cpu["guarded call (both)"], cpu[base], strict=True)
    )
    print(f"\nthe whole protection adds {added:.2f} ms to a call {at_most(added, 0.5)}")
    print(f"and takes {heavier:.2f} times the CPU of two no-ops {at_most(heavier, 1.5)}")


def _asks(peer: Peer) -> Step:
    return lambda n: peer.check(f"user{n % 50}")


def _asked(name: str, alone: float, together: float) -> str:
    if name == "admission":
        return f"  {at_least(alone, 0.6)} {at_least(together, 0.7)}"
    return f"  {at_least(alone, 0.85)}" if name == "result note" else ""


def _us(values: Sequence[float]) -> str:
    return f"{statistics.median(values) * 1e6:7.0f} us"


def _ratio(base: Sequence[float], values: Sequence[float]) -> float:
    return statistics.median(plain / value for plain, value in zip(base, values, strict=True))


async def crowd(client: Redis, callers: int, limit: int, window: float) -> None:
    """So many callers at once: the last one's start against the ideal, the order, the worst window, calls to Redis."""
    await client.flushall()
    limiter = RateLimiter(client, limits=Limits(reads=limit, window=window, per_user=10_000))
    await limiter.is_circuit_open("event_get")
    await client.config_resetstat()
    began = time.perf_counter()
    starts: list[tuple[float, int]] = []

    async def one(number: int) -> None:
        await limiter.acquire("event_list")
        starts.append((time.perf_counter() - began, number))

    await asyncio.gather(*(one(number) for number in range(callers)))
    asked = (await client.info("commandstats"))["cmdstat_evalsha"]["calls"]
    times = sorted(start for start, _ in starts)
    worst = max(bisect_left(times, first + window) - place for place, first in enumerate(times))
    ideal = (callers - 1) // limit * window
    ordered = [number for _, number in starts] == list(range(callers))
    print(
        f"{callers} callers at {limit} per {window:g} s: last start {times[-1]:.3f} s, {times[-1] / ideal - 1:.2%} "
        f"over the ideal {at_most(times[-1] / ideal, 1.02)}; in order: {ordered}; most in a window: {worst}; "
        f"calls to Redis each: {asked / callers:.2f} {at_most(asked / callers, 1)}"
    )


async def greedy(client: Redis, wait: Wait) -> tuple[int, int]:
    """Half as many callers again as can come through, all at once and for so long: how many start, and in the worst
    window."""
    await client.flushdb()
    starts: list[float] = []
    began = asyncio.Event()

    async def one() -> None:
        await wait("one")
        starts.append(time.perf_counter())
        began.set()

    callers = [asyncio.create_task(one()) for _ in range(GREEDY_CALLERS)]
    await began.wait()
    await asyncio.sleep(GREEDY_WINDOWS - 0.02 - (time.perf_counter() - starts[0]))
    for caller in callers:
        caller.cancel()
    for ended in await asyncio.gather(*callers, return_exceptions=True):
        if isinstance(ended, Exception):
            raise ended
    starts.sort()
    return len(starts), max(bisect_left(starts, first + 1 - JITTER) - place for place, first in enumerate(starts))


async def exactness(client: Redis, url: str) -> None:
    """How many each limiter lets through where the limit is 100 a second and everybody wants to: medians, since an
    answer that a busy machine gives late makes a window look fuller than the limiter allowed."""
    ours = RateLimiter(client, limits=Limits(reads=GREEDY_LIMIT, window=1.0, per_user=10_000))
    waits: dict[str, Wait | None] = {"this limiter": lambda _: ours.acquire("event_list")}
    async with contextlib.AsyncExitStack() as stack:
        for name, peer in (await limiters(stack, url, GREEDY_LIMIT, 1)).items():
            waits[name] = None if peer is None else peer.wait
            if peer is not None:  # connections for all of the crowd, which would be slow to come in the first window
                await asyncio.gather(*(peer.check("warm") for _ in range(GREEDY_CALLERS)))
        found: dict[str, list[tuple[int, int]]] = {name: [] for name in waits}
        for _ in range(GREEDY_ROUNDS):
            for name, wait in waits.items():
                if wait is not None:
                    found[name].append(await greedy(client, wait))
    ideal = GREEDY_LIMIT * GREEDY_WINDOWS
    print(f"\n{f'{GREEDY_LIMIT} a second':26}{'worst second':>14}{f'of {ideal} ideal':>16}")
    for name, rounds in found.items():
        if not rounds:
            print(f"{name:26}  not installed")
            continue
        let, worst = (int(statistics.median(column)) for column in zip(*rounds, strict=True))
        asked = f"  {at_most(worst, GREEDY_LIMIT)}" if name == "this limiter" else ""
        print(f"{name:26}{worst:14}{let:16}{asked}")


async def main(url: str | None) -> None:
    async with redis_server(url) as address, Redis.from_url(address) as client, contextlib.AsyncExitStack() as stack:
        await cost(client, await limiters(stack, address, WIDE.reads, 60))
        print()
        await crowd(client, 350, 100, 2.0)
        await crowd(client, 400, 100, 1.0)
        await exactness(client, address)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1] if len(sys.argv) > 1 else None))
