"""Estimate (预估) who pays what of the visit on the desk; settlement alone is final."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from core.catalogue.items import FeeClass, ItemKind
from core.clinic import Clinic
from core.coverage.enrolment import ChronicDisease, RosterEntry
from core.coverage.verdict import VerdictKind
from core.dates import china_day
from core.money import Fen
from core.policy.benefits import estimate
from core.policy.bill import BillLine, Entitled, Estimate, ItemClass, Purpose, Registered, Used
from core.policy.in_force import pack_in_force
from core.policy.pack import Pack, TwoDiseases
from core.ports import VisitState
from core.services.receive_patient import Reception
from core.visits.visit import FundSplit, OrderLine

TIER = "village_clinic"
_ITEM_CLASS = {FeeClass.A: ItemClass.A, FeeClass.B: ItemClass.B, FeeClass.GENERAL_CONSULTATION: ItemClass.A}
_FUND_PAYS_NOTHING = frozenset(
    {VerdictKind.WAITING, VerdictKind.PENDING, VerdictKind.ENDED, VerdictKind.NOT_ENROLLED}
)

_FUND_DID_NOT_PAY = frozenset({"not_payable", "reversed"})


def fund_may_pay(reception: Reception) -> bool:
    """Tell whether anything of a visit may be asked of the fund, as far as the verdict tells."""
    return reception.verdict.kind not in _FUND_PAYS_NOTHING


def estimate_split(clinic: Clinic, reception: Reception, lines: Sequence[OrderLine]) -> FundSplit | None:
    """Estimate the split in fen; None where the desk cannot know it.

    Known is: the patient is entitled and the region's pack has numbers for village clinics, or the patient
    is not entitled and pays all. Employee insurance, cover elsewhere and people outside the roster are
    settled by rules and balances that are not here.
    """
    total = Fen(sum(line.amount for line in lines))
    if not fund_may_pay(reception):
        return FundSplit(fund=Fen(0), account=Fen(0), cash=total)
    found = estimate_parts(clinic, reception, lines)
    return FundSplit(found.fund, Fen(found.account + found.family), found.cash) if found else None


def estimate_parts(clinic: Clinic, reception: Reception, lines: Sequence[OrderLine]) -> Estimate | None:
    """Estimate a visit of an entitled resident part by part with its steps; None where it cannot be known.

    It is a visit of the day the verdict speaks for.
    """
    dates = clinic.records.roster_dates()
    entry = reception.entry
    if reception.verdict.kind is not VerdictKind.ACTIVE or entry is None or dates is None:
        return None
    if not entry.is_whole:  # the platform says yes, and who bears what hinges on facts nobody here could read
        return None
    today = reception.verdict.on
    pack = pack_in_force(clinic.packs, dates.pack, today)
    rule = pack.benefits.two_diseases or TwoDiseases()
    entitled = _entitled(clinic, reception, entry, today)
    registered = _registered(entry, today)
    insulin = any(line.code.startswith(rule.drugs_insulin) for line in lines)
    entitled = replace(entitled, registered=_caps_of(registered, insulin))
    drugs = _drugs_of(rule, registered)
    of_drugs = Fen(sum(_on_drugs(one, pack, entitled, drugs) for one in _waiting(reception, today)))
    entitled = replace(entitled, used=_moved(entitled.used, of_drugs))
    return estimate(pack, TIER, [_bill_line(line, drugs) for line in lines], entitled, today)


def two_diseases_of(
    clinic: Clinic, reception: Reception, lines: Sequence[OrderLine]
) -> tuple[ChronicDisease, ...]:
    """Name the diseases (两病) whose drugs are all the drugs of a visit; none where there is another drug.

    A settlement is of one kind: where drugs of several kinds are on one bill, it is an ordinary one.
    """
    dates, entry, on = clinic.records.roster_dates(), reception.entry, reception.verdict.on
    codes = [line.code for line in lines if line.kind is ItemKind.DRUG]
    if reception.verdict.kind is not VerdictKind.ACTIVE or entry is None or dates is None or not codes:
        return ()
    rule = pack_in_force(clinic.packs, dates.pack, on).benefits.two_diseases or TwoDiseases()
    registered = _registered(entry, on) if rule.registration_required else set(ChronicDisease)
    if not all(code.startswith(_drugs_of(rule, registered)) for code in codes):
        return ()
    one_by_one = replace(rule, registration_required=True)
    return tuple(
        disease
        for disease in sorted(registered)
        if any(code.startswith(_drugs_of(one_by_one, {disease})) for code in codes)
    )


def _bill_line(line: OrderLine, two_disease_drugs: tuple[str, ...]) -> BillLine:
    purpose = Purpose.ORDINARY
    if line.fee_class is FeeClass.GENERAL_CONSULTATION:
        purpose = Purpose.GENERAL_FEE
    elif line.kind is ItemKind.DRUG and line.code.startswith(two_disease_drugs):
        purpose = Purpose.TWO_DISEASES
    return BillLine(
        amount=line.amount,
        item_class=_ITEM_CLASS.get(line.fee_class, ItemClass.C),
        own_pay_per_mille=line.own_pay_permille,
        purpose=purpose,
    )


def _entitled(clinic: Clinic, reception: Reception, entry: RosterEntry, today: date) -> Entitled:
    balances = entry.balances
    waiting = clinic.records.fund_waiting(reception.joined.keys, today.year, reception.apart)
    return Entitled(
        signed=entry.contract_since is not None and entry.contract_since <= today,
        account=Fen(max((balances.account if balances else 0) - _account_waiting(reception, today), 0)),
        used=Used(
            this_year=Fen((balances.outpatient_used if balances else 0) + waiting),
            today=_used_today(reception, today),
            two_diseases=balances.two_diseases_used if balances else Fen(0),
        ),
        identities=frozenset(one.category.value for one in entry.history.identities if one.held_on(today)),
    )


def _registered(entry: RosterEntry, today: date) -> set[ChronicDisease]:
    return {one.disease for one in entry.chronic if one.registered_on <= today}


def _caps_of(diseases: set[ChronicDisease], insulin: bool) -> Registered:
    if ChronicDisease.DIABETES not in diseases:
        return Registered.HYPERTENSION if diseases else Registered.NONE
    if ChronicDisease.HYPERTENSION in diseases:
        return Registered.BOTH_INSULIN if insulin else Registered.BOTH
    return Registered.DIABETES_INSULIN if insulin else Registered.DIABETES


def _drugs_of(rule: TwoDiseases, diseases: set[ChronicDisease]) -> tuple[str, ...]:
    """Give the beginnings of the codes that count as 两病 drugs for somebody so registered."""
    everybody = not rule.registration_required
    hypertension = everybody or ChronicDisease.HYPERTENSION in diseases
    diabetes = everybody or ChronicDisease.DIABETES in diseases
    return (rule.drugs_hypertension if hypertension else ()) + (
        (*rule.drugs_diabetes, *rule.drugs_insulin) if diabetes else ()
    )


def _waiting(reception: Reception, today: date) -> list[VisitState]:
    """Give those of the last visits of this year whose settlement is still to come."""
    return [
        one
        for one in reception.last_visits
        if one.visit.estimate
        and one.settled is None
        and one.state not in _FUND_DID_NOT_PAY
        and china_day(one.visit.visited_at).year == today.year
    ]


def _account_waiting(reception: Reception, today: date) -> int:
    """Sum what accounts were estimated to bear of visits waiting."""
    return sum(one.visit.estimate.account for one in _waiting(reception, today) if one.visit.estimate)


def _on_drugs(state: VisitState, pack: Pack, patient: Entitled, drugs: tuple[str, ...]) -> int:
    """Estimate again what of a visit waiting falls under the limit of the 两病 drugs."""
    lines = [_bill_line(line, drugs) for line in state.visit.lines]
    special = [line for line in lines if line.purpose is Purpose.TWO_DISEASES]
    alone = replace(patient, used=Used())
    found = estimate(pack, TIER, special, alone, china_day(state.visit.visited_at))
    return found.pooled if found else 0


def _moved(used: Used, of_drugs: Fen) -> Used:
    """Count what visits waiting take for 两病 drugs against their limit instead of the general one."""
    general = Fen(max(used.this_year - of_drugs, 0))
    return replace(used, this_year=general, two_diseases=Fen(used.two_diseases + of_drugs))


def _used_today(reception: Reception, today: date) -> Fen:
    visits = [one for one in reception.last_visits if china_day(one.visit.visited_at) == today]
    return Fen(sum(_fund_of(one) for one in visits))


def _fund_of(state: VisitState) -> int:
    """Give what the fund bears of an earlier visit: settled, or as long as that is open, estimated."""
    if state.settled is not None:
        return int(state.settled["fund"])
    if state.state in _FUND_DID_NOT_PAY or state.visit.estimate is None:
        return 0
    return state.visit.estimate.fund
