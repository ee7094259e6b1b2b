"""The settings as they were given: what is missing, malformed, misspelt, without effect or at odds. Pure."""

from __future__ import annotations

import difflib
import ipaddress
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.cli.diagnosis.findings import Finding, ok, problem, warning
from bot.settings import Settings, UsableSettings

NEEDED = ("TELEGRAM_BOT_TOKEN", "GOOGLE_CLIENT_ID", "GOOGLE_CLIENT_SECRET", "GOOGLE_REFRESH_TOKEN")

FIRST_STEPS = (
    "First talk to @BotFather in Telegram (/newbot) for TELEGRAM_BOT_TOKEN, copy .env.example to .env and put it "
    "there; then make an OAuth client (README, “From an empty Google Cloud project to a refresh token”) and run "
    "`calendar-bot authorize`; then ask me again."
)

_MEND = {
    "TELEGRAM_BOT_TOKEN": "Send /newbot (or /mybots) to @BotFather in Telegram and put the token into .env.",
    "GOOGLE_CLIENT_ID": "Make an OAuth client of type Desktop app in the Google Cloud console (see the README).",
    "GOOGLE_CLIENT_SECRET": "It stands beside the client id in the Google Cloud console.",
    "GOOGLE_REFRESH_TOKEN": "Run `calendar-bot authorize`, which gets it and writes it into .env.",
}
_PREFIXES = ("TELEGRAM_",)  # GOOGLE_... and REDIS_... are other programs' as well
_ALIKE = (
    0.84  # difflib's ratio from which a name is a slip of the pen: TELEGRAM_TOKEN, GOOGLE_CLIENTID, REMINDER_MINUTE
)
_TELEGRAM_PORTS = (443, 80, 88, 8443)  # Bot API, setWebhook
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_GOOGLE_ADDRESSES = ("google_api_endpoint", "google_token_uri", "google_auth_uri", "google_revoke_uri")
_ADDRESSES = (*_GOOGLE_ADDRESSES, "telegram_api_base_url")

KEY_COMMAND = (
    'python3 -c "import base64, os; print(base64.urlsafe_b64encode(os.urandom(32)).decode())"'  # 32 random bytes
)


@dataclass(frozen=True, slots=True)
class Given:
    """Where the settings come from.

    usable: what they are. environment: all variables of the process. file: the lines of the env file, None where
    there is none. file_name: how to call it. file_mode: its permission bits.
    """

    usable: UsableSettings
    environment: Mapping[str, str]
    file: Mapping[str, str] | None = None
    file_name: str = ".env"
    file_mode: int | None = None

    @property
    def settings(self) -> Settings:
        return self.usable.settings

    def usable_for(self, *names: str) -> bool:
        """Whether none of these variables is amiss."""
        return not set(names) & set(self.usable.amiss)

    def is_set(self, name: str) -> bool:
        """Whether somebody has given this variable a value."""
        return any(
            value and key.upper() == name for key, value in [*self.environment.items(), *(self.file or {}).items()]
        )


def judge_settings(given: Given) -> list[Finding]:
    """Everything there is to say about the settings by themselves; at least one finding."""
    amiss = given.usable.amiss
    if set(NEEDED) <= {name for name, why in amiss.items() if why.endswith("is not set.")}:
        findings = [problem("settings", "Nothing is set yet.", FIRST_STEPS)]
    else:
        findings = [
            problem(name, amiss[name], _MEND.get(name, f"Correct it in {given.file_name} or the environment."))
            for name in sorted(amiss.keys() - {"TOKEN_ENCRYPTION_KEY"}, key=lambda name: (name not in NEEDED, name))
        ]
    findings += [
        *_names(given),
        *_doubly_set(given),
        *_file(given),
        *_telegram_side(given),
        *_google_side(given),
        *_people(given),
        *_without_effect(given),
    ]
    if not findings:
        count = sum(given.is_set(name.upper()) for name in Settings.model_fields)
        findings = [ok("settings", f"All well formed: {count} set, the others at their defaults.")]
    return [*findings, _key(given)]


def _names(given: Given) -> Iterator[Finding]:
    known = {name.upper() for name in Settings.model_fields}
    from_file = {name.upper() for name in given.file or {}} - known
    outside = {name.upper() for name in given.environment if given.environment[name]} - known
    for name in sorted(from_file | outside):
        near = difflib.get_close_matches(name, known, 1, _ALIKE)
        if name in from_file:
            guess = near or difflib.get_close_matches(name, known, 1, 0.6)
            meant = f"Did you mean {guess[0]}?" if guess else "See .env.example for those there are."
            yield warning(name, f"{given.file_name} sets it, and no setting is called so.", meant)
        elif near and not given.is_set(near[0]) and not _is_of_another(name, near[0]):
            yield warning(name, "It is in the environment, and no setting is called so.", f"Did you mean {near[0]}?")
        elif name.startswith(_PREFIXES):
            yield warning(name, "It is in the environment, and no setting is called so.", "See .env.example.")


def _is_of_another(name: str, near: str) -> bool:
    """PIP_DEFAULT_TIMEOUT is pip's own DEFAULT_TIMEOUT, and SPORT is near to PORT by chance."""
    return name.endswith(f"_{near}") or len(near) < 6


def _doubly_set(given: Given) -> Iterator[Finding]:
    outside = {name.upper(): value for name, value in given.environment.items() if value}
    for name, value in (given.file or {}).items():
        if name.lower() in Settings.model_fields and value and outside.get(name, value) != value:
            says = f"The environment and {given.file_name} say different things; the environment's counts."
            yield warning(name, says, "Take one of the two out.")


def _file(given: Given) -> Iterator[Finding]:
    if given.file and given.file_mode is not None and given.file_mode & 0o077:
        says = f"Others on this machine may read {given.file_name}, where your tokens are."
        yield warning("settings file", says, f"Type `chmod 600 {given.file_name}`.")


def _telegram_side(given: Given) -> Iterator[Finding]:
    settings = given.settings
    if given.usable_for("TELEGRAM_API_BASE_URL") and not settings.telegram_api_base_url.endswith("/bot"):
        says = "It does not end in /bot, and the token is put right behind it."
        yield problem("TELEGRAM_API_BASE_URL", says, "End it in /bot.")
    secret = settings.webhook_secret.get_secret_value() if settings.webhook_secret else ""
    if secret and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
        yield problem("WEBHOOK_SECRET", "It is malformed.", "Make it 1 to 256 letters, digits, _ or -.")
    if not settings.public_url:
        return
    address = urlsplit(settings.public_url)
    if (port := _port_of(settings.public_url)) not in _TELEGRAM_PORTS and address.scheme == "https":
        says = f"Telegram delivers to the ports 443, 80, 88 and 8443 only, not to {port}."
        yield problem("PUBLIC_URL", says, "Have a proxy listen on one of those.")
    elif _is_private(address.hostname or "") and "api.telegram.org" in settings.telegram_api_base_url:
        says = "It leads to this machine or a private network, where Telegram cannot deliver."
        yield problem("PUBLIC_URL", says, "Give a public address, or leave it empty to poll.")


def _port_of(url: str) -> int | None:
    address = urlsplit(url)
    try:
        return address.port or {"https": 443, "http": 80}.get(address.scheme)
    except ValueError:
        return None


def _is_private(host: str) -> bool:
    if host in _LOOPBACK or host.endswith((".local", ".internal", ".localhost")):
        return True
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return False


def _google_side(given: Given) -> Iterator[Finding]:
    settings, defaults = given.settings, Settings.model_fields
    for name in _ADDRESSES:
        address = urlsplit(getattr(settings, name))
        if address.scheme == "http" and address.hostname not in _LOOPBACK:
            says = "It begins with http://, so tokens and events would travel unencrypted."
            yield warning(name.upper(), says, "Use https:// wherever it is not this machine itself.")
    elsewhere = [name for name in _GOOGLE_ADDRESSES[:2] if getattr(settings, name) != defaults[name].default]
    if len(elsewhere) == 1:
        says = f"{elsewhere[0].upper()} is another server and the rest is Google: neither knows the other's tokens."
        yield warning("Google addresses", says, "Set GOOGLE_API_ENDPOINT and GOOGLE_TOKEN_URI together, or neither.")
    client_id = settings.google_client_id
    if not elsewhere and given.usable_for("GOOGLE_CLIENT_ID") and not client_id.endswith(".apps.googleusercontent.com"):
        says = "It does not end in .apps.googleusercontent.com, as Google's do."
        yield warning("GOOGLE_CLIENT_ID", says, "Copy it once more from the Google Cloud console.")


def _people(given: Given) -> Iterator[Finding]:
    if any(user_id <= 0 for user_id in given.settings.telegram_allowed_user_ids):
        says = "It holds a negative number, which is a group's id: people have positive ones."
        yield problem("TELEGRAM_ALLOWED_USER_IDS", says, "Ask @userinfobot for yours.")


def _without_effect(given: Given) -> Iterator[Finding]:
    settings = given.settings
    if settings.webhook_secret and not settings.public_url:
        says = "It is set and PUBLIC_URL is not: the bot polls, and the secret has no effect."
        yield warning("WEBHOOK_SECRET", says, "Set PUBLIC_URL too, or take it out.")
    if settings.redis_url and given.is_set("DATA_DIR"):
        says = "It has no effect beside REDIS_URL: everything is kept in that Redis."
        yield warning("DATA_DIR", says, "Take one of the two out.")


def _key(given: Given) -> Finding:
    """What is encrypted at rest, and with which key."""
    if not given.usable_for("TOKEN_ENCRYPTION_KEY"):
        return problem("encryption key", given.usable.amiss["TOKEN_ENCRYPTION_KEY"], f"Make one: {KEY_COMMAND}")
    key = given.settings.token_encryption_key
    if key is None:
        says = "TOKEN_ENCRYPTION_KEY is not set, so the key is derived from GOOGLE_CLIENT_SECRET and changes with it."
        return warning("encryption key", says, f"Make one of its own: {KEY_COMMAND}")
    count = len([one for one in key.get_secret_value().split(",") if one.strip()])
    more = f" ({count} keys: the first encrypts, all of them decrypt)" if count > 1 else ""
    return ok("encryption key", f"TOKEN_ENCRYPTION_KEY is set and well formed{more}. Keep a copy outside this machine.")
