"""The name by which an event is sought, out of what a request says beside its verb and its time."""

from __future__ import annotations

import re
from functools import cache

from bot.languages import Kind, Phrase, language_codes, vocabulary_of
from bot.understanding.text.lexer import tokenise
from bot.understanding.text.lexicon import lexicon
from bot.understanding.text.normalise import normalise
from bot.understanding.text.phrase_books import unspaced

_NO_NAMES = frozenset("my the a an our that this time date of masa waktu tarikh".split())
_NO_NAME_ALONE = frozenset(
    "and then dan my all the everything time date masa waktu tarikh 再 又 时间 日期 个 個".split()
)
_ES_PLURAL = re.compile(r"(?:s|x|ch|sh)es$", re.IGNORECASE)
_S_PLURAL = re.compile(r"(?<=[a-z]{3})(?<![sui])s$", re.IGNORECASE)
_HAN = re.compile(r"[\u3400-\u9fff]")
_HAN_CONNECTORS = re.compile(r"[和跟与與同的]")
_ONE = re.compile(
    r"\bthe\s+one(?=\s+(?:tomorrow|tmr|today|tonight|on|at|in|next|this|with|mon|tue|wed|thu|fri|sat|sun))|"
    r"(?<!\bat)(?<!\babout)(?<!\bby)(?<!\bhour)(?<!\bpast)(?<!\bto)(?<!\btill)\s+one(?=(?:\s+(?:pls|please|la|lah|ya))?\W*$)",
    re.IGNORECASE,
)
_MARKS = ".,!?'\"@#()"
_ANYTHING = frozenset(["event", "thing", "item", "entry", "acara", "日程", "行程", "安排", "活动", "事件"])


def name_in(title: str) -> str:
    """The words to find an event by: without "my", "the", "the time of" where more is said."""
    verbs = {*unspaced(Phrase.MOVE), *unspaced(Phrase.MOVE_ALWAYS), *unspaced(Phrase.CANCEL)}
    for phrase in sorted(verbs, key=len, reverse=True):
        title = title.removeprefix(phrase)
    for phrase in (*unspaced(Phrase.MOVE_INTO), *unspaced(Phrase.MOVED)):
        title = title.removesuffix(phrase[:-1]).removesuffix(phrase)
    for phrase in (*unspaced(Phrase.MOVE_ALWAYS), *unspaced(Phrase.CANCEL_END), *unspaced(Phrase.OFF)):
        title = title.removesuffix(phrase)
    title = title.removesuffix("没有").removesuffix("沒有").removesuffix("没")  # of 没有了, 没了, without its particle
    title = _without_no(title)
    said = title
    title, plural = _without_all(title)
    words = title.split()
    while len(words) > 1 and words[0].casefold() in _NO_NAMES:
        words = words[1:]
    if plural and words:
        words[-1] = _singular(words[-1])
    if title != said and " ".join(words).casefold() in _ANYTHING:
        return ""
    if len(words) == 1 and words[0].casefold() in _NO_NAME_ALONE:
        return ""
    return " ".join(words).strip(" ,.")


def without_one(text: str) -> str:
    """The Friday one, the evening one, the one with Ali: without the word, which is no clock."""
    return _ONE.sub("", text)


def _without_no(title: str) -> str:
    """不去健身, 没有课: the name without the word that says it will not be."""
    phrases = () if title.isascii() else (*unspaced(Phrase.UNWANTED), *unspaced(Phrase.NO_SUCH))
    found = next((phrase for phrase in phrases if title.startswith(phrase)), "")
    return title.removeprefix(found).removeprefix("去").removeprefix("上") if found else title


def content_words(name: str) -> str:
    """The words of a name that carry weight, each in its shorter form: without "with", "dengan", 和, "at", "the"."""
    words: list[str] = []
    for word in name.casefold().replace("/", " ").split():
        words += [part for part in _HAN_CONNECTORS.split(word) if part] if _HAN.search(word) else [word]
    kept = [_singular(word.strip(_MARKS)) for word in words if word.strip(_MARKS) not in _connectors()]
    return " ".join(word for word in kept if word) or name


def names_apart(name: str) -> tuple[str, ...]:
    """The several names of "the dentist and lunch with Jason"; the whole one where nothing joins any."""
    tokens = tokenise(normalise(name).text)
    text = normalise(name).text
    cuts = [token for token in tokens if token.kind in (Kind.AND, Kind.COMMA)]
    starts, ends = [0, *(token.end for token in cuts)], [*(token.start for token in cuts), len(text)]
    parts = [name_in(text[first:last].strip(" ,，、")) for first, last in zip(starts, ends, strict=True)]
    return tuple(part for part in parts if part)


def names_in(name: str) -> tuple[str, ...]:
    """The words of a name that say with whom: an event that lacks them is another one."""
    tokens = tokenise(normalise(name).text)
    after = next((index for index, token in enumerate(tokens) if token.kind is Kind.WITH), None)
    if after is None:
        return ()
    return tuple(
        word for word in tokens.words[after + 1 :] if word.isalpha() and word.isascii() and word not in _connectors()
    )


@cache
def _connectors() -> frozenset[str]:
    """Words that join and say nothing alone, in the languages whose words stand apart."""
    kinds = (Kind.WITH, Kind.AND, Kind.AT, Kind.ON, Kind.FOR, Kind.OF, Kind.THE, Kind.A, Kind.TO, Kind.IN, Kind.FROM)
    books = (vocabulary_of(code).words for code in language_codes())
    found = {
        word for book in books for kind in kinds for words in book.get(kind, {}).values() for word in words.split("|")
    }
    return frozenset({*(word for word in found if " " not in word), *_NO_NAMES, "w", "&", "event", "acara"})


def _without_all(title: str) -> tuple[str, bool]:
    """Without what only says that every event of the name is meant ("all my meetings", 所有会议); whether it did, in a
    language whose names then stand in the plural."""
    opening = next((phrase for phrase in unspaced(Phrase.ALL_OF) if title.startswith(phrase)), "")
    if opening:
        return title.removeprefix(opening), False
    words = title.casefold().split()
    size = lexicon().books[Phrase.ALL_OF].match(words, 0) if words else 0
    return " ".join(title.split()[size:]), size > 0 and lexicon().common.get(words[0]) != "ms"


def _singular(word: str) -> str:
    """meetings -> meeting, classes -> class: names are sought as parts of titles, so the shorter form finds both."""
    if _ES_PLURAL.search(word):
        return word[:-2]
    return word[:-1] if _S_PLURAL.search(word) else word
