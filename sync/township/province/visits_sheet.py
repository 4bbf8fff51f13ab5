"""The file of visits that goes to the province: a row for every fee line."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from core.catalogue.items import ItemKind
from core.dates import CHINA
from core.identity.person import Sex
from core.ids import TownshipCode
from core.money import in_yuan
from core.province_ports import ExportedVisit
from core.visits.visit import OrderLine, Visit
from sync.township.imports.sheet_writer import BOM, Sheet, disarmed, write_workbook_to

TITLES = (
    *("乡镇卫生院代码", "批次", "村卫生室代码", "村卫生室名称", "定点机构编号"),
    *("就诊编号", "就诊时间", "患者姓名", "证件号码", "性别", "医生", "主诉"),
    *("主要诊断编码", "主要诊断名称", "其他诊断", "医疗费总额(元)"),
    *(
        "明细序号",
        "类别",
        "医保编码",
        "名称",
        "规格",
        "单位",
        "数量",
        "单价(元)",
        "金额(元)",
        "追溯码",
        "无追溯码原因",
    ),
)
SHEET = "就诊"
_SEXES = {Sex.MALE: "男", Sex.FEMALE: "女", Sex.UNKNOWN: "不详"}
_KINDS = {ItemKind.DRUG: "药品", ItemKind.SERVICE: "诊疗项目"}
_BETWEEN = "；"


def workbook_of(township: TownshipCode, batch: int, visits: Sequence[ExportedVisit]) -> bytes:
    """Give the bytes of a workbook in which every cell is text."""
    packed = io.BytesIO()
    write_workbook_to(packed, [Sheet(SHEET, TITLES, _rows(township, batch, visits))])
    return packed.getvalue()


def csv_of(township: TownshipCode, batch: int, visits: Sequence[ExportedVisit]) -> bytes:
    """Give the bytes of a CSV file in which no cell is a formula to a spreadsheet program."""
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow(TITLES)
    writer.writerows([disarmed(cell) for cell in row] for row in _rows(township, batch, visits))
    return written.getvalue().encode(BOM)


def _rows(township: TownshipCode, batch: int, visits: Iterable[ExportedVisit]) -> Iterator[Sequence[str]]:
    for one in visits:
        of_batch = (township, str(batch), one.clinic, one.clinic_name, one.institution)
        of_visit = (*of_batch, one.event_id, *_visit(one.visit))
        for number, line in enumerate(one.visit.lines, start=1):
            yield (*of_visit, str(number), *_line(line))


def _visit(visit: Visit) -> Sequence[str]:
    main = [one for one in visit.diagnoses if one.main]
    others = [f"{one.code} {one.name}" for one in visit.diagnoses if not one.main]
    patient = visit.patient
    return (
        f"{visit.visited_at.astimezone(CHINA):%Y-%m-%d %H:%M:%S}",
        *(patient.name, patient.id_number, _SEXES[patient.sex], visit.doctor_name, visit.complaint),
        *(main[0].code if main else "", main[0].name if main else "", _BETWEEN.join(others)),
        in_yuan(visit.total),
    )


def _line(line: OrderLine) -> Sequence[str]:
    return (
        *(_KINDS.get(line.kind, ""), line.code, line.name, line.specification, line.unit),
        *(str(line.quantity), in_yuan(line.unit_price), in_yuan(line.amount)),
        *(_BETWEEN.join(line.trace_codes), line.no_trace_reason),
    )
