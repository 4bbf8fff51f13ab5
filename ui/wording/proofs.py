"""Words for how strongly it was proved who sits here, and why not."""

from core.identity.identity_check import Lacking
from core.policy.choices import Proof

ASKED = "身份核验"
CHOOSE = "请选一项"
SEEN = "已看证件"
WORDS = "写明原因"
DEMANDED = {
    Proof.CHIP: "当地要求读卡，请返回读卡；读不了的选原因。",
    Proof.CODE: "当地要求读卡或扫医保码，请返回核验；没有的选原因。",
    Proof.DOCUMENT_SEEN: "当地要求统筹支付时看过证件。",
    Proof.NUMBER_SAID: "当地要求统筹支付时有证件号。",
}
LACKING = {
    Lacking.NOT_AT_HAND: "证件不在身边",
    Lacking.NO_DOCUMENT: "没有证件",
    Lacking.URGENT: "急症，先看病",
    Lacking.AT_HOME: "上门，没带设备",
    Lacking.READER_FAILED: "读卡器坏了",
    Lacking.OTHER: "其他",
}
