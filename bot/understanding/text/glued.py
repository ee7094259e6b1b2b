"""Digits and letters without a blank between them: 2h30m, tmr3pm, 3pmtmr, room5, 3D2N."""

from __future__ import annotations

import re

from bot.languages import Kind
from bot.understanding.text.lexicon import Lexicon
from bot.understanding.text.tokens import Token

GLUED_UNITS = {"h": "hour", "m": "minute", "d": "day", "w": "week", "s": "second", "y": "year"}
TOUR = re.compile(r"(\d{1,2})d\d{1,2}n")
"""3D2N: three days and two nights, which stays one word of the title."""
_RUN = re.compile(r"[A-Za-z0-9]+")
_HOUR_AND_MINUTES = re.compile(r"(?:[6-9]|[01]\d|2[0-3])h[0-5]\d")  # 14h30 is a clock, 2h30 a length
_LENGTH_GLUED = re.compile(r"([1-5])h([0-5]\d)")
_HALVES = ("am", "pm")
_NO_LENGTH = 6  # hours: from here on a clock of the day, for nothing in a calendar lasts 15:00 hours
_RUN_PIECE = re.compile(r"\d+|[a-z]+")


def is_hour_mark(kind: Kind, before: Token) -> bool:
    """Whether "hours" stands behind four digits, which are a clock and no length: 0930hrs, 1800 hours, 15:00 hrs; 1:30
    hours is a length."""
    if before.kind is Kind.HHMM:
        return kind is Kind.UNIT and (before.value[0] >= _NO_LENGTH or before.end - before.start == len("09:00"))
    four = before.kind is Kind.NUM4 and before.end - before.start == 4
    return kind is Kind.UNIT and four and before.value < 2400 and before.value % 100 < 60


def _run_end(text: str, index: int) -> int:
    """The end of the run of ASCII letters and digits that goes on at `index`."""
    match = _RUN.match(text, index)
    return match.end() if match is not None else index


def whole_run(text: str, start: int, end: int, tokens: list[Token], book: Lexicon) -> bool:
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


def opaque_run(text: str, start: int, end: int, tokens: list[Token], book: Lexicon) -> bool:
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
        unit = GLUED_UNITS.get(piece) if after_digit else None
        if (unit or (lexeme and lexeme.value)) == "hour" and found and is_hour_mark(Kind.UNIT, found[-1]):
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
