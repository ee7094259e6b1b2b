"""The languages of the house: one folder each, holding the words to understand it and the wording to speak it.

A folder with a `vocabulary.py` is a language; nothing else has to be registered.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pathlib import Path

from bot.languages.lexemes import Kind, Lexeme, Phrase, Vocabulary

__all__ = ["Kind", "Lexeme", "Phrase", "Vocabulary", "language_codes", "vocabulary_of"]


@cache
def language_codes() -> tuple[str, ...]:
    """ISO 639-1 codes of the languages that are understood, in alphabetical order, English first."""
    found = sorted(path.parent.name for path in Path(__file__).parent.glob("*/vocabulary.py"))
    return tuple(sorted(found, key=lambda code: code != "en"))


@cache
def vocabulary_of(code: str) -> Vocabulary:
    """The words of that language. Raises ModuleNotFoundError for one that has no folder."""
    vocabulary: Vocabulary = import_module(f"bot.languages.{code}.vocabulary").VOCABULARY
    return vocabulary
