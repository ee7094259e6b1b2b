"""What the bot can do: /help, and the same asked in words."""

from __future__ import annotations

from bot.handlers.request import Handler, Request
from bot.understanding import Intent
from bot.views.help import help_text
from bot.views.reply import Reply


async def show_help(request: Request) -> Reply:
    """Examples first, then every command there is beside this one."""
    from bot.handlers import load_handlers

    return Reply(help_text([one.listed for one in load_handlers() if one is not HANDLER], request.words))


HANDLER = Handler(show_help, commands=("help",), intents=(Intent.HELP,), place=90, listed=("help",))
