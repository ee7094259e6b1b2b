"""Real servers on loopback ports: replicas, a cluster, sentinels, and one that is killed and comes back."""

from __future__ import annotations

import contextlib
import shutil
import signal
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from redis import Redis
from redis.asyncio import Redis as AsyncRedis
from redis.exceptions import RedisError

from calendar_core.clock import Clock
from calendar_core.store.embedded import find_server
from tests.ports import free_ports
from tests.store.tether import Tether


@dataclass
class Server:
    """One server process. kill() is kill -9; start() brings it back on the same port with the same data.

    file: its configuration, where it needs one (a sentinel's).
    """

    folder: Path
    port: int
    options: tuple[str, ...] = ()
    file: Path | None = None
    process: subprocess.Popen[bytes] | None = None
    tether: Tether | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}"

    def start(self) -> None:
        self.folder.mkdir(exist_ok=True)
        command = [str(find_server()), *([str(self.file)] if self.file else []), "--port", str(self.port)]
        command += ["--bind", "127.0.0.1", "--dir", str(self.folder), "--logfile", str(self.folder / "log")]
        command += [*([] if self.file else ["--save", ""]), *self.options]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.tether = Tether(self.process)
        with Redis(port=self.port, host="127.0.0.1") as client:
            while self.process.poll() is None:
                with contextlib.suppress(RedisError):
                    client.ping()
                    return
        raise RuntimeError("the server did not start")

    def pause(self) -> None:
        """It stands still, connections open, until `go_on`."""
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        assert self.process is not None
        if self.tether is not None:
            self.tether.release()
            self.tether = None
        self.process.kill()
        self.process.wait()


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


SERVICE = "calendar"
"""What the sentinels call the servers they watch."""


@dataclass
class FailOver:
    """A primary, its replica and three sentinels that promote the replica half a second after the primary has died."""

    primary: Server
    replica: Server
    sentinels: Sequence[Server]

    @property
    def url(self) -> str:
        hosts = ",".join(f"127.0.0.1:{sentinel.port}" for sentinel in self.sentinels)
        return f"redis+sentinel://{hosts}/{SERVICE}"

    async def promoted(self, clock: Clock) -> None:
        """Return when the replica has become the primary."""
        async with AsyncRedis.from_url(self.replica.url) as client:
            while True:
                with contextlib.suppress(RedisError):  # it closes connections when its role changes
                    if (await client.info("replication"))["role"] == "master":
                        return
                await clock.sleep(0.01)


@contextlib.asynccontextmanager
async def fail_over(clock: Clock) -> AsyncIterator[FailOver]:
    """All of them, started and in touch with each other; killed and swept away at the end."""
    with contextlib.ExitStack() as stack:
        options = ("--appendonly", "yes", "--repl-diskless-sync-delay", "0")
        [primary] = stack.enter_context(servers(1, *options))
        [replica] = stack.enter_context(servers(1, *options, "--replicaof", f"127.0.0.1 {primary.port}"))
        sentinels = stack.enter_context(_watching(primary))
        async with AsyncRedis.from_url(replica.url) as client:
            while (await client.info("replication"))["master_link_status"] != "up":
                await clock.sleep(0.01)
        for sentinel in sentinels:
            async with AsyncRedis.from_url(sentinel.url) as client:
                while not await _knows_all(client):
                    await clock.sleep(0.01)
        yield FailOver(primary, replica, sentinels)


@contextlib.contextmanager
def _watching(primary: Server) -> Iterator[list[Server]]:
    """Three sentinels, each with a file of its own to write down what it learns."""
    folder = Path(tempfile.mkdtemp(prefix="calbot-"))
    said = f"sentinel monitor {SERVICE} 127.0.0.1 {primary.port} 2\nsentinel down-after-milliseconds {SERVICE} 500\n"
    said += f"sentinel failover-timeout {SERVICE} 3000\n"
    made = []
    try:
        for port in free_ports(3):
            (folder / f"{port}.conf").write_text(said)
            sentinel = Server(folder / str(port), port, ("--sentinel",), folder / f"{port}.conf")
            made.append(sentinel)
            sentinel.start()
        yield made
    finally:
        for sentinel in made:
            if sentinel.process is not None:
                sentinel.kill()
        shutil.rmtree(folder, ignore_errors=True)


async def _knows_all(sentinel: AsyncRedis) -> bool:
    """This sentinel has found the replica and the two others."""
    flat = await _command(sentinel, "SENTINEL", "MASTER", SERVICE)
    facts = flat if isinstance(flat, dict) else dict(zip(flat[::2], flat[1::2], strict=True))
    return int(_fact(facts, "num-slaves")) >= 1 and int(_fact(facts, "num-other-sentinels")) >= 2


def _fact(facts: dict[Any, Any], name: str) -> Any:
    return facts.get(name, facts.get(name.encode(), 0))


async def _command(client: AsyncRedis, *words: str | int) -> Any:
    """A command that redis-py has no typed method for."""
    return await client.execute_command(*words)  # type: ignore[no-untyped-call]


async def join_cluster(nodes: list[Server], clock: Clock) -> None:
    """Make the nodes one cluster and wait until each of them says so."""
    clients = [AsyncRedis.from_url(node.url) for node in nodes]
    share = 16_384 // len(nodes) + 1
    for number, client in enumerate(clients):
        last = min((number + 1) * share, 16_384) - 1
        await _command(client, "CLUSTER", "ADDSLOTSRANGE", number * share, last)
        await _command(client, "CLUSTER", "SET-CONFIG-EPOCH", number + 1)
    for node in nodes[1:]:
        await _command(clients[0], "CLUSTER", "MEET", "127.0.0.1", node.port)
    for client in clients:
        while True:
            slots = await _command(client, "CLUSTER", "SLOTS")
            state = await _command(client, "CLUSTER", "INFO")
            if len(slots) == len(nodes) and "cluster_state:ok" in str(state):
                break
            await clock.sleep(0)
        await client.aclose()


async def follow(node: Server, primary: Server, clock: Clock) -> None:
    """Make the node a replica of that primary of a cluster, and wait until it has all of it."""
    async with AsyncRedis.from_url(node.url) as client, AsyncRedis.from_url(primary.url) as other:
        name = (await _command(other, "CLUSTER", "MYID")).decode()
        await _command(client, "CLUSTER", "MEET", "127.0.0.1", primary.port)
        while name not in str(await _command(client, "CLUSTER", "NODES")):
            await clock.sleep(0.01)
        await _command(client, "CLUSTER", "REPLICATE", name)
        while (await client.info("replication")).get("master_link_status") != "up":
            await clock.sleep(0.01)
