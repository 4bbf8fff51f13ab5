"""Words for a clock nobody can vouch for: the question, what speaks against it, and what follows."""

from collections.abc import Mapping
from datetime import datetime

from core.clock_trust import ClockStanding, Doubt, Why
from core.coverage.verdict import DayDoubt, Verdict, VerdictKind
from core.dates import china_day
from ui.wording.days import clock_time, day_long

RIGHT = "是，没有错"
WRONG = "不是"
TO_BE_CONFIRMED = "日期待确认"
VISIT_KEPT = "已保存，日期待确认"
NOT_RIGHT = (
    "电脑的日期不对，请在系统设置里改正，改好后这一行自己会消失。"
    "看病照常；在此之前保存的就诊都注明“日期待确认”。"
)

_WHY: Mapping[Why, str] = {
    Why.BEFORE_LAST_RECORD: "电脑的时间比上次记录的（{instead}）还早。",
    Why.JUMPED: "电脑的时间在使用中跳动过，照程序的计时应是 {instead}。",
    Why.AWAY_FROM_TOWNSHIP: "电脑的时间与卫生院的对不上，卫生院的是 {instead}。",
    Why.LONG_PAUSE: "电脑的时间离上次使用（{instead}）已超过 30 天。",
}


def moment_said(moment: datetime) -> str:
    """Say a moment with its year: `2026年11月12日 09:41`."""
    return f"{day_long(china_day(moment))} {clock_time(moment)}"


def question(now: datetime, doubt: Doubt) -> str:
    """Ask which day it is, and say why it is asked."""
    why = _WHY[doubt.why].format(instead=moment_said(doubt.instead))
    return f"今天是 {day_long(china_day(now))}（现在 {clock_time(now)}）吗？{why}"


def bar_said(now: datetime, standing: ClockStanding) -> str:
    """Say what the bar says; nothing while the clock is believed."""
    if standing.doubt is None:
        return ""
    return question(now, standing.doubt) if standing.ask else NOT_RIGHT


def either_day(verdict: Verdict, doubt: DayDoubt, kinds: Mapping[VerdictKind, str]) -> str:
    """Say both days a verdict may be about, and what holds on each."""
    today, other = day_long(verdict.on), day_long(doubt.other)
    if doubt.here is doubt.there:
        return f"今天是 {today} 还是 {other} 没有确认，两天的结论相同。"
    here, there = kinds[doubt.here], kinds[doubt.there]
    return f"今天是 {today} 还是 {other} 没有确认：{today}“{here}”，{other}“{there}”。"
