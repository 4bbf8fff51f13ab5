"""A made-up day at the desk: whom the doctor sees, what for, and what is handed out and noted."""

from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Any

from core.catalogue.items import CatalogueItem, ItemKind
from core.training.township import TrainingTownship
from core.visits.herb_sheet import HERB_CODES

_COMPLAINTS = (
    *("咳嗽三天", "头晕两天", "腹泻一天", "发热半天", "腰痛一周", "咽痛两天", "胃部不适五天", "复诊取药"),
    *("血压复查", "血糖复查", "皮肤瘙痒", "失眠半月", "关节痛", "鼻塞流涕", "乏力", "外伤换药"),
)
_REMARKS = ("", "", "", "嘱多饮水", "嘱一周后复诊", "青霉素皮试阴性", "嘱低盐饮食")
_DRUGS_A_VISIT = (1, 2, 2, 3, 3, 4)
_PRODUCT_DIGITS, _SERIAL_DIGITS = 7, 13


def draw_visits(
    town: TrainingTownship, catalogue: Sequence[CatalogueItem], rng: Random, visits: int, village: str = ""
) -> Iterator[Mapping[str, Any]]:
    """Make up visits as records to be brought in; every box handed out has its trace code of 20 digits."""
    people = [entry for entry in town.entries if not village or entry.person.village == village]
    drugs = [item for item in catalogue if item.kind is ItemKind.DRUG and item.code[0] != HERB_CODES]
    services = [item for item in catalogue if item.kind is ItemKind.SERVICE]
    diagnoses = [item for item in catalogue if item.kind is ItemKind.DIAGNOSIS]
    for entry in rng.sample(people, visits):
        lines = [_dispensed(drug, rng) for drug in rng.sample(drugs, rng.choice(_DRUGS_A_VISIT))]
        if rng.random() < 0.6:
            service = rng.choice(services)
            lines.append({"kind": service.kind.value, "code": service.code, "quantity": 1})
        record: dict[str, Any] = {
            "id_number": entry.person.id_number,
            "complaint": rng.choice(_COMPLAINTS),
            "diagnoses": [rng.choice(diagnoses).code],
            "lines": lines,
            "remark": rng.choice(_REMARKS),
        }
        if rng.random() < 0.7:
            record["temperature_tenths"] = rng.randint(362, 389)
        if rng.random() < 0.6:
            record |= {"systolic": rng.randint(108, 172), "diastolic": rng.randint(62, 100)}
        yield record


def _dispensed(drug: CatalogueItem, rng: Random) -> Mapping[str, Any]:
    boxes = rng.choice((1, 1, 1, 2))
    return {
        "kind": drug.kind.value,
        "code": drug.code,
        "quantity": boxes,
        "days": rng.choice((3, 5, 7, 14, 30)),
        "trace_codes": [_trace_code(drug, rng) for _ in range(boxes)],
    }


def _trace_code(drug: CatalogueItem, rng: Random) -> str:
    """Give a 药品追溯码: seven digits of the product, thirteen of the box."""
    product = int(drug.code[-_PRODUCT_DIGITS:]) % 10**_PRODUCT_DIGITS
    return f"{8_000_000 + product}{rng.randrange(10**_SERIAL_DIGITS):0{_SERIAL_DIGITS}d}"
