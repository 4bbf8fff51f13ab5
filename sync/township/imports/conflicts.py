"""重复参保 and records that contradict each other, found in the roster in force and listed for work."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from core.coverage.enrolment import RosterEntry
from core.coverage.history import EmployeeCover, RepairPayment, ResidentPayment
from core.dates import month_of, year_end, year_start
from core.identity.number_tag import mask_name
from core.ids import PersonId
from core.import_rows import ConflictEntry, ConflictKind, RosterConflict
from core.township_ports import TownshipStore

Place = TypeVar("Place", contravariant=True)
_MONTHS = 3
"""So many months in both schemes are no change of work any more."""
_TOLD = 200


def list_conflicts(store: TownshipStore, left_out: Iterable[RosterConflict] = ()) -> int:
    """Look the roster in force through and write down what was found, in the place of the former list.

    `left_out`: what became known while the roster was read, for rows that are not in it.
    """
    villages = [village for village, _ in store.villages()]
    found = [*left_out, *conflicts_in(store.roster_of(villages))]
    store.keep_roster_conflicts(found)
    return len(found)


def conflicts_in(entries: Iterable[RosterEntry]) -> Iterator[RosterConflict]:
    """Find what cannot all be true, one person after the other."""
    seen: dict[bytes, tuple[PersonId, bool]] = {}
    for entry in entries:
        yield from _of_one(entry)
        person = entry.person
        if not person.household:
            continue
        likeness = _likeness(entry)
        before = seen.get(likeness)
        if before is None:
            seen[likeness] = (person.person_id, bool(person.id_number))
        elif not (before[1] and person.id_number):
            yield RosterConflict(ConflictKind.LIKELY_THE_SAME, before[0], person.person_id)


def _of_one(entry: RosterEntry) -> Iterator[RosterConflict]:
    person, records = entry.person.person_id, entry.history.records
    paid = [one for one in records if isinstance(one, ResidentPayment | RepairPayment)]
    for year, count in sorted(Counter(one.coverage_year for one in paid).items()):
        if count > 1:
            yield RosterConflict(ConflictKind.PAID_TWICE, person, year=year)
    for year in sorted({one.coverage_year for one in paid if isinstance(one, ResidentPayment)}):
        if _elsewhere(entry, year):
            yield RosterConflict(ConflictKind.TWO_PLACES, person, year=year)
        covers = [one for one in records if isinstance(one, EmployeeCover)]
        if sum(_months_of(one, year) for one in covers) >= _MONTHS:
            yield RosterConflict(ConflictKind.TWO_SCHEMES, person, year=year)
    died = entry.deceased_on
    after = [one.coverage_year for one in paid if died and one.paid_on and one.paid_on > died]
    if after:
        yield RosterConflict(ConflictKind.PAID_AFTER_DEATH, person, year=max(after))


def _elsewhere(entry: RosterEntry, year: int) -> bool:
    cover = entry.elsewhere
    if cover is None:
        return False
    began = cover.since is None or cover.since <= year_end(year)
    return began and (cover.until is None or cover.until >= year_start(year))


def _months_of(cover: EmployeeCover, year: int) -> int:
    first, last = month_of(year_start(year)), month_of(year_end(year))
    return max(0, min(last, last if cover.last is None else cover.last) - max(first, cover.first) + 1)


def _likeness(entry: RosterEntry) -> bytes:
    """Give a short mark of household, name, sex and birthday: a county of them must fit into memory."""
    person = entry.person
    told = (person.village, person.household, person.name, person.sex.value, person.birth_date.isoformat())
    return hashlib.blake2b("\n".join(told).encode(), digest_size=12).digest()


@dataclass(frozen=True, slots=True)
class RosterConflicts(Generic[Place]):
    """The deeds at the township's machine; `open_store` opens the store of a place."""

    open_store: Callable[[Place], AbstractContextManager[TownshipStore]]

    def list(self, place: Place, after: int) -> Mapping[str, Any]:
        """List what is to be looked into, from a place on; names are masked."""
        with self.open_store(place) as store:
            found = store.roster_conflicts(after, _TOLD + 1)
            shown: Sequence[ConflictEntry] = found[:_TOLD]
            following = shown[-1].position if found[_TOLD:] else None
            return {"conflicts": [_told(one) for one in shown], "following": following}


def _told(one: ConflictEntry) -> Mapping[str, Any]:
    conflict, person = one.conflict, one.entry.person if one.entry else None
    return {
        "kind": conflict.kind.value,
        "person": conflict.person,
        "other": conflict.other,
        "year": conflict.year,
        "name": mask_name(person.name) if person else "",
        "village": person.village if person else "",
    }
