"""Putting back what a backup holds, altogether or not at all as far as Redis lets."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from redis.asyncio.cluster import RedisCluster

from calendar_core.store.backup import keys_like
from calendar_core.store.connection import FAILURES, Store, unavailable
from calendar_core.store.pieces import Moment, Piece, Step, kind_of, steps_of
from calendar_core.store.script_files import script_named

_AT_A_TIME = 200
_OURS = re.compile(rb"calendar:[a-z:]+:\{\w+\}(:|$)")


@dataclass(frozen=True, slots=True)
class Restored:
    """How many pieces of each kind were put back, were there already, and were too old to be put back."""

    back: Mapping[str, int] = field(default_factory=Counter)
    there: Mapping[str, int] = field(default_factory=Counter)
    too_old: Mapping[str, int] = field(default_factory=Counter)


async def is_empty(store: Store) -> bool:
    """Whether no key of this bot is there. Raises StoreUnavailable."""
    async for _ in _our_keys(store):
        return False
    return True


async def put_back(store: Store, pieces: Iterable[Piece], *, replace: bool = False) -> Restored:
    """Put pieces back; what is there already stays as it is, so that doing it twice changes nothing.

    replace: everything of this bot is deleted before. On one server all of it is one transaction (MULTI): it happens
    altogether or not at all. On a cluster it is one transaction a piece. Raises StoreUnavailable.
    """
    moment = Moment(await store.time(), store.clock.offset)
    back, there, too_old = Counter[str](), Counter[str](), Counter[str]()
    planned = []
    for piece in pieces:
        steps = steps_of(piece, store.keys, moment)
        if steps:
            planned += [(piece, number == 0, step) for number, step in enumerate(steps)]
        else:
            too_old[kind_of(piece)] += 1
    gone = [key async for key in _our_keys(store)] if replace else []
    try:
        answers = await _apply(store, gone, [step for _, _, step in planned])
    except FAILURES as error:
        raise unavailable(error) from error
    for (piece, first, _), answer in zip(planned, answers, strict=True):
        if first:
            (back if answer else there)[kind_of(piece)] += 1
    return Restored(back, there, too_old)


async def _apply(store: Store, gone: Sequence[bytes], steps: Sequence[Step]) -> list[Any]:
    if isinstance(store.client, RedisCluster):
        for key in gone:
            await store.call("DEL", key)
        return [await store.run(step.script, step.keys, step.args) for step in steps]
    pipeline = store.client.pipeline(transaction=True)
    # A full Redis refuses this one while the transaction is being put together, and with it the whole; scripts it
    # would only stop half-way.
    pipeline.execute_command("SET", store.keys.lease("restore"), "")
    pipeline.execute_command("DEL", store.keys.lease("restore"))
    for start in range(0, len(gone), _AT_A_TIME):
        pipeline.execute_command("DEL", *gone[start : start + _AT_A_TIME])
    deletions = len(pipeline)
    names = sorted({step.script for step in steps})
    for name in names:
        pipeline.execute_command("SCRIPT LOAD", script_named(name).source)
    for step in steps:
        pipeline.execute_command("EVALSHA", script_named(step.script).sha, len(step.keys), *step.keys, *step.args)
    answers: list[Any] = await pipeline.execute()
    return answers[deletions + len(names) :]


async def _our_keys(store: Store) -> AsyncIterator[bytes]:
    try:
        async for keys in keys_like(store, "calendar:*"):
            for key in keys:
                if _OURS.match(key):
                    yield key
    except FAILURES as error:
        raise unavailable(error) from error
