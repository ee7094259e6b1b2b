"""What the bot says of itself."""

from __future__ import annotations

from collections.abc import Sequence

from bot.views.reply import lines
from bot.views.wording import Markup, Wording


def help_text(commands: Sequence[str], words: Wording) -> Markup:
    """Examples to type, then the commands with a line each."""
    menu = [words("help_command", command=command, what=words(f"menu_{command}")) for command in commands]
    return lines(words("help_examples"), "\n" + words("help_commands"), *menu)


def menu(commands: Sequence[str], words: Wording) -> list[tuple[str, str]]:
    """Commands with their lines, for Telegram's menu (Bot API, setMyCommands)."""
    return [(command, str(words(f"menu_{command}"))) for command in commands]
