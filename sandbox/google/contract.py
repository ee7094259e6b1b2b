"""The Calendar v3 discovery document as a contract: it routes a request and says what is wrong with it.

The document is the one that google-api-python-client ships, so neither a client nor this stand-in can drift from
what Google published.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import unquote

from sandbox.google.errors import Json
from sandbox.google.times import is_date, is_rfc3339

_DOCUMENT = "discovery_cache/documents/calendar.v3.json"
_TYPES: Mapping[str, type | tuple[type, ...]] = {
    "string": str,
    "boolean": bool,
    "integer": int,
    "number": (int, float),
    "array": list,
    "object": dict,
}
# Google lets the offset of a dateTime go when a timeZone stands beside it.
_OFFSET_MAY_BE_ABSENT = "EventDateTime"
# The document calls it a string, Google's guides send a number: both are taken.
_NUMBER_OR_STRING = "int64"
_COMMON_PARAMETERS = {"access_token": {"type": "string"}, "$.xgafv": {"type": "string"}, "callback": {"type": "string"}}


@dataclass(frozen=True)
class Operation:
    """One method of the API. id: such as `events.insert`."""

    id: str
    http_method: str
    pattern: re.Pattern[str]
    literal: bool
    query: Mapping[str, Json]
    request: str | None
    response: str | None
    scopes: frozenset[str]


@dataclass(frozen=True)
class Route:
    """A request found in the document, with the values of its path's parameters, decoded."""

    operation: Operation
    path: Mapping[str, str]


class Contract:
    """What a discovery document says. document: its JSON."""

    def __init__(self, document: Json) -> None:
        self.root: str = "/" + document["servicePath"]
        self.batch_path: str = "/" + document["batchPath"]
        self._schemas: Mapping[str, Json] = document["schemas"]
        self._common = {**document["parameters"], **_COMMON_PARAMETERS}
        self.operations = {operation.id: operation for operation in _operations(document, self._common)}
        # A path of words only goes before one with a parameter at the same place (events/watch, events/{eventId}).
        self._in_order = sorted(self.operations.values(), key=lambda operation: not operation.literal)

    def route(self, http_method: str, raw_path: str) -> Route | None:
        """Find the method for a percent-encoded path under the root; None when the API has no such method."""
        relative = raw_path.removeprefix(self.root)
        for operation in self._in_order:
            if operation.http_method == http_method and (match := operation.pattern.fullmatch(relative)):
                return Route(operation, {name: unquote(value) for name, value in match.groupdict().items()})
        return None

    def query_faults(self, operation: Operation, query: Iterable[tuple[str, str]]) -> list[str]:
        """What is wrong with a query: names, types, ranges, repetition, what is missing. No values are quoted."""
        found: list[str] = []
        seen: set[str] = set()
        for name, value in query:
            rule = operation.query.get(name)
            if rule is None:
                found.append(f"unknown query parameter {name}")
                continue
            if name in seen and not rule.get("repeated"):
                found.append(f"query parameter {name} given twice")
            seen.add(name)
            found += [f"query parameter {name}: {fault}" for fault in _text_faults(rule, value)]
        missing = (name for name, rule in operation.query.items() if rule.get("required") and name not in seen)
        return found + [f"query parameter {name} is missing" for name in missing]

    def body_faults(self, operation: Operation, body: Any) -> list[str]:
        """What is wrong with a request body (None: there was none). No values are quoted."""
        if operation.request is None:
            return [] if body is None else ["a body where none belongs"]
        if body is None:
            return ["the body is missing"]
        found = self._faults({"$ref": operation.request}, body, "", nulls=True)
        for name, rule in self._schemas[operation.request].get("properties", {}).items():
            if f"calendar.{operation.id}" in rule.get("annotations", {}).get("required", ()):
                given = isinstance(body, dict) and body.get(name) is not None
                found += [] if given else [f"{name}: required"]
        return found

    def answer_faults(self, operation: Operation, body: Any) -> list[str]:
        """What is wrong with the body of a successful answer."""
        if operation.response is None:
            return [] if body in (None, b"", "") else ["a body where none belongs"]
        return self._faults({"$ref": operation.response}, body, "", nulls=False)

    def _faults(self, rule: Json, value: Any, where: str, *, nulls: bool, owner: str = "") -> list[str]:
        """owner: the name of the schema in which the rule stands."""
        if reference := rule.get("$ref"):
            return self._faults(self._schemas[reference], value, where, nulls=nulls, owner=reference)
        if value is None:
            return [] if nulls else [f"{where}: null"]
        kind = rule.get("type", "any")
        if kind == "any" or (rule.get("format") == _NUMBER_OR_STRING and _is_integer(value)):
            return []
        if not _is_a(kind, value):
            return [f"{where or 'body'}: not {kind}"]
        if kind == "array":
            return [
                fault
                for index, item in enumerate(value)
                for fault in self._faults(rule["items"], item, f"{where}[{index}]", nulls=False, owner=owner)
            ]
        if kind == "object":
            return self._object_faults(rule, value, where, nulls=nulls, owner=owner)
        loose = owner == _OFFSET_MAY_BE_ABSENT
        return [f"{where}: {fault}" for fault in _format_faults(rule.get("format"), value, offset_needed=not loose)]

    def _object_faults(self, rule: Json, value: Json, where: str, *, nulls: bool, owner: str) -> list[str]:
        found: list[str] = []
        properties, additional = rule.get("properties", {}), rule.get("additionalProperties")
        for name, item in value.items():
            inside = f"{where}.{name}" if where else name
            inner = properties.get(name, additional)
            if inner is None:
                found.append(f"{inside}: unknown field")
            else:
                found += self._faults(inner, item, inside, nulls=nulls, owner=owner)
        return found


@cache
def calendar_contract() -> Contract:
    """The contract in the document that google-api-python-client ships."""
    return Contract(json.loads(files("googleapiclient").joinpath(_DOCUMENT).read_text(encoding="utf-8")))


def _operations(document: Json, common: Json) -> Iterable[Operation]:
    for resource in document["resources"].values():
        for method in resource["methods"].values():
            parameters: Json = method.get("parameters", {})
            yield Operation(
                id=method["id"].removeprefix("calendar."),
                http_method=method["httpMethod"],
                pattern=re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(method["path"]))),
                literal="{" not in method["path"].rsplit("/", 1)[-1],
                query=common | {n: rule for n, rule in parameters.items() if rule["location"] == "query"},
                request=method.get("request", {}).get("$ref"),
                response=method.get("response", {}).get("$ref"),
                scopes=frozenset(method.get("scopes", ())),
            )


def _is_a(kind: str, value: Any) -> bool:
    return isinstance(value, _TYPES[kind]) and (kind == "boolean" or not isinstance(value, bool))


def _is_integer(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _text_faults(rule: Json, value: str) -> list[str]:
    """What is wrong with the text of a query parameter."""
    kind = rule["type"]
    if kind == "boolean":
        return [] if value in ("true", "false") else ["not true or false"]
    if kind == "integer":
        if not re.fullmatch(r"-?\d{1,18}", value):
            return ["not a whole number"]
        too_small = "minimum" in rule and int(value) < int(rule["minimum"])
        too_large = "maximum" in rule and int(value) > int(rule["maximum"])
        return ["out of range"] if too_small or too_large else []
    if "enum" in rule and value not in rule["enum"]:
        return ["not one of the values allowed"]
    return _format_faults(rule.get("format"), value, offset_needed=True)


def _format_faults(form: str | None, value: Any, *, offset_needed: bool) -> list[str]:
    if form == "date-time" and not is_rfc3339(value, offset_needed=offset_needed):
        return ["not an RFC 3339 timestamp" + (" with an offset" if offset_needed else "")]
    if form == "date" and not is_date(value):
        return ["not a date"]
    if form == _NUMBER_OR_STRING and not re.fullmatch(r"-?\d+", str(value)):
        return ["not a whole number"]
    return []
