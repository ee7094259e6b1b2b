"""Where, and with whom: the place is taken out of the title, people stay in it."""

from __future__ import annotations

import re
from unicodedata import category

from bot.languages import Kind, Phrase
from bot.understanding.reading import Span
from bot.understanding.text.lexicon import Lexicon, lexicon
from bot.understanding.title.unclaimed import TAKEN, Unclaimed

_PICTOGRAPHS = frozenset({"So", "Sk", "Cf", "Mn"})  # Unicode categories: symbols, skin tones, joiners
_PLACE_MARK = re.compile(f"[{Kind.AT}{Kind.IN}]")
_CLAUSE_ENDS = frozenset(
    {
        TAKEN, Kind.WITH, Kind.FOR, Kind.TO, Kind.REMIND, Kind.COMMA, Kind.STOP, Kind.LINE, Kind.FROM, Kind.AT,
        Kind.AND, Kind.KE,
    }
)  # fmt: skip
_PLACE_ENDS = _CLAUSE_ENDS | {Kind.DASH}
_HAN_PLACE_ENDS = frozenset({TAKEN, Kind.COMMA, Kind.STOP, Kind.LINE, Kind.WITH, Kind.AND})
_NAMES_END = frozenset(
    {
        TAKEN, Kind.AT, Kind.FOR, Kind.TO, Kind.COMMA, Kind.STOP, Kind.LINE, Kind.ON, Kind.IN, Kind.REMIND, Kind.KE,
        Kind.DASH,
    }
)  # fmt: skip
_NUMBERS = frozenset({Kind.NUM, Kind.NUMWORD, Kind.NUM4})
_MEASURES = "".join([*sorted(_NUMBERS), Kind.UNIT])
_SAYS_OF = frozenset(["is", "are", "will", "has", "was", "shall"])
_NAMED_DAYS = frozenset(["day", "eve", "night"])
_OF_TIMES = frozenset(["another", "in another", "in the next", "in like", "within"])  # and of no place
_OWNERS = frozenset(["his", "her", "their", "my", "our", "your"])
_TAKES_IN = frozenset(
    {"check", "log", "sign", "move", "drop", "hand", "fill", "plug", "tune", "clock", "dial", "sleep"}
)
_IS = ("是", "为", "為")
_LONGEST_NAME = 8  # characters that a longer name may have beyond a shorter one
_IN_HAN = frozenset({"在"})
_TAKES_AT = frozenset({"be", "arrive", "arriving", "look", "looking", "laugh", "laughing", "good", "bad", "not"})


def take_place(words: Unclaimed, book: Lexicon, spans: list[Span]) -> str | None:
    """The place after "at", "di", 在 and the like, taken out of the unclaimed words; None where none is said."""
    spaced = words.text.text.isascii()
    index = -1
    while mark := _PLACE_MARK.search(words.left, index + 1):
        index = mark.start()
        if not spaced and (words.tokens[index].language == "zh" or _is_han_then_more(words, index)):
            place = _unspaced_place(words, book, index, spans)
        else:
            place = _spaced_place(words, book, index, spans)
        if place is not None:
            return place
    return None


def _is_han_then_more(words: Unclaimed, index: int) -> bool:
    """@好运酒楼 满月酒: a place in Chinese after another mark, and words behind a blank."""
    last = index + 1
    while words.is_free(last) and words.tokens[last].language == "zh":
        last += 1
        if words.is_free(last) and not words.glued(last):
            return words.words[last - 1].endswith(lexicon().places) and words.tokens[last].language == "zh"
    return False


def _spaced_place(words: Unclaimed, book: Lexicon, index: int, spans: list[Span]) -> str | None:
    left, inside = words.left, words.left[index] == Kind.IN
    first = index + 1
    while left[first] == Kind.AT:
        first += 1
    last = _place_end(words, book, index, first)
    before = words.words[index - 1] if index else ""
    to_do = before == "be" and words.kinds[words.next_free(last) :].startswith(Kind.TO)  # be at the office to sign
    if last == first or (before in _TAKES_AT and not to_do):
        return None
    if inside and (before in _TAKES_IN or words.words[index] in _OF_TIMES or not _is_place(words, book, first)):
        return None
    if not left[first:last].strip(_MEASURES):
        return None  # at 34 weeks
    end = last - 1 if last > first + 1 and left[last - 1] == Kind.COMMA else last
    while end > first + 1 and _is_pictograph(words, end - 1):
        end -= 1
    while end > first + 1 and _is_particle(words, book, end - 1):
        end -= 1  # kat Bangsar lah
    start, stop = words.span(first, end)
    if words.words[first - 1][-3:] == "the" and words.slice(index, first).endswith("The"):
        start -= len("The ")  # The Curve is a name
    place = words.original[start:stop].strip()
    spans.append(Span("place", start, stop, place))
    words.claim(index, last)
    return place.removeprefix("the ").removeprefix("THE ")


def _place_end(words: Unclaimed, book: Lexicon, mark: int, first: int) -> int:
    """Where a place behind its `mark` ends: at a time, at a linking word, and where it opens the message at the verb of
    the title."""
    left, last = words.left, first
    while left[last] not in _PLACE_ENDS or _is_of_place(words, book, mark, first, last):
        if last > first and words.words[last] in book.spaced_place_verbs and mark == words.next_free():
            break
        if last > first and (left[last] == Kind.ON or words.words[last] in _SAYS_OF) and _says_when(words, book, last):
            break
        last += 1
    return last


def _says_when(words: Unclaimed, book: Lexicon, index: int) -> bool:
    """Whether what stands before a time only leads to it: at KPJ [is confirmed for], at Dave's [on Teachers' Day]."""
    last = words.run(index)
    if words.left[index] == Kind.ON:
        return words.words[last - 1] in _NAMED_DAYS and last < len(words)
    return book.books[Phrase.ANNOUNCED].match(words.words[:last], index) > 0


def _is_of_place(words: Unclaimed, book: Lexicon, mark: int, first: int, last: int) -> bool:
    """Whether what usually ends a place is part of the one that begins at `first`: a dash within a word, a comma or an
    "&" between names."""
    kind = words.left[last]
    if kind == TAKEN:
        return False
    if kind == Kind.DASH:
        return last > first and words.glued(last)
    if kind == Kind.AND and words.words[last] in "&+":
        return True
    labelled = words.words[first - 1].endswith(":")  # venue: Taman Sri Muda, Shah Alam
    if kind == Kind.COMMA and (labelled or (mark > words.next_free() and _goes_on(words, book, first, last))):
        return True
    return _is_inside(words, first, last)


def _goes_on(words: Unclaimed, book: Lexicon, first: int, comma: int) -> bool:
    """Whether what follows a comma is of the place as well: Din Tai Fung, The Gardens; not "KLCC, bring a gift"."""
    last = comma + 1
    while words.left[last] not in _CLAUSE_ENDS:
        last += 1
    further = range(comma + 1, last)
    if not further or words.kinds[last : last + 1] == Kind.AND:
        return False
    if book.books[Phrase.PLACE].match(words.words[:last], comma + 1) == len(further):
        return True
    if words.kinds[comma + 1] == Kind.NOUN and all(words.kinds[index] in _NUMBERS for index in further[1:]):
        return len(further) > 1  # Menara Maxis, level 15
    named = any(words.original[words.span(index, index + 1)[0]].isupper() for index in range(first, comma))
    return named and all(_is_of_name(words, index) for index in further)


def _is_of_name(words: Unclaimed, index: int) -> bool:
    """Whether a token is a capitalised word, a number or a mark within one."""
    start, _ = words.span(index, index + 1)
    return not words.original[start].isalpha() or words.original[start].isupper()


def _is_pictograph(words: Unclaimed, index: int) -> bool:
    """Whether a token is an emoji or a part of one."""
    return all(category(character) in _PICTOGRAPHS for character in words.words[index])


def _is_particle(words: Unclaimed, book: Lexicon, index: int) -> bool:
    """Whether a token only closes the message; the letter of Dewan A and a name with a capital do not."""
    word = words.slice(index, index + 1)
    shouted = word.isupper() and words.original.isupper()
    return len(word) > 1 and (word.islower() or shouted) and words.words[index] in book.books[Phrase.CLOSING].words


def _is_inside(words: Unclaimed, first: int, last: int) -> bool:
    """Whether an @ is a letter of a name: Menara SSM@Sentral."""
    return words.words[last] == "@" and last > first and words.glued(last) and words.glued(last + 1)


def _is_place(words: Unclaimed, book: Lexicon, first: int) -> bool:
    """Whether what follows "in" is a place: a known word for one, or a name written with a capital."""
    if words.tokens[first].kind is Kind.THE:
        return words.is_free(first + 1) and _is_place(words, book, first + 1)
    if words.words[first] in _OWNERS and first + 1 < len(words):
        first += 1
        return book.books[Phrase.PLACE].match(words.words, first) > 0 or words.tokens[first].kind is Kind.NOUN
    if book.books[Phrase.PLACE].match(words.words, first) or words.tokens[first].kind is Kind.NOUN:
        return True
    start, _ = words.span(first, first + 1)
    letters = [character for character in words.original if character.isalpha()]
    shouted = all(character.isupper() for character in letters)
    return words.original[start].isupper() and not shouted


def _unspaced_place(words: Unclaimed, book: Lexicon, index: int, spans: list[Span]) -> str | None:
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


def read_people(words: Unclaimed, spans: list[Span]) -> tuple[str, ...]:
    """The names after "with", "dengan", 跟; they stay in the title."""
    found: list[str] = []
    left = words.left
    index = left.find(Kind.WITH)
    while index >= 0:
        first = last = index + (2 if words.words[index + 1 : index + 2] == ["/"] else 1)
        ends = False
        while not ends:
            ends = left[last] in _NAMES_END
            if last > first and (ends or left[last] == Kind.AND):
                start, stop = words.span(first, last)
                name = words.original[start:stop].strip()
                spans.append(Span("people", start, stop, name))
                found.append(name)
                first = last + 1
            last += 1
        index = left.find(Kind.WITH, last)
    return tuple(found)
