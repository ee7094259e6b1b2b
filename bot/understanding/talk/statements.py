"""Talk that mentions a time and wants nothing: "see you tomorrow", "it is raining today", told and not asked for."""

from __future__ import annotations

from collections.abc import Sequence

from bot.languages import Kind, Phrase
from bot.understanding.grammar.components import Clock, ClockRange, Day
from bot.understanding.refine import Plan
from bot.understanding.talk.absence import tells_absence
from bot.understanding.talk.past import is_gone, tells_past
from bot.understanding.talk.told import tells_time
from bot.understanding.text.lexer import Token, Tokens
from bot.understanding.text.lexicon import TALK, Lexicon, lexicon
from bot.understanding.text.phrase_books import (
    MARKS,
    TIMES,
    any_unspaced,
    begins,
    has_han,
    openings,
    request_starts,
    unspaced,
)

_NUMBERS = frozenset({Kind.CLOCK12, Kind.HHMM, Kind.NUM4, Kind.NUM, Kind.NUMWORD, Kind.DECIMAL, Kind.HALF})
_NAMES_EVENT = frozenset({Kind.WORD, Kind.MEAL, Kind.NOUN, Kind.ENDOF})
_BEFORE_TIMES = frozenset({Kind.ON, Kind.AT, Kind.THE, Kind.FOR, Kind.FROM, Kind.BY, Kind.LINE, Kind.COLON})
_LONGEST_SUBJECT = 5  # words before "is"
_LONGEST_DEADLINE = 12  # the same, where a deadline is among them
_DUE = frozenset("due deadline expiry closing submission tarikh tempoh".split())
_REPORTING = frozenset(["told", "said", "says"])
_DUTIES = frozenset(["supposed", "gotta", "kena", "needa"])
_WISHES = frozenset(["wish", "ucap", "ucapkan"])
_WISHED = frozenset(["you", "u", "me", "us", "i", "all", "everyone", "selamat", "terima"])
_TELLERS = frozenset(["i", "we", "you", "u", "he", "she", "they", "it"])


def is_statement(text: str, tokens: Tokens, plan: Plan, title: str, *, phrases: bool = True) -> bool:
    """Whether a message that mentions a time only talks: "see you tomorrow", "it is raining today".

    phrases: whether there may be a phrase of talk in it, by its `openings_of_talk`.
    """
    if plan.remind or plan.lead is not None or plan.either:
        return False
    if plan.named and not _has_clock(plan) and _only_counts(tokens, plan):
        return True
    asks = "?" in text
    if asks and text.endswith("?") and _asks_of_time(tokens, plan):
        return True
    gone = bool(plan.days) and is_gone(plan)
    if gone and tells_past(text, tokens, plan):
        return True
    words = tokens.words
    if words[0] in _WISHES and len(words) > 1 and words[1] not in _WISHED:
        return False  # wish mum happy birthday at midnight
    if plan.ahead is not None and (plan.earlier or (plan.ahead.sign < 0 and words[0] in _TELLERS)):
        return True  # lari 5km dalam 30 minit tadi, we moved here 3 years ago
    book = lexicon()
    hits = book.talk.starts(words) if phrases else []
    if not hits and words[0] in book.talk.heads:
        hits = [0]  # the next word of the phrase may be part of a token: "tahun baru"
    if not (hits or asks or (phrases and not text.isascii() and talks(text))):
        return False  # as most messages
    return _only_talks(text, tokens, plan, title, hits, gone=gone)


def _only_talks(text: str, tokens: Tokens, plan: Plan, title: str, hits: list[int], *, gone: bool) -> bool:
    """The same, of a message with a question mark or a word of talk in it. hits: where a phrase of talk may begin.

    A function of its own, for its comprehensions would make the first look dearer for every message.
    """
    book, words, han = lexicon(), tokens.words, has_han(text)
    if not hits and not han:
        return text.endswith("?") and not title and not _has_clock(plan)
    if tells_absence(text, tokens, plan):
        return False
    if tells_time(text, tokens, plan, book) or _is_called_off(text, title, book):
        return True
    starts_at = request_starts(words, tokens, book)
    starts = [start for start in starts_at if han or start in hits]
    if plan.ahead is not None and title and _is_chatter(title, book):
        return True  # 5 minit lagi sampai
    starts = [start for start in starts if not (title and _is_greeting(words, tokens, start, book))]
    chatting = any(begins(Phrase.CHATTER, words, start, text, tokens[start].start) for start in starts)
    if chatting and (not _has_clock(plan) or not title or _is_chatter(title, book)):
        return True
    if starts and not starts[0] and not _has_clock(plan) and _is_chatter(" ".join(words), book, whole=False):
        return True
    clock = _has_clock(plan) and (plan.ahead is not None or any(token.kind in _NUMBERS for token in tokens))
    telling = Phrase.RECOUNTING if clock and not (gone or plan.earlier) else Phrase.TELLING
    said = [index for index in hits if tokens[index].kind not in TIMES and book.books[telling].match(words, index)]
    said = [index for index in said if index >= _heading_end(words, starts_at, book)]
    said = [index for index in said if not _has_got(words, index, index in starts_at, plan)]
    if clock and _is_ahead(plan) and not _DUTIES.isdisjoint(words):
        said = []  # tomorrow I'm supposed to go for my scan at 10.15, but I always forget
    elif clock and _is_ahead(plan):
        said = [index for index in said if not _reports(words, tokens, index)]
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
    while last > 0 and (last in taken or tokens[last].kind in MARKS):
        last -= 1
    asking = tokens.words[last] in lexicon().books[Phrase.QUESTION_END].words and tokens[last].kind is Kind.KE
    return asking and last + 1 in taken


def talks(text: str) -> bool:
    """Whether a phrase of talk stands in a text without blanks: 新年快乐."""
    return any_unspaced(TALK).search(text) is not None


def openings_of_talk() -> frozenset[str]:
    """With one of these (words, pairs of words, beginnings in Chinese) a phrase of talk begins."""
    return openings(*TALK)


def _only_counts(tokens: Tokens, plan: Plan) -> bool:
    """Whether nothing but a count stands beside the day: 今天27度, esok 3 orang."""
    taken = plan.named.union(*(range(first, last) for _, first, last in plan.used))
    counts = any(tokens[index].kind is Kind.COUNTED for index in plan.named)
    return counts and all(index in taken or token.kind in MARKS for index, token in enumerate(tokens))


def _is_greeting(words: Sequence[str], tokens: Sequence[Token], start: int, book: Lexicon) -> bool:
    """Whether a greeting stands there, with a mark between it and what else is said: it is no talk of its own."""
    end = start + book.books[Phrase.GREETING].match(words, start)
    if end > start and end < len(words) and words[end] in book.books[Phrase.ADDRESS].words:
        end += 1
    return start < end < len(words) and tokens[end].kind in MARKS


def _announces(words: Sequence[str], tokens: Sequence[Token], index: int, plan: Plan, book: Lexicon) -> bool:
    """The deadline is Friday: an event and its day with "is" between, and nothing more; not "he is here on Friday"."""
    longest = _LONGEST_SUBJECT if _DUE.isdisjoint(words[:index]) else _LONGEST_DEADLINE
    if not 0 < index <= longest or words[index] not in book.books[Phrase.COPULA].words:
        return False
    numbered = (
        tokens[index - 1].kind is Kind.NUM and longest == _LONGEST_DEADLINE
    )  # the deadline for report 3 is Friday
    named = tokens[index - 1].kind in _NAMES_EVENT or index - 1 in plan.named or numbered
    if not named or words[index - 1] in book.books[Phrase.SUBJECT].words:
        return False
    following = index + 1
    while following < len(tokens) and tokens[following].kind in (Kind.ON, Kind.AT, Kind.THE):
        following += 1
    claims = [(first, last) for role, first, last in plan.used if role == "date" and first <= following < last]
    return any(all(token.kind in MARKS for token in tokens[last:]) for _, last in claims)


def _is_ahead(plan: Plan) -> bool:
    """Whether a day is said that is to come."""
    day = plan.days[0] if plan.days else None
    return isinstance(day, Day) and not (day.past or day.last) and (day.offset is None or day.offset > 0)


def _reports(words: Sequence[str], tokens: Sequence[Token], index: int) -> bool:
    """I told the vet we come in, he said around 10am, since everyone is so busy: beside a clock on a day to come the
    words of talk report or explain it. "Since 8am" tells what has been."""
    if words[index] == "since":
        return index + 1 < len(tokens) and tokens[index + 1].kind is Kind.WORD
    return words[index] in _REPORTING or words[index + 1 : index + 2] in (["said"], ["told"])


def _has_got(words: Sequence[str], index: int, opens: bool, plan: Plan) -> bool:
    """Tmr got exam, got exam on Friday: what is to be on a day that is ahead."""
    if words[index] != "got" or not plan.days or not isinstance(day := plan.days[0], Day):
        return False
    ahead = not (day.past or day.last) and (day.offset is None or day.offset > 0 or (not day.offset and plan.clock))
    happened = "".join(words[index + 1 : index + 2]).endswith("ed") or words[-1] == "?"
    ordered = index > 0 and words[index - 1] in lexicon().books[Phrase.ORDER].words  # add got exam on Friday
    follows = opens or ordered or any(role in ("date", "time") and last == index for role, _, last in plan.used)
    return bool(ahead) and follows and not happened


def _heading_end(words: Sequence[str], starts: Sequence[int], book: Lexicon) -> int:
    """How many words only announce what follows: "there will be", "please be informed that", "I've got"."""
    heading, polite, order = (book.books[name] for name in (Phrase.HEADING, Phrase.POLITE, Phrase.ORDER))
    begins_at = [*starts, *(start + size for start in starts if (size := order.match(words, start)))]
    begins_at = [start for start in begins_at if start < len(words)]
    ends = [start + size for start in begins_at if (size := heading.match(words, start))]
    for start in begins_at:
        end = start + polite.match(words, start)
        if end - start > 1 and words[end - 1] == "got":
            ends.append(end)
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
