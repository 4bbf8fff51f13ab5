"""Words of the page of supervision indicators."""

from datetime import datetime

from core.dates import CHINA
from sync.township.supervision import words

SUPERVISION = "监管指标"
SUPERVISION_TOLD = (
    "按就诊日期统计有效的就诊；退回、更正、作废按发生日期统计。点“重新统计”后在后台统计，稍后再打开本页查看。"
)
SUPERVISION_TRAINING = "训练数据，人员和就诊都是虚构的，不得与正式数据合并上报。"
COUNT_AGAIN = "重新统计"
COUNTING = "正在统计，稍后再打开本页查看。"
NOT_COUNTED = "这个月还没有统计过。"
AS_CSV = "CSV"
UNIT_HEADS = (
    "人次 / 人",
    "次均（元）",
    "基金 / 现金（元）",
    "退回 / 更正",
    "迟报",
    "未结算",
    "缺追溯码",
    "核对提示",
    "点评不合理",
)
ALL_COUNTED = words.ALL
percent = words.percent


def counted_told(at: datetime, newer: int) -> str:
    """Say when a month was counted, and how much came since."""
    told = f"统计时间 {at.astimezone(CHINA):%Y-%m-%d %H:%M}"
    return f"{told}；之后又收到 {newer} 条记录，没有计入。" if newer else f"{told}，此后没有新的记录。"
