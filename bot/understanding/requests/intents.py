"""What a person wants when it is not a new event."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from bot.languages import Kind, Phrase
from bot.understanding.reading import Intent
from bot.understanding.requests.event_questions import asked_at_end, asked_in_han, asks_of_event
from bot.understanding.requests.move_verbs import moves, shifts
from bot.understanding.requests.told_moves import told_move, told_move_in_han
from bot.understanding.text.lexer import Token, Tokens
from bot.understanding.text.lexicon import REQUESTS, Lexicon, lexicon
from bot.understanding.text.phrase_books import (
    MARKS,
    any_unspaced,
    begins,
    ends,
    openings,
    request_starts,
    unspaced,
    without_marks,
)

_WHOLE = (
    (Phrase.THANKS, Intent.THANKS),
    (Phrase.GREETING, Intent.GREETING),
    (Phrase.HELP, Intent.HELP),
    (Phrase.UNDO, Intent.UNDO),
    (Phrase.LIST_ALONE, Intent.LIST),
)
_OPENING_REQUESTS = (
    Phrase.UNDO,
    Phrase.RESTORE,
    Phrase.NAME_IT,
    Phrase.MOVE_ALWAYS,
    Phrase.CANCEL,
    Phrase.CLEAR,
    Phrase.MOVE,
    Phrase.FREE,
    Phrase.LIST,
    Phrase.QUESTION,
)
_LATER_REQUESTS = (
    Phrase.MOVED,
    Phrase.CANCEL_END,
    Phrase.CANCELLED,
    Phrase.LIST_ANYWHERE,
    Phrase.QUESTION_END,
    Phrase.WHEN_IS,
    Phrase.QUESTION_ANYWHERE,
)
_UNSPACED_REQUESTS = (*REQUESTS, Phrase.RENAME_INTO)
_CLOCKS = frozenset({Kind.CLOCK12, Kind.HHMM, Kind.MERIDIEM})
_PROPOSES = frozenset(["lets", "let's", "can", "will"])
_MEASURES = frozenset({Kind.UNIT, Kind.JAM, Kind.HARI, Kind.LENGTHWORD})
_DAYS = frozenset({Kind.DAY, Kind.DAYPART, Kind.WEEKDAY, Kind.WEAKDAY, Kind.WEEKEND, Kind.DATE, Kind.ORD, Kind.MONTH})
_AROUND_DAYS = _DAYS | {
    Kind.NEXT, Kind.THIS, Kind.COMING, Kind.PART, Kind.ON, Kind.FOR, Kind.OF, Kind.THE, Kind.HARI, Kind.NUM, Kind.STOP,
    Kind.OTHERMARK, Kind.AND, Kind.COMMA,
}  # fmt: skip
_SCHEDULES = frozenset("schedule calendar agenda diary jadual kalendar day week".split())
_OF_SCHEDULES = _SCHEDULES | frozenset(
    "my our all whole entire everything saya aku semua please pls minggu ini".split()
)
_ASK_OF_DAY = frozenset(["what's", "whats", "what", "how", "apa", "how's", "hows"])
_NAMES = frozenset({Kind.WORD, Kind.NOUN, Kind.MEAL, Kind.NUM4})
_SAID_CLOCK = re.compile(f"[{Kind.CLOCK12}{Kind.HHMM}{Kind.MERIDIEM}]|{Kind.NUM}{Kind.PART}")
_SPANS = frozenset("week month minggu bulan".split())
_BEFORE_DAY = _SPANS | frozenset("about is up for are the plan plans s jadual hari".split())


@cache
def _unspaced_requests() -> tuple[str, ...]:
    return tuple(phrase for name in _OPENING_REQUESTS for phrase in unspaced(name))


@cache
def _anywhere_heads() -> frozenset[str]:
    """With what begins whatever asks for something although it stands later in a message; "dentist when?" as well."""
    return frozenset({"when"}).union(*(lexicon().books[name].heads for name in _LATER_REQUESTS))


@cache
def _mere_greetings() -> frozenset[str]:
    """Words that greet and ask for nothing, and behind the first word of a message are no greeting."""
    books = lexicon().books
    others = (books[name].heads for name in REQUESTS if name is not Phrase.GREETING)
    return frozenset(books[Phrase.GREETING].words).difference(*others)


@cache
def _any_in_han() -> re.Pattern[str]:
    return any_unspaced(_UNSPACED_REQUESTS)


def openings_of_request() -> frozenset[str]:
    """Without one of these (words, pairs of words, beginnings in Chinese) `intent_of` finds nothing but ADD."""
    return openings(*REQUESTS) | {phrase[:3] for phrase in unspaced(Phrase.RENAME_INTO)}


def intent_of(text: str, tokens: Tokens) -> Intent:
    """What the message asks for by its words; ADD where they ask for nothing else."""
    book = lexicon()
    words = tokens.words
    han = not text.isascii() and _any_in_han().search(text) is not None
    hits = [index for index in book.requests.starts(words) if book.requests.match(words, index)]
    if hits and hits[0] and len(hits) == 1 and words[hits[0]] in _mere_greetings():
        hits = []  # 9 pagi
    if not hits and not han:
        return Intent.ADD
    if hits and (not hits[0] or tokens[0].kind in MARKS or words[0] in book.books[Phrase.YES].words):
        whole = _whole_intent(text, words, tokens, book)
        if whole is not None:
            return whole
    for start in request_starts(words, tokens, book):
        found = _opening_intent(text, words, tokens, start, book) if han or start in hits else None
        if found is not None:
            return found
    if not han and _anywhere_heads().isdisjoint(words):
        return Intent.ADD
    if (hits and told_move(words, tokens, hits, book)) or (han and told_move_in_han(tokens)):
        return Intent.MOVE
    if hits and (_anywhere(words, book, Phrase.CANCEL_END, hits) or _is_cancelled(words, tokens, book)):
        return Intent.CANCEL
    if han:
        stripped = text.rstrip(" 。.!！")
        if any(stripped.endswith(phrase) for phrase in unspaced(Phrase.CANCEL_END)):
            return Intent.CANCEL
        if any(phrase in text for phrase in unspaced(Phrase.RENAME_INTO)):
            return Intent.RENAME
        moved = text.startswith(unspaced(Phrase.MOVE)) and any(p in text for p in unspaced(Phrase.MOVE_ALWAYS))
        moved = moved or _shifts_in_han().search(text) is not None
        if moved or any(phrase in text for phrase in unspaced(Phrase.MOVE_INTO)):
            return Intent.MOVE
        if any(phrase in text for phrase in unspaced(Phrase.FREE)):
            return Intent.FREE
        if any(phrase in text for phrase in unspaced(Phrase.LIST)) or asked_in_han(text):
            return Intent.LIST
        if any(phrase in text for phrase in unspaced(Phrase.QUESTION_ANYWHERE)):
            return Intent.QUESTION
    if _anywhere(words, book, Phrase.LIST_ANYWHERE, hits):
        return Intent.LIST
    if len(words) > 2 and hits and ends(without_marks(words, tokens), book, Phrase.QUESTION_END):
        return Intent.QUESTION
    if hits and asked_at_end(words, tokens):
        return Intent.LIST
    if _anywhere(words, book, Phrase.QUESTION_ANYWHERE, hits):
        return Intent.FREE if _anywhere(words, book, Phrase.FREE, hits) else Intent.QUESTION
    return Intent.ADD


def _is_cancelled(words: Sequence[str], tokens: Sequence[Token], book: Lexicon) -> bool:
    """Lunch is cancelled, kelas batal: the last that is said, and before it no clock that would make it an event."""
    told = without_marks(words, tokens)
    if not any(
        book.books[Phrase.CANCELLED].match(told, len(told) - size) == size for size in (4, 3, 2, 1) if len(told) >= size
    ):
        return False
    return not any(token.kind in (Kind.CLOCK12, Kind.HHMM, Kind.CLOCKMARK) for token in tokens)


@cache
def _shifts_in_han() -> re.Pattern[str]:
    """会议推迟一小时: a verb of moving at the end, or with how far behind it."""
    verbs = "|".join(map(re.escape, unspaced(Phrase.MOVE_ALWAYS)))
    return re.compile(rf"(?:{verbs})(?:了|吧)?(?:$|[\d半一二两兩三四五六七八九十])")


def _anywhere(words: Sequence[str], book: Lexicon, name: Phrase, hits: Sequence[int]) -> bool:
    """hits: where a phrase of any set may begin."""
    return any(book.books[name].match(words, index) for index in hits)


def _whole_intent(text: str, words: Sequence[str], tokens: Sequence[Token], book: Lexicon) -> Intent | None:
    """Greetings, thanks and the like, where they are all that is said."""
    first: Intent | None = None
    index = 0
    while index < len(words):
        if tokens[index].kind in MARKS:
            index += 1
            continue
        for name, intent in _WHOLE:
            size = book.books[name].match(words, index)
            if size:
                first = first or intent
                index += size
                break
        else:
            if first is not None and book.books[Phrase.CLOSING].match(words, index):
                index += 1
                continue
            if first is not None and words[index] in book.books[Phrase.ADDRESS].words:  # thx bro
                index += 1
                continue
            if size := book.books[Phrase.YES].match(words, index):  # ok, terima kasih
                index += size
                continue
            return None
    return first


def _opening_intent(text: str, words: Sequence[str], tokens: Tokens, start: int, book: Lexicon) -> Intent | None:
    at = tokens[start].start
    if not book.requests.match(words, start) and not text.startswith(_unspaced_requests(), at):
        return None
    if begins(Phrase.UNDO, words, start, text, at) and len(words) - start <= 3:
        return Intent.UNDO
    if _is_whole(Phrase.RESTORE, words, tokens, start, text, book):
        return Intent.UNDO
    if begins(Phrase.RENAME, words, start, text, at) or begins(Phrase.NAME_IT, words, start, text, at):
        return Intent.RENAME
    if _clears(words, tokens, start, book):
        return Intent.CANCEL
    if begins(Phrase.MOVE_ALWAYS, words, start, text, at):
        return Intent.MOVE
    if begins(Phrase.CANCEL, words, start, text, at):
        return Intent.CANCEL
    if begins(Phrase.MOVE, words, start, text, at) and moves(text, words, tokens, start, book):
        return Intent.MOVE
    if shifts(words, tokens, start, book):
        return Intent.MOVE
    if begins(Phrase.FREE, words, start, text, at):
        return Intent.FREE
    if words[start] == "free" and text.rstrip().endswith("?"):
        return Intent.FREE
    if _is_label(words, tokens, start, book):
        return None
    if begins(Phrase.LIST, words, start, text, at):
        named = _books_next(text, tokens, start) or _heads_name(words, tokens, start, book)
        return None if named else Intent.LIST
    if asks_of_event(words, tokens, start):
        return Intent.LIST
    if begins(Phrase.QUESTION, words, start, text, at):
        asked = _asks_of_day(words, tokens, start) or (not text.isascii() and asked_in_han(text))
        return Intent.LIST if asked else Intent.QUESTION
    proposed = words[start] == "do" and start > 0 and words[start - 1] in _PROPOSES  # let's do the walkthrough
    if not proposed and book.books[Phrase.QUESTION_VERB].match(words, start) and start + 1 < len(words):
        follows = words[start + 1]
        if follows in book.books[Phrase.SUBJECT].words and not (
            words[start] == "can" and not text.rstrip().endswith("?")
        ):
            return Intent.QUESTION if words[start] != "can" or follows not in ("we", "you", "u", "i") else None
    return None


def _is_whole(name: Phrase, words: Sequence[str], tokens: Tokens, start: int, text: str, book: Lexicon) -> bool:
    """Whether the message is a phrase of that set and nothing else."""
    told = list(without_marks(words, tokens))
    while told and told[-1] in book.books[Phrase.PARTICLE].words:
        told.pop()
    if start < len(told) and start + book.books[name].match(told, start) == len(told):
        return True
    return not text.isascii() and text[tokens[start].start :].rstrip(" 。.!！吧") in unspaced(name)


def _clears(words: Sequence[str], tokens: Sequence[Token], start: int, book: Lexicon) -> bool:
    """Clear my Friday, kosongkan jadual esok: nothing but a time follows, so it is no task of clearing something."""
    first = start + book.books[Phrase.CLEAR].match(words, start)
    rest = range(first, len(words))
    if first == start or not any(tokens[index].kind in _DAYS or words[index] in _SCHEDULES for index in rest):
        return False
    return all(tokens[index].kind in _AROUND_DAYS or words[index] in _OF_SCHEDULES for index in rest)


def _asks_of_day(words: Sequence[str], tokens: Sequence[Token], start: int) -> bool:
    """What's tomorrow, how about Friday: a day is asked about, and nothing else."""
    rest = range(start + 1, len(words))
    if words[start] not in _ASK_OF_DAY or not any(tokens[i].kind in _DAYS or words[i] in _SPANS for i in rest):
        return False
    return all(tokens[i].kind in _AROUND_DAYS or words[i] in _BEFORE_DAY for i in rest)


def _books_next(text: str, tokens: Tokens, start: int) -> bool:
    """Next appointment 11 March 9am: with a clock it is told when that is; "next meeting?" asks."""
    clock = not _CLOCKS.isdisjoint(tokens.kinds)
    return tokens[start].kind is Kind.NEXT and clock and not text.rstrip().endswith("?")


def _heads_name(words: Sequence[str], tokens: Tokens, start: int, book: Lexicon) -> bool:
    """Agenda 2030 workshop, 9 Dec, 9am; jadual peperiksaan 9 Dis 9 pagi: with a clock said, "agenda" and a word behind
    it that is of no time are a name."""
    following = start + book.books[Phrase.LIST].match(words, start)
    named = following == start + 1 and following < len(tokens) and tokens[following].kind in _NAMES
    return named and words[start] in _SCHEDULES and _SAID_CLOCK.search(tokens.kinds) is not None


def _is_label(words: Sequence[str], tokens: Sequence[Token], start: int, book: Lexicon) -> bool:
    """What: ..., Agenda: ...: a word of asking that heads a line of an invitation."""
    end = start + max(1, book.requests.match(words, start))
    return end < len(words) and tokens[end].kind is Kind.COLON
