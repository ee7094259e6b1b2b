"""What is left once the time is taken out: the title, the place and the people, each with its span."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from bot.languages import Kind, Phrase
from bot.understanding.reading import Span
from bot.understanding.text.lexer import Tokens
from bot.understanding.text.lexicon import Lexicon, lexicon
from bot.understanding.text.normalise import Normalised
from bot.understanding.title.notices import (
    SALUTATIONS,
    drop_empty_brackets,
    drop_salutation,
    drop_signature,
    keep_labelled_line,
)
from bot.understanding.title.orders import drop_labels, strip_closing, strip_opening
from bot.understanding.title.people import read_people
from bot.understanding.title.places import take_place
from bot.understanding.title.unclaimed import EDGE_MARKS, TAKEN, Unclaimed, left_by

_EMPTY_BRACKETS = re.compile(r"[(\[（【]\s*[-–—,;:]*\s*[)\]）】]")
_BRACKETS = frozenset("()[]（）【】")
_MARKUP = frozenset("|*_")
_MARKS = EDGE_MARKS | {Kind.OTHERMARK}
_STRAY = " ,;:-–—|/•*，、：；。"


class Leftover(Struct, frozen=True, gc=False):
    """title: as written, without the words of the order. spans: of title, place, people in the original text."""

    title: str
    location: str | None
    people: tuple[str, ...]
    spans: tuple[Span, ...]


def read_leftover(
    original: str,
    text: Normalised,
    tokens: Tokens,
    used: Sequence[tuple[str, int, int]],
    *,
    order: bool,
) -> Leftover:
    """Title, place and people of an event whose time has taken the tokens in `used`. order: it was asked to remind."""
    kinds = tokens.kinds
    words = Unclaimed(original, text, tokens, kinds, tokens.words, len(kinds), left_by(used, kinds))
    book = lexicon()
    spans: list[Span] = []
    # Each step is taken only where there is something for it; most messages have no colon and no bracket.
    labelled = Kind.COLON in kinds
    if labelled:
        drop_labels(words)
    if Kind.LINE in kinds:
        drop_signature(words, book)
    if tokens.words[0] in SALUTATIONS:
        order = drop_salutation(words) or order
    strip_opening(words, book, order=order)
    location = take_place(words, book, spans) if Kind.AT in words.left or Kind.IN in words.left else None
    if labelled:
        keep_labelled_line(words, book)
    if Kind.OTHERMARK in words.left:
        drop_empty_brackets(words)
    if words.left[0] == TAKEN:
        _drop_particles(words, book)
    if location is not None and labelled:
        strip_opening(words, book, order=order)  # 时间：... 地点：... 事项：...
    strip_closing(words, book)
    people = read_people(words, spans) if Kind.WITH in words.left else ()
    title = _title(words, book, spans)
    if not title and location is not None:
        title, location = location, None
        spans = [Span("title", span.start, span.end, span.text) if span.role == "place" else span for span in spans]
    return Leftover(title, location, people, tuple(spans))


def _title(words: Unclaimed, book: Lexicon, spans: list[Span]) -> str:
    title = ""
    left, ended = words.left, 0
    rest = left.lstrip(TAKEN)
    while rest:
        first = len(left) - len(rest)
        end = left.find(TAKEN, first)
        rest = left[end:].lstrip(TAKEN)
        if title and left[first] == Kind.OF and words.tokens[first].language == "zh":
            first += 1  # 设一个 [明天6点] 的闹钟
        if end == first + 1 and first and _is_particle(words, book, first):
            continue
        last = end
        while first < last and left[first] in _MARKS and _is_at_edge(words, first):
            first += 1
        while last > first and left[last - 1] in _MARKS and _is_at_edge(words, last - 1):
            last -= 1
        if last > first:
            start, stop = words.span(first, last)
            piece = words.original[start:stop]
            spans.append(Span("title", start, stop, piece))
            if title and not (_is_han(title[-1]) and _is_han(piece[0]) and _joins(words.original, ended, start)):
                title += " "
            title += piece
            ended = stop
    return title if title.isalnum() else _tidy(title)


def _is_at_edge(words: Unclaimed, index: int) -> bool:
    """Whether a mark at the edge of a piece is no part of it; a bracket or a quotation mark may be."""
    return words.left[index] != Kind.OTHERMARK or words.words[index] in _MARKUP


def _joins(original: str, ended: int, start: int) -> bool:
    """Whether two pieces of Chinese are one: 和客户[3点]开会; of 考试 [9点] 礼堂 each stood apart."""
    return not (original[ended].isspace() and original[start - 1].isspace())


def _drop_particles(words: Unclaimed, book: Lexicon) -> None:
    """Take away what only closes the time before the title: [10 pagi] kot hantar resume."""
    particles = book.books[Phrase.PARTICLE].words
    while 0 < (index := words.next_free()) < words.size - 1:
        if words.words[index] not in particles:
            return
        if words.text.text.startswith(book.unspaced_real, words.tokens[index].start):
            return  # [周五] 请年假
        words.claim(index, index + 1)


def _is_particle(words: Unclaimed, book: Lexicon, index: int) -> bool:
    """Whether a word that stands alone between two times says nothing: lunch 1pm lah esok."""
    between = 0 < index < words.size - 1 and not words.is_free(index - 1)
    return between and words.words[index] in book.books[Phrase.PARTICLE].words


def _tidy(title: str) -> str:
    """Without what the parts that were taken out left behind: empty brackets, a bracket alone, stray marks."""
    if "  " not in title and title.replace(" ", "").isalnum():
        return title
    if not _BRACKETS.isdisjoint(title):
        title = _EMPTY_BRACKETS.sub(" ", title)
        if title.count("(") + title.count(")") == 1:
            title = title.strip("() ")
    if title.count('"') == 1:
        title = title.replace('"', " ")
    return " ".join(title.split()).strip(_STRAY)


def _is_han(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff"
