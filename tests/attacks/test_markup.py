"""Titles, places and names that are markup, or far too much, in what the bot says; and events that attack us."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import sandbox.google.api
import sandbox.google.listing
import sandbox.google.sync_feed
from sandbox.google.views import render
from sandbox.telegram import OWNER, Message
from tests.flow.world import World

OUR_MARKUP = {"bold", "italic", "code", "strikethrough", "underline"}
"""What our own sentences use; a link or a mention is never ours."""

INJECTIONS = [
    '<a href="https://evil.invalid">Click</a>',
    '<a href="tg://user?id=4242">Boss</a>',
    "</b></code><pre>x",
    "<b>unclosed",
    "&lt;b&gt; &amp; &#60;i&#62;",
    "*bold* _it_ [x](https://evil.invalid) `code`",
    "<tg-spoiler>x</tg-spoiler><tg-emoji emoji-id='1'>x</tg-emoji>",
    "{title} {0} %s ${x} {place.__class__}",
    "<blockquote expandable>x",
    "<!-- x --> <?php ?> <script>alert(1)</script>",
]


def entities(world: World) -> set[str]:
    """The kinds of markup that Telegram found in what the bot said."""
    shown: list[Message] = world.telegram.replies()
    return {entity["type"] for message in shown for entity in message.json.get("entities", [])} - {"bot_command"}


def put(world: World, **fields: Any) -> dict[str, Any]:
    """An event that somebody else wrote into the calendar, tomorrow at 1 pm."""
    body = {
        "summary": "lunch",
        "start": {"dateTime": "2026-11-24T13:00:00+08:00", "timeZone": "Asia/Kuala_Lumpur"},
        "end": {"dateTime": "2026-11-24T14:00:00+08:00", "timeZone": "Asia/Kuala_Lumpur"},
    }
    return dict(world.google.put_event({**body, **fields}))


async def everything_shown(world: World) -> list[str]:
    """The event in every form: listed, found, asked about, cancelled, taken back, reminded of."""
    await world.later(minutes=6)
    await world.say("/list")
    await world.say("/cancel 1")
    await world.say("/undo")
    await world.say("/status")
    await world.later(hours=27, minutes=20)
    return [message.text for message in world.telegram.replies()]


@pytest.mark.parametrize("injected", INJECTIONS, ids=lambda text: text[:20])
async def test_markup_in_an_event_is_text(world: World, injected: str) -> None:
    """A title and a place that are HTML, Markdown or a template are shown letter by letter, and make no link."""
    put(world, summary=injected, location=injected)
    texts = await everything_shown(world)
    assert any(injected in text for text in texts)
    assert any("lunch" not in text and injected in text and "Cancel" in text for text in texts)
    assert entities(world) <= OUR_MARKUP | {"url"}
    assert not any(call.status == 400 for call in world.telegram.calls)


@pytest.mark.parametrize("injected", INJECTIONS, ids=lambda text: text[:20])
async def test_markup_in_a_message_is_text(world: World, injected: str) -> None:
    """What a person writes comes back letter by letter in the answer, whatever it becomes."""
    await world.say(f"{injected} tomorrow 3pm")
    await world.say("/list")
    await world.say(f"/timezone {injected}")
    await world.say(f"/{injected}")
    await world.say(f"cancel {injected}")
    assert entities(world) <= OUR_MARKUP | {"url"}
    assert not any("Something went wrong" in message.text for message in world.telegram.replies())


HOSTILE: dict[str, dict[str, Any]] = {
    "a title of 100,000": {"summary": "x" * 100_000},
    "a title of 100,000 marks": {"summary": "&" * 100_000, "location": "<" * 100_000},
    "controls": {"summary": "a\x00b\x07c\x1b[2Jd\x85e", "location": "\r\n\r\n"},
    "bidi": {"summary": "\u202egnidnats\u202c \u2066x\u2069", "location": "\u200f\u200e"},
    "nothing but spaces": {"summary": " \u00a0\u200b\n", "location": "\t"},
    "nulls": {"summary": None, "location": None, "attendees": None, "reminders": None, "recurrence": None},
    "wrong types": {"summary": 7, "location": ["x"], "attendees": 9, "organizer": "x", "status": [], "htmlLink": {}},
    "wrong reminders": {"reminders": {"useDefault": False, "overrides": [{"method": "popup", "minutes": 10**30}, 7]}},
    "odd rules": {"recurrence": ["RRULE:FREQ=SECONDLY;COUNT=x", 7, "EXDATE:" + "1" * 5000]},
    "3,000 guests": {"attendees": [{"email": f"{n}@example.invalid"} for n in range(3000)]},
    "3,000 reminders": {
        "reminders": {"useDefault": False, "overrides": [{"method": "popup", "minutes": n} for n in range(3000)]}
    },
}


@pytest.mark.parametrize("form", sorted(HOSTILE))
async def test_an_event_that_attacks_is_shown_or_passed_over(
    world: World, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    """An event of any shape neither stops the sync nor the list; its neighbour is listed and reminded of as ever."""
    neighbour = put(world, summary="dinner with Aminah")
    event = put(world)
    for module in (sandbox.google.api, sandbox.google.listing, sandbox.google.sync_feed):
        monkeypatch.setattr(module, "render", _spoiling(event["id"], HOSTILE[form]))
    await world.later(minutes=6)
    listed = await world.say("/list")
    assert "dinner with Aminah" in listed
    assert all(len(message.text) <= 4096 for message in world.telegram.replies(OWNER))
    assert "Cancelled" in await world.say("cancel dinner with Aminah") + await world.tap("Yes")
    assert neighbour["id"] not in {standing["id"] for standing in world.booked()}


def _spoiling(event_id: str, fields: dict[str, Any]) -> Callable[..., Any]:
    """The stand-in's way to write an event, with fields in one of them that Google would not send."""

    def spoilt(*args: Any, **more: Any) -> Any:
        written = render(*args, **more)
        return {**written, **fields} if written.get("id") == event_id else written

    return spoilt
