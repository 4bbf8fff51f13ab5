"""Estimate (预估) who pays what of the visit on the desk; settlement alone is final."""

from collections.abc import Sequence
from datetime import date

from core.catalogue.items import FeeClass
from core.clinic import Clinic
from core.coverage.enrolment import ChronicDisease, RosterEntry
from core.coverage.verdict import VerdictKind
from core.dates import china_day
from core.money import Fen
from core.policy.benefits import BillLine, Entitled, ItemClass, Purpose, Registered, Used, estimate
from core.policy.in_force import pack_in_force
from core.ports import VisitState
from core.services.receive_patient import Reception
from core.visits.visit import FundSplit, OrderLine

TIER = "village_clinic"
_ITEM_CLASS = {FeeClass.A: ItemClass.A, FeeClass.B: ItemClass.B, FeeClass.GENERAL_CONSULTATION: ItemClass.A}
_FUND_PAYS_NOTHING = frozenset(
    {VerdictKind.WAITING, VerdictKind.PENDING, VerdictKind.ENDED, VerdictKind.NOT_ENROLLED}
)

_FUND_DID_NOT_PAY = frozenset({"not_payable", "reversed"})


def estimate_split(clinic: Clinic, reception: Reception, lines: Sequence[OrderLine]) -> FundSplit | None:
    """Estimate the split in fen; None where the desk cannot know it.

    Known is: the patient is entitled and the region's pack has numbers for village clinics, or the patient
    is not entitled and pays all. Employee insurance, cover elsewhere and people outside the roster are
    settled by rules and balances that are not here.
    """
    total = Fen(sum(line.amount for line in lines))
    if reception.verdict.kind in _FUND_PAYS_NOTHING:
        return FundSplit(fund=Fen(0), account=Fen(0), cash=total)
    dates = clinic.records.roster_dates()
    if reception.verdict.kind is not VerdictKind.ACTIVE or reception.entry is None or dates is None:
        return None
    today = china_day(clinic.clock.now())
    pack = pack_in_force(clinic.packs, dates.pack, today)
    entitled = _entitled(clinic, reception, reception.entry, today)
    found = estimate(pack, TIER, [_bill_line(line) for line in lines], entitled)
    return FundSplit(found.fund, found.account, found.cash) if found else None


def _bill_line(line: OrderLine) -> BillLine:
    general = line.fee_class is FeeClass.GENERAL_CONSULTATION
    return BillLine(
        amount=line.amount,
        item_class=_ITEM_CLASS.get(line.fee_class, ItemClass.C),
        own_pay_per_mille=line.own_pay_permille,
        purpose=Purpose.GENERAL_FEE if general else Purpose.ORDINARY,
    )


def _entitled(clinic: Clinic, reception: Reception, entry: RosterEntry, today: date) -> Entitled:
    balances = entry.balances
    waiting = clinic.records.fund_waiting(reception.person_id, today.year)
    diseases = {registration.disease for registration in entry.chronic}
    return Entitled(
        signed=entry.contract_since is not None and entry.contract_since <= today,
        registered=_registered(diseases),
        account=balances.account if balances else Fen(0),
        used=Used(
            this_year=Fen((balances.outpatient_used if balances else 0) + waiting),
            today=_used_today(reception, today),
            two_diseases=balances.two_diseases_used if balances else Fen(0),
        ),
    )


def _registered(diseases: set[ChronicDisease]) -> Registered:
    if len(diseases) == len(ChronicDisease):
        return Registered.BOTH
    if ChronicDisease.DIABETES in diseases:
        return Registered.DIABETES
    return Registered.HYPERTENSION if diseases else Registered.NONE


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
