"""All languages' words in the form in which they are looked up, built once.

Past 300 lines because it is one table and its building: each look-up rests on how the others are built.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from bot.languages import Kind, Lexeme, Phrase, language_codes, vocabulary_of
from bot.languages.tables import locale_words

_PIECE = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*\.?|\d+|[^\s\w]")
_GUESSED_KINDS = frozenset(
    {
        Kind.DAY,
        Kind.DAYPART,
        Kind.WEEKDAY,
        Kind.WEEKDAYS,
        Kind.MONTH,
        Kind.PART,
        Kind.WEEKEND,
        Kind.EVERY,
        Kind.UNIT,
        Kind.REMIND,
    }
)
SHORTEST_GUESS = 5
"""Letters of the shortest word that is taken for a slip of another."""

Phrases = Mapping[str, Mapping[str, Sequence[tuple[tuple[str, ...], Lexeme]]]]
"""By first and second word, all further words and the lexeme, longest first."""
_SHARED = frozenset({Kind.MONTH, Kind.UNIT})
REQUESTS = (
    Phrase.CANCEL,
    Phrase.CANCEL_END,
    Phrase.CANCELLED,
    Phrase.CLEAR,
    Phrase.MOVE,
    Phrase.MOVE_ALWAYS,
    Phrase.MOVE_INTO,
    Phrase.MOVE_END,
    Phrase.MOVED,
    Phrase.NAME_IT,
    Phrase.RENAME,
    Phrase.RESTORE,
    Phrase.LIST,
    Phrase.LIST_ALONE,
    Phrase.LIST_ANYWHERE,
    Phrase.WHEN_IS,
    Phrase.PROLONG,
    Phrase.FREE,
    Phrase.UNDO,
    Phrase.HELP,
    Phrase.GREETING,
    Phrase.THANKS,
    Phrase.QUESTION,
    Phrase.QUESTION_VERB,
    Phrase.QUESTION_ANYWHERE,
    Phrase.QUESTION_END,
)
"""What is looked for to tell a request from an event."""
_TELLS_LANGUAGE = (
    Phrase.CANCEL,
    Phrase.MOVE,
    Phrase.MOVE_ALWAYS,
    Phrase.RENAME,
    Phrase.LIST,
    Phrase.FREE,
    Phrase.THANKS,
    Phrase.QUESTION,
)
_OPENING = (
    Phrase.POLITE,
    Phrase.GREETING,
    Phrase.ADDRESS,
    Phrase.AGREEING,
    Phrase.ORDER,
    Phrase.WEAK_ORDER,
    Phrase.ORDER_NOUN,
    Phrase.HEADING,
)
TALK = (Phrase.CHATTER, Phrase.TELLING, Phrase.RECOUNTING, Phrase.TIME_TOLD, Phrase.CALLED_OFF)
"""What is looked for to tell talk from an event."""


class Phrasebook:
    """Sets of words and of phrases of several words, matched against a sequence of words.

    words: the phrases of one word. heads: the words with which a phrase may begin.
    """

    def __init__(self, phrases: Iterable[str]) -> None:
        self.words: set[str] = set()
        self._longer: dict[str, list[tuple[str, ...]]] = {}
        for phrase in phrases:
            parts = tuple(phrase.split())
            if len(parts) == 1:
                self.words.add(parts[0])
            elif parts:
                self._longer.setdefault(parts[0], []).append(parts)
        self._pairs = {phrase[:2] for found in self._longer.values() for phrase in found}
        self.heads = self.words | set(self._longer)
        for found in self._longer.values():
            found.sort(key=len, reverse=True)

    @property
    def parts(self) -> frozenset[str]:
        """Every word of every phrase."""
        return frozenset(self.words).union(*(phrase for found in self._longer.values() for phrase in found))

    @property
    def openings(self) -> set[str]:
        """The phrases of one word, and the first two words of the others with a blank between."""
        return self.words | {" ".join(pair) for pair in self._pairs}

    def starts(self, words: Sequence[str]) -> list[int]:
        """Where a phrase of the book may begin: mostly nowhere, and two looks tell."""
        if self.heads.isdisjoint(words):
            return []
        if self.words.isdisjoint(words) and self._pairs.isdisjoint(pairwise(words)):
            return []
        return [
            i
            for i, word in enumerate(words)
            if word in self.heads and (word in self.words or tuple(words[i : i + 2]) in self._pairs)
        ]

    def match(self, words: Sequence[str], start: int) -> int:
        """How many words from `start` on are the longest phrase of the book; 0 for none."""
        head = words[start]
        for phrase in self._longer.get(head, ()):
            if tuple(words[start : start + len(phrase)]) == phrase:
                return len(phrase)
        return 1 if head in self.words else 0


@dataclass(frozen=True, slots=True)
class Lexicon:
    """words: one-word lexemes. phrases: those of several words. unspaced: the lengths of the words of languages without
    blanks by their first two characters and by a first one alone, longest first. unless: such words -> the characters
    before which they do not count. digit_words: lexemes that hold a digit ("2moro"). guesses: words with one letter
    left out -> the words they may be. real: never taken for a slip. requests, talk: the phrases of REQUESTS and of TALK
    in one book each."""

    words: Mapping[str, Lexeme]
    phrases: Phrases
    unspaced: Mapping[str, Sequence[int]]
    unless: Mapping[str, str]
    digit_words: re.Pattern[str]
    guesses: Mapping[str, Sequence[str]]
    real: frozenset[str]
    common: Mapping[str, str]
    books: Mapping[Phrase, Phrasebook]
    opening_heads: frozenset[str]
    opening_words: frozenset[str]
    closing_words: frozenset[str]
    requests: Phrasebook
    talk: Phrasebook
    unspaced_openings: tuple[str, ...]
    unspaced_closings: tuple[str, ...]
    unspaced_real: tuple[str, ...]
    places: tuple[str, ...]
    long_places: tuple[str, ...]
    place_verbs: tuple[str, ...]
    place_tails: tuple[str, ...]
    place_middles: tuple[str, ...]
    spaced_place_verbs: frozenset[str]


@cache
def lexicon() -> Lexicon:
    """The words of every language, in the order of `language_codes`: the first that has a word keeps it."""
    words: dict[str, Lexeme] = {}
    phrases: dict[str, dict[tuple[str, ...], Lexeme]] = {}
    unspaced: set[str] = set()
    unless: dict[str, str] = {}
    common: dict[str, str] = {}
    told: dict[str, set[str]] = {}
    real: set[str] = set()
    sets: dict[Phrase, list[str]] = {name: [] for name in Phrase}
    endings: list[str] = []
    verbs: list[str] = []
    tails: list[str] = []
    middles: list[str] = []
    spaced_verbs: set[str] = set()
    openings: set[str] = set()
    closings: set[str] = set()
    for code in language_codes():
        vocabulary = vocabulary_of(code)
        for lexeme, text in _entries(code):
            if not vocabulary.spaced:
                unspaced.add(text)
                words.setdefault(text, lexeme)
                continue
            parts = tuple(_PIECE.findall(text))
            if len(parts) == 1 or text.isalnum():
                known = words.setdefault(text, lexeme)
                if known.language != code and known.kind in _SHARED and known[:2] == lexeme[:2]:
                    words[text] = known._replace(language="")  # "feb" tells no language
            else:
                phrases.setdefault(parts[0], {}).setdefault(parts[1:], lexeme)
        for name, text in vocabulary.phrases.items():
            sets[name] += text.split("|")
        if not vocabulary.spaced:
            names = (Phrase.POLITE, Phrase.ORDER, Phrase.ORDER_NOUN)
            closings.update(filter(None, vocabulary.phrases.get(Phrase.CLOSING, "").split("|")))
            openings.update(word for name in names for word in vocabulary.phrases.get(name, "").split("|") if word)
        unless |= vocabulary.unless
        common.update(dict.fromkeys(vocabulary.common, code))
        told[code] = {word for name in _TELLS_LANGUAGE for word in vocabulary.phrases.get(name, "").split("|")}
        real |= vocabulary.real
        endings += vocabulary.place_endings.split()
        tails += vocabulary.place_tails.split()
        middles += vocabulary.place_middles.split()
        if vocabulary.spaced:
            spaced_verbs.update(vocabulary.place_verbs.split())
        else:
            verbs += vocabulary.place_verbs.split()
    for code, own in told.items():
        others = set[str]().union(*(words for other, words in told.items() if other != code))
        for word in own - others:
            common.setdefault(word, code)
    books = {name: Phrasebook(texts) for name, texts in sets.items()}
    return Lexicon(
        words=words,
        phrases={head: _by_second_word(tails) for head, tails in phrases.items()},
        unspaced=_lengths(unspaced),
        unless=unless,
        digit_words=_any_of({word for word in words if word.isascii() and re.search(r"\d", word)}),
        guesses=_guesses(words),
        real=frozenset(real.union(*(book.words for book in books.values()))),
        common=common,
        books=books,
        opening_heads=frozenset[str]().union(*(books[name].heads for name in _OPENING)),
        opening_words=frozenset[str]().union(
            *(books[name].parts for name in (Phrase.POLITE, Phrase.GREETING, Phrase.ADDRESS, Phrase.ORDER))
        ),
        closing_words=books[Phrase.CLOSING].parts,
        requests=Phrasebook(phrase for name in REQUESTS for phrase in sets[name]),
        talk=Phrasebook(phrase for name in TALK for phrase in sets[name]),
        unspaced_openings=tuple(sorted(openings, key=len, reverse=True)),
        unspaced_real=tuple(word for word in real if not word.isascii()),
        unspaced_closings=tuple(sorted(closings, key=len, reverse=True)),
        places=tuple(endings),
        long_places=tuple(ending for ending in endings if len(ending) > 1),
        place_verbs=tuple(verbs),
        place_tails=tuple(tails),
        place_middles=tuple(middles),
        spaced_place_verbs=frozenset(spaced_verbs),
    )


def _by_second_word(
    tails: Mapping[tuple[str, ...], Lexeme],
) -> dict[str, list[tuple[tuple[str, ...], Lexeme]]]:
    found: dict[str, list[tuple[tuple[str, ...], Lexeme]]] = {}
    for tail, lexeme in sorted(tails.items(), key=lambda item: -len(item[0])):
        found.setdefault(tail[0], []).append((tail, lexeme))
    return found


def _entries(code: str) -> Iterator[tuple[Lexeme, str]]:
    """Our own words first, so that they win over dateparser's."""
    vocabulary = vocabulary_of(code)
    for kind, values in vocabulary.words.items():
        for value, alternatives in values.items():
            yield from ((Lexeme(kind, value, code), word) for word in alternatives.split("|") if word)
    for locale in vocabulary.locales:
        for kind, value, word in locale_words(locale):
            if word not in vocabulary.unused and not (word[0].isdigit() or "/" in word):
                yield Lexeme(kind, value, code), word


def _lengths(words: Set[str]) -> dict[str, list[int]]:
    """The lengths of the words that begin with two characters, the longest first; those of one alone by that one."""
    found: dict[str, set[int]] = {}
    for word in words:
        found.setdefault(word[:2], {1} if word[0] in words else set()).add(len(word))
    return {opening: sorted(sizes, reverse=True) for opening, sizes in found.items()}


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    """The longest first."""
    return re.compile("|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word)))) or r"(?!)")


def _guesses(words: Mapping[str, Lexeme]) -> dict[str, list[str]]:
    """Every word of the closed vocabulary under itself and under each form with one letter left out."""
    found: dict[str, list[str]] = {}
    for word, lexeme in words.items():
        if len(word) >= SHORTEST_GUESS and word.isascii() and word.isalpha() and lexeme.kind in _GUESSED_KINDS:
            for form in {word, *_shortened(word)}:
                found.setdefault(form, []).append(word)
    return found


def _shortened(word: str) -> list[str]:
    return [word[:index] + word[index + 1 :] for index in range(len(word))]


@lru_cache(maxsize=8192)
def guess(word: str) -> Lexeme | None:
    """The lexeme that an unknown word is one slip away from: a letter too many, too few, another, or two swapped.

    Only words of five letters and more with the same first letter, and only where one lexeme is meant.
    """
    book = lexicon()
    if len(word) < SHORTEST_GUESS or word in book.real or not (word.isascii() and word.isalpha()):
        return None
    guesses = book.guesses
    candidates = {known for form in [word, *_shortened(word)] if form in guesses for known in guesses[form]}
    if not candidates:
        return None
    lexemes = {book.words[known] for known in candidates if known[0] == word[0] and _one_slip(word, known)}
    if len({(lexeme.kind, lexeme.value) for lexeme in lexemes}) != 1:
        return None
    return min(lexemes, key=lambda lexeme: lexeme.language)  # the same in every process, whatever the order of a set


def _one_slip(one: str, other: str) -> bool:
    if abs(len(one) - len(other)) > 1:
        return False
    index = 0
    while index < min(len(one), len(other)) and one[index] == other[index]:
        index += 1
    rest, known = one[index:], other[index:]
    if len(one) == len(other):
        return rest[1:] == known[1:] or (rest[:2] == known[:2][::-1] and rest[2:] == known[2:])
    return rest[1:] == known if len(one) > len(other) else rest == known[1:]
