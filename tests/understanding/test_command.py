"""`calendar-bot understand`: one JSON line in, one out, and it loads neither Telegram nor Google."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from typing import Any

import pytest

from bot.cli import main
from bot.cli.understand import run_lines

ASKED = {
    "text": "lunch with Ali at Pavilion tomorrow 12.30-2pm",
    "now": "2026-11-23T09:10:00+08:00",
    "tz": "Asia/Kuala_Lumpur",
}
HEAVY = ("telegram", "googleapiclient", "aiohttp", "redis", "dateparser")


def answers(*lines: str) -> list[dict[str, Any]]:
    out = io.BytesIO()
    assert run_lines(io.BytesIO("\n".join(lines).encode()), out) == 0
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_an_event_line() -> None:
    """An event is answered with every field, times in ISO 8601 with their offset."""
    answer = answers(json.dumps(ASKED))[0]
    assert {name: answer[name] for name in ("kind", "title", "start", "end", "all_day", "location", "more")} == {
        "kind": "event",
        "title": "lunch with Ali",
        "start": "2026-11-24T12:30:00+08:00",
        "end": "2026-11-24T14:00:00+08:00",
        "all_day": False,
        "location": "Pavilion",
        "more": [],
    }
    assert answer["rrule"] is None
    assert answer["reminder_minutes"] is None
    assert isinstance(answer["us"], int)


def test_whole_days_and_several_events() -> None:
    """Whole days are dates with an exclusive end; further events stand in `more`."""
    days = answers(json.dumps({**ASKED, "text": "leave 24-26 Dec"}))[0]
    assert (days["start"], days["end"], days["all_day"]) == ("2026-12-24", "2026-12-27", True)
    several = answers(json.dumps({**ASKED, "text": "gym tomorrow 7am and dentist 3pm"}))[0]
    assert [event["title"] for event in (several, *several["more"])] == ["gym", "dentist"]


@pytest.mark.parametrize(
    "line",
    [
        "rubbish",
        "[]",
        "{}",
        '{"text": 3, "now": "x"}',
        '{"text": "a", "now": "2026-11-23T09:10", "tz": "Mars"}',
        "null",
    ],
)
def test_a_bad_line_is_answered(line: str) -> None:
    """A line that cannot be read is answered with kind "error", and the next one is read."""
    first, second = answers(line, json.dumps(ASKED))
    assert first["kind"] == "error"
    assert second["kind"] == "event"


def test_each_line_is_answered_before_the_next_one_is_asked() -> None:
    """Whoever waits for an answer before asking on gets it; what comes in halves is read when it is whole."""
    command = [sys.executable, "-m", "bot", "understand", "--jsonl"]
    line = json.dumps(ASKED).encode() + b"\n"
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as asked:
        assert asked.stdin is not None
        assert asked.stdout is not None
        for parts in ((line,), (line[:40], line[40:]), (line + line[:7], line[7:])):
            for part in parts:
                asked.stdin.write(part)
                asked.stdin.flush()
            assert json.loads(asked.stdout.readline())["title"] == "lunch with Ali"
        asked.stdin.close()
        assert json.loads(asked.stdout.readline())["kind"] == "event"
    assert asked.returncode == 0


def test_for_a_person(capsys: pytest.CaptureFixture[str]) -> None:
    """For a person the parts are shown with the words they came from."""
    assert main(["understand", "--now", "2026-11-23T09:10:00+08:00", "lunch esok 1pm"]) == 0
    shown = capsys.readouterr().out
    assert "lunch" in shown
    assert "2026-11-24T13:00:00+08:00" in shown
    assert "'esok'" in shown


def test_it_loads_neither_telegram_nor_google() -> None:
    """Reading a message needs no network library."""
    code = f"import sys, bot.cli.understand; print([name for name in sys.modules if name.split('.')[0] in {HEAVY}])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
