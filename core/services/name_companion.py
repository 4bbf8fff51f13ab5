"""Write down who came along or instead: named at least, by number where one is at hand."""

from datetime import date

from core.dates import age_on
from core.errors import Refusal
from core.identity.credentials import key_of_number
from core.identity.name import usable_name
from core.identity.number_said import NumberSaid
from core.visits.companion import Companion, CompanionRole
from core.visits.visit import PatientOnVisit

CHILD = 14
"""Years below which the outpatient log wants a guardian; care does not wait for one."""


def companion_of(role: CompanionRole, said: NumberSaid, on: date) -> Companion:
    """Make the companion of a visit out of the name and the number that were said on a day.

    Raises:
        Refusal: `companion_without_name`, `name_not_usable`, or a code of `core.identity.credentials`.
    """
    name = usable_name(said.name)
    if not name:
        raise Refusal("companion_without_name")
    if not said.number.strip():
        return Companion(role, name)
    shown = said.read(on)
    return Companion(role, name, shown.number, shown.kind_told, said.how)


def require_another(patient: PatientOnVisit, companion: Companion | None) -> None:
    """Let nobody be their own companion: of both people the patient's card was read twice.

    Raises:
        Refusal: `companion_is_patient`.
    """
    if companion is None or not companion.id_number:
        return
    if key_of_number(companion.id_number, companion.number_kind) == key_of_number(
        patient.id_number, patient.number_kind
    ):
        raise Refusal("companion_is_patient")


def wants_guardian(birth: date | None, on: date) -> bool:
    """Tell whether a patient is a child whose guardian the log asks for."""
    return birth is not None and age_on(birth, on) < CHILD
