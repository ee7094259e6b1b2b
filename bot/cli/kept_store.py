"""The store of the settings, opened by a subcommand: a Redis of one's own, or the embedded one."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from bot.settings import Settings, UsableSettings, load_what_is_usable
from calendar_core.clock import Clock
from calendar_core.errors import StoreUnavailable
from calendar_core.store.connection import Store
from calendar_core.store.embedded import start_embedded


class CommandFailed(Exception):
    """A subcommand cannot do what it was asked; the message is a sentence or two for whoever typed it.

    exit_code: 1, or 2 where the asking itself was wrong.
    """

    def __init__(self, message: str, exit_code: int = 1) -> None:
        super().__init__(message)
        self.exit_code = exit_code


def settings_for(env_file: Path, *needed: str) -> UsableSettings:
    """The settings, of which only these variables have to be right. Raises CommandFailed."""
    try:
        usable = load_what_is_usable({"_env_file": env_file})
    except (OSError, UnicodeDecodeError) as error:
        raise CommandFailed(f"{env_file} cannot be read ({type(error).__name__}).", 2) from error
    if wrong := [usable.amiss[name] for name in needed if name in usable.amiss]:
        raise CommandFailed(f"{' '.join(wrong)} Correct it in the environment or in {env_file}.", 2)
    return usable


@asynccontextmanager
async def open_store(settings: Settings, clock: Clock, *, make: bool = False) -> AsyncIterator[Store]:
    """The store, connected; an embedded server that was not running is started, and shut down afterwards.

    make: an embedded store that is not there yet is made. Raises CommandFailed.
    """
    embedded, url = None, settings.redis_url
    if not url:
        if not make and not settings.data_dir.is_dir():
            raise CommandFailed(
                f"There is no store: REDIS_URL is empty and the folder {settings.data_dir} (DATA_DIR) does not exist. "
                "Run this where the bot runs, with its settings."
            )
        try:
            embedded = await start_embedded(settings.data_dir, clock)
        except (StoreUnavailable, OSError) as error:
            raise CommandFailed(str(error)) from error
        url = embedded.url
    try:
        try:
            store = Store.open(url, clock)
        except ValueError as error:
            raise CommandFailed("REDIS_URL cannot be read: write redis://user:password@host:port/0.", 2) from error
        try:
            await store.ping()
            yield store
        except StoreUnavailable as error:
            reason = f" ({error.reason})" if error.reason else ""
            raise CommandFailed(
                f"Redis does not answer{reason}. Nothing was changed that is not told above; "
                "`calendar-bot doctor` says how to mend it."
            ) from error
        finally:
            await store.aclose()
    finally:
        if embedded is not None:
            await embedded.stop()


def where_the_key_is(settings: Settings, amiss: Mapping[str, str]) -> str:
    """Which secret opens the kept tokens, in a sentence for whoever has to keep it."""
    if settings.token_encryption_key is not None:
        return "It is TOKEN_ENCRYPTION_KEY, in the settings of this bot"
    if "GOOGLE_CLIENT_SECRET" not in amiss:
        return "It is derived from GOOGLE_CLIENT_SECRET, in the settings of this bot"
    return "It is TOKEN_ENCRYPTION_KEY or derived from GOOGLE_CLIENT_SECRET, neither of which is set here"
