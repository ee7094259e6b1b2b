"""Tasks side by side, one a key and no more than so many, so that one slow account holds up nobody else."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Hashable


class SideBySide:
    """A bounded set of running tasks. most: how many at once. ended: called whenever one has made room."""

    def __init__(self, most: int, ended: Callable[[], None] = lambda: None) -> None:
        self._most = most
        self._ended = ended
        self._tasks: dict[Hashable, asyncio.Task[None]] = {}

    @property
    def room(self) -> int:
        """How many more may be started now."""
        return self._most - len(self._tasks)

    def start(self, key: Hashable, work: Callable[[], Coroutine[object, object, None]]) -> bool:
        """Run it; False where one of that key runs already or there is no room. `work` answers for its own errors."""
        if key in self._tasks or self.room <= 0:
            return False
        task = asyncio.create_task(work())
        self._tasks[key] = task

        def done(_: asyncio.Task[None]) -> None:
            del self._tasks[key]
            self._ended()

        task.add_done_callback(done)
        return True

    async def settle(self) -> None:
        """Wait until nothing that was started is under way."""
        while self._tasks:
            await asyncio.wait(list(self._tasks.values()))

    async def stop(self) -> None:
        """Cancel what is under way and wait for it to end."""
        for task in list(self._tasks.values()):
            task.cancel()
        await self.settle()
