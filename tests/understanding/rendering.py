"""Understood events put back into words of each language, as a person writes them, to be read again."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.understanding import EventReading
from calendar_core.domain.timespan import DaySpan

DAY = timedelta(days=1)
CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
MONTHS = {
    "en": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(),
    "ms": "Januari Februari Mac April Mei Jun Julai Ogos September Oktober November Disember".split(),
}
WEEKDAYS = {
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(),
    "ms": "Isnin Selasa Rabu Khamis Jumaat Sabtu Ahad".split(),
    "zh": "周一 周二 周三 周四 周五 周六 周日".split(),
}
UNITS = {
    "en": {"DAILY": "days", "WEEKLY": "weeks", "MONTHLY": "months", "YEARLY": "years"},
    "ms": {"DAILY": "hari", "WEEKLY": "minggu", "MONTHLY": "bulan", "YEARLY": "tahun"},
    "zh": {"DAILY": "天", "WEEKLY": "周", "MONTHLY": "个月", "YEARLY": "年"},
}
ORDINALS = {
    "en": {1: "first", 2: "second", 3: "third", 4: "fourth", -1: "last"},
    "ms": {1: "pertama", 2: "kedua", 3: "ketiga", 4: "keempat", -1: "terakhir"},
}


def day_in_words(day: date, language: str) -> str:
    """A date with its year."""
    if language == "zh":
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {MONTHS[language][day.month - 1]} {day.year}"


def clock_in_words(start: datetime, language: str) -> str:
    """A clock of twelve hours with its half of the day."""
    hour, late = (start.hour % 12) or 12, start.hour >= 12
    minute = f"{start.minute:02}"
    if language == "en":
        return f"{hour}:{minute}{'pm' if late else 'am'}"
    if language == "ms":
        part = "pagi" if not late else "tengah hari" if hour == 12 else "petang" if start.hour < 19 else "malam"
        return f"pukul {hour}.{minute} {part}"
    part = "凌晨" if start.hour == 0 else "上午" if not late else "中午" if hour == 12 else "下午"
    part = "晚上" if start.hour >= 18 else part
    return f"{part}{hour}点" + (f"{start.minute}分" if start.minute else "")


def spoken(start: datetime, language: str) -> str:
    """A day and a clock."""
    between = "" if language == "zh" else " "
    return day_in_words(start.date(), language) + between + clock_in_words(start, language)


def repeat_in_words(rule: str, zone: ZoneInfo, language: str) -> str | None:
    """A rule of RFC 5545; None where people would not say it in that language."""
    parts = dict(part.split("=") for part in rule.split(";"))
    freq, interval = parts["FREQ"], int(parts.get("INTERVAL", 1))
    if freq not in UNITS[language] or "BYSETPOS" in parts or "BYMONTH" in parts:
        return None
    if "COUNT" in parts and (interval > 1 or freq != "WEEKLY" or "," in parts.get("BYDAY", "")):
        return None
    if "," in parts.get("BYMONTHDAY", "") or (freq == "WEEKLY" and interval > 1 and "BYDAY" not in parts):
        return None
    every = _every(freq, interval, parts, language)
    if every is None:
        return None
    if "COUNT" in parts:
        count = parts["COUNT"]
        every += {"en": f" for {count} weeks", "ms": f" selama {count} minggu", "zh": f"为期{count}周"}[language]
    if "UNTIL" in parts:
        last = day_in_words(_last_day(parts["UNTIL"], zone), language)
        every += {"en": f" until {last}", "ms": f" hingga {last}", "zh": f"到{last}为止"}[language]
    return every


def _last_day(until: str, zone: ZoneInfo) -> date:
    if not until.endswith("Z"):
        return datetime.strptime(until, "%Y%m%d").replace(tzinfo=zone).date()
    return datetime.strptime(until, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC).astimezone(zone).date()


def _every(freq: str, interval: int, parts: dict[str, str], language: str) -> str | None:
    word = {"en": "every ", "ms": "setiap ", "zh": "每"}[language]
    byday = parts.get("BYDAY", "")
    if freq == "MONTHLY" and byday:
        nth, code = byday[:-2], byday[-2:]
        if "," in byday or interval > 1 or language == "zh" or int(nth) not in ORDINALS[language]:
            return None
        day, ordinal = WEEKDAYS[language][CODES.index(code)], ORDINALS[language][int(nth)]
        return f"{ordinal} {day} of every month" if language == "en" else f"{day} {ordinal} setiap bulan"
    if freq == "MONTHLY" and "BYMONTHDAY" in parts:
        number = int(parts["BYMONTHDAY"])
        if interval > 1 or number < 0:
            return None
        return {"en": f"every {number}th of the month", "ms": f"setiap bulan {number}hb", "zh": f"每月{number}号"}[
            language
        ]
    if freq == "WEEKLY" and byday:
        names = [WEEKDAYS[language][CODES.index(code)] for code in byday.split(",")]
        joined = {"en": " and ", "ms": " dan ", "zh": "和"}[language].join(names)
        if interval > 1:
            return f"every {interval} weeks on {joined}" if language == "en" else None
        return word + joined
    if interval > 1:
        return f"{word}{interval}{'' if language == 'zh' else ' '}{UNITS[language][freq]}" if freq == "DAILY" else None
    return word + UNITS[language][freq].rstrip("s").removeprefix("个")


def event_in_words(event: EventReading, zone: ZoneInfo, language: str) -> str | None:
    """A whole event in one message; None where its repeat is not to be said."""
    between = "" if language == "zh" else " "
    pieces = [event.title]
    if event.rrule is not None:
        repeat = repeat_in_words(event.rrule, zone, language)
        if repeat is None:
            return None
        pieces.append(repeat)
    when = event.when
    to = {"en": "to", "ms": "hingga", "zh": "到"}[language]
    if isinstance(when, DaySpan):
        if event.rrule is None:
            pieces.append(day_in_words(when.start, language))
            if when.end - when.start > DAY:
                pieces += [to, day_in_words(when.end - DAY, language)]
    else:
        start, end = when.starts_at(zone), when.ends_at(zone)
        pieces.append(clock_in_words(start, language) if event.rrule is not None else spoken(start, language))
        if event.end_said:
            near = end - start < timedelta(hours=16)
            pieces += [to, clock_in_words(end, language) if near else spoken(end, language)]
    if event.rrule is not None:
        first = day_in_words(when.start if isinstance(when, DaySpan) else when.starts_at(zone).date(), language)
        pieces.append({"en": f"starting {first}", "ms": f"mulai {first}", "zh": f"从{first}开始"}[language])
    if event.location is not None:
        pieces.append({"en": "at ", "ms": "di ", "zh": " 在"}[language] + event.location)
    said = between.join(pieces)
    return said + (_lead_in_words(event.reminder_minutes, language) if event.reminder_minutes else "")


def _lead_in_words(minutes: int, language: str) -> str:
    days = minutes // 1440 if minutes % 1440 == 0 else 0
    if language == "zh":
        return f"，提前{days}天提醒我" if days else f"，提前{minutes}分钟提醒我"
    if language == "ms":
        return f", ingatkan {days} hari sebelum" if days else f", ingatkan {minutes} minit sebelum"
    return f", remind me {days} days before" if days else f", remind me {minutes} minutes before"
