"""`calendar-bot doctor`: every part broken in turn is found, named and told how to mend; nothing is changed."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from redis.asyncio import Redis

from bot.account import ACCOUNT
from bot.app import BotApp
from bot.cli.diagnosis.findings import Level, Report, ok, problem, skipped, warning
from bot.settings import Settings
from bot.web.registration import webhook_path
from calendar_core.clock import SystemClock
from calendar_core.google.grants import Grant, GrantState, seed_of
from calendar_core.ports import Person
from calendar_core.store.connection import Store
from calendar_core.store.inbox import RedisInboxStore
from calendar_core.store.people import RedisPeopleStore
from calendar_core.store.secrets import RedisTokenStore
from sandbox.faults import Fault
from sandbox.telegram import OWNER
from tests.bot.test_web import settings_with
from tests.cli.clinic import KEY, Clinic, found, said
from tests.ports import free_ports

ROOT = Path(__file__).parent.parent.parent
OTHER_KEY = "OTg3NjU0MzIxMDk4NzY1NDMyMTA5ODc2NTQzMjEwOTg="
OK, WARNING, PROBLEM, SKIPPED = Level.OK, Level.WARNING, Level.PROBLEM, Level.SKIPPED


@pytest.fixture
async def clinic(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Clinic]:
    clinic = Clinic(tmp_path, monkeypatch)
    await clinic.open()
    yield clinic
    await clinic.close()


def doctor(folder: Path, env: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """The subcommand as a person runs it."""
    return subprocess.run(
        [sys.executable, "-m", "bot", "doctor", *arguments],
        cwd=folder,
        env=env | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


async def test_a_healthy_bot_has_no_problem(clinic: Clinic) -> None:
    """With everything in order each check is fine and the exit code is 0."""
    report = await clinic.visit()
    assert [finding.line for finding in report.findings if finding.level is not OK] == []
    assert report.exit_code == 0
    assert report.lines()[-1].endswith("fine.")
    said(report, "telegram token", OK, "@calendar_sandbox_bot")
    said(report, "google consent", OK, "7 days", "Publishing status")


async def test_nothing_is_changed(clinic: Clinic) -> None:
    """Looking changes nothing: no update is taken, no key is written, no event is touched."""
    clinic.telegram.user_says("meeting 3pm")
    async with Redis.from_url(clinic.env["REDIS_URL"]) as redis:
        await clinic.visit()
        assert await redis.keys("*") == []
    assert clinic.google.events() == []
    assert len(clinic.telegram.account.queue.pending) == 1


# --- settings -----------------------------------------------------------------------------------------------------


def test_with_nothing_set_it_says_what_to_do_first(tmp_path: Path) -> None:
    """In an empty folder it runs, ends with 1, and begins with @BotFather."""
    said_ = doctor(tmp_path, {})
    assert said_.returncode == 1
    assert said_.stderr == ""
    assert "Nothing is set yet. First talk to @BotFather" in said_.stdout
    assert "calendar-bot authorize" in said_.stdout.splitlines()[-1]
    assert list(tmp_path.iterdir()) == []


async def test_a_program_gets_json_and_an_exit_code(clinic: Clinic) -> None:
    """--json is one object with every check, and the exit code says whether there is a problem."""
    fine = await asyncio.to_thread(doctor, clinic.folder, clinic.env, "--json")
    told = json.loads(fine.stdout)
    assert fine.returncode == told["exit_code"] == 0, fine.stdout
    assert {check["level"] for check in told["checks"]} == {"ok"}
    assert set(told["checks"][0]) == {"check", "level", "says", "mend"}
    broken = await asyncio.to_thread(doctor, clinic.folder, clinic.env | {"PORT": "http"}, "--json")
    assert broken.returncode == json.loads(broken.stdout)["exit_code"] == 1
    assert (await asyncio.to_thread(doctor, clinic.folder, clinic.env, "--colour")).returncode == 2


@pytest.mark.parametrize(
    ("env", "check", "level", "words"),
    [
        ({"TELEGRAM_BOT_TOKEN": None}, "TELEGRAM_BOT_TOKEN", PROBLEM, ["not set", "@BotFather"]),
        ({"GOOGLE_REFRESH_TOKEN": None}, "GOOGLE_REFRESH_TOKEN", PROBLEM, ["not set", "authorize"]),
        ({"TIMEZONE": "Mars/Olympus"}, "TIMEZONE", PROBLEM, ["malformed", "Asia/Kuala_Lumpur"]),
        ({"TOKEN_ENCRYPTION_KEY": "short"}, "encryption key", PROBLEM, ["malformed"]),
        ({"TOKEN_ENCRYPTION_KEY": None}, "encryption key", WARNING, ["derived", "urandom"]),
        ({"TELEGRAM_TOKEN": "x"}, "TELEGRAM_TOKEN", WARNING, ["no setting is called so"]),
        ({"REMINDER_MINUTE": "5"}, "REMINDER_MINUTE", WARNING, ["REMINDER_MINUTES?"]),
        ({"WEBHOOK_SECRET": "s"}, "WEBHOOK_SECRET", WARNING, ["no effect"]),
        ({"WEBHOOK_SECRET": "with space"}, "WEBHOOK_SECRET", PROBLEM, ["letters, digits"]),
        ({"DATA_DIR": "elsewhere"}, "DATA_DIR", WARNING, ["no effect beside REDIS_URL"]),
        ({"TELEGRAM_ALLOWED_USER_IDS": "-100123"}, "TELEGRAM_ALLOWED_USER_IDS", PROBLEM, ["group"]),
        ({"PUBLIC_URL": "https://bot.invalid:8080"}, "PUBLIC_URL", PROBLEM, ["443, 80, 88 and 8443"]),
        ({"GOOGLE_API_ENDPOINT": None}, "Google addresses", WARNING, ["together, or neither"]),
        ({"REDIS_URL": "redis://127.0.0.1:port"}, "redis", PROBLEM, ["cannot be read"]),
    ],
)
async def test_a_wrong_setting_is_told_in_words(
    clinic: Clinic, env: dict[str, str | None], check: str, level: Level, words: list[str]
) -> None:
    """Missing, malformed, misspelt, without effect, at odds: each is named with what to do about it."""
    if "GOOGLE_API_ENDPOINT" in env:  # Google itself must not be asked
        env = env | {"GOOGLE_REFRESH_TOKEN": None}
    report = await clinic.visit(**env)
    finding = [one for one in report.findings if one.check == check and one.level is level]
    assert finding, "\n".join(report.lines())
    assert finding[0].mend
    for word in words:
        assert word in finding[0].line
    assert report.exit_code == int(any(one.level is PROBLEM for one in report.findings))


async def test_other_programs_variables_are_theirs(clinic: Clinic) -> None:
    """What only resembles a setting is no misspelling of it."""
    report = await clinic.visit(PIP_LOG_LEVEL="1", SPORT="2", GOOGLE_APPLICATION_CREDENTIALS="3", NODE_PORT="4")
    said(report, "settings", OK)


async def test_one_wrong_setting_hides_no_other_check(clinic: Clinic) -> None:
    """A malformed zone and an unset token leave Google and Redis looked at."""
    report = await clinic.visit(TIMEZONE="Mars/Olympus", TELEGRAM_BOT_TOKEN=None)
    said(report, "telegram token", SKIPPED)
    said(report, "google calendar", OK)
    said(report, "redis persistence", OK)


async def test_what_is_wrong_with_the_file_is_told(clinic: Clinic) -> None:
    """A misspelt line, a file that others can read, and a variable that says something else than the file."""
    file = "REMINDER_MINUTS=5\nTIMEZONE=Europe/London\n"
    report = await clinic.visit(file=file, TIMEZONE="Asia/Kuala_Lumpur")
    said(report, "REMINDER_MINUTS", WARNING, "Did you mean REMINDER_MINUTES?")
    said(report, "TIMEZONE", WARNING, "the environment's counts")
    (clinic.folder / ".env").chmod(0o644)
    said(await clinic.visit(), "settings file", WARNING, "chmod 600")


# --- Telegram -----------------------------------------------------------------------------------------------------


async def test_a_refused_token_is_told(clinic: Clinic) -> None:
    """A token Telegram does not know is a problem that leads to @BotFather."""
    report = await clinic.visit(TELEGRAM_BOT_TOKEN="110201543:none-that-telegram-knows")
    said(report, "telegram token", PROBLEM, "refuses", "@BotFather")
    said(report, "telegram webhook", SKIPPED)
    assert report.exit_code == 1


async def test_telegram_away_is_told(clinic: Clinic) -> None:
    """Nothing listens, something else listens, or Telegram has trouble: three different sentences."""
    said(await clinic.visit(TELEGRAM_API_BASE_URL="http://127.0.0.1:1/bot"), "telegram token", PROBLEM, "be reached")
    said(await clinic.visit(TELEGRAM_API_BASE_URL="http://x.invalid/bot"), "telegram token", PROBLEM, "DNS")
    said(await clinic.visit(TELEGRAM_API_BASE_URL=clinic.google.base_url + "/bot"), "telegram token", PROBLEM)
    clinic.telegram.faults.add(Fault("/getMe$", status=502, body={"ok": False, "error_code": 502}))
    said(await clinic.visit(), "telegram token", WARNING, "502")


async def call(clinic: Clinic, method: str, **params: Any) -> None:
    async with (
        aiohttp.ClientSession() as http,
        http.post(f"{clinic.telegram.base_url}{clinic.telegram.token}/{method}", json=params) as answer,
    ):
        assert answer.status == 200


async def test_a_webhook_in_the_way_of_polling_is_told(clinic: Clinic) -> None:
    """Polling with a webhook set gets nothing: told with the host, not with the path, which may be secret."""
    await call(clinic, "setWebhook", url="http://127.0.0.1:9/secret-path")
    report = await clinic.visit()
    said(report, "telegram webhook", PROBLEM, "127.0.0.1", "deleteWebhook", "PUBLIC_URL")
    assert "secret-path" not in "".join(report.lines())


def info(**fields: Any) -> dict[str, Any]:
    """An answer of getWebhookInfo."""
    return {"ok": True, "result": {"url": "", "has_custom_certificate": False, "pending_update_count": 0} | fields}


@pytest.mark.parametrize(
    ("fields", "level", "words"),
    [
        ({"url": "https://elsewhere.example/hook"}, PROBLEM, ["elsewhere.example"]),
        ({"url": ""}, WARNING, ["None is set yet"]),
        ({"url": "OURS"}, OK, ["ours"]),
        ({"url": "OURS", "pending_update_count": 4000}, WARNING, ["4000 updates wait"]),
        ({"url": "OURS", "last_error_message": "SSL error", "age": 60}, WARNING, ["SSL error", "certificate"]),
        ({"url": "OURS", "last_error_message": "SSL error", "age": 86400}, OK, []),
    ],
)
async def test_the_webhook_is_held_against_the_settings(
    clinic: Clinic, fields: dict[str, Any], level: Level, words: list[str]
) -> None:
    """Where PUBLIC_URL is set the webhook has to be ours, delivered to and not far behind."""
    public = "http://127.0.0.1:1"
    ours = f"{public}/{webhook_path(settings_with(telegram_bot_token=clinic.telegram.token, webhook_secret=None))}"
    fields = {name: ours if value == "OURS" else value for name, value in fields.items()}
    if age := fields.pop("age", 0):
        fields["last_error_date"] = int(datetime.now(UTC).timestamp()) - age  # noqa: TID251
    clinic.telegram.faults.add(Fault("/getWebhookInfo$", status=200, body=info(**fields)))
    said(await clinic.visit(PUBLIC_URL=public), "telegram webhook", level, *words)


async def test_another_poller_is_told(clinic: Clinic) -> None:
    """Whoever else polls ends our look, and Telegram's 409 becomes a sentence."""

    async def poll_on() -> None:
        while True:
            async with aiohttp.ClientSession() as http:
                url = f"{clinic.telegram.base_url}{clinic.telegram.token}/getUpdates"
                async with http.post(url, json={"timeout": 30}) as answer:
                    await answer.read()

    other = asyncio.create_task(poll_on())
    report = await clinic.visit(watch=3)
    other.cancel()
    said(report, "telegram polling", PROBLEM, "Another program", "409")


async def test_our_own_poller_is_left_alone(clinic: Clinic) -> None:
    """While a bot on this store polls, the doctor does not stand in its way."""
    store = Store.open(clinic.env["REDIS_URL"], SystemClock())
    assert await RedisInboxStore(store).polling_lease("", 60.0)
    clinic.telegram.faults.add(Fault("/getUpdates$", status=500, times=None))
    said(await clinic.visit(), "telegram polling", OK, "on this store")
    await store.aclose()


# --- Google -------------------------------------------------------------------------------------------------------


async def test_a_grant_that_is_gone_is_told(clinic: Clinic) -> None:
    """A revoked grant leads to `authorize`, and says what a consent screen in Testing does."""
    clinic.google.revoke_grant()
    report = await clinic.visit()
    said(report, "google token", PROBLEM, "calendar-bot authorize", "7 days", "Publish app")
    said(report, "google calendar", SKIPPED)


async def test_a_grant_that_will_end_is_told(clinic: Clinic) -> None:
    """Where Google names the permission's end, the consent screen is in Testing: a warning, with the days left."""
    body = {"access_token": clinic.google.oauth.issue(clinic.google.account), "refresh_token_expires_in": 3 * 86400}
    clinic.google.faults.add(Fault("/token", status=200, body=body))
    said(await clinic.visit(), "google consent", WARNING, "3 days", "Publish app")


async def test_a_wrong_client_is_told(clinic: Clinic) -> None:
    """A secret that does not belong to the client id is named so."""
    said(await clinic.visit(GOOGLE_CLIENT_SECRET="another"), "google token", PROBLEM, "client id", "secret")


@pytest.mark.parametrize(
    ("scopes", "level", "words"),
    [
        (["calendar.freebusy"], PROBLEM, ["calendar.events", "ticked"]),
        (["calendar.events"], WARNING, ["calendar.freebusy", "ticked"]),
        (["calendar"], OK, []),
    ],
)
async def test_the_scopes_that_were_granted_are_judged(
    clinic: Clinic, scopes: list[str], level: Level, words: list[str]
) -> None:
    """What is missing is named; the full calendar scope covers everything."""
    clinic.google.account.scopes[:] = [f"https://www.googleapis.com/auth/{scope}" for scope in scopes]
    said(await clinic.visit(), "google permissions", level, *words)


async def test_a_calendar_that_cannot_be_used_is_told(clinic: Clinic) -> None:
    """Unknown, read only, or in a place with another clock."""
    said(await clinic.visit(CALENDAR_ID="nobody@example.com"), "google calendar", PROBLEM, "CALENDAR_ID")
    clinic.google.add_calendar("team@example.com", "Team", role="reader")
    said(await clinic.visit(CALENDAR_ID="team@example.com"), "google calendar", PROBLEM, "not written", "reader")
    said(await clinic.visit(TIMEZONE="Europe/London"), "google calendar", WARNING, "Europe/London", "Asia/Kuala_Lumpur")
    said(await clinic.visit(TIMEZONE="Asia/Singapore"), "google calendar", OK)


async def test_an_api_that_is_switched_off_is_told(clinic: Clinic) -> None:
    """403 accessNotConfigured leads to the console's library."""
    body = {"error": {"code": 403, "errors": [{"reason": "accessNotConfigured"}], "message": "off"}}
    clinic.google.faults.add(Fault("/events", status=403, body=body))
    said(await clinic.visit(), "google calendar", PROBLEM, "switched off", "Enable")


async def test_googles_own_trouble_is_no_problem_of_ours(clinic: Clinic) -> None:
    """A 503 is a warning: there is nothing to mend here."""
    clinic.google.faults.add(Fault("/token", status=503))
    report = await clinic.visit()
    said(report, "google token", WARNING, "503", "in a while")
    assert report.exit_code == 0


async def test_who_never_answers_is_bounded(clinic: Clinic) -> None:
    """A service that takes a question and is silent costs its own checks, not the others and not for ever."""
    never = asyncio.Event()
    clinic.google.faults.add(Fault("/token", hold_before=never, times=None))
    report = await clinic.visit(patience=4.0)
    never.set()
    said(report, "google", PROBLEM, "no answer within 4 seconds")
    said(report, "telegram token", OK)
    said(report, "redis", OK)


async def test_a_wrong_clock_is_told(clinic: Clinic) -> None:
    """Ten minutes off by Google's Date header is a problem; a minute and less a warning; NTP mends it."""
    for ahead, level in ((600, PROBLEM), (-600, PROBLEM), (20, WARNING)):
        date = format_datetime(datetime.now(UTC) - timedelta(seconds=ahead), usegmt=True)  # noqa: TID251
        clinic.google.faults.add(Fault("/token", headers={"Date": date}))
        report = await clinic.visit()
        said(report, "clock", level, "ahead of Google" if ahead > 0 else "behind Google", "set-ntp")


# --- Redis --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "check", "level", "words"),
    [
        (["--save", ""], "redis persistence", PROBLEM, ["nothing on disk", "appendonly yes"]),
        (["--save", "60 1"], "redis persistence", WARNING, ["snapshots", "appendonly yes"]),
        (["--maxmemory", "50mb", "--maxmemory-policy", "allkeys-lru"], "redis memory", PROBLEM, ["noeviction"]),
        (["--maxmemory-policy", "volatile-ttl"], "redis memory", WARNING, ["noeviction"]),
        (["--maxmemory", "1mb"], "redis memory", WARNING, ["maxmemory"]),
        (["--replicaof", "127.0.0.1 1"], "redis replicas", PROBLEM, ["replica", "primary"]),
        (["--requirepass", "hidden"], "redis", PROBLEM, ["password in REDIS_URL"]),
    ],
)
async def test_a_redis_that_would_lose_promises_is_told(
    clinic: Clinic, options: list[str], check: str, level: Level, words: list[str]
) -> None:
    """Persistence, eviction, role and password of a real server, each wrong in turn."""
    server = clinic.redis("--appendonly", "no", *options) if "hidden" not in options else None
    if server is None:  # the fixture's own readiness check has no password either
        server = clinic.redis()
        async with Redis.from_url(server.url) as redis:
            await redis.config_set("requirepass", "hidden")
    said(await clinic.visit(REDIS_URL=server.url), check, level, *words)


async def test_a_redis_that_is_away_is_told(clinic: Clinic) -> None:
    """Nothing listens at REDIS_URL: a problem, and the url with its password is not repeated."""
    report = await clinic.visit(REDIS_URL="redis://user:hidden@127.0.0.1:1/0")
    said(report, "redis", PROBLEM, "does not answer")
    assert "hidden" not in "".join(report.lines())


async def test_the_kept_token_is_looked_at(clinic: Clinic) -> None:
    """A key that opens nothing any more, a bot that was disconnected, and a grant that Google has ended."""
    store = Store.open(clinic.env["REDIS_URL"], SystemClock())
    seed = seed_of(clinic.google.refresh_token)
    for state, level, word in (
        (GrantState.CONNECTED, OK, "can be opened"),
        (GrantState.DISCONNECTED, PROBLEM, "disconnected"),
        (GrantState.RECONNECT_NEEDED, PROBLEM, "authorize"),
    ):
        grant = Grant(clinic.google.refresh_token, state=state, seed=seed)
        await RedisTokenStore(store, [KEY]).save_tokens(ACCOUNT, grant.to_json(), None)
        said(await clinic.visit(), "kept google token", level, word)
    said(await clinic.visit(TOKEN_ENCRYPTION_KEY=OTHER_KEY), "kept google token", WARNING, "behind the new one")
    said(await clinic.visit(TOKEN_ENCRYPTION_KEY=f"{OTHER_KEY},{KEY}"), "kept google token", PROBLEM, "authorize")
    await RedisPeopleStore(store).save_person(Person(7, 7, ACCOUNT, "en", "Asia/Kuala_Lumpur", (30,)))
    said(await clinic.visit(), "people", OK, "1 person")
    await store.aclose()


async def test_the_embedded_store_is_looked_at_without_being_made(clinic: Clinic) -> None:
    """Without REDIS_URL: folder and server are looked at, and the doctor makes and starts nothing."""
    folder = clinic.folder / "data"
    report = await clinic.visit(REDIS_URL=None, DATA_DIR=str(folder))
    said(report, "data folder", OK, "made at the first start")
    said(report, "embedded redis", OK, "the bot starts it")
    assert not folder.exists()
    folder.mkdir(mode=0o755)
    said(await clinic.visit(REDIS_URL=None, DATA_DIR=str(folder)), "data folder", WARNING, "chmod 700")
    folder.rmdir()
    folder.write_text("not a folder")
    said(await clinic.visit(REDIS_URL=None, DATA_DIR=str(folder)), "data folder", PROBLEM)


# --- the port -----------------------------------------------------------------------------------------------------


async def listen(answers: dict[str, tuple[int, object]]) -> tuple[web.AppRunner, int]:
    """A server with these pages, and its port."""

    async def page(request: web.Request) -> web.Response:
        status, body = answers.get(request.path, (404, {}))
        return web.json_response(body, status=status, headers={"Allow": "POST"} if status == 405 else None)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", page)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    return runner, runner.addresses[0][1]


async def test_port_and_public_address_are_tried(clinic: Clinic) -> None:
    """Our own pages from here and from outside: running, not running, another program, and a proxy that leads away."""
    path = "/" + webhook_path(settings_with(telegram_bot_token=clinic.telegram.token, webhook_secret=None))
    ready = {"ready": True, "state": "serving", "checks": {"store": "ok", "telegram": "conflict"}}
    bot, port = await listen({"/healthz": (200, {"alive": True}), "/readyz": (200, ready)})
    proxy, outside = await listen({path: (405, {})})
    other, taken = await listen({"/healthz": (200, {"fine": True})})
    public = f"http://127.0.0.1:{outside}"

    report = await clinic.visit(PORT=str(port), PUBLIC_URL=public)
    said(report, "port", WARNING, "telegram: conflict")
    said(report, "public address", OK, "webhook answers")
    said(await clinic.visit(PORT=str(port), PUBLIC_URL=f"http://127.0.0.1:{port}"), "public address", OK)
    said(
        await clinic.visit(PORT=str(port), PUBLIC_URL=f"http://127.0.0.1:{taken}"),
        "public address",
        PROBLEM,
        "not this bot",
    )
    said(await clinic.visit(PORT=str(port), PUBLIC_URL="http://127.0.0.1:1"), "public address", PROBLEM, "proxy")
    said(await clinic.visit(PORT="1", PUBLIC_URL="http://127.0.0.1:1"), "public address", WARNING, "Start the bot")
    said(await clinic.visit(PORT=str(taken)), "port", PROBLEM, "Another program")
    said(await clinic.visit(PORT="1"), "port", OK, "does not run")
    for runner in (bot, proxy, other):
        await runner.cleanup()


async def test_a_running_bot_is_found_well_and_not_disturbed(clinic: Clinic) -> None:
    """Beside a bot that serves: its port, its poll and its embedded store are seen, and it goes on answering."""
    (port,) = free_ports(1)
    folder = str(clinic.folder / "data")
    given = {name.lower(): value for name, value in clinic.env.items() if name != "REDIS_URL"}
    given |= {"port": str(port), "data_dir": folder, "telegram_allowed_user_ids": str(OWNER)}
    bot = BotApp(Settings(_env_file=None, **given))  # type: ignore[call-arg, arg-type]
    try:
        await bot.start()
        await bot.tick()
        clinic.alone = False
        report = await clinic.visit(
            REDIS_URL=None, DATA_DIR=folder, PORT=str(port), TELEGRAM_ALLOWED_USER_IDS=str(OWNER)
        )
        assert report.exit_code == 0, "\n".join(report.lines())
        said(report, "embedded redis", OK, "It runs")
        said(report, "redis persistence", OK, "append-only")
        said(report, "telegram polling", OK, "on this store")
        said(report, "kept google token", OK, "can be opened")
        said(report, "people", OK, "1 person")
        assert "The bot runs" in found(report, "port").says
        clinic.telegram.user_says("/list")
        assert await clinic.telegram.changes.wait_for(lambda: bool(clinic.telegram.replies()), 10)
    finally:
        await bot.stop()


# --- how it is told -----------------------------------------------------------------------------------------------


def test_a_report_counts_and_says_where_to_begin() -> None:
    """One line a check, the counts, and the first problem's mend at the end; only problems change the exit code."""
    report = Report(
        [ok("a", "Fine."), warning("b", "Hm.", "Look."), problem("c", "Bad.", "Mend it."), skipped("d", "-")]
    )
    assert report.lines()[-2:] == ["1 problem, 1 warning, 1 fine, 1 not checked.", "Begin with “c”: Mend it."]
    assert report.exit_code == 1
    assert Report([warning("b", "Hm.", "Look.")]).exit_code == 0
    assert found(report, "b").line.startswith("warning  b ")


def test_bad_usage_is_exit_code_2(tmp_path: Path) -> None:
    """A file that is not there or cannot be read as text is said, not passed over."""
    assert "there is no file" in doctor(tmp_path, {}, "--env", "elsewhere").stderr
    assert doctor(tmp_path, {}, "--env", "elsewhere").returncode == 2
    (tmp_path / ".env").write_bytes(b"TIMEZONE=\xff\xfe\n")
    garbled = doctor(tmp_path, {})
    assert (garbled.returncode, garbled.stdout) == (2, "")
    assert "cannot be read" in garbled.stderr
