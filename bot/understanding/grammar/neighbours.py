"""What stands beside a component: marks that join it to another, the words it may count, the ends of the message."""

from __future__ import annotations

from bot.languages import Kind
from bot.understanding.grammar.components import Found
from bot.understanding.text.lexer import Token, Tokens
from bot.understanding.text.lexicon import lexicon

GLUE = frozenset(
    {
        Kind.COMMA,
        Kind.AT,
        Kind.ON,
        Kind.COLON,
        Kind.THE,
        Kind.DASH,
        Kind.OF,
        Kind.STOP,
        Kind.BY,
        Kind.FROM,
        Kind.OTHERMARK,
    }
)
JOINS = frozenset({Kind.TO, Kind.DASH, Kind.UNTIL, Kind.KE})
WORDS = frozenset({Kind.WORD, Kind.MEAL, Kind.NOUN})


def counts(following: Token | None) -> bool:
    """Whether a number before this word is more likely a count of it: three cats."""
    if following is None or following.kind is not Kind.WORD:
        return False
    word = str(following.value)
    plural = word.endswith("s") and not word.endswith(("us", "as", "is", "ss"))  # kursus, kelas, class
    return plural and word not in lexicon().closing_words


def closes(index: int, tokens: Tokens) -> bool:
    """Whether nothing but marks and polite words follows."""
    kinds, closing = tokens.kinds, lexicon().closing_words
    while index < len(kinds) and (kinds[index] in GLUE or str(tokens[index].value) in closing):
        index += 1
    return index == len(kinds)


def opens(index: int, tokens: Tokens) -> bool:
    """Whether nothing but marks and the words of an order stands before."""
    asking, unspaced = lexicon().opening_words, lexicon().unspaced_openings
    return all(
        token.kind in GLUE
        or str(token.value) in asking
        or (token.language == "zh" and token.kind is Kind.WORD and str(token.value).startswith(unspaced))
        for token in tokens[:index]
    )


def adjacent(one: Found, other: Found, tokens: Tokens) -> bool:
    """Whether nothing but marks stands between."""
    first, second = (one, other) if one.first < other.first else (other, one)
    return GLUE.issuperset(tokens.kinds[first.last : second.first])
