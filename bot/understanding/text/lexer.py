"""A message as tokens: one walk over what stands between its blanks.

Most of it is a word that is remembered (`alone`); the rest is read by the pattern (`shapes`). Then what is told by its
neighbours, and the words that mean one thing together.
"""

from __future__ import annotations

from collections.abc import Container

from bot.understanding.text.alone import (
    ALONE,
    BEFORE,
    BEHIND,
    BESIDE,
    BESIDE_WORDS,
    CHANGING,
    LOOK,
    SEVERAL,
    may_go_on,
    read_alone,
)
from bot.understanding.text.glued import TOUR
from bot.understanding.text.lexicon import Phrases, lexicon
from bot.understanding.text.shapes import read_closely
from bot.understanding.text.short_words import tell_short_words
from bot.understanding.text.tokens import Token, Tokens
from bot.understanding.text.told_ranges import tell_ranges

__all__ = ["TOUR", "Token", "Tokens", "tokenise"]


def tokenise(text: str) -> Tokens:
    """The tokens of a normalised text, in order, not overlapping; blanks are left out.

    The kinds and the words are told on the way, and whether anything may be told by its neighbours or be part of a
    phrase: to ask all tokens for them afterwards would take as long again.
    """
    phrases = lexicon().phrases
    tokens = Tokens.__new__(Tokens)
    kinds: list[str] = []
    words: list[str] = []
    begun: Container[str] | None = None  # the words that go on with the phrase that the last word may have begun
    phrased, beside = False, False
    end, position = -1, 0
    for piece in text.split(" "):
        start = end + 1
        end = start + len(piece)
        if start < position:
            continue  # read with what stands before it
        try:
            kind, value, language, follows, care = ALONE[piece]
        except KeyError:
            kind, value, language, follows, care = read_alone(piece)
        if care:
            if (care & BEHIND and may_go_on(text, end + 1)) or (care & BEFORE and kinds and kinds[-1] in CHANGING):
                care = LOOK
            if care & (LOOK | SEVERAL):
                if care & LOOK:
                    position = read_closely(text, start, tokens, lexicon())
                else:
                    tokens += [
                        Token(kind, part, start + first, start + last, of) for kind, part, first, last, of in value
                    ]
                for token in tokens[len(words) :]:
                    word = text[token.start : token.end]
                    kinds.append(token.kind)
                    words.append(word)
                    phrased = phrased or (begun is not None and word in begun)
                    begun = phrases.get(word)
                    beside = beside or word in BESIDE_WORDS
                continue
            beside = beside or bool(care & BESIDE)
        tokens.append(Token(kind, value, start, end, language))
        kinds.append(kind)
        words.append(piece)
        if begun is not None and piece in begun:
            phrased = True
        begun = follows
    if beside:
        tell_short_words(text, tokens)
        tell_ranges(text, tokens)
        return _join_phrases(Tokens(text, tokens), phrases)
    tokens.text, tokens.kinds, tokens.words = text, "".join(kinds), words
    return _join_phrases(tokens, phrases) if phrased else tokens


def _join_phrases(found: Tokens, phrases: Phrases) -> Tokens:
    """The tokens where words that mean one thing together ("day after tomorrow", "hari ini", "tiap-tiap") are one."""
    words = found.words
    last = len(words) - 1
    joined: list[Token] = []
    taken = 0
    for index, word in enumerate(words):
        if index < taken or index == last or word not in phrases:
            continue
        for tail, lexeme in phrases[word].get(words[index + 1], ()):
            size = len(tail) + 1
            if size == 2 or tuple(words[index + 1 : index + size]) == tail:
                end = found[index + size - 1].end
                joined += found[taken:index]
                joined.append(Token(lexeme.kind, lexeme.value, found[index].start, end, lexeme.language))
                taken = index + size
                break
    return Tokens(found.text, [*joined, *found[taken:]]) if taken else found
