"""What is asked of a clinic's staff from a command line: who may come in, and who did what."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from core.audit import AuditEntry, Deed
from core.clinic import Seat, SignIn
from core.ids import PersonId, UserId
from core.roles import Right
from storage.clinic.upkeep import Upkeep
from storage.clinic.users import ClinicUsers


@dataclass(frozen=True, slots=True)
class StaffRoom:
    """The deeds; each opens the clinic's files and closes them again."""

    upkeep: Upkeep

    def audit(self, who: SignIn, person: str, limit: int, before: int | None) -> Mapping[str, Any]:
        """Give a page of the audit trail, newest first, of everybody or about one person.

        Raises:
            Refusal: `not_permitted`.
        """
        with self.upkeep.opened(who) as store:
            store.staff_member(UserId(who.user)).require(Right.READ_TRAIL)
            store.audit.note(Deed.TRAIL_READ, PersonId(person))
            page = () if before is None else (before,)
            if person:
                entries = store.audit.of_person(PersonId(person), limit, *page)
            else:
                entries = store.audit.latest(limit, *page)
            return {"lines": [line_of(entry) for entry in entries]}

    def users(self, who: SignIn) -> Mapping[str, Any]:
        """List who can unlock this PC, and who of the township's list cannot yet."""
        with self._users(who) as users:
            return {"users": [_seat(one) for one in users.seats()]}

    def add_user(self, who: SignIn, user: str, password: str) -> Mapping[str, Any]:
        """Let somebody in; refuses as `ClinicUsers.add`."""
        with self._users(who) as users:
            users.add(UserId(user), password)
        return {"user": user}

    def remove_user(self, who: SignIn, user: str) -> Mapping[str, Any]:
        """Take somebody's way in away; refuses as `ClinicUsers.remove`."""
        with self._users(who) as users:
            users.remove(UserId(user))
        return {"user": user}

    @contextmanager
    def _users(self, who: SignIn) -> Iterator[ClinicUsers]:
        with self.upkeep.opened(who) as store:
            yield ClinicUsers(self.upkeep.desk_of(who.data).vault, store)


def _seat(seat: Seat) -> Mapping[str, Any]:
    staff = seat.staff
    names = {"user": staff.user, "name": staff.name, "role": staff.role.value}
    return {**names, "standing": staff.standing.value, "opens": seat.opens}


def line_of(entry: AuditEntry) -> Mapping[str, Any]:
    """Give a line as plain facts; the hash lets two print-outs be compared."""
    return {
        "position": entry.position,
        "at": entry.at.isoformat(),
        "user": entry.user,
        "deed": entry.deed,
        "person": entry.person,
        "reason": entry.reason,
        "facts": dict(entry.facts),
        "hash": entry.hash.hex(),
    }
