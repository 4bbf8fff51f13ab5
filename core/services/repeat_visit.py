"""同上次: what was diagnosed and ordered the last time, at today's prices, to be changed as needed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.catalogue.items import ItemKind
from core.clinic import Clinic
from core.services.bring_in_visits import line_from
from core.services.receive_patient import Reception
from core.visits.herb_sheet import HerbSheet
from core.visits.visit import Diagnosis, OrderLine

_COUNTS_NOT = frozenset({"cancelled"})


@dataclass(frozen=True, slots=True)
class LastTime:
    """What can be written again; `gone` names what the catalogue lists no more."""

    diagnoses: tuple[Diagnosis, ...]
    lines: tuple[OrderLine, ...]
    gone: tuple[str, ...]
    symptoms: tuple[str, ...] = ()
    herbs: HerbSheet | None = None


def as_last_time(clinic: Clinic, reception: Reception) -> LastTime | None:
    """Give what the last visit of whoever sits here had; None where there was none.

    Prices, classes and names are those of the catalogue in use; boxes are scanned anew.
    """
    last = next((one for one in reception.last_visits if one.state not in _COUNTS_NOT), None)
    if last is None:
        return None
    again = written_again(clinic, last.visit.diagnoses, last.visit.lines)
    return replace(again, herbs=last.visit.herbs)


def written_again(clinic: Clinic, diagnoses: Sequence[Diagnosis], lines: Sequence[OrderLine]) -> LastTime:
    """Give diagnoses and lines as they are written today, without what the catalogue lists no more."""
    found = [_line(clinic, line) for line in lines]
    named = [_diagnosis(clinic, one) for one in diagnoses]
    gone = [one.name for one, new in zip(lines, found, strict=True) if new is None]
    gone += [one.name for one, new in zip(diagnoses, named, strict=True) if new is None]
    return LastTime(
        _with_a_main_one([one for one in named if one]), tuple(one for one in found if one), tuple(gone)
    )


def _line(clinic: Clinic, line: OrderLine) -> OrderLine | None:
    item = clinic.records.item(line.kind, line.code)
    if item is None:
        return None
    fresh = line_from(item, line.quantity, line.days)
    return replace(
        fresh,
        dose=line.dose,
        frequency=line.frequency,
        route=line.route,
        group=line.group,
        handling=line.handling,
    )


def _diagnosis(clinic: Clinic, one: Diagnosis) -> Diagnosis | None:
    item = clinic.records.item(ItemKind.DIAGNOSIS, one.code)
    return replace(one, name=item.name) if item else None


def _with_a_main_one(found: list[Diagnosis]) -> tuple[Diagnosis, ...]:
    """Let the first be the main one where that is gone."""
    if found and not any(one.main for one in found):
        found[0] = replace(found[0], main=True)
    return tuple(found)
