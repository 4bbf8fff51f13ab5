"""What the commands about policy say: help texts, the cap of critical-illness insurance, results of checks."""

from collections.abc import Sequence

from core.money import Fen, in_yuan
from core.policy.cases import CaseResult
from core.policy.incentives import CapDecision
from ui.wording.policy_steps import years_said
from ui.wording.reasons import sentence_for

EXPLAIN_HELP = "解释案例：能不能享受待遇、从哪天起、为什么"
CASES_HELP = "案例文件（JSON，一个案例或一个数组）"
PACK_OPTION_HELP = "案例没有写明政策包时用哪个：代码（如 CN-23）、文件或文件夹"
CRITICAL_HELP = "计算大病保险最高支付限额，而不是等待期"
CHECK_HELP = "检查一个政策包，并运行它自带的案例"
CHECK_PACK_HELP = "政策包代码、文件或文件夹；同一政策包的几个版本可一起给出，连同有效期检查"


def case_headline(place: int, case_id: object, title: object) -> str:
    """Head the answer to one case."""
    name = " ".join(str(part) for part in (case_id, title) if part is not None)
    return f"【案例 {place}】{name}".rstrip()


def cap_sentences(cap: CapDecision) -> list[str]:
    """Say the cap of a year and how it came about."""
    said = []
    if cap.effective_cap is None:
        said.append(f"{cap.target_year} 年大病保险最高支付限额：当地封顶线尚未录入，只能说出加减的次数。")
    else:
        said.append(f"{cap.target_year} 年大病保险最高支付限额：{in_yuan(cap.effective_cap)} 元。")
        said.append(f"原封顶线 {_yuan(cap.base_cap)} 元。")
    said.append(
        f"连续参保 {len(cap.continuous)} 年{_in_years(cap.continuous)}，提高 {_yuan(cap.continuous_bonus)} 元。"
    )
    said.append(
        f"没有报销的年度 {len(cap.zero_claims)} 个{_in_years(cap.zero_claims)}，"
        f"提高 {_yuan(cap.zero_claim_bonus)} 元。"
    )
    if cap.cleared_in is not None:
        said.append(f"{cap.cleared_in} 年起，以前积累的零报销奖励清零重算。")
    if cap.total_bonus is not None:
        said.append(f"提高合计（不超过规定比例）{_yuan(cap.total_bonus)} 元。")
    if cap.penalised:
        lowered = "" if cap.penalty is None else f"，降低 {_yuan(cap.penalty)} 元"
        said.append(f"断保 {len(cap.penalised)} 年{_in_years(cap.penalised)}{lowered}。")
    said.append("依据：国办发〔2024〕38号 二（三）；具体金额以统筹地区规定为准。")
    return said


def check_sentences(pack_id: str, results: Sequence[CaseResult]) -> list[str]:
    """Say whether a pack is sound and which of its cases fail."""
    failed = [result for result in results if not result.passed]
    said = [
        f"政策包 {pack_id}：文件没有错误，自带案例 {len(results)} 个，通过 {len(results) - len(failed)} 个。"
    ]
    for result in failed:
        said.append(
            f"未通过：{case_headline(result.case.index + 1, result.case.id, result.case.plain.get('title'))}"
        )
        if result.refusal is not None:
            said.append(f"  {sentence_for(result.refusal)}")
        said += [f"  {key}：应为 {want}，实为 {got}" for key, (want, got) in result.differences.items()]
    return said


def _yuan(amount: Fen | None) -> str:
    return "" if amount is None else in_yuan(amount)


def _in_years(years: Sequence[int]) -> str:
    return f"（{years_said(years)}）" if years else ""
