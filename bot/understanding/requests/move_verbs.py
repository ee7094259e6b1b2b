"""Whether a verb of moving moves an event: "move dentist to Friday" does, "move house on Friday" is a thing to do."""

from __future__ import annotations

from collections.abc import Sequence

from bot.languages import Kind, Phrase
from bot.understanding.requests.told_moves import is_work_shift
from bot.understanding.text.lexer import Token, Tokens
from bot.understanding.text.lexicon import Lexicon
from bot.understanding.text.phrase_books import MARKS, TIMES, ends, unspaced

_ROWS = frozenset({Kind.NUM, Kind.CLOCK12, Kind.THE})
_LENGTHS = frozenset({Kind.UNIT, Kind.JAM, Kind.HARI})
_MEASURES = frozenset({Kind.UNIT, Kind.JAM, Kind.HARI, Kind.LENGTHWORD})
_SHIFTED = _MEASURES | {
    Kind.NUM, Kind.NUMWORD, Kind.NUM4, Kind.DECIMAL, Kind.HALF, Kind.A, Kind.AND, Kind.BY, Kind.FOR, Kind.LAGI,
    Kind.FROMNOW, Kind.MEASURE, Kind.OTHER, Kind.QUARTER, Kind.FEW,
}  # fmt: skip
_JOINS = frozenset({Kind.TO, Kind.UNTIL, Kind.BY, Kind.KE})


def shifts(words: Sequence[str], tokens: Sequence[Token], start: int, book: Lexicon) -> bool:
    """Whether a verb of moving is followed by how far and by nothing else: "lewatkan 30 minit", "delay by 1 hour"."""
    first = start + book.books[Phrase.PROLONG].match(words, start)
    rest = tokens[first:]
    if first == start or not any(token.kind in _MEASURES for token in rest):
        return False
    pointing, closing = book.books[Phrase.POINTING].words, book.closing_words
    return all(
        token.kind in _SHIFTED or words[index] in pointing or words[index] in closing or token.kind in MARKS
        for index, token in enumerate(rest, first)
    )


def moves(text: str, words: Sequence[str], tokens: Tokens, start: int, book: Lexicon) -> bool:
    """Whether "move" is followed by a new time: "move dentist to Friday" is, "move house on Friday" is not."""
    if any(phrase in text for phrase in unspaced(Phrase.MOVE_INTO)) or ends(words, book, Phrase.MOVE_END):
        return True
    if len(tokens) > 2 and tokens[-1].kind in (Kind.AHEAD, Kind.FROMNOW) and tokens[-2].kind in _LENGTHS:
        return True  # 30 min earlier
    if words[start] == "make" or (words[start] == "shift" and is_work_shift(tokens, start)):
        return False
    shifted = (
        book.books[Phrase.PROLONG].match(words, start) > 0
        and tokens[-1].kind in _MEASURES
        and len(tokens) > (2 if tokens[-1].kind is Kind.LENGTHWORD else 3)
    )
    if shifted and all(token.kind not in (Kind.CLOCK12, Kind.AT, Kind.IN) for token in tokens):
        return True  # delay gym 1 hour; move the car in 2 hours is a thing to do
    named = False
    for index in range(start + 1, len(tokens) - 1):
        joined = tokens[index].kind in _JOINS or words[index] in ("kepada", "kpd")
        if not joined:
            named = named or tokens[index].kind not in TIMES or (index == start + 1 and tokens[index].kind in _ROWS)
        elif named:
            following = index + 1
            while following < len(tokens) - 1 and tokens[following].kind in (Kind.THE, Kind.AT, Kind.ON):
                following += 1
            if tokens[following].kind in TIMES:
                return True
    return False
