"""Which wall clock is meant: am or pm where it was not said, and the other end of a range."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from bot.understanding.grammar.components import Clock, ClockRange, ImpossibleTime

_NOON = 12
_LATE = 10  # a party at nine is in the evening, one at ten may well be in the morning
_LAST_OF_NIGHT = 5
_LONGEST_NIGHT = 16 * 60
_PART_START = {
    "dawn": 6 * 60,
    "morning": 9 * 60,
    "breakfast": 8 * 60,
    "midday": 12 * 60,
    "lunch": 12 * 60 + 30,
    "afternoon": 15 * 60,
    "tea": 15 * 60,
    "evening": 18 * 60,
    "dinner": 19 * 60,
    "outing": 19 * 60,
    "night": 20 * 60,
    "after lunch": 14 * 60,
    "after dinner": 20 * 60 + 30,
    "after breakfast": 9 * 60 + 30,
    "before sunset prayer": 18 * 60 + 30,
    "close": 17 * 60,
    "after work": 18 * 60,
    "after dawn prayer": 6 * 60 + 30,
    "after friday prayer": 14 * 60 + 30,
    "after sunset prayer": 20 * 60,
    "after night prayer": 21 * 60,
}
OF_TODAY = frozenset(
    (
        "after lunch",
        "after dinner",
        "after breakfast",
        "before sunset prayer",
        "close",
        "after work",
        "after dawn prayer",
        "after friday prayer",
        "after sunset prayer",
        "after night prayer",
    )
)
"""Parts of the day that say when by themselves: after lunch is today's, or tomorrow's when it has gone."""


class WallTime(Struct, frozen=True, gc=False):
    """Minutes since midnight, and how many days later ("12 at night" is the next day's midnight); seconds beside."""

    minutes: int
    days: int = 0
    seconds: int = 0

    @property
    def total(self) -> int:
        return self.minutes + self.days * 24 * 60


def start_of_part(part: str) -> WallTime:
    """When a part of the day is taken to begin, where no clock is said."""
    return WallTime(_PART_START.get(part, 9 * 60))


def wall_time(clock: Clock, part: str | None) -> WallTime:
    """The wall time of one clock. part: the part of the day of the message or of its meal, where there is one.

    Raises ImpossibleTime for an hour or a minute that no clock shows.
    """
    hour, minute = clock.hour, clock.minute
    if clock.part == "midnight":
        return WallTime(0, 1 if part in ("night", "evening") else 0)
    if minute > 59 or clock.second > 59 or hour > 24 or (hour == 24 and minute):
        raise ImpossibleTime("impossible_time")
    if clock.pm is False and hour > _NOON:
        raise ImpossibleTime("impossible_time")
    if hour == 24:
        return WallTime(0, 1)
    if clock.pm is not None:
        hour = hour % 12 + (12 if clock.pm else 0) if hour <= _NOON else hour
        late = part in ("night", "evening") and clock.pm is False and hour < 5
        return WallTime(hour * 60 + minute, int(late), clock.second)
    if clock.exact:
        return WallTime(hour * 60 + minute, 0, clock.second)
    if clock.part == "morning" and hour == _NOON:
        return WallTime(minute, 0, clock.second)  # 12.30 pagi
    hour, days = _hour_in_part(hour, clock.part or part)
    return WallTime(hour * 60 + minute, days, clock.second)


def left_open(clocks: Clock | ClockRange, part: str | None) -> Clock | ClockRange:
    """The clocks of four digits whose half of the day a word beside them says: 1030 malam, tonight 1030, ptg 0230.

    part: the part of the day that the message says. Before five in the night they are after midnight as they stand.
    """
    if isinstance(clocks, Clock):
        return replace(clocks, exact=False) if _is_open(clocks, part) else clocks
    if not _is_open(clocks.start, part):
        return clocks
    end = clocks.end
    halved = end.exact and end.pm is None and 1 <= end.hour <= _NOON
    end = replace(end, exact=False) if halved else end
    return replace(clocks, start=replace(clocks.start, exact=False), end=end)


def _is_open(clock: Clock, part: str | None) -> bool:
    if not clock.exact or clock.pm is not None or not 1 <= clock.hour < _NOON:
        return False
    if clock.part in ("afternoon", "evening"):
        return True
    return (clock.part or part) == "night" and clock.hour >= (_LATE if clock.part is None else _LAST_OF_NIGHT)


def _hour_in_part(hour: int, part: str | None) -> tuple[int, int]:
    """The hour of 24 that a bare hour from 1 to 12 is in that part of the day, and days later."""
    if part in ("morning", "breakfast", "dawn", "after dawn prayer", "after breakfast"):
        return hour % 12 if part == "dawn" or hour < _NOON else hour, 0
    if part in ("midday", "lunch"):
        return hour if hour >= 10 else hour + 12, 0
    if part in ("afternoon", "tea"):
        return hour % 12 + 12, 0
    if part in ("evening", "dinner"):
        return (0, 1) if hour == _NOON and part == "evening" else (hour % 12 + 12, 0)
    if part in OF_TODAY or (part == "outing" and hour < _LATE):
        return hour % 12 + 12, 0
    if part == "night":
        if hour == _NOON:
            return 0, 1
        return (hour, 1) if hour <= 4 else (hour + 12, 0)
    return (hour + 12 if 1 <= hour <= 6 else hour), 0


def wall_range(clocks: ClockRange, part: str | None) -> tuple[WallTime, WallTime]:
    """Both ends of a range, the end after the start: pm flows back from the end, a night goes on to the next day.

    Raises ImpossibleTime for a clock that cannot be, or with code end_before_start.
    """
    start, end = clocks.start, clocks.end
    for clock in (start, end):
        wall_time(clock, part)
    open_start = start.pm is None and not start.exact and start.part is None
    open_end = end.pm is None and not end.exact and end.part is None
    shared = part or start.part or end.part
    if open_start and not open_end:
        last = wall_time(end, part)
        return _nearest_before(start, last, shared if part else None)
    first = wall_time(start, part or (end.part if open_start else None))
    if open_end:
        return first, _first_after(end, first)
    last = wall_time(end, part if end.part is None else None)
    if last.total <= first.total:
        last = replace(last, days=last.days + 1)
        if last.total - first.total > _LONGEST_NIGHT:
            raise ImpossibleTime("end_before_start")
    return first, last


def _nearest_before(start: Clock, last: WallTime, part: str | None) -> tuple[WallTime, WallTime]:
    """2-4pm is 14 to 16, 11-1pm is 11 to 13, 10 to 4pm is 10 to 16, 10-2am begins the evening before."""
    hour = start.hour % 12
    options = [hour * 60 + start.minute, (hour + 12) * 60 + start.minute]
    if part is not None:
        said = wall_time(start, part)
        options = [said.minutes] if said.total < last.total else options
    before = [option for option in options if option < last.total]
    best = max(before) if before else None
    if best is None or (last.total < 6 * 60 and options[1] >= 18 * 60):
        return WallTime(options[1]), replace(
            last, days=last.days + 1 if last.minutes <= options[1] and not last.days else last.days
        )
    return WallTime(best), last


def _first_after(end: Clock, first: WallTime) -> WallTime:
    """The first time after the start at which the end's clock shows that: 3pm to 5, 8am until 6, 10pm-2."""
    hour = end.hour % 12
    for total in (
        hour * 60 + end.minute,
        (hour + 12) * 60 + end.minute,
        (hour + 24) * 60 + end.minute,
        (hour + 36) * 60 + end.minute,
    ):
        if total > first.total:
            return WallTime(total % 1440, total // 1440)
    raise ImpossibleTime("end_before_start")
