"""收款方式 by its name: the same at the desk and at the township, which never meet."""

from collections.abc import Mapping

from core.visits.payment import PaidBy

CASH_BY = "现金部分收款方式"
NAMES: Mapping[str, str] = {
    PaidBy.CASH: "现金",
    PaidBy.WECHAT: "微信",
    PaidBy.ALIPAY: "支付宝",
    PaidBy.FAMILY: "家庭共济",
}
