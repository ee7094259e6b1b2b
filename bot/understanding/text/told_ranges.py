"""Ranges told with verbs: "start 8.30am end 12.45pm", "mula 9 pagi tamat 5 petang", 9点开始12点结束.

The verbs become what stands between the ends of any other range, so that the grammar has one way to read them.
"""

from __future__ import annotations

from msgspec.structs import replace

from bot.languages import Kind
from bot.understanding.text.tokens import Token

_ENDS = frozenset(
    "end ends ended finish finishes finishing tamat habis berakhir".split()
)  # "ending" is "until" already
_STARTS = frozenset("start starts begin begins commence commences mula bermula".split())
_HAN = frozenset(["结束", "結束"])
ENDS_OF_RANGES = _ENDS | _HAN
"""A message that has none of these as a token tells no such range."""
_CLEAR = frozenset(
    {Kind.CLOCK12, Kind.HHMM, Kind.MERIDIEM, Kind.PART, Kind.CLOCKMARK, Kind.JAM, Kind.OCLOCK, Kind.NOON}
)
_NUMBERS = frozenset(
    {Kind.CLOCK12, Kind.HHMM, Kind.NUM, Kind.NUM4, Kind.NUMWORD, Kind.NOON, Kind.MIDNIGHT, Kind.ORD, Kind.DATE}
)
_TIMES = _CLEAR | _NUMBERS | {
    Kind.DAY, Kind.WEEKDAY, Kind.WEAKDAY, Kind.MONTH, Kind.WEAKMONTH, Kind.DATE, Kind.HALF, Kind.QUARTER, Kind.HARI,
    Kind.DAYPART,
}  # fmt: skip
_LINKS = frozenset({Kind.AT, Kind.BY, Kind.CLOCKMARK, Kind.JAM, Kind.ON, Kind.HARI, Kind.PART, Kind.SHARP})
_ENDED = _TIMES - {Kind.MONTH, Kind.WEAKMONTH, Kind.QUARTER, Kind.HALF}  # end Nov is a day of its own
_MARKS = frozenset({Kind.COMMA, Kind.AND, Kind.LINE, Kind.STOP})


def tell_ranges(text: str, tokens: list[Token]) -> None:
    """Make such verbs "from" and "until", where a time stands on both sides; the tokens are changed in place."""
    for index in range(len(tokens) - 1, 1, -1):
        if index >= len(tokens):
            continue  # some behind it were taken away
        word = text[tokens[index].start : tokens[index].end]
        if word in _HAN:
            _tell_han(tokens, index)
        elif word in _ENDS:
            _tell_end(text, tokens, index)


def _tell_end(text: str, tokens: list[Token], end: int) -> None:
    following = end + 1
    while following < len(tokens) and tokens[following].kind in _LINKS:
        following += 1
    before = end
    while before and tokens[before - 1].kind in _MARKS:
        before -= 1
    if following == len(tokens) or tokens[following].kind not in _ENDED or tokens[before - 1].kind not in _TIMES:
        return
    first = before
    while first and tokens[first - 1].kind in _TIMES | _LINKS:
        first -= 1
    said = {token.kind for token in tokens[first:before]}
    start = first - 1 if first and text[tokens[first - 1].start : tokens[first - 1].end] in _STARTS else None
    clear = not _CLEAR.isdisjoint(said | {token.kind for token in tokens[end + 1 : following + 2]})
    if said.isdisjoint(_NUMBERS) or not (clear or start is not None):
        return
    tokens[end] = replace(tokens[end], kind=Kind.UNTIL, value="until", language="en")
    if start is not None:
        tokens[start] = replace(tokens[start], kind=Kind.FROM, value="from", language="en")
    del tokens[before:end]


def _tell_han(tokens: list[Token], end: int) -> None:
    """早上9点开始下午5点结束: the first verb stands between the two, and the last says no more."""
    first = end
    while first and tokens[first - 1].kind in _TIMES:
        first -= 1
    before = first
    while before and (tokens[before - 1].kind in _MARKS or tokens[before - 1].kind is Kind.STARTING):
        before -= 1
    apart = tokens[before:first]
    if first == end or not apart or not before or tokens[before - 1].kind not in _TIMES:
        return
    tokens[before] = replace(apart[0], kind=Kind.TO, value="to", language="zh")
    del tokens[end], tokens[before + 1 : first]
