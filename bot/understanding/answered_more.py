"""What an answer says beside its time: who comes along, a place, a lead time; and what it refuses before it.

"Thursday, and bring Ali", "8, remind me an hour before", "Monday cannot, Tuesday can", 7点不行，8点可以.
"""

from __future__ import annotations

import re
from functools import cache

from bot.languages import Phrase
from bot.understanding.answered_time import refuses_time
from bot.understanding.requests.sought import without_one
from bot.understanding.text.lexicon import lexicon
from bot.understanding.text.phrase_books import unspaced

_LONGEST = 160  # characters
_MOST_CLAUSES = 4
_CLAUSES = re.compile(r"[,，;；。]+|\b(?:so|but|tapi|tp|then|instead)\b|(?<=.不行)|(?<=.没空)", re.IGNORECASE)
_NUMBER = re.compile(
    r"^\s*(?P<number>\d{1,2}(?:[.:][0-5]\d)?)(?=[\s,，]+(?:at|@|in|kat|kt|dekat|di|with|w/|dgn|dengan|and|dan|for|to|till|"
    r"until|sampai|remind|ingatkan|ingat|bring|bawa|ajak|pls|please|la|lah)\b|\s*[,，]\s*(?:提前|带|叫|跟|在))",
    re.IGNORECASE,
)
_BRING = re.compile(
    r"[,，]?\s*\b(?:and\s+|n\s+|&\s*)?(?:(?:please|pls)\s+)?(?:bring|invite|take)\s+(?:along\s+)?(?!up\b|it\b)(?=\w)",
    re.IGNORECASE,
)
_AJAK = re.compile(r"[,，]?\s*\b(?:dan\s+)?(?:ajak|bawak?|jemput)\s+(?:sekali\s+)?(?=\w)", re.IGNORECASE)
_AND_WITH = re.compile(r"[,，]?\s*\b(?:and|dan|n)\s+(?=(?:with|dengan|dgn)\b)", re.IGNORECASE)


def without_refused(text: str) -> str:
    """An answer without what it refuses first: "Monday cannot, Tuesday can" -> "Tuesday can". The whole of it where
    nothing is left, or nothing is refused."""
    if len(text) > _LONGEST:
        return text
    clauses = [clause.strip() for clause in _CLAUSES.split(text)]
    clauses = [clause for clause in clauses if clause]
    if not 1 < len(clauses) <= _MOST_CLAUSES:
        return text
    kept = [clause for clause in clauses if not refuses_time(clause)]
    return ", ".join(kept) if 0 < len(kept) < len(clauses) else text


def told_plainly(text: str) -> str:
    """The same answer in the words of a booking: a number that opens it is a clock, who is brought comes with it."""
    if len(text) > _LONGEST:
        return text
    text = _NUMBER.sub(r"at \g<number>", without_one(text))
    return _AND_WITH.sub(" ", _AJAK.sub(" dengan ", _BRING.sub(" with ", text))).strip()


def company_in(title: str) -> str:
    """Who or what comes along, where the words beside a time name nothing else: "with Ali" -> "Ali"; "" for none."""
    words = title.split()
    size = lexicon().books[Phrase.COMPANY].match([word.casefold() for word in words], 0) if words else 0
    if size and len(words) > size:
        return " ".join(words[size:])
    opening = _unspaced().match(title)
    return title[opening.end() :].strip() if opening and len(title) > opening.end() else ""


@cache
def _unspaced() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, unspaced(Phrase.COMPANY))))
