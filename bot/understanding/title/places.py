"""Where: the place behind "at", "di" and the like is taken out of the title."""

from __future__ import annotations

import re
from unicodedata import category

from bot.languages import Kind, Phrase
from bot.understanding.reading import Span
from bot.understanding.text.lexicon import Lexicon
from bot.understanding.title.han_places import is_han_then_more, unspaced_place
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
_NUMBERS = frozenset({Kind.NUM, Kind.NUMWORD, Kind.NUM4})
_MEASURES = "".join([*sorted(_NUMBERS), Kind.UNIT])
_SAYS_OF = frozenset(["is", "are", "will", "has", "was", "shall"])
_NAMED_DAYS = frozenset(["day", "eve", "night"])
_NAMES = frozenset({Kind.WORD, Kind.NOUN, Kind.MEAL, Kind.OPAQUE})
_NEEDS_NAME = frozenset(
    "room hall level block building bilik dewan hotel restoran kedai masjid surau bandar kampung stesen bangunan taman "
    "padang bank kota stadium balai makmal mahkamah hospital klinik clinic cafe kafe café park church mosque library "
    "pasar restaurant studio".split()
)
"""Of such a place a name follows: masjid negara."""
_OF_TIMES = frozenset(["another", "in another", "in the next", "in like", "within"])  # and of no place
_OWNERS = frozenset(["his", "her", "their", "my", "our", "your"])
_TAKES_IN = frozenset(
    {"check", "log", "sign", "move", "drop", "hand", "fill", "plug", "tune", "clock", "dial", "sleep"}
)
_TAKES_AT = frozenset({"be", "arrive", "arriving", "look", "looking", "laugh", "laughing", "good", "bad", "not"})


def take_place(words: Unclaimed, book: Lexicon, spans: list[Span]) -> str | None:
    """The place after "at", "di", 在 and the like, taken out of the unclaimed words; None where none is said."""
    spaced = words.text.text.isascii()
    index = -1
    while mark := _PLACE_MARK.search(words.left, index + 1):
        index = mark.start()
        if not spaced and (words.tokens[index].language == "zh" or is_han_then_more(words, index)):
            place = unspaced_place(words, book, index, spans)
        else:
            place = _spaced_place(words, book, index, spans)
        if place is not None:
            return place
    return None


def _spaced_place(words: Unclaimed, book: Lexicon, index: int, spans: list[Span]) -> str | None:
    left, inside = words.left, words.left[index] == Kind.IN
    first = index + 1
    while left[first] == Kind.AT:
        first += 1
    last = _place_end(words, book, index, first)
    after = "" if left[last] == Kind.WITH else left[last:]  # kat KLCC lunch with Ali
    if last > first + 1 and _NAMES.isdisjoint(left[:index] + after):
        last = _leaves_title(words, book, first, last)
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


def _leaves_title(words: Unclaimed, book: Lexicon, first: int, last: int) -> int:
    """At KLCC project review, di pejabat pay rent, kat KLCC 看牙医: where a place ends behind which the title has to
    be; at `last` where nothing tells them apart."""
    shouted = words.original.isupper()
    end = first + (0 if shouted else _name_size(words, first, last))
    if end == first and words.words[first] not in _NEEDS_NAME:
        end = first + book.books[Phrase.PLACE].match(words.words[:last], first)
    for index in range(first + 1, last):
        if index == end or words.kinds[index] == Kind.MEAL or words.tokens[index].language == "zh":
            return index if words.words[first].isascii() else last
    return last


def _name_size(words: Unclaimed, first: int, last: int) -> int:
    """How many tokens from `first` on are capitalised, numbers or glued to such."""
    size = last - first
    return next((n for n in range(size) if not (_is_of_name(words, first + n) or words.glued(first + n))), size)


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
