"""Those who wait for the same go on in the order in which they came."""

from __future__ import annotations

import asyncio
from collections.abc import Hashable

from calendar_core.resilience.wait_line import WaitLine

from .conftest import DrivenClock


class _Waiters:
    """Tasks that wait in one line, each for a timer of its own."""

    def __init__(self, clock: DrivenClock) -> None:
        self.line = WaitLine()
        self.gone: list[str] = []
        self._clock = clock

    def come(self, name: str, kind: Hashable = "reads") -> tuple[asyncio.Task[None], asyncio.Event]:
        timer = asyncio.Event()

        async def wait() -> None:
            await self.line.wait(kind, self._fired(timer))
            self.gone.append(name)

        return asyncio.ensure_future(wait()), timer

    async def settle(self) -> None:
        for _ in range(10):
            await self._clock.sleep(0)

    @staticmethod
    async def _fired(timer: asyncio.Event) -> None:
        await timer.wait()


async def test_a_timer_that_fires_late_is_waited_for(clock: DrivenClock) -> None:
    """The second and third go on after the first, whose timer fires last; another kind waits for nobody."""
    waiters = _Waiters(clock)
    (first, late), (_, early), (third, earlier) = waiters.come("1"), waiters.come("2"), waiters.come("3")
    _, elsewhere = waiters.come("write", "writes")
    await waiters.settle()
    for timer in (earlier, early, elsewhere):
        timer.set()
        await waiters.settle()
    assert waiters.gone == ["write"]
    late.set()
    await asyncio.gather(first, third)
    assert waiters.gone == ["write", "1", "2", "3"]


async def test_who_is_cancelled_holds_up_nobody_and_nothing_is_kept(clock: DrivenClock) -> None:
    """The next goes on when its own timer fires; an empty line remembers no kinds."""
    waiters = _Waiters(clock)
    (first, _), (second, timer) = waiters.come("1"), waiters.come("2")
    await waiters.settle()
    timer.set()
    await waiters.settle()
    first.cancel()
    await second
    assert waiters.gone == ["2"]
    assert not waiters.line._last


async def test_who_is_cancelled_before_their_turn_leaves_the_line_as_it_was(clock: DrivenClock) -> None:
    """The last and one in the middle go: those before them are not disturbed, and those after still wait for those."""
    waiters = _Waiters(clock)
    (first, late), (second, _), (third, _) = waiters.come("1"), waiters.come("2"), waiters.come("3")
    await waiters.settle()
    third.cancel()
    await waiters.settle()
    fourth, early = waiters.come("4")
    await waiters.settle()
    second.cancel()
    early.set()
    await waiters.settle()
    assert waiters.gone == []
    late.set()
    await asyncio.gather(first, fourth)
    assert waiters.gone == ["1", "4"]
    assert not waiters.line._last
