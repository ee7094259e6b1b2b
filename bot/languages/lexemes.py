"""What the words of a language mean to the reading of a message: the closed set of lexeme kinds.

A language is data over these kinds (`Vocabulary`), so that a phrase of one grammar reads "next Friday", "Jumaat
depan" and "下周五" alike, and any mixture of them. Each kind is one character: a message becomes a string of kinds, and
the grammar is regular expressions over it. Past 300 lines, since the kinds and the sets of phrases are one table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, ClassVar, NamedTuple


class Kind(str):
    """One character each; the value of a lexeme of that kind is named beside it.

    Not an Enum, whose members cost 70 ns to name before Python 3.12: the reading of one message names a hundred.
    """

    __slots__ = ()

    # numbers
    NUM: ClassVar[Kind]  # int of one or two digits
    NUMWORD: ClassVar[Kind]  # int, written as a word
    NUM4: ClassVar[Kind]  # int of three or four digits; the token's text tells which
    DECIMAL: ClassVar[Kind]  # float
    HHMM: ClassVar[Kind]  # (hour, minute, second, separator)
    CLOCK12: ClassVar[Kind]  # (hour, minute, is_pm)
    DATE: ClassVar[Kind]  # (day, month, year or None)
    ORD: ClassVar[Kind]  # int: 3rd, 3hb
    ORDWORD: ClassVar[Kind]  # int: first, pertama; -1 for the last
    NTH: ClassVar[Kind]  # a mark before a number that makes it an ordinal: ke-, 第
    # days
    DAY: ClassVar[Kind]  # int: days from today
    DAYS: ClassVar[Kind]  # (first, last), days from today: 明后天
    LUNAR: ClassVar[Kind]  # zh: the lunar calendar (农历) or a day of it (大年初一)
    DAYPART: ClassVar[Kind]  # (days from today, part): tonight, 明早
    WEEKDAY: ClassVar[Kind]  # int: Monday is 0
    WEEKDAYS: ClassVar[Kind]  # tuple of int: mondays, weekdays
    WEAKDAY: ClassVar[Kind]  # int: sat, sun, mon and other short forms that are words of their own too
    MONTH: ClassVar[Kind]  # int
    WEAKMONTH: ClassVar[Kind]  # int: may, march
    HOLIDAY: ClassVar[Kind]  # (month, day), or (month, nth, weekday)
    SEASON: ClassVar[Kind]  # (month in which it begins, on the 21st; 0 for the coming one, 1 for next year's)
    WEEKEND: ClassVar[Kind]
    DAYMARK: ClassVar[Kind]  # 号, haribulan: after a number, the day of the month
    MONTHMARK: ClassVar[Kind]  # 月: after a number, that month; else the unit
    YEARMARK: ClassVar[Kind]  # 年
    YEARWORD: ClassVar[Kind]  # int, years from this one: 明年
    # clocks
    PART: ClassVar[Kind]  # name of the part of the day
    NOON: ClassVar[Kind]  # (hour, minute)
    MIDNIGHT: ClassVar[Kind]
    MERIDIEM: ClassVar[Kind]  # bool: pm
    CLOCKMARK: ClassVar[Kind]  # pukul: before a number
    OCLOCK: ClassVar[Kind]  # o'clock, 点, hrs: after a number
    SHARP: ClassVar[Kind]  # sharp, tepat, about: beside a clock, says nothing more
    HALF: ClassVar[Kind]
    QUARTER: ClassVar[Kind]
    PAST: ClassVar[Kind]
    MEAL: ClassVar[Kind]  # part of the day it falls in; stays in the title
    # lengths
    UNIT: ClassVar[Kind]  # Unit name
    HARI: ClassVar[Kind]  # ms: day; also before the name of a weekday
    KE: ClassVar[Kind]  # ms: to, between two times
    JAM: ClassVar[Kind]  # ms: hour; also before a clock
    SECOND: ClassVar[Kind]  # second: a unit and an ordinal
    LENGTHWORD: ClassVar[Kind]  # (count, unit): sejam
    MEASURE: ClassVar[Kind]  # 个
    FEW: ClassVar[Kind]  # int: a few, couple
    # relations
    THIS: ClassVar[Kind]
    NEXT: ClassVar[Kind]
    LAST: ClassVar[Kind]
    COMING: ClassVar[Kind]
    FOLLOWER: ClassVar[Kind]  # but the one after: a week behind the day that is said before it
    EVERY: ClassVar[Kind]
    FREQ: ClassVar[Kind]  # (FREQ, interval)
    OTHER: ClassVar[Kind]
    TIMES: ClassVar[Kind]  # kali, times, 次
    IN: ClassVar[Kind]
    AGO: ClassVar[Kind]
    FROMNOW: ClassVar[Kind]
    LAGI: ClassVar[Kind]  # ms: "in", before or after a length
    LEPAS: ClassVar[Kind]  # ms: last, ago, after
    QIAN: ClassVar[Kind]  # zh 前: ago, before
    HOU: ClassVar[Kind]  # zh 后: from now
    AFTER: ClassVar[Kind]
    BEFORE: ClassVar[Kind]
    AHEAD: ClassVar[Kind]  # 提前, awal, earlier
    ENDOF: ClassVar[Kind]  # end of, hujung
    STARTOF: ClassVar[Kind]
    SPANEND: ClassVar[Kind]  # (span, edge): EOM, EOY, 月中
    NOW: ClassVar[Kind]
    MIDDLE: ClassVar[Kind]
    TO: ClassVar[Kind]  # to, hingga, 到
    DASH: ClassVar[Kind]
    UNTIL: ClassVar[Kind]
    FROM: ClassVar[Kind]
    BETWEEN: ClassVar[Kind]
    STARTING: ClassVar[Kind]
    FOR: ClassVar[Kind]
    AND: ClassVar[Kind]
    OR: ClassVar[Kind]
    THEN: ClassVar[Kind]  # then, lepas tu, 然后: what follows is another event
    OF: ClassVar[Kind]
    THE: ClassVar[Kind]
    A: ClassVar[Kind]
    ON: ClassVar[Kind]
    AT: ClassVar[Kind]
    BY: ClassVar[Kind]
    ALLDAY: ClassVar[Kind]
    TADI: ClassVar[Kind]  # ms: earlier today
    EXCEPT: ClassVar[Kind]
    # the order and the wish
    REMIND: ClassVar[Kind]  # remind, alert, ingatkan
    ME: ClassVar[Kind]
    # the rest
    WITH: ClassVar[Kind]
    ZONE: ClassVar[Kind]  # the name of a time zone after a clock: UTC, CET
    NOUN: ClassVar[Kind]  # room, gate, version, price: the number after it is its name, or how much it is
    MONEY: ClassVar[Kind]
    COUNTED: ClassVar[Kind]  # people, kg, ringgit: the number before it is a count
    OPAQUE: ClassVar[Kind]  # an address, a price, a telephone number
    WORD: ClassVar[Kind]
    COMMA: ClassVar[Kind]
    COLON: ClassVar[Kind]
    STOP: ClassVar[Kind]  # . ! ? ; and the like
    LINE: ClassVar[Kind]  # end of line, semicolon
    OTHERMARK: ClassVar[Kind]


for _number, _name in enumerate(Kind.__annotations__):
    # Latin-1 beyond ASCII: none has a meaning of its own in a regular expression, and Python keeps one object of each.
    setattr(Kind, _name, Kind(chr(0x80 + _number)))


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
    CLOCK_ASKED = "clock_asked"  # asks the hour or the date of today, and nothing else
    CANCEL = "cancel"
    CANCEL_END = "cancel_end"  # the same at the end of a message: "take yoga off my calendar", 取消
    MOVE = "move"
    RENAME = "rename"  # opens a request for another title
    RENAME_INTO = "rename_into"  # stands before that title
    LIST = "list"
    LIST_ALONE = "list_alone"  # the same where nothing else is said: calendar, 日程
    FREE = "free"
    UNDO = "undo"
    HELP = "help"
    GREETING = "greeting"
    ADDRESS = "address"  # who is greeted: all, boss, semua
    THANKS = "thanks"
    MOVE_INTO = "move_into"  # the verb that stands before the new time: 改到
    MOVE_END = "move_end"  # make it longer
    MOVE_ALWAYS = "move_always"  # verbs that move even where no new time follows: postpone
    QUESTION = "question"  # opens a question
    QUESTION_VERB = "question_verb"  # opens one before a subject: is the, do I
    QUESTION_END = "question_end"  # makes one as the last word: ke
    QUESTION_ANYWHERE = "question_anywhere"  # makes one wherever it stands: 吗, pukul berapa
    SUBJECT = "subject"  # I, we, saya, 我
    CALLED_OFF = "called_off"  # opens what will not happen: not going to, tak jadi
    TELLING = "telling"  # verbs and adverbs of statements: no event where only a day is said
    TIMER = "timer"  # what runs for a length from now on: "timer for 5 minutes"
    UNSAID_DAY = "unsaid_day"  # a day that is counted from something whose day is not said: the day before, 前一天
    SECOND_THOUGHT = "second_thought"  # between a time and the one that is meant: eh salah, sorry i mean, 不对
    WEAK_SECOND_THOUGHT = "weak_second_thought"  # the same where both stand side by side: no, actually
    TOLD_WHEN = "told_when"  # between a story and its time: it's on, ia pada, 是在
    I_AM = "i_am"  # before an absence of one's own: I'll be, saya akan
    ABSENCE = "absence"  # where one is instead: on leave, outstation; its "on" stays in a title
    RECURRING = "recurring"  # beside a repeat, says no more than that it is one: repeat, ulang, 重复
    VISITOR = "visitor"  # who comes, in "technician coming fri": there the word is no part of the day
    ANNOUNCED = "announced"  # between an event and its time, in a notice: will be held, is confirmed for
    COPULA = "copula"  # between an event and its day: the deadline is Friday
    RECOUNTING = "recounting"  # verbs of the past: no event even beside a clock
    TIME_TOLD = "time_told"  # beside a clock, tells what time it is now: already, almost
    TIME_LEAD = "time_lead"  # may stand before such a clock and names no event: it is, wah
    CHATTER = "chatter"  # what is said without wanting anything
    PLACE = "place"  # what "in" may be followed by to be a place
    WHEN_IS = "when_is"  # asks when or where an event is, before its name: when is, bila
    LIST_ANYWHERE = "list_anywhere"  # asks what there is, wherever it stands: ada apa
    PROLONG = "prolong"  # moves where nothing but a length follows: tambah sejam lagi
    ALL_OF = "all_of"  # every event of a name; no word of the name: all my, semua, 所有
    GENERIC = "generic"  # nouns for any event, no words to find one by
    YES = "yes"  # agrees, as the whole of a message
    NO = "no"  # declines, as the whole of a message
    MOVED = "moved"  # behind an event, tells that it stands at another time now: has been moved (to), ditunda (ke)
    REFUSING = "refusing"  # says that a time does not suit, before another is proposed: cant do 3pm, tak boleh isnin
    AGREEING = "agreeing"  # agrees to a time that was named, and names no event: noted, baik, 收到
    PARTICLE = "particle"  # may stand beside a yes or a no and changes nothing
    CORRECTION = "correction"  # what is left of a message that puts the last thing right: "make it 4pm", "no, 5pm"
    POINTING = "pointing"  # the last thing there was talk of: it, that one
    ONLY_THIS = "only_this"  # of a repeating event this date alone, as the whole of a message
    THEM_ALL = "them_all"  # all its dates, or all that were shown
    BOTH = "both"  # two of them, and no more
    LAST_ONE = "last_one"  # the last row of what was shown
    SNOOZE = "snooze"  # asks that a reminder come again, with or without how long: snooze, ingatkan lagi
    IN_A_WHILE = "in_a_while"  # the same, right after a reminder only
    DONE = "done"  # as the whole of a message after a reminder
    CLEAR = "clear"  # cancels all of a time, where nothing but the time follows: clear my Friday
    CANCELLED = "cancelled"  # at the end of a message, that an event will not be: lunch is cancelled
    NAME_IT = "name_it"  # before another title for the last event: call it
    RESTORE = "restore"  # takes back a cancellation: bring it back
    CHANGE = "change"  # before an event and what it shall be instead, its name or its place
    MAKE = "make"  # before an event and its new length: make lunch 2 hours
    BECOME = "become"  # between an event and its new length or place: to, jadi, 改成
    REPEATING = "repeating"  # of what shall repeat from now on: repeat it weekly, make it recurring every week
    EXTEND = "extend"
    SHORTEN = "shorten"
    ADD_TIME = "add_time"  # before a length alone: add 30 min to lunch
    DURATION = "duration"  # the noun
    FAREWELL = "farewell"  # as the whole of a message
    WHAT_CANCELLED = "what_cancelled"  # as the whole of a message
    LANGUAGE = "language"  # the noun: what the bot answers in
    ZONE_NOUN = "zone_noun"
    SETS = "sets"  # verbs before them
    SPEAK = "speak"  # before the name of a language
    COPY = "copy"  # an event shall be booked once more
    SWAP = "swap"  # two events shall change places
    LONGER = "longer"
    SHORTER = "shorter"
    LONGER_ALONE = "longer_alone"  # the same, where no length is said
    SHORTER_ALONE = "shorter_alone"
    BY_SO_MUCH = "by_so_much"  # between such a verb and how much: by, another, lagi
    ENDS = "ends"  # before the clock at which it shall end
    UNTIL = "until"  # the same, without a verb
    VENUE = "venue"  # nouns for where it is
    VENUE_IS = "venue_is"  # between such a noun and the place
    APPOINTMENT = "appointment"  # names of what begins at a clock time, though only a day was said
    TASK = "task"  # verbs of what is to be done: with a few words behind it is something whose time was forgotten
    ONE_DAY = "one_day"  # names of what takes place on one day: wedding, kenduri, 婚礼
    STAY = "stay"  # names of what may well last all of a week or a month, where only that was said
    JOINING = "joining"  # puts a person into an event that is there: add Ali to lunch
    NOT_BUT = "not_but"  # before the time that was wrong: at 12 not 11, bukan 11, 不是6点
    INSTEAD = "instead"  # closes what an event that is there shall be: lunch at KLCC instead
    LATER = "later"  # behind a length, moves what is there: lunch 30 minutes later
    EARLIER = "earlier"
    STARTS = "starts"  # between an event that is there and the clock at which it begins: starts at, mula pukul
    THAT_ONE = "that_one"  # between an event that is there and its other time: kenduri tu pukul 12, 会议换3点
    IS_AT = "is_at"  # the same behind "the" or "my"
    PUT_OFF = "put_off"  # closes what will be at another time that is not said: postponed, tangguh
    NO_MORE = "no_more"  # before an event that shall be no more: stop badminton, buang kenduri
    OFF = "off"  # closes what will not be, if it stands: badminton on Thursday cancel, kelas esok takde
    NO_SUCH = "no_such"  # opens it: no gym tomorrow, 这周三不打羽毛球
    THERE = "there"  # opens a question of what there is: any, got, ada, 有没有
    ASKING_END = "asking_end"  # ends one: ke, tak, 吗
    FREE_WORD = "free_word"  # free, lapang: alone beside a day, a question of free time
    ONLY = "only"  # says that nothing more is meant than the time beside it: only, je, 就好
    UNWANTED = "unwanted"  # refuses what follows: don't remind me, tak payah, 不用
    WARNING = "warning"  # beside a lead time, asks for the reminder: warn me, give me a shout, bagi amaran, 告诉我
    JUST_DONE = "just_done"  # beside a day that has gone, tells of it: just bought, baru beli, 才买
    SIGN_OFF = "sign_off"  # opens the lines that close a letter: regards, sekian, 此致
    KIN = "kin"  # a person who is helped: tolong mak masak
    UNPLACED = "unplaced"  # takes away the place of an event: remove the location
    ANSWERING = "answering"  # around a time that answers a question: I prefer, is better, saya pilih, 比较好
    COMPANY = "company"  # before who or what comes along, in an answer: with, and bring, ajak, 带
    DROPPING = "dropping"  # before what is wanted instead, drops what was asked or begun: forget it, lupakan, 算了
    STALLING = "stalling"  # before what is meant after all, says no more than that: no wait, tunggu, 等等
    LATER_ONE = "later_one"  # of those that were offered, the one that begins last
    EARLIER_ONE = "earlier_one"  # the one that begins first
    SAME_AGAIN = "same_again"  # beside a day, the event that was booked last once more: same, also, pun sama, 也是
    ITS_NAME = "its_name"  # as the whole of an answer, whether it is the name that shall change
    ITS_PLACE = "its_place"  # or the place
    CANNOT = "cannot"  # beside a time that was offered, refuses it: Tuesday cannot, tak boleh, 不行
    APOLOGY = "apology"  # as the whole of a message
    HOW_TO = "how_to"  # opens a question of how something is done here: how do I
    COMPLAINT = "complaint"  # the same, about what was done last
    RELOCATE = "relocate"  # verbs that take an event to another place, where no time follows


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of one language, as data; alternatives are separated by "|".

    words: per kind, value -> words or phrases. phrases: the other sets. locales: dateparser's tables that ground it.
    unused: words of those tables that are more often something else. common: words that tell the language. real: words
    one slip away from a lexeme that are meant as they stand. spaced: False where words are not parted by blanks.
    unless: words of a language without blanks -> the characters before which they are something else.
    place_endings, place_verbs: by blanks parted, where a place ends in a language that is not spaced; place_tails:
    what may follow such a place and is of it; place_middles: verbs that names of places are made with, too (会展中心).
    commands: other
    words for a command, by its name. names: of the language itself. zones: places, by the IANA name of their zone.
    """

    language: str
    words: Mapping[Kind, Mapping[Any, str]]
    phrases: Mapping[Phrase, str]
    locales: tuple[str, ...]
    unused: frozenset[str] = frozenset()
    common: frozenset[str] = frozenset()
    real: frozenset[str] = frozenset()
    spaced: bool = True
    unless: Mapping[str, str] = field(default_factory=dict)
    place_endings: str = ""
    place_verbs: str = ""
    place_tails: str = ""
    place_middles: str = ""
    commands: Mapping[str, str] = field(default_factory=dict)
    names: str = ""
    zones: Mapping[str, str] = field(default_factory=dict)
