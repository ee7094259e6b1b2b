"""What the bot says of itself."""

from __future__ import annotations

from collections.abc import Sequence

from bot.views.reply import lines
from bot.views.wording import Markup, Wording


def help_text(groups: Sequence[Sequence[str]], words: Wording) -> Markup:
    """Examples to type, then the commands; those that do one kind of thing share a line, so that it is one screen."""
    menu = [words("help_command", command=" /".join(group), what=_what(group, words)) for group in groups if group]
    return lines(words("help_examples"), "\n" + words("help_commands"), *menu)


def _what(group: Sequence[str], words: Wording) -> Markup:
    together = f"help_{group[0]}"
    return words(together) if len(group) > 1 and words.has(together) else words(f"menu_{group[0]}")


def menu(commands: Sequence[str], words: Wording) -> list[tuple[str, str]]:
    """Commands with their lines, for Telegram's menu (Bot API, setMyCommands)."""
    return [(command, str(words(f"menu_{command}"))) for command in commands]
