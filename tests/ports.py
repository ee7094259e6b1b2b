"""Ports for the servers that tests start."""

from __future__ import annotations

import contextlib
import itertools
import os
import socket

_PORTS = range(10_000, 20_000)
"""Below those from which systems give outgoing connections theirs (32768 and up), so that none of them is taken between
the choice and the start of its server. A Redis of a cluster listens 10,000 further up as well: below, too."""
_chosen = itertools.count(os.getpid() * 3001)  # test processes beside each other begin at different places


def free_ports(count: int) -> list[int]:
    """Ports on loopback that nobody listens on, and that this process was not given lately."""
    found: list[int] = []
    while len(found) < count:
        port = _PORTS[next(_chosen) % len(_PORTS)]
        with socket.socket() as tried, contextlib.suppress(OSError):
            tried.bind(("127.0.0.1", port))
            found.append(port)
    return found


def free_port() -> int:
    """One of them."""
    return free_ports(1)[0]
