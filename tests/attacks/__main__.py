"""`python -m tests.attacks`: the attack table; with `--inputs N` the long fuzz, about N inputs in all.

Every input is made from its number, so that `--only NAME --first NUMBER --inputs 1` makes it again.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import random
import shutil
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from redis.asyncio import Redis

from calendar_core.store.embedded import spawn_server
from tests.attacks.fuzz_bot import PEOPLE, round_of
from tests.attacks.fuzz_pure import PURE, longest_texts
from tests.attacks.table import table
from tests.flow.world import World

_WHOLE_BOT = 50  # one in so many inputs goes through the whole bot
_LONGEST = 20  # and one in so many of the others is a text as long as they come
_ROUND = 100


def main() -> int:
    """Exit code 0 where nothing was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.attacks", description=__doc__)
    parser.add_argument("--inputs", type=int, default=0, help="how many inputs in all (default: none, print the table)")
    parser.add_argument("--only", default="", help="one of the targets")
    parser.add_argument("--first", type=int, default=0, help="number of the first input of each target")
    given = parser.parse_args()
    if not given.inputs:
        _print_table()
        return 0
    logging.getLogger().addHandler(logging.NullHandler())
    targets = [target for target in PURE if given.only in ("", target.__name__)]
    for_bot = given.inputs // _WHOLE_BOT if given.only in ("", "whole_bot") else 0
    each = (given.inputs - for_bot) // len(targets) + 1 if targets else 0
    found = sum(_fuzz(target, range(given.first, given.first + _share(target, each))) for target in targets)
    if for_bot:
        found += asyncio.run(_fuzz_bot(for_bot))
    return 1 if found else 0


def _share(target: Callable[[random.Random], None], each: int) -> int:
    return each // _LONGEST + 1 if target is longest_texts else each


def _print_table() -> None:
    area = ""
    for row in table():
        if row.area != area:
            area = row.area
            print(f"\n{area}")
        print(f"  {row.attack:58} {row.held_by}")


def _fuzz(target: Callable[[random.Random], None], numbers: range) -> int:
    begun, seen, examples = time.perf_counter(), Counter[str](), dict[str, int]()
    for number in numbers:
        try:
            target(random.Random(f"{target.__name__} {number}"))
        except Exception as error:
            last = traceback.extract_tb(error.__traceback__)[-1]
            what = f"{type(error).__name__} in {Path(last.filename).name}:{last.lineno}"
            seen[what] += 1
            examples.setdefault(what, number)
    print(
        f"{target.__name__:20} {len(numbers):7} inputs {time.perf_counter() - begun:6.1f} s  {sum(seen.values())} found"
    )
    for what, count in seen.most_common():
        print(f"    {count} times {what}, first at number {examples[what]}")
    return sum(seen.values())


async def _fuzz_bot(count: int) -> int:
    """The whole bot, over a Redis of its own."""
    folder, begun = Path(tempfile.mkdtemp(prefix="calbot-")), time.perf_counter()
    server = spawn_server(folder, folder / "s", append_only=False)
    url = f"unix://{folder / 's'}"
    found: list[str] = []
    try:
        await _until_it_answers(url)
        world = World(url, telegram_allowed_user_ids=PEOPLE)
        await world.start()
        rng = random.Random(6)
        for _ in range(max(1, count // _ROUND)):
            found += await round_of(world, rng, _ROUND)
        await world.stop()
    finally:
        server.terminate()
        server.wait(10)
        shutil.rmtree(folder, ignore_errors=True)
    print(f"{'whole_bot':20} {count:7} inputs {time.perf_counter() - begun:6.1f} s  {len(found)} found")
    for fault in found[:5]:
        print(f"    {fault[:2000]}")
    return len(found)


async def _until_it_answers(url: str) -> None:
    client = Redis.from_url(url)
    for _ in range(10_000):
        try:
            await client.ping()
        except OSError:
            continue
        except Exception as error:
            if "connect" not in str(error).lower():
                raise
            continue
        break
    await client.aclose()


if __name__ == "__main__":
    sys.exit(main())
