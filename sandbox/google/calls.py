"""One request to the Calendar API after routing, and its answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sandbox.google.contract import Operation
from sandbox.google.errors import Json, condition_not_met
from sandbox.google.state import Account


@dataclass(frozen=True)
class Call:
    """A request that the contract has passed. query: each parameter with all its values. headers: lower case."""

    operation: Operation
    account: Account
    path: Mapping[str, str]
    query: Mapping[str, list[str]]
    headers: Mapping[str, str]
    body: Json

    def text(self, name: str, default: str = "") -> str:
        return self.query.get(name, [default])[-1]

    def flag(self, name: str, default: bool = False) -> bool:
        return self.text(name, "true" if default else "false") == "true"

    def number(self, name: str, default: int) -> int:
        return int(self.text(name, str(default)))

    def check_if_match(self, etag: str) -> None:
        """Raises ApiError 412 when the client wants another version than this one."""
        wanted = self.headers.get("if-match")
        if wanted is not None and wanted.strip() != "*" and etag not in _etags(wanted):
            raise condition_not_met()

    def not_modified(self, etag: str) -> bool:
        """Whether the client has this version already (If-None-Match)."""
        known = self.headers.get("if-none-match")
        return known is not None and (known.strip() == "*" or etag in _etags(known))


@dataclass
class Reply:
    """status, JSON body (None: no body) and headers."""

    status: int = 200
    body: Json | None = None
    headers: dict[str, str] = field(default_factory=dict)


def resource_reply(call: Call, resource: Json) -> Reply:
    """One resource with its ETag, or 304 when the client has it."""
    etag = resource["etag"]
    if call.operation.http_method == "GET" and call.not_modified(etag):
        return Reply(304, None, {"ETag": etag})
    return Reply(200, resource, {"ETag": etag})


def _etags(header: str) -> set[str]:
    return {part.strip().removeprefix("W/") for part in header.split(",")}
