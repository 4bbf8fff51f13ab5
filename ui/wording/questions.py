"""What the commands about visits that wait for somebody to look at the platform say."""

from collections.abc import Mapping
from typing import Any

QUESTIONS_HELP = "列出在医保平台上查不清、等人工核对的就诊"
ANSWER_HELP = "核对以后回复一笔：程序随即接着处理"
VISIT_HELP = "就诊编号，见 township settlement-questions"
SAYING_HELP = (
    "another_visit 另一次就诊，照常结算；same_visit 就是这次，不再结算；stands 平台上已结算；"
    "nothing_stands 没有结算，重新结算；never_settled 没有结算，照更正后的办；taken_back 已经撤销，照更正后的办；"
    "try_again 再撤销一次；kept 原结算保留，更正不再结算"
)
NUMBER_HELP = "平台上的结算编号，用于 stands"
REASON_HELP = "原因，村卫生室会看到，用于 same_visit 和 kept"


def questions(facts: Mapping[str, Any]) -> str:
    """List what waits, each with what may be said."""
    if not facts["questions"]:
        return "没有等人工核对的就诊。"
    return "\n".join(_told(one) for one in facts["questions"])


def _told(one: Mapping[str, Any]) -> str:
    more = (
        [f"    平台上编号不明的登记：{'、'.join(one['platform_visits'])}"] if one["platform_visits"] else []
    )
    more += [f"    结算编号：{one['settlement']}"] if one["settlement"] else []
    more += [f"    平台答复：{one['told']}"] if one["told"] else []
    lines = [f"  {one['clinic']} {one['visit']}：{one['question']}", *more]
    return "\n".join([*lines, f"    可以回复：{'、'.join(one['may_say'])}"])
