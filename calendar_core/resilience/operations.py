"""What can be run as an operation: a function that gives a fresh awaitable each time it is called."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable
from typing import TypeVar

from calendar_core.errors import BadRequest

T = TypeVar("T")


def checked(operation: Callable[[], Awaitable[T]], endpoint: str) -> Callable[[], Awaitable[T]]:
    """The operation, if it can be called. Raises BadRequest; a coroutine is closed, since it could run only once."""
    if callable(operation):
        return operation
    if inspect.iscoroutine(operation):
        operation.close()
    raise BadRequest("An operation has to be a function that gives a fresh awaitable", endpoint=endpoint)


def begun(operation: Callable[[], Awaitable[T]], endpoint: str) -> Awaitable[T]:
    """The awaitable that the operation gives. Raises BadRequest for anything else, and what the function raises."""
    given = operation()
    if not inspect.isawaitable(given):
        raise BadRequest("The operation gives nothing that can be awaited", endpoint=endpoint)
    return given
