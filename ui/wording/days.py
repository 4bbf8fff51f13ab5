"""Days, moments, spans and sizes in the words people say."""

from datetime import date, datetime

from core.dates import CHINA, china_day

_SECONDS_OF_HOUR = 3600


def day_short(day: date, today: date) -> str:
    """Say a day: `11月12日`, with the year where it is not this one."""
    short = f"{day.month}月{day.day}日"
    return short if day.year == today.year else f"{day.year}年{short}"


def day_long(day: date) -> str:
    """Say a day with its year: `2026年11月12日`."""
    return f"{day.year}年{day.month}月{day.day}日"


def clock_time(moment: datetime) -> str:
    """Say the time of day: `09:41`."""
    return f"{moment.astimezone(CHINA):%H:%M}"


def moment_short(moment: datetime, now: datetime) -> str:
    """Say a moment: `今天 09:41`, `昨天 17:02` or `11月12日 08:15`."""
    day, today = china_day(moment), china_day(now)
    away = (today - day).days
    name = {0: "今天", 1: "昨天"}.get(away) or day_short(day, today)
    return f"{name} {clock_time(moment)}"


def moment_narrow(moment: datetime, now: datetime) -> str:
    """Say a moment in a narrow column: `今天 09:41`, `昨天 17:02`, `11-12 08:15`, of another year `2025-11-12`."""
    day = china_day(moment)
    name = day_narrow(day, china_day(now))
    return name if name == day.isoformat() else f"{name} {clock_time(moment)}"


def day_narrow(day: date, today: date) -> str:
    """Say a day in a narrow place: `今天`, `昨天`, `11-12`, of another year `2025-11-12`."""
    short = f"{day:%m-%d}" if day.year == today.year else day.isoformat()
    return {0: "今天", 1: "昨天"}.get((today - day).days, short)


def how_long_ago(moment: datetime, now: datetime) -> str:
    """Say how long ago something was: `刚才`, `20 分钟前`, `5 小时前`, `3 天前`."""
    seconds = max(0.0, (now - moment).total_seconds())
    if seconds < 60:
        return "刚才"
    if seconds < _SECONDS_OF_HOUR:
        return f"{int(seconds // 60)} 分钟前"
    if seconds < 24 * _SECONDS_OF_HOUR:
        return f"{int(seconds // _SECONDS_OF_HOUR)} 小时前"
    return f"{int(seconds // (24 * _SECONDS_OF_HOUR))} 天前"


def data_size(size: int) -> str:
    """Say how many bytes: `812 字节`, `14 KB`, `1.3 MB`, `14.2 GB`."""
    if size < 1024:
        return f"{size} 字节"
    if size < 1024 * 1024:
        return f"{size / 1024:.0f} KB"
    if size < 1024 * 1024 * 1024:
        return f"{size / (1024 * 1024):.1f} MB"
    return f"{size / (1024 * 1024 * 1024):.1f} GB"


def seconds_said(seconds: float) -> str:
    """Say how long something took: `0.4 秒`, `2 分 5 秒`."""
    if seconds < 60:
        return f"{seconds:.1f} 秒"
    return f"{int(seconds // 60)} 分 {int(seconds % 60)} 秒"
