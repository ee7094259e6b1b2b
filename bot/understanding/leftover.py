"""What is left once the time is taken out: the title, the place and the people, each with its span."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.languages import Kind, Phrase
from bot.understanding.lexer import Token
from bot.understanding.lexicon import Lexicon, lexicon
from bot.understanding.normalise import Normalised
from bot.understanding.reading import Span

_PLACE_ENDS = frozenset(
    {Kind.WITH, Kind.FOR, Kind.TO, Kind.REMIND, Kind.COMMA, Kind.STOP, Kind.LINE, Kind.FROM, Kind.AT, Kind.AND}
)
_EDGE_MARKS = frozenset({Kind.COMMA, Kind.COLON, Kind.DASH, Kind.STOP, Kind.LINE})
_LINKS = frozenset(
    {
        Kind.ON,
        Kind.AT,
        Kind.FROM,
        Kind.TO,
        Kind.FOR,
        Kind.IN,
        Kind.BY,
        Kind.AND,
        Kind.OF,
        Kind.THE,
        Kind.A,
        Kind.UNTIL,
        Kind.STARTING,
        Kind.TADI,
        Kind.CLOCKMARK,
    }
)
_LEADING_LINKS = frozenset({Kind.TO, Kind.FOR, Kind.ON, Kind.AND, Kind.OF})
_NAMES_END = frozenset({Kind.AT, Kind.FOR, Kind.TO, Kind.COMMA, Kind.STOP, Kind.LINE, Kind.ON, Kind.IN, Kind.REMIND})
_OPENING = (Phrase.POLITE, Phrase.ORDER)
_TAKES_AT = frozenset({"look", "looking", "laugh", "laughing", "good", "bad", "work", "arrive", "not"})


@dataclass(slots=True)
class Leftover:
    """title: as written, without the words of the order. spans: of title, place, people in the original text."""

    title: str
    location: str | None
    people: tuple[str, ...]
    spans: tuple[Span, ...]


class _Words:
    """The tokens of a message that no component has taken, as words of the original text."""

    def __init__(self, original: str, text: Normalised, tokens: Sequence[Token], free: list[bool]) -> None:
        self.original = original
        self.text = text
        self.tokens = tokens
        self.free = free
        self.words = [text.text[token.start : token.end] for token in tokens]

    def span(self, first: int, last: int) -> tuple[int, int]:
        """The original characters of tokens first up to last."""
        return self.text.original(self.tokens[first].start), self.text.original(self.tokens[last - 1].end - 1) + 1

    def slice(self, first: int, last: int) -> str:
        start, end = self.span(first, last)
        return self.original[start:end]


def read_leftover(
    original: str,
    text: Normalised,
    tokens: Sequence[Token],
    used: Sequence[tuple[str, int, int]],
    *,
    order: bool,
) -> Leftover:
    """Title, place and people of an event whose time has taken the tokens in `used`. order: it was asked to remind."""
    free = [True] * len(tokens)
    for _, first, last in used:
        for index in range(first, last):
            free[index] = False
    words = _Words(original, text, tokens, free)
    book = lexicon()
    spans: list[Span] = []
    _strip_opening(words, book, order=order)
    location = _take_place(words, book, spans)
    _strip_closing(words, book)
    people = _people(words, spans)
    title = _title(words, spans)
    if not title and location is not None:
        title, location = location, None
        spans = [Span("title", s.start, s.end, s.text) if s.role == "place" else s for s in spans]
    return Leftover(title, location, people, tuple(spans))


def _next_free(words: _Words, index: int) -> int:
    while index < len(words.tokens) and not words.free[index]:
        index += 1
    return index


def _take(words: _Words, first: int, last: int) -> None:
    for index in range(first, last):
        words.free[index] = False


def _strip_opening(words: _Words, book: Lexicon, *, order: bool) -> None:
    """Take away what only asks: please, can you, schedule a, remind me to."""
    polite = ordered = order
    if _everything_opens(words, book):
        return
    while (index := _next_free(words, 0)) < len(words.tokens):
        token = words.tokens[index]
        if token.kind in _EDGE_MARKS or (token.kind is Kind.OTHERMARK and words.words[index] in "()[]\"'*•|/"):
            _take(words, index, index + 1)
            continue
        rest = _free_run(words, index)
        if (heading := _heading(words, book, index, rest)) and _something_after(words, index + heading):
            _take(words, index, index + heading)
            ordered = True
            continue
        size = book.books[Phrase.ORDER].match(words.words[: index + rest], index)
        weak = book.books[Phrase.WEAK_ORDER].match(words.words, index)
        if size and _something_after(words, index + size):
            _take(words, index, index + size)
            polite = ordered = True
        elif (
            weak
            and (polite or _noun_follows(words, book, index + weak) or _time_follows(words, index + weak))
            and not ordered
            and _something_after(words, index + weak)
        ):
            _take(words, index, index + weak)
            ordered = True
        elif (size := book.books[Phrase.POLITE].match(words.words[: index + rest], index)) and _something_after(
            words, index + size
        ):
            _take(words, index, index + size)
            polite = True
        elif (
            ordered
            and (size := book.books[Phrase.ORDER_NOUN].match(words.words[: index + rest], index))
            and _something_after(words, index + size)
        ):
            _take(words, index, index + size)
        elif (
            ((polite or ordered) and token.kind in (Kind.A, Kind.THE) and _something_after(words, index + 1))
            or (token.kind in _LEADING_LINKS and token.language != "zh" and _something_after(words, index + 1))
            or (ordered and token.kind in (Kind.ME,))
        ):
            _take(words, index, index + 1)
        else:
            return


def _heading(words: _Words, book: Lexicon, index: int, rest: int) -> int:
    """New event: ..., meeting called ...: words that announce what is to be booked."""
    for name in (Phrase.HEADING, Phrase.ORDER_NOUN, Phrase.WEAK_ORDER):
        size = book.books[name].match(words.words[: index + rest], index)
        if not size:
            continue
        if name is Phrase.HEADING:
            return size
        if index + size < len(words.tokens) and words.tokens[index + size].kind is Kind.COLON:
            return size + 1
    return 0


def _everything_opens(words: _Words, book: Lexicon) -> bool:
    return sum(words.free) <= 1


def _unspaced_opening(words: _Words, book: Lexicon, index: int) -> int:
    """How many characters of a run without blanks only ask: 请帮我, 安排, 加个提醒."""
    start = words.tokens[index].start
    rest = words.text.text[start:]
    size = next((len(phrase) for phrase in book.unspaced_openings if rest.startswith(phrase)), 0)
    if not size:
        return 0
    after = next((t for i, t in enumerate(words.tokens) if words.free[i] and t.end > start + size), None)
    return size if after is not None else 0


def _free_run(words: _Words, index: int) -> int:
    """How many tokens from here on are free without a gap: a phrase does not reach over a time."""
    end = index
    while end < len(words.tokens) and words.free[end]:
        end += 1
    return end - index


def _something_after(words: _Words, index: int) -> bool:
    return any(words.free[i] and words.tokens[i].kind not in _EDGE_MARKS for i in range(index, len(words.tokens)))


def _time_follows(words: _Words, index: int) -> bool:
    """reserve [Thursday 3pm] for PTM"""
    following = _next_free(words, index)
    return following > index and following < len(words.tokens) and words.tokens[following].kind is Kind.FOR


def _noun_follows(words: _Words, book: Lexicon, index: int) -> bool:
    while index < len(words.tokens) and words.tokens[index].kind in (Kind.A, Kind.THE):
        index += 1
    if index >= len(words.tokens):
        return False
    return bool(book.books[Phrase.ORDER_NOUN].match(words.words, index)) or words.words[index] in _MEETINGS


_MEETINGS = frozenset(["meeting", "call", "appointment", "session", "mtg", "appt", "slot", "reminder"])


def _strip_closing(words: _Words, book: Lexicon) -> None:
    """Take away a trailing "please", "lah", "thanks", and what links to a time that stood there."""
    closing = book.books[Phrase.CLOSING]
    while sum(words.free) > 1:
        last = max(index for index, free in enumerate(words.free) if free)
        token = words.tokens[last]
        if last and words.free[last - 1] and _belongs(words, last):
            return
        if token.kind in _EDGE_MARKS:
            _take(words, last, last + 1)
            continue
        if token.kind in _LINKS and token.language != "zh":
            if token.kind in (Kind.UNTIL, Kind.STARTING) and last + 1 == len(words.tokens):
                return  # tuition starts
            _take(words, last, last + 1)
            continue
        for size in (4, 3, 2, 1):
            first = last - size + 1
            if (
                first > 0
                and all(words.free[first : last + 1])
                and closing.match(words.words[: last + 1], first) == size
            ):
                _take(words, first, last + 1)
                break
        else:
            return


def _belongs(words: _Words, last: int) -> bool:
    """Whether the last word is part of what stands before it: weigh-in, w/ boss, 唱K."""
    before = words.tokens[last - 1]
    glued = before.end == words.tokens[last].start and words.tokens[last].kind not in _EDGE_MARKS
    return glued or before.kind is Kind.WITH


def _take_place(words: _Words, book: Lexicon, spans: list[Span]) -> str | None:
    for index, token in enumerate(words.tokens):
        if not words.free[index] or token.kind not in (Kind.AT, Kind.IN):
            continue
        if token.language == "zh":
            place = _unspaced_place(words, book, index, spans)
            if place is not None:
                return place
            continue
        first = index + 1
        while first < len(words.tokens) and words.free[first] and words.tokens[first].kind in (Kind.AT,):
            first += 1
        last = _place_end(words, first)
        if last == first or (index and words.words[index - 1] in _TAKES_AT):
            continue
        if token.kind is Kind.IN and not _is_place(words, book, first):
            continue
        if token.kind is Kind.AT and all(
            words.tokens[i].kind in (Kind.NUM, Kind.NUMWORD, Kind.NUM4) for i in range(first, last)
        ):
            continue
        place = words.slice(first, last).strip()
        spans.append(Span("place", *words.span(first, last), place))
        _take(words, index, last)
        return place.removeprefix("the ") if place.lower().startswith("the ") and len(place) > 4 else place
    return None


def _place_end(words: _Words, first: int) -> int:
    last = first
    while last < len(words.tokens) and words.free[last]:
        kind = words.tokens[last].kind
        if kind in _PLACE_ENDS and not (kind is Kind.AND and words.words[last] in "&+"):
            break
        if kind is Kind.DASH and last == first:
            break
        if kind is Kind.DASH and not _glued(words, last):
            break
        last += 1
    return last


def _glued(words: _Words, index: int) -> bool:
    tokens = words.tokens
    return (
        index + 1 < len(tokens)
        and tokens[index - 1].end == tokens[index].start
        and tokens[index].end == tokens[index + 1].start
    )


def _is_place(words: _Words, book: Lexicon, first: int) -> bool:
    """Whether what follows "in" is a place: a known word for one, or a name written with a capital."""
    if book.books[Phrase.PLACE].match(words.words, first) or words.tokens[first].kind is Kind.NOUN:
        return True
    if words.tokens[first].kind is Kind.THE:
        return first + 1 < len(words.tokens) and words.free[first + 1] and _is_place(words, book, first + 1)
    start, _ = words.span(first, first + 1)
    letters = [character for character in words.original if character.isalpha()]
    shouted = all(character.isupper() for character in letters)
    return words.original[start].isupper() and not shouted


def _unspaced_place(words: _Words, book: Lexicon, index: int, spans: list[Span]) -> str | None:
    """在双子塔喝茶: the place goes to an ending such as 塔, or to the verb."""
    first = index + 1
    last = first
    while (
        last < len(words.tokens)
        and words.free[last]
        and words.tokens[last].kind not in (Kind.COMMA, Kind.STOP, Kind.LINE, Kind.WITH)
    ):
        if words.tokens[last].kind is Kind.AND:
            break
        last += 1
    if last == first:
        return None
    start, end = words.tokens[first].start, words.tokens[last - 1].end
    text = words.text.text[start:end]
    size = _place_size(text, book)
    if size == 0:
        return None
    stop = start + size
    place = words.original[words.text.original(start) : words.text.original(stop - 1) + 1].strip()
    spans.append(Span("place", words.text.original(start), words.text.original(stop - 1) + 1, place))
    _take(words, index, first)
    _cut(words, first, last, stop)
    return place


def _place_size(text: str, book: Lexicon) -> int:
    """How many characters of a run that begins with a place are the place; all of them where nothing ends it."""
    if " " in text and text[0].isascii():
        return len(text)
    for size in range(1, len(text)):
        rest = text[size:].lstrip()
        if text[:size].endswith(tuple(book.places)) and rest.startswith(tuple(book.place_verbs)):
            return size
    endings = tuple(ending for ending in book.places if len(ending) > 1)
    for size in range(2, len(text)):
        if text[:size].endswith(endings):
            return size
    for size in range(2, len(text)):
        if text[size:].startswith(tuple(book.place_verbs)) and not text[:size].isspace():
            return size
    return len(text)


def _cut(words: _Words, first: int, last: int, stop: int) -> None:
    """Free the tokens after `stop` and take those before; a token that straddles it is cut in two."""
    tokens = list(words.tokens)
    for index in range(first, last):
        token = tokens[index]
        if token.end <= stop:
            words.free[index] = False
        elif token.start < stop:
            tokens[index] = token._replace(start=stop)
    words.tokens = tokens
    words.words = [words.text.text[token.start : token.end] for token in tokens]


def _people(words: _Words, spans: list[Span]) -> tuple[str, ...]:
    found: list[str] = []
    index = 0
    while index < len(words.tokens):
        token = words.tokens[index]
        if not words.free[index] or token.kind is not Kind.WITH:
            index += 1
            continue
        first = index + 1
        if first < len(words.tokens) and words.words[first] == "/":
            first += 1
        last = first
        while last <= len(words.tokens):
            ends = last == len(words.tokens) or not words.free[last] or words.tokens[last].kind in _NAMES_END
            if ends or words.tokens[last].kind is Kind.AND:
                if last > first:
                    name = words.slice(first, last).strip()
                    spans.append(Span("people", *words.span(first, last), name))
                    found.append(name)
                first = last + 1
            if ends:
                break
            last += 1
        index = last + 1
    return tuple(found)


def _title(words: _Words, spans: list[Span]) -> str:
    pieces: list[str] = []
    index = 0
    count = len(words.tokens)
    while index < count:
        if not words.free[index]:
            index += 1
            continue
        last = index
        while last < count and words.free[last]:
            last += 1
        first, end = index, last
        while first < end and words.tokens[first].kind in _EDGE_MARKS:
            first += 1
        while end > first and words.tokens[end - 1].kind in _EDGE_MARKS:
            end -= 1
        if end > first:
            piece = words.slice(first, end)
            spans.append(Span("title", *words.span(first, end), piece))
            pieces.append(piece)
        index = last
    title = ""
    for piece in pieces:
        blank = "" if not title or (_is_han(title[-1]) and _is_han(piece[0])) else " "
        title += blank + piece
    title = _EMPTY_BRACKETS.sub(" ", title)
    if title.count("(") != title.count(")"):
        title = title.strip("() ") if title.count("(") + title.count(")") == 1 else title
    return " ".join(title.split()).strip(_STRAY)


_EMPTY_BRACKETS = re.compile(r"[(\[（【]\s*[-–—,;:]*\s*[)\]）】]")
_STRAY = " ,;:-–—|/•*"


def _is_han(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff"
