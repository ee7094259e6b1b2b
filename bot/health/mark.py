"""What is known of the store outside of it, so that a process that begins over an emptied one notices."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

_LONGEST = 64


class Mark(Protocol):
    """Keeps the store's witness (ports.WatchStore) over restarts."""

    def read(self) -> str:
        """The word that was kept last; "" where none is known."""
        ...

    def write(self, word: str) -> None:
        """Keep it, if that can be done."""
        ...


class NoMark:
    """Remembers nothing."""

    def read(self) -> str:
        return ""

    def write(self, word: str) -> None:
        return None


class MarkFile:
    """A Mark in a small file, one for each store: another address is another store, which has lost nothing.

    folder: DATA_DIR. Where it does not exist (a container without a volume) nothing is kept and nothing noticed: a
    bot that is new and one whose every trace is gone look alike. address: REDIS_URL, "" for the bot's own Redis.
    """

    def __init__(self, folder: Path, address: str) -> None:
        parts = urlsplit(address)
        place = f"{parts.netloc.rpartition('@')[2]}{parts.path}"  # without name and password
        self._path = folder / f"store-{hashlib.sha256(place.encode()).hexdigest()[:12]}.mark"

    def read(self) -> str:
        with suppress(OSError, UnicodeDecodeError):
            return self._path.read_text(encoding="utf-8")[:_LONGEST].strip()
        return ""

    def write(self, word: str) -> None:
        with suppress(OSError):
            if self._path.parent.is_dir():
                half = self._path.with_suffix(".half")
                half.write_text(word[:_LONGEST], encoding="utf-8")
                half.replace(self._path)

    def forget(self) -> None:
        """The store was put in order from outside: what it holds from now on is right."""
        with suppress(OSError):
            self._path.unlink(missing_ok=True)
