"""The words of the order itself, which are no part of a title: please, schedule a, remind me to, lah."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from bot.languages import Kind, Phrase
from bot.understanding.text.lexicon import Lexicon, lexicon
from bot.understanding.text.phrase_books import absence_at
from bot.understanding.title.unclaimed import EDGE_MARKS, TAKEN, Unclaimed

_LINKS = frozenset(
    {
        Kind.ON, Kind.AT, Kind.FROM, Kind.TO, Kind.FOR, Kind.IN, Kind.BY, Kind.AND, Kind.OF, Kind.THE, Kind.A,
        Kind.UNTIL, Kind.STARTING, Kind.CLOCKMARK, Kind.KE, Kind.THEN,
    }
)  # fmt: skip
_NAMES = frozenset({Kind.WORD, Kind.MEAL, Kind.NOUN})
_BREAKS = frozenset({Kind.LINE, Kind.COMMA, Kind.STOP})
_LEADING_LINKS = frozenset({Kind.TO, Kind.FOR, Kind.ON, Kind.AND, Kind.OF})
_OPENING_HAN = frozenset(
    {
        *EDGE_MARKS, Kind.NUM, Kind.OTHERMARK, Kind.FROMNOW, Kind.A, Kind.THE, Kind.THEN, Kind.ME, Kind.OF, Kind.SHARP,
    }
)  # fmt: skip
_OPENING = _OPENING_HAN | _LEADING_LINKS
"""A word of these kinds may be of the order whatever word it is; the others only where a phrase begins with them."""
_LEADING_MARKS = frozenset("()[]\"'*•|/_\ufe0f")
_CLOSING_BRACKET = {"(": ")", "[": "]"}
_PHRASAL = {
    **dict.fromkeys("check drop dine tune walk hand move weigh plug sleep sit fill turn".split(), ("in",)),
    **dict.fromkeys("stop swing pop come".split(), ("by",)),
    **dict.fromkeys("carry try".split(), ("on",)),
    "hari": ("jadi",),
}
"""Verbs that keep their last word, and which: clock in, stop by."""
_SKIN_TONES = frozenset("🏻🏼🏽🏾🏿")
_NO_ORDERS = (["put", "out"], ["put", "away"], ["put", "back"], ["set", "off"], ["set", "aside"])
_AFTER_ORDER = frozenset(["my", "as", "me"])
_MUST = frozenset("要想")
_PLEASE = frozenset(["tolong", "tlg", "bantu"])
_HELPS = _PLEASE | {"help"}
_BOOKS = frozenset(["book", "reserve", "tempah"])
_MEETINGS = frozenset(["meeting", "call", "appointment", "session", "mtg", "appt", "slot", "reminder"])


def strip_opening(words: Unclaimed, book: Lexicon, *, order: bool) -> None:
    """Take away what only asks, from the front. order: the message was already seen to ask for a reminder."""
    asked = order  # something polite or an order was said
    ordered = False  # a verb of ordering was said
    while (index := words.next_free()) < words.size:
        token, word = words.tokens[index], words.words[index]
        unspaced = token.language == "zh"
        if unspaced and (characters := _unspaced_opening(words, book, index)):
            words.claim_until(index, words.run(index), token.start + characters)
            asked = ordered = True
            continue
        opens = token.kind in (_OPENING_HAN if unspaced else _OPENING) or word in book.opening_heads
        if not opens and word not in _AFTER_ORDER:
            return  # most titles begin at once
        size, orders = _opening_size(words, book, index, asked, ordered)
        if not size or not words.any_after(index + size):
            return
        words.claim(index, index + size)
        asked = asked or orders is not None
        ordered = ordered or bool(orders)


def drop_labels(words: Unclaimed) -> None:
    """Take away what heads the line of a time in a language without blanks: 时间：, 日期："""
    index = words.kinds.find(Kind.COLON)
    while index > 0:
        before = words.tokens[index - 1]
        if words.left[index - 1] == Kind.ON and before.language == "zh":
            words.claim(index - 1, index + 1)
        index = words.kinds.find(Kind.COLON, index + 1)


def _opening_size(words: Unclaimed, book: Lexicon, index: int, asked: bool, ordered: bool) -> tuple[int, bool | None]:
    """How many words at `index` are of the order. And whether they ask (not None) and order (True)."""
    token = words.tokens[index]
    word = words.words[index]
    if token.kind is Kind.NUM and words.glued(index + 1) and _opens_line(words, index):
        return 2, None  # 1. dentist
    if token.kind in EDGE_MARKS or (token.kind is Kind.OTHERMARK and word in _LEADING_MARKS):
        if (closing := _CLOSING_BRACKET.get(word)) and closing in words.words[index + 2 : words.run(index) - 1]:
            return 0, None  # (zoom) product sync
        return 1, None
    run = words.words[: words.run(index)]
    if size := _heading(words, book, run, index):
        return size, True
    if size := book.books[Phrase.ORDER].match(run, index):
        return (0, None) if run[index : index + 2] in _NO_ORDERS else (size, True)
    weak = book.books[Phrase.WEAK_ORDER].match(run, index)
    if weak and not ordered and (asked or _thing_follows(words, index + weak) or _time_follows(words, index + weak)):
        return weak, True
    if size := absence_at(run, index):
        return size, False  # I'll be on leave
    if token.kind is Kind.ON and book.books[Phrase.ABSENCE].match(run, index):
        return 0, None  # on call
    if token.kind is Kind.FROMNOW and token.value == "soon":
        return 1, None  # kejap lagi
    if size := book.books[Phrase.POLITE].match(run, index):
        if word in _HELPS and size == 1 and _helps_somebody(words, book, run, index):
            return 0, None
        if token.language == "zh" and words.text.text.startswith(book.unspaced_real, token.start):
            return 0, None  # 请年假
        return size, False
    size = book.books[Phrase.AGREEING].match(run, index)
    if size and words.kinds[index + size : index + size + 1] in EDGE_MARKS:
        return size, False  # noted, meeting 3pm friday
    if token.kind is Kind.WORD and (size := book.books[Phrase.GREETING].match(run, index)):
        return size, False
    if asked and word in book.books[Phrase.ADDRESS].words and words.kinds[index + 1 : index + 2] in EDGE_MARKS:
        return 1, None
    if (asked or ordered) and (token.kind in (Kind.A, Kind.THE) or (ordered and word in _AFTER_ORDER)):
        return 1, None
    if ordered and (size := book.books[Phrase.ORDER_NOUN].match(run, index)):
        return size, None
    if token.kind is Kind.THEN or (token.language == "zh" and token.kind is Kind.OF):
        return 1, None
    if token.kind in _LEADING_LINKS and token.language != "zh":
        return 1, None
    if token.kind is Kind.ME and (asked or ordered or " " in word):
        return 1, None  # saya nak, which is one word there
    if asked and token.kind is Kind.SHARP and token.language == "zh" and words.run(index) == index + 1:
        return 1, True  # 帮我约明天做头发
    return 0, True


def _helps_somebody(words: Unclaimed, book: Lexicon, run: list[str], index: int) -> bool:
    """Help mum cook, tolong mak masak: what one does for another, and not "help add", "tolong tambah". In Malay, where
    the word is mostly "please", only before a person."""
    following = index + 1
    if following >= len(run) or words.kinds[following] == Kind.ME:
        return False
    if run[index] in _PLEASE:
        return following + 1 < len(run) and run[following] in book.books[Phrase.KIN].words
    asks = (Phrase.ORDER, Phrase.WEAK_ORDER, Phrase.POLITE, Phrase.ORDER_NOUN, Phrase.HEADING)
    named = words.kinds[following] in _NAMES or words.kinds[following] == Kind.WITH
    return named and not any(book.books[name].match(run, following) for name in asks)


def _opens_line(words: Unclaimed, index: int) -> bool:
    """Whether a number is that of the line of a list: 1. or 1)."""
    opens = not index or words.kinds[index - 1] == Kind.LINE
    return opens and words.words[index + 1 : index + 2] in (["."], [")"])


def _heading(words: Unclaimed, book: Lexicon, run: list[str], index: int) -> int:
    """New event: ..., meeting called ...: words that announce what is to be booked."""
    if size := book.books[Phrase.HEADING].match(run, index):
        return size
    for name in (Phrase.ORDER_NOUN, Phrase.WEAK_ORDER):
        size = book.books[name].match(run, index)
        if size and index + size < len(run) and words.tokens[index + size].kind is Kind.COLON:
            return size + 1
    return 0


def _unspaced_opening(words: Unclaimed, book: Lexicon, index: int) -> int:
    """How many characters of a run without blanks only ask: 请帮我, 安排, 加个提醒."""
    text, start = words.text.text, words.tokens[index].start
    phrases, must = _openings_by_first().get(text[start], ()), text[start] in _MUST
    if not phrases and not must:
        return 0
    rest = text[start : words.tokens[words.run(index) - 1].end]
    real = rest.startswith(book.unspaced_real)
    if must and len(rest) > 2 and not real:
        return 1  # 要交作业, 想去看电影
    if words.is_alone():  # 请假 and 加入公司 are titles
        polite = book.books[Phrase.POLITE].words
        return next((size for size in range(min(6, len(rest) - 2), 1, -1) if rest[:size] in polite), 0)
    if real or not rest.startswith(phrases):
        return 0
    size = next(len(phrase) for phrase in phrases if rest.startswith(phrase))
    return size if words.tokens[words.last_free()].end > start + size else 0


@cache
def _openings_by_first() -> dict[str, tuple[str, ...]]:
    """What opens an order in a language without blanks, the longest first, by its first character: most begin none."""
    return _by_character(lexicon().unspaced_openings, 0)


@cache
def _closings_by_last() -> dict[str, tuple[str, ...]]:
    """What closes a message in a language without blanks, the longest first, by its last character."""
    return _by_character(lexicon().unspaced_closings, -1)


def _by_character(phrases: Sequence[str], place: int) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for phrase in phrases:
        found[phrase[place]] = (*found.get(phrase[place], ()), phrase)
    return found


def _thing_follows(words: Unclaimed, index: int) -> bool:
    """book a meeting, make an appointment"""
    if index < len(words) and words.kinds[index] == Kind.ME:
        return True  # book me a facial
    while index < len(words) and words.tokens[index].kind in (Kind.A, Kind.THE, Kind.ME):
        index += 1
    if not words.is_free(index):
        return False
    booked = words.words[index - 1] in _BOOKS and words.tokens[index].kind is Kind.MEAL  # "make dinner" is a task
    return booked or words.words[index] in _MEETINGS


def _time_follows(words: Unclaimed, index: int) -> bool:
    """reserve [Thursday 3pm] for PTM, mark [9 August] as a holiday"""
    following = words.next_free(index)
    if following == index or following >= len(words):
        return False
    return words.tokens[following].kind is Kind.FOR or words.words[following] == "as"


def strip_closing(words: Unclaimed, book: Lexicon) -> None:
    """Take away a trailing "please", "lah", "thanks", and what links to a time that stood there."""
    last = words.last_free()
    if last < 0:
        return
    if words.words[last].endswith("是"):
        _strip_copula(words, last)
        last = words.last_free()
    token = words.tokens[last]
    plain = token.kind in _NAMES and words.words[last] not in book.closing_words  # as most titles end
    if plain or words.is_alone():
        if token.language == "zh":
            _strip_unspaced_closing(words, last)
        return
    while (last := words.last_free()) >= 0 and not words.is_alone():
        size = _closing_size(words, book, last)
        if not size:
            return
        words.claim(last - size + 1, last + 1)


def _strip_copula(words: Unclaimed, last: int) -> None:
    if words.words[last] == "是":
        if words.is_free(last - 1):
            words.claim(last, last + 1)  # 截止日期是 [1月15日]
    elif len(words.words[last]) > len("是") + 1:
        words.cut(last, words.tokens[last].start, words.tokens[last].end - 1)  # 会议是 [明天3点]


def _closing_size(words: Unclaimed, book: Lexicon, last: int) -> int:
    """How many words up to the last only close; what closes within a word without blanks is cut off at once."""
    token, word = words.tokens[last], words.words[last]
    follows = words.is_free(last - 1)
    if follows and _belongs(words, last):
        if token.language == "zh":
            _strip_unspaced_closing(words, last)  # 跟老板吃饭吧
        return _phrase_size(words, book, last) if word in _SKIN_TONES else 0
    if follows and word in _PHRASAL.get(words.words[last - 1], ()):
        return 0  # clock in
    if token.kind in EDGE_MARKS:
        return 1
    if token.kind in _LINKS and token.language != "zh":
        verb = token.kind in (Kind.UNTIL, Kind.STARTING) or (token.kind is Kind.TO and token.language == "ms")
        return 0 if verb and last + 1 == len(words) else 1  # tuition starts, abang sampai
    size = _phrase_size(words, book, last) if word in book.closing_words else 0
    if not size and token.language == "zh":
        _strip_unspaced_closing(words, last)
    return size


def _phrase_size(words: Unclaimed, book: Lexicon, last: int) -> int:
    """How many words up to the last, and not the first of all, are a phrase that closes."""
    closing, run = book.books[Phrase.CLOSING], words.words[: last + 1]
    for size in (6, 5, 4, 3, 2, 1):
        first = last - size + 1
        if first > 0 and TAKEN not in words.left[first : last + 1] and closing.match(run, first) == size:
            return size
    return 0


def _strip_unspaced_closing(words: Unclaimed, last: int) -> None:
    token, text = words.tokens[last], words.words[last]
    for phrase in _closings_by_last().get(text[-1], ()):
        if text.endswith(phrase) and len(text) > len(phrase) + 1:
            words.cut(last, token.start, token.end - len(phrase))
            return


def _belongs(words: Unclaimed, last: int) -> bool:
    """Whether the last word is part of what stands before it: weigh-in, w/ boss, 唱K."""
    glued = words.glued(last) and words.tokens[last].kind not in EDGE_MARKS and words.kinds[last - 1] not in _BREAKS
    return (glued and words.tokens[last].language != "zh") or words.tokens[last - 1].kind is Kind.WITH
