"""Redis: whether it answers, keeps what it is given, and holds what this bot can open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from redis.asyncio.cluster import RedisCluster
from redis.exceptions import AuthenticationError, ResponseError

from bot.cli.diagnosis.findings import Finding, ok, problem, skipped, warning
from calendar_core.errors import StoreUnavailable
from calendar_core.google.grants import Grant, GrantState, seed_of
from calendar_core.store.connection import FAILURES, Client, Store
from calendar_core.store.inbox import RedisInboxStore
from calendar_core.store.people import RedisPeopleStore
from calendar_core.store.secrets import RedisTokenStore

REDIS, VERSION, PERSISTENCE, MEMORY, REPLICAS, TOKEN, PEOPLE = (
    "redis",
    "redis version",
    "redis persistence",
    "redis memory",
    "redis replicas",
    "kept google token",
    "people",
)
OLDEST = (6, 2)
"""The first Redis that knows all the commands of our scripts (SET with GET and PXAT, ZRANGE BYSCORE)."""

_SLOW = 0.05  # seconds for one answer; a message needs several
_NEARLY_FULL = 0.9


@dataclass(frozen=True, slots=True)
class RedisFacts:
    """What the servers said.

    why: behind "Redis", where it did not answer; then nothing else is known. took: seconds of one answer. skew:
    seconds that our clock is ahead of Redis'. nodes: INFO of each server that takes writes, empty where INFO is
    refused. save: its save points, None where they are not told. token_kept: something is stored for the account, and
    grant is what it is, None where none of our keys opens it. people: how many may come in. polled: a bot on this
    store polls at this moment.
    """

    why: str = ""
    took: float = 0.0
    skew: float = 0.0
    nodes: Sequence[Mapping[str, Any]] = ()
    save: str | None = None
    token_kept: bool = False
    grant: Grant | None = field(default=None, repr=False)
    people: int = 0
    polled: bool = False


async def look_at_redis(store: Store, account_id: str, keys: Sequence[bytes]) -> RedisFacts:
    """Reads, and writes nothing. What Redis fails at is a fact as well."""
    try:
        clock, client = store.clock, store.client
        await store.ping()  # connects, which the next answer is not to be charged with
        began, before = clock.now(), clock.monotonic()
        theirs = await store.time() + clock.offset
        took = clock.monotonic() - before
        kept = await store.call("HEXISTS", store.keys.secret(account_id), "value")
        return RedisFacts(
            took=took,
            skew=began.timestamp() + took / 2 - theirs,
            nodes=await _infos(client),
            save=await _save_points(client),
            token_kept=bool(kept),
            grant=await _grant(store, account_id, keys) if kept else None,
            people=len(await RedisPeopleStore(store).people_of(account_id)),
            polled=await RedisInboxStore(store).lease_left("polling") > 0,
        )
    except (StoreUnavailable, *FAILURES) as error:
        return RedisFacts(why=_why(error))


def _why(error: BaseException) -> str:
    cause = error.__cause__ if isinstance(error, StoreUnavailable) and error.__cause__ else error
    text = str(cause)
    if isinstance(cause, AuthenticationError) or text.startswith(("NOAUTH", "WRONGPASS")):
        return "refuses the user or the password in REDIS_URL"
    if text.startswith("NOPERM"):
        return "does not allow this user what the bot needs"
    return f"does not answer ({type(cause).__name__})"


async def _infos(client: Client) -> list[Mapping[str, Any]]:
    try:
        if isinstance(client, RedisCluster):
            found = [await client.info(target_nodes=node) for node in client.get_primaries()]
        else:
            found = [await client.info()]
    except ResponseError:  # some hosted servers refuse INFO
        return []
    return [info for info in found if isinstance(info, Mapping)]


async def _save_points(client: Client) -> str | None:
    try:
        if isinstance(client, RedisCluster):
            found = await client.config_get("save", target_nodes=client.get_primaries()[0])
        else:
            found = await client.config_get("save")
    except ResponseError:
        return None
    value = found.get("save") if isinstance(found, Mapping) else None
    return None if value is None else str(value)


async def _grant(store: Store, account_id: str, keys: Sequence[bytes]) -> Grant | None:
    if not keys:
        return None
    found = await RedisTokenStore(store, keys).load_tokens(account_id)
    return Grant.from_json(found[0]) if found is not None else None


def judge_redis(facts: RedisFacts) -> list[Finding]:
    """About the servers themselves."""
    if facts.why:
        mend = "Start it, or correct REDIS_URL (redis://user:password@host:port/0)."
        rest = [skipped(check, "Redis has to answer first.") for check in (PERSISTENCE, MEMORY, TOKEN, PEOPLE)]
        return [problem(REDIS, f"Redis {facts.why}.", mend), *rest]
    took = f"It answers in {facts.took * 1000:.1f} ms."
    near = "Put bot and Redis nearer to each other."
    findings = [
        warning(REDIS, f"{took} A message needs several answers.", near) if facts.took > _SLOW else ok(REDIS, took)
    ]
    if not facts.nodes:
        says = "INFO is refused, so persistence, memory and replicas cannot be looked at."
        return [*findings, warning(PERSISTENCE, says, "Ask your provider for: appendonly yes, noeviction.")]
    for judge in (_judge_version, _judge_persistence, _judge_memory, _judge_replicas):
        found = [judge(info, facts.save) for info in facts.nodes]
        findings.append(max(found, key=lambda one: ("ok", "warning", "problem").index(one.level.value)))
    return findings


def _judge_version(info: Mapping[str, Any], save: str | None) -> Finding:
    version = str(info.get("redis_version", "0"))
    name = f"Valkey {info['valkey_version']}" if "valkey_version" in info else f"Redis {version}"
    numbers = tuple(int(part) if part.isdigit() else 0 for part in version.split(".")[:2])
    if numbers < OLDEST:
        return problem(VERSION, f"{name} lacks commands the bot needs.", "Use Redis 6.2 or newer, or any Valkey.")
    return ok(VERSION, f"{name}{', as a cluster' if info.get('cluster_enabled') else ''}.")


def _judge_persistence(info: Mapping[str, Any], save: str | None) -> Finding:
    append_only = "Set `appendonly yes` in its configuration (or `CONFIG SET appendonly yes`, then CONFIG REWRITE)."
    failed = [
        name
        for name in ("aof_last_write_status", "aof_last_bgrewrite_status", "rdb_last_bgsave_status")
        if info.get(name, "ok") != "ok" and (name.startswith("rdb") or info.get("aof_enabled"))
    ]
    if info.get("loading"):
        return warning(PERSISTENCE, "It is still loading its data.", "Ask again in a while.")
    if failed:
        says = f"Its last attempt to write to disk failed ({', '.join(failed)})."
        return problem(PERSISTENCE, says, "Look into its log: the disk may be full or not writable.")
    if info.get("aof_enabled"):
        return ok(PERSISTENCE, "It keeps an append-only file.")
    if save == "":
        says = "It keeps nothing on disk: when it ends, reminders, waiting bookings and people are lost."
        return problem(PERSISTENCE, says, append_only)
    says = "It keeps snapshots only (RDB): after a crash the last minutes are lost, with what was promised in them."
    return warning(PERSISTENCE, says, append_only)


def _judge_memory(info: Mapping[str, Any], save: str | None) -> Finding:
    policy, limit = str(info.get("maxmemory_policy", "unknown")), _number(info.get("maxmemory"))
    used = _number(info.get("used_memory"))
    mend = "Set `maxmemory-policy noeviction` in its configuration."
    if policy not in ("noeviction", "unknown"):
        says = f"maxmemory-policy is {policy}"
        if limit:
            return problem(MEMORY, f"{says}: when it is full, it throws away what people were promised.", mend)
        return warning(MEMORY, f"{says}, harmless only as long as there is no maxmemory.", mend)
    if limit and used > _NEARLY_FULL * limit:
        return warning(
            MEMORY, f"{used / limit:.0%} of maxmemory is used; a full one refuses writes.", "Raise maxmemory."
        )
    return ok(MEMORY, f"{used / 2**20:.0f} MiB used, nothing is thrown away (noeviction).")


def _judge_replicas(info: Mapping[str, Any], save: str | None) -> Finding:
    if info.get("role", "master") != "master":
        mend = "Give REDIS_URL the primary, or name it through Sentinel (redis+sentinel://host:port/service)."
        return problem(REPLICAS, "REDIS_URL leads to a replica, which refuses writes.", mend)
    count = int(_number(info.get("connected_slaves")))
    states = [info[f"slave{number}"] for number in range(count) if isinstance(info.get(f"slave{number}"), Mapping)]
    if any(state.get("state") != "online" for state in states):
        return warning(REPLICAS, "A replica is connected and not in step yet.", "Look into its log if it stays so.")
    if count:
        return ok(REPLICAS, f"{count} connected; promised writes wait for one of them.")
    return ok(REPLICAS, "None: what is promised is on this one server.")


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def judge_kept(facts: RedisFacts, refresh_token: str, *, has_keys: bool, pairing: bool) -> list[Finding]:
    """About what of ours lies in it. refresh_token: the configured one. pairing: no allow-list is configured."""
    if facts.why:
        return []
    return [_judge_kept_token(facts, refresh_token, has_keys), _judge_people(facts.people, pairing)]


def _judge_kept_token(facts: RedisFacts, refresh_token: str, has_keys: bool) -> Finding:
    connect = "Run `calendar-bot authorize` and restart the bot."
    if not facts.token_kept:
        return ok(TOKEN, "None yet: the bot keeps one from its first call to Google on.")
    if not has_keys:
        return skipped(
            TOKEN, "There is no key to open it with while TOKEN_ENCRYPTION_KEY and GOOGLE_CLIENT_SECRET are amiss."
        )
    grant = facts.grant
    if grant is None:
        says = "It cannot be opened with the present key: TOKEN_ENCRYPTION_KEY or GOOGLE_CLIENT_SECRET was changed."
        return warning(TOKEN, says, f"Put the old key behind the new one in TOKEN_ENCRYPTION_KEY, or: {connect}")
    if grant.seed != seed_of(refresh_token):
        return ok(TOKEN, "GOOGLE_REFRESH_TOKEN is newer than what is kept, and takes its place at the next call.")
    if grant.state is GrantState.DISCONNECTED:
        return problem(TOKEN, "This bot was disconnected from Google (`calendar-bot disconnect`).", connect)
    if grant.state is GrantState.RECONNECT_NEEDED:
        return problem(TOKEN, "Google has told the bot that this permission has ended.", connect)
    if grant.state is GrantState.SCOPE_MISSING:
        return problem(
            TOKEN, "Google has told the bot that a permission is missing.", f"{connect} Leave every box ticked."
        )
    return ok(TOKEN, "It is kept encrypted and can be opened.")


def _judge_people(count: int, pairing: bool) -> Finding:
    if count:
        return ok(PEOPLE, f"{count} {'person is' if count == 1 else 'people are'} let in.")
    if pairing:
        says = "Nobody is paired yet."
        return ok(PEOPLE, says, "Start the bot and send it, in Telegram, the code that it prints.")
    return ok(PEOPLE, "Those of TELEGRAM_ALLOWED_USER_IDS, from the first start on.")
