"""Marks readings against a corpus in the format of `tests/corpora`: field by field, rules by their occurrences."""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

from bot.understanding import Reading, understand
from calendar_core.domain.timespan import DaySpan

CORPORA = Path(__file__).parent.parent / "corpora"
LANGUAGES = Path(__file__).parent.parent.parent / "bot" / "languages"
_COMPARED = 60
_WHEN = ("kind", "start", "end", "all_day")


def lines_of(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        yield from (json.loads(line) for line in file if line.strip())


def read(line: dict[str, Any]) -> Reading:
    return understand(line["text"], datetime.fromisoformat(line["now"]), line["tz"], locale=line.get("locale"))


def answer_of(reading: Reading, zone: str) -> dict[str, Any]:
    """A reading as the fields of a corpus line."""
    event = reading.events[0] if reading.events else reading.problem.event if reading.problem else None
    answer: dict[str, Any] = {"kind": reading.kind}
    if event is None:
        return answer
    answer |= {"title": event.title, "all_day": isinstance(event.when, DaySpan), "rrule": event.rrule}
    answer |= {"location": event.location, "reminder_minutes": event.reminder_minutes}
    if isinstance(event.when, DaySpan):
        answer |= {"start": event.when.start.isoformat(), "end": event.when.end.isoformat()}
    else:
        tz = ZoneInfo(zone)
        answer |= {"start": event.when.starts_at(tz).isoformat(), "end": event.when.ends_at(tz).isoformat()}
    return answer


@dataclass
class Mark:
    """wrong: the fields that are not as expected, with (expected, answered)."""

    line: dict[str, Any]
    answer: dict[str, Any]
    wrong: dict[str, tuple[Any, Any]] = field(default_factory=dict)

    @property
    def when(self) -> bool:
        return not any(name in self.wrong for name in _WHEN)

    @property
    def all(self) -> bool:
        return not self.wrong


def mark(line: dict[str, Any]) -> Mark:
    expect = line["expect"]
    answer = answer_of(read(line), line["tz"])
    result = Mark(line, answer)
    for name, wanted in expect.items():
        got = answer.get(name)
        if name == "kind":
            right = got == wanted or (wanted == "past" and got == "ask")
        elif expect["kind"] not in ("event", "past") or (expect["kind"] == "past" and got is None):
            right = True
        else:
            right = _same(name, wanted, got, line)
        if not right:
            result.wrong[name] = (wanted, got)
    return result


def _same(name: str, wanted: Any, got: Any, line: dict[str, Any]) -> bool:
    if name == "title":
        return _plain(got) in {_plain(title) for title in ([wanted] if isinstance(wanted, str) else wanted)}
    if name == "location":
        return _plain(got) in {_plain(place) for place in ([wanted] if isinstance(wanted, str) else wanted)}
    if name == "rrule":
        return same_rule(wanted, got, line["expect"]["start"])
    if name in ("start", "end") and isinstance(got, str) and "T" in wanted and "T" in got:
        return datetime.fromisoformat(wanted) == datetime.fromisoformat(got)
    return bool(wanted == got)


def _plain(title: Any) -> str:
    return " ".join(re.sub(r"^[\W_]+|[\W_]+$", "", str(title or "")).casefold().split())


def same_rule(one: str | None, other: str | None, start: str) -> bool:
    """Whether two rules give the same occurrences from `start` on."""
    if not one or not other:
        return not one and not other
    return occurrences_of(one, start) == occurrences_of(other, start)


def occurrences_of(rule: str, start: str) -> list[datetime]:
    begin = datetime.fromisoformat(start) if "T" in start else datetime.combine(date.fromisoformat(start), time())
    zone = begin.tzinfo
    parts = []
    for part in rule.removeprefix("RRULE:").split(";"):
        name, _, value = part.partition("=")
        if name == "UNTIL":
            if value.endswith("Z"):
                until = datetime.strptime(value, "%Y%m%dT%H%M%SZ").replace(tzinfo=ZoneInfo("UTC"))
                value = until.astimezone(zone).strftime("%Y%m%dT%H%M%S")
            elif len(value) == 8:
                value = (datetime.strptime(value, "%Y%m%d") + timedelta(hours=23, minutes=59)).strftime("%Y%m%dT%H%M%S")
        parts.append(f"{name}={value}")
    return list(islice(rrulestr(";".join(parts), dtstart=begin.replace(tzinfo=None)), _COMPARED))


def report(marks: Iterable[Mark], *, show: bool = True) -> str:
    marks = list(marks)
    plain = [m for m in marks if "convention" not in m.line.get("tags", ())]
    rows = []
    for name, chosen in [
        ("all", plain),
        *((lang, [m for m in plain if m.line["lang"] == lang]) for lang in ("en", "ms", "zh", "mix")),
    ]:
        if chosen:
            good = sum(m.when for m in chosen), sum(m.all for m in chosen)
            rows.append(
                f"{name:5} {len(chosen):5}  when {good[0] / len(chosen):6.1%}  all {good[1] / len(chosen):6.1%}"
            )
    if show:
        for m in marks:
            if m.wrong:
                star = "~" if "convention" in m.line.get("tags", ()) else " "
                rows.insert(0, f"{star}{m.line['id']} {m.line['now'][:16]} | {m.line['text']} | {m.wrong}")
    rows.append("wrong fields: " + str(dict(Counter(name for m in plain for name in m.wrong))))
    return "\n".join(rows)


if __name__ == "__main__":
    for name in sys.argv[1:]:
        print(report(mark(line) for line in lines_of(Path(name))))
