"""Refusals in the Bot API's own words.

The texts are those of Telegram's own server (https://github.com/tdlib/telegram-bot-api); clients tell many errors
apart by nothing else, so a stand-in that words them differently would hide faults.
"""

from __future__ import annotations

from typing import Any

_PREFIXES = {400: "Bad Request", 403: "Forbidden", 409: "Conflict"}


class BotApiError(Exception):
    """A call that is answered with `ok: false`.

    code: the HTTP status, repeated in the body as `error_code`.
    description: what the body says.
    retry_after: whole seconds to wait, sent under `parameters`.
    """

    def __init__(self, code: int, description: str, retry_after: int | None = None) -> None:
        super().__init__(f"{code} {description}")
        self.code = code
        self.description = description
        self.retry_after = retry_after

    def body(self) -> dict[str, Any]:
        """The answer's JSON."""
        answer: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.retry_after is not None:
            answer["parameters"] = {"retry_after": self.retry_after}
        return answer


def bad_request(what: str) -> BotApiError:
    return BotApiError(400, f"{_PREFIXES[400]}: {what}")


def forbidden(what: str) -> BotApiError:
    return BotApiError(403, f"{_PREFIXES[403]}: {what}")


def conflict(what: str) -> BotApiError:
    return BotApiError(409, f"{_PREFIXES[409]}: {what}")


def unauthorized() -> BotApiError:
    return BotApiError(401, "Unauthorized")


def not_found() -> BotApiError:
    return BotApiError(404, "Not Found")


def too_many_requests(retry_after: int) -> BotApiError:
    return BotApiError(429, f"Too Many Requests: retry after {retry_after}", retry_after)
