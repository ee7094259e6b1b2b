"""Strangers, by every kind of update that Telegram has: they hear one sentence in private, and nothing elsewhere."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.telegram import OWNER
from sandbox.telegram.contract import UPDATE_KINDS
from tests.attacks.conftest import STRANGER, Besieged, person, said

GROUP = {"id": -1001, "type": "group", "title": "Family"}
SUPERGROUP = {"id": -1001000000001, "type": "supergroup", "title": "Club"}
CHANNEL = {"id": -1002000000001, "type": "channel", "title": "News"}
TEXT = "meeting tomorrow 3pm"
BOT = {"id": 110201543, "is_bot": True, "first_name": "Bot", "username": "bot"}
WHO = person(STRANGER)


def _member(status: str) -> dict[str, Any]:
    return {"user": BOT, "status": status, **({"until_date": 0} if status == "kicked" else {})}


def _poll() -> dict[str, Any]:
    option = {"persistent_id": "o", "text": TEXT, "voter_count": 1}
    flags = {
        "is_closed": False,
        "is_anonymous": False,
        "allows_multiple_answers": False,
        "allows_revoting": True,
        "members_only": False,
    }
    return {"id": "1", "question": TEXT, "options": [option], "total_voter_count": 1, "type": "regular", **flags}


MEMBERSHIP = {
    "chat": GROUP,
    "from": WHO,
    "date": 1795396200,
    "old_chat_member": _member("left"),
    "new_chat_member": _member("member"),
}
PRICE = {"currency": "XTR", "total_amount": 1, "invoice_payload": TEXT}
BOOST = {
    "boost_id": "b",
    "add_date": 1795396200,
    "expiration_date": 1795396300,
    "source": {"source": "premium", "user": WHO},
}

BY_KIND: dict[str, Any] = {
    "channel_post": {"message_id": 7, "date": 1795396200, "chat": CHANNEL, "sender_chat": CHANNEL, "text": TEXT},
    "edited_channel_post": {
        "message_id": 7,
        "date": 1795396200,
        "chat": CHANNEL,
        "edit_date": 1795396201,
        "text": TEXT,
    },
    "business_connection": {
        "id": "bc",
        "user": WHO,
        "user_chat_id": STRANGER,
        "date": 1795396200,
        "is_enabled": True,
        "rights": {"can_reply": True},
    },
    "business_message": said(TEXT, user_id=STRANGER, business_connection_id="bc"),
    "edited_business_message": said(TEXT, user_id=STRANGER, business_connection_id="bc", edit_date=1795396201),
    "deleted_business_messages": {
        "business_connection_id": "bc",
        "chat": {"id": STRANGER, "type": "private"},
        "message_ids": [7],
    },
    "inline_query": {"id": "1", "from": WHO, "query": TEXT, "offset": ""},
    "chosen_inline_result": {"result_id": "1", "from": WHO, "query": TEXT, "inline_message_id": "m"},
    "callback_query": {"id": "1", "from": WHO, "chat_instance": "1", "inline_message_id": "m", "data": "cancel:x"},
    "shipping_query": {
        "id": "1",
        "from": WHO,
        "invoice_payload": TEXT,
        "shipping_address": dict.fromkeys(
            ("country_code", "state", "city", "street_line1", "street_line2", "post_code"), "x"
        ),
    },
    "pre_checkout_query": {"id": "1", "from": WHO, **PRICE},
    "purchased_paid_media": {"from": WHO, "paid_media_payload": TEXT},
    "poll": _poll(),
    "poll_answer": {"poll_id": "1", "user": WHO, "option_ids": [0], "option_persistent_ids": ["o"]},
    "my_chat_member": MEMBERSHIP,
    "chat_member": MEMBERSHIP,
    "chat_join_request": {"chat": GROUP, "from": WHO, "user_chat_id": STRANGER, "date": 1795396200},
    "chat_boost": {"chat": CHANNEL, "boost": BOOST},
    "removed_chat_boost": {"chat": CHANNEL, "boost_id": "b", "remove_date": 1795396200, "source": BOOST["source"]},
    "message_reaction": {
        "chat": GROUP,
        "message_id": 7,
        "user": WHO,
        "date": 1795396200,
        "old_reaction": [],
        "new_reaction": [{"type": "emoji", "emoji": "👍"}],
    },
    "message_reaction_count": {"chat": CHANNEL, "message_id": 7, "date": 1795396200, "reactions": []},
}


def test_every_kind_is_in_the_table() -> None:
    """No kind of update that the Bot API knows is left out; the two that speak have tests of their own."""
    assert set(BY_KIND) | {"message", "edited_message"} == set(UPDATE_KINDS)


@pytest.mark.parametrize("kind", sorted(BY_KIND))
async def test_what_is_no_private_message_says_nothing(besieged: Besieged, kind: str) -> None:
    """An update of any other kind is taken, answered to nobody, and books nothing, even where it names a person."""
    assert await besieged.post(kind, BY_KIND[kind]) == 200
    assert besieged.sent() == []
    assert besieged.world.booked() == []


PLACES: dict[str, dict[str, Any]] = {
    "group": {"chat": GROUP},
    "supergroup": {"chat": SUPERGROUP},
    "topic": {"chat": {**SUPERGROUP, "is_forum": True}, "message_thread_id": 3, "is_topic_message": True},
    "anonymous admin": {
        "chat": SUPERGROUP,
        "from": {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"},
        "sender_chat": SUPERGROUP,
    },
    "as a channel": {
        "chat": SUPERGROUP,
        "from": {"id": 136817688, "is_bot": True, "first_name": "Channel", "username": "Channel_Bot"},
        "sender_chat": CHANNEL,
    },
    "forwarded from a channel": {
        "chat": SUPERGROUP,
        "from": {"id": 777000, "is_bot": False, "first_name": "Telegram"},
        "sender_chat": CHANNEL,
        "is_automatic_forward": True,
    },
    "another bot": {"from": {"id": 5, "is_bot": True, "first_name": "Other"}},
    "a mention in a group": {"chat": GROUP, "text": f"@calendar_bot {TEXT}"},
    "a command in a group": {"chat": GROUP, "text": "/start@calendar_bot"},
    "an answer to the bot in a group": {"chat": GROUP, "reply_to_message": said("x", chat=GROUP, **{"from": BOT})},
    "a topic made": {"chat": SUPERGROUP, "text": None, "forum_topic_created": {"name": TEXT, "icon_color": 1}},
    "joining": {"chat": GROUP, "text": None, "new_chat_members": [person(STRANGER)]},
    "a pin in private": {"text": None, "pinned_message": said(TEXT)},
}


@pytest.mark.parametrize("place", sorted(PLACES))
@pytest.mark.parametrize("kind", ["message", "edited_message"])
@pytest.mark.parametrize("user_id", [OWNER, STRANGER], ids=["owner", "stranger"])
async def test_groups_hear_nothing_from_anybody(besieged: Besieged, place: str, kind: str, user_id: int) -> None:
    """Whoever speaks in a group, a topic, a channel, as an admin without a name, or as a bot, is not answered."""
    body = {
        name: value for name, value in {**said(TEXT, user_id=user_id), **PLACES[place]}.items() if value is not None
    }
    assert await besieged.post(kind, body) == 200
    assert besieged.sent() == []
    assert besieged.world.booked() == []


PRIVATE: dict[str, dict[str, Any]] = {
    "typed": {},
    "via another bot": {"via_bot": {"id": 5, "is_bot": True, "first_name": "Other"}},
    "forwarded": {"forward_origin": {"type": "hidden_user", "date": 1795396200, "sender_user_name": "Owner"}},
    "forwarded from the owner": {"forward_origin": {"type": "user", "date": 1795396200, "sender_user": person(OWNER)}},
    "a start with a payload": {"text": "/start ../../1001"},
    "a start with a code": {"text": "/start AAAAAAAA"},
    "an order to cancel": {"text": "/cancel 1"},
    "a caption": {
        "text": None,
        "caption": TEXT,
        "photo": [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}],
    },
    "a location": {"text": None, "location": {"latitude": 3.1, "longitude": 101.7}},
    "a contact of the owner": {"text": None, "contact": {"phone_number": "+60", "first_name": "A", "user_id": OWNER}},
    "users shared": {"text": None, "users_shared": {"request_id": 1, "users": [{"user_id": OWNER}]}},
    "data of a web app": {"text": None, "web_app_data": {"data": TEXT, "button_text": "x"}},
    "a payment": {
        "text": None,
        "successful_payment": {**PRICE, "telegram_payment_charge_id": "1", "provider_payment_charge_id": "1"},
    },
}


@pytest.mark.parametrize("form", sorted(PRIVATE))
async def test_a_stranger_hears_one_sentence_in_private(besieged: Besieged, form: str) -> None:
    """However a stranger says it, they hear that this is private, or nothing, and nothing is done."""
    body = {**said(TEXT, user_id=STRANGER), **PRIVATE[form]}
    whole = {name: value for name, value in body.items() if value is not None}
    for kind in ("message", "edited_message"):
        assert await besieged.post(kind, whole) == 200
    assert len(besieged.heard(STRANGER)) <= 1
    assert all("private" in text for text in besieged.heard(STRANGER))
    assert besieged.heard() == []
    assert besieged.world.booked() == []
