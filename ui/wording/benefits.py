"""What an estimate of an outpatient bill says: each step as a Chinese sentence, marked as an estimate."""

from collections.abc import Callable, Mapping
from decimal import Decimal

from core.money import in_yuan
from core.policy.bill import BenefitCode, BenefitStep, Estimate

MARK = "以下是预估，实际金额以结算为准。"
_SUSPENDABLE: Mapping[str, str] = {
    "deductible": "起付线",
    "per_visit_cap": "单次支付限额",
    "per_day_cap": "单日支付限额",
    "annual_cap": "年度支付限额",
    "two_diseases_cap": "两病用药年度限额",
    "class_c_exclusion": "目录外（丙类）项目不予支付的限制",
}
_CLASSES: Mapping[str, str] = {"a": "甲类", "b": "乙类", "c": "目录外"}
_BASES: Mapping[str, str] = {"visit": "每次", "year": "每年"}
_CAPS: Mapping[BenefitCode, str] = {
    BenefitCode.TWO_DISEASES_CAP: "两病用药年度限额",
    BenefitCode.PER_VISIT_CAP: "单次支付限额",
    BenefitCode.PER_DAY_CAP: "单日支付限额",
    BenefitCode.ANNUAL_CAP: "年度支付限额",
}


def estimate_sentences(estimate: Estimate) -> list[str]:
    """Say an estimate whole: the mark, each step, and the parts."""
    return [MARK, *(step_said(step) for step in estimate.steps), parts_said(estimate)]


def parts_said(estimate: Estimate) -> str:
    """Say who pays what; a part of nothing is left out, cash never."""
    parts = (
        ("统筹基金", estimate.pooled),
        ("大病保险", estimate.critical_illness),
        ("医疗救助", estimate.assistance),
        ("个人账户", estimate.account),
        ("家庭共济", estimate.family),
        ("医疗机构承担", estimate.institution),
    )
    said = [f"{name} {in_yuan(amount)} 元" for name, amount in parts if amount]
    said.append(f"现金 {in_yuan(estimate.cash)} 元")
    return f"预估：总费用 {in_yuan(estimate.total)} 元 = {' + '.join(said)}。"


def step_said(step: BenefitStep) -> str:
    """Say one step."""
    return f"{_STEPS[step.code](step)}。"


def _suspended(step: BenefitStep) -> str:
    return f"依据{step.inputs['citation']}，当天暂停执行{_SUSPENDABLE[str(step.inputs['limit'])]}"


def _institution(step: BenefitStep) -> str:
    return f"超过规定价格的 {_yuan(step.result)}由医疗机构承担，不向病人收取"


def _own_share(step: BenefitStep) -> str:
    if not step.result:
        return f"{_of(step, 'amount')}全部在医保范围内"
    return (
        f"{_of(step, 'amount')}中，目录外费用和乙类先行自付部分共 {_yuan(step.result)}由个人承担，"
        f"其余 {_of(step, 'inside')}在医保范围内"
    )


def _general_fee(step: BenefitStep) -> str:
    return f"一般诊疗费 {_of(step, 'amount')}按 {_percent(step)} 报销，{_yuan(step.result)}"


def _two_diseases(step: BenefitStep) -> str:
    name = _CLASSES[str(step.inputs["item_class"])]
    taken = f"，先减起付线 {_of(step, 'deductible')}" if step.inputs["deductible"] else ""
    return f"两病用药（{name}）{_of(step, 'amount')}{taken}，按 {_percent(step)} 报销，{_yuan(step.result)}"


def _deductible(step: BenefitStep) -> str:
    used = f"，本年已累计 {_of(step, 'used')}" if step.inputs["used"] else ""
    basis = _BASES[str(step.inputs["basis"])]
    return f"起付线{basis} {_of(step, 'full')}{used}，这次由个人承担 {_yuan(step.result)}"


def _ratio(step: BenefitStep) -> str:
    signed = "（已签约家庭医生）" if step.inputs["signed"] else ""
    return f"{_of(step, 'amount')}按 {_percent(step)}{signed}报销，{_yuan(step.result)}"


def _cap(step: BenefitStep) -> str:
    used = f"，已用 {_of(step, 'used')}" if step.inputs["used"] else ""
    return f"{_CAPS[step.code]} {_of(step, 'cap')}{used}，应报 {_of(step, 'before')}，只能报 {_yuan(step.result)}"


def _pooled(step: BenefitStep) -> str:
    return f"统筹基金合计支付 {_yuan(step.result)}"


def _critical(step: BenefitStep) -> str:
    return (
        f"范围内个人负担 {_of(step, 'borne')}（本年此前 {_of(step, 'used')}），超过大病起付线"
        f" {_of(step, 'threshold')}的部分按 {_percent(step)} 由大病保险支付 {_yuan(step.result)}"
    )


def _assistance(step: BenefitStep) -> str:
    cap = f"（年度限额 {_of(step, 'cap')}，已用 {_of(step, 'used')}）" if step.inputs["cap"] != "" else ""
    return f"范围内个人负担 {_of(step, 'borne')}按 {_percent(step)} 救助{cap}，{_yuan(step.result)}"


def _fund(step: BenefitStep) -> str:
    return f"各项基金一共支付 {_yuan(step.result)}"


def _account(step: BenefitStep) -> str:
    return f"其余 {_of(step, 'left')}，个人账户余额 {_of(step, 'balance')}，可支付 {_yuan(step.result)}"


def _family(step: BenefitStep) -> str:
    return f"还剩 {_of(step, 'left')}，家庭共济余额 {_of(step, 'balance')}，可支付 {_yuan(step.result)}"


def _cash(step: BenefitStep) -> str:
    return f"需付现金 {_yuan(step.result)}"


_STEPS: Mapping[BenefitCode, Callable[[BenefitStep], str]] = {
    BenefitCode.SUSPENDED: _suspended,
    BenefitCode.INSTITUTION: _institution,
    BenefitCode.OWN_SHARE: _own_share,
    BenefitCode.GENERAL_FEE: _general_fee,
    BenefitCode.TWO_DISEASES: _two_diseases,
    BenefitCode.DEDUCTIBLE: _deductible,
    BenefitCode.RATIO: _ratio,
    BenefitCode.POOLED: _pooled,
    BenefitCode.CRITICAL_ILLNESS: _critical,
    BenefitCode.ASSISTANCE: _assistance,
    BenefitCode.FUND: _fund,
    BenefitCode.ACCOUNT: _account,
    BenefitCode.FAMILY: _family,
    BenefitCode.CASH: _cash,
    **dict.fromkeys(_CAPS, _cap),
}


def _of(step: BenefitStep, key: str) -> str:
    return f"{in_yuan(int(step.inputs[key]))} 元"


def _yuan(amount: int) -> str:
    return f"{in_yuan(amount)} 元"


def _percent(step: BenefitStep) -> str:
    return f"{(Decimal(str(step.inputs['ratio'])) * 100).normalize():f}%"
