"""A move that is told and not ordered: "standup shifted to 9.45", "mtg pindah ke 4pm", 牙医改周五."""

from __future__ import annotations

from collections.abc import Sequence

from bot.languages import Kind, Phrase
from bot.understanding.text.lexer import Tokens
from bot.understanding.text.lexicon import Lexicon

_NAMES_EVENT = frozenset({Kind.WORD, Kind.MEAL, Kind.NOUN})
_JOINS = frozenset({Kind.TO, Kind.UNTIL, Kind.KE})
_CLOCKS = frozenset({Kind.CLOCK12, Kind.HHMM, Kind.NUM4, Kind.CLOCKMARK, Kind.JAM, Kind.NOON, Kind.MIDNIGHT})
_DAYS = frozenset(
    {Kind.DAY, Kind.DAYPART, Kind.WEEKDAY, Kind.WEAKDAY, Kind.DATE, Kind.ORD, Kind.MONTH, Kind.NEXT, Kind.THIS}
)
_NUMBERS = frozenset({Kind.NUM, Kind.NUMWORD, Kind.HALF})
_TIMES = _CLOCKS | _DAYS | _NUMBERS | {Kind.PART, Kind.WEEKEND, Kind.COMING}
_BEFORE_TIMES = frozenset({Kind.THE, Kind.AT, Kind.ON})
_COUNTED = frozenset({Kind.WORD, Kind.NOUN, Kind.COUNTED, Kind.MEASURE})
_OTHER_HAN = ("批改", "修改", "更改", "不改")
_SURE = frozenset(["rescheduled", "postponed", "shifted"])
"""Said of events only: "dad moved Friday" is about a house."""
_HOURS = Kind.NUM + Kind.TO + Kind.NUM
_SHORTEST_SHIFT = 5  # hours
_CONDITIONS = frozenset(["if", "when", "unless", "because", "kalau", "bila", "sebab", "jika"])


def told_move(words: Sequence[str], tokens: Tokens, hits: Sequence[int], book: Lexicon) -> bool:
    """Whether an event is named and then said to stand at another time. hits: where a request may begin."""
    if words[0] in _CONDITIONS or words[-1] == "?":
        return False
    for index in hits:
        size = book.books[Phrase.MOVED].match(words, index)
        if size and (_is_passive(words, tokens, index, size, book) or _is_active(words, tokens, index, size, book)):
            return True
    return False


def is_work_shift(tokens: Tokens, start: int) -> bool:
    """Whether "shift" is when somebody works: nothing but a time follows, and what would be the move is a long range
    or goes "until": shift 7 to 3 tmr, shift 11pm sampai 7 pagi; "shift 3pm to 4pm" moves something."""
    if tokens.kinds[start + 1 :].startswith(_HOURS):
        return True
    join = next((i for i in range(start + 1, len(tokens)) if tokens[i].kind in _JOINS), 0)
    if not join or any(token.kind in _NAMES_EVENT or token.kind is Kind.THE for token in tokens[start + 1 : join]):
        return False
    if tokens[join].kind is Kind.UNTIL or (tokens[join].kind is Kind.TO and tokens[join].language == "ms"):
        return True
    before, after = tokens[join - 1], tokens[join + 1] if join + 1 < len(tokens) else tokens[join]
    if before.kind is not Kind.CLOCK12 or after.kind is not Kind.CLOCK12:
        return False
    hours = [token.value[0] % 12 + 12 * token.value[2] for token in (before, after)]
    return bool((hours[1] - hours[0]) % 24 >= _SHORTEST_SHIFT)


def told_move_in_han(tokens: Tokens) -> bool:
    """牙医改周五: the verb ends the name, and the new time stands right behind it."""
    for index, token in enumerate(tokens[:-1]):
        word = tokens.words[index].removesuffix("了")
        if token.kind is Kind.WORD and token.language == "zh" and word.endswith("改") and not word.endswith(_OTHER_HAN):
            return tokens[index + 1].kind in _TIMES and (len(word) > 1 or index > 0)
    return False


def _is_passive(words: Sequence[str], tokens: Tokens, index: int, size: int, book: Lexicon) -> bool:
    """The standup [was shifted] to 9.45."""
    subject = book.books[Phrase.SUBJECT].words
    following = index + size
    if following >= len(tokens) or not any(token.kind in _NAMES_EVENT for token in tokens[:index]):
        return False
    pointing = words[index - 1] in book.books[Phrase.POINTING].words
    if words[index - 1] in subject and not pointing:
        return False  # we moved to Cheras, kami pindah esok
    if tokens[following].kind in _JOINS or words[following] in ("kepada", "kpd"):
        return _is_time(tokens, following + 1)
    if tokens[following].kind is Kind.FROM:
        return any(tokens[i].kind in _JOINS and _is_time(tokens, i + 1) for i in range(following + 1, len(tokens)))
    if pointing or tokens[index - 1].kind is Kind.NOUN or words[index - 1] in book.books[Phrase.TIME_LEAD].words:
        return False  # the price is now 5.30, the time is now 5pm
    last = words[following - 1]
    told = (last.startswith("di") and len(last) > len("diam")) or last in _SURE
    return tokens[following].kind in (_CLOCKS | _DAYS if told else _CLOCKS)


def _is_active(words: Sequence[str], tokens: Tokens, index: int, size: int, book: Lexicon) -> bool:
    """I [moved] the dentist to Friday: a person did it, and a time ends it."""
    if index != 1 or words[0] not in book.books[Phrase.SUBJECT].words:
        return False
    joins = [i for i in range(index + size + 1, len(tokens) - 1) if tokens[i].kind in _JOINS]
    return bool(joins) and _is_time(tokens, joins[-1] + 1)


def _is_time(tokens: Tokens, index: int) -> bool:
    while index < len(tokens) - 1 and tokens[index].kind in _BEFORE_TIMES:
        index += 1
    if index >= len(tokens) or tokens[index].kind not in _TIMES:
        return False
    counted = tokens.kinds[index + 1 : index + 2]
    return tokens[index].kind not in _NUMBERS or not counted or counted not in _COUNTED
