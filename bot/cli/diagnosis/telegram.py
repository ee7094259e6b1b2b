"""Telegram: whether it knows the token, and whether its updates come to this bot and to nobody else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from bot.cli.diagnosis.asking import Asked, ask
from bot.cli.diagnosis.findings import Finding, ok, problem, skipped, warning
from bot.logs import mask
from bot.settings import Settings
from calendar_core.clock import Clock
from calendar_core.google.transport import Transport

TOKEN, WEBHOOK, POLLING = "telegram token", "telegram webhook", "telegram polling"

OUR_OWN_POLLS = ok(POLLING, "A bot on this store polls at this moment, so nobody else was looked for.")

WATCH_FOR_POLLERS = 3
"""Seconds, whole ones. Another poller that we interrupt asks again within about one."""

_MANY = 100  # updates that wait
_RECENT = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class TelegramFacts:
    """What Telegram answered to getMe and getWebhookInfo."""

    me: Asked
    webhook: Asked

    @property
    def accepted(self) -> bool:
        return self.me.status == 200 and isinstance(_result(self.me), Mapping)

    @property
    def has_webhook(self) -> bool:
        return bool((_result(self.webhook) or {}).get("url"))


async def look_at_telegram(settings: Settings, transport: Transport, clock: Clock) -> TelegramFacts:
    """Two questions that change nothing."""
    me = await ask(transport, clock, "POST", _url(settings, "getMe"), form={})
    if me.status != 200:
        return TelegramFacts(me, me)
    return TelegramFacts(me, await ask(transport, clock, "POST", _url(settings, "getWebhookInfo"), form={}))


async def look_for_another_poller(settings: Settings, transport: Transport, clock: Clock, seconds: int) -> Asked:
    """Hold one getUpdates open for a moment: whoever else polls ends it, upon which Telegram answers 409.

    Without an offset nothing is confirmed (Bot API, getUpdates): every update stays and comes to the bot later.
    """
    form = {"timeout": str(seconds), "limit": "1"}
    return await ask(transport, clock, "POST", _url(settings, "getUpdates"), form=form, within=seconds + 4.0)


def _url(settings: Settings, method: str) -> str:
    return f"{settings.telegram_api_base_url}{settings.telegram_bot_token.get_secret_value()}/{method}"


def _result(asked: Asked) -> Any:
    return asked.json.get("result") if isinstance(asked.json, Mapping) else None


def judge_token(facts: TelegramFacts) -> Finding:
    """Whether Telegram knows the bot."""
    me, result = facts.me, _result(facts.me)
    if me.answer is None:
        return problem(TOKEN, f"Telegram {me.why}.", "Check the network, and TELEGRAM_API_BASE_URL where it is set.")
    if me.status == 200 and isinstance(result, Mapping) and result.get("is_bot"):
        return ok(TOKEN, f"Telegram knows this bot as @{result.get('username', '?')}.")
    if not isinstance(me.json, Mapping):
        says = f"What answers there (HTTP {me.status}) is no Telegram Bot API."
        return problem(TOKEN, says, "Check TELEGRAM_API_BASE_URL, or what stands between this machine and Telegram.")
    if me.status in (401, 403, 404):
        return problem(TOKEN, "Telegram refuses it.", "Copy it once more from @BotFather (/mybots, API Token).")
    if me.status == 429:
        return warning(TOKEN, "Telegram asks us to slow down.", "Ask again in a minute.")
    if me.status >= 500:
        return warning(TOKEN, f"Telegram has trouble of its own (HTTP {me.status}).", "Ask again in a while.")
    return problem(TOKEN, f"Telegram answers HTTP {me.status} to getMe.", "Check TELEGRAM_API_BASE_URL.")


def judge_webhook(facts: TelegramFacts, ours: str, now: datetime) -> Finding:
    """Whether updates come the way the settings say. ours: our webhook's address, "" where the bot polls."""
    if not facts.accepted:
        return skipped(WEBHOOK, "Telegram has to accept the token first.")
    info = _result(facts.webhook)
    if not isinstance(info, Mapping):
        why = facts.webhook.why or f"answers HTTP {facts.webhook.status}"
        return warning(WEBHOOK, f"Telegram {why} to getWebhookInfo.", "Ask again in a while.")
    url, waiting = str(info.get("url") or ""), _count(info.get("pending_update_count"))
    waits = f" {waiting} {'update waits' if waiting == 1 else 'updates wait'}." if waiting else ""
    if not ours:
        return _judge_polling(url, waiting, waits)
    if not url:
        return warning(WEBHOOK, f"None is set yet.{waits}", "The bot sets it at its start: start it.")
    if url != ours:
        host = urlsplit(url).hostname or "another host"
        says = f"It leads elsewhere (to {host}): another program, another secret or another address has set it.{waits}"
        return problem(WEBHOOK, says, "Stop the other program, then restart the bot: it sets its own at its start.")
    failed = _instant(info.get("last_error_date"))
    if failed is not None and now - failed < _RECENT:
        reason = mask(str(info.get("last_error_message") or "no reason given"))[:200]
        says = f"It is ours, and Telegram could not deliver lately: {reason}.{waits}"
        return warning(WEBHOOK, says, "Check that the bot runs, and the proxy and its certificate.")
    if waiting > _MANY:
        return warning(WEBHOOK, f"It is ours.{waits}", "See in /status or the logs why the bot does not keep up.")
    return ok(WEBHOOK, f"It is ours.{waits}")


def _judge_polling(url: str, waiting: int, waits: str) -> Finding:
    if url:
        host = urlsplit(url).hostname or "some host"
        return problem(
            WEBHOOK,
            f"PUBLIC_URL is empty, so the bot polls, and a webhook is set (to {host}): polling gets nothing.{waits}",
            "Set PUBLIC_URL if it is yours; else stop what has set it, and take it away by opening "
            "TELEGRAM_API_BASE_URL + token + /deleteWebhook once.",
        )
    if waiting > _MANY:
        return warning(WEBHOOK, f"None is set, as the bot polls.{waits}", "Start the bot if it does not run.")
    return ok(WEBHOOK, f"None is set, as the bot polls.{waits}")


def judge_pollers(asked: Asked) -> Finding:
    """Whether anybody else polls with this token, told from a getUpdates of ours."""
    if asked.status == 409:
        says = "Another program polls with this token (Telegram answers 409), so each gets only a part."
        return problem(POLLING, says, "Stop the other program, or get a new token from @BotFather (/revoke).")
    if asked.status == 200:
        return ok(POLLING, "Nobody else was seen to poll.")
    why = asked.why or f"answers HTTP {asked.status}"
    return warning(POLLING, f"Telegram {why} to getUpdates.", "Ask again in a while.")


def _count(value: object) -> int:
    return value if isinstance(value, int) else 0


def _instant(value: object) -> datetime | None:
    return datetime.fromtimestamp(value, UTC) if isinstance(value, int) and 0 < value < 2**40 else None
