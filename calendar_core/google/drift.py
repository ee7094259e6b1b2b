"""How far this host's clock is from Google's, read off answers that come anyway."""

from __future__ import annotations

from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

from calendar_core.clock import Clock
from calendar_core.google.transport import Answer, Request, Transport

_FRESH = 60.0  # seconds for which a reading is good enough


class DriftWatch:
    """A Transport that passes everything through and reads the Date of an answer now and then (RFC 9110, 6.6.1).

    seconds: by how much this host is ahead (below zero: behind), at the least: a Date tells whole seconds, and the
    answer was a while on its way. 0.0 where both may well agree; None before the first answer.
    """

    def __init__(self, transport: Transport, clock: Clock) -> None:
        self._transport = transport
        self._clock = clock
        self._read_at: float | None = None
        self.seconds: float | None = None

    async def send(self, request: Request) -> Answer:
        sent_at = self._clock.now()
        answer = await self._transport.send(request)
        now = self._clock.monotonic()
        if answer.status < 300 and (self._read_at is None or now - self._read_at >= _FRESH):  # no proxy's own answer
            drift = least_drift(answer.headers.get("date", ""), sent_at, self._clock.now())
            if drift is not None:
                self.seconds, self._read_at = drift, now
        return answer


def least_drift(said: str, sent_at: datetime, received_at: datetime) -> float | None:
    """Seconds that our clock is ahead of a server's at the least, given the Date it said between those two instants;
    None for what is no date."""
    try:
        theirs = parsedate_to_datetime(said)
        ahead = sent_at - (theirs + timedelta(seconds=1))  # the whole second that it may have been
        behind = theirs - received_at
    except (TypeError, ValueError, OverflowError):
        return None
    if ahead > timedelta(0):
        return ahead.total_seconds()
    return -behind.total_seconds() if behind > timedelta(0) else 0.0
