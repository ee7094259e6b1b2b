"""Everything that is no order: thanks, greetings, questions, chatter. It creates nothing and is never left alone."""

from __future__ import annotations

from bot.handlers.request import Handler, Request
from bot.understanding import Intent
from bot.views.reply import Reply

_ANSWERS = {
    Intent.GREETING: "greeting",
    Intent.THANKS: "thanks",
    Intent.QUESTION: "question",
    Intent.CHATTER: "chatter",
}


async def chat(request: Request) -> Reply:
    """A useful answer, with an example to type."""
    intent = request.reading.intent if request.reading else Intent.CHATTER
    return Reply(request.words(_ANSWERS.get(intent, "chatter")))


HANDLER = Handler(chat, intents=(Intent.GREETING, Intent.THANKS, Intent.QUESTION, Intent.CHATTER), place=200)
