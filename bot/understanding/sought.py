"""The name by which an event is sought, out of what a request says beside its verb and its time."""

from __future__ import annotations

import re

from bot.languages import Phrase
from bot.understanding.intents import unspaced
from bot.understanding.lexicon import lexicon

_NO_NAMES = frozenset("my the a an our that this time date of masa waktu tarikh".split())
_ES_PLURAL = re.compile(r"(?:s|x|ch|sh)es$", re.IGNORECASE)
_S_PLURAL = re.compile(r"(?<=[a-z]{3})(?<![sui])s$", re.IGNORECASE)
_ANYTHING = frozenset(["event", "thing", "item", "entry", "acara", "日程", "行程", "安排", "活动", "事件"])


def name_in(title: str) -> str:
    """The words to find an event by: without "my", "the", "the time of" where more is said."""
    verbs = {*unspaced(Phrase.MOVE), *unspaced(Phrase.MOVE_ALWAYS), *unspaced(Phrase.CANCEL)}
    for phrase in sorted(verbs, key=len, reverse=True):
        title = title.removeprefix(phrase)
    for phrase in unspaced(Phrase.MOVE_INTO):
        title = title.removesuffix(phrase[:-1]).removesuffix(phrase)
    for phrase in (*unspaced(Phrase.MOVE_ALWAYS), *unspaced(Phrase.CANCEL_END)):
        title = title.removesuffix(phrase)
    said = title
    title, plural = _without_all(title)
    words = title.split()
    while len(words) > 1 and words[0].casefold() in _NO_NAMES:
        words = words[1:]
    if plural and words:
        words[-1] = _singular(words[-1])
    if title != said and " ".join(words).casefold() in _ANYTHING:
        return ""
    if len(words) == 1 and words[0].casefold() in ("my", "all", "the", "everything", "再", "又"):
        return ""
    return " ".join(words).strip(" ,.")


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
