"""The one Google account that a bot of one's own serves, and the keys under which its tokens are kept."""

from __future__ import annotations

import base64

from bot.settings import Settings
from calendar_core.google.token_endpoint import GoogleAccount

ACCOUNT = "main"
"""A bot that is run for oneself serves one Google account; everybody let in shares its calendar."""


def google_account(settings: Settings) -> GoogleAccount:
    """The account as it is configured."""
    return GoogleAccount(
        ACCOUNT,
        settings.google_client_id,
        settings.google_client_secret.get_secret_value(),
        settings.google_refresh_token.get_secret_value(),
        settings.google_token_uri,
    )


def encryption_keys(settings: Settings) -> tuple[bytes, ...]:
    """The Fernet keys for what is encrypted at rest, newest first.

    Where none is configured, one is derived from the client secret by HKDF (RFC 5869), so that replicas agree.
    """
    if settings.token_encryption_key is not None:
        given = settings.token_encryption_key.get_secret_value()
        return tuple(key.strip().encode() for key in given.split(",") if key.strip())
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    secret = settings.google_client_secret.get_secret_value().encode()
    derived = HKDF(SHA256(), 32, salt=None, info=b"calendar-bot tokens at rest").derive(secret)
    return (base64.urlsafe_b64encode(derived),)
