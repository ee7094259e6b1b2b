"""What is left once the time is taken out: the title, the place and the people, each with its span."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from bot.languages import Kind, Phrase
from bot.understanding.reading import Span
from bot.understanding.text.lexer import Tokens
from bot.understanding.text.lexicon import lexicon
from bot.understanding.text.normalise import Normalised
from bot.understanding.title.notices import drop_empty_brackets, drop_signature, keep_labelled_line
from bot.understanding.title.orders import drop_labels, strip_closing, strip_opening
from bot.understanding.title.places import read_people, take_place
from bot.understanding.title.unclaimed import EDGE_MARKS, Unclaimed

_EMPTY_BRACKETS = re.compile(r"[(\[（【]\s*[-–—,;:]*\s*[)\]）】]")
_BRACKETS = frozenset("()[]（）【】")
_MARKUP = frozenset("|*_")
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
    words = Unclaimed(original, text, tokens, used)
    book = lexicon()
    spans: list[Span] = []
    # Each step is taken only where there is something for it; most messages have no colon and no bracket.
    kinds = tokens.kinds
    labelled = Kind.COLON in kinds
    if labelled:
        drop_labels(words)
    if Kind.LINE in kinds:
        drop_signature(words, book)
    strip_opening(words, book, order=order)
    location = take_place(words, book, spans) if Kind.AT in kinds or Kind.IN in kinds else None
    if labelled:
        keep_labelled_line(words, book)
    if Kind.OTHERMARK in kinds:
        drop_empty_brackets(words)
    _drop_particles(words)
    if location is not None and labelled:
        strip_opening(words, book, order=order)  # 时间：... 地点：... 事项：...
    strip_closing(words, book)
    people = read_people(words, spans) if Kind.WITH in kinds else ()
    title = _title(words, spans)
    if not title and location is not None:
        title, location = location, None
        spans = [Span("title", span.start, span.end, span.text) if span.role == "place" else span for span in spans]
    return Leftover(title, location, people, tuple(spans))


def _title(words: Unclaimed, spans: list[Span]) -> str:
    pieces: list[str] = []
    ended = 0
    index = words.next_free()
    while index < words.size:
        last = words.run(index)
        first, end = index, last
        if pieces and words.kinds[first] == Kind.OF and words.tokens[first].language == "zh":
            first += 1  # 设一个 [明天6点] 的闹钟
        if end == first + 1 and first and _is_particle(words, first):
            first = end
        while first < end and (words.kinds[first] in EDGE_MARKS or words.words[first] in _MARKUP):
            first += 1
        while end > first and (words.kinds[end - 1] in EDGE_MARKS or words.words[end - 1] in _MARKUP):
            end -= 1
        if end > first:
            start, stop = words.span(first, end)
            piece = words.original[start:stop]
            spans.append(Span("title", start, stop, piece))
            if pieces and not (_is_han(pieces[-1][-1]) and _is_han(piece[0]) and _joins(words.original, ended, start)):
                piece = f" {piece}"
            pieces.append(piece)
            ended = stop
        index = words.next_free(last)
    return _tidy("".join(pieces))


def _joins(original: str, ended: int, start: int) -> bool:
    """Whether two pieces of Chinese are one: 和客户[3点]开会; of 考试 [9点] 礼堂 each stood apart."""
    return not (original[ended].isspace() and original[start - 1].isspace())


def _drop_particles(words: Unclaimed) -> None:
    """Take away what only closes the time before the title: [10 pagi] kot hantar resume."""
    while 0 < (index := words.next_free()) < words.size - 1:
        if words.words[index] not in lexicon().books[Phrase.PARTICLE].words:
            return
        if words.text.text.startswith(lexicon().unspaced_real, words.tokens[index].start):
            return  # [周五] 请年假
        words.claim(index, index + 1)


def _is_particle(words: Unclaimed, index: int) -> bool:
    """Whether a word that stands alone between two times says nothing: lunch 1pm lah esok."""
    between = 0 < index < words.size - 1 and not words.free[index - 1]
    return between and words.words[index] in lexicon().books[Phrase.PARTICLE].words


def _tidy(title: str) -> str:
    """Without what the parts that were taken out left behind: empty brackets, a bracket alone, stray marks."""
    if title.isalnum():
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
