"""The file of a backup: JSON Lines, a head, one piece a line, and a foot that tells a whole file from a cut one."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec

from calendar_core.store.pieces import Piece
from calendar_core.store.values import instant_of, instant_text

FORMAT, VERSION = "calendar-bot backup", 1
"""VERSION is raised when an older reader would misread a newer file; every earlier one stays readable."""


class BackupUnreadable(Exception):
    """The file is no backup, of a later version, or not whole; the message is one sentence that says which."""


class Head(msgspec.Struct):
    """The first line."""

    format: str
    version: int
    created_at: str


class Foot(msgspec.Struct):
    """The last line. sha256: of all bytes before it."""

    pieces: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Backup:
    """What a file holds."""

    created_at: datetime
    pieces: Sequence[Piece]


def written(backup: Backup) -> bytes:
    """The file's bytes."""
    encode = msgspec.json.encode
    lines = [encode(Head(FORMAT, VERSION, instant_text(backup.created_at))), *map(encode, backup.pieces)]
    body = b"".join(line + b"\n" for line in lines)
    return body + encode(Foot(len(backup.pieces), hashlib.sha256(body).hexdigest())) + b"\n"


def read(data: bytes) -> Backup:
    """What such bytes hold, checked before anything of it is believed. Raises BackupUnreadable."""
    head = data.partition(b"\n")[0]
    try:
        found = msgspec.json.decode(head, type=Head)
        created_at = instant_of(found.created_at)
    except (msgspec.MsgspecError, ValueError):
        raise BackupUnreadable("This is no backup of calendar-bot.") from None
    if found.format != FORMAT:
        raise BackupUnreadable("This is no backup of calendar-bot.")
    if found.version > VERSION:
        raise BackupUnreadable(
            f"This backup has version {found.version} and this calendar-bot reads up to {VERSION}: use a newer one."
        )
    body, foot = _body_and_foot(data)
    if hashlib.sha256(body).hexdigest() != foot.sha256:
        raise BackupUnreadable("The backup was changed or damaged: its checksum does not fit. Nothing was restored.")
    try:
        pieces = [msgspec.json.decode(line, type=Piece) for line in body.splitlines()[1:]]
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise BackupUnreadable("The backup holds what this calendar-bot does not know: use a newer one.") from None
    return Backup(created_at, pieces)


def _body_and_foot(data: bytes) -> tuple[bytes, Foot]:
    at = data.rstrip(b"\n").rfind(b"\n") + 1
    try:
        return data[:at], msgspec.json.decode(data[at:], type=Foot)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise BackupUnreadable("The backup is not whole: its end is missing. Nothing was restored.") from None
