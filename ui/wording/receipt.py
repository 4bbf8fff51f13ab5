"""Words of the printed receipt."""

from collections.abc import Mapping, Sequence

from core.catalogue.items import FeeClass, ItemKind
from core.dates import CHINA
from core.money import Fen, in_yuan
from core.visits.visit import OrderLine, Visit
from ui.wording.payments import paid_said
from ui.wording.people import SEXES

TITLE = "门诊收费收据"
PLAIN_NOTE = "本收据由村卫生室自行打印，不代替财政部门监制的医疗收费票据。"
NUMBER, NAME, DAY = "编号", "姓名", "日期"
TOTAL = "合计（大写）"
FIGURES = "￥"
PAID_BY = "收款方式："
CLINIC, DOCTOR = "收费单位（章）：", "收费人："
ESTIMATED = "预估，以乡镇卫生院结算结果为准。"
NOT_PAID = "医保不予支付。"
PLACES = ("拾", "万", "仟", "佰", "拾", "元", "角", "分")
_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_NOTHING_BEFORE = "⊗"
FEES = ("西药", "中成药", "中草药", "诊疗", "一般诊疗费")
_OF_CODES: Mapping[str, str] = {"X": FEES[0], "Z": FEES[1], "T": FEES[2]}
SHARES = ("基金支付", "个人账户", "医疗机构", "个人现金")


def fees(lines: Sequence[OrderLine]) -> Mapping[str, Fen]:
    """Sum the lines up by the fee classes of a receipt, without those that are nothing."""
    sums = dict.fromkeys(FEES, 0)
    for line in lines:
        sums[_fee(line)] += line.amount
    return {name: Fen(amount) for name, amount in sums.items() if amount}


def _fee(line: OrderLine) -> str:
    if line.fee_class is FeeClass.GENERAL_CONSULTATION:
        return FEES[4]
    return FEES[3] if line.kind is ItemKind.SERVICE else _OF_CODES.get(line.code[:1], FEES[0])


def boxes(amount: int) -> Sequence[str]:
    """Give each digit of an amount in capitals for its own box; the boxes before it are crossed out."""
    digits = str(amount).rjust(len(PLACES))
    if amount < 0 or len(digits) > len(PLACES):
        return [*[""] * len(PLACES)]
    return [_NOTHING_BEFORE if one == " " else _DIGITS[int(one)] for one in digits]


def patient(visit: Visit) -> str:
    """Say who paid."""
    return f"{visit.patient.name}  {SEXES[visit.patient.sex]}"


def moment(visit: Visit) -> str:
    """Say when."""
    return f"{visit.visited_at.astimezone(CHINA):%Y-%m-%d}"


def shares(split: Sequence[int]) -> Sequence[tuple[str, str]]:
    """Say who bears what, without those that bear nothing, cash always."""
    told = zip(SHARES, split, strict=True)
    return [(name, in_yuan(amount)) for name, amount in told if amount or name == SHARES[-1]]


def paid(visit: Visit, split: Sequence[int]) -> str:
    """Say by what the patient's own share was paid, where that was not cash alone."""
    said = paid_said(visit.payment, split[-1])
    return f"{PAID_BY}{said}" if said else ""


def figures(amount: int) -> str:
    """Say the amount in figures."""
    return f"{FIGURES}{in_yuan(amount)}"
