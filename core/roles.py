"""Who may do what at a clinic: roles, the rights each has, and what holds in doubt."""

from collections.abc import Mapping
from enum import StrEnum


class Role(StrEnum):
    """What the township made a member of staff: 医生, 助理, 负责人."""

    DOCTOR = "doctor"
    ASSISTANT = "assistant"
    MANAGER = "manager"


class Right(StrEnum):
    """What somebody may do."""

    LOOK_UP = "look_up"
    RECORD = "record"
    CORRECT = "correct"
    EXPORT = "export"
    SEE_NUMBERS = "see_numbers"
    MANAGE_USERS = "manage_users"
    READ_TRAIL = "read_trail"


class Standing(StrEnum):
    """How sure the clinic is of a role.

    GRANTED: it stands in the people list of the township. REMEMBERED: no list is here (none came yet, or the
    cache was lost), the role is the last one granted, a doctor's before the first. UNCONFIRMED: the list is
    here and does not name this user any more, names it suspended, or gives a role this program does not know.
    """

    GRANTED = "granted"
    REMEMBERED = "remembered"
    UNCONFIRMED = "unconfirmed"


_OF_DOCTORS = frozenset({Right.LOOK_UP, Right.RECORD, Right.CORRECT, Right.EXPORT, Right.SEE_NUMBERS})
RIGHTS: Mapping[Role, frozenset[Right]] = {
    Role.DOCTOR: _OF_DOCTORS,
    Role.ASSISTANT: frozenset({Right.LOOK_UP}),
    Role.MANAGER: _OF_DOCTORS | {Right.MANAGE_USERS, Right.READ_TRAIL},
}
CARE = frozenset({Right.LOOK_UP, Right.RECORD})
"""What is left to somebody the township no longer vouches for: patients are not sent away over a list."""


def rights_of(role: Role, standing: Standing) -> frozenset[Right]:
    """Give the rights of a role as far as it is certain."""
    return RIGHTS[role] & CARE if standing is Standing.UNCONFIRMED else RIGHTS[role]


def role_named(name: str) -> Role | None:
    """Read a role as the township writes it; None where this program does not know it."""
    return Role(name) if name in set(Role) else None
