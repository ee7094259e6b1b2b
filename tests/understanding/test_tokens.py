"""The tokens of a message, and the looks at the whole of them that spare a walk over each."""

from __future__ import annotations

import re

from bot.languages import Kind
from bot.understanding.text.lexer import tokenise
from bot.understanding.text.lexicon import lexicon


def test_kinds_and_words_go_with_the_tokens() -> None:
    """The kinds and the words of tokens are theirs, one each, also where words are joined or a part is taken."""
    tokens = tokenise("dentist day after tomorrow 3pm, gym 明天下午三点")
    for some in (tokens, tokens.part(1), tokens.part(0, 3)):
        assert list(some.kinds) == [token.kind for token in some]
        assert len(some.words) == len(some)
    assert tokens.part(1).words == tokens.words[1:]
    assert tokens.words[1] == "day after tomorrow"
    assert tokens.part(1, 3).kinds == Kind.DAY + Kind.CLOCK12


def test_every_kind_is_one_character_of_its_own() -> None:
    """No two kinds share their character, and none has a meaning in a regular expression, alone or in a set."""
    kinds = [getattr(Kind, name) for name in Kind.__annotations__]
    assert len(set(kinds)) == len(kinds)
    assert all(len(kind) == 1 and not kind.isascii() for kind in kinds)
    every = "".join(kinds)
    assert all(re.findall(kind, every) == re.findall(f"[{kind}]", every) == [kind] for kind in kinds)


def test_a_phrase_is_found_where_the_quick_look_says_it_may_begin() -> None:
    """Whatever phrase of a book stands in a message, the quick look names its first word."""
    book = lexicon().requests
    for text in ("please cancel the dentist", "when is my next meeting", "lunch tomorrow 3pm", "tunjuk jadual esok"):
        words = tokenise(text).words
        assert {index for index in range(len(words)) if book.match(words, index)} <= set(book.starts(words))
