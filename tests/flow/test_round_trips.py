"""What a message costs the store, command by command as the server itself sees them (MONITOR)."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from redis.asyncio import Redis

from calendar_core.store.script_files import script_named
from tests.flow.world import World

_OF_A_MESSAGE = (
    *("inbox_put", "inbox_settle", "event_list", "outbox_pending", "sync_due", "keep", "keep_first", "send_permit"),
    *("event_put", "reminder_put"),
)
_PLAIN = re.compile(r"calendar:(person|chat|event|sync|people)\b")
"""Keys that plain commands name when a message is answered; the ticks name others."""


@asynccontextmanager
async def _counted(redis: Redis) -> AsyncIterator[Counter[str]]:
    """What is asked between now and the end of the block, scripts by their names; what the ticks ask left out."""
    names = {script_named(name).sha: name for name in _OF_A_MESSAGE}
    counted: Counter[str] = Counter()
    async with redis.monitor() as monitor:

        async def listen() -> None:
            while (said := await monitor.next_command())["command"] != "ECHO over":
                words = said["command"].split()
                if said["client_type"] == "lua":
                    continue  # a script's own
                if words[0] == "EVALSHA" and words[1] in names:
                    counted[names[words[1]]] += 1
                elif words[0] != "EVALSHA" and _PLAIN.search(said["command"]):
                    counted[words[0]] += 1

        listening = asyncio.create_task(listen())
        yield counted
        await redis.echo("over")
        await listening


async def test_a_list_takes_seven_questions_to_the_store(world: World, redis: Redis) -> None:
    """Kept and handed out; the person; the events with all that a list says about them; the list frozen before it is
    sent, a permit, and frozen under its message; done, with the next one handed out."""
    assert "Booked" in await world.say("lunch tomorrow 1pm")
    await world.say("/list")
    async with _counted(redis) as counted:
        assert "lunch" in await world.say("/list")
    assert counted == {"inbox_put": 1, "GET": 1, "event_list": 1, "keep": 2, "send_permit": 1, "inbox_settle": 1}
