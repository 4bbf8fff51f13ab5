"""Where somebody of the roster lives, for papers that ask for it."""

from core.clinic import Clinic
from core.ids import PersonId


def address_of(clinic: Clinic, person: PersonId) -> str:
    """Give the address, or else village and group; empty for somebody outside the roster."""
    entry = clinic.records.entry(person)
    if entry is None:
        return ""
    return entry.person.address or f"{entry.person.village}{entry.person.village_group}"
