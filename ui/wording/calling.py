"""What is said of calling by oneself: how often, how much, and when not."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from core.calling import Forecast
from core.dates import CHINA
from ui.wording.days import data_size, moment_short
from ui.wording.reasons import sentence_for_code
from ui.wording.sync import data_name, route_name

SETTINGS_HELP = "查看或修改村卫生室自动同步的间隔、流量和安静时段；村卫生室下次同步后生效"
INTERVAL_HELP = "两次自动同步之间的秒数"
DAY_HELP = "每天的流量上限（KB），0 为不限；用完后目录、简表和程序更新等到第二天，就诊和结果不受影响"
MONTH_HELP = "每月的流量上限（KB），0 为不限"
QUIET_HELP = "安静时段，如 22:00-06:00，期间不自动同步；off 为取消"
PROGRESS_HELP = "每收到一次答复就在标准错误输出里说明进度：按卫生院已给回执的笔数，不按已发出的"
DIARY_HELP = "查看同步日记：每次联网或 U 盘往返的时间、途径、结果、流量和用时"
LINES_HELP = "查看最近多少行"
FORECAST_HELP = "查看下次同步要传多少、约需多久、流量还剩多少、何时自动同步"
NO_DIARY = "还没有同步过。"
FORECAST = "下次要传"
TRAFFIC = "已用流量"
AUTOMATIC = "自动同步"
NOTHING = "没有要传的内容。"
ALL_TO_COME = "下载名册、目录等全部数据（有多大要联系上卫生院才知道）"
ONLY_BUTTON = "关闭。按“立即同步”才同步。"
_A_MINUTE = 60
_A_SECOND = 1
AWAIT_HELP = "就诊保存后立即上传并等实时结算结果的秒数，0 到 30；0 为不等，随下次同步上传"
BATCH_HELP = "每批上传的大小（KB，压缩前），4 到 128"


def settings(facts: Mapping[str, Any]) -> str:
    """Tell what a township set for its clinics."""
    return "\n".join(
        (
            f"自动同步间隔：{facts['interval_seconds']} 秒",
            f"每天流量：{limit(facts['bytes_a_day'])}",
            f"每月流量：{limit(facts['bytes_a_month'])}",
            f"安静时段：{facts['quiet_hours'] or '无'}",
            f"每批上传：{data_size(facts['batch_bytes'])}（压缩前）",
            f"实时结算：{_awaiting(facts['await_seconds'])}",
        )
    )


def _awaiting(seconds: int) -> str:
    return f"保存后立即上传，最多等 {seconds} 秒" if seconds else "不等，随下次同步上传"


def limit(size: int) -> str:
    """Say a budget."""
    return data_size(size) if size else "不限"


def forecast(told: Forecast) -> str:
    """Say what the next call will move, about how long that takes, and what waits for the budget."""
    parts = []
    if told.events:
        parts.append(f"上传 {told.events} 条记录，约 {data_size(told.events_bytes)}")
    parts += [f"下载{data_name(one.name)}，约 {data_size(one.size)}" for one in told.sets if not one.put_off]
    if told.first:
        parts.append(ALL_TO_COME)
    said = "；".join(parts)
    if said and told.seconds is not None and not told.first:
        said += f"；约需{_about(told.seconds)}"
    said = f"{said}。" if said else NOTHING
    waiting = "、".join(
        f"{data_name(one.name)}（约 {data_size(one.size)}）" for one in told.sets if one.put_off
    )
    return said + (f"流量已用完，{waiting}等有余量时再下载；就诊和结果照常传送。" if waiting else "")


def traffic(told: Forecast) -> str:
    """Say what was spent and what may be."""
    settings = told.settings
    return (
        f"今天约 {data_size(told.spent_today)}（上限：{limit(settings.bytes_a_day)}），"
        f"本月约 {data_size(told.spent_this_month)}（上限：{limit(settings.bytes_a_month)}）"
    )


def automatic(told: Forecast, now: datetime) -> str:
    """Say how often calls come by themselves, and when the next one does."""
    said = f"每{_about(told.settings.interval_seconds)}一次"
    if told.settings.quiet:
        said += f"，安静时段 {told.settings.quiet} 不自动同步（等待上传的就诊和“立即同步”不受限）"
    call = told.next_call
    if call is None:
        return f"{said}。"
    when = "就在此刻" if call.at <= now else f"约在{moment_short(call.at, now)}"
    why = "，上次没有成功" if call.why == "failed" else ""
    return f"{said}；下一次{when}{why}。"


def _about(seconds: float) -> str:
    if seconds < _A_MINUTE:
        return f" {max(_A_SECOND, round(seconds))} 秒"
    return f" {round(seconds / _A_MINUTE)} 分钟"


def progress(facts: Mapping[str, Any]) -> str:
    """Say how far a round is, by what the township has acknowledged."""
    said = f"已送达 {facts['acknowledged']} 条，待上传 {facts['waiting']} 条"
    return said + (f"，还要下载约 {data_size(facts['bytes_expected'])}" if facts["bytes_expected"] else "")


def diary(facts: Mapping[str, Any]) -> str:
    """Say the diary, a line each."""
    return "\n".join(map(_diary_line, facts["attempts"])) or NO_DIARY


def _diary_line(line: Mapping[str, Any]) -> str:
    outcome = "完成" if line["outcome"] == "done" else f"未完成：{sentence_for_code(line['outcome'])}"
    moved = f"上传 {data_size(line['bytes_up'])}，下载 {data_size(line['bytes_down'])}"
    at = datetime.fromisoformat(line["at"]).astimezone(CHINA)
    return f"{at:%Y-%m-%d %H:%M} {route_name(line['route'])}，{moved}，{line['seconds']:.1f} 秒，{outcome}"


def forecast_facts(facts: Mapping[str, Any]) -> str:
    """Say a forecast in a few lines."""
    sets = "、".join(
        f"{data_name(one['name'])}{'（等有余量）' if one['put_off'] else ''}" for one in facts["sets"]
    )
    seconds = facts["seconds"]
    coming = f"下载{sets or ' 0 种'}，约 {data_size(facts['sets_bytes'])}"
    lines = [
        f"上传 {facts['events']} 条，约 {data_size(facts['events_bytes'])}；"
        + (ALL_TO_COME if facts["first"] else coming)
        + (f"；约需{_about(seconds)}" if seconds is not None and not facts["first"] else ""),
        f"今天约 {data_size(facts['spent_today'])}（上限：{limit(facts['bytes_a_day'])}），"
        f"本月约 {data_size(facts['spent_this_month'])}（上限：{limit(facts['bytes_a_month'])}）",
        f"安静时段：{facts['quiet_hours'] or '无'}",
    ]
    if facts["next_call"]:
        at = datetime.fromisoformat(facts["next_call"]).astimezone(CHINA)
        lines.append(f"窗口开着时，下一次自动同步约在 {at:%Y-%m-%d %H:%M}")
    return "\n".join(lines)
