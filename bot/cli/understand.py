"""`calendar-bot understand`: shows what a message was understood to say, for a person or line by line for a program.

Imports neither Telegram nor Google: reading a message needs neither.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterable
from datetime import datetime
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

import msgspec

from bot.cli.arguments import explain
from bot.understanding import EventReading, Reading, understand, warm_up
from calendar_core.clock import SystemClock
from calendar_core.domain.timespan import DaySpan
from calendar_core.errors import CalendarError


class _Asked(msgspec.Struct):
    """One line of input. now: ISO 8601; in the zone where it has no offset. tz: IANA name. locale: IETF tag."""

    text: str
    now: str
    tz: str | None = None
    locale: str | None = None


_CHUNK = 1 << 16  # bytes read at once, where so many have come
_ASKED = msgspec.json.Decoder(_Asked)
_ANSWER = msgspec.json.Encoder()
_NO_EVENT: dict[str, Any] = dict.fromkeys(("title", "start", "end", "all_day", "rrule", "location", "reminder_minutes"))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    explain(
        parser,
        """Show what a message was understood to say: kind, title, time, place, repeats, and the words each came from.
        Nothing is booked and nothing is asked over the network.

        With --jsonl it reads one JSON object a line, {"text", "now", "tz"}, and writes one a line.""",
        examples={
            'calendar-bot understand "lunch w/ Ali esok 1pm kat KLCC"': "explain one message, read at this moment",
            'calendar-bot understand --now 2026-11-21T10:00 --tz Asia/Tokyo "tea at 4"': "as if it were then and there",
            "calendar-bot understand --jsonl < messages.jsonl": "read many, for programs",
        },
        exit_codes={0: "read, whatever came of it", 2: "--now or --tz makes no sense"},
    )
    parser.add_argument("text", nargs="*", help="the message; read from standard input where none is given")
    parser.add_argument(
        "--jsonl", action="store_true", help='read one JSON object a line {"text", "now", "tz"}, write one line each'
    )
    parser.add_argument("--now", help="ISO 8601 time at which the message is read, instead of the present one")
    parser.add_argument("--tz", default="Asia/Kuala_Lumpur", help="IANA zone of the wall clocks (default: %(default)s)")


def run(args: argparse.Namespace) -> int:
    """Exit status: 0, or 2 where the options make no sense."""
    if args.jsonl:
        return run_lines(sys.stdin.buffer, sys.stdout.buffer)
    text = " ".join(args.text) if args.text else sys.stdin.read()
    try:
        now = datetime.fromisoformat(args.now) if args.now else SystemClock().now()
        zone = ZoneInfo(args.tz)
    except (ValueError, OSError, LookupError):
        print("I cannot read --now or --tz. Give an ISO 8601 time and an IANA zone.", file=sys.stderr)
        return 2
    now = now if now.tzinfo else now.replace(tzinfo=zone)
    print("\n".join(_explained(understand(text, now, zone), zone)))
    return 0


def run_lines(lines: BinaryIO, out: BinaryIO) -> int:
    """One JSON line in, one out; a line that cannot be read is answered with kind "error".

    Lines that have come together are answered together, and all are flushed before it waits for more.
    """
    warm_up()
    begun = b""
    while chunk := lines.read1(_CHUNK):  # type: ignore[attr-defined]
        *whole, begun = (begun + chunk).split(b"\n")
        _answer_lines(whole, out)
    _answer_lines([begun], out)
    return 0


def _answer_lines(lines: Iterable[bytes], out: BinaryIO) -> None:
    answers = [_ANSWER.encode(_answer_line(line)) for line in lines if line.strip()]
    if answers:
        out.write(b"\n".join((*answers, b"")))
        out.flush()


def _answer_line(line: bytes) -> dict[str, Any]:
    try:
        asked = _ASKED.decode(line)
        zone = ZoneInfo(asked.tz or "Asia/Kuala_Lumpur")
        now = datetime.fromisoformat(asked.now)
        now = now if now.tzinfo else now.replace(tzinfo=zone)
        begun = time.perf_counter_ns()
        reading = understand(asked.text, now, zone, locale=asked.locale)
        spent = (time.perf_counter_ns() - begun) // 1000
    except (msgspec.MsgspecError, ValueError, TypeError, LookupError, OSError, CalendarError):
        return {"kind": "error", **_NO_EVENT, "more": [], "us": 0, "problem": "bad_line"}
    return answer_of(reading, zone, spent)


def answer_of(reading: Reading, zone: ZoneInfo, us: int) -> dict[str, Any]:
    """A reading as one JSON object: times in ISO 8601 with offset, dates for whole days, their end exclusive."""
    events = reading.events
    if not events and reading.problem is not None and reading.problem.event is not None:
        events = (reading.problem.event,)
    if not events and reading.question is not None:
        events = tuple(choice.event for choice in reading.question.choices[:1] if choice.event is not None)
    answer = {
        "kind": reading.kind,
        "intent": reading.intent.value,
        **(_event(events[0], zone) if events else _NO_EVENT),
        "more": [_event(event, zone) for event in events[1:]],
        "us": us,
    }
    if reading.problem is not None:
        answer |= {"problem": reading.problem.code, "words": reading.problem.words}
        answer["title"] = answer["title"] or reading.problem.title or None
    if reading.question is not None:
        answer["question"] = reading.question.code
    return answer


def _event(event: EventReading, zone: ZoneInfo) -> dict[str, Any]:
    when = event.when
    if all_day := isinstance(when, DaySpan):
        start, end = when.start.isoformat(), when.end.isoformat()
    else:
        start, end = when.starts_at(zone).isoformat(), when.ends_at(zone).isoformat()
    told = {
        "title": event.title,
        "start": start,
        "end": end,
        "all_day": all_day,
        "rrule": event.rrule,
        "location": event.location,
        "reminder_minutes": event.reminder_minutes,
    }
    if event.exdates:
        told["exdates"] = [day.isoformat() for day in event.exdates]
    return told


def _explained(reading: Reading, zone: ZoneInfo) -> list[str]:
    """The reading in plain English, with the words each part came from."""
    lines = [f"{reading.kind} ({reading.intent.value}), language {reading.language}"]
    events = reading.events or ((reading.problem.event,) if reading.problem and reading.problem.event else ())
    for event in events:
        shown = _event(event, zone)
        lines += [f"  {name.replace('_', ' '):17}{value}" for name, value in shown.items() if value not in (None, "")]
        if event.people:
            lines.append(f"  {'people':17}{', '.join(event.people)}")
        if event.moved_to_next_day:
            lines.append("  that time has gone today, so tomorrow was taken")
        lines += [f"  note             {note}" for note in event.notes]
        lines += [f"    {span.role:9} <- {span.text!r}" for span in event.spans]
    if reading.problem is not None:
        lines.append(f"  problem          {reading.problem.code}: {reading.problem.words!r}")
    if reading.question is not None:
        lines.append(f"  question         {reading.question.code}")
        lines += [f"    or {choice.code}" for choice in reading.question.choices]
    if reading.target is not None:
        target = reading.target
        lines.append(f"  which            row {target.row}" if target.row else f"  which            {target.words!r}")
        if target.new_when is not None:
            lines.append(f"  to               {target.new_when} ({', '.join(sorted(target.said))})")
    if reading.query is not None:
        lines.append(f"  about            {reading.query.when} {reading.query.words or ''}".rstrip())
    lines += [f"  not understood   {span.text!r}" for span in reading.unread]
    return lines


def main() -> int:
    """`python -m bot.cli.understand`."""
    parser = argparse.ArgumentParser(
        prog="calendar-bot understand", description="Show what a message was understood to say."
    )
    add_arguments(parser)
    return run(parser.parse_args())


if __name__ == "__main__":
    sys.exit(main())
