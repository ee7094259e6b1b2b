"""python-telegram-bot, unchanged, works against the stand-in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
import telegram as ptb
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    filters,
)

from sandbox.telegram import OWNER, TelegramSandbox

Anything = Application[Any, Any, Any, Any, Any, Any]


async def _start(update: ptb.Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.message
    await update.message.reply_html("<b>Hello</b>")


async def _echo(update: ptb.Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.message
    markup = ptb.InlineKeyboardMarkup([[ptb.InlineKeyboardButton("Undo", callback_data="undo")]])
    await update.message.reply_text(f"You said {update.message.text}", reply_markup=markup)


async def _undo(update: ptb.Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.callback_query
    await update.callback_query.answer("Undone")
    await update.callback_query.edit_message_text("Undone")


@pytest.fixture
async def bot(telegram: TelegramSandbox) -> AsyncIterator[Anything]:
    builder = ApplicationBuilder().token(telegram.token).base_url(telegram.base_url)
    app = builder.base_file_url(telegram.base_file_url).build()
    app.add_handler(CommandHandler("start", _start))
    app.add_handler(MessageHandler(filters.TEXT, _echo))
    app.add_handler(CallbackQueryHandler(_undo))
    async with app:
        await app.start()
        assert app.updater
        await app.updater.start_polling()
        yield app
        await app.updater.stop()
        await app.stop()


async def test_a_conversation_through_python_telegram_bot(telegram: TelegramSandbox, bot: Anything) -> None:
    """Commands, texts, buttons and edits go through the usual client library without a violation of the contract."""
    telegram.user_says("/start")
    await telegram.wait_for(lambda: len(telegram.replies()) == 1)
    assert telegram.replies()[0].entities == [{"type": "bold", "offset": 0, "length": 5}]
    telegram.user_says("tea 3pm 🍵")
    await telegram.wait_for(lambda: len(telegram.replies()) == 2)
    reply = telegram.replies()[1]
    assert (reply.text, [button.text for button in reply.buttons]) == ("You said tea 3pm 🍵", ["Undo"])
    telegram.user_taps(reply.message_id, "Undo")
    await telegram.wait_for(lambda: reply.edits == 1)
    await telegram.idle()
    assert telegram.toasts() == ["Undone"]
    assert reply.text == "Undone"
    assert telegram.contract_violations == []


async def test_errors_become_the_clients_own_types(telegram: TelegramSandbox, bot: Anything) -> None:
    """The client library tells the stand-in's refusals apart as it does Telegram's."""
    telegram.user_says("/start")
    await telegram.wait_for(lambda: len(telegram.replies()) == 1)
    with pytest.raises(ptb.error.BadRequest, match="Message text is empty"):
        await bot.bot.send_message(OWNER, "  ")
    telegram.flood.enabled = True
    await bot.bot.send_message(OWNER, "x")
    with pytest.raises(ptb.error.RetryAfter, match="Retry in 1 seconds"):
        await bot.bot.send_message(OWNER, "x")
    telegram.blocks_bot()
    with pytest.raises(ptb.error.Forbidden):
        await bot.bot.send_message(OWNER, "x")
    with pytest.raises(ptb.error.InvalidToken):
        await ptb.Bot("1:wrong", base_url=telegram.base_url).initialize()


async def test_every_checked_setting_call_of_the_client_is_known(telegram: TelegramSandbox, bot: Anything) -> None:
    """The set-up calls that a bot makes at its start are taken."""
    await bot.bot.set_my_commands([("list", "Show the calendar")])
    assert [command.command for command in await bot.bot.get_my_commands()] == ["list"]
    await bot.bot.set_my_description("A calendar secretary")
    await bot.bot.set_my_short_description("Calendar secretary")
    telegram.user_says("/start")
    await telegram.wait_for(lambda: len(telegram.replies()) == 1)
    await bot.bot.send_chat_action(OWNER, "typing")
    sent = await bot.bot.send_document(OWNER, b"BEGIN:VCALENDAR", filename="week.ics")
    assert sent.document
    assert await (await sent.document.get_file()).download_as_bytearray() == b"BEGIN:VCALENDAR"
    chat = await bot.bot.get_chat(OWNER)
    assert chat.id == OWNER
    assert telegram.contract_violations == []
