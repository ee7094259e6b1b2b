"""What a backup consists of: the things that a person asked for and that cannot be made again. Pure.

Left out on purpose: events, sync state, push channels, derived reminder rows and what a chat was shown. They come back
from Google or have a short life; the bot heals by itself when they are missing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import msgspec

from calendar_core.store.inbox import REMEMBERED
from calendar_core.store.keys import Keys, ShardKeys, decoded
from calendar_core.store.script_lane import Argument


class TokenPiece(msgspec.Struct, tag_field="kind", tag="token"):
    """An account's tokens as they lie in the store: encrypted, without the key."""

    account: str
    fields: dict[str, str]


class PersonPiece(msgspec.Struct, tag_field="kind", tag="person"):
    """Somebody who may come in, with their wishes. account: "" where the value could not be read."""

    user: str
    account: str
    value: str


class WritePiece(msgspec.Struct, tag_field="kind", tag="write"):
    """A write that Google could not take yet. due, kept: epoch seconds, "" for an entry that was put aside."""

    member: str
    fields: dict[str, str]
    due: str
    kept: str


class ReminderPiece(msgspec.Struct, tag_field="kind", tag="reminder"):
    """A reminder that somebody asked for.

    name: the row's among those of its event. due, until: epoch seconds; from `until` on it is over. document: what
    the store says about the event, without rows. minutes: how long the event lasts. silent: the event is cancelled.
    """

    account: str
    calendar: str
    event: str
    name: str
    chat: str
    due: str
    document: str
    minutes: int
    until: float
    silent: bool = False


class SentPiece(msgspec.Struct, tag_field="kind", tag="sent"):
    """Which reminders were sent or waved aside already, so that none comes again.

    minute: that in which their events end, as the key has it. marks: row -> the start it was sent for. until: epoch
    milliseconds at which that is forgotten.
    """

    account: str
    minute: str
    marks: dict[str, str]
    until: int


class UpdatePiece(msgspec.Struct, tag_field="kind", tag="update"):
    """A message that was taken from Telegram and is not answered yet."""

    name: str
    chat: str
    payload: bytes
    arrived: str


class ShardPiece(msgspec.Struct, tag_field="kind", tag="shard"):
    """What the others hang on. silent: chats that have blocked the bot. writes: the last number given to a write."""

    silent: tuple[str, ...]
    writes: int


Piece: TypeAlias = TokenPiece | PersonPiece | WritePiece | ReminderPiece | SentPiece | UpdatePiece | ShardPiece

UPDATE_LIFE = 86400
"""Seconds after which an unanswered message is not put back: Telegram too forgets it then (Bot API, getUpdates)."""


def kind_of(piece: Piece) -> str:
    """The name of a piece's kind, as a backup has it."""
    return str(piece.__struct_config__.tag)


@dataclass(frozen=True, slots=True)
class Step:
    """One run of a script, which answers 1 where it put something back. All keys share a hash tag."""

    keys: Sequence[str]
    args: Sequence[Argument]
    script: str = "restore_piece"


@dataclass(frozen=True, slots=True)
class Moment:
    """now: epoch seconds of Redis itself, by which keys live. offset: Clock.offset, added for whatever is kept."""

    now: float
    offset: float = 0.0


def steps_of(piece: Piece, keys: Keys, moment: Moment) -> Sequence[Step]:
    """What putting a piece back means at that moment; no steps where it is too old."""
    if isinstance(piece, TokenPiece):
        key = keys.secret(piece.account)
        return [_unless_there([key], [["HSET", key, *_flat(piece.fields)]])]
    if isinstance(piece, PersonPiece):
        return _person(piece, keys)
    if isinstance(piece, WritePiece):
        return _write(piece, keys)
    if isinstance(piece, ReminderPiece):
        return _reminder(piece, keys, moment)
    if isinstance(piece, SentPiece):
        return _sent(piece, keys) if piece.until > moment.now * 1000 else []
    if isinstance(piece, UpdatePiece):
        return _update(piece, keys, moment)
    return _shard(piece, keys)


def _unless_there(keys: Sequence[str], commands: Sequence[Sequence[str]]) -> Step:
    """These commands, unless the first key is there: what a store has is newer than any backup."""
    return Step(keys, ["1", msgspec.msgpack.encode(commands)])


def _always(keys: Sequence[str], commands: Sequence[Sequence[str]]) -> Step:
    return Step(keys, ["0", msgspec.msgpack.encode(commands)])


def _person(piece: PersonPiece, keys: Keys) -> Sequence[Step]:
    key = keys.person(int(piece.user))
    commands, used = [["SET", key, piece.value]], [key]
    if piece.account:
        used.append(keys.people(piece.account))
        commands.append(["SADD", used[-1], piece.user])
    return [_unless_there(used, commands)]


def _write(piece: WritePiece, keys: Keys) -> Sequence[Step]:
    account = decoded(piece.member.removeprefix("unreadable:").partition(":")[0])
    shard = ShardKeys(keys.tag(account))
    entry = shard.outbox + piece.member
    if not piece.due:
        return [_unless_there([entry], [["HSET", entry, *_flat(piece.fields)]])]
    used = [entry, shard.outboxes_due, keys.outbox_of(account)]
    commands = [
        ["HSET", entry, *_flat(piece.fields)],
        ["ZADD", used[1], piece.due, piece.member],
        ["ZADD", used[2], "NX", piece.kept, piece.member],
    ]
    return [_unless_there(used, commands)]


def _reminder(piece: ReminderPiece, keys: Keys, moment: Moment) -> Sequence[Step]:
    """As the store itself keeps one (store.reminders), unless a row of that name is there."""
    if piece.until <= moment.now + moment.offset:
        return []
    calendar = keys.calendar(piece.account, piece.calendar)
    silent, start, leave_alone = "1" if piece.silent else "", "", "1"
    args: list[Argument] = [moment.offset, calendar.member, piece.event, piece.name, piece.chat, piece.due]
    args += [piece.document, piece.minutes, silent, start, leave_alone]
    return [Step(calendar.shard.reminder_put_keys(), args, "reminder_put")]


def _sent(piece: SentPiece, keys: Keys) -> Sequence[Step]:
    key = ShardKeys(keys.tag(piece.account)).sent + piece.minute
    commands = [["HSETNX", key, row, mark] for row, mark in piece.marks.items()]
    return [_always([key], [*commands, ["LIVE", key, str(piece.until)]])]


def _update(piece: UpdatePiece, keys: Keys, moment: Moment) -> Sequence[Step]:
    """As a message that comes in now; the store remembers those that it has had."""
    if float(piece.arrived) < moment.now + moment.offset - UPDATE_LIFE:
        return []
    args: list[Argument] = [moment.offset, piece.name, piece.chat, piece.payload, REMEMBERED]
    return [Step(keys.inbox_keys(), args, "inbox_put")]


def _shard(piece: ShardPiece, keys: Keys) -> Sequence[Step]:
    steps = []
    for tag in keys.tags:
        shard = ShardKeys(tag)
        commands = [["ATLEAST", shard.outboxes_busy, "#", str(piece.writes)]]
        if piece.silent:
            commands.append(["SADD", shard.silent, *piece.silent])
        steps.append(_always([shard.outboxes_busy, shard.silent], commands))
    return steps


def _flat(fields: dict[str, str]) -> list[str]:
    return [part for pair in fields.items() for part in pair]
