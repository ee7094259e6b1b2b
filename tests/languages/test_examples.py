"""What the bot tells a person to type, and what it says of times, is understood when it is typed."""

from __future__ import annotations

import html
import re
import tomllib
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import bot
from bot.understanding import Intent, understand
from bot.views.times import clock_text, day_text, span_text
from bot.views.wording import languages, wording
from calendar_core.domain import Timespan

KL = ZoneInfo("Asia/Kuala_Lumpur")
NOW = datetime(2026, 11, 21, 10, 0, tzinfo=KL)
NOT_BOOKINGS = {
    "move dentist to Friday 4pm": Intent.MOVE,
    "tukar doktor gigi ke Jumaat 4 petang": Intent.MOVE,
    "把牙医改到周五下午4点": Intent.MOVE,
    "remind me 1 hour before lunch": Intent.CHATTER,  # the chat knows whether there is one
    "ingatkan 1 jam sebelum lunch": Intent.CHATTER,
    "午饭提前1小时提醒我": Intent.CHATTER,
    "make lunch 2 hours": Intent.MOVE,
    "move lunch to KLCC": Intent.MOVE,
    "panjangkan lunch 1 jam": Intent.MOVE,
    "tukar tempat lunch ke KLCC": Intent.MOVE,
    "午饭延长一小时": Intent.MOVE,
    "午饭地点改到KLCC": Intent.MOVE,
    "改到下午2点到4点": Intent.MOVE,
    "改成2小时": Intent.MOVE,
    "change gym to every Tuesday": Intent.MOVE,
    "jadikan gim setiap Selasa": Intent.MOVE,
    "健身改成每周二": Intent.MOVE,
    "rename lunch to Lunch with Abu": Intent.RENAME,
    "tukar nama lunch kepada Makan dengan Abu": Intent.RENAME,
    "把午饭改名为和阿布吃午饭": Intent.RENAME,
    "改到4点": Intent.MOVE,
    "cancel that": Intent.CANCEL,
    "batalkan yang tadi": Intent.CANCEL,
    "取消这个": Intent.CANCEL,
    "cancel dentist": Intent.CANCEL,
    "batalkan doktor gigi": Intent.CANCEL,
    "取消牙医": Intent.CANCEL,
    "what's on tomorrow?": Intent.LIST,
    "ada apa esok?": Intent.LIST,
    "明天有什么事？": Intent.LIST,
    "am I free tomorrow afternoon?": Intent.FREE,
    "saya free tak esok petang?": Intent.FREE,
    "明天下午有空吗？": Intent.FREE,
}


def _examples(language: str) -> list[str]:
    """The messages between <code> and </code> of a language; commands are none of the understanding's."""
    text = (Path(bot.__file__).parent / "languages" / language / "wording.toml").read_text("utf-8")
    shown = re.findall(r"<code>([^<{]+)</code>", str(list(tomllib.loads(text).values())))
    return sorted({html.unescape(example) for example in shown if not example.startswith(("/", "calendar-bot"))})


EXAMPLES = [(language, example) for language in languages() for example in _examples(language)]


@pytest.mark.parametrize(("language", "example"), EXAMPLES, ids=[f"{row[0]}: {row[1]}" for row in EXAMPLES])
def test_every_example_is_understood(language: str, example: str) -> None:
    """Whatever the bot offers as an example does what it is an example of, with nothing left over."""
    reading = understand(example, NOW, KL, locale=language)
    if example in NOT_BOOKINGS:
        assert (reading.kind, reading.intent) == ("none", NOT_BOOKINGS[example])
    else:
        assert (reading.kind, reading.intent, reading.unread) == ("event", Intent.ADD, ())


def test_there_are_examples_in_every_language() -> None:
    """The examples above were found."""
    assert {language for language, _ in EXAMPLES} == set(languages())
    assert len(EXAMPLES) > 30


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize(("start", "end"), [(9, 11), (11, 13), (13, 17), (17, 19), (19, 23)])
def test_a_span_the_bot_says_can_be_typed_back(language: str, start: int, end: int) -> None:
    """Both ends of a span are read as they were meant, also where the part of the day is said once."""
    span = Timespan(datetime(2026, 11, 27, start, 30, tzinfo=KL), datetime(2026, 11, 27, end, 45, tzinfo=KL), "UTC")
    reading = understand(f"Ali {span_text(span, wording(language), KL, NOW)}", NOW, KL)
    (event,) = reading.events
    assert isinstance(event.when, Timespan)
    assert (event.title, event.when.starts_at(KL), event.when.ends_at(KL)) == ("Ali", span.start, span.end)


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("minute", [0, 30])
@pytest.mark.parametrize("hour", range(24))
def test_a_time_the_bot_says_can_be_typed_back(language: str, hour: int, minute: int) -> None:
    """A day and a clock as the bot writes them are read as that very day and clock."""
    words = wording(language)
    said = datetime(2026, 11, 27, hour, minute, tzinfo=KL)
    reading = understand(f"{day_text(said.date(), words, NOW.date())} {clock_text(said, words)} Ali", NOW, KL)
    assert reading.kind == "event"
    (event,) = reading.events
    assert isinstance(event.when, Timespan)
    assert (event.title, event.when.starts_at(KL)) == ("Ali", said)
