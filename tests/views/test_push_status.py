"""What /status says of how often the bot looks, and whether Google tells it of changes."""

from __future__ import annotations

import pytest

from bot.views.status import status_text
from bot.views.wording import languages, wording
from calendar_core.ports import Person
from tests.views.material import HOME, KL, NOW

PERSON = Person(1, 1, "main", zone=HOME, leads=(30,))
USUAL = {"period": 300.0, "usual_period": 300.0, "push": "off", "push_reason": ""}
KNOWN = ("push.webhookUrlNotHttps", "push.webhookUrlUnauthorized", "silent")


def told(language: str, **facts: object) -> str:
    """What is said beyond what is said where all is as usual."""
    words = wording(language)
    usual = set(status_text({**USUAL, "owner": facts.get("owner", True)}, words, KL, NOW, PERSON).split("\n"))
    said = status_text({**USUAL, "owner": True, **facts}, words, KL, NOW, PERSON)
    return "\n".join(line for line in said.split("\n") if line not in usual)


@pytest.mark.parametrize("language", languages())
def test_a_stretched_period_says_how_long_and_why(language: str) -> None:
    """In every language: by push, or by Google's daily limit; as usual, nothing is said."""
    by_push = told(language, push="alive", period=1800.0)
    by_limit = told(language, period=720.0)
    assert "30" in by_push
    assert "12" in by_limit
    assert by_push.count("\n") == by_limit.count("\n") == 0
    assert told(language) == told(language, push="opening") == ""


@pytest.mark.parametrize("language", languages())
def test_the_owner_reads_why_push_fails(language: str) -> None:
    """Each known reason has a sentence of its own; another is named as Google names it, and others need not know."""
    sentences = {told(language, push="failing", push_reason=reason) for reason in KNOWN}
    assert len(sentences) == len(KNOWN)
    assert not any(reason in sentence for sentence in sentences for reason in KNOWN if "." in reason)
    assert "somethingNew" in told(language, push="failing", push_reason="somethingNew")
    assert "&lt;b&gt;" in told(language, push="failing", push_reason="<b>")
    assert told(language, push="failing", push_reason="silent", owner=False) == ""
