"""Short words that mean one thing beside a time and another elsewhere: dr, kul, kt, pd, coming, about."""

from __future__ import annotations

from bot.languages import Kind, Phrase
from bot.understanding.text.lexicon import lexicon
from bot.understanding.text.tokens import Token

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
SHORTENED = frozenset((Kind.MONTH, Kind.WEAKMONTH))
_COMING = "coming"
_ABOUT = "about"
TOLD_BY_NEIGHBOURS = frozenset((_DOCTOR, _AIRPORT, _TERENGGANU, _DICKSON, _COMING, _ABOUT))
"""All of them; a message that has none of them as a token need not be looked through."""
_HOURS = frozenset((Kind.CLOCK12, Kind.NUM, Kind.HHMM, Kind.NUM4, Kind.MERIDIEM, Kind.OCLOCK, Kind.NUMWORD, Kind.NOON))
_TOPICS = frozenset((Kind.THE, Kind.WORD, Kind.NOUN, Kind.MEAL, Kind.OPAQUE, Kind.ME, Kind.THIS))
_RANGE_MARKS = frozenset((Kind.TO, Kind.DASH, Kind.UNTIL, Kind.KE))


def tell_short_words(text: str, tokens: list[Token]) -> None:
    """Tell them apart by what stands beside them; the tokens are changed in place."""
    if _DOCTOR in text:
        _tell_doctors(text, tokens)
    if _AIRPORT in text:
        _tell_airports(text, tokens)
    if _TERENGGANU in text:
        _tell_town(text, tokens, _TERENGGANU, Kind.AT)
    if _DICKSON in text:
        _tell_town(text, tokens, _DICKSON, Kind.ON)
    if _ABOUT in text:
        _tell_topics(text, tokens)
    if _COMING in text:
        _tell_visits(text, tokens)


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
        clock = bool(kinds) and kinds[0] in _AFTER_CLOCK_MARK and not (len(kinds) > 1 and kinds[1] in SHORTENED)
        if glued or (kinds and not clock):
            tokens[index] = Token(Kind.WORD, _AIRPORT, token.start, token.end, "")


def _tell_topics(text: str, tokens: list[Token]) -> None:
    """Of "at 10 about the budget" the word is of the title, of "at about 10" it is of the clock."""
    for index in range(1, len(tokens) - 1):
        token = tokens[index]
        if token.kind is not Kind.SHARP or text[token.start : token.end] != _ABOUT:
            continue
        if tokens[index - 1].kind in _HOURS and tokens[index + 1].kind in _TOPICS:
            tokens[index] = Token(Kind.WORD, _ABOUT, token.start, token.end, "")


def _tell_visits(text: str, tokens: list[Token]) -> None:
    """Of "technician coming fri" the word is what he does; of "meeting coming fri" it is of the day."""
    visitors = lexicon().books[Phrase.VISITOR].words
    for index in range(1, len(tokens)):
        token, before = tokens[index], tokens[index - 1]
        if token.kind is Kind.COMING and text[before.start : before.end] in visitors:
            tokens[index] = Token(Kind.WORD, _COMING, token.start, token.end, "")


def _tell_town(text: str, tokens: list[Token], town: str, kind: Kind) -> None:
    """ "kt" is short for "kat" with a place behind, "pd" for "pada" with a time; else it is a town: trip to KT."""
    for index, token in enumerate(tokens):
        if token.kind is not kind or text[token.start : token.end] != town:
            continue
        led = (not index and kind is Kind.AT) or (index > 0 and tokens[index - 1].kind in _BEFORE_TOWN)
        follows = index + 1 < len(tokens) and tokens[index + 1].kind in _PLACES
        if led or follows is not (kind is Kind.AT) or index + 1 == len(tokens):
            tokens[index] = Token(Kind.WORD, town, token.start, token.end, "")
