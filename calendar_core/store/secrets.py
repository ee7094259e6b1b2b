"""The tokens of every account, encrypted at rest, and the lock of their refresh.

Encrypted with Fernet (AES-128-CBC with HMAC-SHA256); the first key encrypts, all of them decrypt, so that a key can
be changed. The key itself never lies in the store.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from calendar_core.store.connection import Store

log = logging.getLogger(__name__)


class RedisTokenStore:
    """Implements google.token_store.TokenStore. encryption_keys: Fernet keys, the newest first.

    Raises ValueError for no key, or for one that is none.
    """

    def __init__(self, store: Store, encryption_keys: Sequence[str | bytes]) -> None:
        if not encryption_keys:
            raise ValueError("tokens are only stored encrypted: give at least one key")
        self._store = store
        self._cipher = MultiFernet([Fernet(key) for key in encryption_keys])

    async def load_tokens(self, account_id: str) -> tuple[bytes, str] | None:
        """None too for a value that none of the keys opens: the account has to be connected again."""
        found = await self._store.call("HMGET", self._store.keys.secret(account_id), "value", "version")
        if found[0] is None or found[1] is None:
            return None
        try:
            return self._cipher.decrypt(found[0]), found[1].decode()
        except (InvalidToken, UnicodeDecodeError):
            log.error("stored tokens cannot be decrypted with the present TOKEN_ENCRYPTION_KEY and count as absent")
            return None

    async def save_tokens(self, account_id: str, value: bytes, version: str | None) -> str | None:
        sealed = self._cipher.encrypt(value)
        return await self._write(account_id, sealed, version or "", remove=False) or None

    async def remove_tokens(self, account_id: str) -> None:
        await self._write(account_id, b"", "", remove=True)

    async def lock_refresh(self, account_id: str, seconds: float) -> str | None:
        word = await self._store.run("lease", [self._lock(account_id)], [self._store.clock.offset, "", seconds])
        return word.decode() or None

    async def unlock_refresh(self, account_id: str, lock: str) -> None:
        await self._store.run("lease", [self._lock(account_id)], [self._store.clock.offset, lock, 0])

    def _lock(self, account_id: str) -> str:
        return self._store.keys.lease(f"refresh {account_id}")

    async def _write(self, account_id: str, value: bytes, version: str, *, remove: bool) -> str:
        key = self._store.keys.secret(account_id)
        answer = await self._store.run("secret_save", [key], [value, version, int(remove)], promised=True)
        text: str = answer.decode()
        return text
