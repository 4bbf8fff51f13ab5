"""A list leaves the encrypted store for whoever may, with a reason that is written down before."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest

from core.audit import Deed
from core.errors import Hindrance, Refusal
from core.identity.identity_check import CheckMethod
from core.roles import Role, Standing
from core.services.export_visits import ExportOrder, export_visits
from core.services.receive_patient import check_identity, receive_number
from core.services.record_visit import record_visit
from core.services.visit_form import VisitForm
from core.training.characters import Character
from core.visits.visit import Diagnosis
from sync.township.imports.sheet_writer import write_sheet
from tests.helpers.open_desk import TODAY, OpenDesk, village
from ui.wording import visit_list as words

PERSON = village().characters[Character.ACTIVE].person
FORMULA = '=HYPERLINK("http://x","x")'


def order(file: Path, reason: str = "月底对账") -> ExportOrder:
    days = (TODAY - timedelta(days=6), TODAY)
    return ExportOrder(*days, reason, file, words.SHEET, words.TITLES, words.cells)


def record(desk: OpenDesk, name: str = "") -> None:
    reception = receive_number(desk.clinic, PERSON.id_number)
    reception = replace(reception, name=name or reception.name)
    check = check_identity(desk.clinic, CheckMethod.CARD_SEEN)
    form = VisitForm("咳嗽", (Diagnosis("J06.900", "急性上呼吸道感染", True),), ())
    record_visit(desk.clinic, reception, check, form)


def rows(file: Path) -> list[list[str]]:
    book = openpyxl.load_workbook(file)
    found = [[str(cell.value or "") for cell in row] for row in book[words.SHEET].iter_rows()]
    assert {cell.data_type for row in book[words.SHEET].iter_rows() for cell in row} <= {"s", "n"}
    book.close()
    return found


def test_what_was_asked_for_is_in_the_sheet_as_text_and_in_the_trail(desk: OpenDesk, tmp_path: Path) -> None:
    record(desk)
    record(desk, FORMULA)
    file = tmp_path / "list.xlsx"
    told = export_visits(desk.clinic, order(file), write_sheet)
    assert (told["visits"], told["file"]) == (2, "list.xlsx")
    titles, *visits = rows(file)
    assert tuple(titles) == words.TITLES
    assert {visit[4] for visit in visits} == {PERSON.id_number}
    assert {visit[2] for visit in visits} == {PERSON.name, FORMULA}
    (line,) = [one for one in desk.clinic.audit.latest(9) if one.deed == Deed.EXPORTED]
    assert (line.reason, line.facts["rows"], line.facts["form"]) == ("月底对账", 2, "visits")


@pytest.mark.parametrize(
    ("role", "standing"), [(Role.ASSISTANT, Standing.GRANTED), (Role.DOCTOR, Standing.UNCONFIRMED)]
)
def test_who_may_not_export_gets_nothing(
    desk: OpenDesk, tmp_path: Path, role: Role, standing: Standing
) -> None:
    record(desk)
    clinic = replace(desk.clinic, staff=replace(desk.clinic.staff, role=role, standing=standing))
    with pytest.raises(Refusal, match="not_permitted"):
        export_visits(clinic, order(tmp_path / "list.xlsx"), write_sheet)
    assert list(tmp_path.glob("*.xlsx")) == []


def test_an_order_nobody_could_answer_for_is_refused(desk: OpenDesk, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="export_reason_missing"):
        order(tmp_path / "list.xlsx", "  ")
    with pytest.raises(Refusal, match="export_days_reversed"):
        replace(order(tmp_path / "list.xlsx"), last=TODAY - timedelta(days=9))
    with pytest.raises(Refusal, match="export_without_visits"):
        export_visits(desk.clinic, order(tmp_path / "list.xlsx"), write_sheet)


def test_what_cannot_be_written_down_is_not_written_out(
    desk: OpenDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record(desk)
    written: list[Path] = []

    def full(*_told: object, **_facts: object) -> None:
        raise Hindrance("disk_full")

    def write(file: Path, name: str, titles: Sequence[str], lines: Iterable[Sequence[str]]) -> None:
        written.append(file)

    monkeypatch.setattr(type(desk.clinic.audit), "note", full)
    with pytest.raises(Hindrance, match="disk_full"):
        export_visits(desk.clinic, order(tmp_path / "list.xlsx"), write)
    assert written == []
