"""Every environment variable the bot reads, with its reason. Only `bot.app` and `bot.cli` read it.

The description of each field is the reason that `.env.example` and the README give; a test holds them together.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from calendar_core.domain import zone_of
from calendar_core.errors import UnknownTimezone

_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
_STAND_INS = {  # for what is needed and has no default; nobody accepts them
    "telegram_bot_token": "0:none",
    "google_client_id": "none",
    "google_client_secret": "none",
    "google_refresh_token": "none",
}


class SettingsError(Exception):
    """A setting is missing or malformed; the message is one sentence that names it and says how to mend it."""


class Settings(BaseSettings):
    """The bot's settings: the environment first, then the file `.env` in the working directory."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", extra="ignore", env_ignore_empty=True, str_strip_whitespace=True
    )

    telegram_bot_token: SecretStr = Field(description="The bot's token, from @BotFather.")
    google_client_id: str = Field(min_length=1, description="OAuth client id of your Google Cloud project.")
    google_client_secret: SecretStr = Field(description="OAuth client secret that belongs to it.")
    google_refresh_token: SecretStr = Field(
        description="Lets the bot reach the calendar; `calendar-bot authorize` gets it for you."
    )
    calendar_id: str = Field("primary", description="Which calendar; `primary` is the account's own.")
    telegram_allowed_user_ids: Annotated[tuple[int, ...], NoDecode] = Field(
        (),
        description="Telegram user ids that may speak to the bot, separated by commas; "
        "where empty, the owner pairs with a one-time code printed at start.",
    )
    redis_url: str = Field(
        "",
        description="Redis to keep everything in; where empty, the bot starts one of its own. Sentinel: "
        "redis+sentinel://host:port,host:port/service; a cluster: redis+cluster://host:port,host:port.",
    )
    data_dir: Path = Field(
        Path("data"),
        description="Folder in which the bot's own Redis keeps its data, and the bot a file that knows its store.",
    )
    timezone: str = Field("Asia/Kuala_Lumpur", description="Home time zone, an IANA name.")
    reminder_minutes: Annotated[tuple[int, ...], NoDecode] = Field(
        (30,),
        description="Minutes before an event at which people are reminded, separated by commas; `none` for never.",
    )
    consistency_check_minutes: int = Field(
        60,
        ge=0,
        le=10080,
        description="Minutes between two comparisons of the bot's memory with Google, event by event; 0 for never.",
    )
    public_url: str = Field("", description="Public https address of this bot: webhook mode; where empty, it polls.")
    port: int | None = Field(
        None, ge=0, le=65535, description="Port to listen on for webhook, health checks and metrics."
    )
    webhook_secret: SecretStr | None = Field(
        None, description="Secret that Telegram sends with each webhook call; where empty, derived from the token."
    )
    token_encryption_key: SecretStr | None = Field(
        None,
        description="Fernet keys for what is stored, newest first, separated by commas; "
        "where empty, derived from the client secret.",
    )
    telegram_messages_per_second: int = Field(
        30,
        ge=1,
        description="Reminders and notices a second, all replicas and replies counted; Telegram's limit for "
        "broadcasts is 30 unless it granted more.",
    )
    log_level: str = Field("INFO", description="DEBUG, INFO, WARNING or ERROR.")
    default_timeout: float = Field(
        30, gt=0, le=120, description="Seconds after which one request to Google is given up."
    )
    retry_timeout: float = Field(
        60, gt=0, le=600, description="Seconds for all attempts of a request to Google that nobody waits for."
    )
    # A kept write is one process' own for 60 s (the outbox), in which it may be made and looked up.
    person_timeout: float = Field(10, gt=0, le=20, description="The same where a person waits.")
    telegram_api_base_url: str = Field(
        "https://api.telegram.org/bot", description="Another Bot API server; ends in `/bot`."
    )
    google_api_endpoint: str = Field(
        "https://www.googleapis.com/calendar/v3/", description="Another Calendar server; ends in `/calendar/v3/`."
    )
    google_token_uri: str = Field("https://oauth2.googleapis.com/token", description="Another OAuth token server.")
    google_auth_uri: str = Field(
        "https://accounts.google.com/o/oauth2/v2/auth", description="Another OAuth consent page."
    )
    google_revoke_uri: str = Field("https://oauth2.googleapis.com/revoke", description="Another OAuth revocation.")

    @field_validator("telegram_bot_token")
    @classmethod
    def _looks_like_a_token(cls, value: SecretStr) -> SecretStr:
        if not re.fullmatch(r"\d+:[\w-]{3,}", value.get_secret_value()):
            raise ValueError("it should look like 123456:ABC..., as @BotFather gives it")
        return value

    @field_validator("telegram_allowed_user_ids", "reminder_minutes", mode="before")
    @classmethod
    def _comma_separated(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return (value,) if isinstance(value, int) else value
        words = [word for word in re.split(r"[,\s]+", value.strip().strip("[]()")) if word]
        if [word.lower() for word in words] == ["none"]:
            return ()
        if not all(re.fullmatch(r"-?\d+", word) for word in words):
            raise ValueError("it should be whole numbers separated by commas")
        return tuple(int(word) for word in words)

    @field_validator("reminder_minutes")
    @classmethod
    def _leads_in_range(cls, value: tuple[int, ...]) -> tuple[int, ...]:
        if any(not 0 <= lead <= 40320 for lead in value):
            raise ValueError("each should be from 0 to 40320 minutes (four weeks, Google's own bound)")
        return value

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            return str(zone_of(value))
        except UnknownTimezone as error:
            raise ValueError("it should be an IANA name such as Asia/Kuala_Lumpur") from error

    @field_validator("token_encryption_key")
    @classmethod
    def _fernet_keys(cls, value: SecretStr | None) -> SecretStr | None:
        for key in value.get_secret_value().split(",") if value else ():
            if not re.fullmatch(r"[\w-]{43}=", key.strip(), re.ASCII):
                raise ValueError("each key should be 44 characters, as Fernet.generate_key() gives them")
        return value

    @field_validator("redis_url")
    @classmethod
    def _redis_scheme(cls, value: str) -> str:
        if value and not re.match(r"(rediss?(\+sentinel|\+cluster)?|unix)://", value):
            raise ValueError("it should begin with redis://, rediss://, unix://, redis+sentinel:// or redis+cluster://")
        return value

    @field_validator("log_level")
    @classmethod
    def _known_level(cls, value: str) -> str:
        if value.upper() not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
            raise ValueError("it should be DEBUG, INFO, WARNING or ERROR")
        return value.upper()

    @field_validator("public_url")
    @classmethod
    def _https_or_loopback(cls, value: str) -> str:
        parts = urlsplit(value)
        if value and parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK):
            raise ValueError("it should begin with https:// (http:// only for this machine itself)")
        if value and (not _is_address(value) or parts.query or parts.fragment or "?" in value or "#" in value):
            raise ValueError("it should be a host and perhaps a path, without user, spaces, ? or #")
        if re.search(r"%|\\|//|/\.{1,2}(/|$)", parts.path):
            raise ValueError("its path should have plain parts only: the bot answers no other")
        return value.rstrip("/")

    @field_validator(
        "telegram_api_base_url", "google_api_endpoint", "google_token_uri", "google_auth_uri", "google_revoke_uri"
    )
    @classmethod
    def _an_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not _is_address(value):
            raise ValueError("it should be an address that begins with https:// or http://")
        return value

    @model_validator(mode="after")
    def _bases_end_as_they_must(self) -> Settings:
        if not self.google_api_endpoint.endswith("/"):
            self.google_api_endpoint += "/"
        self.telegram_api_base_url = self.telegram_api_base_url.rstrip("/")
        return self


def _is_address(value: str) -> bool:
    """Whether a text is an address whose host and port are what they seem: no user before an @, nothing that urlsplit
    leaves out in silence (it drops line ends). Raises ValueError for a port out of range."""
    parts = urlsplit(value)
    visible = all(letter >= "!" and letter.isprintable() for letter in value)
    return visible and bool(parts.hostname) and "@" not in parts.netloc and parts.port != 0


@dataclass(frozen=True, slots=True)
class UsableSettings:
    """Settings with stand-ins for what is amiss. amiss: those variables, each with the sentence that says why."""

    settings: Settings
    amiss: Mapping[str, str]


def load_what_is_usable(values: Mapping[str, Any] | None = None) -> UsableSettings:
    """The settings however incomplete they are, for whoever looks at them or needs only some of them.

    What is malformed has its default, what is needed and missing a stand-in that nothing accepts; both are amiss.
    """
    given, amiss = dict(values or {}), dict[str, str]()
    while True:
        try:
            return UsableSettings(Settings(**given), amiss)
        except ValidationError as error:
            for details in error.errors():
                field = str(details["loc"][0])
                if field.upper() in amiss:  # a default that is refused as well
                    raise SettingsError(_malformed(details)) from None
                amiss[field.upper()] = _malformed(details)
                given[field] = _STAND_INS.get(field, Settings.model_fields[field].default)


def load_settings(values: Mapping[str, Any] | None = None) -> Settings:
    """The settings of this process (or those given, for tests). Raises SettingsError."""
    try:
        return Settings(**(values or {}))
    except ValidationError as error:
        raise SettingsError(_sentence(error)) from None


def _sentence(error: ValidationError) -> str:
    missing = [str(e["loc"][0]).upper() for e in error.errors() if e["type"] == "missing"]
    if missing:
        names = ", ".join(missing)
        verb, them = ("is", "it") if len(missing) == 1 else ("are", "them")
        return f"{names} {verb} not set: put {them} in the environment or in the file .env (see .env.example)."
    return _malformed(error.errors()[0])


def _malformed(details: ErrorDetails) -> str:
    # The value is never repeated: it may be a secret.
    name = str(details["loc"][0]).upper() if details["loc"] else "a setting"
    if details["type"] == "missing":
        return f"{name} is not set."
    reason = str(details["msg"]).removeprefix("Value error, ")
    return f"{name} is malformed: {reason}."
