"""Lines of another system: a good one is a visit, a bad one a sentence, and neither stops the next."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from core.catalogue.items import ItemKind
from core.errors import Hindrance
from core.identity.identity_check import CheckMethod
from core.money import Fen
from core.services.bring_in_visits import bring_in_lines, line_from
from core.training.characters import Character
from core.visits.bedside import Bedside
from core.visits.companion import Companion, CompanionRole
from core.visits.herb_sheet import HerbSheet
from core.visits.payment import Payment
from tests.helpers.open_desk import OpenDesk, village
from ui.wording.reasons import sentences

COLD = "J06.900"


def number(who: Character = Character.ACTIVE) -> str:
    return village().characters[who].person.id_number


def code_of(desk: OpenDesk, kind: ItemKind, initials: str) -> str:
    return desk.clinic.records.find_items(kind, initials, 1)[0].code


def brought(desk: OpenDesk, *lines: object) -> list[Mapping[str, Any]]:
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    return list(bring_in_lines(desk.clinic, texts))


def visit(**more: object) -> dict[str, object]:
    return {"id_number": number(), "diagnoses": [COLD], **more}


def test_a_line_becomes_a_visit_at_todays_prices_and_verdict(desk: OpenDesk) -> None:
    drug = code_of(desk, ItemKind.DRUG, "amxljn")
    fee = code_of(desk, ItemKind.SERVICE, "ybzlf")
    line = visit(
        complaint="咳嗽三天",
        lines=[
            {"kind": "drug", "code": drug, "quantity": 2, "days": 3, "trace_codes": ["81234567890123456789"]},
            {"kind": "service", "code": fee, "quantity": 1},
        ],
        onset_date="2026-11-22",
        temperature_tenths=378,
        systolic=130,
        diastolic=85,
        remark="转入",
        pulse=88,
        symptoms=["fever", "cough"],
        emergency=True,
        payment="wechat",
        family_fen=100,
        allergies=["青霉素"],
    )
    (outcome,) = brought(desk, line)
    assert (outcome["line"], outcome["outcome"]) == (1, "saved")
    state = desk.clinic.records.visit(outcome["event_id"])
    assert state is not None
    written = state.visit
    assert written.total == 2 * 680 + 1000
    assert written.patient.person_id == village().characters[Character.ACTIVE].person.person_id
    assert written.verdict.kind == "active"
    assert written.estimate is not None
    assert written.estimate.fund == 816 + 800
    assert written.lines[0].trace_codes == ("81234567890123456789",)
    assert (written.lines[0].days, written.lines[0].dose) == (3, "0.5g")
    assert written.main_diagnosis.code == COLD
    assert (written.identity_check.method, written.identity_check.reader) == (
        CheckMethod.NUMBER_TYPED,
        "brought_in",
    )
    assert (written.temperature_tenths, written.systolic, written.diastolic) == (378, 130, 85)
    assert written.bedside == Bedside(pulse=88, symptoms=("fever", "cough"), emergency=True)
    assert written.payment == Payment("wechat", Fen(100))
    assert (written.allergies, written.pregnant) == (("青霉素",), False)


def test_herbs_groups_a_guardian_and_the_report_card_come_as_a_doctor_writes_them(desk: OpenDesk) -> None:
    drug, herb = code_of(desk, ItemKind.DRUG, "amxljn"), code_of(desk, ItemKind.DRUG, "gc")
    line = visit(
        lines=[
            {"kind": "drug", "code": herb, "quantity": 70, "dose": "10g", "handling": "先煎"},
            {"kind": "drug", "code": drug, "quantity": 1, "group": 2},
        ],
        herb_doses=7,
        herb_method="水煎服",
        companion={"role": "guardian", "name": "张桂兰"},
        case_class="clinical",
        crowd="散居儿童",
        reported=True,
    )
    (outcome,) = brought(desk, line)
    state = desk.clinic.records.visit(outcome["event_id"])
    assert state is not None
    written = state.visit
    assert written.herbs == HerbSheet(7, "水煎服")
    assert [(one.days, one.handling, one.no_trace_reason, one.group) for one in written.lines] == [
        (7, "先煎", "not_on_box", 0),
        (0, "", "", 2),
    ]
    assert written.companion == Companion(CompanionRole.GUARDIAN, "张桂兰")
    assert written.bedside == Bedside(case_class="clinical", crowd="散居儿童", reported=True)


def test_the_first_diagnosis_is_the_main_one(desk: OpenDesk) -> None:
    other = desk.clinic.records.find_items(ItemKind.DIAGNOSIS, "yfxgxy", 1)[0].code
    (outcome,) = brought(desk, visit(diagnoses=[other, COLD]))
    state = desk.clinic.records.visit(outcome["event_id"])
    assert state is not None
    assert [(one.code, one.main) for one in state.visit.diagnoses] == [(other, True), (COLD, False)]


def test_somebody_without_a_number_is_brought_in_by_name(desk: OpenDesk) -> None:
    outcomes = brought(desk, {"name": "过路人", "diagnoses": [COLD]}, {"diagnoses": [COLD]})
    assert [one["outcome"] for one in outcomes] == ["saved", "name_missing"]


DRUG = {"kind": "drug", "code": "XTRAINING00000000000001", "quantity": 1}
BAD: list[tuple[object, str, str | None]] = [
    (visit(symptoms=["dizzy"]), "brought_in_field", "symptoms"),
    (visit(symptoms=[{}]), "brought_in_field", "symptoms"),
    (visit(destination="moon"), "brought_in_field", "destination"),
    (visit(emergency=1), "brought_in_field", "emergency"),
    (visit(payment="shells"), "brought_in_field", "payment"),
    (visit(family_fen=1), "family_pays_more_than_total", None),
    (visit(pulse=True), "brought_in_field", "pulse"),
    (visit(herb_doses=3), "brought_in_field", "herb_doses"),
    (visit(case_class="rumour"), "brought_in_field", "case_class"),
    (visit(companion={"role": "aunt", "name": "张桂兰"}), "brought_in_field", "role"),
    (visit(companion={"role": "guardian"}), "companion_without_name", None),
    ({"lines": [{**DRUG, "group": 10}]}, "line_group_impossible", None),
    ({"lines": [{**DRUG, "handling": "先煎"}]}, "line_handling_impossible", None),
    ("not json", "brought_in_not_json", None),
    ("[1, 2]", "brought_in_not_json", None),
    ('"text"', "brought_in_not_json", None),
    ("[" * 100_000, "brought_in_not_json", None),
    ('{"complaint": "\udcbf\udca8", "diagnoses": ["J06.900"]}', "brought_in_not_utf8", None),
    ({"diagnoses": [COLD], "id_number": 7}, "brought_in_field", "id_number"),
    ({"nickname": "x"}, "brought_in_field", "nickname"),
    ({"complaint": None}, "brought_in_field", "complaint"),
    ({"complaint": "\ud800"}, "brought_in_field", "complaint"),
    ({"name": "\ud800"}, "brought_in_field", "name"),
    ({"temperature_tenths": True}, "brought_in_field", "temperature_tenths"),
    ({"temperature_tenths": 37.2}, "brought_in_field", "temperature_tenths"),
    ({"onset_date": "22.11."}, "brought_in_field", "onset_date"),
    ({"diagnoses": ["Z99.999x"]}, "brought_in_field", "diagnoses"),
    ({"diagnoses": [["J06.900"]]}, "brought_in_field", "diagnoses"),
    ({"diagnoses": []}, "visit_without_diagnosis", None),
    ({"lines": ["drug"]}, "brought_in_field", "lines"),
    ({"lines": [{"kind": "drug", "code": "nobody's", "quantity": 1}]}, "brought_in_field", "lines"),
    ({"lines": [{"kind": "diagnosis", "code": COLD, "quantity": 1}]}, "brought_in_field", "lines"),
    ({"lines": [{"kind": "drug", "code": "XTRAINING00000000000001"}]}, "brought_in_field", "lines"),
    (
        {"lines": [{"kind": "drug", "code": "XTRAINING00000000000001", "quantity": "2"}]},
        "brought_in_field",
        "quantity",
    ),
    (
        {"lines": [{"kind": "drug", "code": "XTRAINING00000000000001", "quantity": 0}]},
        "line_quantity_not_positive",
        None,
    ),
    (
        {"lines": [{"kind": "drug", "code": "XTRAINING00000000000001", "quantity": 10**30}]},
        "line_count_impossible",
        None,
    ),
    (
        {"lines": [{"kind": "drug", "code": "XTRAINING00000000000001", "quantity": 1, "dose": "\udfff"}]},
        "brought_in_field",
        "dose",
    ),
    (
        {
            "lines": [
                {
                    "kind": "drug",
                    "code": "XTRAINING00000000000001",
                    "quantity": 1,
                    "trace_codes": ["\ud800"],
                }
            ]
        },
        "brought_in_field",
        "trace_codes",
    ),
    (
        {"lines": [{"kind": "drug", "code": "XTRAINING00000000000001", "quantity": 1, "price": 1}]},
        "brought_in_field",
        "price",
    ),
    ({"id_number": "23999919800308001"}, "id_number_length", None),
    ({"temperature_tenths": 999}, "vitals_out_of_range", None),
    (
        {"lines": [{"kind": "drug", "code": "XTRAINING00000000000001", "quantity": 1, "days": -1}]},
        "line_count_impossible",
        None,
    ),
    ({"complaint": "长" * 200_000}, "visit_too_long", None),
    ({"complaint": "咳\x00嗽"}, "brought_in_field", "complaint"),
    ({"remark": "\x1b[2J"}, "brought_in_field", "remark"),
    ({"id_number": "", "name": "王\x00小明"}, "brought_in_field", "name"),
    ({"id_number": "", "name": "王\n小明"}, "name_not_usable", None),
    ({"id_number": "", "name": "王" * 5000}, "name_not_usable", None),
    ({"name": "王" * 51}, "name_not_usable", None),
]


@pytest.mark.parametrize(("line", "code", "field"), BAD, ids=lambda value: str(value)[:50])
def test_a_bad_line_is_told_and_the_good_ones_around_it_are_kept(
    desk: OpenDesk, line: object, code: str, field: str | None
) -> None:
    bad = {**visit(), **line} if isinstance(line, dict) else line
    outcomes = brought(desk, visit(), bad, "  ", visit())
    assert [(one["line"], one["outcome"]) for one in outcomes] == [(1, "saved"), (2, code), (4, "saved")]
    if field:
        assert outcomes[1]["facts"] == {"field": field}
    assert code in sentences()
    assert desk.store.ledger.head().sequence == 2


def test_a_full_disk_ends_the_file_and_keeps_what_came_before(desk: OpenDesk) -> None:
    database = desk.store.ledger.file.database
    (pages,) = database.execute("PRAGMA page_count").fetchone()
    database.execute(f"PRAGMA max_page_count = {pages + 2}")
    line = json.dumps(visit(complaint="咳" * 500), ensure_ascii=False)
    saved = []
    with pytest.raises(Hindrance) as caught:
        for outcome in bring_in_lines(desk.clinic, [line] * 50):
            saved.append(outcome)
    assert caught.value.code == "disk_full"
    assert {one["outcome"] for one in saved} == {"saved"}
    assert desk.store.ledger.head().sequence == len(saved)


def test_a_line_from_the_catalogue_takes_its_price_and_its_usual_use(desk: OpenDesk) -> None:
    item = desk.clinic.records.find_items(ItemKind.DRUG, "lhmsjn", 1)[0]
    line = line_from(item, 3, 5)
    assert (line.name, line.unit, line.unit_price, line.amount) == (item.name, "盒", Fen(540), 1620)
    assert (line.own_pay_permille, line.dose, line.frequency, line.route, line.days) == (
        100,
        "0.15g",
        "每日两次",
        "口服",
        5,
    )
