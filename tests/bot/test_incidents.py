"""When an incident begins, is told and is over: decided without waiting, from what one look finds."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.health.incidents import PATIENCE, Look, Trouble, after, end_of, is_to_be_told, look_at
from bot.metrics.table import INCIDENTS
from calendar_core.ports import CalendarRef, Incident, NoticeKind, OutboxAction, OutboxEntry, SyncState

NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
WELL = Look(NOW, well_at=NOW)


def failing(error: str, failures: int = 3, synced_at: datetime | None = NOW - HOUR) -> SyncState:
    return SyncState(synced_at=synced_at, failures=failures, last_error=error)


def kept(error: str) -> OutboxEntry:
    ref = CalendarRef("main", "primary")
    return OutboxEntry("o", ref, OutboxAction.DELETE, "e", 7, NOW, last_error=error)


def seen(kind: NoticeKind, now: datetime = NOW) -> Look:
    return Look(now, {kind: Trouble("OutageError")})


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        ("ReconnectNeeded", NoticeKind.RECONNECT_NEEDED),
        ("NotConnected", NoticeKind.RECONNECT_NEEDED),
        ("MissingScope", NoticeKind.PERMISSION_MISSING),
        ("QuotaExceeded", NoticeKind.QUOTA_SPENT),
        ("OutageError", NoticeKind.SYNC_FAILING),
        ("NotFound", NoticeKind.SYNC_FAILING),
    ],
)
def test_an_error_is_told_as_what_people_can_do_about_it(error: str, kind: NoticeKind) -> None:
    """Each failure of a sync is one kind of incident, and keeps its reason."""
    troubles = look_at(NOW, [failing(error)], []).troubles
    assert {name: trouble.reason for name, trouble in troubles.items()} == {kind: error}


def test_a_kept_write_shows_what_a_sync_does_not() -> None:
    """Where reading works and writing does not, what waits for Google tells why."""
    assert set(look_at(NOW, [SyncState(synced_at=NOW)], [kept("QuotaExceeded")]).troubles) == {NoticeKind.QUOTA_SPENT}
    assert look_at(NOW, [SyncState(synced_at=NOW)], [kept("OutageError")]).troubles == {}


def test_a_blip_is_nothing() -> None:
    """One or two failed syncs, however long ago the last good one was, are no incident."""
    assert look_at(NOW, [failing("OutageError", failures=2, synced_at=NOW - 9 * HOUR)], []).troubles == {}


def test_the_worst_calendar_counts() -> None:
    """Of several calendars the one that was out of step for longest tells since when; none is well until all are."""
    look = look_at(NOW, [SyncState(synced_at=NOW), failing("OutageError", synced_at=NOW - 2 * HOUR)], [])
    assert look.troubles[NoticeKind.SYNC_FAILING].since == NOW - 2 * HOUR
    assert look.well_at is None
    assert look_at(NOW, [SyncState(synced_at=NOW), SyncState(synced_at=NOW - MINUTE)], []).well_at == NOW - MINUTE
    assert look_at(NOW, [SyncState(synced_at=NOW), SyncState()], []).well_at is None


@pytest.mark.parametrize("kind", list(PATIENCE))
def test_each_kind_has_its_patience(kind: NoticeKind) -> None:
    """Nobody is disturbed before an incident has lasted as long as its kind is given."""
    (begun,) = after((), seen(kind))
    assert is_to_be_told(begun, NOW + PATIENCE[kind])
    if PATIENCE[kind]:
        assert not is_to_be_told(begun, NOW + PATIENCE[kind] - timedelta(seconds=1))


def test_what_goes_on_is_not_told_again() -> None:
    """Whoever has heard stays told, and it began when it began."""
    told = replace(after((), seen(NoticeKind.QUOTA_SPENT))[0], told=frozenset({7}))
    assert after((told,), seen(NoticeKind.QUOTA_SPENT, NOW + HOUR)) == (told,)


def test_only_younger_evidence_ends_it() -> None:
    """A sync that went well before it began says nothing; one after it ends it."""
    incident = Incident(NoticeKind.RECONNECT_NEEDED, NOW, told=frozenset({7}))
    assert after((incident,), Look(NOW, well_at=NOW - MINUTE)) == (incident,)
    assert after((incident,), Look(NOW, well_at=None)) == (incident,)
    assert after((incident,), Look(NOW, well_at=NOW + MINUTE)) == (replace(incident, over=True),)


def test_what_nobody_heard_of_ends_in_silence() -> None:
    """An incident that was over before anybody was told is forgotten."""
    assert after((Incident(NoticeKind.SYNC_FAILING, NOW - MINUTE),), WELL) == ()


def test_it_can_begin_again() -> None:
    """An incident whose end is not yet told to everybody and that begins anew is told to those who believe it over."""
    ending = Incident(NoticeKind.QUOTA_SPENT, NOW - HOUR, told=frozenset({7}), over=True)
    (again,) = after((ending,), seen(NoticeKind.QUOTA_SPENT))
    assert (again.over, again.told) == (False, frozenset({7}))


def test_a_known_cause_says_more_than_that_it_fails() -> None:
    """That reading fails is not told beside "reconnect", unless it was told before the cause was known."""
    quiet = Incident(NoticeKind.SYNC_FAILING, NOW - 2 * HOUR)
    assert {one.kind for one in after((quiet,), seen(NoticeKind.RECONNECT_NEEDED))} == {NoticeKind.RECONNECT_NEEDED}
    told = replace(quiet, told=frozenset({7}))
    assert told in after((told,), seen(NoticeKind.RECONNECT_NEEDED))


def test_what_was_lost_is_told_although_all_is_well_again() -> None:
    """A store that was filled again within a second still lost what people asked for; it never "comes back"."""
    lost = Incident(NoticeKind.STORE_LOST, NOW - MINUTE)
    assert after((lost,), WELL) == (lost,)
    assert after((replace(lost, told=frozenset({7})),), WELL) == ()
    assert after((replace(lost, since=NOW - timedelta(days=2)),), WELL) == ()


def test_the_end_of_several_is_one_message() -> None:
    """Who heard of two incidents that end together hears of one end, counted from the earlier."""
    quota = Incident(NoticeKind.QUOTA_SPENT, NOW - HOUR, told=frozenset({7, 8}), over=True)
    away = Incident(NoticeKind.STORE_AWAY, NOW - 2 * HOUR, told=frozenset({8, 9}), over=True)
    assert end_of([quota, away, Incident(NoticeKind.SYNC_FAILING, NOW, told=frozenset({10}))]) == {
        7: (NoticeKind.BACK_AGAIN, NOW - HOUR),
        8: (NoticeKind.BACK_AGAIN, NOW - 2 * HOUR),
        9: (NoticeKind.STORE_BACK, NOW - 2 * HOUR),
    }


def test_every_kind_is_counted() -> None:
    """The metric knows each kind of incident, so that none is told as "other"."""
    assert {kind.value for kind in PATIENCE} == INCIDENTS


looks = st.tuples(
    st.sets(st.sampled_from([kind for kind in PATIENCE if kind is not NoticeKind.STORE_LOST])),
    st.booleans(),
    st.integers(1, 90),
)


@given(st.lists(looks, max_size=30))
def test_nobody_hears_twice_without_an_end_between(story: list[tuple[set[NoticeKind], bool, int]]) -> None:
    """Whatever comes and goes, a person hears of a kind, then of its end, then perhaps of the kind again."""
    now, incidents, heard = NOW, (), set[NoticeKind]()
    for kinds, well, minutes in story:
        now += timedelta(minutes=minutes)
        look = Look(now, {kind: Trouble() for kind in kinds}, now if well and not kinds else None)
        standing = list[Incident]()
        for incident in after(incidents, look):
            if is_to_be_told(incident, now) and 7 not in incident.told:
                assert incident.kind not in heard
                heard.add(incident.kind)
                incident = replace(incident, told=frozenset({7}))
            if incident.over:
                assert incident.kind in heard
                heard.discard(incident.kind)
            else:
                standing.append(incident)
        incidents = tuple(standing)
    assert heard == {incident.kind for incident in incidents if incident.told}
