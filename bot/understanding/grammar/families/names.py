"""Numbers that are no times: the names of rooms and gates, and counts of things."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.languages import Kind, Phrase
from bot.understanding.grammar.components import Edge, Length
from bot.understanding.grammar.phrases import ByWords, rule
from bot.understanding.text.lexer import TOUR, Token, Tokens
from bot.understanding.text.lexicon import lexicon

_BEFORE_PRICE = (Phrase.COPULA, Phrase.SUBJECT, Phrase.TELLING, Phrase.TIME_TOLD, Phrase.TIME_LEAD)
_DAYS = frozenset({Kind.DAY, Kind.DAYPART, Kind.WEEKDAY, Kind.WEAKDAY, Kind.DATE, Kind.MONTH, Kind.ORD, Kind.DAYMARK})
_TIMETABLED = frozenset(["flight", "bus", "train", "bas", "keretapi", "court", "gym"])
_NUMBERS = frozenset({Kind.NUM, Kind.NUM4, Kind.HHMM, Kind.CLOCK12, Kind.NUMWORD})
_LINK = "(WORD | NOW | SHARP | ME | THE | AT)"


def _name(match: re.Match[str], tokens: Sequence[Token]) -> Edge:
    return Edge("name")


def _opaque(match: re.Match[str], tokens: Tokens) -> Edge | Length:
    """A code, an address, a price; of a tour "3D2N" its days are known."""
    tour = TOUR.fullmatch(tokens.words[match.start()])
    return Edge("name") if tour is None else Length(days=int(tour[1]), named=True)


def _named(match: re.Match[str], tokens: Tokens) -> Edge | None:
    """Bilik 5, gate 12; in "kunci pintu 11 malam ni" the number is a clock, as in "11 malam"."""
    following = tokens[match.end()] if match.end() < len(tokens) else None
    number = tokens[match.end() - 1]
    if tokens.words[match.start()] in _TIMETABLED and number.kind is Kind.HHMM and number.value[3] == ":":
        return None  # flight 14:30
    if following is not None and _measures(following, tokens[match.end() + 1 : match.end() + 2]):
        return None  # Q&M USJ 45 min
    night = following is not None and following.kind is Kind.DAYPART and following.language == "ms"
    return None if night and tokens[match.end() - 1].value in range(1, 13) else Edge("name")


def _measures(unit: Token, after: Sequence[Token]) -> bool:
    """Whether a word makes a length of the number before it; in "bilik 5 jam 3" it heads a clock."""
    if unit.kind is Kind.JAM:
        return not after or after[0].kind not in _NUMBERS
    return unit.kind is Kind.UNIT and unit.value in ("minute", "hour")


def _share(match: re.Match[str], tokens: Sequence[Token]) -> Edge | None:
    return Edge("name") if tokens[match.start()].value[2] is None else None


def _name_of_date(match: re.Match[str], tokens: Sequence[Token]) -> Edge | None:
    return (
        Edge("name") if tokens[match.end() - 1].value[2] is None and tokens[match.start()].value == "street" else None
    )


def _version(match: re.Match[str], tokens: Sequence[Token]) -> Edge | None:
    """Version 1.1.30 and invoice 2026/11/05 are no dates."""
    return Edge("name") if tokens[match.start()].value in ("version", "paper") else None


def _unit(match: re.Match[str], tokens: Sequence[Token]) -> Edge | None:
    """Unit 12-3 is on the twelfth floor."""
    said = tokens[match.start() : match.end()]
    glued = said[1].end == said[2].start and said[2].end == said[3].start
    return Edge("name") if glued and said[0].value == "unit" else None


def _told_unit(match: re.Match[str], tokens: Tokens) -> Edge | None:
    """My unit is 12-3, unit saya 12-3; "unit meeting 12-3" has clocks."""
    books = lexicon().books
    between = tokens.words[match.start() + 1 : match.end() - 3]
    if not all(any(word in books[name].words for name in _BEFORE_PRICE) for word in between):
        return None
    first, dash, last = tokens[match.end() - 3 : match.end()]
    glued = first.end == dash.start and dash.end == last.start
    return Edge("name") if glued and tokens[match.start()].value == "unit" else None


def _lettered(match: re.Match[str], tokens: Tokens) -> Edge | None:
    """12-3A is a door; 9-11a is a range, and so is 10-2am."""
    first, dash, last = tokens[match.start() : match.end()]
    glued = first.end == dash.start and dash.end == last.start
    bare = re.fullmatch(r"\d{1,2}a", tokens.words[match.end() - 1]) is not None
    return Edge("name") if glued and bare and first.value > last.value[0] else None


def _doored(match: re.Match[str], tokens: Sequence[Token]) -> Edge | None:
    """Room 2-07: a second number that begins with a nought is no hour."""
    said = tokens[match.start() : match.end()]
    glued = said[1].end == said[2].start and said[2].end == said[3].start
    return Edge("name") if glued and said[3].end - said[3].start > len(str(said[3].value)) else None


def _counted(match: re.Match[str], tokens: Sequence[Token]) -> Edge | None:
    """12 people; of "18:45 kids swimming" and "tmr 1530 kids swimming" the number is a clock."""
    number = tokens[match.start()]
    if number.kind is Kind.HHMM and number.value[3] == ":":
        return None
    before = tokens[match.start() - 1].kind if match.start() else None
    named = match.end() < len(tokens) and tokens[match.end()].kind is Kind.WORD
    told = before in _DAYS or before is Kind.UNIT or number.value in range(1000)
    return None if told and named and _is_four_digit_clock(number) else Edge("name")


def _counted_range(match: re.Match[str], tokens: Sequence[Token]) -> Edge | None:
    """10-20 people; 1800-1930 before kids is when they swim."""
    first, last = tokens[match.start()], tokens[match.start() + 2]
    return None if _is_four_digit_clock(first) and _is_four_digit_clock(last) else Edge("name")


def _is_four_digit_clock(number: Token) -> bool:
    four = number.kind is Kind.NUM4 and number.end - number.start == 4
    return four and number.value < 2400 and number.value % 100 in range(0, 60, 5)


def _working_days(match: re.Match[str], tokens: Sequence[Token]) -> Edge | None:
    """5 working days, 3 Sundays ago, 2 Saturdays a month; "five Thursdays" are so many events."""
    following = tokens[match.end()].kind if match.end() < len(tokens) else None
    several = len(tokens[match.end() - 1].value) > 1
    return Edge("name") if several or following in (Kind.AGO, Kind.LEPAS, Kind.A) else None


def _plated(match: re.Match[str], tokens: Sequence[Token]) -> Edge | None:
    """Plate no WXY 1530."""
    return Edge("name") if tokens[match.start()].value == "plate" else None


def _flat(match: re.Match[str], tokens: Sequence[Token]) -> Edge | None:
    """12楼5号 is a door."""
    said = tokens[match.start() : match.end()]
    return Edge("name") if said[1].value == "floor" and said[1].end == said[2].start else None


def _priced(match: re.Match[str], tokens: Tokens) -> Edge | None:
    """The price is 5.30, harga dia 5.30, 价钱是5.30; "cost review 5.30" has a clock."""
    if tokens[match.start()].value != "price":
        return None
    books = lexicon().books
    between = tokens.words[match.start() + 1 : match.end() - 1]
    if between[-1:] == ["at"]:
        between = between[:-1] or [""]  # the dollar is at 4.45; "the total at 4.45" has a clock
    said = all(any(word in books[name].words for name in _BEFORE_PRICE) for word in between)
    if tokens[match.start()].language != "en" and not match.start():  # harga minyak 2.05, 油价涨到2.05
        dated = any(token.kind in _DAYS and token.value for token in tokens)
        said = said or (tokens[match.end() - 1].kind is not Kind.NUMWORD and not dated)
    return Edge("name") if said else None


def _numbering(match: re.Match[str], tokens: Tokens) -> Edge | None:
    """1. dentist, 2) gym: the number of a line of a list."""
    first, mark = tokens[match.start() : match.end()]
    opens = not match.start() or tokens[match.start() - 1].kind is Kind.LINE
    return Edge("name") if opens and first.end == mark.start and tokens.words[match.start() + 1] in ".)" else None


def _face_to_face(match: re.Match[str], tokens: Sequence[Token]) -> Edge | None:
    """1-on-1, 1:1: a talk of two."""
    first, last = tokens[match.start()], tokens[match.end() - 1]
    apart = tokens[match.start() + 1].start > first.end and tokens[match.start() + 1].kind is Kind.COLON
    return Edge("name") if first.value == last.value == 1 and not apart else None


NAMES = [
    rule("face to face", "(NUM | NUMWORD) (DASH? ON DASH? | COLON) (NUM | NUMWORD) (?! MERIDIEM)", _face_to_face),
    rule("numbering", "NUM (STOP | OTHERMARK) (?! NUM | MERIDIEM)", _numbering),
    rule(
        "priced",
        f"NOUN {_LINK} {_LINK}? TO? (NUM | NUM4 | DECIMAL | HHMM | NUMWORD)"
        " (?! MERIDIEM | PART | IN? THE PART | OF? MON | DASH | TO | KE | DAYMARK | MONTHMARK | OCLOCK)",
        _priced,
    ),
    rule(
        "named",
        "NOUN OTHERMARK? (NUM | NUM4 | DECIMAL | HHMM | NUMWORD) (?! MERIDIEM | PART | IN? THE PART | UNIT FROMNOW"
        " | OF? MON (?! THE? (NUM | ORD) (?! MERIDIEM | OCLOCK | PART | IN))"
        " | (DASH | TO | KE) (NUM | NUM4 | HHMM | CLOCK12) | DAYMARK | MONTHMARK | OCLOCK"
        " | (AND | OR | COMMA) THE? (NUM | ORD) OF? MON (?! NUM | ORD))",
        _named,
    ),
    rule(
        "plated",
        f"NOUN {_LINK}? ({_LINK} | COLON)? WORD (NUM | NUM4)"
        " (?! MERIDIEM | PART | OCLOCK | OF? MON | DAYMARK | MONTHMARK)",
        _plated,
    ),
    rule("flat", "NUM NOUN NUM DAYMARK", _flat),
    rule("doored", "NOUN NUM DASH (NUM | NUM4) (?! MERIDIEM | PART | OCLOCK | MON)", _doored),
    rule("unit", "NOUN NUM DASH NUM (?! MERIDIEM | PART | OCLOCK | MON)", _unit),
    rule("unit with a letter", "NOUN NUM DASH (CLOCK12 | OPAQUE)", _unit),
    rule("unit that is told", f"NOUN {_LINK} {_LINK}? NUM DASH (NUM | NUM4)", _told_unit),
    rule("floor and a letter", "NUM DASH CLOCK12", _lettered),
    rule("numbered", "NOUN COLON? DATE", ByWords(_version)),
    rule("named with a stroke", "NOUN WORD? DATE (?! CLOCK12 | PART)", _name_of_date),
    rule("working days", "(?<! CLOCKMARK | AT) (NUM | NUMWORD) ((DASH | TO) NUM)? WEEKDAYS", _working_days),
    rule("share", "DATE COUNTED", ByWords(_share)),
    rule("counted", "(NUM | NUM4 | DECIMAL | HHMM | NUMWORD | FEW | A) MEASURE? COUNTED", _counted),
    rule("counted range", "(NUM|NUM4) (DASH|TO) (NUM|NUM4) COUNTED", _counted_range),
    rule("opaque", "OPAQUE", _opaque),
]
