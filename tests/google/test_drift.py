"""How far the clocks are apart, told from the Date of answers that come anyway."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from calendar_core.clock import AdjustableClock
from calendar_core.errors import ConnectFailed
from calendar_core.google.drift import DriftWatch, least_drift
from calendar_core.google.transport import Answer, Request

SENT = datetime(2026, 11, 21, 10, 0, 0, 400_000, tzinfo=UTC)


def said(offset: float) -> str:
    return format_datetime((SENT + timedelta(seconds=offset)).replace(microsecond=0), usegmt=True)


@pytest.mark.parametrize(
    ("offset", "took", "drift"),
    [
        (0, 0.1, 0.0),
        (0, 30.0, 0.0),
        (20, 30.0, 0.0),
        (-60, 0.1, 59.4),
        (60, 0.1, -59.5),
        (60, 30.0, -29.6),
    ],
)
def test_only_what_is_certain_is_told(offset: float, took: float, drift: float) -> None:
    """A Date of whole seconds and an answer that was long on its way never make a drift that may not be there."""
    assert least_drift(said(offset), SENT, SENT + timedelta(seconds=took)) == pytest.approx(drift, abs=0.01)


@pytest.mark.parametrize(
    "rubbish", ["", "yesterday", "Sat, 99 Nov 2026 10:00:00 GMT", "Sat, 21 Nov 2026 10:00:00 -0000"]
)
def test_what_is_no_date_tells_nothing(rubbish: str) -> None:
    """Rubbish in the header is no reading and no failure."""
    assert least_drift(rubbish, SENT, SENT) is None


class Server:
    """A transport whose clock is off by so many seconds."""

    def __init__(self, clock: AdjustableClock, ahead: float) -> None:
        self.clock, self.ahead, self.down, self.status = clock, ahead, False, 200

    async def send(self, request: Request) -> Answer:
        if self.down:
            raise ConnectFailed
        theirs = self.clock.now() + timedelta(seconds=self.ahead)
        return Answer(self.status, {"date": format_datetime(theirs, usegmt=True)}, b"{}")


async def test_answers_are_read_in_passing(clock: AdjustableClock) -> None:
    """The answer goes through as it is; the reading is renewed after a while, and a failure leaves it."""
    server = Server(clock, ahead=-45)
    drift = DriftWatch(server, clock)
    assert drift.seconds is None
    request = Request("GET", "http://127.0.0.1/")
    assert (await drift.send(request)).body == b"{}"
    assert drift.seconds == pytest.approx(44.5, abs=0.6)
    server.ahead = 0
    await drift.send(request)
    assert drift.seconds == pytest.approx(44.5, abs=0.6)
    clock.advance(61)
    server.status = 502  # a proxy says this, by its own clock
    await drift.send(request)
    assert drift.seconds == pytest.approx(44.5, abs=0.6)
    server.status = 200
    await drift.send(request)
    assert drift.seconds == 0.0
    server.down = True
    with pytest.raises(ConnectFailed):
        await drift.send(request)
    assert drift.seconds == 0.0
