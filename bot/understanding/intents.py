"""What a person wants when it is not a new event.

Past 300 lines because the requests are told apart by the same looks at how a message begins and ends.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from bot.languages import Kind, Phrase, language_codes, vocabulary_of
from bot.understanding.lexer import Token, Tokens
from bot.understanding.lexicon import REQUESTS, Lexicon, lexicon
from bot.understanding.reading import Intent
from bot.understanding.told_moves import is_work_shift, told_move, told_move_in_han

MARKS = frozenset({Kind.COMMA, Kind.STOP, Kind.OTHERMARK, Kind.DASH, Kind.COLON, Kind.LINE})
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
_GO_ON = frozenset({Kind.AND, Kind.THEN})  # "and move it to Friday"
_UNSPACED_REQUESTS = (*REQUESTS, Phrase.RENAME_INTO)
_NAMES_EVENT = frozenset({Kind.WORD, Kind.MEAL, Kind.NOUN, Kind.ENDOF})
_ROWS = frozenset({Kind.NUM, Kind.CLOCK12, Kind.THE})
_LENGTHS = frozenset({Kind.UNIT, Kind.JAM, Kind.HARI})
_HAN_MARKS = re.compile(r"[\s。.!！?？了呢啊]")
_CLOCKS = frozenset({Kind.CLOCK12, Kind.HHMM, Kind.MERIDIEM})
_PROPOSES = frozenset(["lets", "let's", "can", "will"])
_OWN = frozenset(["my", "the", "our"])
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
_SPANS = frozenset("week month minggu bulan".split())
_BEFORE_DAY = _SPANS | frozenset("about is up for are the plan plans s jadual hari".split())
_SHIFTED = _MEASURES | {
    Kind.NUM, Kind.NUMWORD, Kind.NUM4, Kind.DECIMAL, Kind.HALF, Kind.A, Kind.AND, Kind.BY, Kind.FOR, Kind.LAGI,
    Kind.FROMNOW, Kind.MEASURE, Kind.OTHER, Kind.QUARTER, Kind.FEW,
}  # fmt: skip
_JOINS = frozenset({Kind.TO, Kind.UNTIL, Kind.BY, Kind.KE})
TIMES = frozenset(
    {
        Kind.CLOCK12, Kind.HHMM, Kind.NUM4, Kind.NUM, Kind.NUMWORD, Kind.DAY, Kind.DAYPART, Kind.WEEKDAY,
        Kind.WEAKDAY, Kind.DATE, Kind.ORD, Kind.MONTH, Kind.NEXT, Kind.THIS, Kind.CLOCKMARK, Kind.PART, Kind.NOON,
        Kind.MIDNIGHT, Kind.UNIT, Kind.WEEKEND, Kind.HALF, Kind.AT, Kind.A, Kind.ON, Kind.JAM,
    }
)  # fmt: skip


def language_of(tokens: Sequence[Token]) -> str:
    """The language of most of the message, English before others; "" where nothing tells."""
    common = lexicon().common
    word = Kind.WORD
    told = [token.language or common.get(token.value, "") for token in tokens if token.language or token.kind is word]
    spoken = set(told)
    spoken.discard("")
    if len(spoken) > 1:
        return max(language_codes(), key=told.count)
    return spoken.pop() if spoken else ""


@cache
def unspaced(name: Phrase) -> tuple[str, ...]:
    """The phrases of that set in languages without blanks; they are looked for as parts of the text."""
    found: list[str] = []
    for code in language_codes():
        vocabulary = vocabulary_of(code)
        if not vocabulary.spaced:
            found += vocabulary.phrases.get(name, "").split("|")
    return tuple(sorted(filter(None, found), key=len, reverse=True))


@cache
def _unspaced_requests() -> tuple[str, ...]:
    return tuple(phrase for name in _OPENING_REQUESTS for phrase in unspaced(name))


@cache
def any_unspaced(names: tuple[Phrase, ...]) -> re.Pattern[str]:
    """Finds whether a text holds a phrase of one of these sets at all: most hold none, and need no closer look."""
    return re.compile("|".join(re.escape(phrase) for name in names for phrase in unspaced(name)) or r"(?!)")


def begins(name: Phrase, words: Sequence[str], start: int, text: str, at: int) -> int:
    """How many characters from `at` the phrase of that set covers there; 0 for none."""
    size = lexicon().books[name].match(words, start) if start < len(words) else 0
    if size:
        return max(1, len(" ".join(words[start : start + size])))
    if text.isascii() or not text.startswith(phrases := unspaced(name), at):
        return 0
    return next(len(phrase) for phrase in phrases if text.startswith(phrase, at))


def intent_of(text: str, tokens: Tokens) -> Intent:
    """What the message asks for by its words; ADD where they ask for nothing else."""
    book = lexicon()
    words = tokens.words
    han = not text.isascii() and any_unspaced(_UNSPACED_REQUESTS).search(text) is not None
    hits = book.requests.starts(words)
    if not hits and not han:
        return Intent.ADD
    if hits and (not hits[0] or tokens[0].kind in MARKS):
        whole = _whole_intent(text, words, tokens, book)
        if whole is not None:
            return whole
    for start in request_starts(words, tokens, book):
        found = _opening_intent(text, words, tokens, start, book) if han or start in hits else None
        if found is not None:
            return found
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
    if len(words) > 2 and hits and _ends(_without_marks(words, tokens), book, Phrase.QUESTION_END):
        return Intent.QUESTION
    if hits and asked_at_end(words, tokens):
        return Intent.LIST
    if _anywhere(words, book, Phrase.QUESTION_ANYWHERE, hits):
        return Intent.FREE if _anywhere(words, book, Phrase.FREE, hits) else Intent.QUESTION
    return Intent.ADD


def _is_cancelled(words: Sequence[str], tokens: Sequence[Token], book: Lexicon) -> bool:
    """Lunch is cancelled, kelas batal: the last that is said, and before it no clock that would make it an event."""
    told = _without_marks(words, tokens)
    if not any(
        book.books[Phrase.CANCELLED].match(told, len(told) - size) == size for size in (4, 3, 2, 1) if len(told) >= size
    ):
        return False
    return not any(token.kind in (Kind.CLOCK12, Kind.HHMM, Kind.CLOCKMARK) for token in tokens)


def has_han(text: str) -> bool:
    return not text.isascii() and max(text) >= "\u3400"


@cache
def _shifts_in_han() -> re.Pattern[str]:
    """会议推迟一小时: a verb of moving at the end, or with how far behind it."""
    verbs = "|".join(map(re.escape, unspaced(Phrase.MOVE_ALWAYS)))
    return re.compile(rf"(?:{verbs})(?:了|吧)?(?:$|[\d半一二两兩三四五六七八九十])")


def _anywhere(words: Sequence[str], book: Lexicon, name: Phrase, hits: Sequence[int]) -> bool:
    """hits: where a phrase of any set may begin."""
    return any(book.books[name].match(words, index) for index in hits)


def _without_marks(words: Sequence[str], tokens: Sequence[Token]) -> Sequence[str]:
    """The words up to the marks at the end."""
    end = len(words)
    while end and tokens[end - 1].kind in MARKS:
        end -= 1
    return words[:end]


def _ends(words: Sequence[str], book: Lexicon, name: Phrase) -> bool:
    return any(book.books[name].match(words, len(words) - size) == size for size in (1, 2, 3) if len(words) > size)


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
            return None
    return first


def request_starts(words: Sequence[str], tokens: Sequence[Token], book: Lexicon) -> list[int]:
    """Where the request itself may begin: at the first word, and after each polite word that opens the message."""
    starts = [0]
    index = 0
    polite, greeting, address = book.books[Phrase.POLITE], book.books[Phrase.GREETING], book.books[Phrase.ADDRESS]
    while index < len(words):
        joins = tokens[index].kind in MARKS or (not index and tokens[index].kind in _GO_ON)
        size = 1 if joins else polite.match(words, index) or greeting.match(words, index)
        if not size and index and words[index] in address.words:
            size = 1
        if not size:
            break
        index += size
        if index < len(words):
            starts.append(index)
    return starts


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
    if begins(Phrase.MOVE, words, start, text, at) and _moves(text, words, tokens, start, book):
        return Intent.MOVE
    if _shifts(words, tokens, start, book):
        return Intent.MOVE
    if begins(Phrase.FREE, words, start, text, at):
        return Intent.FREE
    if words[start] == "free" and text.rstrip().endswith("?"):
        return Intent.FREE
    if _is_label(words, tokens, start, book):
        return None
    if begins(Phrase.LIST, words, start, text, at):
        return None if _books_next(text, tokens, start) else Intent.LIST
    if asks_of_event(words, tokens, start):
        return Intent.LIST
    if begins(Phrase.QUESTION, words, start, text, at):
        return Intent.LIST if _asks_of_day(words, tokens, start) else Intent.QUESTION
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
    told = list(_without_marks(words, tokens))
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


def _is_label(words: Sequence[str], tokens: Sequence[Token], start: int, book: Lexicon) -> bool:
    """What: ..., Agenda: ...: a word of asking that heads a line of an invitation."""
    end = start + max(1, book.requests.match(words, start))
    return end < len(words) and tokens[end].kind is Kind.COLON


def asks_of_event(words: Sequence[str], tokens: Sequence[Token], start: int) -> int:
    """How many words from `start` on ask when or where an event is, and are no part of its name; 0 where they ask of
    something else: "when is my dentist" asks of an event, "when are you free" and "when is a good time" do not."""
    book = lexicon()
    size = book.books[Phrase.WHEN_IS].match(words, start)
    index = start + size
    while size and index < len(words) and words[index] in _OWN:
        index += 1
    if not size or index >= len(words) or tokens[index].kind not in _NAMES_EVENT:
        return 0
    others = (Phrase.SUBJECT, Phrase.POLITE, Phrase.TELLING, Phrase.CHATTER, Phrase.FREE)
    if any(book.books[name].match(words, index) for name in others):
        return 0
    return index - start


def asked_at_end(words: Sequence[str], tokens: Sequence[Token]) -> tuple[int, int] | None:
    """The words at the end that ask when or where the event named before them is: "kelas yoga pukul berapa"."""
    book = lexicon()
    told = _without_marks(words, tokens)
    sizes = (size for size in (3, 2, 1) if len(told) > size)
    size = next((size for size in sizes if book.books[Phrase.WHEN_IS].match(told, len(told) - size) == size), 0)
    named = any(token.kind in _NAMES_EVENT for token in tokens[: len(told) - size])
    others = (Phrase.SUBJECT, Phrase.CHATTER, Phrase.TELLING)
    if not size or not named or any(word in book.books[name].words for word in told[:-size] for name in others):
        return None
    return len(told) - size, len(told)


def asked_in_han(text: str) -> str:
    """The phrase of a text without blanks that asks when or where an event is: 瑜伽课是什么时候. "" where none does, or
    where a person or the hour is asked about."""
    phrase = next((phrase for phrase in unspaced(Phrase.WHEN_IS) if phrase in text), "")
    rest = _HAN_MARKS.sub("", text.replace(phrase, ""))
    if not phrase or len(rest) < 2 or rest.startswith((*unspaced(Phrase.TIME_TOLD), "你", "他", "她", "它", "您")):
        return ""
    return phrase


def _shifts(words: Sequence[str], tokens: Sequence[Token], start: int, book: Lexicon) -> bool:
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


def _moves(text: str, words: Sequence[str], tokens: Tokens, start: int, book: Lexicon) -> bool:
    """Whether "move" is followed by a new time: "move dentist to Friday" is, "move house on Friday" is not."""
    if any(phrase in text for phrase in unspaced(Phrase.MOVE_INTO)) or _ends(words, book, Phrase.MOVE_END):
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
    if shifted and all(token.kind not in (Kind.CLOCK12, Kind.AT) for token in tokens):
        return True  # delay gym 1 hour
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
