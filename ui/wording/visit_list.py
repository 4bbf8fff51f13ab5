"""Words of a list of visits that was asked for: its columns, and what is said around it."""

from collections.abc import Mapping, Sequence
from typing import Any

from core.dates import CHINA
from core.money import in_yuan
from core.ports import VisitState
from ui.wording.clock import TO_BE_CONFIRMED
from ui.wording.people import SEXES
from ui.wording.visits import diagnoses_said, line_title, state_word

HELP = "把一段时间的就诊写成 XLSX 清单。清单不加密，用途会记入审计记录"
FROM_HELP = "从哪一天，例如 2026-11-01"
UNTIL_HELP = "到哪一天（含）"
FILE_HELP = "写到哪个文件；已有的文件不会覆盖"
REASON_HELP = "用途，会记入审计记录"
SHEET = "就诊清单"
TITLES = (
    *("就诊时间", "日期", "姓名", "性别", "证件号", "诊断", "药品和服务"),
    *("合计", "预估基金", "结算基金", "结算账户", "结算现金", "状态", "医生", "编号"),
)
EXPORT = "导出表格…"
REASON = "导出用途"
REASON_HINT = "例如：月底对账"
FILES = "XLSX 文件 (*.xlsx)"
WHERE = "清单写到哪里"
_CONFIRMED = "已确认"


def cells(state: VisitState) -> Sequence[str]:
    """Say a visit in the cells of the list; the number stands there whole, as text."""
    visit, settled, estimate = state.visit, state.settled, state.visit.estimate
    paid = [in_yuan(settled[part]) if settled else "" for part in ("fund", "account", "cash")]
    return (
        f"{visit.visited_at.astimezone(CHINA):%Y-%m-%d %H:%M}",
        TO_BE_CONFIRMED if state.day_in_doubt else _CONFIRMED,
        visit.patient.name,
        SEXES[visit.patient.sex],
        visit.patient.id_number,
        diagnoses_said(visit),
        "；".join(f"{line_title(line)} ×{line.quantity}{line.unit}" for line in visit.lines),
        in_yuan(visit.total),
        in_yuan(estimate.fund) if estimate else "",
        *paid,
        state_word(state),
        visit.doctor_name,
        state.event_id,
    )


def file_name(first: str, last: str) -> str:
    """Offer a name that names nobody."""
    return f"就诊清单 {first} 至 {last}.xlsx"


def exported(facts: Mapping[str, Any]) -> str:
    """Say what was written and that it lies open."""
    return (
        f"已写好 {facts['file']}，{facts['first']} 至 {facts['last']} 共 {facts['visits']} 笔。"
        "这份清单不加密，请妥善保管，用完删除。"
    )
