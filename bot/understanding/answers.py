"""Short messages that mean something only beside what was said before: yes, no, "make it 4pm", "that one"."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Literal
from zoneinfo import ZoneInfo

from bot.languages import Kind, Phrase, language_codes, vocabulary_of
from bot.understanding.message import understand
from bot.understanding.reading import Reading, Target
from bot.understanding.requests.targets import plan_of
from bot.understanding.text.lexer import tokenise
from bot.understanding.text.lexicon import lexicon
from bot.understanding.text.normalise import normalise
from bot.understanding.title.leftover import read_leftover
from calendar_core.domain.timespan import DaySpan

Answer = Literal["yes", "no"]
Scope = Literal["one", "all"]
Courtesy = Literal["sorry", "wrong", "bye", "smile"]

_LONGEST = 40
"""Characters of the longest message that is taken for a mere answer."""

_AROUND_ANSWERS = frozenset("wait actually sorry oh eh hmm um just then so tunggu sebenarnya maaf 等等 等一下".split())
_LONGEST_ORDER = 200
_BARE_DAY = frozenset({Kind.WEEKDAY, Kind.HARI, Kind.ON})
_NOT_THAT_ONE = re.compile(r"\b(?:that|this|wrong|other)\s+one\W*$", re.IGNORECASE)  # no clock
_BEFORE = (
    "can you", "can u", "could you", "can we do", "can we make it", "shall we do", "let's do", "lets do", "how about",
    "what about", "pls", "please", "tolong", "boleh", "ok", "hey", "ah", "la", "lah", "oh", "hmm", "hm", "umm",
)  # fmt: skip
_WEEKDAYS = frozenset({Kind.WEEKDAY, Kind.WEEKDAYS, Kind.WEAKDAY})
_WITH = re.compile(r"\b(?:dgn|dengan)\b", re.IGNORECASE)
_ACTUALLY = re.compile(r"^(?P<rest>.+?)[\s,]+(?:actually|sebenarnya)[\s.!]*$", re.IGNORECASE)
_CLOSING = re.compile(r"[\s,.!?]*(?:\b(?:instead|please|pls|lah|la|ya|k|ok|can)\b|吧|啊|[.!?，。])*$", re.IGNORECASE)
_NO_LETTER = re.compile(r"[^\w'’]+")


def answer_in(text: str) -> Answer | None:
    """Whether the whole message agrees or declines, as "ya lah" and "no thanks" do; None where it says more."""
    said = bare(text)
    if not said or len(text) > _LONGEST:
        return None
    if said in _words(Phrase.NO):
        return "no"
    if said in _words(Phrase.YES):
        return "yes"
    without = without_particles(said)
    return answer_in(without) if without and without != said else _answer_in_pieces(said.split())


def _answer_in_pieces(words: list[str]) -> Answer | None:
    """No wait keep it, ok cancel it: several of these in a row, of which all say the same."""
    answers: set[Answer] = set()
    while words:
        for size in range(min(4, len(words)), 0, -1):
            piece = " ".join(words[:size])
            if piece in _words(Phrase.NO) or piece in _words(Phrase.YES):
                answers.add("no" if piece in _words(Phrase.NO) else "yes")
                break
            if piece in _words(Phrase.PARTICLE) or piece in _AROUND_ANSWERS:
                break
        else:
            return None
        words = words[size:]
    return answers.pop() if len(answers) == 1 else None


def courtesy_in(text: str) -> Courtesy | None:
    """Whether the whole message is sorry, says that what was done is wrong, takes leave, or only smiles; None where it
    says more."""
    if len(text) > _LONGEST:
        return None
    said = bare(text)
    if not said:
        return "smile"
    for phrase in (said, without_particles(said)):
        if phrase in _words(Phrase.APOLOGY):
            return "sorry"
        if phrase in _words(Phrase.COMPLAINT):
            return "wrong"
        if phrase in _words(Phrase.FAREWELL):
            return "bye"
    return None


def asks_how_to(text: str) -> bool:
    """Whether somebody asks how something is done here: "how to cancel?", "macam mana nak padam", 怎么取消."""
    said = bare(text)
    return any(said.startswith(phrase if not phrase.isascii() else f"{phrase} ") for phrase in _words(Phrase.HOW_TO))


def asks_what_was_cancelled(text: str) -> bool:
    """Whether somebody asks what they cancelled: "what did i cancel?", "apa yang saya batalkan", 我取消了什么."""
    said = bare(text)
    return said in _words(Phrase.WHAT_CANCELLED) or without_particles(said) in _words(Phrase.WHAT_CANCELLED)


def asks_of_day(text: str, now: datetime, zone: ZoneInfo) -> Reading | None:
    """What is asked for by a day with nothing but a question mark: "next week?", "esok?", 明天？."""
    said = text.strip()
    if len(text) > _LONGEST or not said.endswith(("?", "？", "呢")):
        return None
    day = said.rstrip("?？呢 ")
    events = understand(day, now, zone).events
    if len(events) != 1 or events[0].title:
        return None
    if not isinstance(events[0].when, DaySpan) and not only_part_of_day(day):
        return None
    listed = understand(f"what's on {day}", now, zone)
    return listed if listed.query is not None and listed.query.when is not None else None


def agrees_to(text: str) -> str:
    """What a yes names itself: "cancel" in "yes, cancel it", "book" in "ok book it"; "" where it names nothing."""
    said = bare(text)
    for name, phrases in (("cancel", _words(Phrase.CANCEL)), ("book", _words(Phrase.WEAK_ORDER))):
        if any(word in phrases for word in said.split()) or any(not p.isascii() and p in said for p in phrases):
            return name
    return ""


def restores(text: str) -> bool:
    """Whether the message wants back what was cancelled, and nothing else: "bring it back"."""
    said = bare(text)
    return said in _words(Phrase.RESTORE) or without_particles(said) in _words(Phrase.RESTORE)


def asks_the_time(text: str) -> bool:
    """Whether the hour or the date of today is asked for, and nothing else: "what time is it", 今天几号."""
    said = bare(text)
    return said in _words(Phrase.CLOCK_ASKED) or without_particles(said) in _words(Phrase.CLOCK_ASKED)


def scope_in(text: str) -> Scope | None:
    """Whether the whole message means this one alone, or all of them; None where it says neither."""
    if len(text) > _LONGEST:
        return None
    said = bare(text)
    for word in (said, without_particles(said)):
        if word in _words(Phrase.ONLY_THIS):
            return "one"
        if word in _words(Phrase.THEM_ALL):
            return "all"
    return "one" if without_particles(said) != said and points_back(without_particles(said)) else None


def both_in(text: str) -> bool:
    """Whether a short message means two events and no more: "cancel both", 两个都取消."""
    said = bare(text)
    if len(text) > _LONGEST or not any(word in said for word in _words(Phrase.BOTH)):
        return False
    for verb in _words(Phrase.CANCEL):
        said = said.removeprefix(f"{verb} ").removesuffix(verb) if verb.isascii() else said.replace(verb, "")
    return said.strip() in _words(Phrase.BOTH)


def choice_in(text: str, now: datetime, zone: ZoneInfo) -> Target | None:
    """Which of the events that were shown a short message means: "the second one", "yang Jumaat", 第一个, "both", "the
    9am"; None where it says nothing of the kind."""
    if len(text) > _LONGEST or not text.strip():
        return None
    if scope_in(text) == "all" or bare(text) in _words(Phrase.BOTH):
        return Target(every=True)
    target = understand(f"cancel {text}", now, zone).target
    if target is None or target.words is None or not points_back(target.words):
        return target if target is None or not _names_place(text) else None
    last = bare(target.words) in _words(Phrase.LAST_ONE)
    return replace(target, words=None, row=-1 if last else None)


def _names_place(text: str) -> bool:
    """Meeting tu di bilik 2: more is said than which one."""
    normal = normalise(text)
    tokens = tokenise(normal.text)
    return read_leftover(text, normal, tokens, plan_of(tokens).used, order=True).location is not None


def is_correction(title: str) -> bool:
    """Whether what is left of a message beside its time only puts the last thing right: "make it", "no,", "tukar"."""
    words = bare(title)
    return words in _words(Phrase.CORRECTION) or words in _words(Phrase.PARTICLE)


def corrected_to(text: str) -> str:
    """What stands after the words that put the last thing right: "no, 11" -> "11", "can you make it friday instead" ->
    "friday". "" where there are none."""
    rest, found = text.strip(), False
    if (late := _ACTUALLY.fullmatch(rest)) is not None:  # "6 actually"
        rest, found = late["rest"], True
    while (opening := _opening().match(rest)) is not None:
        found = found or opening.lastgroup == "correction"
        rest = rest[opening.end() :]
    if not found or _NOT_THAT_ONE.search(text):
        return ""
    return _CLOSING.sub("", rest).strip().removeprefix("是")


def repeat_corrected(text: str, now: datetime, zone: ZoneInfo) -> Target | None:
    """The rule that a correction gives to what repeats: "no, Mon and Wed only", "eh salah, Isnin dgn Rabu je"."""
    rest = _WITH.sub("dan", corrected_to(text))
    if not rest or len(rest) > _LONGEST or _WEEKDAYS.isdisjoint(tokenise(normalise(rest).text).kinds):
        return None
    while (last := rest.rpartition(" "))[0] and last[2].casefold() in _words(Phrase.ONLY):
        rest = last[0]
    target = understand(f"change it to every {rest}", now, zone).target
    return target if target is not None and target.repeat and not target.words else None


def is_bare_weekday(said: str) -> bool:
    """Whether nothing but a day of the week is said, and not which: "wednesday", "hari rabu", 周三."""
    kinds = tokenise(normalise(said).text).kinds
    return Kind.WEEKDAY in kinds and _BARE_DAY.issuperset(kinds)


def points_back(words: str) -> bool:
    """Whether the words name no event but the last one there was talk of: "it", "that one", "yang tadi"."""
    return bare(words) in _words(Phrase.POINTING)


def order_without_time(text: str, now: datetime, zone: ZoneInfo) -> str:
    """What is to be booked where a message orders it and says no time: "remind me to call mum" -> "call mum".

    "" where it is no order: where with a time beside it every word would be of the title.
    """
    tokens = tokenise(normalise(text).text)
    if len(text) > _LONGEST_ORDER or not tokens or text.rstrip().endswith(("?", "？")) or plan_of(tokens).has_time:
        return ""  # "rabu ni sudah berlalu" only tells something of a day
    if lexicon().books[Phrase.CHATTER].match(tokens.words, 0) == len(tokens):
        return ""
    reading = understand(f"{text} 15:00", now, zone)
    if reading.kind != "event" or reading.events[0].reminder_minutes:
        return ""  # "remind me 1 hour before yoga" is about an event that is there
    title = reading.events[0].title
    return "" if bare(title) == bare(text) else title


def only_part_of_day(text: str) -> bool:
    """Whether the clock of a booking was taken from a part of the day alone: "movie tonight", 周六晚上看电影."""
    plan = plan_of(tokenise(normalise(text).text))
    return plan.part is not None and plan.clock is None and plan.ahead is None


def bare(text: str) -> str:
    """The words of a text alone: no capitals, no marks, no emoji, single blanks."""
    return _NO_LETTER.sub(" ", text.casefold()).replace("’", "'").strip()


def without_particles(said: str) -> str:
    """Bare words without the particles at their end, which change nothing: "2 la" -> "2"."""
    for particle in sorted(_words(Phrase.PARTICLE), key=len, reverse=True):
        edge = particle if not particle.isascii() else f" {particle}"
        if said.endswith(edge):
            return said.removesuffix(edge).strip()
    return said


@cache
def _opening() -> re.Pattern[str]:
    """One phrase of a correction, or a word that may stand before one, at the start of a text."""
    corrections = sorted(_words(Phrase.CORRECTION), key=len, reverse=True)
    spaced = "|".join(re.escape(word) for word in corrections if word.isascii())
    unspaced = "|".join(re.escape(word) for word in corrections if not word.isascii())
    around = "|".join(re.escape(word) for word in _BEFORE)
    return re.compile(
        rf"(?P<correction>(?:{spaced})(?![\w'])|(?:{unspaced}))[\s,.!，。]*|(?P<around>(?:{around})(?!\w))[\s,]*",
        re.IGNORECASE,
    )


@cache
def _words(name: Phrase) -> frozenset[str]:
    found: set[str] = set()
    for code in language_codes():
        found.update(vocabulary_of(code).phrases.get(name, "").split("|"))
    return frozenset(found - {""})
