"""What the bot needs of the machine it runs on."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

LEAST_FREE = 256 * 1024 * 1024
"""Bytes. Redis rewrites its append-only file beside the old one now and then, and stops taking writes on a full
disk."""


class Disk:
    """The disk that the bot's own store writes to."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def free(self) -> int:
        """Bytes that are left. Raises OSError."""
        return (await asyncio.to_thread(shutil.disk_usage, self._folder)).free
