"""`python -m sandbox.demo`: what `./demo` starts once everything is installed."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import logging
import os
import signal
import sys
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sandbox.demo.secretary import Hire, real_bot
from sandbox.demo.session import Session
from sandbox.demo.stage import FolderInUse, Stage, StateUnreadable
from sandbox.demo.terminal import Terminal, silence

_log = logging.getLogger(__name__)


def default_folder() -> Path:
    """Where the state is kept unless another folder is named."""
    share = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(share) / "calendar-bot-demo"


def _zone(name: str) -> str:
    try:
        return str(ZoneInfo(name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise argparse.ArgumentTypeError(f"{name!r} is no time zone; write it like Europe/London") from None


def _arguments(given: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="./demo",
        description="Chat with the calendar bot in this terminal: no account, nothing leaves this computer. "
        "Lines may also be piped in: printf 'meeting 3pm\\n/list\\n' | ./demo",
    )
    parser.add_argument("--state", type=Path, default=None, metavar="DIR", help="folder to keep everything in")
    parser.add_argument("--fresh", action="store_true", help="forget what an earlier run kept")
    parser.add_argument("--zone", type=_zone, default="Asia/Kuala_Lumpur", help="your time zone (default: %(default)s)")
    return parser.parse_args(given)


async def _run(stage: Stage, terminal: Terminal, fresh: bool) -> None:
    task = asyncio.current_task()
    if task is not None:
        for sign in (signal.SIGTERM, signal.SIGHUP):
            asyncio.get_running_loop().add_signal_handler(sign, task.cancel)
    try:
        await stage.start(fresh=fresh)
        await Session(stage, terminal).run()
    finally:
        await stage.stop()


def main(given: list[str], hire: Hire = real_bot) -> int:
    """Returns 0 when the session has ended, however the person ended it, and 1 when the demo could not run."""
    wanted = _arguments(given)
    logging.getLogger().addHandler(logging.NullHandler())  # until the stage has its log: nothing on the screen
    folder = (wanted.state or default_folder()).expanduser().absolute()
    terminal = Terminal()
    try:
        stage = Stage(folder, wanted.zone, hire)
        with terminal.kept():
            asyncio.run(_run(stage, terminal, wanted.fresh))
    except (KeyboardInterrupt, asyncio.CancelledError):
        with contextlib.suppress(OSError):
            terminal.end()
    except BrokenPipeError:
        silence()
    except Exception as failure:
        return _sorry(failure, folder)
    return 0


def _sorry(failure: Exception, folder: Path) -> int:
    """One sentence on the screen; the rest goes to the log."""
    _log.error("the demo ended", exc_info=failure)
    if isinstance(failure, FolderInUse):
        sentence = f"Another demo is using {folder}. Close it, or name another folder with --state DIR."
    elif isinstance(failure, OSError) and failure.filename:
        sentence = f"{failure.filename} cannot be used: {failure.strerror}. Name another folder with --state DIR."
    elif isinstance(failure, StateUnreadable):
        sentence = f"What an earlier run kept in {folder} cannot be read. --fresh starts over and forgets it."
    else:
        sentence = f"The demo could not go on ({failure}). Details are in {folder / 'bot.log'}; --fresh starts over."
    sys.stderr.write(sentence + "\n")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
