"""Ask the checks about a visit on the desk: what was written, and what this PC knows of who sits here."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date

from core.catalogue.items import ItemKind
from core.clinic import Clinic
from core.dates import age_on, china_day
from core.errors import Refusal
from core.identity.identity_check import IdentityCheck
from core.identity.person import Sex
from core.money import Fen
from core.policy.bill import BenefitCode
from core.policy.cases import ROOT_PACK
from core.policy.check_rules import Checks
from core.policy.check_visit import Handed, LineAsked, Spoken, VisitAsked, check_visit
from core.policy.in_force import pack_in_force
from core.policy.loader import packaged_shelf
from core.services.estimate_split import estimate_parts, fund_may_pay
from core.services.receive_patient import Reception
from core.services.visit_form import VisitForm
from core.visits.visit import OrderLine, is_herb

_LIMITS = (BenefitCode.ANNUAL_CAP, BenefitCode.TWO_DISEASES_CAP)
_GONE = "cancelled"
_CHILDBEARING = range(12, 56)
"""Years of age in which a pregnancy is asked for: wide enough to leave out nobody."""


def may_be_pregnant(sex: Sex, birth: date | None, on: date) -> bool:
    """Tell whether somebody is asked for a pregnancy; whose age or sex nobody knows is asked too."""
    return sex is not Sex.MALE and (birth is None or age_on(birth, on) in _CHILDBEARING)


def rules_on(clinic: Clinic, on: date) -> Checks:
    """Give the rules of this region on a day; care does not wait for a pack that cannot answer."""
    dates = clinic.records.roster_dates()
    try:
        return pack_in_force(clinic.packs, dates.pack if dates else ROOT_PACK, on).checks
    except Refusal:
        return pack_in_force(packaged_shelf(), ROOT_PACK, on).checks


def check_form(
    clinic: Clinic,
    reception: Reception,
    proof: IdentityCheck,
    form: VisitForm,
    stands: Collection[OrderLine] = (),
) -> tuple[Spoken, ...]:
    """Ask every check about a visit of the verdict's day; prices that stood before are not asked for."""
    on = reception.verdict.on
    visits = [one for one in reception.last_visits if one.state != _GONE]
    days = [(china_day(one.visit.visited_at), one.visit) for one in visits]
    asked = VisitAsked(
        on=on,
        diagnoses=tuple(one.code for one in form.diagnoses),
        lines=_lines(clinic, form.lines, stands),
        sex=reception.sex.value,
        birth_date=reception.birth_date,
        pregnant=form.pregnant,
        emergency=form.bedside.emergency,
        allergies=form.allergies,
        handed=tuple(
            Handed(line.code, line.name, line.days, day)
            for day, visit in days
            if day <= on
            for line in visit.lines
            if line.kind is ItemKind.DRUG and line.days
        ),
        visits_today=sum(day == on for day, _ in days),
        proof=proof.method.value if fund_may_pay(reception) else "",
        deceased_on=reception.entry.deceased_on if reception.entry else None,
        in_hospital_since=reception.entry.in_hospital_since if reception.entry else None,
        quota_left=_quota_left(clinic, reception, form),
    )
    return check_visit(rules_on(clinic, on), asked)


def _lines(
    clinic: Clinic, lines: Sequence[OrderLine], stands: Collection[OrderLine]
) -> tuple[LineAsked, ...]:
    """Give the lines as the checks see them; a box that stood there before a correction is no second one.

    The code of a split pack (拆零) may go out again and again.
    """
    own = {box for line in stands for box in line.trace_codes}
    whole = [line for line in lines if line.trace_codes and not line.split]
    asked = {box for line in whole for box in line.trace_codes} - own
    taken = set(clinic.records.stock.boxes_taken({line.code for line in whole}, asked)) if asked else set()
    found = []
    for line in lines:
        boxes = () if line.split else line.trace_codes
        found.append(replace(_line(clinic, line, stands), boxes_repeated=len(taken.intersection(boxes))))
        taken.update(boxes)
    return tuple(found)


def _line(clinic: Clinic, line: OrderLine, stands: Collection[OrderLine]) -> LineAsked:
    had_its_price = any((one.code, one.unit_price) == (line.code, line.unit_price) for one in stands)
    item = None if had_its_price else clinic.records.item(line.kind, line.code)
    return LineAsked(
        code=line.code,
        name=line.name,
        is_drug=line.kind is ItemKind.DRUG,
        days=line.days,
        price=line.unit_price,
        ceiling=item.price_ceiling if item else None,
        is_herb=is_herb(line),
    )


def _quota_left(clinic: Clinic, reception: Reception, form: VisitForm) -> Fen | None:
    """Give what is left of the yearly limit that cuts what the fund would bear; None where none does."""
    parts = estimate_parts(clinic, reception, form.lines) if form.lines else None
    steps = parts.steps if parts else ()
    return next((step.result for step in steps if step.code in _LIMITS), None)
