"""Where the tokens of an account are kept, as a port, and the store of a process that shares them with nobody."""

from __future__ import annotations

from typing import Protocol


class TokenStore(Protocol):
    """The tokens of every account, shared by all replicas.

    A value is opaque here (the TokenManager's JSON); a store that outlives the process encrypts it. A version is an
    opaque word, never empty and never given twice to one account. Every method may raise StoreUnavailable; the
    TokenManager then goes on with what it holds itself.
    """

    async def load_tokens(self, account_id: str) -> tuple[bytes, str] | None:
        """The value and its version; None where nothing is stored (never connected, or disconnected)."""
        ...

    async def save_tokens(self, account_id: str, value: bytes, version: str | None) -> str | None:
        """Replace the value only if its version still is `version`; None as version: whatever is there, or nothing.

        Returns the new version, or None where nothing was written because somebody else wrote or removed it. So a
        refresh that ends after the person disconnected brings nothing back.
        """
        ...

    async def remove_tokens(self, account_id: str) -> None:
        """Forget the account's tokens."""
        ...

    async def lock_refresh(self, account_id: str, seconds: float) -> str | None:
        """The right to refresh, for so long; None while another holds it. Returns a word that fences the release."""
        ...

    async def unlock_refresh(self, account_id: str, lock: str) -> None:
        """Give the right back; nothing happens if it has passed to somebody else."""
        ...


class MemoryTokenStore:
    """The tokens of one process.

    Its lock is always granted: the TokenManager's own single flight already lets one refresh at a time through.
    """

    def __init__(self) -> None:
        self._values: dict[str, tuple[bytes, str]] = {}
        self._writes = 0

    async def load_tokens(self, account_id: str) -> tuple[bytes, str] | None:
        return self._values.get(account_id)

    async def save_tokens(self, account_id: str, value: bytes, version: str | None) -> str | None:
        current = self._values.get(account_id)
        if version is not None and (current is None or current[1] != version):
            return None
        self._writes += 1
        self._values[account_id] = (value, str(self._writes))
        return str(self._writes)

    async def remove_tokens(self, account_id: str) -> None:
        self._values.pop(account_id, None)

    async def lock_refresh(self, account_id: str, seconds: float) -> str | None:
        return "mine"

    async def unlock_refresh(self, account_id: str, lock: str) -> None:
        return None
