"""就诊: one visit as it is written down once and never edited."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from core.catalogue.items import FeeClass, ItemKind
from core.identity.identity_check import IdentityCheck
from core.identity.person import Sex
from core.ids import PersonId, UserId
from core.money import Fen
from core.visits.bedside import NOTHING, Bedside
from core.visits.companion import Companion
from core.visits.herb_sheet import HERB_CODES, HerbSheet
from core.visits.noted_checks import NotedCheck
from core.visits.payment import IN_CASH, Payment

MOST_GROUPS, LONGEST_HANDLING = 9, 20
"""Groups of one visit, and letters of how one herb is boiled apart."""


@dataclass(frozen=True, slots=True)
class PatientOnVisit:
    """Who was seen, as known that day; `person_id` is empty for somebody outside the roster.

    `number_kind` says what kind of number it is where it has not the 18 characters of an identity card.
    """

    person_id: PersonId
    id_number: str
    name: str
    sex: Sex
    birth_date: date | None
    number_kind: str = ""

    def to_plain(self) -> dict[str, Any]:
        """Give the patient as text fields."""
        kind = {"number_kind": self.number_kind} if self.number_kind else {}
        return kind | {
            "person_id": self.person_id,
            "id_number": self.id_number,
            "name": self.name,
            "sex": self.sex.value,
            "birth_date": self.birth_date.isoformat() if self.birth_date else None,
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> "PatientOnVisit":
        """Read what `to_plain` wrote."""
        birth = plain["birth_date"]
        return cls(
            PersonId(plain["person_id"]),
            plain["id_number"],
            plain["name"],
            Sex(plain["sex"]),
            date.fromisoformat(birth) if birth else None,
            plain.get("number_kind", ""),
        )


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """A coded diagnosis; exactly one of a visit is the main one."""

    code: str
    name: str
    main: bool


@dataclass(frozen=True, slots=True)
class OrderLine:
    """医嘱/费用明细: a drug dispensed or a service done.

    `quantity` counts whole `unit`s, `unit_price` is fen for one, `days` is 0 for a service. `trace_codes`
    are the 药品追溯码 of the boxes handed out; without any, `no_trace_reason` says why. `split` is 拆零: part
    of a box was handed out, and its code may stand on other visits as well. Lines of one `group` (成组) are
    given together; 0 is none. `handling` is how a herb is boiled apart from the others (先煎).
    """

    kind: ItemKind
    code: str
    name: str
    specification: str
    unit: str
    quantity: int
    unit_price: Fen
    fee_class: FeeClass
    own_pay_permille: int = 0
    dose: str = ""
    frequency: str = ""
    route: str = ""
    days: int = 0
    trace_codes: tuple[str, ...] = ()
    no_trace_reason: str = ""
    split: bool = False
    group: int = 0
    handling: str = ""

    @property
    def amount(self) -> Fen:
        """Price of the whole line in fen."""
        return Fen(self.quantity * self.unit_price)

    def to_plain(self) -> dict[str, Any]:
        """Give the line as text and whole numbers, without what most lines have nothing to say of."""
        return self._now_and_then() | {
            "kind": self.kind.value,
            "code": self.code,
            "name": self.name,
            "specification": self.specification,
            "unit": self.unit,
            "quantity": self.quantity,
            "unit_price": int(self.unit_price),
            "fee_class": self.fee_class.value,
            "own_pay_permille": self.own_pay_permille,
            "dose": self.dose,
            "frequency": self.frequency,
            "route": self.route,
            "days": self.days,
            "trace_codes": list(self.trace_codes),
            "no_trace_reason": self.no_trace_reason,
        }

    def _now_and_then(self) -> dict[str, Any]:
        told = {"split": self.split, "group": self.group, "handling": self.handling}
        return {name: value for name, value in told.items() if value}

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> "OrderLine":
        """Read what `to_plain` wrote."""
        return cls(
            kind=ItemKind(plain["kind"]),
            code=plain["code"],
            name=plain["name"],
            specification=plain["specification"],
            unit=plain["unit"],
            quantity=plain["quantity"],
            unit_price=Fen(plain["unit_price"]),
            fee_class=FeeClass(plain["fee_class"]),
            own_pay_permille=plain["own_pay_permille"],
            dose=plain["dose"],
            frequency=plain["frequency"],
            route=plain["route"],
            days=plain["days"],
            trace_codes=tuple(plain["trace_codes"]),
            no_trace_reason=plain["no_trace_reason"],
            split=plain.get("split", False),
            group=plain.get("group", 0),
            handling=plain.get("handling", ""),
        )


def is_herb(line: OrderLine) -> bool:
    """Tell 中药饮片, which have a sheet of their own and no trace codes, from other drugs."""
    return line.kind is ItemKind.DRUG and line.code.startswith(HERB_CODES)


@dataclass(frozen=True, slots=True)
class FundSplit:
    """费用分担 in fen: what fund, personal account and cash bear of a total; they always add up to it."""

    fund: Fen
    account: Fen
    cash: Fen

    @property
    def total(self) -> Fen:
        """Sum of the three shares."""
        return Fen(self.fund + self.account + self.cash)

    def to_plain(self) -> dict[str, int]:
        """Give the shares as whole fen."""
        return {"fund": int(self.fund), "account": int(self.account), "cash": int(self.cash)}

    @classmethod
    def from_plain(cls, plain: Mapping[str, int]) -> "FundSplit":
        """Read what `to_plain` wrote."""
        return cls(Fen(plain["fund"]), Fen(plain["account"]), Fen(plain["cash"]))


@dataclass(frozen=True, slots=True)
class VerdictOnVisit:
    """What the desk was told that day: the verdict's kind, its data's date and the pack behind it."""

    kind: str
    benefit_date: date | None
    roster_as_of: date | None
    pack: str
    certainty: str

    def to_plain(self) -> dict[str, Any]:
        """Give the verdict as text fields."""
        return {
            "kind": self.kind,
            "benefit_date": self.benefit_date.isoformat() if self.benefit_date else None,
            "roster_as_of": self.roster_as_of.isoformat() if self.roster_as_of else None,
            "pack": self.pack,
            "certainty": self.certainty,
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> "VerdictOnVisit":
        """Read what `to_plain` wrote."""
        benefit, as_of = plain["benefit_date"], plain["roster_as_of"]
        return cls(
            plain["kind"],
            date.fromisoformat(benefit) if benefit else None,
            date.fromisoformat(as_of) if as_of else None,
            plain["pack"],
            plain["certainty"],
        )


@dataclass(frozen=True, slots=True)
class Visit:
    """就诊: everything the outpatient log, the slip and the settlement need, asked once.

    `estimate` is 预估: None where the desk could not tell a split. `checks` is what the checks said at
    the desk, with the doctor's reasons. `two_diseases` names those diseases (两病) the patient was registered
    with whose drugs are all the drugs of the visit: it may be settled as one of that kind.
    """

    patient: PatientOnVisit
    identity_check: IdentityCheck
    verdict: VerdictOnVisit
    visited_at: datetime
    doctor: UserId
    doctor_name: str
    complaint: str
    diagnoses: tuple[Diagnosis, ...]
    lines: tuple[OrderLine, ...]
    estimate: FundSplit | None
    onset_date: date | None = None
    first_visit: bool = True
    temperature_tenths: int | None = None
    systolic: int | None = None
    diastolic: int | None = None
    remark: str = ""
    companion: Companion | None = None
    pregnant: bool = False
    allergies: tuple[str, ...] = ()
    checks: tuple[NotedCheck, ...] = ()
    bedside: Bedside = NOTHING
    two_diseases: tuple[str, ...] = ()
    herbs: HerbSheet | None = None
    payment: Payment = IN_CASH

    @property
    def total(self) -> Fen:
        """Sum of all lines in fen."""
        return Fen(sum(line.amount for line in self.lines))

    @property
    def main_diagnosis(self) -> Diagnosis:
        """The one diagnosis the visit is settled under."""
        return next(diagnosis for diagnosis in self.diagnoses if diagnosis.main)

    def to_plain(self) -> dict[str, Any]:
        """Give the body of the event `visit_recorded`, without what most visits have nothing to say of."""
        return self._now_and_then() | {
            "patient": self.patient.to_plain(),
            "identity_check": self.identity_check.to_plain(),
            "verdict": self.verdict.to_plain(),
            "visited_at": self.visited_at.isoformat(),
            "doctor": self.doctor,
            "doctor_name": self.doctor_name,
            "complaint": self.complaint,
            "diagnoses": [{"code": d.code, "name": d.name, "main": d.main} for d in self.diagnoses],
            "lines": [line.to_plain() for line in self.lines],
            "estimate": self.estimate.to_plain() if self.estimate else None,
            "onset_date": self.onset_date.isoformat() if self.onset_date else None,
            "first_visit": self.first_visit,
            "temperature_tenths": self.temperature_tenths,
            "systolic": self.systolic,
            "diastolic": self.diastolic,
            "remark": self.remark,
        }

    def _now_and_then(self) -> dict[str, Any]:
        told = {
            "companion": self.companion.to_plain() if self.companion else None,
            "pregnant": self.pregnant,
            "allergies": list(self.allergies),
            "checks": [one.to_plain() for one in self.checks],
            "bedside": self.bedside.to_plain(),
            "two_diseases": list(self.two_diseases),
            "herbs": self.herbs.to_plain() if self.herbs else None,
            "payment": self.payment.to_plain(),
        }
        return {name: value for name, value in told.items() if value}

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> "Visit":
        """Read what `to_plain` wrote; unknown fields are left for a newer program.

        Raises:
            KeyError, ValueError, TypeError: a field is missing or not of its form.
        """
        onset, estimate = plain["onset_date"], plain["estimate"]
        return cls(
            patient=PatientOnVisit.from_plain(plain["patient"]),
            identity_check=IdentityCheck.from_plain(plain["identity_check"]),
            verdict=VerdictOnVisit.from_plain(plain["verdict"]),
            visited_at=datetime.fromisoformat(plain["visited_at"]),
            doctor=UserId(plain["doctor"]),
            doctor_name=plain["doctor_name"],
            complaint=plain["complaint"],
            diagnoses=tuple(Diagnosis(d["code"], d["name"], d["main"]) for d in plain["diagnoses"]),
            lines=tuple(OrderLine.from_plain(line) for line in plain["lines"]),
            estimate=FundSplit.from_plain(estimate) if estimate else None,
            onset_date=date.fromisoformat(onset) if onset else None,
            first_visit=plain["first_visit"],
            temperature_tenths=plain["temperature_tenths"],
            systolic=plain["systolic"],
            diastolic=plain["diastolic"],
            remark=plain["remark"],
            companion=Companion.from_plain(plain["companion"]) if plain.get("companion") else None,
            pregnant=plain.get("pregnant", False),
            allergies=tuple(plain.get("allergies", ())),
            checks=tuple(NotedCheck.from_plain(one) for one in plain.get("checks", ())),
            bedside=Bedside.from_plain(plain["bedside"]) if plain.get("bedside") else NOTHING,
            two_diseases=tuple(plain.get("two_diseases", ())),
            herbs=HerbSheet.from_plain(plain["herbs"]) if plain.get("herbs") else None,
            payment=Payment.from_plain(plain["payment"]) if plain.get("payment") else IN_CASH,
        )
