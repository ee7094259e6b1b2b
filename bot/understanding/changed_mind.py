"""What somebody says first who thinks again: "forget it, lunch Friday instead", "no wait, cancel it", 算了，周五吧."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from bot.languages import Phrase, language_codes, vocabulary_of

_LONGEST = 200  # characters
_PAUSE = r"\s*[,，;；.。!！\n]+\s*"
_INSTEAD = re.compile(r"[\s,]+(?:instead|je la|jela|jer)[\s.!]*$", re.IGNORECASE)
_NO = re.compile(
    r"\s*(?:no|nope|nah|tak|tidak|不|不是)(?:[,，!！]\s*|\s+(?=(?:move|cancel|delete|rename|make|change|put)\s+(?:it|that)\b))"
    r"(?P<rest>.+)",
    re.IGNORECASE | re.DOTALL,
)
_YES = re.compile(
    r"\s*(?:yes|yeah|yup|yep|ya|ye|ok|okay|sure|是|好|好的|对)(?:\s*[,，.!。]\s*(?:and\s+|dan\s+|then\s+)?|\s+(?:and|dan)\s+)"
    r"(?:also\s+)?(?P<rest>.+)",
    re.IGNORECASE | re.DOTALL,
)


class ChangedMind(NamedTuple):
    """drops: what was asked is not wanted any more; else it may yet be answered by the rest. rest: what is wanted."""

    drops: bool
    rest: str


def changed_mind(text: str) -> ChangedMind | None:
    """What is wanted after all, behind words that only take back what went before; None where nothing is."""
    if len(text) > _LONGEST:
        return None
    if (dropped := _opening(Phrase.DROPPING).match(text)) is not None:
        return ChangedMind(True, _INSTEAD.sub("", dropped["rest"]).strip())
    if (stalled := _opening(Phrase.STALLING).match(text)) is not None:
        return ChangedMind(False, stalled["rest"].strip())
    return None


def behind_no(text: str) -> str:
    """What stands behind a "no" and a comma; "" for nothing."""
    found = _NO.fullmatch(text) if len(text) <= _LONGEST else None
    return found["rest"].strip() if found else ""


def behind_yes(text: str) -> str:
    """What else is wanted behind a yes: "yes, and book lunch Saturday 1pm"; "" for nothing."""
    found = _YES.fullmatch(text) if len(text) <= _LONGEST else None
    return found["rest"].strip() if found else ""


@cache
def _opening(name: Phrase) -> re.Pattern[str]:
    """A phrase of the set with a pause behind it; of those that stall a blank is pause enough."""
    spaced, unspaced = set[str](), set[str]()
    for code in language_codes():
        vocabulary = vocabulary_of(code)
        (spaced if vocabulary.spaced else unspaced).update(vocabulary.phrases.get(name, "").split("|"))
    pause = _PAUSE if name is Phrase.DROPPING else rf"(?:{_PAUSE}|\s+)"
    either = "|".join(map(re.escape, sorted(spaced - {""}, key=len, reverse=True)))
    han = "|".join(map(re.escape, sorted(unspaced - {""}, key=len, reverse=True)))
    return re.compile(
        rf"\s*(?:(?:oh|eh|ah|hmm|ok|sorry|la)[\s,]+)?(?:(?:{either})(?:\s+(?:la|lah))?{pause}|(?:{han}){_PAUSE})"
        r"(?P<rest>.*\w.*)",
        re.IGNORECASE | re.DOTALL,
    )
