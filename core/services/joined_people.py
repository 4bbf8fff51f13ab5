"""Who else somebody is known as here: the joins, the other rows, and what the visits are found by."""

from dataclasses import dataclass

from core.clinic import Clinic
from core.coverage.enrolment import RosterEntry
from core.coverage.joined import joined_entry
from core.coverage.thin_entry import ThinEntry
from core.ids import PersonId
from core.visits.joins import Join, keys_of, people_joined
from core.visits.visit import PatientOnVisit


@dataclass(frozen=True, slots=True)
class Joined:
    """Somebody under all their numbers; of one nobody joined only `own` and `keys` say anything.

    `own` is the row of the roster under the number that was shown, `others` are those of the joined people;
    `keys` are what the visits of any of them are found by. `outlined`: of another number only an outline is
    here, which tells no years.
    """

    own: RosterEntry | None = None
    keys: tuple[str, ...] = ()
    joins: tuple[Join, ...] = ()
    people: tuple[PatientOnVisit, ...] = ()
    others: tuple[RosterEntry, ...] = ()
    outlined: bool = False

    @property
    def entry(self) -> RosterEntry | None:
        """Give all rows as one."""
        return joined_entry(self.own, self.others)


NOBODY_ELSE = Joined()


def joined_with(
    clinic: Clinic, own: RosterEntry | None, person_id: PersonId, number: str, kind: str = ""
) -> Joined:
    """Find who somebody was told to be besides; somebody without number and row can be found by nothing."""
    keys = keys_of(person_id, number, kind)
    joins = tuple(clinic.records.joins_of(keys)) if keys else ()
    if not joins:
        return Joined(own, tuple(keys))
    people = people_joined(keys, joins)
    rows = {one: row_of(clinic, one) for one in people}
    mine = own.person.person_id if own else ""
    others = {row.person.person_id: row for row in rows.values() if row and row.person.person_id != mine}
    outlined = any(row is None and outline_of(clinic, one) for one, row in rows.items())
    all_keys = dict.fromkeys([*keys, *sorted(key for join in joins for key in join.keys)])
    return Joined(own, tuple(all_keys), joins, people, tuple(others.values()), outlined)


def row_of(clinic: Clinic, patient: PatientOnVisit) -> RosterEntry | None:
    """Give somebody's row of the roster, by who they are in it or by their number."""
    by_id = clinic.records.entry(patient.person_id) if patient.person_id else None
    return by_id or row_by_number(clinic, patient.id_number, patient.number_kind)


def row_by_number(clinic: Clinic, number: str, kind: str) -> RosterEntry | None:
    """Give the row of the roster under a number; it has those of identity cards only, whose kind is empty."""
    return None if kind else clinic.records.entry_by_number(number)


def outline_of(clinic: Clinic, patient: PatientOnVisit) -> ThinEntry | None:
    """Give what the list of the other villages says of somebody's number; it too has identity cards only."""
    return None if patient.number_kind else clinic.records.thin_entry_by_number(patient.id_number)
