"""How long one message takes to read, beside dateparser's search and, where Node and chrono-node are, chrono.

Run with `python -m benchmarks.understanding`. Printed: median and 99th percentile in microseconds over distinct
messages, the time and memory of the import, and how the time grows with the length of a message.
"""

from __future__ import annotations

import itertools
import json
import random
import resource
import shutil
import statistics
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

KL = ZoneInfo("Asia/Kuala_Lumpur")
NOW = datetime(2026, 11, 23, 9, 10, tzinfo=KL)
MESSAGES = 10_000
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


def report(name: str, times: list[float]) -> float:
    times.sort()
    median = statistics.median(times)
    print(f"{name:36} median {median:8.1f} us   p99 {times[len(times) * 99 // 100]:8.1f} us   of {len(times)}")
    return median


def timed(read: object, texts: list[str]) -> list[float]:
    times = []
    for text in texts:
        begun = time.perf_counter_ns()
        read(text)  # type: ignore[operator]
        times.append((time.perf_counter_ns() - begun) / 1000)
    return times


def ours(texts: list[str]) -> float:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun = time.perf_counter()
    from bot.understanding import understand

    print(f"import {1000 * (time.perf_counter() - begun):.0f} ms", end="")
    begun = time.perf_counter()
    understand("meeting tomorrow 3pm", NOW, KL)
    print(f", first message {1000 * (time.perf_counter() - begun):.1f} ms", end="")
    print(f", {(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024:.1f} MB")
    median = report("understand", timed(lambda text: understand(text, NOW, KL), texts))
    for size in (250, 500, 1000, 2000, 4000):
        text = (" ".join(texts[:400]))[:size]
        begun = time.perf_counter()
        understand(text, NOW, KL)
        print(f"  one message of {size} characters: {1e3 * (time.perf_counter() - begun):.2f} ms")
    return median


def theirs(texts: list[str]) -> float:
    from dateparser.search import search_dates

    settings = {"RELATIVE_BASE": NOW.replace(tzinfo=None), "PREFER_DATES_FROM": "future", "DATE_ORDER": "DMY"}
    search_dates("meeting tomorrow 3pm", languages=["en", "ms", "zh"], settings=settings)
    return report(
        "dateparser search_dates, 3 languages",
        timed(lambda text: search_dates(text, languages=["en", "ms", "zh"], settings=settings), texts),
    )


CHRONO = """
const chrono = require('chrono-node'), texts = JSON.parse(require('fs').readFileSync(0, 'utf8'));
const now = () => Number(process.hrtime.bigint()) / 1000;
const time = text => { const begun = now(); chrono.parse(text, new Date()); return now() - begun };
console.log(JSON.stringify(texts.map(time)));
"""


def chrono(texts: list[str]) -> None:
    node = shutil.which("node")
    if node is None:
        return
    done = subprocess.run([node, "-e", CHRONO], input=json.dumps(texts), capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode == 0:
        report("chrono-node", json.loads(done.stdout))


def main() -> int:
    sys.path.insert(0, str(Path(__file__).parent.parent))
    texts = messages()
    median = ours(texts)
    print(f"search_dates takes {theirs(texts[:300]) / median:.0f} times as long")
    chrono(texts)
    return 0


if __name__ == "__main__":
    sys.exit(main())
