"""The bot's HTTP side: Telegram's webhook, Google's push, health, readiness and metrics, all on one port.

Imported only where a port is set, so that a polling bot without one starts without aiohttp's server.
"""

from bot.web.google_push import GooglePush
from bot.web.registration import WebhookRefused, WebhookRegistration, webhook_path, webhook_secret_of
from bot.web.server import WebServer
from bot.web.webhook import SECRET_HEADER, TelegramWebhook

__all__ = [
    "SECRET_HEADER",
    "GooglePush",
    "TelegramWebhook",
    "WebServer",
    "WebhookRefused",
    "WebhookRegistration",
    "webhook_path",
    "webhook_secret_of",
]
