"""Lengths ("for 45 min", "selama 2 jam", "半小时") and distances from now ("in 2 hours", "lagi 2 jam", "两天后")."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.languages import Kind, Phrase
from bot.understanding.grammar.components import Ahead, Day, DayRange, Length, Repeat
from bot.understanding.grammar.families.length_words import LENGTH, LENGTH_BESIDE, read_length
from bot.understanding.grammar.phrases import ByWords, rule
from bot.understanding.text.lexer import Token, Tokens
from bot.understanding.text.lexicon import lexicon

_LONGEST_TRIP = 14  # days
_LONGEST_BARE = 99  # days; more of them are a length only where a word says so ("for", "selama")
_WORD = frozenset({Kind.WORD})
_WEEKDAY_KINDS = frozenset({Kind.WEEKDAY, Kind.WEAKDAY})
_USUAL_MINUTES = frozenset((5, 10, 15, 20, 25, 30, 40, 45, 60, 90))


def _group(match: re.Match[str], name: str, tokens: Sequence[Token]) -> Sequence[Token]:
    start, end = match.span(name)
    return tokens[start:end] if start >= 0 else ()


def _ahead(match: re.Match[str], tokens: Sequence[Token]) -> Ahead | None:
    length = read_length(_group(match, "length", tokens))
    return None if length is None else Ahead(length)


def _ago(match: re.Match[str], tokens: Sequence[Token]) -> Ahead | None:
    length = read_length(_group(match, "length", tokens))
    return None if length is None else Ahead(length, -1)


def _days_later(match: re.Match[str], tokens: Sequence[Token]) -> Ahead | None:
    """四日之後, 三日前; 5号后 is after the 5th."""
    if tokens[match.start() + 1].value != "ri":
        return None
    sign = -1 if tokens[match.end() - 1].kind is Kind.QIAN else 1
    return Ahead(Length(days=tokens[match.start()].value), sign)


def _for(match: re.Match[str], tokens: Sequence[Token]) -> Length | None:
    said = _group(match, "length", tokens)
    if said and said[0].kind is Kind.NUM4 and said[0].value % 100 < 60 and said[-1].value == "hour":
        return None  # for 1000hrs
    length = read_length(said)
    return None if length is None else Length(length.minutes, length.days, length.months, marked=True)


def _of_timer(length: Length, first: int, last: int, tokens: Sequence[Token]) -> Length | Ahead:
    """Set a timer for 5 minutes: from now on."""
    if first and tokens[first - 1].value in lexicon().books[Phrase.TIMER].words:
        return Ahead(Length(length.minutes, length.days, length.months))
    return length


def _nights(match: re.Match[str], tokens: Sequence[Token]) -> Length | None:
    """For one night: until the next day."""
    count, part = tokens[match.end() - 2 : match.end()]
    return Length(days=int(count.value), marked=True) if part.value == "night" else None


def _days_and_nights(match: re.Match[str], tokens: Sequence[Token]) -> Length | None:
    """三天两夜, 3 hari 2 malam."""
    days, unit, nights, part = tokens[match.start() : match.end()]
    if unit.value != "day" or part.value != "night" or part.language == "en" or nights.value > days.value:
        return None
    return Length(days=days.value, marked=True)


def _for_next(match: re.Match[str], tokens: Sequence[Token]) -> Length | None:
    """For the next month, where no number is said."""
    return _for(match, tokens) if tokens[match.start()].value == "next" else None


def _length(match: re.Match[str], tokens: Sequence[Token]) -> Length | None:
    return read_length(_group(match, "length", tokens))


def _bare(length: Length, first: int, last: int, tokens: Sequence[Token]) -> Length | Ahead | None:
    """45 minutes, about an hour; 30 minutes, and nothing else, are from now on."""
    start, end = first + (tokens[first].kind is Kind.SHARP), last - (tokens[last - 1].kind is Kind.SHARP)
    said = tokens[start:end]
    if end == len(tokens) and (not start or tokens[0].value == "+") and _is_timer(said):
        return Ahead(length)
    if said[0].kind is Kind.NUM4:
        if said[-1].kind in (Kind.JAM, Kind.UNIT) and said[-1].value == "hour":
            return None  # 1800 hours is a clock
        if last < len(tokens) and tokens[last].kind in _WEEKDAY_KINDS:
            return None  # 1500 hari Isnin is a clock and its day
    if said[0].kind is Kind.HALF and said[-1].value == "day":
        return None  # half day leave
    return None if length.days > _LONGEST_BARE else length


def _timer(match: re.Match[str], tokens: Sequence[Token]) -> Ahead | None:
    """30 minutes, and nothing else: from now on."""
    said = _group(match, "length", tokens)
    plus = match.start("length")
    if plus + len(said) != len(tokens) or (plus and tokens[0].value != "+") or not _is_timer(said):
        return None
    length = read_length(said)
    return None if length is None else Ahead(length)


def _is_timer(said: Sequence[Token]) -> bool:
    """Whether a length alone may be meant: "a minute" and "two sec" are said for "wait"."""
    if said[0].kind not in (Kind.NUM, Kind.NUMWORD, Kind.NUM4, Kind.HALF) and said[1].value != "hour":
        return False
    if any(token.kind is Kind.A for token in said[1:]) and not any(token.kind is Kind.HALF for token in said):
        return False  # 7 days a week
    if any(token.language == "zh" for token in said):
        return False  # 三天 is how long, 三天后 when
    return not any(token.kind in (Kind.LENGTHWORD, Kind.SECOND) or token.value == "second" for token in said)


def _named(match: re.Match[str], tokens: Sequence[Token]) -> Length | None:
    """A 3-hour workshop: a length that stays in the title."""
    length = read_length([tokens[match.start()], tokens[match.end() - 1]])
    if length is not None and 1 < length.days <= _LONGEST_TRIP and not length.minutes:
        return Length(days=length.days, named=True)  # a 4-day trek
    if length is None or not length.minutes or length.minutes > 12 * 60:
        return None
    return Length(length.minutes, named=True)


def _hours_and_minutes(match: re.Match[str], tokens: Sequence[Token]) -> Length | None:
    hour, minute, _, mark = tokens[match.end() - 1].value
    return Length(hour * 60 + minute, marked=True) if mark == "h" else None


def _next_days(match: re.Match[str], tokens: Sequence[Token]) -> DayRange | None:
    """The next 3 days begin tomorrow, the next 2 weeks on Monday, the next 3 months on the first."""
    length = read_length(_group(match, "length", tokens))
    if length is None or length.minutes:
        return None
    if length.months:
        return DayRange(Day(month_offset=1, span="month"), Day(month_offset=length.months, span="month"))
    if length.days % 7 == 0 and tokens[match.end() - 1].value == "week":
        return DayRange(Day(week=1, span="week"), Day(week=length.days // 7, span="week"))
    return DayRange(Day(offset=1), Day(offset=length.days))


def _minutes_ahead(match: re.Match[str], tokens: Sequence[Token]) -> Ahead | None:
    """Remind me in 20: minutes, where a number of them is usual."""
    count = tokens[match.end() - 1].value
    return Ahead(Length(minutes=count), weak=True) if count in _USUAL_MINUTES else None


def _more(match: re.Match[str], tokens: Sequence[Token]) -> Ahead | None:
    """In 2 more minutes."""
    length = read_length([token for token in tokens[match.start() : match.end()] if token.kind is not Kind.FROMNOW])
    return None if length is None else Ahead(length)


def _after_a_while(match: re.Match[str], tokens: Tokens) -> Ahead | None:
    """After 10 mins call back; "after two hours of training" is something else, "after 3 days leave" as well."""
    ahead = _ahead(match, tokens)
    following = tokens[match.end()].kind if match.end() < len(tokens) else None
    start = match.start()
    before = [tokens.words[i] for i in range(start) if tokens[i].kind not in (Kind.COMMA, Kind.STOP, Kind.LINE)]
    opens = following is Kind.WORD and lexicon().opening_words.issuperset(before)
    opens = opens and ahead is not None and ahead.length.minutes > 0
    return ahead if opens or following not in (Kind.WORD, Kind.OF, Kind.WITH) else None


def _now(match: re.Match[str], tokens: Sequence[Token]) -> Ahead:
    return Ahead(Length(), weak=True)


def _times_a(match: re.Match[str], tokens: Sequence[Token]) -> Repeat:
    """Three times a week, dua kali seminggu: how often is left to the days that are named."""
    unit = tokens[match.end() - 1]
    name = unit.value[1] if unit.kind is Kind.LENGTHWORD else unit.value
    return Repeat({"day": "DAILY", "week": "WEEKLY", "month": "MONTHLY"}.get(str(name), "YEARLY"), 1)


def _times(match: re.Match[str], tokens: Sequence[Token]) -> Repeat | None:
    said = tokens[match.start() : match.end()]
    token = next((t for t in said if t.kind in (Kind.NUM, Kind.NUMWORD, Kind.NUM4)), said[-1])
    if not isinstance(token.value, int) or not 0 < token.value < 1000:
        return None
    return Repeat(count=token.value, weak=said[-1].value != "times")  # 3x and "twice" count only beside a repeat


_BESIDE_CLOCK = "NUM | NUM4 | HHMM | CLOCK12 | DECIMAL | NUMWORD"
_COUNTED_FROM = "FROM | AFTER | LEPAS | BEFORE | AHEAD | FROMNOW | HOU | QIAN | LAGI | AGO | LAST | REMIND"
_L = "length:({length})"
_LIST = "length:({length} (COMMA AND? {length})+)"
LENGTHS = [
    rule(
        "ago",
        f"(?= .* (AGO | LEPAS | QIAN | LAST)) {_L} (AGO | LEPAS | QIAN | LAST (?! UNIT | WEEKDAY))",
        ByWords(_ago),
        length=LENGTH,
    ),
    rule("ahead list", f"IN {_LIST}", ByWords(_ahead), length=LENGTH),
    rule(
        "ahead",
        f"(IN | LAGI) (FOR | THE? NEXT)? SHARP? {_L} (TIMES | FROMNOW | HOU | LAGI)*",
        ByWords(_ahead),
        length=LENGTH,
    ),
    rule(
        "later",
        f"(?= .* (FROMNOW | HOU | LAGI)) SHARP? {_L} (FROMNOW FROM? | HOU | LAGI)",
        ByWords(_ahead),
        length=LENGTH,
    ),
    rule("unit later", "length:(UNIT) FROMNOW", ByWords(_ahead)),
    rule("days later", "(NUM | NUMWORD | FEW) DAYMARK (HOU | FROMNOW | QIAN)", ByWords(_days_later)),
    rule("more", "IN (NUM | NUMWORD | FEW) FROMNOW UNIT", ByWords(_more)),
    rule("next days", "(FOR | IN | ON)? THE? NEXT length:((NUM | NUMWORD | FEW) UNIT)", ByWords(_next_days)),
    rule("now and", f"NOW AND {_L}", ByWords(_ahead), length=LENGTH),
    rule("now", "NOW", ByWords(_now)),
    rule(
        "minutes ahead",
        "IN (NUM | NUMWORD) (?! TIMES | NUM | NUMWORD | UNIT | DECIMAL | OF? MON | DAYMARK | MONTHMARK)",
        ByWords(_minutes_ahead),
    ),
    rule("after a while", f"(LEPAS | AFTER) {_L}", _after_a_while, length=LENGTH),
    rule(
        "times a week", "(NUM | NUMWORD)? TIMES ((A | EVERY) (UNIT | HARI (?! WDAY)) | LENGTHWORD)", ByWords(_times_a)
    ),
    rule("count", "FOR? TO? (NUM | NUMWORD | NUM4) TIMES", ByWords(_times)),
    rule("twice", "TIMES (?! UNIT | HARI | FREQ)", ByWords(_times)),
    rule("for", f"(FOR | ALLDAY FOR) TO? SHARP? {_L}", ByWords(_for, _of_timer, near=_WORD), length=LENGTH_BESIDE),
    rule("for one night", "FOR (A | NUM | NUMWORD) PART", ByWords(_nights)),
    rule("for the next", "FOR length:(UNIT)", ByWords(_for_next, _of_timer, near=_WORD)),
    rule("days and nights", "(NUM | NUMWORD) (UNIT | HARI) (NUM | NUMWORD) PART", ByWords(_days_and_nights)),
    rule("for hours", "FOR HHMM", ByWords(_hours_and_minutes)),
    rule("named", "(NUM | NUMWORD) DASH UNIT", ByWords(_named)),
    rule("timer", f"AND? {_LIST}", _timer, length=LENGTH),
    rule("plus", f"AND {_L}", _timer, length=LENGTH),
    rule("about", f"SHARP {_L} (?! {_COUNTED_FROM})", ByWords(_length, _bare), length=LENGTH),
    rule("bare", f"{_L} (SHARP (?! {_BESIDE_CLOCK}))?", ByWords(_length, _bare), length=LENGTH),
]
