"""Words of the console's page of visits that wait for somebody to look at the platform."""

from collections.abc import Mapping

from core.settlement_questions import Saying

QUESTIONS = "待人工核对"
QUESTIONS_TOLD = (
    "这些就诊在医保平台上的情况，程序自己查不清。请登录平台核对后回复；回复记入操作记录，程序随即接着处理。"
)
QUESTION = "要核对什么"
ANSWER = "回复"
PLATFORM_VISITS = "平台上编号不明的登记"
SAYINGS: Mapping[Saying, str] = {
    Saying.ANOTHER_VISIT: "那是另一次就诊，这一次照常结算",
    Saying.SAME_VISIT: "就是这次就诊，不再结算（写明原因）",
    Saying.STANDS: "平台上已结算（填结算编号）",
    Saying.NOTHING_STANDS: "平台上没有结算，重新结算",
    Saying.NEVER_SETTLED: "平台上没有结算，照更正后的办",
    Saying.TAKEN_BACK: "平台上已经撤销，照更正后的办",
    Saying.TRY_AGAIN: "再撤销一次",
    Saying.KEPT: "原结算保留，更正不再结算（写明原因）",
}
ANSWER_NUMBER = "平台结算编号"
ANSWER_REASON = "原因（村卫生室会看到）"
SAY = "确定"
