"""A stand-in for the Telegram Bot API: a real HTTP server on loopback, with the people of the chats in Python.

telegram = TelegramSandbox(clock)
await telegram.start()
telegram.user_says("meeting 3pm")
await telegram.wait_for(lambda: bool(telegram.replies()))
print(telegram.chat()[-1].text)
"""

from sandbox.telegram.people import OWNER
from sandbox.telegram.server import TOKEN, Call, TelegramSandbox
from sandbox.telegram.state import Button, Message
from sandbox.telegram.updates import Update

__all__ = ["OWNER", "TOKEN", "Button", "Call", "Message", "TelegramSandbox", "Update"]
