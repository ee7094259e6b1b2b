"""What is broken on purpose: processes, Redis, the way to Google and to Telegram. Seeded, so that it comes again."""

from __future__ import annotations

import asyncio
import os
import random
import signal
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

from calendar_core.clock import Clock
from sandbox.faults import Fault, Wire
from sandbox.google import GoogleSandbox
from sandbox.telegram import TelegramSandbox
from tests.campaign.fleet import Fleet, Replica
from tests.campaign.ledger import Disturbance, Ledger
from tests.store.servers import Server

_EVENTS = r"/events"
SEND = r"/(sendMessage|editMessageText)$"
_WRITES = "POST|PUT|PATCH|DELETE"


def google_fault(rng: random.Random) -> Fault:
    """One of: an outage, an answer lost on the way, slowness, a request to slow down."""
    slow_down = {"error": {"code": 429, "errors": [{"reason": "rateLimitExceeded"}], "message": "Slow down"}}
    return rng.choice(
        (
            Fault(path=_EVENTS, status=503),
            Fault(path=_EVENTS, method=_WRITES, wire=Wire.CUT, applied=True),
            Fault(path=_EVENTS, method=_WRITES, wire=Wire.RESET),
            Fault(path=_EVENTS, method=_WRITES, delay_after=rng.uniform(0.3, 1.5)),
            Fault(path=_EVENTS, status=429, headers={"Retry-After": "1"}, body=slow_down),
        )
    )


def telegram_fault(rng: random.Random) -> Fault:
    """One of: a bad gateway, an answer lost on the way, slowness, a request to slow down."""
    slow_down = {"ok": False, "error_code": 429, "description": "Too Many Requests", "parameters": {"retry_after": 1}}
    return rng.choice(
        (
            Fault(path=SEND, status=502, body="bad gateway"),
            Fault(path=SEND, wire=Wire.CUT, applied=True),
            Fault(path=SEND, delay_after=rng.uniform(0.3, 1.5)),
            Fault(path=SEND, status=429, body=slow_down),
            Fault(path=r"/getUpdates$", wire=Wire.CUT, applied=True),
        )
    )


class Trouble:
    """Kills and faults, one after the other.

    kills: of bots so far. stops: by SIGTERM. in_flight: sends that Telegram was busy with, or had just taken, at each
    kill.
    """

    def __init__(
        self,
        fleet: Fleet,
        redis: Server,
        google: GoogleSandbox,
        telegram: TelegramSandbox,
        ledger: Ledger,
        clock: Clock,
        rng: random.Random,
    ) -> None:
        self._fleet = fleet
        self._redis = redis
        self._google = google
        self._telegram = telegram
        self._ledger = ledger
        self._clock = clock
        self._rng = rng
        self.kills = 0
        self.stops = 0
        self.redis_kills = 0
        self.redis_pauses = 0
        self.in_flight = 0
        self.exit_codes: list[int] = []
        self._polls_at_start = 0

    async def strike(self, *, faults: bool = True) -> None:
        """Some faults on the wires, then the end of a process at a moment of chance or in the middle of a request."""
        if faults:
            self._google.faults.add(*(google_fault(self._rng) for _ in range(self._rng.randint(0, 2))))
            self._telegram.faults.add(*(telegram_fault(self._rng) for _ in range(self._rng.randint(0, 2))))
        if self._rng.random() < 0.85:  # else in the middle of a start
            await self.served()
        await self._clock.sleep(self._rng.uniform(0.3, 2.5))
        await self._rng.choice((self._kill_one, self._kill_in))()
        await self.revive()

    async def _kill_one(self) -> None:
        self.kill(self._rng.choice(self._fleet.replicas))

    async def _kill_in(self) -> None:
        """Kill in the middle of a request: before it has taken effect, or after that and before its answer.

        Whose request it is cannot be told, so all go.
        """
        wire, path, method = self._rng.choice(
            (
                (self._telegram.faults, SEND, ""),
                (self._google.faults, _EVENTS, _WRITES),
                (self._telegram.faults, r"/getUpdates$", ""),
            )
        )
        hold = asyncio.Event()
        before = Fault(path=path, method=method, wire=Wire.CUT, hold_before=hold)
        held = self._rng.choice((before, Fault(path=path, method=method, hold_after=hold)))
        wire.rules.insert(0, held)
        with suppress(TimeoutError):
            await self.until(lambda: bool(held.struck), 3.0)
        if held is before or self._rng.random() < 0.5:
            await self._clock.sleep(self._rng.uniform(0.0, 0.05))
        for replica in self._fleet.replicas:
            self.kill(replica)
        wire.rules.remove(held)
        hold.set()

    def kill(self, replica: Replica) -> None:
        if not replica.running:
            return
        now = self._clock.now()
        recent = timedelta(seconds=0.5)
        self.in_flight += sum(1 for one in self._ledger.told() if now - one.at < recent)
        replica.kill()
        self.kills += 1
        self._ledger.disturbances.append(Disturbance(f"kill {replica.number}", now, now))

    async def served(self, within: float = 12.0) -> None:
        """Return when a bot has asked Telegram for updates since the last start, or after so many seconds."""
        with suppress(TimeoutError):
            await self.until(lambda: self._polls() > self._polls_at_start, within)

    async def until(self, condition: Callable[[], bool], within: float = 10.0) -> None:
        """Return once it holds. Raises TimeoutError."""
        until = self._clock.monotonic() + within
        while not condition():
            if self._clock.monotonic() > until:
                raise TimeoutError(f"it did not come about within {within} s")
            await self._clock.sleep(0.01)

    def _polls(self) -> int:
        return sum(exchange.path.endswith("/getUpdates") for exchange in self._telegram.faults.exchanges)

    async def revive(self) -> None:
        """Start again whatever stands still."""
        self._polls_at_start = self._polls()
        for replica in self._fleet.replicas:
            if not replica.running:
                replica.start()

    async def stop_one(self) -> None:
        """A deploy: SIGTERM, a clean end in time, a fresh process."""
        replica = self._rng.choice(self._fleet.replicas)
        await self.until(lambda: replica.heeds)
        began = self._clock.now()
        replica.tell_to_stop()
        self.exit_codes.append(await self._fleet.ended(replica))
        self.stops += 1
        self._ledger.disturbances.append(Disturbance("stop", began, self._clock.now()))
        replica.start()

    async def kill_redis(self, away: float) -> None:
        """SIGKILL, and back with the same append-only file after so many seconds."""
        began = self._clock.now()
        self._redis.kill()
        await self._clock.sleep(away)
        self._redis.start()
        self.redis_kills += 1
        self._ledger.disturbances.append(Disturbance("redis killed", began, self._clock.now()))

    async def pause_redis(self, seconds: float) -> None:
        assert self._redis.process is not None
        began = self._clock.now()
        os.kill(self._redis.process.pid, signal.SIGSTOP)
        try:
            await self._clock.sleep(seconds)
        finally:
            os.kill(self._redis.process.pid, signal.SIGCONT)
        self.redis_pauses += 1
        self._ledger.disturbances.append(Disturbance("redis paused", began, self._clock.now()))

    def over(self) -> None:
        """Nothing is broken any more; what the faults have struck goes into the ledger."""
        self._google.faults.clear()
        self._telegram.faults.clear()
        for exchange in self._telegram.faults.exchanges:
            if exchange.fault is not None:
                ended: datetime = exchange.time + timedelta(seconds=5)
                self._ledger.disturbances.append(Disturbance("telegram struck", exchange.time, ended))
