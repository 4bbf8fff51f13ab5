"""Who works here and with which rights: the people list of the township, and what is remembered of it.

The list lies in the cache, which may be lost; what it granted last is remembered in the ledger file, so that
a lost or deleted cache neither takes a role away nor gives a better one.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from core.audit import Deed
from core.clinic import Staff
from core.data_sets import DataSetName
from core.errors import Hindrance
from core.ids import UserId
from core.roles import Role, Standing
from storage.clinic.audit import ClinicAudit
from storage.clinic.database import StoreFile
from storage.clinic.records import ClinicRecords

_KNOWN = "SELECT user, name, role, listed FROM known_staff"
_REMEMBER = "INSERT OR REPLACE INTO known_staff (user, name, role, listed) VALUES (?, ?, ?, ?)"


@dataclass(frozen=True, slots=True)
class _Known:
    name: str
    role: Role
    listed: bool


@dataclass(frozen=True, slots=True)
class StaffBook:
    """The staff of the open clinic."""

    file: StoreFile
    records: ClinicRecords
    audit: ClinicAudit

    def member(self, user: UserId) -> Staff:
        """Give who a user is and may do, by the list in use or by what is remembered of the last one."""
        known = self._known()
        if DataSetName.PEOPLE in self.records.sets.in_use():
            listed = self.records.people()
            with suppress(Hindrance):  # a full disk must not keep the doctor from the patients' data
                self._remember(listed, known)
            standing = Standing.UNCONFIRMED
            found = next((one for one in listed if one.user == user), None)
            if found is not None:
                return found
        else:
            gone = user in known and not known[user].listed
            standing = Standing.UNCONFIRMED if gone else Standing.REMEMBERED
        last = known.get(user, _Known(user, Role.DOCTOR, False))
        return Staff(user, last.name, last.role, standing)

    def _known(self) -> Mapping[UserId, _Known]:
        with self.file.reading() as database:
            rows = database.execute(_KNOWN).fetchall()
        return {UserId(user): _Known(name, Role(role), bool(listed)) for user, name, role, listed in rows}

    def _remember(self, listed: Sequence[Staff], known: Mapping[UserId, _Known]) -> None:
        """Keep what the list says now; each change is a line of the audit trail."""
        certain = {one.user: one for one in listed if one.standing is Standing.GRANTED}
        now = {user: _Known(one.name, one.role, True) for user, one in certain.items()}
        gone = {user: _Known(one.name, one.role, False) for user, one in known.items() if user not in now}
        changed = {user: one for user, one in {**now, **gone}.items() if known.get(user) != one}
        if not changed:
            return
        told = [_told(user, known, one) for user, one in changed.items()]
        with self.file.writing() as database:
            for user, one in changed.items():
                database.execute(_REMEMBER, (user, one.name, one.role.value, int(one.listed)))
        self.audit.note_all([(Deed.RIGHTS_CHANGED, facts) for facts in told if facts])


def _told(user: UserId, known: Mapping[UserId, _Known], now: _Known) -> Mapping[str, str] | None:
    before = known.get(user)
    former = before.role.value if before and before.listed else ""
    present = now.role.value if now.listed else ""
    return {"user": user, "before": former, "now": present} if former != present else None
