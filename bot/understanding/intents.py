"""What a person wants when it is not a new event, and when talk of times is only talk."""

from __future__ import annotations

from collections.abc import Sequence

from bot.languages import Kind, Phrase
from bot.understanding.lexer import Token
from bot.understanding.lexicon import lexicon
from bot.understanding.normalise import Normalised
from bot.understanding.reading import Intent, Reading
from bot.understanding.refine import Plan
from bot.understanding.resolve import Moment

_HAN = range(0x3400, 0xA000)


def language_of(text: str, tokens: Sequence[Token]) -> str:
    """The language of most of the message; English where nothing tells."""
    counts = {"en": 0.5, "ms": 0.0, "zh": 0.0}
    common = lexicon().common
    for token in tokens:
        if token.language:
            counts[token.language] = counts.get(token.language, 0) + 1
        elif token.kind is Kind.WORD:
            code = common.get(str(token.value))
            if code is not None:
                counts[code] += 1
    return max(counts, key=lambda code: counts[code])


def words_of(text: str, tokens: Sequence[Token]) -> list[str]:
    return [text[token.start : token.end] for token in tokens]


_SKIPPED = frozenset({Kind.COMMA, Kind.STOP, Kind.OTHERMARK, Kind.DASH})
_OPENERS = (
    (Phrase.UNDO, Intent.UNDO),
    (Phrase.CANCEL, Intent.CANCEL),
    (Phrase.FREE, Intent.FREE),
    (Phrase.LIST, Intent.LIST),
)


def intent_of(text: str, tokens: Sequence[Token]) -> Intent:
    """What the first words ask for; ADD where they ask for nothing else."""
    return Intent.ADD


def without_time(
    intent: Intent, original: str, text: Normalised, tokens: Sequence[Token], moment: Moment, language: str
) -> Reading:
    return Reading("none", intent, language=language)


def is_statement(text: str, tokens: Sequence[Token], plan: Plan, title: str) -> bool:
    """Whether a message that mentions a time only talks: "see you tomorrow", "it is raining today"."""
    return False
