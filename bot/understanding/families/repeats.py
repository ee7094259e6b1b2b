"""Repeats: every Tue and Thu, weekdays, setiap bulan 5hb, 每两周, first Monday of the month, yearly on 5 Dec."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.languages import Kind
from bot.understanding.components import Repeat
from bot.understanding.lexer import Token
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
_LAST_DAY = -1


def _group(match: re.Match[str], name: str, tokens: Sequence[Token]) -> Sequence[Token]:
    start, end = match.span(name)
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


def _every_unit(match: re.Match[str], tokens: Sequence[Token]) -> Repeat:
    freq, times = _unit(_group(match, "unit", tokens)[0])
    return Repeat(freq, _interval(_group(match, "interval", tokens)) * times)


def _quarterly(match: re.Match[str], tokens: Sequence[Token]) -> Repeat:
    return Repeat("MONTHLY", 3)


def _freq(match: re.Match[str], tokens: Sequence[Token]) -> Repeat:
    freq, interval = tokens[match.end() - 1].value
    return Repeat(freq, interval)


def _weekdays_of(tokens: Sequence[Token]) -> tuple[int, ...]:
    days: list[int] = []
    for token in tokens:
        if token.kind in (Kind.WEEKDAY, Kind.WEAKDAY):
            days.append(token.value)
        elif token.kind is Kind.WEEKDAYS:
            days += token.value
        elif token.kind is Kind.WEEKEND:
            days += (5, 6)
        elif token.kind is Kind.NUMWORD and token.value > 9:
            days += [int(digit) - 1 for digit in str(token.value) if 1 <= int(digit) <= 7]
        elif token.kind is Kind.NUMWORD and 1 <= token.value <= 7 and token.language == "zh":
            days.append(token.value - 1)
    return tuple(dict.fromkeys(days))


def _every_weekday(match: re.Match[str], tokens: Sequence[Token]) -> Repeat:
    interval = _interval(_group(match, "interval", tokens))
    return Repeat("WEEKLY", interval, weekdays=_weekdays_of(_group(match, "days", tokens)))


def _weekday_range(match: re.Match[str], tokens: Sequence[Token]) -> Repeat:
    first, last = _weekdays_of(_group(match, "days", tokens))[:2]
    size = (last - first) % 7 + 1
    return Repeat("WEEKLY", 1, weekdays=tuple((first + step) % 7 for step in range(size)))


def _every_part(match: re.Match[str], tokens: Sequence[Token]) -> Repeat:
    days = _weekdays_of(_group(match, "days", tokens)) if "days" in match.groupdict() else ()
    return Repeat("WEEKLY" if days else "DAILY", 1, weekdays=days, part=_group(match, "part", tokens)[0].value)


def _numbers(tokens: Sequence[Token]) -> tuple[int, ...]:
    found = []
    for token in tokens:
        if token.kind in (*_NUMBERS, Kind.ORD, Kind.ORDWORD):
            found.append(int(token.value))
        elif token.kind is Kind.SECOND:
            found.append(2)
        elif token.kind is Kind.LAST:
            found.append(_LAST_DAY)
    return tuple(found)


def _monthdays(match: re.Match[str], tokens: Sequence[Token]) -> Repeat:
    months = _interval(_group(match, "interval", tokens)) if "interval" in match.groupdict() else 1
    freq = _group(match, "unit", tokens)
    if freq and freq[0].kind is Kind.FREQ:
        if freq[0].value[0] != "MONTHLY":
            return Repeat(*freq[0].value)
        months = freq[0].value[1]
    elif freq and _unit(freq[0])[0] != "MONTHLY":
        return Repeat(*_unit(freq[0]))
    return Repeat("MONTHLY", months, monthdays=_numbers(_group(match, "days", tokens)))


def _month_end(match: re.Match[str], tokens: Sequence[Token]) -> Repeat:
    edge = _group(match, "edge", tokens)
    start = bool(edge) and edge[0].kind is Kind.STARTOF
    return Repeat("MONTHLY", 1, monthdays=(1 if start else _LAST_DAY,))


def _nth_weekday(match: re.Match[str], tokens: Sequence[Token]) -> Repeat:
    nths = _numbers(_group(match, "nth", tokens))
    days = _weekdays_of(_group(match, "days", tokens))
    months = tuple(t.value for t in _group(match, "of", tokens) if t.kind in (Kind.MONTH, Kind.WEAKMONTH))
    return Repeat("YEARLY" if months else "MONTHLY", 1, weekdays=days, nths=nths, months=months)


def _nth_weekday_en(match: re.Match[str], tokens: Sequence[Token]) -> Repeat | None:
    """ "Every second Tuesday" without a month is every other one; "every first Monday" can only be of a month."""
    nths = _numbers(_group(match, "nth", tokens))
    days = _weekdays_of(_group(match, "days", tokens))
    if nths == (2,):
        return Repeat("WEEKLY", 2, weekdays=days)
    return Repeat("MONTHLY", 1, weekdays=days, nths=nths)


def _working_day(match: re.Match[str], tokens: Sequence[Token]) -> Repeat | None:
    """The last working day of every month."""
    days = _weekdays_of(_group(match, "days", tokens))
    nths = _numbers(_group(match, "nth", tokens))
    return Repeat("MONTHLY", 1, weekdays=days, position=nths[0]) if len(days) == 5 and len(nths) == 1 else None


def _except(match: re.Match[str], tokens: Sequence[Token]) -> Repeat:
    return Repeat(without=_weekdays_of(_group(match, "days", tokens)))


def _yearly(match: re.Match[str], tokens: Sequence[Token]) -> Repeat:
    month = next(t.value for t in _group(match, "month", tokens))
    return Repeat("YEARLY", 1, months=(month,), monthdays=_numbers(_group(match, "days", tokens)))


def _holiday(match: re.Match[str], tokens: Sequence[Token]) -> Repeat:
    month, day = tokens[match.end() - 1].value
    return Repeat("YEARLY", 1, months=(month,), monthdays=(day,))


_NEXT_DAY = "(COMMA | AND | OTHERMARK | EVERY | ON | HARI)*"
_WDAYS = f"WDAY ({_NEXT_DAY} WDAY)*"
_DAYNUMBER = "THE? (ORD | NUM | NUMWORD | ORDWORD) DAYMARK?"
_EVERY = "(ON? EVERY (THE | OF)?)"
_MONTH_UNIT = "(UNIT | MONTHMARK)"
REPEATS = [
    rule(
        "last day of month",
        f"{_EVERY} {_MONTH_UNIT} OF? (ON? THE? LAST UNIT | ORDWORD NUMWORD? UNIT | (UNIT | HARI) ORDWORD)"
        f" | (ON | THE)* (LAST | ORDWORD) UNIT (OF | IN | FOR)? EVERY (THE)? {_MONTH_UNIT} | (UNIT |"
        " HARI) ORDWORD (EVERY UNIT | UNIT)",
        lambda match, tokens: Repeat("MONTHLY", 1, monthdays=(_LAST_DAY,)),
    ),
    rule(
        "end of month",
        f"{_EVERY} edge:(ENDOF | STARTOF) (OF | THE)* UNIT | (ON | AT | THE)* (ENDOF | STARTOF) (OF |"
        " THE)* EVERY UNIT"
        " | EVERY (UNIT | MONTHMARK) (ENDOF | STARTOF)",
        _month_end,
    ),
    rule(
        "nth weekday of month",
        "(ON | EVERY | THE)* nth:(NTHS ((AND | COMMA | THE)+ NTHS)*) days:(WDAY ((AND | COMMA)+ WDAY)*)"
        f" (OF | IN)* of:(EVERY {_MONTH_UNIT})",
        _nth_weekday,
    ),
    rule(
        "nth weekday of the month",
        "(ON | THE)* nth:(NTHS ((AND | COMMA | THE)+ NTHS)*) days:(WDAY ((AND | COMMA)+ WDAY)*)"
        " of:((OF | IN)+ THE UNIT)",
        _nth_weekday,
    ),
    rule(
        "every nth weekday of the month",
        "(ON | THE)* EVERY THE? nth:(NTHS ((AND | COMMA | THE)+ NTHS)*) days:(WDAY) (OF | IN)+"
        " of:((THE | A)? UNIT | MON)",
        _nth_weekday,
    ),
    rule(
        "yearly nth weekday",
        "(FREQ | EVERY UNIT) (ON | THE)* nth:(NTHS) days:(WDAY) (OF | IN)+ of:(MON)",
        _nth_weekday,
    ),
    rule(
        "monthly nth weekday",
        "(FREQ | EVERY (UNIT | MONTHMARK)) (ON | THE | OF)* nth:(NTHS ((AND | COMMA | THE)+ NTHS)* |"
        " NTH NUMWORD MEASURE?) days:(WDAY) of:()",
        _nth_weekday,
    ),
    rule("weekday nth monthly", "(ON | HARI)* days:(WDAY) nth:(ORDWORD) of:((OF | ON)? EVERY UNIT)", _nth_weekday),
    rule(
        "monthly weekday nth",
        "EVERY (UNIT | MONTHMARK) (ON | HARI)* days:(WDAY) nth:(ORDWORD) of:()",
        _nth_weekday,
    ),
    rule(
        "working day of month",
        f"(ON | THE)* nth:(NTHS) days:(WEEKDAYS) (OF | IN)* (EVERY {_MONTH_UNIT} | FREQ)",
        _working_day,
    ),
    rule(
        "monthly working day",
        f"(EVERY {_MONTH_UNIT} | FREQ) (ON | THE | OF)* nth:(ORDWORD | LAST) days:(WEEKDAYS)",
        _working_day,
    ),
    rule("working day last", f"(ON)* days:(WEEKDAYS) nth:(ORDWORD) EVERY {_MONTH_UNIT}", _working_day),
    rule("except", f"EXCEPT (ON | HARI | THE | EVERY)* days:({_WDAYS} | WEEKDAYS | WEEKEND)", _except),
    rule("every nth weekday", "EVERY nth:(NTHS ((AND | COMMA)+ NTHS)*) days:(WDAY)", _nth_weekday_en),
    rule(
        "yearly date",
        "EVERY (UNIT ON? THE?)? days:(NUM | ORD) OF? month:(MON)",
        _yearly,
    ),
    rule("yearly month first", "EVERY (UNIT ON?)? month:(MON) THE? days:(NUM | ORD)", _yearly),
    rule("yearly marked", "EVERY YEARMARK OF? month:(NUM | NUMWORD) MONTHMARK days:(NUM | NUMWORD) DAYMARK", _yearly),
    rule("holiday", "EVERY HOLIDAY", _holiday),
    rule(
        "every day of month",
        f"EVERY interval:(NUM | NUMWORD | OTHER)? unit:{_MONTH_UNIT} (ON | OF | COMMA | AT)*"
        f" days:({_DAYNUMBER} ((AND | COMMA)+ {_DAYNUMBER})*)(?<= ORD | DAYMARK | ORDWORD)",
        _monthdays,
    ),
    rule(
        "day of every month",
        f"(ON)* days:({_DAYNUMBER} ((AND | COMMA)+ {_DAYNUMBER})*) (OF | ON | DAYMARK)* EVERY unit:{_MONTH_UNIT}",
        _monthdays,
    ),
    rule(
        "every ordinal",
        "(ON | THE)* EVERY days:((ORD | (NUM | NUMWORD) DAYMARK) ((AND | COMMA)+ (ORD | NUM"
        " DAYMARK))*) unit:() (OF (THE | EVERY)? UNIT)?",
        _monthdays,
    ),
    rule("monthly on", "unit:(FREQ) (ON | THE | EVERY)* days:(ORD ((AND | COMMA)+ ORD)*)", _monthdays),
    rule("every together", "EVERY interval:() days:(WEEKDAY NUMWORD)", _every_weekday),
    rule("every part of weekday", "EVERY days:(WDAY) part:(PART)", _every_part),
    rule("every weekday part", "EVERY part:(PART) days:(WDAY)", _every_part),
    rule("weekday range", "EVERY days:(WDAY (TO | DASH) WDAY)", _weekday_range),
    rule(
        "every weekday",
        f"ON? EVERY interval:(OTHER | NUM | NUMWORD)? ((UNIT ON?)? HARI?) days:({_WDAYS} | WEEKDAYS"
        f" ({_NEXT_DAY} WEEKDAYS)* | WEEKEND)",
        _every_weekday,
    ),
    rule(
        "every n weeks on",
        f"EVERY interval:(OTHER | NUM | NUMWORD) MEASURE? UNIT OF? (ON | THE)* days:({_WDAYS} | WEEKDAYS)",
        _every_weekday,
    ),
    rule(
        "weekdays",
        f"(ON | EVERY)* interval:() days:(WEEKDAYS ({_NEXT_DAY} (WEEKDAYS | WEEKDAY))*)",
        _every_weekday,
    ),
    rule("every part", "EVERY part:(PART)", _every_part),
    rule("every quarter", "EVERY QUARTER", _quarterly),
    rule(
        "every unit",
        "(ON)? (NUMWORD TIMES A?)? EVERY interval:(OTHER | NUM | NUMWORD | ORD | SECOND (?= UNIT))?"
        " MEASURE? unit:(UNIT | JAM | HARI | SECOND | MONTHMARK | YEARMARK)",
        _every_unit,
    ),
    rule(
        "every n times",
        "OTHER interval:(NUM | NUMWORD) unit:(UNIT)",
        _every_unit,
    ),
    rule("alternate weekdays", "interval:(OTHER) days:(WEEKDAYS | WDAY)", _every_weekday),
    rule("frequency", "EVERY? FREQ", _freq),
]
