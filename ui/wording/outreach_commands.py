"""What the commands about outreach say."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from core.outreach.contact import ContactAnswer
from core.outreach.unenrolled import WhyNot
from ui.wording.days import day_long
from ui.wording.outreach import ANSWERS, EXPIRED, NOBODY
from ui.wording.reasons import sentence_with

LIST_HELP = "参保动员名单：谁还没有参保、为什么、现在缴和晚一年缴各是什么结果"
YEAR_HELP = "参保年度；默认按集中缴费期决定"
NOTE_HELP = "记下动员联系：对谁、用什么方式、什么答复"
PERSON_HELP = "名册里的人员编号，可重复给出；用 clinic outreach 查看"
WAY_HELP = "方式：visit 上门，phone 电话，message 微信短信，here 在卫生室"
ANSWER_HELP = (
    "答复：will_pay 答应缴，considers 再考虑，refuses 不缴，says_paid 说已缴，"
    "says_elsewhere 说在别处参保，not_reached 没联系上"
)
WORDS_HELP = "补充的话，可不给"
_WHY: Mapping[str, str] = {
    WhyNot.NEWBORN: "新生儿",
    WhyNot.NOT_YET: "还没缴",
    WhyNot.BROKEN_OFF: "断保",
    WhyNot.EMPLOYEE_ENDED: "职工医保已停",
    WhyNot.SERVICE_ENDED: "退役后还没参保",
    WhyNot.NO_RECORD: "没有参保记录",
    WhyNot.UNCLEAR: "不清楚",
}


def list_said(facts: Mapping[str, Any]) -> str:
    """Say who is not enrolled, a line each."""
    lines = [
        f"{facts['year']} 年度：共 {facts['counted']} 人，已参保 {facts['cared_for']} 人，"
        f"还没有参保 {len(facts['people'])} 人，谈过 {facts['spoken_to']} 人。"
        f"名册截至 {day_long(date.fromisoformat(facts['roster_as_of']))}。"
    ]
    lines += [EXPIRED] if facts["expired"] else []
    lines += [_line(one) for one in facts["people"]] or [NOBODY]
    return "\n".join(lines)


def _line(one: Mapping[str, Any]) -> str:
    if one["refusal"]:
        said = sentence_with(one["refusal"], one["refusal_facts"])
    else:
        said = f"现在缴：{_from(one['now'], one['now_months'])}；晚一年再缴：{_from(one['later'], one['later_months'])}"
    answer = ANSWERS.get(one["answer"], one["answer"]) or "还没谈"
    return f"  {one['person']}  {one['name']}  {_WHY[one['why']]}  {said}  {answer}"


def _from(day: str | None, months: int) -> str:
    if day is None:
        return "已截止"
    return f"{day_long(date.fromisoformat(day))}起（等 {months} 个月）"


def noted_said(facts: Mapping[str, Any]) -> str:
    """Say what was noted."""
    return (
        f"已记下 {len(facts['people'])} 人，{facts['year']} 年度：{ANSWERS[ContactAnswer(facts['answer'])]}。"
    )
