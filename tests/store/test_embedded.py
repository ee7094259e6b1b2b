"""The embedded Redis keeps what it was given and is never started twice."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest
from redis.asyncio import Redis

from calendar_core.clock import SystemClock
from calendar_core.errors import StoreUnavailable
from calendar_core.store import embedded
from calendar_core.store.embedded import EmbeddedRedis, start_embedded


async def _pid(server: EmbeddedRedis) -> int:
    redis = Redis.from_url(server.url)
    try:
        return int((await redis.info("server"))["process_id"])
    finally:
        await redis.aclose()


async def test_what_was_written_is_there_after_a_kill(tmp_path: Path) -> None:
    """A value that was written and synced survives kill -9 of the server."""
    first = await start_embedded(tmp_path, SystemClock())
    redis = Redis.from_url(first.url)
    await redis.set("kept", "yes")
    await redis.execute_command("WAITAOF", 1, 0, 2000)
    pid = await _pid(first)
    embedded.os.kill(pid, signal.SIGKILL)
    embedded.os.waitpid(pid, 0)
    await redis.aclose()
    second = await start_embedded(tmp_path, SystemClock())
    redis = Redis.from_url(second.url)
    try:
        assert await redis.get("kept") == b"yes"
    finally:
        await redis.aclose()
        await second.stop()


async def test_a_folder_may_be_named_from_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """DATA_DIR is `data` by default: a path that is read from the working directory, by the server too."""
    monkeypatch.chdir(tmp_path)
    server = await start_embedded(Path("data"), SystemClock())
    await server.stop()
    assert (tmp_path / "data" / "redis.log").is_file()
    assert (tmp_path / "data" / "appendonlydir").is_dir()


async def test_a_running_server_is_joined_not_doubled(tmp_path: Path) -> None:
    """A second start finds the first server and leaves it running when it stops."""
    first = await start_embedded(tmp_path, SystemClock())
    try:
        second = await start_embedded(tmp_path, SystemClock())
        assert await _pid(first) == await _pid(second)
        await second.stop()
        assert await _pid(first) > 0
    finally:
        await first.stop()


async def test_without_any_server_the_person_is_told_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where no binary is found the error names the setting that helps."""
    monkeypatch.setattr(embedded.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(embedded.shutil, "which", lambda name: None)
    with pytest.raises(StoreUnavailable, match="REDIS_URL"):
        await start_embedded(tmp_path, SystemClock())
