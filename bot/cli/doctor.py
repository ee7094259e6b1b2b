"""`calendar-bot doctor`: looks at everything the bot leans on, and says of each what is fine or how to mend it."""

from __future__ import annotations

import argparse
import asyncio
import os
import stat
import sys
from collections.abc import Awaitable, Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path

from bot.account import ACCOUNT, encryption_keys
from bot.cli.arguments import add_env_argument, explain
from bot.cli.diagnosis import google, machine, redis, telegram
from bot.cli.diagnosis.findings import Finding, Report, problem, skipped
from bot.cli.diagnosis.given import Given, judge_settings
from bot.cli.env_file import read_env
from bot.logs import set_up_logs
from bot.settings import Settings, load_what_is_usable
from calendar_core.clock import Clock, SystemClock
from calendar_core.google.aiohttp_transport import AiohttpTransport
from calendar_core.google.transport import TransportLimits
from calendar_core.store.connection import Store
from calendar_core.store.embedded import socket_name

PATIENCE = 25.0
"""Seconds that all questions to one service have together."""

_DEFAULT_PORT = 8080  # bot.http_side's, which loads what is not needed here


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    explain(
        parser,
        """Look at everything the bot leans on: settings, clock, Telegram's token, webhook and other pollers, Google's
        token, permissions and calendar, Redis and how it persists, the data folder, the port and the public address.
        Each check is one line: ok, warning or problem, and how to mend it.

        It changes nothing, keeps nothing, says no secret, and may be typed while the bot runs. Everything is asked at
        the same time and for 25 seconds at most.""",
        examples={
            "calendar-bot doctor": "look, with the settings of the environment and of .env",
            "calendar-bot doctor --env /etc/calendar-bot.env": "with those of another file",
            "calendar-bot doctor --json": "one JSON object: exit_code, counts, and checks of check, level, says, mend",
        },
        exit_codes={0: "no problem was found (a warning is none)", 1: "a problem was found", 2: "bad usage"},
    )
    add_env_argument(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of lines, for programs")


def run(args: argparse.Namespace) -> int:
    """Exit code 0 where no problem was found (a warning is none), 1 where one was, 2 for bad usage."""
    set_up_logs("CRITICAL")  # what went wrong is told as a finding
    try:
        given = what_is_given(args.env, os.environ)
    except (OSError, UnicodeDecodeError) as error:
        print(f"calendar-bot: {args.env} cannot be read ({type(error).__name__}).", file=sys.stderr)
        return 2
    report = asyncio.run(diagnose(given, SystemClock()))
    print(report.as_json() if args.json else "\n".join(report.lines()))
    return report.exit_code


def what_is_given(env_file: Path, environment: Mapping[str, str]) -> Given:
    """The settings and where they come from. Raises OSError or UnicodeDecodeError."""
    return Given(
        load_what_is_usable({"_env_file": env_file}),
        environment,
        read_env(env_file) if env_file.exists() else None,
        str(env_file),
        stat.S_IMODE(env_file.stat().st_mode) if env_file.exists() else None,
    )


@dataclass(slots=True)
class _Seen:
    """What several findings hang on. skews: seconds that our clock is ahead of each who told the time."""

    skews: dict[str, float | None]
    redis: redis.RedisFacts | None = None


async def diagnose(
    given: Given, clock: Clock, *, patience: float = PATIENCE, watch: int = telegram.WATCH_FOR_POLLERS
) -> Report:
    """Every check there is, those of different services at the same time, each within `patience` seconds.

    watch: seconds in which another poller has to show itself.
    """
    seen = _Seen({})
    async with aclosing(_Transport()) as transport:
        doctor = _Doctor(given, transport, clock, seen, watch)
        groups = await asyncio.gather(
            _bounded("telegram", doctor.telegram, patience),
            _bounded("google", doctor.google, patience),
            _bounded("redis", doctor.store, patience),
            _bounded("port", doctor.port, patience),
        )
    at_last = [machine.judge_clock(seen.skews)]
    return Report([*judge_settings(given), *(found for group in groups for found in group), *at_last])


class _Transport(AiohttpTransport):
    """Short of patience: what does not answer within a few seconds is a finding."""

    def __init__(self) -> None:
        super().__init__(TransportLimits(connect=5.0, read=8.0, total=8.0, max_bytes=2**20))


async def _bounded(name: str, look: Callable[[], Awaitable[list[Finding]]], patience: float) -> list[Finding]:
    """The findings, or one that says why there are none: a check that fails must not hide the others."""
    try:
        async with asyncio.timeout(patience):
            return await look()
    except TimeoutError:
        return [problem(name, f"There was no answer within {patience:g} seconds.", "Check the network.")]
    except Exception as error:
        return [problem(name, f"The check itself failed ({type(error).__name__}).", "Please report this.")]


class _Doctor:
    """Asks each service what there is to ask; the modules of `diagnosis` judge."""

    def __init__(self, given: Given, transport: AiohttpTransport, clock: Clock, seen: _Seen, watch: int) -> None:
        self._given = given
        self._settings = given.settings
        self._transport = transport
        self._clock = clock
        self._seen = seen
        self._watch = watch
        self._store_seen = asyncio.Event()

    async def telegram(self) -> list[Finding]:
        settings = self._settings
        if not self._given.usable_for("TELEGRAM_BOT_TOKEN", "TELEGRAM_API_BASE_URL"):
            return [
                skipped(check, "TELEGRAM_BOT_TOKEN has to be right first.")
                for check in (telegram.TOKEN, telegram.WEBHOOK)
            ]
        facts = await telegram.look_at_telegram(settings, self._transport, self._clock)
        self._seen.skews["Telegram"] = facts.me.skew
        findings = [
            telegram.judge_token(facts),
            telegram.judge_webhook(facts, _webhook_url(settings), self._clock.now()),
        ]
        if facts.accepted and not settings.public_url and not facts.has_webhook:
            findings.append(await self._pollers())
        return findings

    async def _pollers(self) -> Finding:
        await self._store_seen.wait()
        if self._seen.redis is not None and self._seen.redis.polled:
            return telegram.OUR_OWN_POLLS
        watched = await telegram.look_for_another_poller(self._settings, self._transport, self._clock, self._watch)
        return telegram.judge_pollers(watched)

    async def google(self) -> list[Finding]:
        needed = ("GOOGLE_CLIENT_ID", "GOOGLE_CLIENT_SECRET", "GOOGLE_REFRESH_TOKEN", "GOOGLE_TOKEN_URI")
        if missing := [name for name in needed if not self._given.usable_for(name)]:
            says = f"{', '.join(missing)} has to be right first."
            return [skipped(check, says) for check in (google.TOKEN, google.SCOPE, google.CALENDAR)]
        facts = await google.look_at_google(self._settings, self._transport, self._clock)
        self._seen.skews["Google"] = facts.token.skew
        return google.judge_google(facts, self._settings, self._clock.now())

    async def store(self) -> list[Finding]:
        try:
            return await self._store()
        finally:
            self._store_seen.set()

    async def _store(self) -> list[Finding]:
        if not self._given.usable_for("REDIS_URL", "DATA_DIR"):
            return [skipped(redis.REDIS, "REDIS_URL has to be right first.")]
        findings, url = [], self._settings.redis_url
        if not url:
            folder = self._settings.data_dir
            socket = socket_name(folder)
            missing = await asyncio.to_thread(machine.look_for_server)
            facts = await self._redis_facts(f"unix://{socket}") if socket.exists() else None
            runs = facts is not None and not facts.why
            findings = [machine.judge_folder(machine.look_at_folder(folder)), machine.judge_server(runs, missing)]
            if facts is None or not runs:
                return findings
        else:
            try:
                facts = await self._redis_facts(url)
            except ValueError:
                return [problem(redis.REDIS, "REDIS_URL cannot be read.", "Write redis://user:password@host:port/0.")]
        self._seen.redis = facts
        if not facts.why:
            self._seen.skews["Redis"] = facts.skew
        kept = redis.judge_kept(
            facts,
            self._settings.google_refresh_token.get_secret_value(),
            has_keys=bool(self._keys()),
            pairing=not self._settings.telegram_allowed_user_ids,
        )
        return [*findings, *redis.judge_redis(facts), *kept]

    async def _redis_facts(self, url: str) -> redis.RedisFacts:
        async with aclosing(Store.open(url, self._clock)) as store:
            return await redis.look_at_redis(store, ACCOUNT, self._keys())

    def _keys(self) -> tuple[bytes, ...]:
        amiss = self._given.usable.amiss
        return (
            ()
            if "GOOGLE_CLIENT_SECRET" in amiss or "TOKEN_ENCRYPTION_KEY" in amiss
            else encryption_keys(self._settings)
        )

    async def port(self) -> list[Finding]:
        settings = self._settings
        if not settings.public_url and settings.port is None:
            return []
        if not self._given.usable_for("PORT", "PUBLIC_URL"):
            return [skipped(machine.PORT, "PORT and PUBLIC_URL have to be right first.")]
        facts = await machine.look_at_port(
            self._transport,
            self._clock,
            _DEFAULT_PORT if settings.port is None else settings.port,
            settings.public_url,
            _webhook_url(settings),
        )
        return machine.judge_port(facts, webhook=bool(settings.public_url))


def _webhook_url(settings: Settings) -> str:
    """Where Telegram is to deliver, "" where the bot polls or the secret is malformed."""
    if not settings.public_url:
        return ""
    from bot.web.registration import WebhookRefused, webhook_path  # loads python-telegram-bot

    try:
        return f"{settings.public_url}/{webhook_path(settings)}"
    except WebhookRefused:
        return settings.public_url
