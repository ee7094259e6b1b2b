"""Short leases that are kept alive, and the word that work is done."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from calendar_core.clock import AdjustableClock
from calendar_core.errors import StoreUnavailable
from calendar_core.sync.leases import LEASE, kept_alive, noted


async def _advance(clock: AdjustableClock, seconds: float) -> None:
    """Move the clock while somebody sleeps by it, and let them go on."""
    while not clock.sleepers:
        await asyncio.wait([asyncio.ensure_future(clock.sleep(0))])
    clock.advance(seconds)
    for _ in range(5):
        await clock.sleep(0)


async def test_a_lease_is_renewed_while_the_work_runs_and_not_after(clock: AdjustableClock) -> None:
    """However long the work takes, renewals come well before the lease ends; a store that was away is asked again."""
    asked: list[float] = []

    async def extend(seconds: float) -> None:
        asked.append(seconds)
        if len(asked) == 2:
            raise StoreUnavailable

    async with kept_alive(extend, clock):
        for number in range(1, 5):
            await _advance(clock, LEASE / 3)
            assert asked == [LEASE] * number
    clock.advance(60)
    await clock.sleep(0)
    assert len(asked) == 4


async def test_a_swallowed_cancellation_does_not_hang_the_work(clock: AdjustableClock) -> None:
    """Where a library answers although it was cancelled, as redis-py may on 3.11, the block ends all the same."""
    extending = asyncio.Event()

    async def extend(seconds: float) -> None:
        extending.set()
        with suppress(asyncio.CancelledError):
            await asyncio.Event().wait()

    async with asyncio.timeout(2):
        async with kept_alive(extend, clock):
            await _advance(clock, LEASE / 3)
            await extending.wait()


async def test_done_work_is_noted_as_soon_as_the_store_answers(clock: AdjustableClock) -> None:
    """A blip of the store does not have the work done twice; an outage longer than the lease is told."""
    answers = iter([StoreUnavailable(), StoreUnavailable(), None])
    tries = 0

    async def note() -> None:
        nonlocal tries
        tries += 1
        if (failure := next(answers, StoreUnavailable())) is not None:
            raise failure

    noting = asyncio.ensure_future(noted(note, clock))
    await _advance(clock, 1)
    await _advance(clock, 1)
    assert await noting
    assert tries == 3
    noting = asyncio.ensure_future(noted(note, clock))
    await _advance(clock, 15)
    assert not await noting


async def test_who_stood_still_for_longer_than_the_lease_asks_before_it_acts(clock: AdjustableClock) -> None:
    """A lease that was renewed just now is held without a question; after a stall the store says whether it still is,
    and where another has it nothing is renewed any more."""
    mine, asked = True, 0

    async def extend(seconds: float) -> bool:
        nonlocal asked
        asked += 1
        return mine

    async with kept_alive(extend, clock) as lease:
        assert await lease.held()
        assert asked == 0
        clock._offset += LEASE  # nobody is woken: the process stands still
        assert await lease.held()
        assert asked == 1
        mine = False
        clock._offset += LEASE
        assert not await lease.held()
        assert not await lease.held()
        assert asked == 2


async def test_a_lease_counts_from_before_it_was_asked_for(clock: AdjustableClock) -> None:
    """Where the claim took so long that most of the lease is over, the work asks before it acts."""
    asked = 0

    async def extend(seconds: float) -> None:
        nonlocal asked
        asked += 1

    async with kept_alive(extend, clock, since=clock.monotonic() - LEASE) as lease:
        assert await lease.held()
    assert asked == 1


async def test_a_store_that_is_away_leaves_work_with_its_holder(clock: AdjustableClock) -> None:
    """Nobody can take work up without the store, so whoever has it goes on."""

    async def extend(seconds: float) -> None:
        raise StoreUnavailable

    async with kept_alive(extend, clock) as lease:
        clock._offset += 10 * LEASE
        assert await lease.held()
