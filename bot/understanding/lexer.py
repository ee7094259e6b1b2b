"""A message as tokens: what each word, number and mark may mean, and where it stands.

One pass with one pattern. Numbers are told apart by their shape (a clock, a date, a telephone number, a price), words
are looked up in the lexicon, and what is unknown stays a word of the title. Past 300 lines for the shapes of numbers,
which have to stand beside each other: each one is what the ones before it are not.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

from bot.languages import Kind
from bot.understanding.lexicon import SHORTEST_GUESS, Lexicon, guess, lexicon

CJK = "\u3007\u3400-\u4dbf\u4e00-\u9fff"

CHINESE = re.compile(f"[{CJK}]")
_LETTERS = f"[^\\W\\d_{CJK}]"
_SHAPES = {
    # Most tokens are plain words with a blank or a comma behind.
    "plain_word": r"(?!(?:rm|myr|usd|sgd) )[a-z]++(?![^ ,])",
    # A word that a digit, an @ or the like follows may be part of something longer.
    "word": f"(?!(?:rm|myr|usd|sgd)\\s\\d)(?>{_LETTERS}+(?:'{_LETTERS}+)*)(?![\\d@]|://|-\\d|\\.[^\\W_])",
    "han": f"[{CJK}]+",
    "plain": r"[,!?:;()\n]|-(?!\d)",
}
_LONG_SHAPES = {
    "opaque": (
        r"(?:https?://|www\.)\S+|[\w.+-]+@[\w-]+\.\w[\w.]*|#\w+"
        r"|(?:rm|myr|usd|sgd|us\$|s\$|\$|£|€|¥)\s?\d[\d,]*(?:\.\d+)?[km]?(?![a-z\d])|\d[\d,]*(?:\.\d+)?\s?%"
        r"|\+\d[\d -]{6,}\d|0\d{1,2}[- ]?\d{3,4}[- ]\d{3,4}(?!\d)|\d{3}[-.]\d{3}[-.]\d{4}|24/7(?!/)"
        r"|\d{1,3}(?:,\d{3})+(?!\d)|1[38]00[ -]?\d\d[ -]?\d{4}|\d{3,}/\d+(?![/\d])|\d+(?:\.\d+){3,}|[a-z]+\d+-\d+"
        r"|(?<![^\W_])[a-z]-\d+(?:-\d+)*(?![^\W_])|\d+[a-z](?:-\d+){2,}(?![^\W_])"
    ),
    "meridiem": r"(?<![^\W_])(?P<ap>[ap])\.\s?m\.?(?![^\W_])",
    "iso": r"(?P<iy>(?:19|20)\d\d)(?P<is>[-/.])(?P<im>\d{1,2})(?P=is)(?P<id>\d{1,2})(?!\d)t?(?![a-z])",
    "dmy": r"(?P<dd>\d{1,2})(?P<ds>[-/.])(?P<dmo>\d{1,2})(?P=ds)(?P<dy>\d{4}|'?\d\d)(?![\d%])(?![-/.]\d)",
    "digits": r"\d+(?:\.\d+){2,}|\d+(?:-\d+){2,}|\d+(?:/\d+){2,}",
}
_SHORT_SHAPES = {
    "clock12": (
        r"(?P<ch>\d{1,2})(?:[:.h]?(?P<cm>\d\d))?(?::\d\d)?(?:\s?(?P<cp>[ap])(?:\.\s?m\.?|\s?m(?:\.(?=\s|$|,))?)|(?P<cq>[ap]))"
        r"(?![^\W\d_])"
    ),
    "hhmm": r"(?P<hh>\d{1,2})(?P<hs>[:.]|h(?=\d))(?P<hm>\d\d)(?::(?P<hsec>\d\d)(?:\.\d+)?)?(?![\d%])z?(?![\d:])",
    "fraction": r"(?:1/2|1/4|3/4)(?=\s?(?:an?\s)?(?:h|hour|hr|jam|day|hari|小))",
    "my": r"(?P<ym>0?[1-9]|1[0-2])/(?P<yy>20\d\d)(?![\d/])",
    "dm": r"(?P<md>\d{1,2})/(?P<mm>\d{1,2})(?![\d/])",
    "ord": r"(?P<on>\d{1,2})\s?(?:st|nd|rd|th)(?![^\W\d_])",
    "decimal": r"\d+\.\d+",
    "number": r"\d+",
    "other": f"{_LETTERS}+(?:'{_LETTERS}+)*",
    "mark": r"[^\w\s]|_|\n",
}
_SHORT_NUMBER = r"\d{1,4}+(?:[:.]\d\d)?[a-z]*+(?:\Z|[ ,]++(?![\d%]))"
"""3pm, 15:30, 5th, 45min with a word behind: none of the long shapes, which then need not be tried."""


def _any_of(shapes: Mapping[str, str]) -> str:
    return "|".join(f"(?P<{name}>{shape})" for name, shape in shapes.items())


@cache
def _token() -> re.Pattern[str]:
    """Compiled when it is first needed: 10 ms that no import waits for.

    The blanks before a token belong to its match, or every shape would be tried at every blank.
    """
    long = f"(?!{_SHORT_NUMBER})(?:{_any_of(_LONG_SHAPES)})"
    return re.compile(rf"[^\S\n]*+(?:{_any_of(_SHAPES)}|{long}|{_any_of(_SHORT_SHAPES)})")


_AFTER_MINUTE = "分刻到至"
_LENGTHS = ("个小时", "個小時", "个半", "個半", "个钟", "個鐘", "小时", "小時", "天", "刻")
_HAN_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "兩": 2}
_MARKS = {
    ",": Kind.COMMA,
    ":": Kind.COLON,
    "@": Kind.AT,
    "&": Kind.AND,
    "+": Kind.AND,
    "\n": Kind.LINE,
    ";": Kind.LINE,
    "-": Kind.DASH,
    "~": Kind.DASH,
    "→": Kind.DASH,
    ".": Kind.STOP,
    "!": Kind.STOP,
    "?": Kind.STOP,
    "。": Kind.STOP,
    "、": Kind.AND,
    # What heads the lines of an invitation
    "📍": Kind.AT,
    **dict.fromkeys("📅📆🗓⏰⌚⏱🕰🕐🕑🕒🕓🕔🕕🕖🕗🕘🕙🕚🕛", Kind.ON),
}
_GLUED_UNITS = {"h": "hour", "m": "minute", "d": "day", "w": "week", "s": "second", "y": "year"}
_FRACTIONS = {"1/2": 0.5, "1/4": 0.25, "3/4": 0.75}


@dataclass(slots=True)
class Token:
    """kind, its value, where it stands in the normalised text, and the language whose word it is ("" for none)."""

    kind: Kind
    value: Any
    start: int
    end: int
    language: str


class Tokens(list[Token]):
    """The tokens of a message or of a part of it, and two views of them that are asked for again and again.

    kinds: their kinds, one character each. words: the normalised spelling of each.
    """

    __slots__ = ("_text", "kinds", "words")

    def __init__(self, text: str, tokens: Sequence[Token]) -> None:
        """text: the normalised message in which the tokens stand."""
        super().__init__(tokens)
        self._text = text
        self.kinds = "".join([token.kind for token in tokens])
        self.words = [text[token.start : token.end] for token in tokens]

    def part(self, first: int, last: int | None = None) -> Tokens:
        """The tokens first up to, not including, last."""
        return Tokens(self._text, self[first:last])


_DOCTOR = "dr"
_AIRPORT = "kul"
_TERENGGANU = "kt"
_DICKSON = "pd"
_BEFORE_TOWN = frozenset((Kind.TO, Kind.FROM, Kind.KE, Kind.IN, Kind.AT, Kind.DASH))
_PLACES = frozenset((Kind.WORD, Kind.NOUN, Kind.OPAQUE, Kind.MEAL))
_AFTER_CLOCK_MARK = frozenset(
    (Kind.NUM, Kind.NUMWORD, Kind.NUM4, Kind.HHMM, Kind.CLOCK12, Kind.DECIMAL, Kind.SHARP, Kind.HALF, Kind.NOON,
     Kind.MIDNIGHT, Kind.QUARTER, Kind.COLON, Kind.STOP)
)  # fmt: skip
_AFTER_SHORT = frozenset(".'")
_SHORTENED = frozenset((Kind.MONTH, Kind.WEAKMONTH))
_LONGEST_SHORT = 4  # letters
_RANGE_MARKS = frozenset((Kind.TO, Kind.DASH, Kind.UNTIL, Kind.KE))


def tokenise(text: str) -> Tokens:
    """The tokens of a normalised text, in order, not overlapping; blanks are left out."""
    book = lexicon()
    words = book.words
    tokens: list[Token] = []
    read_until = 0
    for match in _token().finditer(text):
        shape = match.lastgroup or ""
        start, end = match.span(match.lastindex or 0)
        if start < read_until:
            continue
        if shape == "plain_word" or shape == "word" or shape == "other":
            word = text[start:end]
            lexeme = words.get(word)
            if word in _GLUED_UNITS and tokens and _counts(tokens[-1], word, start):
                tokens.append(Token(Kind.UNIT, _GLUED_UNITS[word], start, end, ""))
            elif lexeme is None and (len(word) < SHORTEST_GUESS or (lexeme := guess(word)) is None):
                tokens.append(Token(Kind.WORD, word, start, end, ""))
            else:
                kind, value, language = lexeme
                if value == "hour" and tokens and _is_hour_mark(kind, tokens[-1]):
                    kind, value = Kind.OCLOCK, "hrs"
                tokens.append(Token(kind, value, start, end, language))
        elif shape == "han":
            _read_han(text, start, end, tokens, book)
        elif shape == "mark" or shape == "plain":
            mark = text[start:end]
            if mark in _AFTER_SHORT and tokens and tokens[-1].end == start and _belongs(mark, tokens, text, end):
                continue
            tokens.append(Token(_MARKS.get(mark, Kind.OTHERMARK), mark, start, end, ""))
        elif shape == "meridiem":
            tokens.append(Token(Kind.MERIDIEM, match["ap"] == "p", start, end, ""))
        else:
            _read_digits(match, text, tokens, book)
        read_until = tokens[-1].end
    if _DOCTOR in text:
        _tell_doctors(text, tokens)
    if _AIRPORT in text:
        _tell_airports(text, tokens)
    if _TERENGGANU in text:
        _tell_town(text, tokens, _TERENGGANU, Kind.AT)
    if _DICKSON in text:
        _tell_town(text, tokens, _DICKSON, Kind.ON)
    found = Tokens(text, tokens)
    joined = _join_phrases(found, book)
    return found if joined is None else Tokens(text, joined)


def _is_hour_mark(kind: Kind, before: Token) -> bool:
    """Whether "hours" stands behind four digits, which are a clock and no length: 0930hrs, 1800 hours."""
    four = before.kind is Kind.NUM4 and before.end - before.start == 4
    return kind is Kind.UNIT and four and before.value < 2400 and before.value % 100 < 60


def _belongs(mark: str, tokens: list[Token], text: str, end: int) -> bool:
    """Whether a mark is part of the word before it: the point of "Aug. 25", the minutes of "15'"."""
    before = tokens[-1]
    if mark == ".":
        return before.kind in _SHORTENED and before.end - before.start <= _LONGEST_SHORT
    if before.kind is not Kind.NUM or text[end : end + 1].isalnum():
        return False
    tokens.append(Token(Kind.UNIT, "minute", end - 1, end, ""))
    return True


def _tell_doctors(text: str, tokens: list[Token]) -> None:
    """ "dr" is short for "dari" where a range follows; else it is a doctor."""
    for index, token in enumerate(tokens):
        if token.kind is not Kind.FROM or text[token.start : token.end] != _DOCTOR:
            continue
        if not any(following.kind in _RANGE_MARKS for following in tokens[index:]):
            tokens[index] = Token(Kind.WORD, _DOCTOR, token.start, token.end, "")


def _tell_airports(text: str, tokens: list[Token]) -> None:
    """ "kul" is short for "pukul" before a clock; else it is Kuala Lumpur's airport: KUL-PEN, KUL 17 Jan."""
    for index, token in enumerate(tokens):
        if token.kind is not Kind.CLOCKMARK or text[token.start : token.end] != _AIRPORT:
            continue
        kinds = [following.kind for following in tokens[index + 1 : index + 3]]
        glued = index > 0 and tokens[index - 1].kind is Kind.DASH and tokens[index - 1].end == token.start
        clock = bool(kinds) and kinds[0] in _AFTER_CLOCK_MARK and not (len(kinds) > 1 and kinds[1] in _SHORTENED)
        if glued or (kinds and not clock):
            tokens[index] = Token(Kind.WORD, _AIRPORT, token.start, token.end, "")


def _tell_town(text: str, tokens: list[Token], town: str, kind: Kind) -> None:
    """ "kt" is short for "kat" with a place behind, "pd" for "pada" with a time; else it is a town: trip to KT."""
    for index, token in enumerate(tokens):
        if token.kind is not kind or text[token.start : token.end] != town:
            continue
        led = (not index and kind is Kind.AT) or (index > 0 and tokens[index - 1].kind in _BEFORE_TOWN)
        follows = index + 1 < len(tokens) and tokens[index + 1].kind in _PLACES
        if led or follows is not (kind is Kind.AT) or index + 1 == len(tokens):
            tokens[index] = Token(Kind.WORD, town, token.start, token.end, "")


def _counts(before: Token, unit: str, start: int) -> bool:
    """Whether a letter after a number is a unit: 1.5h, 2 h."""
    if before.kind is Kind.DECIMAL:
        return before.end == start or unit == "h"
    return unit == "h" and before.kind is Kind.NUM and before.end + 1 == start


@cache
def _han_pieces() -> re.Pattern[str]:
    """The known words of languages without blanks, the longest first, and numbers."""
    return re.compile(f"(?:{lexicon().unspaced.pattern})|(?P<number>[零〇一二三四五六七八九十两兩廿]+)")


def _read_han(text: str, start: int, end: int, tokens: list[Token], book: Lexicon) -> None:
    """Cut a run without blanks: the longest known word first, numbers next, the rest as one word."""
    unknown = start
    for match in _han_pieces().finditer(text, start, end):
        first, last = match.span()
        if unknown < first:
            tokens.append(Token(Kind.WORD, text[unknown:first], unknown, first, "zh"))
        if match.lastgroup is None:
            lexeme = book.words[match.group()]
            value = match.group() if lexeme.kind is Kind.WORD else lexeme.value
            tokens.append(Token(lexeme.kind, value, first, last, lexeme.language))
        elif last - first == 1 and _is_no_minute(text, first, end, tokens):
            continue
        else:
            value = han_number(match.group())
            tokens.append(Token(Kind.NUMWORD if value < 1000 else Kind.NUM4, value, first, last, "zh"))
        unknown = last
    if unknown < end:
        tokens.append(Token(Kind.WORD, text[unknown:end], unknown, end, "zh"))


def _is_no_minute(text: str, index: int, end: int, tokens: list[Token]) -> bool:
    """Whether one digit after 点 begins a word: minutes under ten take a 零 or a 分, 三点一对一 has none."""
    oclock = bool(tokens) and tokens[-1].kind is Kind.OCLOCK
    if oclock and text.startswith(_LENGTHS, index + 1):
        return False  # 晚上8点 一个小时钢琴课
    if oclock and tokens[-1].end < index:
        return text[index + 1 : index + 2] != "分"  # 3点 二楼会议室
    return oclock and index + 1 < end and text[index] in _HAN_DIGITS and text[index + 1] not in _AFTER_MINUTE


def han_number(characters: str) -> int:
    """The value of a Chinese number: by tens (二十三) or digit by digit (二〇二七)."""
    characters = characters.replace("廿", "二十")
    if "十" not in characters:
        return int("".join(str(_HAN_DIGITS[character]) for character in characters))
    tens, _, ones = characters.partition("十")
    tail = ones.replace("十", "")
    return (_HAN_DIGITS[tens[-1]] if tens else 1) * 10 + (_HAN_DIGITS[tail[-1]] if tail else 0)


def _read_digits(match: re.Match[str], text: str, tokens: list[Token], book: Lexicon) -> None:
    shape = match.lastgroup or ""
    start, end = match.span(shape)
    group = match.group
    glued_before = start > 0 and text[start - 1].isalpha() and text[start - 1].isascii()
    if glued_before and _opaque_run(text, start, end, tokens, book):
        return
    if not glued_before and shape in ("number", "hhmm") and _whole_run(text, start, end, tokens, book):
        return
    kind = Kind.OPAQUE
    value: Any = None
    if shape == "clock12":
        hour, minute = int(group("ch")), int(group("cm") or 0)
        if hour > _LAST_HOUR and tokens and tokens[-1].kind is Kind.OCLOCK and tokens[-1].end == start:
            tokens.append(Token(Kind.NUM, hour, start, start + len(group("ch")), ""))
            kind, value, start = Kind.MERIDIEM, group("cp") == "p", start + len(group("ch"))
        elif group("cp") or _is_letter_clock(text, match, start, tokens):
            kind, value = Kind.CLOCK12, (hour, minute, (group("cp") or group("cq")) == "p")
    elif shape == "hhmm":
        kind = Kind.HHMM
        value = (int(group("hh")), int(group("hm")), int(group("hsec") or 0), group("hs"))
    elif shape == "iso":
        kind, value = Kind.DATE, (int(group("id")), int(group("im")), int(group("iy")))
    elif shape == "dmy":
        kind, value = Kind.DATE, _day_month_year(match)
        if value is None:
            kind = Kind.OPAQUE
    elif shape == "my":
        kind, value = Kind.DATE, (None, int(group("ym")), int(group("yy")))
    elif shape == "dm":
        kind, value = Kind.DATE, (int(group("md")), int(group("mm")), None)  # 12/15 is no date: the day stands first
    elif shape == "fraction":
        kind, value = Kind.DECIMAL, _FRACTIONS[group(shape)]
    elif shape == "ord":
        kind, value = Kind.ORD, int(group("on"))
    elif shape == "decimal":
        kind, value = Kind.DECIMAL, float(group(shape))
    elif shape == "number":
        digits = group(shape)
        if len(digits) == 1 and tokens and _is_of_word(text, end, tokens[-1], start):
            _take_into(tokens, int(digits), start, end)
            return
        value = int(digits) if len(digits) <= 4 else None
        kind = Kind.OPAQUE if len(digits) > 4 else Kind.NUM4 if len(digits) > 2 else Kind.NUM
    tokens.append(Token(kind, value, start, end, ""))


_AFTER_DIGIT = frozenset("分刻到至:.-~ ")
_AFTER_WEEK_DIGIT = frozenset("次个個天点點日回:.周週")


def _is_of_word(text: str, end: int, before: Token, start: int) -> bool:
    """Whether one digit belongs to the Chinese word around it: 每周3 is a weekday, of 3点1对1 the 1 is no minute."""
    if before.language != "zh":
        return False
    if before.kind is Kind.UNIT and before.value == "week":
        return before.end == start and text[end : end + 1] not in _AFTER_WEEK_DIGIT
    return before.kind is Kind.OCLOCK and CHINESE.match(text, end) is not None and text[end] not in _AFTER_DIGIT


def _take_into(tokens: list[Token], digit: int, start: int, end: int) -> None:
    week = tokens[-1]
    if week.kind is Kind.UNIT and 1 <= digit <= 7:
        tokens[-1] = Token(Kind.WEEKDAY, digit - 1, week.start, end, "zh")
    else:
        tokens.append(Token(Kind.WORD, str(digit), start, end, "zh"))


_BEFORE_LETTER_CLOCK = ("at", "from", "to", "-", "till", "until", "@", "between", "and")
_BEFORE_LETTER_CLOCK_DAYS = frozenset((Kind.DAY, Kind.WEEKDAY, Kind.WEAKDAY, Kind.DATE, Kind.MONTH, Kind.DAYPART))
_DAYS_AFTER_LETTER_CLOCK = (
    "tomorrow",
    "tmr",
    "today",
    "tonight",
    "on ",
    "next ",
    "mon",
    "tue",
    "wed",
    "thu",
    "fri",
    "sat",
)
_LAST_HOUR = 12
_LAST_CENTURY = 70  # 1/1/95 is of 1995
_AFTER_LETTER_CLOCK = ("to ", "-", "till ", "until ", "and ")


def _is_letter_clock(text: str, match: re.Match[str], start: int, tokens: Sequence[Token]) -> bool:
    """Whether 9a or 3:15p is a clock: with a colon, or where a clock is expected; unit 12A and 720p are none."""
    hour, minute = int(match["ch"]), int(match["cm"] or 0)
    if hour > 12 or minute > 59:
        return False
    if ":" in match.group() or (match["cm"] and "." in match.group()):
        return True
    if tokens and tokens[-1].kind in _BEFORE_LETTER_CLOCK_DAYS:
        return True
    before, after = text[:start].rstrip(), text[match.end() :].lstrip()
    before = before.rsplit(None, 1)[-1] if before else ""
    if match["cq"] == "p" and (not (before or after) or after.startswith(_DAYS_AFTER_LETTER_CLOCK)):
        return True
    return before in _BEFORE_LETTER_CLOCK or before.endswith(("-", "@")) or after.startswith(_AFTER_LETTER_CLOCK)


def _day_month_year(match: re.Match[str]) -> tuple[int, int, int] | None:
    day, month, year = int(match["dd"]), int(match["dmo"]), int(match["dy"].lstrip("'"))
    if len(match["dy"]) < 4:
        if match["ds"] == "/":
            day, month = _day_and_month(day, month)
        if day > 31 or month > 12:
            return None  # 20-30-12 is a code; with a year of four digits it would be a date that cannot be
        year += 2000 if year < _LAST_CENTURY else 1900
    return *_day_and_month(day, month), year


def _day_and_month(day: int, month: int) -> tuple[int, int]:
    """Day first, as it is written here; 12/25/2026 can only be the other order."""
    return (month, day) if day <= 12 < month <= 31 else (day, month)


TOUR = re.compile(r"(\d{1,2})d\d{1,2}n")
"""3D2N: three days and two nights, which stays one word of the title."""
_RUN = re.compile(r"[A-Za-z0-9]+")
_HOUR_AND_MINUTES = re.compile(r"(?:[6-9]|[01]\d|2[0-3])h[0-5]\d")  # 14h30 is a clock, 2h30 a length
_LENGTH_GLUED = re.compile(r"([1-5])h([0-5]\d)")


def _run_end(text: str, index: int) -> int:
    """The end of the run of ASCII letters and digits that goes on at `index`."""
    match = _RUN.match(text, index)
    return match.end() if match is not None else index


def _whole_run(text: str, start: int, end: int, tokens: list[Token], book: Lexicon) -> bool:
    """Digits glued to letters: either all letters are words of time (40mins, 2h30m, 3pm2day) or the run is a name."""
    if end == len(text) or text[end] == " ":
        run = text[start:end]
        if run.isdigit():
            return False
    end = _run_end(text, start)
    run = text[start:end]
    if run.isdigit() or _HOUR_AND_MINUTES.fullmatch(run):
        return False
    if (length := _LENGTH_GLUED.fullmatch(run)) is not None:
        tokens.append(Token(Kind.LENGTHWORD, (int(length[1]) * 60 + int(length[2]), "minute"), start, end, ""))
        return True
    lexeme = book.words.get(run)
    if lexeme is not None:
        tokens.append(Token(lexeme.kind, lexeme.value, start, end, lexeme.language))
        return True
    pieces = _split_run(run, start, book) if TOUR.fullmatch(run) is None else []
    tokens.extend(pieces or [Token(Kind.OPAQUE, run, start, end, "")])
    return True


def _opaque_run(text: str, start: int, end: int, tokens: list[Token], book: Lexicon) -> bool:
    """Letters glued before digits: tmr3pm is two words, room5, mh370 and SS2/24 are one name."""
    end = _run_end(text, end)
    previous = tokens[-1]
    for first, known in ((previous.start, text[previous.start : end]), (start, text[start:end])):
        lexeme = book.words.get(known)
        if lexeme is not None:
            if first == previous.start:
                tokens.pop()
            tokens.append(Token(lexeme.kind, lexeme.value, first, end, lexeme.language))
            return True
    if previous.kind in (Kind.WORD, Kind.OPAQUE, Kind.NOUN, Kind.NUMWORD):
        tokens[-1] = Token(Kind.OPAQUE, text[previous.start : end], previous.start, end, "")
        return True
    return False


_HALVES = ("am", "pm")
_RUN_PIECE = re.compile(r"\d+|[a-z]+")


def _split_run(run: str, offset: int, book: Lexicon) -> list[Token]:
    found: list[Token] = []
    index = 0
    while index < len(run):
        after_digit = index > 0 and run[index - 1].isdigit()
        match = (None if after_digit else book.digit_words.match(run, index)) or _RUN_PIECE.match(run, index)
        if match is None:
            return []
        piece = match.group()
        start, end = offset + index, offset + match.end()
        index = match.end()
        if piece.isdigit():
            if len(piece) > 4:
                return []
            found.append(Token(Kind.NUM if len(piece) < 3 else Kind.NUM4, int(piece), start, end, ""))
            continue
        lexeme = book.words.get(piece)
        unit = _GLUED_UNITS.get(piece) if after_digit else None
        if (unit or (lexeme and lexeme.value)) == "hour" and found and _is_hour_mark(Kind.UNIT, found[-1]):
            found.append(Token(Kind.OCLOCK, "hrs", start, end, ""))
        elif unit is not None:
            found.append(Token(Kind.UNIT, unit, start, end, ""))
        elif lexeme is not None and lexeme.kind is not Kind.NOUN:
            found.append(Token(lexeme.kind, lexeme.value, start, end, lexeme.language))
        elif after_digit and piece.startswith(_HALVES) and (glued := book.words.get(piece[2:])) is not None:
            found.append(Token(Kind.MERIDIEM, piece[0] == "p", start, start + 2, ""))  # 3pmtmr
            found.append(Token(glued.kind, glued.value, start + 2, end, glued.language))
        else:
            return []
    return found


def _join_phrases(tokens: Tokens, book: Lexicon) -> list[Token] | None:
    """The tokens where words that mean one thing together ("day after tomorrow", "hari ini", "tiap-tiap") are one;
    None where there are none."""
    words = tokens.words
    if book.pairs.isdisjoint(pairwise(words)):
        return None
    phrases = book.phrases
    starts = [index for index, pair in enumerate(pairwise(words)) if pair in book.pairs]
    joined: list[Token] = []
    taken = 0
    for index in starts:
        for tail, lexeme in phrases[words[index]][words[index + 1]] if index >= taken else ():
            size = len(tail) + 1
            if size == 2 or tuple(words[index + 1 : index + size]) == tail:
                end = tokens[index + size - 1].end
                joined += tokens[taken:index]
                joined.append(Token(lexeme.kind, lexeme.value, tokens[index].start, end, lexeme.language))
                taken = index + size
                break
    return [*joined, *tokens[taken:]] if taken else None
