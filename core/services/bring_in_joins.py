"""Join and part two records by a file, one pair a line: for whoever comes with a list of them."""

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Any

from core.clinic import Clinic
from core.errors import Refusal
from core.identity.id_number import NumberKind
from core.identity.number_said import NumberSaid
from core.roles import Right
from core.services.bring_in_visits import read_line
from core.services.join_people import (
    join_people,
    named_by_number,
    part_people,
    tell_apart,
    whom_number_stands_for,
)
from core.services.receive_patient import receive_number

_NEEDED = ("deed", "id_number", "other_number")
_FIELDS = (*_NEEDED, "number_kind", "other_kind", "name")


class JoinDeed(StrEnum):
    """What a line wants."""

    JOIN = "join"
    PART = "part"
    APART = "apart"
    """They were never one: nobody shall be asked again."""


def bring_in_joins(clinic: Clinic, lines: Iterable[str]) -> Iterator[Mapping[str, Any]]:
    """Do what each JSON line wants; yield what became of it: `saved`, or code and facts of a refusal.

    Raises:
        Refusal: `not_permitted`: before any line is read.
        Hindrance: the ledger could not keep it; the lines before are kept.
    """
    clinic.staff.require(Right.CORRECT)
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            bring_in_join(clinic, read_line(line))
        except Refusal as refusal:
            yield {"line": number, "outcome": refusal.code, "facts": refusal.facts}
        else:
            yield {"line": number, "outcome": "saved"}


def bring_in_join(clinic: Clinic, plain: Mapping[str, Any]) -> None:
    """Do what one line of docs/identity.md wants.

    Raises:
        Refusal: `brought_in_field` naming the field, a code of `core.identity.credentials`, or what joining
            and parting refuse.
        Hindrance: the ledger could not keep it.
    """
    for name in _NEEDED:
        if not plain.get(name):
            raise Refusal("brought_in_field", field=name)
    for name, text in plain.items():
        if name not in _FIELDS or not isinstance(text, str):
            raise Refusal("brought_in_field", field=name)
    deed = plain["deed"]
    if deed not in set(JoinDeed):
        raise Refusal("brought_in_field", field="deed")
    mine = receive_number(clinic, plain["id_number"], plain.get("name", ""), _kind(plain, "number_kind"))
    other = NumberSaid(plain["other_number"], kind=_kind(plain, "other_kind"))
    if deed == JoinDeed.PART:
        part_people(clinic, mine, whom_number_stands_for(clinic, mine, other))
        return
    suspect = named_by_number(clinic, mine, other)
    (join_people if deed == JoinDeed.JOIN else tell_apart)(clinic, mine, suspect)


def _kind(plain: Mapping[str, Any], field: str) -> NumberKind | None:
    kind = plain.get(field, "")
    if kind and kind not in set(NumberKind):
        raise Refusal("brought_in_field", field=field)
    return NumberKind(kind) if kind else None
