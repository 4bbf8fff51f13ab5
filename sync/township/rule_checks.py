"""The rules of the desk asked again at the township, also of a visit whose program asked none of them.

What the desk alone knew that day is not asked: prices of its catalogue, what was left of a limit.
Deaths, stays in hospital and supply from other clinics have checks of the township's own.
"""

import functools
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from core.catalogue.items import ItemKind
from core.coverage.verdict import VerdictKind
from core.dates import china_day
from core.errors import Refusal
from core.policy.cases import ROOT_PACK
from core.policy.check_rules import Checks
from core.policy.check_visit import Handed, LineAsked, Spoken, VisitAsked, check_visit
from core.policy.in_force import PackShelf, pack_in_force
from core.policy.loader import packaged_shelf, shelf_in_use
from core.services.adopt_pack import pack_answering
from core.supervision_ports import VisitToCheck
from core.township_ports import TownshipStore
from core.visits.township_checks import SeenVisit
from core.visits.visit import Visit, is_herb

_SHELVES = 8
"""Of townships on one service whose packs are kept read: reading them takes longer than the page."""


def rules_on(store: TownshipStore, on: date) -> Checks:
    """Give the rules of the pack that answers on a day; the program's own where it cannot."""
    shelf = _shelf(tuple(sorted(store.packs().items())))
    try:
        return pack_in_force(shelf, pack_answering(store), on).checks
    except Refusal:
        return pack_in_force(packaged_shelf(), ROOT_PACK, on).checks


def spoken_beside(rules: Checks, one: VisitToCheck, others: Iterable[SeenVisit]) -> Sequence[Spoken]:
    """Give what the rules say of a visit and its event does not tell; `others` are of the same person."""
    told = {(noted.check, noted.lines) for noted in one.visit.checks}
    found = check_visit(rules, _asked(one, others))
    return [spoken for spoken in found if (spoken.kind.value, spoken.lines) not in told]


def _asked(one: VisitToCheck, others: Iterable[SeenVisit]) -> VisitAsked:
    visit, on = one.visit, china_day(one.visit.visited_at)
    before = [other for other in others if other.clinic == one.clinic and other.at < visit.visited_at]
    return VisitAsked(
        on=on,
        diagnoses=tuple(diagnosis.code for diagnosis in visit.diagnoses),
        lines=tuple(
            LineAsked(line.code, line.name, line.kind is ItemKind.DRUG, line.days, is_herb=is_herb(line))
            for line in visit.lines
        ),
        sex=visit.patient.sex.value,
        birth_date=visit.patient.birth_date,
        pregnant=visit.pregnant,
        emergency=visit.bedside.emergency,
        allergies=visit.allergies,
        handed=tuple(
            Handed(supply.drug, "", supply.days, other.day) for other in before for supply in other.supplies
        ),
        visits_today=sum(other.day == on for other in before),
        proof=_proof(visit),
    )


def _proof(visit: Visit) -> str:
    """Ask how the identity was checked only where the fund was to pay."""
    return visit.identity_check.method.value if visit.verdict.kind == VerdictKind.ACTIVE else ""


@functools.lru_cache(maxsize=_SHELVES)
def _shelf(texts: tuple[tuple[str, str], ...]) -> PackShelf:
    sources: Mapping[str, str] = dict(texts)
    return shelf_in_use(sources)
