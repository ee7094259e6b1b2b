"""Real servers on loopback ports: replicas, a cluster, and one that is killed and comes back."""

from __future__ import annotations

import contextlib
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from redis import Redis
from redis.asyncio import Redis as AsyncRedis
from redis.exceptions import RedisError

from calendar_core.clock import AdjustableClock
from calendar_core.store.embedded import find_server


@dataclass
class Server:
    """One server process. kill() is kill -9; start() brings it back on the same port with the same data."""

    folder: Path
    port: int
    options: tuple[str, ...] = ()
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}"

    def start(self) -> None:
        self.folder.mkdir(exist_ok=True)
        command = [str(find_server()), "--port", str(self.port), "--bind", "127.0.0.1", "--save", ""]
        command += ["--dir", str(self.folder), "--logfile", str(self.folder / "log"), *self.options]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with Redis(port=self.port, host="127.0.0.1") as client:
            while self.process.poll() is None:
                with contextlib.suppress(RedisError):
                    client.ping()
                    return
        raise RuntimeError("the server did not start")

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait()


def free_ports(count: int) -> list[int]:
    """Ports that nobody listens on, and whose cluster bus port is below 65536."""
    sockets = []
    with contextlib.ExitStack() as stack:
        while len(sockets) < count:
            found = stack.enter_context(socket.socket())
            found.bind(("127.0.0.1", 0))
            if found.getsockname()[1] < 55_000:
                sockets.append(found)
        return [found.getsockname()[1] for found in sockets]


@contextlib.contextmanager
def servers(count: int, *options: str) -> Iterator[list[Server]]:
    """That many servers, started; killed and swept away at the end."""
    folder = Path(tempfile.mkdtemp(prefix="calbot-"))
    made = [Server(folder / str(port), port, options) for port in free_ports(count)]
    try:
        for server in made:
            server.start()
        yield made
    finally:
        for server in made:
            if server.process is not None:
                server.kill()
        shutil.rmtree(folder, ignore_errors=True)


async def join_cluster(nodes: list[Server], clock: AdjustableClock) -> None:
    """Make the nodes one cluster and wait until each of them says so."""
    clients = [AsyncRedis.from_url(node.url) for node in nodes]
    share = 16_384 // len(nodes) + 1
    for number, client in enumerate(clients):
        last = min((number + 1) * share, 16_384) - 1
        await client.execute_command("CLUSTER", "ADDSLOTSRANGE", number * share, last)
        await client.execute_command("CLUSTER", "SET-CONFIG-EPOCH", number + 1)
    for node in nodes[1:]:
        await clients[0].execute_command("CLUSTER", "MEET", "127.0.0.1", node.port)
    for client in clients:
        while True:
            slots = await client.execute_command("CLUSTER", "SLOTS")
            state = await client.execute_command("CLUSTER", "INFO")
            if len(slots) == len(nodes) and "cluster_state:ok" in str(state):
                break
            await clock.sleep(0)
        await client.aclose()
