"""A whole session of the demo, as a person or a pipe has it; a bot of a few lines stands for the product."""

from __future__ import annotations

import asyncio
import os
import pty
import select
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as RedisConnectionError

from calendar_core.clock import SystemClock
from calendar_core.store.embedded import start_embedded

ROOT = Path(__file__).resolve().parents[3]
PROGRAM = [sys.executable, "-m", "tests.sandbox.demo.piped"]


def converse(folder: Path, typed: str, *arguments: str) -> tuple[int, list[str]]:
    """Pipe lines in; gives the exit status and what was printed after the first screen."""
    done = subprocess.run(
        [*PROGRAM, "--state", folder, *arguments],
        cwd=ROOT,
        input=typed.encode(),
        capture_output=True,
        timeout=30,
        check=False,
    )
    assert b"Traceback" not in done.stdout + done.stderr
    assert b"\x1b" not in done.stdout
    lines = done.stdout.decode().splitlines()
    return done.returncode, lines[8:] or done.stderr.decode().splitlines()


def test_a_piped_conversation_is_printed_in_order_and_ends_well(tmp_path: Path) -> None:
    """Each line is followed by its answer, and the end of the input ends the demo with 0."""
    code, lines = converse(tmp_path / "state", "hello\n\nlast one without an end")
    assert code == 0
    assert lines == [
        "You: /start",
        "Bot: You said: /start",
        "     [#1 ↩️ Undo]",
        "You: hello",
        "Bot: You said: hello",
        "     [#2 ↩️ Undo]",
        "You: last one without an end",
        "Bot: You said: last one without an end",
        "     [#3 ↩️ Undo]",
    ]


def test_the_last_message_of_an_earlier_run_can_still_be_tapped(tmp_path: Path) -> None:
    """A second start says what is kept and shows the bot's last message again, with buttons that work."""
    converse(tmp_path, "hello\n")
    code, lines = converse(tmp_path, "#1\n")
    assert code == 0
    assert lines == [
        "(4 messages of earlier are kept; the bot's last was:)",
        "Bot: You said: hello",
        "     [#1 ↩️ Undo]",
        "You: #1",
        "(pop-up: Done)",
        "Bot (edited): Undone",
    ]


def test_buttons_time_and_google_are_at_hand(tmp_path: Path) -> None:
    """Buttons are pressed by number or words, moving the clock brings what is due, and Google can be looked into."""
    typed = "remind\n#2\n#undo\n#2\n#7\n:forward 40m\n:google 1\n:google cancel 1\n"
    typed += ":google add Swim 11pm\n:edit x\n:nope\n:quit\nz\n"
    code, lines = converse(tmp_path, typed)
    assert code == 0
    after = {typed: lines[lines.index(typed) + 1 :] for typed in lines if typed.startswith(("You: ", "Demo: "))}
    first = lines.index("You: #2")
    assert lines[first + 1 : first + 3] == ["(pop-up: Done)", "Bot (edited): Undone"]
    assert after["You: #undo"][2:4] == ["You: #2", "That button is gone: the message has changed since."]
    assert after["You: #undo"][:2] == ["(pop-up: Done)", "Bot (edited): Undone"]
    assert after["You: #7"][0] == "There is no button #7."
    assert after["Demo: :forward 40m"][0].startswith("Bot: Soon at ")
    assert after["Demo: :forward 40m"][1].startswith("It is ")
    assert after["Demo: :google 1"][0] == "In Google Calendar, the next day:"
    assert after["Demo: :google cancel 1"][0].startswith("Deleted in Google: ")
    assert after["Demo: :google add Swim 11pm"][0].startswith("Added in Google: ")
    assert after["Demo: :edit x"][0] == "Bot: Edited: x"
    assert after["Demo: :nope"][0] == "There is no :nope. :help lists what there is."
    assert "You: z" not in lines


def test_the_clock_and_the_calendar_outlast_the_session(tmp_path: Path) -> None:
    """Time moved and events changed stay so in the next run, until a fresh start."""
    converse(tmp_path, ":forward 3d\n:google add Swim 11pm\n")
    _, lines = converse(tmp_path, ":google 2\n:time\n:forward 1d\n")
    assert any("Swim" in line for line in lines)
    later = _moment(lines[-3])
    assert timedelta(days=1) <= _moment(lines[-1]) - later <= timedelta(days=1, minutes=2)
    _, lines = converse(tmp_path, ":google 2\n:time\n", "--fresh")
    assert not any("Swim" in line for line in lines)
    assert later - _moment(lines[-1]) > timedelta(days=2)


async def test_a_fresh_start_ends_a_server_that_outlived_the_last_run(tmp_path: Path) -> None:
    """A Redis left over by a demo that was killed does not bring the old data back."""
    left_over = await start_embedded(tmp_path / "redis", SystemClock())
    try:
        await asyncio.to_thread(converse, tmp_path, "", "--fresh")
        async with Redis.from_url(left_over.url) as redis:
            with pytest.raises(RedisConnectionError):
                await redis.ping()
    finally:
        await left_over.stop()
    assert not (tmp_path / "redis").exists()


def _moment(sentence: str) -> datetime:
    """The instant that `:time` tells."""
    return datetime.strptime(sentence.partition(" in ")[0], "It is %A %d %B %Y, %H:%M")


def test_trouble_is_one_sentence(tmp_path: Path) -> None:
    """A damaged state, a folder that cannot be used and an unknown zone are said in a sentence each."""
    converse(tmp_path / "state", "")
    (tmp_path / "state" / "google.json").write_text("{")
    code, lines = converse(tmp_path / "state", "")
    assert (code, len(lines), "cannot be read" in lines[0]) == (1, 1, True)
    (tmp_path / "file").touch()
    code, lines = converse(tmp_path / "file" / "below", "")
    assert (code, len(lines), "cannot be used" in lines[0]) == (1, 1, True)
    code, lines = converse(tmp_path / "state", "", "--zone", "Mars/Olympus")
    assert (code, "is no time zone" in lines[-1]) == (2, True)


def test_without_any_input_and_with_an_old_terminal_it_still_ends_well(tmp_path: Path) -> None:
    """A closed standard input is an empty one, and letters that the terminal lacks become question marks."""
    done = subprocess.run(
        ["/bin/sh", "-c", 'exec "$@" <&-', "sh", *PROGRAM, "--state", tmp_path],
        cwd=ROOT,
        env={**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"},
        capture_output=True,
        timeout=30,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"[#1 ?? Undo]" in done.stdout


@pytest.mark.parametrize(("key", "name"), [(b"\x03", "Ctrl-C"), (b"\x04", "Ctrl-D")])
def test_a_person_at_a_terminal_can_leave_by_either_key(tmp_path: Path, key: bytes, name: str) -> None:
    """In a terminal there is a prompt and colour, and Ctrl-C and Ctrl-D both end it cleanly."""
    controller, terminal = pty.openpty()
    process = subprocess.Popen(
        [*PROGRAM, "--state", tmp_path],
        cwd=ROOT,
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        env={**os.environ, "TERM": "xterm"},
        start_new_session=True,
        preexec_fn=_own_terminal,
    )
    os.close(terminal)
    said = _read_until(controller, b"> ")
    os.write(controller, b"hello\n")
    said += _read_until(controller, b"You said: hello")
    said += _read_until(controller, b"> ")
    os.write(controller, key)
    said += _read_until(controller, None)
    assert process.wait(10) == 0
    os.close(controller)
    assert b"\x1b[1;32mBot: " in said
    assert b"Traceback" not in said, name


def _own_terminal() -> None:
    """Make the terminal the child's controlling one, or no key would send it a signal."""
    import fcntl
    import termios

    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def _read_until(controller: int, ending: bytes | None) -> bytes:
    """What the terminal shows up to that text, or to its end."""
    said = b""
    while ending is None or ending not in said:
        ready, _, _ = select.select([controller], [], [], 20)
        assert ready, said.decode(errors="replace")
        try:
            chunk = os.read(controller, 65_536)
        except OSError:  # the other end is closed
            chunk = b""
        if not chunk:
            assert ending is None, said.decode(errors="replace")
            return said
        said += chunk
    return said
