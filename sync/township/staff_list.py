"""人员名单: whom a township lets work at a clinic, and as what; the clinic's own users follow it."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from typing import Any, Generic, TypeVar

from core.errors import Refusal
from core.ids import ClinicCode, UserId
from core.ports import Clock
from core.township_ports import TownshipStore
from core.township_rows import ClinicRow, StaffRow
from sync.township.enrolment import add_clinic
from sync.township.publishing import publish_sets

Place = TypeVar("Place", contravariant=True)


@dataclass(frozen=True, slots=True)
class StaffList(Generic[Place]):
    """The deeds; `open_store` opens the township a place names."""

    open_store: Callable[[Place], AbstractContextManager[TownshipStore]]
    clock: Clock

    def staff(self, place: Place, clinic: str) -> Mapping[str, Any]:
        """List a clinic's staff.

        Raises:
            Refusal: `clinic_unknown`.
        """
        with self.open_store(place) as store:
            return _told(store, _clinic(store, clinic))

    def set_staff(self, place: Place, clinic: str, user: str, name: str, role: str) -> Mapping[str, Any]:
        """Name a member of staff and the role, or change both; the clinic learns it with its next sync.

        Raises:
            Refusal: `clinic_unknown`, `last_manager_stays`, and those of `add_clinic`.
        """
        row = StaffRow(UserId(user), ClinicCode(clinic), name, role)
        with self.open_store(place) as store:
            return self._keep(store, _clinic(store, clinic), {**_by_user(store, clinic), row.user: row})

    def remove_staff(self, place: Place, clinic: str, user: str) -> Mapping[str, Any]:
        """Take somebody off the list: from the next sync on that user records nothing in the fund's name.

        Raises:
            Refusal: `clinic_unknown`, `staff_unknown`, `last_manager_stays`.
        """
        with self.open_store(place) as store:
            row, staff = _clinic(store, clinic), _by_user(store, clinic)
            if UserId(user) not in staff:
                raise Refusal("staff_unknown", user=user, clinic=clinic)
            return self._keep(store, row, {one: kept for one, kept in staff.items() if one != user})

    def _keep(
        self, store: TownshipStore, clinic: ClinicRow, staff: Mapping[str, StaffRow]
    ) -> Mapping[str, Any]:
        # Without one nobody at the clinic could let a new colleague in.
        if not any(one.role == "manager" for one in staff.values()):
            raise Refusal("last_manager_stays", clinic=clinic.code)
        add_clinic(store, clinic, list(staff.values()))
        publish_sets(store, self.clock)
        return _told(store, clinic)


def _clinic(store: TownshipStore, code: str) -> ClinicRow:
    clinic = store.clinic(ClinicCode(code))
    if clinic is None:
        raise Refusal("clinic_unknown", clinic=code)
    return clinic


def _by_user(store: TownshipStore, clinic: str) -> dict[str, StaffRow]:
    return {one.user: one for one in store.staff(ClinicCode(clinic))}


def _told(store: TownshipStore, clinic: ClinicRow) -> Mapping[str, Any]:
    return {
        "clinic": clinic.code,
        "clinic_name": clinic.name,
        "staff": [asdict(one) for one in store.staff(clinic.code)],
    }
