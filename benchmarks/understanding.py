"""How long a message takes to read, beside the parsers that people would use instead.

Run with `python -m benchmarks.understanding [--node-modules FOLDER] [--rounds N]`. Each reader is a process of its own
that reads the same distinct messages; the readers take turns. Printed for each: the median and the 99th percentile of a
message, and the wall time of the process on all messages less that of the same process on ten, which holds what a
warming-up costs. Then the `understand --jsonl` command in the same way, the import, the first message and how the time
grows with the length of a message.

Beside ours: dateparser's `search_dates`; parsedatetime and timefhuman where they are installed; chrono-node where Node
is and finds it (`npm install chrono-node` in any folder, named by --node-modules or NODE_PATH). None of them is needed.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import random
import resource
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from importlib import import_module
from pathlib import Path
from zoneinfo import ZoneInfo

KL = ZoneInfo("Asia/Kuala_Lumpur")
NOW = datetime(2026, 11, 23, 9, 10, tzinfo=KL)
MESSAGES = 10_000
FEW = 10
SLOW_MESSAGES = 1_000
"""As many as a reader gets that takes milliseconds for one."""
TITLES = (
    "meeting|lunch with Ali|dentist|gym|call mum|site visit|mesyuarat|jumpa Amir|kelas mengaji|makan dengan family|"
    "开会|和朋友吃饭|pick up kids|project review|badminton|haircut|team sync|bayar bil|hantar kereta|体检"
).split("|")
DAYS = "tomorrow|esok|明天|Friday|next Tuesday|5 Dec|lusa|Jumaat depan|12/12|||this Saturday|on the 28th|下周五".split(
    "|"
)
CLOCKS = (
    "3pm|at 5|10.30am|pukul 3 petang|下午3点|15:30|1530|12.30-2pm|9 pagi|noon|8 malam|2 to 4pm|"
    "三点半||in 2 hours|half past 6pm"
).split("|")
TAILS = "||| at KLCC| for 45 min|, remind me 30 min before| di pejabat| every week|".split("|")


def messages() -> list[str]:
    """Distinct messages, the same in every run."""
    every = [
        " ".join(filter(None, (title, day, clock))) + tail
        for title, day, clock, tail in itertools.product(TITLES, DAYS, CLOCKS, dict.fromkeys(TAILS))
    ]
    random.Random(1).shuffle(every)
    return list(dict.fromkeys(every))[:MESSAGES]


# -- the readers, each made in a process of its own -------------------------------------------------------------

Reader = Callable[[str], object]


def _understand() -> Reader:
    from bot.understanding import understand, warm_up

    warm_up()
    return lambda text: understand(text, NOW, KL)


def _search_dates() -> Reader:
    from dateparser.search import search_dates

    settings = {"RELATIVE_BASE": NOW.replace(tzinfo=None), "PREFER_DATES_FROM": "future", "DATE_ORDER": "DMY"}
    return lambda text: search_dates(text, languages=["en", "ms", "zh"], settings=settings)


def _parsedatetime() -> Reader:
    calendar, base = import_module("parsedatetime").Calendar(), NOW.replace(tzinfo=None)
    return lambda text: calendar.nlp(text, sourceTime=base)


def _timefhuman() -> Reader:
    peer = import_module("timefhuman")
    config = peer.tfhConfig(now=NOW.replace(tzinfo=None))
    return lambda text: peer.timefhuman(text, config=config)


READERS: dict[str, tuple[Callable[[], Reader], int]] = {
    "understand": (_understand, MESSAGES),
    "dateparser search_dates": (_search_dates, SLOW_MESSAGES),
    "parsedatetime": (_parsedatetime, MESSAGES),
    "timefhuman": (_timefhuman, SLOW_MESSAGES),
}
CHRONO = """
const chrono = require('chrono-node'), texts = JSON.parse(require('fs').readFileSync(0, 'utf8'));
const now = () => Number(process.hrtime.bigint()) / 1000, base = new Date('2026-11-23T09:10:00+08:00');
const time = text => { const begun = now(); chrono.parse(text, base); return now() - begun };
console.log(JSON.stringify(texts.map(time)));
"""


def read_here(name: str) -> int:
    """Read the messages of standard input (a JSON array) and print the microseconds of each; status 3: not here."""
    texts = json.load(sys.stdin)
    try:
        read = READERS[name][0]()
    except ImportError:
        return 3
    times = []
    for text in texts:
        begun = time.perf_counter_ns()
        try:  # noqa: SIM105 - a context manager would be measured too
            read(text)
        except Exception:  # noqa: S110 - a peer that raises has taken its time as well
            pass
        times.append((time.perf_counter_ns() - begun) / 1000)
    print(json.dumps(times))
    return 0


# -- the comparison ---------------------------------------------------------------------------------------------


@dataclass
class Contender:
    """One reader. command: its process. of: how many messages it gets. times: of all rounds. process: in each round the
    wall time of a message by the difference of two processes, in microseconds."""

    name: str
    command: list[str]
    of: int = MESSAGES
    times: list[float] = field(default_factory=list)
    process: list[float] = field(default_factory=list)
    here: bool = True

    def take_turn(self, texts: list[str]) -> None:
        """One round: on ten messages and on all."""
        if not self.here:
            return
        walls = []
        for part in (texts[:FEW], texts[: self.of]):
            begun = time.perf_counter()
            done = subprocess.run(  # noqa: S603
                self.command, input=json.dumps(part), capture_output=True, text=True, check=False
            )
            walls.append(time.perf_counter() - begun)
            if done.returncode:
                self.here = False
                return
        self.times += json.loads(done.stdout)
        self.process.append((walls[1] - walls[0]) / (self.of - FEW) * 1e6)

    def row(self) -> str:
        if not self.here:
            return f"{self.name:26} not here"
        median, slow = statistics.median(self.times), sorted(self.times)[len(self.times) * 99 // 100]
        process = statistics.median(self.process)
        return (
            f"{self.name:26} median {median:8.1f} us   p99 {slow:8.1f} us   process {process:8.1f} us a message"
            f"   of {self.of}"
        )


def contenders(node_modules: str | None) -> list[Contender]:
    found = [
        Contender(name, [sys.executable, "-m", "benchmarks.understanding", "--reader", name], of)
        for name, (_, of) in READERS.items()
    ]
    if node_modules:
        os.environ["NODE_PATH"] = str(Path(node_modules).resolve())
    node = shutil.which("node")
    found.append(Contender("chrono-node", [node or "node", "-e", CHRONO], here=node is not None))
    return found


def command_line(texts: list[str]) -> float:
    """The same difference for `understand --jsonl`: JSON in, JSON out."""
    lines = [json.dumps({"text": text, "now": NOW.isoformat(), "tz": KL.key}) + "\n" for text in texts]
    walls = []
    for part in (lines[:FEW], lines):
        begun = time.perf_counter()
        command = [sys.executable, "-m", "bot", "understand", "--jsonl"]
        subprocess.run(command, input="".join(part), capture_output=True, text=True, check=True)  # noqa: S603
        walls.append(time.perf_counter() - begun)
    return (walls[1] - walls[0]) / (len(lines) - FEW) * 1e6


def start(texts: list[str]) -> None:
    """What the import costs, what the first message, and how the time grows with the length of one."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun = time.perf_counter()
    from bot.understanding import understand, warm_up

    print(f"import {1000 * (time.perf_counter() - begun):.0f} ms", end="")
    begun = time.perf_counter()
    warm_up()
    print(f", warm-up {1000 * (time.perf_counter() - begun):.0f} ms", end="")
    begun = time.perf_counter()
    understand(texts[0], NOW, KL)
    print(f", then the first message {1000 * (time.perf_counter() - begun):.2f} ms", end="")
    print(f", {(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024:.1f} MB")
    for size in (250, 500, 1000, 2000, 4000):
        text = " ".join(texts[:400])[:size]
        taken = []
        for _ in range(5):
            begun = time.perf_counter()
            understand(text, NOW, KL)
            taken.append(time.perf_counter() - begun)
        print(f"  one message of {size} characters: {1e3 * statistics.median(taken):.2f} ms")


def main() -> int:
    parser = argparse.ArgumentParser(description="How long a message takes to read, beside other parsers.")
    parser.add_argument("--node-modules", help="the folder in which chrono-node is installed (default: NODE_PATH)")
    parser.add_argument("--rounds", type=int, default=3, help="turns of each reader (default: %(default)s)")
    parser.add_argument("--reader", choices=READERS, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.reader:
        return read_here(asked.reader)
    texts = messages()
    start(texts)
    everyone = contenders(asked.node_modules)
    commands = []
    for _ in range(asked.rounds):
        for one in everyone:
            one.take_turn(texts)
        commands.append(command_line(texts))
    print(*(one.row() for one in everyone), sep="\n")
    print(f"understand --jsonl: {statistics.median(commands):.1f} us a message, JSON in and out")
    ours = statistics.median(everyone[0].process)
    for one in everyone[1:]:
        if one.here:
            print(f"{one.name} takes {statistics.median(one.process) / ours:.2f} times as long as understand")
    return 0


if __name__ == "__main__":
    sys.exit(main())
