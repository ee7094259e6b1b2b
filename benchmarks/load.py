"""Updates a second through the whole bot, and their latency: `python -m benchmarks.load [--seconds N] [--rounds N]`.

Every bot is a process of its own; this process is Telegram, Google, the people and the proxy. Telegram and Google
answer in 20 ms.

1. One process of ours that answers /list, beside a bare echo bot of python-telegram-bot (`benchmarks.echo_bot`), in
   turns. 64 people each send the next message as soon as the last one is answered. Both poll; ours by webhook too.
   Target: at least the echo's updates a second. Where others want the cores too, that ratio wanders and the one of
   CPU stays.
2. Three replicas by webhook behind a plain round-robin proxy on one Redis, one of them killed (-9) every 20 s and
   started again. People keep two messages in the air each and go through five kinds of them, so that each answer is
   held against what it has to be; one more books an event every three seconds, which has to be in Google once. Then
   SIGTERM under the same load. Nothing may be lost or out of order; what was in flight in a replica that was killed
   may be answered twice, never booked twice.

Exits 1 where something was lost.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from benchmarks.chat_server import TOKEN, ChatServer
from benchmarks.processes import Surroundings, cpu_of, free_port, surroundings, until
from benchmarks.round_robin import RoundRobinProxy

PEOPLE = 64
REPLICAS = 3
KILL_EVERY = 20.0  # seconds
DOWN = 1.0  # seconds between the end of a replica and its next start
BOOK_EVERY = 3.0  # seconds; more than 60 a minute would be held back for Google's sake
STOPS_WITHIN = 10.0
BOOKER = 9_999
PREFIX = "/bots"


def _settings(around: Surroundings, server: ChatServer) -> dict[str, str]:
    return around.settings() | {
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "TELEGRAM_API_BASE_URL": server.base_url,
        "TELEGRAM_ALLOWED_USER_IDS": ",".join(map(str, [*server.people, BOOKER])),
    }


def _percentiles(spans: Sequence[float]) -> str:
    ordered = sorted(spans)
    p50, p99 = ordered[len(ordered) // 2], ordered[len(ordered) * 99 // 100]
    return f"p50 {p50 * 1e3:4.0f} ms, p99 {p99 * 1e3:4.0f} ms"


# --- one process beside the echo ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Round:
    """What one process did. rate: updates a second; cpu: milliseconds an update; spans: seconds to each answer."""

    rate: float
    cpu: float
    spans: list[float]


async def _round(around: Surroundings, contestant: str, seconds: float) -> Round:
    server = ChatServer(PEOPLE, same="/list", answered_with="/list" if contestant == "echo" else "Project meeting 9")
    await server.start()
    settings = _settings(around, server)
    if contestant == "ours by webhook":
        port = free_port()
        settings |= {"PORT": str(port), "PUBLIC_URL": f"http://127.0.0.1:{port}"}
    process = around.start("benchmarks.echo_bot" if contestant == "echo" else "bot", settings)
    try:
        if contestant == "ours by webhook":
            await until(lambda: bool(server.webhook))
        server.talk()
        await until(lambda: len(server.spans) >= 10 * PEOPLE)  # warm
        server.spans.clear()
        used, began = cpu_of(process.pid), time.perf_counter()
        await asyncio.sleep(seconds)
        took, used, spans = time.perf_counter() - began, cpu_of(process.pid) - used, list(server.spans)
        await server.hush()
    finally:
        process.terminate()
        await asyncio.to_thread(process.wait)
        await server.stop()
    return Round(len(spans) / took, used / len(spans) * 1e3, spans)


async def beside_the_echo(rounds: int, seconds: float) -> None:
    """Print what each contestant does, and the medians of the rounds' ratios to the echo."""
    results: dict[str, list[Round]] = {"echo": [], "ours": [], "ours by webhook": []}
    async with surroundings() as around:
        for _ in range(rounds):
            for contestant, done in results.items():
                done.append(await _round(around, contestant, seconds))
    print(f"one process, {PEOPLE} people, medians of {rounds} rounds of {seconds:.0f} s")
    for contestant, done in results.items():
        rate, cpu = statistics.median(r.rate for r in done), statistics.median(r.cpu for r in done)
        beside = list(zip(done, results["echo"], strict=True))
        ratio = statistics.median(r.rate / echo.rate for r, echo in beside)
        less = statistics.median(r.cpu / echo.cpu for r, echo in beside)
        latency = _percentiles([span for r in done for span in r.spans])
        print(
            f"  {contestant:16}{rate:6.0f} updates/s {ratio:5.2f} of the echo {cpu:6.2f} ms CPU each "
            f"{less:5.2f} of the echo  {latency}"
        )


# --- replicas -------------------------------------------------------------------------------------------------------


@dataclass
class Replicas:
    """The replicas behind their proxy, and what became of the load on them."""

    around: Surroundings
    server: ChatServer
    ports: list[int] = field(default_factory=lambda: [free_port() for _ in range(REPLICAS)])
    kills: int = 0
    bookings: int = 0
    running: dict[int, subprocess.Popen[bytes]] = field(default_factory=dict)

    async def start(self, public_url: str) -> None:
        self._settings = _settings(self.around, self.server) | {"PUBLIC_URL": public_url}
        for port in self.ports:
            self._start(port)
        await asyncio.gather(*(_ready(port) for port in self.ports))

    def _start(self, port: int) -> None:
        self.running[port] = self.around.start("bot", self._settings | {"PORT": str(port)})

    async def kill_in_turns(self, until: float) -> None:
        """One every KILL_EVERY seconds, until that time.perf_counter()."""
        while time.perf_counter() + KILL_EVERY <= until:
            await asyncio.sleep(KILL_EVERY)
            port = self.ports[self.kills % REPLICAS]
            self.running[port].kill()
            self.running[port].wait()
            self.kills += 1
            await asyncio.sleep(DOWN)
            self._start(port)
        await asyncio.sleep(max(0.0, until - time.perf_counter()))

    async def book(self) -> None:
        while True:
            self.server.say(BOOKER, f"visit number {self.bookings} on 3 march at 3pm")
            self.bookings += 1
            await asyncio.sleep(BOOK_EVERY)

    async def stop(self) -> float:
        """SIGTERM to all at once; seconds until the last was gone."""
        began = time.perf_counter()
        for process in self.running.values():
            process.terminate()
        await asyncio.gather(*(asyncio.to_thread(process.wait) for process in self.running.values()))
        return time.perf_counter() - began

    def kill(self) -> None:
        for process in self.running.values():
            process.kill()
            process.wait()

    def booked(self) -> list[int]:
        """How often each of the bookings is in Google."""
        titles = [str(event.get("summary", "")).lower() for event in self.around.google.events()]
        return [sum(title == f"visit number {n}" for title in titles) for n in range(self.bookings)]


async def _ready(port: int) -> None:
    async with aiohttp.ClientSession() as session:
        while True:
            with suppress(aiohttp.ClientError):
                async with session.get(f"http://127.0.0.1:{port}/readyz") as answer:
                    if answer.status == 200:
                        return
            await asyncio.sleep(0.05)


async def killed_in_turns(seconds: float) -> bool:
    """Print what the replicas did; whether nothing was lost, booked twice or out of order."""
    server = ChatServer(PEOPLE, at_once=2)
    async with surroundings() as around:
        await server.start()
        replicas = Replicas(around, server)
        proxy = RoundRobinProxy(replicas.ports, strip=PREFIX)
        await proxy.start()
        try:
            await replicas.start(proxy.url + PREFIX)
            began = time.perf_counter()
            server.talk()
            booking = asyncio.create_task(replicas.book())
            await replicas.kill_in_turns(began + seconds)
            took, answered = time.perf_counter() - began, len(server.spans)
            stopped = await replicas.stop()  # under load: people go on talking
            booking.cancel()
            await replicas.start(proxy.url + PREFIX)
            all_answered = await server.hush()
            await _settle(replicas)
        finally:
            replicas.kill()
            await proxy.stop()
            await server.stop()
    return _told(
        replicas, proxy, rate=answered / took, seconds=took, stopped=stopped, unanswered=0 if all_answered else 1
    )


async def _settle(replicas: Replicas) -> None:
    """Bookings that Google has not confirmed yet are in the outbox and come by themselves."""
    await until(lambda: min(replicas.booked(), default=1) > 0)


def _told(
    replicas: Replicas, proxy: RoundRobinProxy, *, rate: float, seconds: float, stopped: float, unanswered: int
) -> bool:
    server, booked = replicas.server, replicas.booked()
    people = server.people.values()
    lost = sum(len(person.air) + person.skipped for person in people) + booked.count(0)
    disordered, twice = sum(person.disordered for person in people), sum(times > 1 for times in booked)
    repeated = sum(person.repeated for person in people)
    print(f"{REPLICAS} replicas behind a round-robin proxy, {PEOPLE} people, {replicas.kills} kills in {seconds:.0f} s")
    print(f"  {rate:.0f} updates/s, {_percentiles(server.spans)}, most {max(server.spans):.1f} s")
    print(f"  {sum(person.answered for person in people)} answered, {lost} lost, {disordered} out of order, ", end="")
    print(f"{repeated} answered twice; {proxy.refused} refused at the proxy, {server.sent_again} sent again")
    print(f"  {len(booked)} bookings, {booked.count(0)} not in Google, {twice} there twice")
    print(f"  SIGTERM under that load: the last was gone after {stopped:.1f} s (at most {STOPS_WITHIN:.0f})")
    return not (lost or disordered or twice or unanswered) and stopped <= STOPS_WITHIN


async def main(given: Any) -> int:
    if given.part != "replicas":
        await beside_the_echo(given.rounds, given.seconds)
    if given.part != "echo" and not await killed_in_turns(given.minutes * 60):
        return 1
    return 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load")
    parser.add_argument("part", nargs="?", choices=["echo", "replicas"], help="only that part")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=8.0, help="of one round beside the echo")
    parser.add_argument("--minutes", type=float, default=2.2, help="of the part with replicas")
    sys.exit(asyncio.run(main(parser.parse_args())))
