"""What closes a message and says no more of it: marks, "lah", "thanks", 🙏, an emoji behind a question mark.

Without them "free on Thursday? 😊" ends in its question mark, and "not 5pm, 6pm lah" in its clock. Other emoji stay,
for they are of the title.
"""

from __future__ import annotations

from unicodedata import category

from bot.languages import Kind
from bot.understanding.text.lexer import Tokens

_MARKS = frozenset(".!。！")
_ASKS = frozenset("?？")
_WORDS = frozenset("lah la lor leh please pls plz thanks thx tq tks tau".split())
_GESTURES = frozenset("🙏👍👌🏻🏼🏽🏾🏿")  # with their skin tones: nobody names an event so
_PICTOGRAPHS = frozenset({"So", "Sk", "Cf", "Mn"})  # Unicode categories: symbols, skin tones, joiners
_CLOSING = frozenset({Kind.STOP, Kind.LINE, Kind.OTHERMARK})
_SHORTEST = 2  # words that are left before a word is taken for a closing one


def may_close(tokens: Tokens) -> bool:
    """A cheap look: most messages end in a word of their own."""
    return tokens[-1].kind in _CLOSING or tokens.words[-1] in _WORDS


def end_of_said(tokens: Tokens, *, timed: bool) -> int:
    """How many tokens stand before what only closes the message; all of them where nothing does. timed: a word of time
    is among them, without which "ok thanks" is nothing but thanks."""
    end = len(tokens)
    while end > 1 and _closes(tokens, end - 1, words=timed and end > _SHORTEST):
        end -= 1
    return end


def _closes(tokens: Tokens, index: int, *, words: bool) -> bool:
    kind, word = tokens[index].kind, tokens.words[index]
    if kind is Kind.LINE:
        return True
    if kind is Kind.STOP:
        return word in _MARKS
    if kind is Kind.OTHERMARK:
        if word in _GESTURES:
            return True
        said = next((before for before in reversed(tokens.words[:index]) if not _is_pictograph(before)), "")
        return said in _ASKS and _is_pictograph(word)
    return words and word in _WORDS


def _is_pictograph(word: str) -> bool:
    return all(category(character) in _PICTOGRAPHS for character in word)
