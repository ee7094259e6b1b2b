"""What the grammar remembers of phrases it has read changes nothing that it says of the next message."""

from __future__ import annotations

import pytest

from bot.understanding.grammar import phrases
from bot.understanding.grammar.families import GRAMMAR
from bot.understanding.text.lexer import tokenise
from bot.understanding.text.normalise import normalise
from tests.understanding.score import CORPORA, LANGUAGES, lines_of

TEXTS = [
    line["text"]
    for path in (CORPORA / "shared.jsonl", *(LANGUAGES / code / "corpus.jsonl" for code in ("en", "ms", "zh")))
    for line in lines_of(path)
]


def test_what_was_read_before_says_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    messages = [tokenise(normalise(text).text) for text in TEXTS]
    for tokens in messages:
        GRAMMAR.find(tokens)
    remembered = [GRAMMAR.find(tokens) for tokens in messages]
    monkeypatch.setattr(phrases, "_REMEMBERED", 0)
    monkeypatch.setattr(phrases._Opener, "_may_see", lambda *_: True)
    assert remembered == [GRAMMAR.find(tokens) for tokens in messages]
