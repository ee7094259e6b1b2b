"""`getUpdates`: long polling, one waiting call at a time."""

from __future__ import annotations

import asyncio
from datetime import datetime

from sandbox.telegram.changes import Changes
from sandbox.telegram.errors import conflict
from sandbox.telegram.params import Json, Params
from sandbox.telegram.updates import UpdateQueue

LONGEST = 50
"""Seconds; Telegram cuts a longer timeout down to this."""

TERMINATED_BY_POLL = "terminated by other getUpdates request; make sure that only one bot instance is running"
TERMINATED_BY_WEBHOOK = "terminated by setWebhook request"
WEBHOOK_IS_ACTIVE = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"


class Polling:
    """Answers `getUpdates`. A poll that begins to wait ends the one that waits already, as with Telegram."""

    def __init__(self, queue: UpdateQueue, changes: Changes) -> None:
        self._queue = queue
        self._changes = changes
        self._waiting: asyncio.Future[str] | None = None

    @property
    def waiting(self) -> bool:
        """A poll is being held open."""
        return self._waiting is not None

    def end(self, description: str) -> None:
        """End the waiting poll: with a 409 of that description, or with no updates if it is empty."""
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(description)

    async def get_updates(self, params: Params, now: datetime) -> list[Json]:
        """Confirm what lies before the offset and return the next updates, waiting for one up to the timeout."""
        allowed = params.structure("allowed_updates")
        self._queue.allow([str(kind) for kind in allowed] if isinstance(allowed, list) else None)
        self._queue.expire(now)
        offset = params.integer("offset")
        self._queue.confirm(offset)
        limit = min(max(params.integer("limit", 100), 1), 100)
        timeout = min(max(params.integer("timeout"), 0), LONGEST)
        if timeout and not self._queue.pending:
            await self._wait(timeout)
        return [update.json for update in self._queue.pending if update.update_id >= offset][:limit]

    async def _wait(self, seconds: int) -> None:
        self.end(TERMINATED_BY_POLL)
        self._waiting = ended = asyncio.get_running_loop().create_future()
        self._changes.note()
        arrived = asyncio.ensure_future(self._changes.wait_for(lambda: bool(self._queue.pending), seconds))
        try:
            await asyncio.wait({arrived, ended}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            arrived.cancel()
            if self._waiting is ended:
                self._waiting = None
                self._changes.note()
        if ended.done() and ended.result():
            raise conflict(ended.result())
