"""Chips of invented people's cards, for the simulated reader: every layout that is in use."""

from collections.abc import Mapping
from datetime import date

from core.identity.card import LONG_TERM, CardLayout, card_block
from core.identity.person import Person, Sex

_AUTHORITY = "演示县公安局(虚构)"
_SEXES = {Sex.MALE: "1", Sex.FEMALE: "2"}


def training_card(person: Person, valid_from: date, valid_to: date | None) -> bytes:
    """Make the text block of a citizen's card; what is too long for its field is cut."""
    return card_block(
        CardLayout.CITIZEN,
        {
            **fields_of(person, valid_from, valid_to),
            "ethnicity": person.ethnicity,
            "address": person.address,
            "authority": _AUTHORITY,
        },
    )


def fields_of(person: Person, valid_from: date, valid_to: date | None) -> Mapping[str, str]:
    """Give the fields all layouts have in common as a chip writes them."""
    return {
        "name": person.name,
        "sex": _SEXES.get(person.sex, "0"),
        "birth": f"{person.birth_date:%Y%m%d}",
        "number": person.id_number,
        "valid_from": f"{valid_from:%Y%m%d}",
        "valid_to": f"{valid_to:%Y%m%d}" if valid_to else LONG_TERM,
    }
