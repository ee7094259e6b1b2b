"""What the channels of a calendar need, when a failed try is repeated, and which messages are genuine: pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendar_core.domain import Changes
from calendar_core.errors import (
    AttemptTimeout,
    BadRequest,
    CalendarError,
    CircuitOpenError,
    ConnectFailed,
    ConnectionLost,
    DeadlineExceeded,
    NotConnected,
    PermissionDenied,
    ReconnectNeeded,
    Throttled,
)
from calendar_core.ports import CalendarRef, Channel, ChannelBook, SyncState
from calendar_core.sync.channel_plan import (
    MESSAGE_HEADERS,
    NUMBER_HEADER,
    ChannelPolicy,
    PushMessage,
    digest_of,
    failure_word,
    is_genuine,
    may_be_open,
    message_in,
    plan_of,
    try_after,
)
from calendar_core.sync.decisions import SyncPolicy, is_missed_by_push, period_of, push_is_alive
from tests.store.makers import event

NOW = datetime(2026, 11, 21, 4, tzinfo=UTC)
HERE, ELSEWHERE = "https://bot.example/google/push", "https://old.example/google/push"
POLICY = ChannelPolicy()
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


def channel(name: str = "a", age: timedelta = DAY, life: timedelta = 7 * DAY, **fields: object) -> Channel:
    """A channel that was opened here so long ago, and heard, unless told otherwise."""
    made = NOW - age
    known = {"resource_id": "r", "heard_at": made, "address": HERE, "digest": digest_of("secret")} | fields
    return Channel(id=name, ref=CalendarRef("main", "primary"), made_at=made, expires=made + life, **known)  # type: ignore[arg-type]


def book(*channels: Channel, **fields: object) -> ChannelBook:
    return ChannelBook(channels, **fields)  # type: ignore[arg-type]


def test_nothing_open_means_open_one() -> None:
    """A calendar without a channel gets one at once, and not while it is too early for the next try."""
    assert plan_of(book(), HERE, NOW, POLICY).open_one
    waiting = plan_of(book(failures=1, try_at=NOW + MINUTE), HERE, NOW, POLICY)
    assert not waiting.open_one
    assert waiting.next_at == NOW + MINUTE


def test_a_living_channel_is_left_alone_until_four_fifths_of_its_life() -> None:
    """Up to 80 % nothing is done; from then on one more is opened, and nothing is stopped yet."""
    plan = plan_of(book(channel(age=5 * DAY)), HERE, NOW, POLICY)
    assert (plan.open_one, plan.close, plan.drop) == (False, (), ())
    assert plan.next_at == NOW + 0.6 * DAY
    late = plan_of(book(channel(age=5.7 * DAY)), HERE, NOW, POLICY)
    assert (late.open_one, late.close) == (True, ())


def test_the_old_channel_is_stopped_when_the_new_one_was_heard() -> None:
    """Not before: until the new one has proven to work, the old one is what tells."""
    old, new = channel("old", 6 * DAY), channel("new", MINUTE)
    unheard = replace(new, heard_at=None)
    assert plan_of(book(old, unheard), HERE, NOW, POLICY).close == ()
    assert plan_of(book(old, new), HERE, NOW, POLICY).close == (old,)


def test_a_channel_to_another_address_gives_way() -> None:
    """It tells nobody here: a new one is opened at once and the old one stopped as soon as there is a new one."""
    old, new = channel("old", address=ELSEWHERE), channel("new", MINUTE, heard_at=None)
    assert plan_of(book(old), HERE, NOW, POLICY).open_one
    assert plan_of(book(old, new), HERE, NOW, POLICY).close == (old,)


def test_without_an_address_everything_is_stopped() -> None:
    """What is open is stopped, what was only asked for is forgotten, and there is nothing to look after."""
    plan = plan_of(book(channel("a"), channel("b", resource_id="")), "", NOW, POLICY)
    assert ([one.id for one in plan.close], [one.id for one in plan.drop], plan.next_at) == (["a"], ["b"], None)
    assert not plan.open_one


def test_what_was_asked_for_is_waited_for_a_while() -> None:
    """While an answer may come no second channel is asked for; after that what was asked for is forgotten."""
    fresh, lost = channel("f", MINUTE, resource_id=""), channel("l", 3 * MINUTE, resource_id="")
    assert not plan_of(book(fresh), HERE, NOW, POLICY).open_one
    plan = plan_of(book(lost), HERE, NOW, POLICY)
    assert (plan.open_one, plan.drop) == (True, (lost,))


def test_a_channel_that_was_never_heard_is_silent_after_a_while() -> None:
    """Not at once, for its first message may be on its way."""
    assert not plan_of(book(channel(age=MINUTE, heard_at=None)), HERE, NOW, POLICY).silent
    assert plan_of(book(channel(age=3 * MINUTE, heard_at=None)), HERE, NOW, POLICY).silent
    assert not plan_of(book(channel(age=3 * MINUTE)), HERE, NOW, POLICY).silent


def test_what_has_ended_is_forgotten() -> None:
    """An ended channel is neither stopped nor counted."""
    ended = channel(age=8 * DAY)
    plan = plan_of(book(ended), HERE, NOW, POLICY)
    assert (plan.open_one, plan.close, plan.drop) == (True, (), (ended,))


@given(
    st.lists(
        st.tuples(st.floats(0, 9), st.floats(0.1, 8), st.booleans(), st.booleans(), st.sampled_from([HERE, ELSEWHERE])),
        max_size=4,
    ),
    st.sampled_from([HERE, ""]),
    st.none() | st.floats(-1, 1),
)
def test_a_plan_never_leaves_a_calendar_without_what_works(
    given_channels: list[tuple[float, float, bool, bool, str]], address: str, try_in: float | None
) -> None:
    """Whatever is open: the newest channel that leads here is never stopped, what is stopped lives, what is forgotten
    does not, and there is a time to look again, in the future."""
    made = [
        channel(f"c{number}", age * DAY, life * DAY, address=to, **({} if known else {"resource_id": ""}))
        for number, (age, life, known, _, to) in enumerate(given_channels)
    ]
    heard = [one if flag[3] else replace(one, heard_at=None) for one, flag in zip(made, given_channels, strict=True)]
    ordered = sorted(heard, key=lambda one: one.made_at)
    try_at = None if try_in is None else NOW + try_in * DAY
    plan = plan_of(book(*ordered, try_at=try_at), address, NOW, POLICY)
    assert not set(plan.close) & set(plan.drop)
    assert all(one.expires > NOW and one.resource_id for one in plan.close)
    if not address:
        assert {*plan.close, *plan.drop} == set(ordered)
        return
    working = [one for one in ordered if one.expires > NOW and one.resource_id and one.address == address]
    if working:
        assert working[-1] not in plan.close
    assert plan.open_one or working or plan.next_at is not None
    assert plan.next_at is not None
    assert plan.next_at > NOW


# --- tries that fail ------------------------------------------------------------------------------------------------


def test_tries_are_farther_and_farther_apart() -> None:
    """About a minute, then doubling to an hour; a throttle's own time counts; no grant costs no request."""
    pauses = [try_after(BadRequest(), n, NOW, POLICY, 0.5) - NOW for n in range(1, 12)]
    assert pauses[0] == MINUTE
    assert pauses == sorted(pauses)
    assert pauses[-1] == POLICY.longest_pause
    assert try_after(Throttled(retry_after=900), 1, NOW, POLICY, 0.5) >= NOW + 15 * MINUTE
    assert try_after(ReconnectNeeded(), 9, NOW, POLICY, 0.5) == NOW + POLICY.without_grant


@pytest.mark.parametrize(
    ("error", "may"),
    [
        (ConnectionLost(), True),
        (AttemptTimeout(), True),
        (DeadlineExceeded(), True),
        (ConnectFailed(), False),
        (BadRequest(), False),
        (PermissionDenied(), False),
        (CircuitOpenError(), False),
        (NotConnected(), False),
    ],
)
def test_only_a_lost_answer_may_hide_an_open_channel(error: CalendarError, may: bool) -> None:
    """A refusal, or what was never sent, has opened nothing."""
    assert may_be_open(error) is may


def test_a_failure_is_told_by_google_s_word_or_by_its_class() -> None:
    """Never by a text that could carry an address."""
    assert failure_word(BadRequest(reason="push.webhookUrlNotHttps")) == "push.webhookUrlNotHttps"
    assert failure_word(BadRequest(reason="see https://example.com")) == "BadRequest"
    assert failure_word(ConnectFailed()) == "ConnectFailed"


# --- messages -------------------------------------------------------------------------------------------------------

HEADERS = dict(zip(MESSAGE_HEADERS, (["a"], ["secret"], ["r"], ["exists"]), strict=True)) | {NUMBER_HEADER: ["7"]}


def test_a_message_is_its_headers() -> None:
    """Id, secret, resource, state and number; a number that says nothing is none."""
    assert message_in(HEADERS) == PushMessage("a", "secret", "r", "exists", 7)
    for odd in ([], ["x"], ["-3"], ["1"], ["9" * 40], ["٣"]):
        found = message_in(HEADERS | {NUMBER_HEADER: odd})
        assert found is not None
        assert found.number == 0


@pytest.mark.parametrize("name", MESSAGE_HEADERS)
@pytest.mark.parametrize("wrong", [[], [""], ["a", "a"], ["x" * 10_000], ["ä€\udc80 {s00}"]])
def test_a_message_with_a_wrong_header_is_none_or_not_genuine(name: str, wrong: list[str]) -> None:
    """Missing, empty, said twice, far too long or of strange letters: nothing comes of it, and nothing breaks."""
    message = message_in(HEADERS | {name: wrong})
    assert message is None or not is_genuine(message, channel(), NOW)


def test_a_message_is_genuine_by_secret_resource_and_life() -> None:
    """Each of the three counts; a resource that is not known yet cannot be wrong."""
    message = message_in(HEADERS)
    assert message is not None
    assert is_genuine(message, channel(), NOW)
    assert is_genuine(message, channel(resource_id=""), NOW)
    assert not is_genuine(message, channel(digest=digest_of("Secret")), NOW)
    assert not is_genuine(message, channel(resource_id="other"), NOW)
    assert not is_genuine(message, channel(), NOW + 8 * DAY)


# --- what it means for polling --------------------------------------------------------------------------------------

ALIVE = SyncState(began_at=NOW - MINUTE, push_heard_at=NOW, push_until=NOW + 2 * DAY)
SYNC = SyncPolicy()


def test_push_is_proven_by_what_was_heard() -> None:
    """By a message of a channel that has not ended, and only until a run finds what no message had told."""
    assert push_is_alive(ALIVE, NOW)
    assert not push_is_alive(SyncState(), NOW)
    assert not push_is_alive(ALIVE, NOW + 3 * DAY)
    assert not push_is_alive(replace(ALIVE, push_missed_at=NOW), NOW)
    assert push_is_alive(replace(ALIVE, push_missed_at=NOW - MINUTE), NOW)


def test_the_period_stretches_only_while_push_is_proven() -> None:
    """300 s without proof, half an hour with it, no longer than the channel lives, never below what the quota asks."""
    five, ten = SYNC.period, 2 * SYNC.period
    assert period_of(SyncState(), five, NOW, SYNC, pushed=True) == five
    assert period_of(ALIVE, five, NOW, SYNC, pushed=False) == five
    assert period_of(ALIVE, five, NOW, SYNC, pushed=True) == SYNC.longest
    ending = replace(ALIVE, push_until=NOW + 10 * MINUTE)
    assert period_of(ending, five, NOW, SYNC, pushed=True) == 10 * MINUTE
    assert period_of(replace(ALIVE, push_until=NOW + MINUTE), ten, NOW, SYNC, pushed=True) == ten


def test_a_change_that_nobody_told_is_noticed() -> None:
    """A run that finds something, with no message since the run before began, was not told; else it was."""
    found = Changes(added=(event("a", NOW),))
    silent = replace(ALIVE, push_heard_at=NOW - 2 * MINUTE)
    assert is_missed_by_push(silent, found, NOW)
    assert not is_missed_by_push(ALIVE, found, NOW)
    assert not is_missed_by_push(silent, Changes(), NOW)
    assert not is_missed_by_push(replace(silent, began_at=None), found, NOW)
