"""This machine: its clock, the folder and the server of the embedded Redis, and the bot's own port."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.cli.diagnosis.asking import Asked, ask
from bot.cli.diagnosis.findings import Finding, ok, problem, skipped, warning
from calendar_core.clock import Clock
from calendar_core.errors import StoreUnavailable
from calendar_core.google.transport import Transport
from calendar_core.store.embedded import find_server

CLOCK, FOLDER, SERVER, PORT, PUBLIC = "clock", "data folder", "embedded redis", "port", "public address"

_OFF, _FAR_OFF = 5.0, 60.0  # seconds
_LITTLE, _TOO_LITTLE = 500 * 2**20, 50 * 2**20  # bytes free
_TURN_ON_NTP = "Have this machine set its clock by the network (`timedatectl set-ntp true`)."


def judge_clock(skews: Mapping[str, float | None]) -> Finding:
    """Our clock against everybody's who told the time: seconds that ours is ahead, by name."""
    known = {name: skew for name, skew in skews.items() if skew is not None}
    if not known:
        return skipped(CLOCK, "Nobody answered who could have told the time.")
    name, worst = max(known.items(), key=lambda pair: abs(pair[1]))
    if abs(worst) < _OFF:
        return ok(CLOCK, f"It agrees with {' and '.join(known)}.")
    way = "ahead of" if worst > 0 else "behind"
    says = f"It is {abs(worst):.0f} seconds {way} {name}'s"
    if abs(worst) < _FAR_OFF:
        return warning(CLOCK, f"{says}.", _TURN_ON_NTP)
    return problem(CLOCK, f"{says}: “in an hour” would be booked wrongly and reminders would be off.", _TURN_ON_NTP)


@dataclass(frozen=True, slots=True)
class FolderFacts:
    """The folder of the embedded Redis. mode: its permission bits, None where it does not exist yet. free: bytes."""

    mode: int | None
    is_folder: bool
    ours: bool
    writable: bool
    free: int


def look_at_folder(folder: Path) -> FolderFacts:
    """What the file system says; the folder is not made. Raises OSError."""
    exists = folder.exists()
    nearest = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    status = nearest.stat()
    return FolderFacts(
        mode=stat.S_IMODE(status.st_mode) if exists else None,
        is_folder=nearest.is_dir(),
        ours=status.st_uid == os.getuid(),
        writable=os.access(nearest, os.W_OK | os.X_OK),
        free=shutil.disk_usage(nearest).free,
    )


def judge_folder(facts: FolderFacts) -> Finding:
    """Whether the data are safe there, from others and from a full disk."""
    if not facts.is_folder:
        return problem(FOLDER, "DATA_DIR, or what it lies in, is a file.", "Name a folder.")
    if not facts.writable:
        return problem(FOLDER, "DATA_DIR is not writable for this user.", "Give it to the user that runs the bot.")
    free = f"{facts.free / 2**20:.0f} MiB free"
    if facts.free < _TOO_LITTLE:
        return problem(FOLDER, f"The disk is nearly full ({free}): the store would stop taking writes.", "Make room.")
    if facts.mode is not None and facts.mode & 0o077:
        says = f"Others on this machine may look into DATA_DIR (mode {facts.mode:o}), where events and people are kept."
        return warning(FOLDER, says, "Type `chmod 700` on it.")
    if facts.free < _LITTLE:
        return warning(FOLDER, f"The disk is getting full ({free}).", "Make room.")
    if facts.mode is None:
        return ok(FOLDER, f"DATA_DIR is made at the first start ({free}).")
    return ok(FOLDER, f"Only you can look into it ({free}).")


def look_for_server() -> str:
    """Why no server can be started here; "" where one can."""
    try:
        find_server()
    except StoreUnavailable as error:
        return error.message
    return ""


def judge_server(runs: bool, missing: str) -> Finding:
    """Whether one runs already, or there is one to start. missing: from look_for_server."""
    if runs:
        return ok(SERVER, "It runs: the bot has started it.")
    if missing:
        return problem(SERVER, "REDIS_URL is empty and there is no server to start.", missing)
    return ok(SERVER, "It does not run now; the bot starts it.")


@dataclass(frozen=True, slots=True)
class PortFacts:
    """Our own pages from here and from outside; None for what was not asked. hook: the webhook's address, read."""

    port: int
    alive: Asked
    ready: Asked | None = None
    public: Asked | None = None
    hook: Asked | None = None

    @property
    def runs(self) -> bool:
        """Our bot answers on the port."""
        return _is_alive(self.alive)


async def look_at_port(transport: Transport, clock: Clock, port: int, public_url: str, hook: str) -> PortFacts:
    """GET only. hook: the webhook's address, "" where the bot polls; reading it is refused by the bot itself."""
    alive = await ask(transport, clock, "GET", f"http://127.0.0.1:{port}/healthz")
    ready = await ask(transport, clock, "GET", f"http://127.0.0.1:{port}/readyz") if _is_alive(alive) else None
    if not public_url:
        return PortFacts(port, alive, ready)
    public = await ask(transport, clock, "GET", f"{public_url}/healthz")
    through = None if _is_alive(public) or public.answer is None else await ask(transport, clock, "GET", hook)
    return PortFacts(port, alive, ready, public, through)


def _is_alive(asked: Asked) -> bool:
    return asked.status == 200 and isinstance(asked.json, Mapping) and asked.json.get("alive") is True


def judge_port(facts: PortFacts, *, webhook: bool) -> list[Finding]:
    """The port here and, in webhook mode, the way to it from outside."""
    return [_judge_here(facts), *([_judge_outside(facts)] if webhook and facts.public else [])]


def _judge_here(facts: PortFacts) -> Finding:
    if not facts.runs:
        if facts.alive.answer is not None:
            says = f"Another program answers on port {facts.port} of this machine."
            return problem(PORT, says, "Give PORT a free number, or stop that program.")
        return ok(PORT, f"Nothing listens on port {facts.port} here: the bot does not run, or runs elsewhere.")
    ready = facts.ready.json if facts.ready is not None else None
    checks = ready.get("checks") if isinstance(ready, Mapping) else None
    bad = [f"{name}: {word}" for name, word in checks.items() if word != "ok"] if isinstance(checks, Mapping) else []
    if bad:
        return warning(
            PORT, f"The bot runs and says of itself: {', '.join(map(str, bad))[:200]}.", "See /status in chat."
        )
    return ok(PORT, f"The bot runs and answers on port {facts.port}.")


def _judge_outside(facts: PortFacts) -> Finding:
    public, hook = facts.public or Asked(), facts.hook
    if _is_alive(public):
        return ok(PUBLIC, "The bot answers at PUBLIC_URL.")
    if (
        hook is not None
        and hook.status == 405
        and (hook.answer is not None and hook.answer.headers.get("allow") == "POST")
    ):
        return ok(PUBLIC, "The bot's webhook answers at PUBLIC_URL.")
    if hook is not None and hook.status == 503:
        return warning(PUBLIC, "PUBLIC_URL answers 503: the bot or its proxy is starting.", "Ask again in a moment.")
    if public.answer is None and not facts.runs:
        says = f"PUBLIC_URL {public.why}; the bot does not run here."
        return warning(PUBLIC, says, "Start the bot and ask again; if it runs elsewhere, check address and proxy.")
    if public.answer is None:
        return problem(
            PUBLIC, f"The bot runs, and PUBLIC_URL {public.why}.", "Check DNS, certificate, proxy, firewall."
        )
    status = (hook or public).status
    says = f"What answers at PUBLIC_URL is not this bot (HTTP {status})."
    if not facts.runs:
        return warning(PUBLIC, says, "Start the bot and ask again; then have the proxy pass telegram/ and google/ on.")
    return problem(PUBLIC, says, f"Have the proxy pass telegram/ and google/ on to port {facts.port}.")
