"""What the bot says of itself."""

from __future__ import annotations

import pytest

from bot.handlers import load_handlers
from bot.views.help import help_text
from bot.views.reply import length_shown
from bot.views.wording import languages, wording

SCREEN = 26
"""Lines of about 40 signs that a telephone shows above the keyboard's place."""


@pytest.mark.parametrize("language", languages())
def test_help_is_one_screen_and_names_every_command(language: str) -> None:
    """Examples first, then each command that is in the menu, in as many lines as a telephone shows at once."""
    listed = [handler.listed for handler in load_handlers()]
    text = help_text(listed, wording(language))
    assert all(f"/{command}" in text for group in listed for command in group)
    assert text.index("<code>") < text.index("/list")
    assert len(text.splitlines()) <= SCREEN
    assert max(length_shown(line) for line in text.splitlines()) <= 70


def test_commands_of_one_kind_share_a_line() -> None:
    """What lists is one line with a sentence of its own; a command alone has that of the menu."""
    words = wording("en")
    told = help_text([("remind", "timezone"), ("undo",)], words).splitlines()
    assert told[-2:] == [
        "/remind /timezone · your reminders, time zone and language",
        "/undo · take back the last thing",
    ]
