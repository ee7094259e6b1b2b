"""Programs as whoever runs them has them: `python -m bot` in processes of their own, killed and started again."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from calendar_core.clock import Clock

_ROOT = Path(__file__).resolve().parents[2]
_STOPS_WITHIN = 10.0  # seconds that a bot told to stop may take


@dataclass
class Replica:
    """One place in the fleet: the process that stands there now. log: what all that stood there have written.

    module: what runs there, as `python -m` names it.
    """

    number: int
    environment: Mapping[str, str]
    log: Path
    module: str = "bot"
    process: subprocess.Popen[bytes] | None = None
    pids: list[int] = field(default_factory=list)

    def start(self) -> None:
        with self.log.open("ab") as log:
            # A session of its own, so that whatever it might leave behind can be found at the end.
            self.process = subprocess.Popen(
                [sys.executable, "-m", self.module],
                cwd=self.log.parent,
                env={**self.environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.pids.append(self.process.pid)

    def kill(self) -> None:
        """kill -9."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def tell_to_stop(self) -> None:
        """SIGTERM."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)

    @property
    def heeds(self) -> bool:
        """It has come so far that it hears SIGTERM; before that there is nothing to finish and the system ends it."""
        assert self.process is not None
        with contextlib.suppress(OSError):
            caught = re.search(r"SigCgt:\s*(\w+)", Path(f"/proc/{self.process.pid}/status").read_text())
            return caught is None or bool(int(caught[1], 16) >> (signal.SIGTERM - 1) & 1)
        return True

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None


class Fleet:
    """So many replicas of one program, by default the bot.

    settings: its environment variables; folder: for logs, and where they run. stops_within: seconds that one which was
    told to stop may take.
    """

    def __init__(
        self,
        count: int,
        settings: Mapping[str, str],
        folder: Path,
        clock: Clock,
        *,
        module: str = "bot",
        stops_within: float = _STOPS_WITHIN,
    ) -> None:
        environment = {
            "PATH": os.environ.get("PATH", ""),
            "PYTHONPATH": str(_ROOT),
            "PYTHONDONTWRITEBYTECODE": "1",
            **settings,
        }
        self._clock = clock
        self._stops_within = stops_within
        self.replicas = [Replica(number, environment, folder / f"bot-{number}.log", module) for number in range(count)]

    def start(self) -> None:
        for replica in self.replicas:
            replica.start()

    async def stop(self) -> list[int]:
        """Tell all that run to stop; their exit codes. Raises TimeoutError where one takes longer than it may.

        One that has just been started is given the time to come so far that it can hear it.
        """
        running = [replica for replica in self.replicas if replica.running]
        for replica in running:
            await self._hears(replica)
            replica.tell_to_stop()
        return [await self.ended(replica) for replica in running]

    async def _hears(self, replica: Replica) -> None:
        until = self._clock.monotonic() + self._stops_within
        while replica.running and not replica.heeds and self._clock.monotonic() < until:
            await self._clock.sleep(0.02)

    async def ended(self, replica: Replica) -> int:
        """The exit code of a replica that was told to stop. Raises TimeoutError."""
        assert replica.process is not None
        until = self._clock.monotonic() + self._stops_within
        while (code := replica.process.poll()) is None:
            if self._clock.monotonic() > until:
                raise TimeoutError(f"replica {replica.number} was told to stop and still runs")
            await self._clock.sleep(0.02)
        return code

    def kill_all(self) -> None:
        for replica in self.replicas:
            if replica.running:
                replica.kill()

    def left_behind(self) -> list[int]:
        """Sessions of ours in which a process still lives."""
        return [pid for replica in self.replicas for pid in replica.pids if _lives(pid)]

    def logs(self) -> str:
        return "\n".join(replica.log.read_text(errors="replace") for replica in self.replicas if replica.log.exists())


def _lives(session: int) -> bool:
    try:
        os.killpg(session, 0)
    except ProcessLookupError:
        return False
    return True
