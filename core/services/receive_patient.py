"""Receive a patient: find who it is, and say what the law gives that person today."""

from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from core.audit import Deed, Reason
from core.clinic import Clinic
from core.coverage.enrolment import LookUp, RosterEntry
from core.coverage.joined import give_joined_verdict
from core.coverage.thin_entry import ThinEntry, thin_verdict
from core.coverage.verdict import Caution, Verdict, on_either_day
from core.dates import china_day, whole_second
from core.errors import Refusal
from core.identity.credentials import Credential, key_outside, read_credential
from core.identity.id_number import Concern, NumberKind
from core.identity.identity_check import CheckMethod, IdentityCheck
from core.identity.name import same_name, usable_name
from core.identity.number_tag import fits_mask
from core.identity.person import Sex
from core.ids import EventId, PersonId
from core.ports import PersonFound, VisitState
from core.services.joined_people import NOBODY_ELSE, Joined, joined_with, outline_of, row_by_number, row_of
from core.visits.visit import PatientOnVisit

LAST_VISITS = 5


@dataclass(frozen=True, slots=True)
class Reception:
    """Who sits here as far as known, and the verdict of today.

    `entry` is None for somebody outside this roster; then name and number are as given at the desk, and
    `thin` is what the township's list for its other villages says of the number, if anything. `number_kind`
    is empty where the number has the 18 characters of an identity card; `concerns` ask for a second look.
    `apart` are the versions of the visit that is being corrected: they do not count beside it. `joined` says
    who else this is; `entry` is then all their rows as one.
    """

    person_id: PersonId
    id_number: str
    name: str
    sex: Sex
    birth_date: date | None
    verdict: Verdict
    entry: RosterEntry | None
    last_visits: tuple[VisitState, ...]
    thin: ThinEntry | None = None
    number_kind: str = ""
    concerns: tuple[Concern, ...] = ()
    apart: Set[EventId] = frozenset()
    joined: Joined = NOBODY_ELSE

    @property
    def draft_key(self) -> str:
        """Name the draft of this person's open visit."""
        return self.person_id or key_outside(self.id_number, self.number_kind, self.name)


def look_for(clinic: Clinic, text: str, limit: int) -> Sequence[PersonFound]:
    """Find who may be meant by what was typed into the box; nothing typed finds nobody."""
    return clinic.records.search(text, limit) if text.strip() else ()


def receive_person(clinic: Clinic, person_id: PersonId) -> Reception:
    """Receive somebody picked from the roster.

    Raises:
        Refusal: `person_left_roster` when the roster changed meanwhile.
    """
    entry = clinic.records.entry(person_id)
    if entry is None:
        raise Refusal("person_left_roster")
    return _reception(clinic, entry)


def receive_number(clinic: Clinic, number: str, name: str = "", kind: NumberKind | None = None) -> Reception:
    """Receive by the number of a document, also somebody outside the roster; `name` is what was said.

    Raises:
        Refusal: `name_not_usable`; the number is not one (see core.identity.credentials).
    """
    return receive_credential(clinic, read_credential(number, china_day(clinic.clock.now()), kind), name)


def receive_credential(clinic: Clinic, shown: Credential, name: str = "") -> Reception:
    """Receive by a number that was read already, with the name said or read beside it.

    A roster vouches for the numbers in it; whether it means the same person is worth a second look.

    Raises:
        Refusal: `name_not_usable`.
    """
    name = usable_name(name)
    entry = row_by_number(clinic, shown.number, shown.kind_told)
    if entry is not None:
        return replace(_reception(clinic, entry), concerns=_differences(entry, shown, name))
    outside = replace(_outside(clinic, shown, name), concerns=shown.concerns)
    thin = None if shown.kind_told else clinic.records.thin_entry_by_number(shown.number)
    if thin is None:
        return outside
    concerns = tuple(one for one in shown.concerns if one is Concern.CHECK_ON_CHIP)
    verdict = _verdict_of_thin(clinic, thin, outside.joined, name)
    return replace(outside, thin=thin, entry=None, concerns=concerns, verdict=verdict)


def receive_without_number(clinic: Clinic, name: str) -> Reception:
    """Receive somebody who has no number at hand: care first.

    Raises:
        Refusal: `name_missing`, `name_not_usable`.
    """
    name = usable_name(name)
    if not name:
        raise Refusal("name_missing")
    return _outside(clinic, None, name)


def received_today(clinic: Clinic, reception: Reception) -> Reception:
    """Judge a reception again if midnight has passed since, or the day was confirmed or came into doubt.

    The verdict speaks for the day of the visit.
    """
    verdict, (today, other) = reception.verdict, _days(clinic)
    if (verdict.on, verdict.day_doubt.other if verdict.day_doubt else None) == (today, other):
        return reception
    if reception.thin is not None:
        return replace(
            reception, verdict=_verdict_of_thin(clinic, reception.thin, reception.joined, reception.name)
        )
    return replace(reception, verdict=_verdict(clinic, reception.joined, reception.id_number))


def receive_as_on(clinic: Clinic, patient: PatientOnVisit, day: date, apart: Set[EventId]) -> Reception:
    """Seat whoever a visit was of once more, judged for a day by what is known now.

    `apart` are the versions of that visit.
    """
    records = clinic.records
    entry = row_of(clinic, patient)
    thin = None if entry else outline_of(clinic, patient)
    scope = records.thin_dates() if thin else None
    known = thin_verdict(thin, scope, day) if thin and scope else None
    person_id = entry.person.person_id if entry else patient.person_id
    joined = joined_with(clinic, entry, person_id, patient.id_number, patient.number_kind)
    visits = records.visits_of(joined.keys, LAST_VISITS + len(apart))
    return Reception(
        person_id=person_id,
        id_number=patient.id_number,
        name=patient.name,
        sex=patient.sex,
        birth_date=patient.birth_date,
        verdict=known or _verdict_on(clinic, joined, patient.id_number, day),
        entry=None if thin else joined.entry,
        last_visits=tuple(one for one in visits if one.event_id not in apart),
        thin=thin,
        number_kind=patient.number_kind,
        apart=apart,
        joined=joined,
    )


def look_again(clinic: Clinic, reception: Reception) -> Reception:
    """Look once more who somebody is known as besides, and judge accordingly."""
    number = reception.id_number
    kind = reception.number_kind
    joined = joined_with(clinic, reception.joined.own, reception.person_id, number, kind)
    visits = tuple(clinic.records.visits_of(joined.keys, LAST_VISITS))
    again = replace(reception, joined=joined, last_visits=visits)
    if reception.thin is not None:
        return replace(again, verdict=_verdict_of_thin(clinic, reception.thin, joined, reception.name))
    return replace(again, entry=joined.entry, verdict=_verdict(clinic, joined, number))


def note_look_up(
    clinic: Clinic, reception: Reception, method: CheckMethod, reason: Reason | None = None
) -> None:
    """Write down who was opened, by which proof and why; care does not wait for a full disk.

    `reason` is None while it is still asked for: of somebody of another village only that there is such a
    person, and the first letter of the name, was shown so far.
    """
    facts = {"how": method.value, **whom_and_why(reception, reason)}
    words = reason.words.strip() if reason else ""
    clinic.audit.note_in_passing(Deed.LOOKED_UP, reception.person_id, words, facts)


def whom_and_why(reception: Reception, reason: Reason | None) -> dict[str, str]:
    """Give what the audit trail notes of a reason, and of somebody who has no id here."""
    why = {"why": reason.purpose.value} if reason else {}
    tag = reception.thin.tag if reception.thin else ""
    return why | ({"tag": tag} if tag else {})


def check_identity(
    clinic: Clinic, method: CheckMethod, reader: str = "", overridden: Sequence[str] = ()
) -> IdentityCheck:
    """Note how it was proved that this person sits here, now."""
    return IdentityCheck(method, whole_second(clinic.clock.now()), reader, tuple(overridden))


def _reception(clinic: Clinic, entry: RosterEntry) -> Reception:
    person = entry.person
    joined = joined_with(clinic, entry, person.person_id, person.id_number)
    return Reception(
        person_id=person.person_id,
        id_number=person.id_number,
        name=person.name,
        sex=person.sex,
        birth_date=person.birth_date,
        verdict=_verdict(clinic, joined, person.id_number),
        entry=joined.entry,
        last_visits=tuple(clinic.records.visits_of(joined.keys, LAST_VISITS)),
        joined=joined,
    )


def _differences(entry: RosterEntry, shown: Credential, name: str) -> tuple[Concern, ...]:
    person, found = entry.person, list[Concern]()
    if Sex.UNKNOWN not in (person.sex, shown.sex) and person.sex is not shown.sex:
        found.append(Concern.SEX_DIFFERS)
    if name.strip() and not same_name(name, person.name):
        found.append(Concern.NAME_DIFFERS)
    if Concern.CHECK_ON_CHIP in shown.concerns:
        found.append(Concern.CHECK_ON_CHIP)
    return tuple(found)


def _outside(clinic: Clinic, shown: Credential | None, name: str) -> Reception:
    number = shown.number if shown else ""
    kind = shown.kind_told if shown else ""
    joined = joined_with(clinic, None, PersonId(""), number, kind)
    return Reception(
        person_id=PersonId(""),
        id_number=number,
        name=name,
        sex=shown.sex if shown else Sex.UNKNOWN,
        birth_date=shown.birth_date if shown else None,
        number_kind=kind,
        verdict=_verdict(clinic, joined, number),
        entry=joined.entry,
        last_visits=tuple(clinic.records.visits_of(joined.keys, LAST_VISITS)),
        joined=joined,
    )


def _days(clinic: Clinic) -> tuple[date, date | None]:
    """Give today, and the other day it may be where the clock is in doubt."""
    now = clinic.clock.now()
    return china_day(now), clinic.watch.standing().other_day(now)


def _judged(clinic: Clinic, judge: Callable[[date], Verdict]) -> Verdict:
    today, other = _days(clinic)
    return judge(today) if other is None else on_either_day(judge(today), judge(other))


def _verdict(clinic: Clinic, joined: Joined, number: str) -> Verdict:
    return _judged(clinic, partial(_verdict_on, clinic, joined, number))


def _verdict_on(clinic: Clinic, joined: Joined, number: str, on: date) -> Verdict:
    scope = clinic.records.roster_dates()
    if joined.own is None and scope is not None and number:
        others = clinic.records.thin_dates()
        # The rest of the township can be asked by number only, and only while its list is of today.
        scope = replace(scope, township_wide=others is not None and on <= others.valid_until)
    verdict = give_joined_verdict(LookUp(joined.own, scope), joined.others, clinic.packs, on)
    return _not_counted(verdict) if joined.outlined else verdict


def _verdict_of_thin(clinic: Clinic, thin: ThinEntry, joined: Joined, name: str) -> Verdict:
    scope = clinic.records.thin_dates()
    if scope is None:  # the list went between two questions: a sync put another in its place
        return _verdict(clinic, NOBODY_ELSE, "")
    verdict = _judged(clinic, partial(thin_verdict, thin, scope))
    if joined.others or joined.outlined:
        verdict = _not_counted(verdict)
    if not name.strip() or fits_mask(name, thin.name):
        return verdict
    return replace(verdict, cautions=(*verdict.cautions, Caution.NAME_DIFFERS))


def _not_counted(verdict: Verdict) -> Verdict:
    """Say that an outline tells no years to be counted with those of the other number."""
    if Caution.JOINED_NOT_COUNTED in verdict.cautions:
        return verdict
    return replace(verdict, cautions=(*verdict.cautions, Caution.JOINED_NOT_COUNTED))
