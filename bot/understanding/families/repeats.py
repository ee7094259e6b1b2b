"""Repeats: every Tue and Thu, weekdays, setiap bulan 5hb, 每两周, first Monday of the month, yearly on 5 Dec.

Past 300 lines because the rules are one list in order of precedence, each beside what it makes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from bot.languages import Kind
from bot.understanding.components import Repeat
from bot.understanding.lexer import Token, Tokens
from bot.understanding.phrases import rule

_FREQ = {
    "minute": ("MINUTELY", 1),
    "hour": ("HOURLY", 1),
    "second": ("SECONDLY", 1),
    "day": ("DAILY", 1),
    "week": ("WEEKLY", 1),
    "fortnight": ("WEEKLY", 2),
    "month": ("MONTHLY", 1),
    "quarter_year": ("MONTHLY", 3),
    "year": ("YEARLY", 1),
}
_NUMBERS = (Kind.NUM, Kind.NUMWORD, Kind.NUM4)
_MONTHS = (Kind.MONTH, Kind.WEAKMONTH)
_UNITS = (Kind.UNIT, Kind.HARI, Kind.MONTHMARK)
_LAST_DAY = -1


def _group(match: re.Match[str], name: str, tokens: Sequence[Token]) -> Sequence[Token]:
    start, end = match.span(name) if name in match.re.groupindex else (-1, -1)
    return tokens[start:end] if start >= 0 else ()


def _unit(token: Token) -> tuple[str, int]:
    name = {
        Kind.JAM: "hour",
        Kind.HARI: "day",
        Kind.SECOND: "second",
        Kind.MONTHMARK: "month",
        Kind.YEARMARK: "year",
    }.get(token.kind, token.value)
    return _FREQ[name]


def _interval(tokens: Sequence[Token]) -> int:
    for token in tokens:
        if token.kind in (*_NUMBERS, Kind.OTHER, Kind.ORD, Kind.ORDWORD):
            return max(1, int(token.value))
        if token.kind is Kind.SECOND:
            return 2
    return 1


def _interval_of(match: re.Match[str], tokens: Sequence[Token]) -> int:
    """How many units lie between two times; of 每隔一个月, one apart, it is two."""
    said = _group(match, "interval", tokens)
    interval = _interval(said)
    apart = any(token.kind is Kind.EVERY and token.value == "apart" for token in tokens[match.start() : match.end()])
    return 2 if apart and said and interval == 1 else interval


def _every_unit(match: re.Match[str], tokens: Sequence[Token]) -> Repeat:
    freq, times = _unit(_group(match, "unit", tokens)[0])
    return Repeat(freq, _interval_of(match, tokens) * times)


def _alternate(match: re.Match[str], tokens: Tokens) -> Repeat | None:
    """Alternate days, alternate weeks; "the other day" is none."""
    return _every_unit(match, tokens) if tokens.words[match.start()].startswith("alternat") else None


def _once_in(match: re.Match[str], tokens: Sequence[Token]) -> Repeat | None:
    """Dua mggu sekali, 两周一次, every 3 days once."""
    times, before = tokens[match.end() - 1], tokens[match.end() - 2]
    once = times.value == "once" or (before.kind is Kind.NUMWORD and before.value == 1)
    return _every_unit(match, tokens) if once else None


def _times_each(match: re.Match[str], tokens: Sequence[Token]) -> Repeat | None:
    """Setiap hari 3 kali, 每天三次: how often a day, where "every Monday 5 times" is how often in all."""
    times = tokens[match.end() - 1]
    return _every_unit(match, tokens) if times.language in ("ms", "zh") else None


def _quarterly(match: re.Match[str], tokens: Sequence[Token]) -> Repeat:
    return Repeat("MONTHLY", 3)


def _freq(match: re.Match[str], tokens: Sequence[Token]) -> Repeat:
    freq, interval, *part = tokens[match.end() - 1].value
    return Repeat(freq, interval, part=part[0] if part else None, weak=bool(part))


def _freq_once(match: re.Match[str], tokens: Sequence[Token]) -> Repeat | None:
    """双周一次, once every two weeks; "5 times" beside a frequency is how often in all."""
    once = tokens[match.start() + 1]
    return Repeat(*_group(match, "freq", tokens)[0].value[:2]) if once.language == "zh" and once.value == 1 else None


def _plural_part(match: re.Match[str], tokens: Sequence[Token]) -> Repeat | None:
    """Tuesday mornings, weekend evenings."""
    _, _, *part = tokens[match.end() - 1].value
    days = _weekdays_of(_group(match, "days", tokens))
    return Repeat("WEEKLY", 1, weekdays=days, part=part[0]) if part else None


def _yearly_number(match: re.Match[str], tokens: Sequence[Token]) -> Repeat | None:
    """Every 15/4."""
    day, month, year = tokens[match.end() - 1].value
    if year is not None or not 1 <= month <= 12 or not 1 <= day <= 31:
        return None
    return Repeat("YEARLY", 1, months=(month,), monthdays=(day,))


def _weekdays_of(tokens: Sequence[Token]) -> tuple[int, ...]:
    days: list[int] = []
    for token in tokens:
        if token.kind in (Kind.WEEKDAY, Kind.WEAKDAY):
            days.append(token.value)
        elif token.kind is Kind.WEEKDAYS:
            days += (day for day in token.value if day in range(7))
        elif token.kind is Kind.WEEKEND:
            days += (5, 6)
        elif token.kind is Kind.NUMWORD and token.value > 9:
            days += [int(digit) - 1 for digit in str(token.value) if 1 <= int(digit) <= 7]
        elif token.kind is Kind.NUMWORD and 1 <= token.value <= 7 and token.language == "zh":
            days.append(token.value - 1)
    return tuple(dict.fromkeys(days))


def _every_weekday(match: re.Match[str], tokens: Sequence[Token]) -> Repeat:
    interval = _interval_of(match, tokens)
    said = _group(match, "days", tokens)
    part = next((t.value[-1] for t in said if t.kind is Kind.WEEKDAYS and isinstance(t.value[-1], str)), None)
    return Repeat("WEEKLY", interval, weekdays=_weekdays_of(said), part=part)


def _either_weekday(match: re.Match[str], tokens: Sequence[Token]) -> Repeat:
    return replace(_every_weekday(match, tokens), either=True)


def _by_numbers(match: re.Match[str], tokens: Sequence[Token]) -> Repeat | None:
    """每周二、四, 每周1、3、5: the further weekdays by their numbers alone."""
    said = _group(match, "days", tokens)
    numbers = [token.value for token in said if token.kind in _NUMBERS]
    if said[0].language != "zh" or not all(1 <= number <= 7 for number in numbers):
        return None
    return Repeat("WEEKLY", 1, weekdays=tuple(dict.fromkeys((said[0].value, *(number - 1 for number in numbers)))))


def _together(match: re.Match[str], tokens: Sequence[Token]) -> Repeat | None:
    """周一三五 is a habit; 周四五 are two days in a row, and 下周二四 is of one week."""
    first, rest = tokens[match.start() : match.end()]
    before = tokens[match.start() - 1].kind if match.start() else None
    days = _weekdays_of((first, rest))
    apart = first.end == rest.start and len(days) > 1 and all(one + 1 < other for one, other in pairwise(days))
    if rest.language != "zh" or not apart or before in (Kind.THIS, Kind.NEXT, Kind.LAST):
        return None
    return Repeat("WEEKLY", 1, weekdays=days)


def _once_a_week(match: re.Match[str], tokens: Sequence[Token]) -> Repeat | None:
    """每周一次 is once a week, not Monday, and 每周三次 thrice; 两周一次 once in two."""
    said, interval = _group(match, "day", tokens)[0], _group(match, "interval", tokens)
    every = tokens[match.start()].kind is Kind.EVERY
    weeks = said.language == "zh" and (every or (said.value == 0 and interval))
    return Repeat("WEEKLY", _interval(interval)) if weeks else None


def _weekday_range(match: re.Match[str], tokens: Sequence[Token]) -> Repeat | None:
    said = _group(match, "days", tokens)
    first, last = _weekdays_of(said[:1]), _weekdays_of(said[-1:])
    if len(first) != 1 or len(last) != 1 or any(t.value != "week" for t in _group(match, "unit", tokens)):
        return None
    size = (last[0] - first[0]) % 7 + 1
    interval = _interval(_group(match, "interval", tokens))
    return Repeat("WEEKLY", interval, weekdays=tuple((first[0] + step) % 7 for step in range(size)))


def _every_part(match: re.Match[str], tokens: Sequence[Token]) -> Repeat:
    days = _weekdays_of(_group(match, "days", tokens))
    return Repeat("WEEKLY" if days else "DAILY", 1, weekdays=days, part=_group(match, "part", tokens)[0].value)


def _numbers(tokens: Sequence[Token]) -> tuple[int, ...]:
    """First, third and last; the 2nd to last counts from the end."""
    found: list[int] = []
    apart = True
    for token in tokens:
        if token.kind in (*_NUMBERS, Kind.ORD, Kind.ORDWORD):
            found.append(int(token.value))
        elif token.kind is Kind.SECOND:
            found.append(2)
        elif token.kind is Kind.LAST and apart:
            found.append(_LAST_DAY)
        elif token.kind is Kind.LAST:
            found[-1] = -found[-1]
        apart = not found or (apart if token.kind is Kind.THE else token.kind in (Kind.AND, Kind.COMMA))
    return tuple(found)


def _monthdays(match: re.Match[str], tokens: Sequence[Token]) -> Repeat:
    months = _interval(_group(match, "interval", tokens))
    freq = _group(match, "unit", tokens)
    if freq and freq[0].kind is Kind.FREQ:
        if freq[0].value[0] != "MONTHLY":
            return Repeat(*freq[0].value[:2])
        months = freq[0].value[1]
    elif freq and _unit(freq[0])[0] == "YEARLY":
        return Repeat("YEARLY", months, yeardays=_numbers(_group(match, "days", tokens)))
    elif freq and _unit(freq[0])[0] != "MONTHLY":
        return Repeat(*_unit(freq[0]))
    return Repeat("MONTHLY", months, monthdays=_numbers(_group(match, "days", tokens)))


def _days_monthly(match: re.Match[str], tokens: Sequence[Token]) -> Repeat | None:
    """1st and 15th monthly; the 1st weekly meeting is one."""
    return _monthdays(match, tokens) if tokens[match.end() - 1].value[0] == "MONTHLY" else None


def _month_end(match: re.Match[str], tokens: Sequence[Token]) -> Repeat | None:
    said = tokens[match.start() : match.end()]
    if any(token.kind is Kind.UNIT and token.value != "month" for token in said):
        return None
    if said[-1].kind is Kind.SPANEND and said[-1].value[0] != "month":
        return None
    middle = any(token.kind is Kind.MIDDLE or token.value == ("month", "middle") for token in said)
    start = any(token.kind in (Kind.STARTOF, Kind.AHEAD) or token.value == ("month", "start") for token in said)
    return Repeat("MONTHLY", 1, monthdays=(15 if middle else 1 if start else _LAST_DAY,))


def _day_of_each(match: re.Match[str], tokens: Sequence[Token]) -> Repeat | None:
    """The last day of every month, the first day of each month."""
    said = [token for token in tokens[match.start() : match.end()] if token.kind is not Kind.NUMWORD]
    units = sorted("day" if token.kind is Kind.HARI else str(token.value) for token in said if token.kind in _UNITS)
    if units not in (["day", "month"], ["day", "yue"]):
        return None
    return Repeat("MONTHLY", 1, monthdays=_numbers(said))


def _nth_weekday(match: re.Match[str], tokens: Sequence[Token]) -> Repeat | None:
    nths = _numbers(_group(match, "nth", tokens))
    days = _weekdays_of(_group(match, "days", tokens))
    months = tuple(t.value for t in _group(match, "of", tokens) if t.kind in (Kind.MONTH, Kind.WEAKMONTH))
    interval = 3 if _group(match, "quarterly", tokens) else _interval(_group(match, "interval", tokens))
    if len(days) > 1 and any(token.kind is Kind.WEEKDAYS for token in _group(match, "days", tokens)):
        return None  # the first weekday of the month is one of five
    freq = "YEARLY" if months else "MONTHLY"
    if any(t.kind is Kind.UNIT and _unit(t)[0] != freq for t in _group(match, "every", tokens)):
        return None
    return Repeat(freq, interval, weekdays=days, nths=nths, months=months)


def _weekday_of_nth_week(match: re.Match[str], tokens: Sequence[Token]) -> Repeat | None:
    """Setiap Rabu minggu pertama, Jumaat terakhir setiap bulan: the first Wednesday, the last Friday of each month."""
    if any(token.value != "week" for token in _group(match, "week", tokens)):
        return None
    return _nth_weekday(match, tokens)


def _nth_weekday_en(match: re.Match[str], tokens: Sequence[Token]) -> Repeat | None:
    """ "Every second Tuesday" without a month is every other one; "every first Monday" can only be of a month."""
    nths = _numbers(_group(match, "nth", tokens))
    days = _weekdays_of(_group(match, "days", tokens))
    if nths == (2,):
        return Repeat("WEEKLY", 2, weekdays=days)
    return Repeat("MONTHLY", 1, weekdays=days, nths=nths)


def _monthly_weekday(match: re.Match[str], tokens: Sequence[Token]) -> Repeat | None:
    """Monthly on Friday: BYDAY alone, as RFC 5545 has it; what is weekly has its own rule."""
    freq, interval = _group(match, "freq", tokens)[0].value[:2]
    return Repeat(freq, interval, weekdays=_weekdays_of(_group(match, "days", tokens))) if freq == "MONTHLY" else None


def _working_day(match: re.Match[str], tokens: Sequence[Token]) -> Repeat | None:
    """The last working day of every month."""
    days = _weekdays_of(_group(match, "days", tokens))
    nths = _numbers(_group(match, "nth", tokens))
    return Repeat("MONTHLY", 1, weekdays=days, position=nths[0]) if len(days) == 5 and len(nths) == 1 else None


def _except(match: re.Match[str], tokens: Sequence[Token]) -> Repeat:
    return Repeat(without=_weekdays_of(_group(match, "days", tokens)))


def _except_months(match: re.Match[str], tokens: Sequence[Token]) -> Repeat:
    return Repeat(without_months=tuple(t.value for t in _group(match, "months", tokens) if t.kind in _MONTHS))


def _yearly(match: re.Match[str], tokens: Sequence[Token]) -> Repeat | None:
    month = next(t.value for t in _group(match, "month", tokens))
    if any(t.kind is Kind.UNIT and t.value != "year" for t in _group(match, "unit", tokens)[:1]):
        return None
    return Repeat("YEARLY", 1, months=(month,), monthdays=_numbers(_group(match, "days", tokens)))


def _holiday(match: re.Match[str], tokens: Sequence[Token]) -> Repeat:
    month, day = tokens[match.end() - 1].value
    return Repeat("YEARLY", 1, months=(month,), monthdays=(day,))


_NEXT_DAY = "(COMMA | AND | OTHERMARK | EVERY | ON | HARI)*"
_WDAYS = f"WDAY ({_NEXT_DAY} WDAY)*"
_DAYNUMBER = "THE? (ORD | NUM | NUMWORD | ORDWORD) DAYMARK?"
_FROM_END = "THE? (ORD | ORDWORD | SECOND) (TO THE?)? LAST"
_NTH = "NTHS ((TO THE?)? LAST)?"
_NTH_AFTER = "ORDWORD ((AND | COMMA)+ ORDWORD)* | (NTH | KE) (NUM | NUMWORD) (?! PART | MERIDIEM | OCLOCK)"
"""What stands after its noun: Isnin pertama, minggu ke-2."""
_NTH_LIST = f"{_NTH} ((AND | COMMA | THE)+ {_NTH})*"
_NTH_DAYS = "(WDAY | WEEKDAYS) ((AND | COMMA)+ (WDAY | WEEKDAYS))*"
_EVERY_N = "interval:(OTHER | NUM | NUMWORD | ORD)?"
_DATES = "(NUM | ORD) ((AND | COMMA)+ THE? (NUM | ORD) (?! UNIT | COUNTED))*"
_EVERY = "(ON? EVERY (THE | OF)?)"
_EDGES = "ENDOF | STARTOF | MIDDLE"
_NO_TIME = "(?! OCLOCK | MEASURE | UNIT | COUNTED | DAYMARK | MONTHMARK | JAM (?! NUM) | MERIDIEM)"
_MONTH_UNIT = "(UNIT | MONTHMARK)"
REPEATS = [
    rule(
        "last day of month",
        f"{_EVERY} {_MONTH_UNIT} OF? (ON? THE? LAST UNIT | ORDWORD NUMWORD? UNIT | (UNIT | HARI) ORDWORD)"
        f" | (ON | THE)* ({_FROM_END} | LAST | ORDWORD | ORD) UNIT (OF | IN | FOR)? EVERY (THE)? {_MONTH_UNIT}"
        " | (UNIT | HARI) ORDWORD (EVERY UNIT | UNIT (?! THIS | NEXT | LAST | LEPAS))",
        _day_of_each,
    ),
    rule(
        "end of month",
        f"{_EVERY} ({_EDGES} | AHEAD) (OF | THE)* UNIT | (ON | AT | THE)* ({_EDGES}) (OF | THE)* EVERY UNIT"
        f" | AHEAD EVERY UNIT | EVERY (UNIT | MONTHMARK) (ON | AT | THE)* ({_EDGES}) | EVERY SPANEND",
        _month_end,
    ),
    rule(
        "nth weekday of month",
        f"(ON | EVERY | THE)* nth:({_NTH_LIST}) days:({_NTH_DAYS}) (OF | IN)* of:() EVERY {_EVERY_N}"
        f" every:({_MONTH_UNIT})",
        _nth_weekday,
    ),
    rule(
        "nth weekday of the month",
        f"(ON | THE)* nth:({_NTH_LIST}) days:({_NTH_DAYS}) of:((OF | IN)+ THE UNIT)",
        _nth_weekday,
    ),
    rule(
        "every nth weekday of the month",
        f"(ON | THE)* EVERY THE? nth:({_NTH_LIST}) days:(WDAY | WEEKDAYS) (OF | IN)+ of:((THE | A)? UNIT | MON)",
        _nth_weekday,
    ),
    rule(
        "yearly nth weekday",
        f"(FREQ | EVERY {_EVERY_N} every:(UNIT)) (ON | THE | COMMA)* nth:({_NTH}) days:(WDAY) (OF | IN)+ of:(MON)",
        _nth_weekday,
    ),
    rule(
        "monthly nth weekday",
        "(FREQ | EVERY interval:(OTHER | NUM | NUMWORD | ORD)? (UNIT | MONTHMARK)) (ON | THE | OF)*"
        " nth:(NTHS ((AND | COMMA | THE)+ NTHS)* | NTH NUMWORD MEASURE?) days:(WDAY) of:()",
        _nth_weekday,
    ),
    rule(
        "quarterly nth weekday",
        f"quarterly:(EVERY QUARTER) (ON | THE | OF | COMMA)* nth:({_NTH}) days:(WDAY) of:()",
        _nth_weekday,
    ),
    rule(
        "weekday nth monthly",
        f"(ON | HARI)* days:(WDAY) week:(UNIT)? nth:({_NTH_AFTER}) of:() (OF | ON)? EVERY {_EVERY_N} every:(UNIT)",
        _weekday_of_nth_week,
    ),
    rule(
        "monthly weekday nth",
        f"EVERY (UNIT | MONTHMARK) (ON | HARI)* days:(WDAY) UNIT? nth:({_NTH_AFTER}) of:()",
        _nth_weekday,
    ),
    rule(
        "every weekday nth",
        f"ON? EVERY HARI? days:(WDAY) week:(UNIT)? nth:({_NTH_AFTER})"
        " of:() ((OF | IN | ON)* (EVERY | THE)? every:(UNIT))?",
        _weekday_of_nth_week,
    ),
    rule(
        "working day of month",
        f"(ON | THE)* nth:(NTHS) days:(WEEKDAYS) (OF | IN)* (EVERY {_MONTH_UNIT} | FREQ)",
        _working_day,
    ),
    rule(
        "monthly working day",
        f"(EVERY {_MONTH_UNIT} | FREQ) (ON | THE | OF)* nth:(ORDWORD | LAST | NTH NUMWORD MEASURE?) days:(WEEKDAYS)",
        _working_day,
    ),
    rule("working day last", f"(ON)* days:(WEEKDAYS) nth:(ORDWORD) EVERY {_MONTH_UNIT}", _working_day),
    rule("except", f"EXCEPT (ON | HARI | THE | EVERY)* days:({_WDAYS} | WEEKDAYS | WEEKEND)", _except),
    rule(
        "except months",
        "EXCEPT (IN | ON | FOR | THE | UNIT)* months:(MON ((AND | COMMA)+ MON)*+) (?! NUM | NUM4 | ORD | AND | COMMA)",
        _except_months,
    ),
    rule("every nth weekday", "EVERY nth:(NTHS ((AND | COMMA)+ NTHS)*) days:(WDAY)", _nth_weekday_en),
    rule(
        "yearly date",
        f"EVERY unit:(UNIT ON? THE?)? days:({_DATES}) OF? month:(MON)",
        _yearly,
    ),
    rule("yearly month first", f"EVERY unit:(UNIT ON?)? month:(MON) (ON UNIT)? THE? days:({_DATES})", _yearly),
    rule("yearly marked", "EVERY YEARMARK OF? month:(NUM | NUMWORD) MONTHMARK days:(NUM | NUMWORD) DAYMARK", _yearly),
    rule("holiday", "EVERY HOLIDAY", _holiday),
    rule("yearly number", "EVERY DATE", _yearly_number),
    rule(
        "every day of month",
        f"EVERY {_EVERY_N} unit:{_MONTH_UNIT} (ON | OF | COMMA | AT)*"
        f" days:({_DAYNUMBER} ((AND | COMMA)+ {_DAYNUMBER})*)(?<= ORD | DAYMARK | ORDWORD) (UNIT (?! OF))?",
        _monthdays,
    ),
    rule(
        "day of every month",
        f"(ON)* days:({_FROM_END} | THE? LAST (?= OF) | {_DAYNUMBER} ((AND | COMMA)+ {_DAYNUMBER})*)"
        f" UNIT? (OF | ON | DAYMARK)* EVERY {_EVERY_N} unit:{_MONTH_UNIT}",
        _monthdays,
    ),
    rule(
        "every ordinal",
        "(ON | THE)* EVERY days:((ORD | (NUM | NUMWORD) DAYMARK | ORDWORD (?= OF)) ((AND | COMMA)+ (ORD | NUM"
        " DAYMARK))*) unit:() (UNIT? OF (THE | EVERY)? UNIT | (?! UNIT | OF | MON))",
        _monthdays,
    ),
    rule("monthly on weekdays", f"freq:(FREQ) ON EVERY? days:({_WDAYS})", _monthly_weekday),
    rule("days monthly", "(ON | THE)* days:(ORD ((AND | COMMA | THE)+ ORD)*) (ON | OF)* unit:(FREQ)", _days_monthly),
    rule("monthly on", "unit:(FREQ) (ON | THE | EVERY)* days:(ORD ((AND | COMMA)+ ORD)*)", _monthdays),
    rule("plural part of day", f"ON? EVERY? days:({_WDAYS} | WEEKDAYS | WEEKEND) FREQ", _plural_part),
    rule("every together", "EVERY interval:() days:(WEEKDAY NUMWORD)", _every_weekday),
    rule("together", f"WEEKDAY NUMWORD {_NO_TIME}", _together),
    rule("every by number", f"EVERY interval:() days:(WEEKDAY (AND (NUMWORD | NUM) {_NO_TIME})+)", _by_numbers),
    rule("once a week", "(?= .* TIMES) EVERY? interval:(NUM | NUMWORD)? day:(WEEKDAY) TIMES", _once_a_week),
    rule(
        "every weekday or", "ON? EVERY interval:() days:(HARI? WDAY (OR (EVERY | ON | HARI)* WDAY)+)", _either_weekday
    ),
    rule("every part of weekday", "EVERY days:(WDAY) part:(PART)", _every_part),
    rule("every weekday part", "EVERY part:(PART) days:(WDAY)", _every_part),
    rule(
        "weekday range",
        "EVERY interval:(OTHER | NUM | NUMWORD)? unit:(UNIT)? (ON | HARI)?"
        " days:((WDAY | WEEKDAYS) (TO | DASH) HARI? (WDAY | WEEKDAYS))",
        _weekday_range,
    ),
    rule("weekdays range", "ON? days:(WEEKDAYS (TO | DASH) (WDAY | WEEKDAYS))", _weekday_range),
    rule(
        "every weekday",
        f"ON? EVERY interval:(OTHER | (NUM | NUMWORD) MEASURE?)? ((UNIT ON?)? HARI?) days:({_WDAYS} | WEEKDAYS"
        f" ({_NEXT_DAY} WEEKDAYS)* | WEEKEND)",
        _every_weekday,
    ),
    rule(
        "every n weeks on",
        "EVERY interval:(OTHER | NUM | NUMWORD | ORD) MEASURE? UNIT OF? (ON | THE)*"
        f" days:({_WDAYS} | WEEKDAYS | WEEKEND)",
        _every_weekday,
    ),
    rule(
        "weekdays",
        f"(ON | EVERY)* interval:() days:(WEEKDAYS ({_NEXT_DAY} (WEEKDAYS | WEEKDAY))*)",
        _every_weekday,
    ),
    rule("every part", "EVERY part:(PART)", _every_part),
    rule("every quarter", "EVERY QUARTER", _quarterly),
    rule("times each", "EVERY unit:(UNIT | HARI | MONTHMARK) (NUM | NUMWORD) TIMES", _times_each),
    rule(
        "every unit",
        "(ON)? (NUMWORD TIMES A?)? EVERY interval:(OTHER | NUM | NUMWORD | ORD | SECOND (?= UNIT))?"
        " MEASURE? unit:(UNIT | JAM | HARI | SECOND | MONTHMARK | YEARMARK)",
        _every_unit,
    ),
    rule(
        "once in n units",
        "(?= .* TIMES) EVERY? interval:(NUM | NUMWORD) MEASURE? unit:(UNIT | HARI | MONTHMARK) NUMWORD? TIMES",
        _once_in,
    ),
    rule(
        "every n times",
        "OTHER interval:(NUM | NUMWORD) unit:(UNIT)",
        _every_unit,
    ),
    rule("alternate days", "interval:(OTHER) unit:(UNIT)", _alternate),
    rule("alternate weekdays", "interval:(OTHER) days:(WEEKDAYS | WDAY)", _every_weekday),
    rule("frequency once", "freq:(FREQ) NUMWORD TIMES", _freq_once),
    rule("frequency", "EVERY? FREQ", _freq),
]
