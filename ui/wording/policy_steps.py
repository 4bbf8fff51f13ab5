"""One Chinese sentence for each step of a decision."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta

from core.policy.steps import Plain, Step, StepCode
from ui.wording.days import day_long

GROUPS: Mapping[str, str] = {
    "medical_assistance": "医疗救助资助参保对象",
    "military_discharge": "当年退出现役的军人",
    "military_spouse": "当年退出现役军人的随军未就业配偶",
    "military_family": "退役军人的配偶子女",
    "prison_release": "刑满释放人员",
    "graduation": "毕业返乡人员",
    "hukou_moved_in": "户口迁入人员",
    "returned_from_abroad": "回国人员",
    "employee_stopped": "职工医保中断人员",
    "clergy": "宗教教职人员",
    "rural_low_income": "农村低收入人口",
}
_START_RULES: Mapping[str, str] = {
    "payment_date": "从缴费当天起算",
    "next_day": "从缴费次日起算",
    "payment_month_first": "从缴费当月1日起算",
    "next_month_first": "从缴费次月1日起算",
}
_WAYS: Mapping[str, str] = {
    "exempt_newborn": "按新生儿",
    "exempt_status": "按特殊群体",
    "exempt_event": "按特殊情形",
    "transfer": "按职工医保转居民医保",
    "ordinary": "按一般规定",
}
_STATUSES: Mapping[str, str] = {
    "not_enrolled": "未参保",
    "pending": "已缴费，还没有开始",
    "waiting": "还在等待期",
    "active": "可以享受待遇",
    "ended": "这个年度已经结束",
}


def years_said(years: Iterable[int]) -> str:
    """Name years in a row: `2025、2026`."""
    return "、".join(str(year) for year in years)


def group_said(category: str) -> str:
    """Name an exempt group."""
    return GROUPS.get(category, f"当地规定的特殊群体（{category}）")


def _payment(step: Step) -> str:
    year = step.inputs["year"]
    if step.result == "none":
        return f"没有查到 {year} 年度居民医保的缴费记录"
    if step.result == "too_late":
        last, paid = _day(step.inputs["last_payment"]), _day(step.inputs["paid_on"])
        return f"{year} 年度最晚可在{last}缴费，实际{paid}才缴，不能再参加这个年度"
    return f"{year} 年度的居民医保费在{_day(step.inputs['paid_on'])}缴纳，有效"


def _lateness(step: Step) -> str:
    close = _day(step.inputs["close"])
    if step.result == "on_time":
        return f"集中参保期到{close}为止，在期内缴费"
    if step.result == "extended":
        extended = _day(step.inputs["extended_close"])
        return f"集中参保期到{close}为止，延长缴费期到{extended}为止，在延长缴费期内缴费，仍算按时"
    return f"集中参保期到{close}为止，缴费时已经错过"


def _missed(step: Step) -> str:
    since = step.inputs["counted_from"]
    if not step.result:
        return f"从 {since} 年起算，缴费前没有断保"
    years = _years(step.result)
    first = "" if step.inputs["earlier_record"] else "；以前没有参保记录，也按断保算"
    return f"从 {since} 年起算，断保 {len(years)} 年：{years_said(years)} 年{first}"


def _fixed(step: Step) -> str:
    causes = [words for key, words in (("late", "错过集中参保期"), ("broken", "断保")) if step.inputs[key]]
    return f"因{'、'.join(causes)}，设固定等待期 {step.result} 个月"


def _variable(step: Step) -> str:
    counted, per_year = step.inputs["counted"], step.inputs["per_year"]
    if step.inputs["mode"] == "beyond_first":
        return (
            f"断保每多 1 年再加 {per_year} 个月（第 1 年不加），{counted} 年共加变动等待期 {step.result} 个月"
        )
    return f"每断保 1 年加 {per_year} 个月，{counted} 年共加变动等待期 {step.result} 个月"


def _repair(step: Step) -> str:
    repaired = _years(step.inputs["repaired"])
    return (
        f"已补缴 {years_said(repaired)} 年度，每补 1 年减 {step.inputs['per_year']} 个月，"
        f"变动等待期由 {step.inputs['raw']} 个月减为 {step.result} 个月"
    )


def _floor(step: Step) -> str:
    return (
        f"连续断保 {step.inputs['run']} 年，达到 {step.inputs['from_years']} 年，"
        f"补缴后等待期合计仍不少于 {step.result} 个月"
    )


def _longest(step: Step) -> str:
    return f"当地规定等待期最长 {step.inputs['longest']} 个月"


def _start(step: Step) -> str:
    rule = _START_RULES[str(step.inputs["start_rule"])]
    if step.result == step.inputs["year_start"] and str(step.inputs["paid_on"]) < str(step.result):
        return f"提前缴费，等待期从参保年度第一天{_day(step.result)}起算"
    return f"等待期{rule}，即{_day(step.result)}"


def _benefit(step: Step) -> str:
    if not step.inputs["months"]:
        if step.inputs.get("extended"):
            return f"不设等待期，缴费后从{_day(step.result)}起享受待遇"
        return f"不设等待期，从{_day(step.result)}起享受待遇"
    last = date.fromisoformat(str(step.result)) - timedelta(days=1)
    return (
        f"从{_day(step.inputs['start'])}起等 {step.inputs['months']} 个月，{day_long(last)}是最后一个等待日，"
        f"{_day(step.result)}起享受待遇"
    )


def _later_repair(step: Step) -> str:
    paid = f"缴费后又在{_day(step.inputs['paid_on'])}补缴 {step.inputs['year']} 年度"
    if step.result == step.inputs["former"]:
        return f"{paid}，享受待遇的日子没有提前"
    return f"{paid}，享受待遇的日子由{_day(step.inputs['former'])}提前到{_day(step.result)}"


def _carry_over(step: Step) -> str:
    return (
        f"{step.inputs['former_year']} 年度的等待期（{step.inputs['former_months']} 个月，"
        f"从{_day(step.inputs['former_start'])}起）跨年继续走完，{_day(step.result)}起享受待遇"
    )


def _exemption(step: Step) -> str:
    by, benefit = step.inputs["by"], _day(step.result)
    if by == "exempt_newborn":
        return f"新生儿（{_day(step.inputs['since'])}出生）不设等待期，从{benefit}起享受待遇"
    if by == "transfer":
        return (
            f"职工医保保到{_day(step.inputs['since'])}，在规定时间内转来，不设等待期，从{benefit}起享受待遇"
        )
    group = group_said(str(step.inputs["category"]))
    return f"缴费时是{group}（自{_day(step.inputs['since'])}），不设等待期，从{benefit}起享受待遇"


def _most_favourable(step: Step) -> str:
    return f"几种规定都适用时取最有利的：{_WAYS[str(step.result)]}"


def _gained(step: Step) -> str:
    gained = _day(step.inputs["gained_on"])
    return f"等待期内{gained}起成为特殊群体，等待期提前结束，{_day(step.result)}起享受待遇"


def _status(step: Step) -> str:
    return f"看{_day(step.inputs['as_of'])}这一天：{_STATUSES[str(step.result)]}"


STEPS: Mapping[StepCode, Callable[[Step], str]] = {
    StepCode.PAYMENT: _payment,
    StepCode.LATENESS: _lateness,
    StepCode.MISSED_YEARS: _missed,
    StepCode.FIXED_MONTHS: _fixed,
    StepCode.VARIABLE_MONTHS: _variable,
    StepCode.REPAIR: _repair,
    StepCode.FLOOR: _floor,
    StepCode.LONGEST: _longest,
    StepCode.WAITING_START: _start,
    StepCode.BENEFIT_DATE: _benefit,
    StepCode.LATER_REPAIR: _later_repair,
    StepCode.CARRY_OVER: _carry_over,
    StepCode.EXEMPTION: _exemption,
    StepCode.MOST_FAVOURABLE: _most_favourable,
    StepCode.STATUS_GAINED: _gained,
    StepCode.STATUS: _status,
}


def _day(value: Plain) -> str:
    return day_long(date.fromisoformat(value)) if isinstance(value, str) else ""


def _years(value: Plain) -> tuple[int, ...]:
    return tuple(int(year) for year in value) if isinstance(value, tuple) else ()
