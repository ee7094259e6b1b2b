"""Log lines: whatever somebody puts into what is logged, a line stays one line and tells nothing it should not."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import StringIO
from typing import Any

import pytest

from bot.logs import mask, set_up_logs

BOT_TOKEN = "110201543:" + "made-up-" * 4 + "abc"
"""As long as a real one."""


@contextmanager
def logs(stream: StringIO) -> Iterator[StringIO]:
    """The product's own logging into `stream`; what was set before is put back."""
    root, telegram, noisy = logging.getLogger(), logging.getLogger("telegram"), logging.getLogger("apscheduler")
    before = (root.handlers[:], root.level, telegram.level, noisy.level)
    set_up_logs("DEBUG", stream)
    try:
        yield stream
    finally:
        root.handlers[:] = before[0]
        root.setLevel(before[1])
        telegram.setLevel(before[2])
        noisy.setLevel(before[3])


def rendered(message: str, fields: Mapping[str, Any], *, error: BaseException | None = None) -> str:
    """What is written for one record."""
    with logs(StringIO()) as stream:
        logging.getLogger("tests").warning(message, exc_info=error, extra=dict(fields))
        return stream.getvalue()


FORGED = "ok\n2026-11-23 [error] forged\r\n\x1b[2J\x1b]0;title\x07\u202eevil\u2066\u2028\x85\x9b31m\x00\ud800"


@pytest.mark.parametrize("place", ["message", "field", "key of a field", "list in a field", "exception"])
def test_nothing_forges_a_line(place: str) -> None:
    """Line ends, terminal codes and bidi marks in what is logged come out as escapes, on one line of JSON."""
    field: Any = {"field": FORGED, "key of a field": {FORGED: 1}, "list in a field": [FORGED]}.get(place, "")
    error = OSError(FORGED) if place == "exception" else None
    line = rendered(FORGED if place == "message" else "said", {"what": field}, error=error)
    assert len(line.splitlines()) == 1
    assert "forged" in line
    assert not set(line[:-1]) & set("\x00\x07\x1b\x85\x9b\u202e\u2066\u2028\ud800")
    json.loads(line)


class Terminal(StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_nothing_forges_a_line_in_a_terminal() -> None:
    """In a terminal too a message is one line, and the only codes in it are the colours that we put there."""
    with logs(Terminal()) as stream:
        logging.getLogger("tests").warning("%s", FORGED, extra={"what": FORGED})
        line = stream.getvalue()
    assert len(line.splitlines()) == 1
    assert "\x1b[2J" not in line
    assert "\u202e" not in line


@pytest.mark.parametrize(
    "secret", [BOT_TOKEN, "ya29.a0AfH6SMBx", "1//0gLongRefreshToken", "GOCSPX-x0x0x0", "Bearer abc.def"]
)
@pytest.mark.parametrize("place", ["message", "field", "nested", "exception"])
def test_no_secret_is_written(secret: str, place: str) -> None:
    """A token is struck out wherever it stands: in the message, in a field, in a list of a field, in an exception."""
    field: Any = {"field": f"x {secret} y", "nested": [{"a": secret}]}.get(place, "")
    error = OSError(f"{secret} refused") if place == "exception" else None
    line = rendered(f"said {secret}" if place == "message" else "said", {"what": field}, error=error)
    assert secret not in line
    assert "***" in line


def test_an_exception_quotes_nobody() -> None:
    """Where it was raised and its kind are told; what it could not read is not, also of the errors before it."""
    title = "dinner with Zul" + "aikha"  # in parts, for a line of source is shown
    try:
        try:
            int(title)
        except ValueError as error:
            raise KeyError(title) from error
    except KeyError as error:
        line = rendered("failed", {}, error=error)
    assert "Zulaikha" not in line
    assert "KeyError" in line
    assert "ValueError" in line
    assert "test_logs.py" in line


@pytest.mark.parametrize("text", ["1" * 100_000, "bot" * 30_000, "1//" * 30_000, "code=" * 20_000, "Bearer " * 15_000])
def test_masking_takes_its_time_in_proportion(text: str) -> None:
    """No text makes the search for secrets slow: 100,000 characters are done within a second."""
    begun = time.perf_counter()
    mask(text)
    assert time.perf_counter() - begun < 1
