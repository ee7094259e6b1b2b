"""The metrics: declared once, bounded, true to what is reported, and known to dashboard and alert rules."""

from __future__ import annotations

import ast
import json
import logging
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from prometheus_client.parser import text_string_to_metric_families
from redis.asyncio import Redis

from bot.metrics import METRICS, Kind, LogCounter, Metric, PrometheusObserver, ServiceSampler
from bot.metrics.table import BOOLEAN, ENDPOINTS, ERRORS, OTHER, PREFIX, UNKNOWN
from bot.web import WebServer
from calendar_core.clock import AdjustableClock
from calendar_core.errors import StoreUnavailable
from calendar_core.observe import Observer
from calendar_core.ports import CalendarRef, Checkup, OutboxAction, OutboxEntry
from calendar_core.resilience.limits import READS, WRITES
from calendar_core.store.connection import Store
from calendar_core.store.events import RedisEventStore
from calendar_core.store.inbox import RedisInboxStore
from calendar_core.store.outbox import RedisOutboxStore
from calendar_core.store.reminders import RedisReminderStore
from calendar_core.store.watch import RedisWatchStore
from tests.store.makers import CHAT, REF, batch, event, rows

ROOT = Path(__file__).parent.parent.parent
DASHBOARD = ROOT / "deploy" / "grafana" / "calendar-bot.json"
RULES = ROOT / "deploy" / "prometheus" / "alerts.yml"
FED_BY = {"count": {Kind.COUNTER}, "duration": {Kind.HISTOGRAM, Kind.COUNTER}, "level": {Kind.GAUGE}}

NOT_YET_REPORTED = {"cache.read", "reminder.repeated"}
"""Declared for the dashboard's sake before the code reports them; whoever reports one takes it out here."""


def samples(observer: PrometheusObserver) -> dict[str, float]:
    """Every series by its name and labels, such as `x_total{a="b"}`."""
    found = {}
    for family in text_string_to_metric_families(observer.exposition()[0].decode()):
        for sample in family.samples:
            labels = ",".join(f'{name}="{value}"' for name, value in sorted(sample.labels.items()))
            found[f"{sample.name}{{{labels}}}" if labels else sample.name] = sample.value
    return found


# --- the table ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.name)
def test_every_metric_says_what_it_is(metric: Metric) -> None:
    """Each has its help, a unit that its name ends in, and labels from closed sets that name nobody."""
    assert metric.help.endswith(".")
    assert re.fullmatch(r"[a-z][a-z_]+", metric.name)
    assert metric.unit == BOOLEAN or metric.name.endswith(f"_{metric.unit}")
    assert (metric.kind is Kind.HISTOGRAM) == bool(metric.buckets)
    assert list(metric.buckets) == sorted(set(metric.buckets))
    assert set(metric.labels) <= {"endpoint", "outcome", "kind", "verdict", "scope", "error", "route", "status"} | {
        "check",
        "level",
    }
    assert all(values for values in metric.labels.values())


def test_the_number_of_series_is_bounded() -> None:
    """All label combinations of all metrics together stay a small load for any Prometheus."""
    names = [metric.name for metric in METRICS]
    assert len(names) == len(set(names))
    assert sum(metric.series * (len(metric.buckets) + 3 if metric.buckets else 1) for metric in METRICS) < 3000


def test_the_endpoints_are_those_of_the_limiter() -> None:
    """An endpoint that is new in the core is not silently told as "other"."""
    assert ENDPOINTS == READS | WRITES


def _reports() -> Iterator[tuple[str, str, set[str], str]]:
    """Each place in the code that reports: the method, the name (a prefix ends in *), the labels, the file."""
    for folder in ("calendar_core", "bot"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or not node.args:
                    continue
                holder = node.func.value
                named = getattr(holder, "attr", getattr(holder, "id", ""))
                if node.func.attr not in FED_BY or not named.endswith("observer"):
                    continue
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    name = first.value
                else:
                    assert isinstance(first, ast.JoinedStr), f"{path}: the name of a metric has to be readable"
                    start = first.values[0]
                    assert isinstance(start, ast.Constant) and isinstance(start.value, str)
                    name = start.value + "*"
                labels = {keyword.arg or "" for keyword in node.keywords}
                yield node.func.attr, name, labels, str(path.relative_to(ROOT))


def _heard(name: str) -> list[Metric]:
    if name.endswith("*"):
        return [metric for metric in METRICS if metric.heard.startswith(name[:-1])]
    return [metric for metric in METRICS if metric.heard == name]


@pytest.mark.parametrize("report", list(_reports()), ids=lambda report: f"{report[3]}:{report[1]}")
def test_what_the_code_reports_is_declared(report: tuple[str, str, set[str], str]) -> None:
    """Each report has a metric of the right kind, and brings every label that the metric declares."""
    method, name, labels, _ = report
    metrics = _heard(name)
    assert metrics, "no metric hears this name"
    assert {metric.kind for metric in metrics} <= FED_BY[method]
    for metric in metrics:
        assert set(metric.labels) <= labels


def test_what_is_declared_is_reported() -> None:
    """No metric stands on the dashboard that nothing feeds."""
    fed = {metric.heard for _, name, _, _ in _reports() for metric in _heard(name)}
    assert {metric.heard for metric in METRICS} - fed - {UNKNOWN} == set()


# --- the observer ---------------------------------------------------------------------------------------------------


def test_importing_the_metrics_is_light() -> None:
    """prometheus-client is loaded when an observer is made, not before: a bot without a port starts without it."""
    code = "import sys, bot.metrics; print('prometheus_client' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "False"


def test_reports_become_series() -> None:
    """A count, a duration and a level arrive under their names, the duration also in the counter beside it."""
    observer = PrometheusObserver()
    observer.count("telegram.sent")
    observer.count("telegram.sent", 2)
    observer.duration("google.call", 0.3, endpoint="event_list", outcome="ok")
    observer.level("outbox.waiting", 4)
    found = samples(observer)
    assert found["calendar_bot_telegram_messages_total"] == 3
    assert found['calendar_bot_google_call_duration_seconds_sum{endpoint="event_list"}'] == 0.3
    assert found['calendar_bot_google_calls_total{endpoint="event_list",outcome="ok"}'] == 1
    assert found["calendar_bot_outbox_writes"] == 4


def test_what_is_not_measured_yet_is_not_zero() -> None:
    """A level that nobody has looked up is no number, so no alert and no person takes it for 0."""
    age = samples(PrometheusObserver())["calendar_bot_sync_last_success_age_seconds"]
    assert age != age


def test_the_process_is_told() -> None:
    """CPU, memory and open files are among the figures."""
    assert {"process_cpu_seconds_total", "process_resident_memory_bytes", "process_open_fds"} <= set(
        samples(PrometheusObserver())
    )


def test_a_strange_label_is_other() -> None:
    """A label value outside its set, or missing, never makes a series of its own: no title or id can get in."""
    observer = PrometheusObserver()
    observer.duration("google.call", 1.0, endpoint="dentist with Aminah", outcome="a@b.example")
    observer.duration("google.call", 1.0)
    assert samples(observer)[f'calendar_bot_google_calls_total{{endpoint="{OTHER}",outcome="{OTHER}"}}'] == 2
    assert b"Aminah" not in observer.exposition()[0]


def test_a_strange_report_is_counted_and_said_once(caplog: pytest.LogCaptureFixture) -> None:
    """A name nobody declared, or one reported in a way that its metric is not fed by, is a number and one line."""
    observer = PrometheusObserver()
    for _ in range(5):
        observer.count("no.such.name")
    observer.duration("telegram.sent", 1.0)
    observer.level("google.call", 1.0)
    observer.count("google.call")
    observer.count("telegram.sent", -1)
    assert samples(observer)["calendar_bot_unknown_observations_total"] == 9
    assert len([record for record in caplog.records if record.message == "metric_not_declared"]) == 3


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["count", "duration", "level"]),
            st.sampled_from([metric.heard for metric in METRICS]) | st.text(),
            st.floats(),
            st.dictionaries(st.sampled_from(["endpoint", "outcome", "kind", "error"]), st.text()),
        ),
        max_size=20,
    )
)
def test_no_report_raises(reports: list[tuple[str, str, float, dict[str, str]]]) -> None:
    """Whatever is reported, the observer does not raise, and what it tells can be read and stays bounded."""
    observer = PrometheusObserver()
    before = len(observer.exposition()[0])
    for method, name, value, labels in reports:
        getattr(observer, method)(name, value, **labels)
    samples(observer)
    assert len(observer.exposition()[0]) < before + 20 * 5000


def test_an_accept_header_chooses_the_format() -> None:
    """A Prometheus that asks for OpenMetrics gets it, with every unit; the old text format is for all others."""
    observer = PrometheusObserver()
    body, content_type = observer.exposition("application/openmetrics-text; version=1.0.0")
    assert content_type.startswith("application/openmetrics-text")
    told = dict(re.findall(r"^# UNIT (\S+) (\S+)$", body.decode(), re.MULTILINE))
    units = {metric.full_name: metric.unit for metric in METRICS if metric.unit != BOOLEAN}
    assert units.items() <= told.items()
    assert observer.exposition()[1].startswith("text/plain; version=0.0.4")


def test_errors_are_counted_where_they_are_logged() -> None:
    """Warnings and errors are counted by level and kind; an ordinary line is not, and no text is kept."""
    observer = PrometheusObserver()
    log = logging.Logger("test")
    log.addHandler(LogCounter(observer))
    log.info("fine")
    log.info("request_refused", extra={"error": "NotFound"})
    log.warning("telegram does not answer")
    try:
        raise StoreUnavailable("a title that nobody may see")
    except StoreUnavailable:
        log.exception("update_failed")
    found = samples(observer)
    counted = {series: value for series, value in found.items() if "log_records" in series and value}
    assert counted == {
        'calendar_bot_log_records_total{error="NotFound",level="info"}': 1,
        'calendar_bot_log_records_total{error="none",level="warning"}': 1,
        'calendar_bot_log_records_total{error="StoreUnavailable",level="error"}': 1,
    }
    assert "StoreUnavailable" in ERRORS
    assert b"title" not in observer.exposition()[0]


# --- what is looked up ----------------------------------------------------------------------------------------------


def sampler(store: Store, clock: AdjustableClock, observer: Observer) -> ServiceSampler:
    async def circuit_delay(endpoint: str) -> float:
        return 120.0 if endpoint == "event_list" else 0.0

    async def calendars() -> tuple[CalendarRef, ...]:
        return (REF, CalendarRef(REF.account_id, "never looked at"))

    async def disk_free() -> int:
        return 10**9

    return ServiceSampler(
        REF.account_id,
        calendars=calendars,
        events=RedisEventStore(store),
        reminders=RedisReminderStore(store),
        outbox=RedisOutboxStore(store),
        inbox=RedisInboxStore(store),
        book=RedisWatchStore(store),
        circuit_delay=circuit_delay,
        drift=lambda: -12.0,
        disk_free=disk_free,
        clock=clock,
        observer=observer,
    )


async def test_levels_come_from_the_store(redis: Redis, clock: AdjustableClock) -> None:
    """What waits, how old it is, how far the sync and the breakers are: looked up in a real Redis."""
    store, observer, now = Store(redis, clock), PrometheusObserver(), clock.now()
    events = RedisEventStore(store)
    soon = event("soon", now + timedelta(minutes=31))
    window = (now - timedelta(days=7), now + timedelta(days=60))
    await events.apply_batch(REF, batch(await events.sync_state(REF), window, [soon], now=now, full=True))
    (row,) = rows([soon], now, [CHAT])
    await RedisInboxStore(store).put(1, "7", b"{}")
    entry = OutboxEntry("o1", REF, OutboxAction.DELETE, "soon", 7, now)
    await RedisOutboxStore(store).put(entry, now)
    await RedisWatchStore(store).save_checkup(REF.account_id, Checkup(now, 1, 0, "in_step"))
    clock.advance(300)
    await sampler(store, clock, observer).sample()
    found = samples(observer)
    assert found["calendar_bot_inbox_updates"] == 1
    assert found["calendar_bot_inbox_parked_updates"] == 0
    assert found["calendar_bot_outbox_writes"] == 1
    assert found["calendar_bot_cache_events"] == 1
    assert found["calendar_bot_sync_consecutive_failures"] == 0
    assert 299 < found["calendar_bot_outbox_oldest_age_seconds"] < 310
    assert 299 < found["calendar_bot_sync_last_success_age_seconds"] < 310
    overdue = (clock.now() - row.time).total_seconds()
    assert abs(found["calendar_bot_reminder_overdue_seconds"] - overdue) < 5
    assert found['calendar_bot_breaker_pause_seconds{endpoint="event_list"}'] == 120
    assert found['calendar_bot_breaker_pause_seconds{endpoint="event_get"}'] == 0
    assert found["calendar_bot_store_round_trip_seconds_count"] == 1
    assert 299 < found["calendar_bot_consistency_last_checkup_age_seconds"] < 310
    assert found["calendar_bot_clock_drift_seconds"] == -12
    assert found["calendar_bot_store_disk_free_bytes"] == 10**9


async def test_the_page_stands_while_the_store_is_away(clock: AdjustableClock) -> None:
    """With the store away /metrics still answers, names the store unwell, and asks no more than once a second."""
    observer, looks = PrometheusObserver(), []

    async def away() -> str:
        looks.append(1)
        raise StoreUnavailable

    async def sample() -> None:
        await away()

    server = WebServer(0, clock, host="127.0.0.1", observer=observer)
    server.add_check("store", away, needed=True)
    server.expose(observer.exposition, sample)
    await server.start()
    try:
        async with aiohttp.ClientSession() as http, http.get(f"http://127.0.0.1:{server.port}/metrics") as answer:
            assert answer.status == 200
            assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
            assert 'calendar_bot_health_check_passing{check="store"} 0.0' in await answer.text()
    finally:
        await server.stop()
    assert len(looks) == 2
    assert samples(observer)['calendar_bot_http_requests_total{route="metrics",status="200"}'] == 1


# --- dashboard and alert rules --------------------------------------------------------------------------------------


def _told() -> dict[str, set[str]]:
    """Every name that /metrics can tell, with the labels it may carry."""
    found: dict[str, set[str]] = {}
    for family in text_string_to_metric_families(PrometheusObserver().exposition()[0].decode()):
        for sample in family.samples:
            found[sample.name] = set(sample.labels)
    suffixes = {Kind.COUNTER: ["_total"], Kind.GAUGE: [""], Kind.HISTOGRAM: ["_bucket", "_count", "_sum"]}
    for metric in METRICS:
        for suffix in suffixes[metric.kind]:
            found[metric.full_name + suffix] = set(metric.labels) | ({"le"} if suffix == "_bucket" else set())
    return found


def _expressions(file: Path) -> list[str]:
    text = file.read_text("utf-8")
    if file.suffix == ".json":
        return [target["expr"] for panel in json.loads(text)["panels"] for target in panel.get("targets", [])]
    # Each rule has its expression in one line, or in the indented lines after `|`.
    found = re.findall(r"^( +)expr: (?:\|\n((?:\1  .*\n)+)|(.*)\n)", text, re.MULTILINE)
    assert len(found) == text.count("expr:")
    return [block or line for _, block, line in found]


@pytest.mark.parametrize("file", [DASHBOARD, RULES], ids=lambda file: file.name)
def test_dashboard_and_rules_name_only_what_there_is(file: Path) -> None:
    """Each name and each label of each expression is one that /metrics tells."""
    told, given_by_prometheus = _told(), {"job", "instance"}
    expressions = _expressions(file)
    assert len(expressions) > 10
    for expression in expressions:
        names = re.findall(r"\b(?:calendar_bot|process|python)_\w+", expression)
        assert names or "up{" in expression, expression
        for name in names:
            assert name in told, f"{name} in {expression}"
        known = set().union(*(told[name] for name in names), given_by_prometheus)
        matched = re.findall(r"[{,]\s*(\w+)\s*(?:=~|!~|!=|=)", expression)
        grouped = [label for group in re.findall(r"\bby \(([^)]*)\)", expression) for label in group.split(", ")]
        assert set(matched) | set(grouped) <= known, expression


def test_matched_values_are_possible() -> None:
    """Rules and dashboard match only label values that can come, so that none waits for what never happens."""
    values: dict[str, set[str]] = {}
    for metric in METRICS:
        for name, possible in metric.labels.items():
            values.setdefault(name, set()).update(possible)
    for expression in [*_expressions(RULES), *_expressions(DASHBOARD)]:
        for name, value in re.findall(r"(\w+)(?:=~|!~|!=|=)\"([^\"$]*)\"", expression):
            if name != "job":
                assert set(value.split("|")) <= values[name], expression


def test_every_alert_says_what_to_do() -> None:
    """Each rule has a severity, a summary and a description that are sentences."""
    text = RULES.read_text("utf-8")
    rules = re.split(r"^ +- alert: ", text, flags=re.MULTILINE)[1:]
    assert len({rule.split("\n")[0] for rule in rules}) == len(rules)
    for rule in rules:
        assert re.search(r"labels: \{severity: (warning|critical)\}", rule), rule
        assert re.search(r"summary: .+\.\"?\n", rule), rule
        assert re.search(r"description: .+\.\n", rule), rule


@pytest.mark.skipif(shutil.which("promtool") is None, reason="promtool is not installed (Debian: prometheus)")
@pytest.mark.parametrize("what", ["rules", "metrics"])
def test_promtool_agrees(what: str) -> None:
    """Prometheus' own checker finds no fault in the rules or in the page."""
    arguments: list[Any] = ["promtool", "check", what, *([RULES] if what == "rules" else [])]
    body = PrometheusObserver().exposition()[0] if what == "metrics" else None
    said = subprocess.run(arguments, input=body, capture_output=True, check=False)
    assert said.returncode == 0, said.stdout + said.stderr


def test_no_metric_repeats_the_prefix() -> None:
    """Names are told under one prefix, once."""
    assert not any(metric.name.startswith(PREFIX) for metric in METRICS)
