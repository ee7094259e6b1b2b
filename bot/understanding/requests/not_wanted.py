"""What will not be or is not wanted: "no gym tomorrow", "tak payah ingatkan ubat", 这周三不打羽毛球, "class batal".

Said of an event and a day it asks to cancel what stands; it never books.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from bot.languages import Kind, Phrase, language_codes, vocabulary_of
from bot.understanding.grammar.components import ClockRange
from bot.understanding.reading import Intent
from bot.understanding.requests.targets import cancels_everything, plan_of
from bot.understanding.text.lexer import Tokens
from bot.understanding.text.lexicon import Lexicon, Phrasebook, lexicon
from bot.understanding.text.phrase_books import MARKS, TIMES, any_unspaced, request_starts, unspaced

_LONGEST = 14  # tokens
_NAMES = frozenset({Kind.WORD, Kind.MEAL, Kind.NOUN})
_CLOCKS = frozenset({Kind.CLOCK12, Kind.HHMM, Kind.CLOCKMARK, Kind.OCLOCK, Kind.MERIDIEM})
_PARTS = frozenset({Kind.COMMA, Kind.STOP, Kind.LINE, Kind.COLON})
_LEADING = TIMES | {Kind.COMING, Kind.HARI, Kind.LAST}
_WORDS = (Phrase.UNWANTED, Phrase.NO_SUCH, Phrase.OFF, Phrase.CANCELLED, Phrase.CANCEL)
_IMPERATIVE = frozenset(["don't", "dont", "do", "jangan", "jgn"])
_IMPERATIVE_HAN = ("别", "別", "不要")
_PARTICLES = frozenset("la lah lor je dah".split())
_STOPS = frozenset(["stop", "hentikan", "berhenti"])
_NOT_STOPPED = frozenset("by at over for being all me asking now everything already please pls worry".split())
_LONGEST_NAME = 4  # tokens
_BE_THERE = frozenset("miss be lewat lambat terlepas lepaskan late forget lupa skip".split())
_BE_THERE_HAN = ("迟到", "遲到", "错过", "錯過", "忘", "缺席")
_AWAY_HAN = ("在", "行", "能", "想", "会", "會", "方便", "可以")  # 明天不在公司
_NO_EVENT_HAN = tuple(
    "错 錯 好 在 是 会 會 到 然 过 過 少 同 仅 僅 止 锈 鏽 动 動 舒服 知道 见 見 客气 "
    "客氣 准 準 可以 可能 得 一定 如 管 要紧 太 想 能 行 懂 明白 记得 記得 够 夠 怕 该 該 "
    "敢 肯 愿 願 清楚 用说 用說 用谢 用謝 空 时间 時間 事 关系 關係 问题 問題 什么 什麼 人 "
    "钱 錢 办法 辦法 有空 有时间 有事 有关系 有问题 有什么 有人 了".split()
)
_NO_EVENT = frozenset(
    "worries problem prob hal pay one idea choice time money matter masalah apa masa orang duit longer way".split()
)
_NAMED_DAYS = frozenset(["day", "leave"])  # "no meat day", "no pay leave" are names
_TO = frozenset({Kind.TO, Kind.IN})
_WISHES = frozenset("to nak nk untuk utk hendak not tak".split())


def not_wanted(text: str, tokens: Tokens) -> Intent | None:
    """CANCEL where an event is said not to be; CHATTER where something is only forbidden; None for anything else.

    text: normalised.
    """
    book = lexicon()
    hits = _book().starts(tokens.words)
    han = not text.isascii() and any_unspaced(_WORDS).search(text) is not None
    if (not hits and not han) or len(tokens) > _LONGEST or text.rstrip().endswith(("?", "吗", "嗎")):
        return None
    last = len(tokens)
    while last and tokens[last - 1].kind in MARKS:
        last -= 1
    tokens = tokens.part(0, last)
    if not tokens:
        return None
    if cancels_everything(tokens.words):
        return Intent.CANCEL
    return _opened(text, tokens, book) or _closed(tokens, book)


@cache
def _book() -> Phrasebook:
    """All phrases that may say so in one book: mostly none is there, and one look tells."""
    codes = [code for code in language_codes() if vocabulary_of(code).spaced]
    return Phrasebook(
        phrase for code in codes for name in _WORDS for phrase in vocabulary_of(code).phrases.get(name, "").split("|")
    )


def _opened(text: str, tokens: Tokens, book: Lexicon) -> Intent | None:
    """No gym tomorrow, esok tak payah pergi gym, 明天不用上课."""
    for start in _starts(tokens, book):
        if tokens[start].language == "zh":
            found = _opened_in_han(text, tokens, start)
        else:
            found = _opened_at(start, tokens, book)
        if found is not None:
            return found
    return None


def _opened_at(index: int, tokens: Tokens, book: Lexicon) -> Intent | None:
    words = tokens.words
    unwanted, missing = (book.books[name].match(words, index) for name in (Phrase.UNWANTED, Phrase.NO_SUCH))
    size = max(unwanted, missing)
    others = (Phrase.POLITE, Phrase.CHATTER, Phrase.AGREEING)
    if not size or any(book.books[name].match(words, index) > size for name in others):
        return None  # don't forget, no problem
    while index + size < len(words) and words[index + size] in _PARTICLES:
        size += 1
    rest = tokens.part(index + size)
    if words[index] in _STOPS:
        return Intent.CANCEL if _is_standing(rest, book) else None
    if unwanted >= missing:
        return _unwanted(words[index] in _IMPERATIVE, rest, tokens, book)
    return Intent.CANCEL if _is_named(rest, tokens, book) else None


def _starts(tokens: Tokens, book: Lexicon) -> list[int]:
    """Where it may begin: where a request may, and behind a time and who it is about."""
    first = 0
    while first < len(tokens) - 1 and (tokens[first].kind in _LEADING or tokens[first].kind in (Kind.ME, Kind.COMMA)):
        first += 1
    starts = request_starts(tokens.words, tokens, book)
    return [index for index in dict.fromkeys([*starts, first]) if index < len(tokens)]


def _unwanted(imperative: bool, rest: Tokens, tokens: Tokens, book: Lexicon) -> Intent | None:
    """Don't remind me of ubat, tak payah pergi gym esok. imperative: don't, jangan."""
    if not rest or rest.words[0] in _BE_THERE:
        return None
    ordered = rest[0].kind is Kind.REMIND or any(
        book.books[name].match(rest.words, 0) for name in (Phrase.ORDER, Phrase.WEAK_ORDER)
    )
    if imperative and not ordered:
        return Intent.CHATTER
    return Intent.CANCEL if _is_named(rest, tokens, book, ordered=ordered) else Intent.CHATTER


def _is_standing(rest: Tokens, book: Lexicon) -> bool:
    """Stop badminton, not "stop by the shop", "stop it": an event's name and nothing else."""
    if not 0 < len(rest) <= _LONGEST_NAME or rest.words[0] in _NOT_STOPPED or rest.words[0].endswith("ing"):
        return False
    others = (Phrase.POINTING, Phrase.SUBJECT, Phrase.CHATTER, Phrase.PARTICLE)
    return all(token.kind in _NAMES for token in rest) and not any(book.books[n].match(rest.words, 0) for n in others)


def _is_named(rest: Tokens, tokens: Tokens, book: Lexicon, *, ordered: bool = False) -> bool:
    """Whether an event and, but where a reminder is refused, a time are all that is said."""
    if not rest or rest[0].kind in MARKS or rest.words[0] in _NO_EVENT or not _PARTS.isdisjoint(tokens.kinds):
        return False
    if not _NAMED_DAYS.isdisjoint(rest.words) or rest.words[0] in book.books[Phrase.PARTICLE].words:
        return False
    subject = book.books[Phrase.SUBJECT].words
    names = [index for index, token in enumerate(rest) if token.kind in _NAMES and rest.words[index] not in subject]
    if not names:
        return False
    plan = plan_of(tokens)
    if isinstance(plan.clock, ClockRange):
        return False  # no water 9am to 5pm
    return ordered or plan.has_time


def _opened_in_han(text: str, tokens: Tokens, index: int) -> Intent | None:
    at = tokens[index].start
    if text.startswith(tuple(word for word in unspaced(Phrase.POLITE) if len(word) > 1), at):
        return None
    names = (Phrase.UNWANTED, Phrase.NO_SUCH)
    phrase = next((word for name in names for word in unspaced(name) if text.startswith(word, at)), "")
    rest = text[at + len(phrase) :].lstrip()
    if phrase == "不" and rest.startswith(_AWAY_HAN) and _CLOCKS.isdisjoint(tokens.kinds):
        return Intent.CHATTER
    if not phrase or rest.startswith((*_BE_THERE_HAN, *_NO_EVENT_HAN)) or not _PARTS.isdisjoint(tokens.kinds):
        return None
    following = tokens.part(index + 1)
    reminded = Kind.REMIND in tokens.kinds
    if phrase in _IMPERATIVE_HAN and not reminded:
        return Intent.CHATTER
    plan = plan_of(tokens)
    named = rest.removesuffix("了")
    own = "".join(following.words) if len(tokens.words[index]) <= len(phrase) else named
    shortest = 2 if phrase == "不" else 1  # 不来, 没课
    if len(own.strip()) < shortest or isinstance(plan.clock, ClockRange) or not (plan.has_time or reminded):
        return Intent.CHATTER if phrase in unspaced(Phrase.UNWANTED) else None
    return Intent.CANCEL


def _closed(tokens: Tokens, book: Lexicon) -> Intent | None:
    """Badminton this Thursday cancel, kelas mengaji minggu ni takde, 周四的羽毛球没有了."""
    last = len(tokens)
    while last > 1 and tokens.words[last - 1] in book.books[Phrase.PARTICLE].words:
        last -= 1
    words = tokens.words[:last]
    size = _ending(words, book)
    if not size and tokens[last - 1].language == "zh":
        return _closed_in_han(tokens, last, book)
    first = last - size
    if not size or not first or words[first] == "off" or tokens[first - 1].kind in _TO | _PARTS:
        return None
    if words[first - 1] in _WISHES or tokens[0].kind is Kind.REMIND or not _PARTS.isdisjoint(tokens.kinds):
        return None
    if words[0] in book.books[Phrase.SUBJECT].words and words[0] not in ("the", "my", "our"):
        return None
    return Intent.CANCEL if _event_and_time(tokens.part(0, first), book) else None


def _ending(words: Sequence[str], book: Lexicon) -> int:
    for size in (4, 3, 2, 1):
        if size < len(words):
            tail = words[len(words) - size :]
            if any(book.books[name].match(tail, 0) == size for name in (Phrase.OFF, Phrase.CANCELLED)):
                return size
    return 0


def _closed_in_han(tokens: Tokens, last: int, book: Lexicon) -> Intent | None:
    said = tokens.words[last - 1]
    ending = next((word for word in unspaced(Phrase.OFF) if said.endswith(word)), "")
    if not ending or not _PARTS.isdisjoint(tokens.kinds) or Kind.REMIND in tokens.kinds:
        return None
    named = said != ending or any(token.kind in _NAMES for token in tokens[: last - 1])
    plan = plan_of(tokens)
    return Intent.CANCEL if named and plan.has_time and not isinstance(plan.clock, ClockRange) else None


def _event_and_time(tokens: Tokens, book: Lexicon) -> bool:
    subject = {*book.books[Phrase.SUBJECT].words, *book.books[Phrase.POLITE].words}
    named = any(token.kind in _NAMES and word not in subject for token, word in zip(tokens, tokens.words, strict=True))
    if not named:
        return False
    plan = plan_of(tokens)
    return plan.has_time and not isinstance(plan.clock, ClockRange)
