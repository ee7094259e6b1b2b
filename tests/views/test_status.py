"""How things stand, and what a sync found."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.views.status import status_text, synced
from bot.views.wording import languages, wording
from calendar_core.domain import Changes, Reminder
from calendar_core.ports import Checkup, Person
from calendar_core.sync.engine import SyncReport
from tests.views.material import HOME, KL, LUNCH, NOW, at, event, timed

PERSON = Person(1, 1, "main", zone=HOME, leads=(30,))
WELL = {
    "google": "ok",
    "store": "ok",
    "telegram": "ok",
    "breaker": 0.0,
    "synced_at": NOW - timedelta(minutes=3),
    "sync_error": "",
    "pending": 0,
    "parked": 0,
}
ILL = {
    **WELL,
    "google": "down",
    "telegram": "conflict",
    "breaker": 241.0,
    "synced_at": NOW - timedelta(hours=3),
    "sync_error": "ConnectFailed",
    "pending": 2,
    "parked": 1,
}

WELL_TOLD = {
    "en": """<b>How things stand</b>
🔄 Calendar last checked: 3 minutes ago
📅 Google Calendar: fine
💾 Memory: fine
📤 Nothing is waiting for Google.
👤 You: Asia/Kuala_Lumpur · ⏰ 30 minutes before""",
    "ms": """<b>Keadaan sekarang</b>
🔄 Kalendar kali terakhir disemak: 3 minit lalu
📅 Kalendar Google: baik
💾 Storan: baik
📤 Tiada apa-apa yang menunggu Google.
👤 Anda: Asia/Kuala_Lumpur · ⏰ 30 minit sebelum""",
    "zh": """<b>目前情况</b>
🔄 上次查看日历：3分钟前
📅 Google 日历：正常
💾 存储：正常
📤 没有在等 Google 的改动。
👤 你：Asia/Kuala_Lumpur · ⏰ 提前30分钟""",
}
ILL_TOLD = {
    "en": """<b>How things stand</b>
🔄 Calendar last checked: 3 hours ago
⚠️ The last check failed: I cannot reach Google Calendar right now; your calendar is as it was. I keep trying.
📅 Google Calendar: not answering; I keep trying
⏳ Google failed several times; next try in 5 minutes.
💾 Memory: fine
💬 Telegram: another program uses this bot's token; stop one of the two
📤 2 changes are waiting for Google.
⚠️ 1 message could not be handled after three tries. If yours got no answer, please send it again.
👤 You: Asia/Kuala_Lumpur · ⏰ 30 minutes before""",
    "ms": """<b>Keadaan sekarang</b>
🔄 Kalendar kali terakhir disemak: 3 jam lalu
⚠️ Semakan terakhir gagal: Saya tidak dapat menghubungi Kalendar Google sekarang; kalendar anda kekal seperti tadi. \
Saya terus mencuba.
📅 Kalendar Google: tidak menjawab; saya terus mencuba
⏳ Google gagal beberapa kali; saya cuba lagi selepas 5 minit.
💾 Storan: baik
💬 Telegram: program lain sedang guna token bot ini; hentikan salah satu
📤 2 perubahan menunggu Google.
⚠️ 1 mesej tidak dapat diproses selepas tiga kali cubaan. Kalau mesej anda tidak dijawab, sila hantar semula.
👤 Anda: Asia/Kuala_Lumpur · ⏰ 30 minit sebelum""",
    "zh": """<b>目前情况</b>
🔄 上次查看日历：3小时前
⚠️ 上一次尝试失败：我现在连不上 Google 日历；你的日历没有变。我会继续试。
📅 Google 日历：没有回应；我会继续试
⏳ Google 连续出错，5分钟后再试。
💾 存储：正常
💬 Telegram：有别的程序在用这个机器人的 token，请停掉其中一个
📤 2个改动在等 Google。
⚠️ 1条讯息试了三次都没能处理。如果你的讯息没有得到回答，请再发一次。
👤 你：Asia/Kuala_Lumpur · ⏰ 提前30分钟""",
}
every_language = pytest.mark.parametrize("language", languages())


def status(facts: dict[str, object], language: str = "en", person: Person = PERSON) -> str:
    return status_text(facts, wording(language), KL, NOW, person)


@pytest.mark.parametrize("language", WELL_TOLD)
def test_when_all_is_well_the_status_is_short(language: str) -> None:
    """When nothing is wrong, what could be wrong is not mentioned."""
    assert status(WELL, language) == WELL_TOLD[language]


@pytest.mark.parametrize("language", ILL_TOLD)
def test_what_is_wrong_is_said_in_the_readers_language(language: str) -> None:
    """Every trouble has its line, with the reason in the same language as the rest."""
    assert status(ILL, language) == ILL_TOLD[language]


def test_who_must_connect_again_is_told_how_once() -> None:
    """A lost connection is told with the command that mends it, and not twice."""
    told = status({**ILL, "google": "reconnect", "sync_error": "ReconnectNeeded", "breaker": 0.0})
    assert told.splitlines()[2:4] == [
        "📅 Google Calendar: needs to be connected again",
        "👉 Run <code>calendar-bot authorize</code>, leave every box ticked, and restart the bot.",
    ]
    assert told.count("calendar-bot authorize") == 1


def test_with_the_store_away_nothing_is_made_up() -> None:
    """What only the store knows is not told as "never" and "nothing waits" while it is away."""
    known = {name: WELL[name] for name in ("google", "telegram", "breaker")}
    assert status({**known, "store": "down"}).splitlines() == [
        "<b>How things stand</b>",
        "📅 Google Calendar: fine",
        "💾 Memory: not answering; I keep trying",
        "ℹ️ So I cannot tell what waits, and reminders come late. You can still book; events go straight to Google.",
        "👤 You: Asia/Kuala_Lumpur · ⏰ 30 minutes before",
    ]


def test_before_the_first_sync_the_status_says_never() -> None:
    """A calendar that was never read is told as such."""
    assert status({**WELL, "synced_at": None}).splitlines()[1] == "🔄 Calendar last checked: never"


def test_a_missing_calendar_is_named_as_the_reason() -> None:
    """A sync that found nothing under its calendar's id sends people to that setting, not to a lost event."""
    assert "CALENDAR_ID" in status({**WELL, "sync_error": "NotFound"})


@every_language
@pytest.mark.parametrize("part", ["google", "store", "telegram"])
@pytest.mark.parametrize("state", ["reconnect", "down", "slow_down", "failing", "conflict"])
def test_every_state_has_its_words(language: str, part: str, state: str) -> None:
    """No state of a part shows as the bare word that programs use for it."""
    assert wording(language).has(f"state_{state}")
    assert wording(language)(f"state_{state}") in status({**WELL, part: state}, language)


def test_a_person_without_reminders_is_told_so() -> None:
    """The last line tells zone and leads as the person set them."""
    told = status(WELL, person=replace(PERSON, zone="Europe/London", leads=()))
    assert told.splitlines()[-1] == "👤 You: Europe/London · ⏰ no reminder"


def test_whoever_does_not_run_the_bot_is_not_sent_to_a_terminal() -> None:
    """A lost connection is told to others as something that its owner has to mend."""
    told = status({**WELL, "google": "reconnect", "owner": False})
    assert "calendar-bot authorize" not in told
    assert "👉 Whoever runs this bot has to connect it again." in told


def test_the_next_reminder_is_named() -> None:
    """A person sees when they are reminded next, and of what."""
    row = Reminder(
        id="r",
        chat_id=1,
        event_id="lunch",
        calendar_id="primary",
        title="Lunch <with> Ali",
        when=LUNCH.when,
        location="",
        time=NOW + timedelta(hours=27),
        lead=0,
    )
    told = status({**WELL, "next_reminder": row})
    assert "🔔 Next reminder: Sun 22 Nov (tomorrow) 1:00 PM, “Lunch &lt;with&gt; Ali”" in told.splitlines()


# --- what only the owner is told ---

SERVICE = {
    **WELL,
    "owner": True,
    "people": 3,
    "inbox": 1,
    "kept": 2,
    "store_ms": 0.42,
    "reads_left": (97, 100),
    "writes_left": (60, 60),
    "sync": "ok",
    "scheduler": "ok",
    "drift": 0.0,
    "disk_free": 12_300_000_000,
    "checkup": Checkup(NOW - timedelta(minutes=12), 34, 0, "in_step"),
}


def test_the_owner_sees_the_service_in_one_screen() -> None:
    """Below their own things the owner sees people, quota, memory, disk and the last checkup, in few lines."""
    told = status(SERVICE).splitlines()
    assert told[: len(status(WELL).splitlines())] == status(WELL).splitlines()
    assert told[-6:] == [
        "<b>The service</b>",
        "👥 People: 3 · messages in work: 0 · changes kept: 2",
        "📊 Left at Google this minute: 97 of 100 reads, 60 of 60 writes",
        "⚡ Memory answers in 0.4 ms",
        "💽 Disk: 12.3 GB free",
        "🔍 Compared with Google 12 minutes ago: 34 events, all alike",
    ]
    assert len(told) <= 20


def test_nobody_else_sees_the_service() -> None:
    """Somebody who does not run the bot hears of their own calendar only."""
    assert status({**SERVICE, "owner": False}) == status(WELL)


@every_language
@pytest.mark.parametrize(
    ("facts", "key", "told"),
    [
        ({"sync": "behind"}, "status_sync_behind", {}),
        ({"scheduler": "stuck"}, "status_scheduler", {}),
        ({"drift": -42.0}, "status_drift", {"seconds": 42}),
        ({"disk_free": 10**8, "disk_low": True}, "status_disk_low", {"free": "0.1"}),
        ({"google": "quota"}, "status_do_quota", {}),
        ({"checkup": Checkup(NOW, 34, 2, "recovered")}, "status_checkup_mended", {"n": 2, "checked": 34}),
        ({"checkup": Checkup(NOW, 34, 2, "synced")}, "status_checkup_mended", {"n": 2, "checked": 34}),
        ({"checkup": Checkup(NOW, 34, 2, "differs")}, "status_checkup_differs", {"n": 2, "checked": 34}),
        ({"checkup": Checkup(NOW, 0, 0, "unknown")}, "status_checkup_unknown", {}),
    ],
)
def test_what_is_wrong_with_the_service_is_said(
    language: str, facts: dict[str, object], key: str, told: dict[str, object]
) -> None:
    """Each trouble of the service has its line with its figures, in every language."""
    words = wording(language)
    assert words(key, ago=words("just_now"), **told) in status({**SERVICE, **facts}, language).splitlines()


def test_with_the_store_away_the_owner_still_sees_what_the_process_knows() -> None:
    """Quota, clock and disk are told without the store; what only it knows is left out."""
    known = {name: SERVICE[name] for name in ("google", "telegram", "breaker", "owner", "reads_left", "writes_left")}
    told = status({**known, "store": "down", "drift": 99.0, "scheduler": "ok"})
    assert "97 of 100 reads" in told
    assert "99 seconds" in told
    assert "People" not in told


# --- after /sync ---

GYM = event("gym", "Gym", timed(at(27, 18), at(27, 19)))


def found(changes: Changes, *, first: bool = False, unreadable: int = 0, language: str = "en") -> list[str]:
    report = SyncReport(changes, full=False, took=0.1, unreadable=unreadable, first=first)
    return synced(report, wording(language), KL, NOW).text.splitlines()


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "✅ In step with Google: nothing has changed."),
        ("ms", "✅ Selaras dengan Google: tiada perubahan."),
        ("zh", "✅ 与 Google 一致：没有变化。"),
    ],
)
def test_a_sync_without_news_says_so(language: str, told: str) -> None:
    """A sync that found nothing new is one line."""
    assert found(Changes(), language=language) == [told]


def test_a_sync_names_what_changed() -> None:
    """Each change stands on its line with what became of it, a moved event at its new time."""
    later = replace(GYM, when=timed(at(27, 19), at(27, 20)))
    changes = Changes(added=(LUNCH,), moved=((GYM, later),), edited=((GYM, GYM),), removed=(GYM,))
    assert found(changes, unreadable=1) == [
        "✅ In step with Google. 4 changes:",
        "➕ Lunch &amp; &lt;Ali&gt; · Sun 22 Nov (tomorrow), 1:00 PM – 2:00 PM",
        "🔀 Gym · now Fri 27 Nov, 7:00 PM – 8:00 PM",
        "✏️ Gym · Fri 27 Nov, 6:00 PM – 7:00 PM",
        "➖ Gym · Fri 27 Nov, 6:00 PM – 7:00 PM",
        "⚠️ 1 event has times that contradict each other, so I left it out. Please correct it in Google Calendar.",
    ]


def test_a_first_sync_counts_and_names_nothing() -> None:
    """The first look tells how many events there are, not each of them as news."""
    assert found(Changes(added=(LUNCH, GYM)), first=True) == ["✅ First look into your calendar: 2 events."]


def test_many_changes_are_counted_beyond_a_screenful() -> None:
    """Of many changes the first ones are named and the rest counted."""
    told = found(Changes(added=tuple(replace(GYM, id=f"g{number}") for number in range(11))))
    assert len(told) == 10 and told[-1] == "… and 3 more."
