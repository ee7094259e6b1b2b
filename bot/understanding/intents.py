"""What a person wants when it is not a new event, and when talk of times is only talk.

Past 300 lines because requests and talk are told apart by the same looks at how a message begins and ends.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from bot.languages import Kind, Phrase, language_codes, vocabulary_of
from bot.understanding.components import Clock, ClockRange, Day
from bot.understanding.lexer import Token, Tokens
from bot.understanding.lexicon import REQUESTS, TALK, Lexicon, lexicon
from bot.understanding.reading import Intent
from bot.understanding.refine import Plan
from bot.understanding.told import tells_time

_MARKS = frozenset({Kind.COMMA, Kind.STOP, Kind.OTHERMARK, Kind.DASH, Kind.COLON, Kind.LINE})
_WHOLE = (
    (Phrase.THANKS, Intent.THANKS),
    (Phrase.GREETING, Intent.GREETING),
    (Phrase.HELP, Intent.HELP),
    (Phrase.UNDO, Intent.UNDO),
    (Phrase.LIST_ALONE, Intent.LIST),
)
_OPENING_REQUESTS = (
    Phrase.UNDO,
    Phrase.MOVE_ALWAYS,
    Phrase.CANCEL,
    Phrase.MOVE,
    Phrase.FREE,
    Phrase.LIST,
    Phrase.QUESTION,
)
_UNSPACED_REQUESTS = (*REQUESTS, Phrase.RENAME_INTO)
_OPENING_REQUESTS = (
    Phrase.UNDO,
    Phrase.MOVE_ALWAYS,
    Phrase.CANCEL,
    Phrase.MOVE,
    Phrase.FREE,
    Phrase.LIST,
    Phrase.QUESTION,
)
_REQUESTS = (*_OPENING_REQUESTS, Phrase.CANCEL_END, Phrase.MOVE_INTO, Phrase.QUESTION_ANYWHERE)
_TALK = (Phrase.CHATTER, Phrase.TELLING)
_NUMBERS = frozenset({Kind.CLOCK12, Kind.HHMM, Kind.NUM4, Kind.NUM, Kind.NUMWORD, Kind.DECIMAL, Kind.HALF})
_NAMES_EVENT = frozenset({Kind.WORD, Kind.MEAL, Kind.NOUN, Kind.ENDOF})
_BEFORE_TIMES = frozenset({Kind.ON, Kind.AT, Kind.THE, Kind.FOR, Kind.FROM, Kind.BY, Kind.LINE, Kind.COLON})
_LONGEST_SUBJECT = 5  # words before "is"
_ROWS = frozenset({Kind.NUM, Kind.CLOCK12, Kind.THE})
_LENGTHS = frozenset({Kind.UNIT, Kind.JAM, Kind.HARI})
_HAN_MARKS = re.compile(r"[\s。.!！?？了呢啊]")
_HOURS = Kind.NUM + Kind.TO + Kind.NUM  # shift 7 to 3 tmr is when one works
_CLOCKS = frozenset({Kind.CLOCK12, Kind.HHMM, Kind.MERIDIEM})
_TELLERS = frozenset(["i", "we", "you", "u", "he", "she", "they", "it"])
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
_TIMES = frozenset(
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
def _any_unspaced(names: tuple[Phrase, ...]) -> re.Pattern[str]:
    """Finds whether a text holds a phrase of one of these sets at all: most hold none, and need no closer look."""
    return re.compile("|".join(re.escape(phrase) for name in names for phrase in unspaced(name)) or r"(?!)")


def _begins(name: Phrase, words: Sequence[str], start: int, text: str, at: int) -> int:
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
    han = not text.isascii() and _any_unspaced(_UNSPACED_REQUESTS).search(text) is not None
    hits = book.requests.starts(words)
    if not hits and not han:
        return Intent.ADD
    if hits and (not hits[0] or tokens[0].kind in _MARKS):
        whole = _whole_intent(text, words, tokens, book)
        if whole is not None:
            return whole
    for start in _starts(words, tokens, book):
        found = _opening_intent(text, words, tokens, start, book) if han or start in hits else None
        if found is not None:
            return found
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


def _has_han(text: str) -> bool:
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
    while end and tokens[end - 1].kind in _MARKS:
        end -= 1
    return words[:end]


def _ends(words: Sequence[str], book: Lexicon, name: Phrase) -> bool:
    return any(book.books[name].match(words, len(words) - size) == size for size in (1, 2, 3) if len(words) > size)


def _whole_intent(text: str, words: Sequence[str], tokens: Sequence[Token], book: Lexicon) -> Intent | None:
    """Greetings, thanks and the like, where they are all that is said."""
    first: Intent | None = None
    index = 0
    while index < len(words):
        if tokens[index].kind in _MARKS:
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


def _starts(words: Sequence[str], tokens: Sequence[Token], book: Lexicon) -> list[int]:
    """Where the request itself may begin: at the first word, and after each polite word that opens the message."""
    starts = [0]
    index = 0
    polite, greeting, address = book.books[Phrase.POLITE], book.books[Phrase.GREETING], book.books[Phrase.ADDRESS]
    while index < len(words):
        size = 1 if tokens[index].kind in _MARKS else polite.match(words, index) or greeting.match(words, index)
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
    if _begins(Phrase.UNDO, words, start, text, at) and len(words) - start <= 3:
        return Intent.UNDO
    if _is_whole(Phrase.RESTORE, words, tokens, start, text, book):
        return Intent.UNDO
    if _begins(Phrase.RENAME, words, start, text, at) or _begins(Phrase.NAME_IT, words, start, text, at):
        return Intent.RENAME
    if _clears(words, tokens, start, book):
        return Intent.CANCEL
    if _begins(Phrase.MOVE_ALWAYS, words, start, text, at):
        return Intent.MOVE
    if _begins(Phrase.CANCEL, words, start, text, at):
        return Intent.CANCEL
    if _begins(Phrase.MOVE, words, start, text, at) and _moves(text, words, tokens, start, book):
        return Intent.MOVE
    if _shifts(words, tokens, start, book):
        return Intent.MOVE
    if _begins(Phrase.FREE, words, start, text, at):
        return Intent.FREE
    if words[start] == "free" and text.rstrip().endswith("?"):
        return Intent.FREE
    if _is_label(words, tokens, start, book):
        return None
    if _begins(Phrase.LIST, words, start, text, at):
        return None if _books_next(text, tokens, start) else Intent.LIST
    if asks_of_event(words, tokens, start):
        return Intent.LIST
    if _begins(Phrase.QUESTION, words, start, text, at):
        return Intent.LIST if _asks_of_day(words, tokens, start) else Intent.QUESTION
    if book.books[Phrase.QUESTION_VERB].match(words, start) and start + 1 < len(words):
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
        token.kind in _SHIFTED or words[index] in pointing or words[index] in closing or token.kind in _MARKS
        for index, token in enumerate(rest, first)
    )


def _moves(text: str, words: Sequence[str], tokens: Tokens, start: int, book: Lexicon) -> bool:
    """Whether "move" is followed by a new time: "move dentist to Friday" is, "move house on Friday" is not."""
    if any(phrase in text for phrase in unspaced(Phrase.MOVE_INTO)) or _ends(words, book, Phrase.MOVE_END):
        return True
    if len(tokens) > 2 and tokens[-1].kind in (Kind.AHEAD, Kind.FROMNOW) and tokens[-2].kind in _LENGTHS:
        return True  # 30 min earlier
    if words[start] == "make" or (words[start] == "shift" and tokens.kinds[start + 1 :].startswith(_HOURS)):
        return False
    shifted = book.books[Phrase.PROLONG].match(words, start) > 0 and tokens[-1].kind in _MEASURES and len(tokens) > 3
    if shifted and all(token.kind not in (Kind.CLOCK12, Kind.AT) for token in tokens):
        return True  # delay gym 1 hour
    named = False
    for index in range(start + 1, len(tokens) - 1):
        joined = tokens[index].kind in _JOINS or words[index] in ("kepada", "kpd")
        if not joined:
            named = named or tokens[index].kind not in _TIMES or (index == start + 1 and tokens[index].kind in _ROWS)
        elif named:
            following = index + 1
            while following < len(tokens) - 1 and tokens[following].kind in (Kind.THE, Kind.AT, Kind.ON):
                following += 1
            if tokens[following].kind in _TIMES:
                return True
    return False


# -- talk that mentions a time ----------------------------------------------------------------------------------


def is_statement(text: str, tokens: Tokens, plan: Plan, title: str) -> bool:
    """Whether a message that mentions a time only talks: "see you tomorrow", "it is raining today"."""
    if plan.remind or plan.lead is not None or plan.either:
        return False
    if plan.named and not _has_clock(plan) and _only_counts(tokens, plan):
        return True
    if text.endswith("?") and _asks_of_time(tokens, plan):
        return True
    book = lexicon()
    words = tokens.words
    if plan.ahead is not None and plan.ahead.sign < 0 and words[0] in _TELLERS:
        return True  # we moved here 3 years ago
    hits = book.talk.starts(words)
    if not hits and words[0] in book.talk.heads:
        hits = [0]  # the next word of the phrase may be part of a token: "tahun baru"
    unspaced_talk = not text.isascii() and talks(text)
    if not hits and "?" not in text and not unspaced_talk:
        return False
    han = _has_han(text)
    if not hits and not han:
        return text.endswith("?") and not title and not _has_clock(plan)
    if tells_time(text, tokens, plan, book) or _is_called_off(text, title, book):
        return True
    starts_at = _starts(words, tokens, book)
    starts = [start for start in starts_at if han or start in hits]
    if plan.ahead is not None and title and _is_chatter(title, book):
        return True  # 5 minit lagi sampai
    starts = [start for start in starts if not (title and _is_greeting(words, tokens, start, book))]
    chatting = any(_begins(Phrase.CHATTER, words, start, text, tokens[start].start) for start in starts)
    if chatting and (not _has_clock(plan) or not title or _is_chatter(title, book)):
        return True
    if starts and not starts[0] and not _has_clock(plan) and _is_chatter(" ".join(words), book, whole=False):
        return True
    clock = _has_clock(plan) and (plan.ahead is not None or any(token.kind in _NUMBERS for token in tokens))
    telling = Phrase.RECOUNTING if clock else Phrase.TELLING
    said = [index for index in hits if tokens[index].kind not in _TIMES and book.books[telling].match(words, index)]
    said = [index for index in said if index >= _heading_end(words, starts_at, book)]
    said = [index for index in said if not _has_got(words, index, plan)]
    if said and not clock and _announces(words, tokens, said[0], plan, book):
        return False
    if said and _is_announced(words, tokens, said[0], plan, book):
        return False
    if said and said[0] < _without_closing(words, book):
        return True
    if han and any(phrase in text for phrase in unspaced(telling)):
        return True
    if clock:
        return False
    return text.rstrip().endswith("?") and not title


def _asks_of_time(tokens: Tokens, plan: Plan) -> bool:
    """Bos nak jumpa ke esok? The last word before the time makes it a question."""
    taken = {index for role, first, last in plan.used if role in ("date", "time") for index in range(first, last)}
    last = len(tokens) - 1
    while last > 0 and (last in taken or tokens[last].kind in _MARKS):
        last -= 1
    asking = tokens.words[last] in lexicon().books[Phrase.QUESTION_END].words and tokens[last].kind is Kind.KE
    return asking and last + 1 in taken


def talks(text: str) -> bool:
    """Whether a phrase of talk stands in a text without blanks: 新年快乐."""
    return _any_unspaced(TALK).search(text) is not None


def _only_counts(tokens: Tokens, plan: Plan) -> bool:
    """Whether nothing but a count stands beside the day: 今天27度, esok 3 orang."""
    taken = plan.named.union(*(range(first, last) for _, first, last in plan.used))
    counts = any(tokens[index].kind is Kind.COUNTED for index in plan.named)
    return counts and all(index in taken or token.kind in _MARKS for index, token in enumerate(tokens))


def _is_greeting(words: Sequence[str], tokens: Sequence[Token], start: int, book: Lexicon) -> bool:
    """Whether a greeting stands there, with a mark between it and what else is said: it is no talk of its own."""
    end = start + book.books[Phrase.GREETING].match(words, start)
    if end > start and end < len(words) and words[end] in book.books[Phrase.ADDRESS].words:
        end += 1
    return start < end < len(words) and tokens[end].kind in _MARKS


def _announces(words: Sequence[str], tokens: Sequence[Token], index: int, plan: Plan, book: Lexicon) -> bool:
    """The deadline is Friday: an event and its day with "is" between, and nothing more; not "he is here on Friday"."""
    if not 0 < index <= _LONGEST_SUBJECT or words[index] not in book.books[Phrase.COPULA].words:
        return False
    if tokens[index - 1].kind not in _NAMES_EVENT or words[index - 1] in book.books[Phrase.SUBJECT].words:
        return False
    following = index + 1
    while following < len(tokens) and tokens[following].kind in (Kind.ON, Kind.AT, Kind.THE):
        following += 1
    claims = [(first, last) for role, first, last in plan.used if role == "date" and first <= following < last]
    return any(all(token.kind in _MARKS for token in tokens[last:]) for _, last in claims)


def _has_got(words: Sequence[str], index: int, plan: Plan) -> bool:
    """Tmr got exam, got exam on Friday: what is to be on a day that is ahead."""
    if words[index] != "got" or not plan.days or not isinstance(day := plan.days[0], Day):
        return False
    ahead = not (day.past or day.last) and (day.offset is None or day.offset > 0 or (not day.offset and plan.clock))
    happened = "".join(words[index + 1 : index + 2]).endswith("ed") or words[-1] == "?"
    follows = not index or any(role in ("date", "time") and last == index for role, _, last in plan.used)
    return bool(ahead) and follows and not happened


def _heading_end(words: Sequence[str], starts: Sequence[int], book: Lexicon) -> int:
    """How many words only announce what follows: "there will be", "please be informed that", "I've got"."""
    heading, polite = book.books[Phrase.HEADING], book.books[Phrase.POLITE]
    ends = [start + size for start in starts if (size := heading.match(words, start))]
    ends += [
        end for start in starts if words[(end := start + polite.match(words, start)) - 1] == "got" and end - start > 1
    ]
    return max(ends, default=0)


def _is_announced(words: Sequence[str], tokens: Sequence[Token], index: int, plan: Plan, book: Lexicon) -> bool:
    """The AGM will be held on 15 Dec: a phrase of notices between an event and its time, with the word at `index` in
    it."""
    announced = book.books[Phrase.ANNOUNCED]
    for start in range(max(1, index - 2), index + 1):
        end = start + announced.match(words, start)
        if end <= index or words[start - 1] in book.books[Phrase.SUBJECT].words:
            continue
        while end < len(tokens) and tokens[end].kind in _BEFORE_TIMES:
            end += 1
        if any(first <= end < last for _, first, last in plan.used):
            return True
    return False


def _is_chatter(title: str, book: Lexicon, *, whole: bool = True) -> bool:
    """Whether these words are nothing but chatter ("see you"), or begin with it, word by word."""
    words = [word for part in title.casefold().split() if (word := part.strip(",.!"))]
    chatter = book.books[Phrase.CHATTER]
    index = size = chatter.match(words, 0) if words else 0
    while whole and size and index < len(words):
        index += (size := chatter.match(words, index))  # late, reach
    return size > 0


def _is_called_off(text: str, title: str, book: Lexicon) -> bool:
    """Whether what is left beside the time begins by saying that it will not be: not going to gym, 不打球了."""
    if title.startswith(unspaced(Phrase.CALLED_OFF)):
        return len(title) > 1 and text.rstrip(" 。.!！").endswith("了")
    words = title.casefold().split()
    return bool(words) and book.books[Phrase.CALLED_OFF].match(words, 0) > 0


def _without_closing(words: Sequence[str], book: Lexicon) -> int:
    """How many words there are without a closing phrase: "... would work best for me" tells nothing."""
    for size in range(min(6, len(words) - 1), 1, -1):
        if book.books[Phrase.CLOSING].match(words, len(words) - size) == size:
            return len(words) - size
    return len(words)


def _has_clock(plan: Plan) -> bool:
    if isinstance(plan.clock, Clock):
        return plan.clock.exact or plan.clock.marked or plan.clock.minute > 0 or not plan.clock.weak
    if isinstance(plan.clock, ClockRange):
        return True
    return plan.ahead is not None and bool(plan.ahead.length.minutes)
