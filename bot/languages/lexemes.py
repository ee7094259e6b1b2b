"""What the words of a language mean to the reading of a message: the closed set of lexeme kinds.

A language is data over these kinds (`Vocabulary`), so that a phrase of one grammar reads "next Friday", "Jumaat
depan" and "下周五" alike, and any mixture of them. Each kind is one character: a message becomes a string of kinds, and
the grammar is regular expressions over it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum, auto
from typing import Any, NamedTuple


class Kind(StrEnum):
    """One character each; the value of a lexeme of that kind is named beside it."""

    @staticmethod
    def _generate_next_value_(name: str, start: int, count: int, last_values: list[Any]) -> str:
        # Letters beyond Latin: none has a meaning of its own in a regular expression.
        return chr(0x4E00 + count)

    # numbers
    NUM = auto()  # int of one or two digits
    NUMWORD = auto()  # int, written as a word
    NUM4 = auto()  # int of three or four digits; the token's text tells which
    DECIMAL = auto()  # float
    HHMM = auto()  # (hour, minute, second, separator)
    CLOCK12 = auto()  # (hour, minute, is_pm)
    DATE = auto()  # (day, month, year or None)
    ORD = auto()  # int: 3rd, 3hb
    ORDWORD = auto()  # int: first, pertama; -1 for the last
    NTH = auto()  # a mark before a number that makes it an ordinal: ke-, 第
    # days
    DAY = auto()  # int: days from today
    DAYPART = auto()  # (days from today, part): tonight, 明早
    WEEKDAY = auto()  # int: Monday is 0
    WEEKDAYS = auto()  # tuple of int: mondays, weekdays
    WEAKDAY = auto()  # int: sat, sun, mon and other short forms that are words of their own too
    MONTH = auto()  # int
    WEAKMONTH = auto()  # int: may, march
    HOLIDAY = auto()  # (month, day), or (month, nth, weekday)
    WEEKEND = auto()
    DAYMARK = auto()  # 号, haribulan: after a number, the day of the month
    MONTHMARK = auto()  # 月: after a number, that month; else the unit
    YEARMARK = auto()  # 年
    YEARWORD = auto()  # int, years from this one: 明年
    # clocks
    PART = auto()  # name of the part of the day
    NOON = auto()  # (hour, minute)
    MIDNIGHT = auto()
    MERIDIEM = auto()  # bool: pm
    CLOCKMARK = auto()  # pukul: before a number
    OCLOCK = auto()  # o'clock, 点, hrs: after a number
    SHARP = auto()  # sharp, tepat, about: beside a clock, says nothing more
    HALF = auto()
    QUARTER = auto()
    PAST = auto()
    MEAL = auto()  # part of the day it falls in; stays in the title
    # lengths
    UNIT = auto()  # Unit name
    HARI = auto()  # ms: day; also before the name of a weekday
    KE = auto()  # ms: to, between two times
    JAM = auto()  # ms: hour; also before a clock
    SECOND = auto()  # second: a unit and an ordinal
    LENGTHWORD = auto()  # (count, unit): sejam
    MEASURE = auto()  # 个
    FEW = auto()  # int: a few, couple
    # relations
    THIS = auto()
    NEXT = auto()
    LAST = auto()
    COMING = auto()
    EVERY = auto()
    FREQ = auto()  # (FREQ, interval)
    OTHER = auto()
    TIMES = auto()  # kali, times, 次
    IN = auto()
    AGO = auto()
    FROMNOW = auto()
    LAGI = auto()  # ms: "in", before or after a length
    LEPAS = auto()  # ms: last, ago, after
    QIAN = auto()  # zh 前: ago, before
    HOU = auto()  # zh 后: from now
    AFTER = auto()
    BEFORE = auto()
    AHEAD = auto()  # 提前, awal, earlier
    ENDOF = auto()  # end of, hujung
    STARTOF = auto()
    SPANEND = auto()  # EOM, EOY: the span that ends
    NOW = auto()
    MIDDLE = auto()
    TO = auto()  # to, hingga, 到
    DASH = auto()
    UNTIL = auto()
    FROM = auto()
    BETWEEN = auto()
    STARTING = auto()
    FOR = auto()
    AND = auto()
    OF = auto()
    THE = auto()
    A = auto()
    ON = auto()
    AT = auto()
    BY = auto()
    ALLDAY = auto()
    TADI = auto()  # ms: earlier today
    EXCEPT = auto()
    # the order and the wish
    REMIND = auto()  # remind, alert, ingatkan
    ME = auto()
    # the rest
    WITH = auto()
    ZONE = auto()  # the name of a time zone after a clock: UTC, CET
    NOUN = auto()  # room, gate, version: the number after it is its name
    MONEY = auto()
    COUNTED = auto()  # people, kg, ringgit: the number before it is a count
    OPAQUE = auto()  # an address, a price, a telephone number
    WORD = auto()
    COMMA = auto()
    COLON = auto()
    STOP = auto()  # . ! ? ; and the like
    LINE = auto()  # end of line, semicolon
    OTHERMARK = auto()


class Lexeme(NamedTuple):
    """One meaning: kind, its value as the kind says, and the language (ISO 639-1) whose word it is."""

    kind: Kind
    value: Any
    language: str


class Phrase(StrEnum):
    """Sets of words and phrases that are looked up outside the grammar of time."""

    POLITE = "polite"  # stripped from the edges of a title
    ORDER = "order"  # add, schedule, tambah: opens an order
    WEAK_ORDER = "weak_order"  # book, make: an order only beside a polite word or before a noun of ORDER_NOUN
    ORDER_NOUN = "order_noun"  # what is ordered, without being a title: an event, my calendar
    HEADING = "heading"  # announces what is ordered: "save the date", "meeting called"
    CLOSING = "closing"  # stripped from the end of a title
    CANCEL = "cancel"
    CANCEL_END = "cancel_end"  # the same at the end of a message: "take yoga off my calendar", 取消
    MOVE = "move"
    LIST = "list"
    LIST_ALONE = "list_alone"  # the same where nothing else is said: calendar, 日程
    FREE = "free"
    UNDO = "undo"
    HELP = "help"
    GREETING = "greeting"
    THANKS = "thanks"
    MOVE_INTO = "move_into"  # the verb that stands before the new time: 改到
    MOVE_END = "move_end"  # make it longer
    MOVE_ALWAYS = "move_always"  # verbs that move even where no new time follows: postpone
    QUESTION = "question"  # opens a question
    QUESTION_VERB = "question_verb"  # opens one before a subject: is the, do I
    QUESTION_END = "question_end"  # makes one as the last word: ke
    QUESTION_ANYWHERE = "question_anywhere"  # makes one wherever it stands: 吗, pukul berapa
    SUBJECT = "subject"  # I, we, saya, 我
    TELLING = "telling"  # verbs and adverbs of statements: no event where only a day is said
    RECOUNTING = "recounting"  # verbs of the past: no event even beside a clock
    CHATTER = "chatter"  # what is said without wanting anything
    PLACE = "place"  # what "in" may be followed by to be a place
    GENERIC = "generic"  # nouns for any event, no words to find one by


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of one language, as data; alternatives are separated by "|".

    words: per kind, value -> words or phrases. phrases: the other sets. locales: dateparser's tables that ground it.
    unused: words of those tables that are more often something else. common: words that tell the language. real: words
    one slip away from a lexeme that are meant as they stand. spaced: False where words are not parted by blanks.
    place_endings, place_verbs: by blanks parted, where a place ends in a language that is not spaced.
    """

    language: str
    words: Mapping[Kind, Mapping[Any, str]]
    phrases: Mapping[Phrase, str]
    locales: tuple[str, ...]
    unused: frozenset[str] = frozenset()
    common: frozenset[str] = frozenset()
    real: frozenset[str] = frozenset()
    spaced: bool = True
    place_endings: str = ""
    place_verbs: str = ""
