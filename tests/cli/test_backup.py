"""`calendar-bot backup` and `restore`, as a person types them, on an embedded store and on a Redis of one's own."""

from __future__ import annotations

import asyncio
import stat
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from redis.asyncio import Redis

from bot.cli.backup_file import VERSION, Backup, BackupUnreadable, read, written
from calendar_core.clock import SystemClock
from calendar_core.ports import Person
from calendar_core.store.connection import Store
from calendar_core.store.embedded import start_embedded
from calendar_core.store.inbox import RedisInboxStore
from calendar_core.store.outbox import RedisOutboxStore
from calendar_core.store.people import RedisPeopleStore
from calendar_core.store.pieces import PersonPiece, ShardPiece, UpdatePiece
from calendar_core.store.secrets import RedisTokenStore
from tests.store.makers import KL
from tests.store.test_backup import write

ROOT = Path(__file__).parent.parent.parent
KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
OTHER_KEY = "OTg3NjU0MzIxMDk4NzY1NDMyMTA5ODc2NTQzMjEwOTg="
REFRESH_TOKEN = b'{"refresh_token": "1-the-lasting-one"}'


class Machine:
    """A folder with a bot's settings, and the command line."""

    def __init__(self, folder: Path, **env: str) -> None:
        self.folder = folder
        self.env = env
        folder.mkdir(exist_ok=True)

    def files(self) -> list[str]:
        return sorted(path.name for path in self.folder.iterdir())

    async def type(self, *words: str, given: bytes = b"", **env: str) -> subprocess.CompletedProcess[bytes]:
        return await asyncio.to_thread(
            subprocess.run,
            [sys.executable, "-m", "bot", *words],
            cwd=self.folder,
            env=self.env | env | {"PYTHONPATH": str(ROOT)},
            input=given,
            capture_output=True,
            timeout=60,
            check=False,
        )


async def fill(store: Store) -> None:
    now = store.clock.now().replace(microsecond=0)
    await RedisPeopleStore(store).save_person(Person(7, 7, "main", "ms", KL, (10,)))
    await RedisTokenStore(store, [KEY]).save_tokens("main", REFRESH_TOKEN, None)
    await RedisOutboxStore(store).put(write(now, "a"), now)


@pytest.fixture
async def store(redis: Redis, redis_url: str) -> AsyncIterator[Store]:
    store = Store.open(redis_url, SystemClock())
    yield store
    await store.aclose()


async def test_a_bot_moves_to_another_machine(tmp_path: Path) -> None:
    """From one embedded store to another: people, tokens and bookings that wait are there, and the file is private."""
    clock = SystemClock()
    old = Machine(tmp_path / "old", TOKEN_ENCRYPTION_KEY=KEY)
    embedded = await start_embedded(old.folder / "data", clock)
    store = Store.open(embedded.url, clock)
    await fill(store)
    await store.aclose()
    await embedded.stop()
    backed_up = await old.type("backup", "bot.backup")
    assert (backed_up.returncode, backed_up.stdout) == (0, b""), backed_up.stderr
    told = backed_up.stderr.decode()
    assert "1 Google account, 1 person with settings, 1 booking that waits" in told
    assert "TOKEN_ENCRYPTION_KEY" in told
    file = old.folder / "bot.backup"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert old.files() == ["bot.backup", "data"]
    assert KEY not in file.read_text()
    assert "1-the-lasting-one" not in file.read_text()

    new = Machine(tmp_path / "new", TOKEN_ENCRYPTION_KEY=KEY)
    restored = await new.type("restore", str(file))
    assert (restored.returncode, restored.stderr) == (0, b"")
    assert "1 person with settings" in restored.stdout.decode()
    assert "But" not in restored.stdout.decode()
    embedded = await start_embedded(new.folder / "data", clock)
    store = Store.open(embedded.url, clock)
    assert (await RedisTokenStore(store, [KEY]).load_tokens("main") or ())[0] == REFRESH_TOKEN
    assert [entry.event_id for entry in await RedisOutboxStore(store).pending("main")] == ["a"]
    await store.aclose()
    await embedded.stop()


async def test_a_store_in_use_is_left_alone(store: Store, redis_url: str, tmp_path: Path) -> None:
    """restore says how to add or to replace; --merge twice adds nothing; --replace brings the old state back."""
    machine = Machine(tmp_path, REDIS_URL=redis_url, TOKEN_ENCRYPTION_KEY=KEY)
    await fill(store)
    assert (await machine.type("backup", "b")).returncode == 0
    await RedisPeopleStore(store).save_person(Person(8, 8, "main", "en", KL, (30,)))
    refused = await machine.type("restore", "b")
    assert refused.returncode == 1
    assert b"--merge" in refused.stderr and b"--replace" in refused.stderr
    merged = await machine.type("restore", "--merge", "b")
    assert merged.returncode == 0
    assert b"Nothing was put back" in merged.stdout
    assert len(await RedisPeopleStore(store).people_of("main")) == 2
    replaced = await machine.type("restore", "--replace", "b")
    assert replaced.returncode == 0
    assert [person.user_id for person in await RedisPeopleStore(store).people_of("main")] == [7]
    assert (await machine.type("restore", "--merge", "--replace", "b")).returncode == 2


async def test_nothing_is_replaced_under_a_running_bot(store: Store, redis_url: str, tmp_path: Path) -> None:
    """While a bot polls on the store, --replace is refused, and says to stop it."""
    machine = Machine(tmp_path, REDIS_URL=redis_url)
    await fill(store)
    await machine.type("backup", "b")
    assert await RedisInboxStore(store).polling_lease("", 60.0)
    refused = await machine.type("restore", "--replace", "b")
    assert refused.returncode == 1
    assert b"Stop it" in refused.stderr


async def test_a_pipe_is_a_file_too(store: Store, redis: Redis, redis_url: str, tmp_path: Path) -> None:
    """`backup -` writes the file alone to standard output, and `restore -` reads it."""
    machine = Machine(tmp_path, REDIS_URL=redis_url)
    await fill(store)
    piped = await machine.type("backup", "-")
    assert read(piped.stdout).pieces
    await redis.flushall()
    assert (await machine.type("restore", "-", given=piped.stdout)).returncode == 0
    assert len(await RedisPeopleStore(store).people_of("main")) == 1


@pytest.mark.parametrize(
    ("env", "words"),
    [
        ({"TOKEN_ENCRYPTION_KEY": OTHER_KEY}, ["the key set here does not open", "TOKEN_ENCRYPTION_KEY"]),
        ({}, ["no key is set here", "calendar-bot authorize"]),
        ({"TOKEN_ENCRYPTION_KEY": f"{OTHER_KEY},{KEY}"}, []),
    ],
)
async def test_a_key_that_does_not_fit_is_said(
    store: Store, redis: Redis, redis_url: str, tmp_path: Path, env: dict[str, str], words: list[str]
) -> None:
    """Where the key of this machine does not open the tokens, restore says so and what to do before the start."""
    machine = Machine(tmp_path, REDIS_URL=redis_url)
    await fill(store)
    await machine.type("backup", "b")
    await redis.flushall()
    told = (await machine.type("restore", "b", **env)).stdout.decode()
    assert ("But" in told) == bool(words)
    for word in words:
        assert word in told


async def test_without_a_store_nothing_is_made(tmp_path: Path) -> None:
    """In a wrong folder backup says so, and leaves no empty store behind; a Redis that is away is a sentence too."""
    machine = Machine(tmp_path / "empty")
    said = await machine.type("backup", "b")
    assert said.returncode == 1
    assert b"DATA_DIR" in said.stderr
    assert machine.files() == []
    away = await machine.type("backup", "b", REDIS_URL="redis://user:hidden@127.0.0.1:1")
    assert away.returncode == 1
    assert b"Redis does not answer" in away.stderr
    assert b"hidden" not in away.stderr
    assert (await machine.type("backup", "b", REDIS_URL="somewhere")).returncode == 2
    assert machine.files() == []


async def test_a_file_that_cannot_be_written_is_said(store: Store, redis_url: str, tmp_path: Path) -> None:
    """One sentence and exit code 1; an older backup of that name is still whole."""
    machine = Machine(tmp_path, REDIS_URL=redis_url)
    said = await machine.type("backup", "no/such/folder/b")
    assert said.returncode == 1
    assert len(said.stderr.strip().splitlines()) == 1
    assert (await machine.type("restore", "no-such-file")).returncode == 2


BACKUP = Backup(
    datetime(2026, 11, 21, tzinfo=UTC),
    [PersonPiece("7", "main", '{"v": 1}'), UpdatePiece("1.a", "7", b'\x00\r\n{"a": 1}', "1.5"), ShardPiece(("8",), 3)],
)


def test_a_file_says_what_was_written() -> None:
    """What is read is what was written, whatever bytes a message has."""
    assert read(written(BACKUP)) == BACKUP


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda data: b"", "no backup"),
        (lambda data: b"PK\x03\x04" + data, "no backup"),
        (lambda data: b"[" * 100_000, "no backup"),
        (lambda data: data.replace(b"calendar-bot backup", b"another program's"), "no backup"),
        (lambda data: data.replace(b'"version":1', b'"version":2'), f"reads up to {VERSION}"),
        (lambda data: data[: len(data) // 2], "not whole"),
        (lambda data: data.rsplit(b"\n", 2)[0], "not whole"),
        (lambda data: data.replace(b'"user":"7"', b'"user":"9"'), "checksum"),
        (lambda data: data.replace(b'"kind":"person"', b'"kind":"parson"'), "checksum"),
    ],
)
def test_a_damaged_file_is_not_believed(damage: object, words: str) -> None:
    """Cut, changed, of a later version or something else altogether: said, before anything of it is used."""
    with pytest.raises(BackupUnreadable, match=words):
        read(damage(written(BACKUP)))  # type: ignore[operator]


def test_a_kind_of_piece_that_is_not_known_is_refused() -> None:
    """A whole file of the same version with something unknown in it is not restored in part."""

    class Later(msgspec.Struct, tag_field="kind", tag="later"):
        what: str

    with pytest.raises(BackupUnreadable, match="use a newer one"):
        read(written(Backup(BACKUP.created_at, [Later("x")])))  # type: ignore[list-item]


async def test_a_damaged_file_changes_nothing(store: Store, redis_url: str, tmp_path: Path) -> None:
    """Even with --replace the store is as it was."""
    machine = Machine(tmp_path, REDIS_URL=redis_url)
    await fill(store)
    (tmp_path / "b").write_bytes(written(BACKUP)[:-20])
    said = await machine.type("restore", "--replace", "b")
    assert said.returncode == 1
    assert b"not whole" in said.stderr
    assert len(await RedisPeopleStore(store).people_of("main")) == 1
