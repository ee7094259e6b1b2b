"""Where, in a language without blanks: 在双子塔喝茶, 地点：大家乐, @KLCC公园."""

from __future__ import annotations

from bot.languages import Kind
from bot.understanding.reading import Span
from bot.understanding.text.lexicon import Lexicon, lexicon
from bot.understanding.title.unclaimed import TAKEN, Unclaimed

_HAN_PLACE_ENDS = frozenset({TAKEN, Kind.COMMA, Kind.STOP, Kind.LINE, Kind.WITH, Kind.AND})
_IS = ("是", "为", "為")
_IN_HAN = frozenset({"在"})
_LONGEST_NAME = 8  # characters that a longer name may have beyond a shorter one


def is_han_then_more(words: Unclaimed, index: int) -> bool:
    """@好运酒楼 满月酒: a place in Chinese after another mark, and words behind a blank."""
    last = index + 1
    while words.is_free(last) and words.tokens[last].language == "zh":
        last += 1
        if words.is_free(last) and not words.glued(last):
            return words.words[last - 1].endswith(lexicon().places) and words.tokens[last].language == "zh"
    return False


def unspaced_place(words: Unclaimed, book: Lexicon, index: int, spans: list[Span]) -> str | None:
    """在双子塔喝茶: the place goes to an ending such as 塔, or to the verb."""
    first = index + 1
    labelled = first < len(words) and words.kinds[first] == Kind.COLON
    first += labelled  # 地点：大家乐
    if first < len(words) and words.words[first].startswith(_IS) and words.words[index] not in _IN_HAN:
        words.cut(first, words.tokens[first].start + 1, words.tokens[first].end)  # 地点是海鲜酒家
    last = first
    while words.left[last] not in _HAN_PLACE_ENDS:
        if labelled and last > first and words.kinds[last + 1 : last + 2] == Kind.COLON and not words.glued(last):
            break  # 地点：酒店 事项：...
        last += 1
    if last == first:
        return None
    start = words.tokens[first].start
    text = words.text.text[start : words.tokens[last - 1].end]
    stop = start + (len(text) if labelled else _place_size(text, book))
    if not labelled and text[0].isascii():
        latin = _latin_place_stop(words, book, index, first, last)
        stop = max(latin, stop) if words.text.text[latin : latin + 1].strip() else latin  # KLCC公园 goes on
    begin, end = words.text.original(start), words.text.original(stop - 1) + 1
    place = words.original[begin:end].strip()
    spans.append(Span("place", begin, end, place))
    words.claim(index, first)
    words.claim_until(first, last, stop)
    return place


def _latin_place_stop(words: Unclaimed, book: Lexicon, index: int, first: int, last: int) -> int:
    """Where a place in Latin letters ends, between its mark at `index` and token `last`: before Chinese, before what
    is done there, and after its first word where nothing else would be left for a title."""
    end = first + 1
    while end < last and words.tokens[end].language != "zh" and words.words[end].isascii():
        if words.kinds[end] == Kind.MEAL or words.words[end] in book.spaced_place_verbs:
            break
        end += 1
    named = words.next_free() < index or words.any_after(end)
    return words.tokens[end - 1 if named else first].end


def _place_size(text: str, book: Lexicon) -> int:
    """How many characters of a run that begins with a place are the place; all of them where nothing ends it."""
    head, blank, _ = text.partition(" ")
    size = len(head) if blank and head.endswith(book.places) else _first_place_size(text, book)
    while text.startswith(book.place_tails, size):
        size += next(len(tail) for tail in book.place_tails if text.startswith(tail, size))
        if text.startswith("的", size) and size + 1 < len(text):
            size += 1 + _first_place_size(text[size + 1 :], book)  # 公司旁边的咖啡店
    return size


def _first_place_size(text: str, book: Lexicon) -> int:
    for size in range(1, len(text)):
        if text[:size].endswith(book.places) and text[size:].lstrip().startswith(book.place_verbs):
            return _longer_place_size(text, size, book) or size
    for size in range(2, len(text) + 1):
        if text[:size].endswith(book.long_places) and not _begins_verb(text, size - 1, book):
            return size
    for size in range(2, len(text)):
        if text[size:].startswith(book.place_verbs):
            return size
    return len(text)


def _begins_verb(text: str, index: int, book: Lexicon) -> bool:
    """Whether the last character of a place is rather the first of a verb: 在马大学习."""
    return any(len(verb) > 1 and text.startswith(verb, index) for verb in book.place_verbs)


def _longer_place_size(text: str, size: int, book: Lexicon) -> int:
    """吉隆坡会展中心: where what follows a place is of a longer name for one; 0 where it is a verb."""
    if not text.startswith(book.place_middles, size):
        return 0
    middle = max(len(verb) for verb in book.place_middles if text.startswith(verb, size))
    for end in range(size + middle + 1, min(size + _LONGEST_NAME, len(text)) + 1):
        rest = text[end:].lstrip()
        if text[size:end].endswith(book.long_places if not rest else book.places) and (
            not rest or rest.startswith((*book.place_verbs, *book.place_tails))
        ):
            return end
    return 0
