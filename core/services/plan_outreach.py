"""参保动员: go through the roster for a coverage year, and write down who was spoken to."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from core.clinic import Clinic
from core.coverage.enrolment import RosterScope
from core.coverage.verdict import before_the_roster
from core.dates import china_day, whole_millisecond
from core.errors import Refusal
from core.events import Event, EventType
from core.ids import PersonId
from core.outreach.contact import LONGEST_WORDS, MOST_PEOPLE, Contact, ContactAnswer, ContactWay
from core.outreach.unenrolled import season_of, standing_for
from core.outreach.village import Household, Progress, Village
from core.policy.in_force import PackOn, packs_of
from core.roles import Right
from core.services.append_event import append_event
from core.visits.visit import PatientOnVisit

_BEGINNING = PersonId("")
_AT_ONCE = 10
"""People of the roster in one step, some milliseconds each: whoever saves a visit meanwhile waits for one."""


@dataclass(frozen=True, slots=True)
class Outreach:
    """The list for a year: who is on it, how far the village is, and the day the roster speaks for."""

    year: int
    on: date
    roster_as_of: date
    expired: bool
    households: Sequence[Household]
    progress: Progress


@dataclass(slots=True)
class OutreachPlan:
    """Makes the list in steps; `year` None takes the one whose window is open."""

    clinic: Clinic
    year: int
    on: date
    _scope: RosterScope
    _packs: PackOn
    _village: Village = field(init=False)
    _last: PersonId = _BEGINNING

    def __post_init__(self) -> None:
        self._village = Village(self.year)

    def step(self) -> bool:
        """Look at some more people; False when all were."""
        people = self.clinic.records.outreach.people(self._last, _AT_ONCE)
        for entry in people:
            self._last = entry.person.person_id
            standing, told = standing_for(self._packs, entry, self.year, self.on)
            self._village.add(entry.person, standing, told)
        return bool(people)

    def result(self) -> Outreach:
        """Give the list with the contacts known now, and the days of the roster it was begun with."""
        households = self._village.households(self.clinic.records.outreach.contacts())
        progress = self._village.progress(households)
        expired = self.on > self._scope.valid_until
        return Outreach(self.year, self.on, self._scope.as_of, expired, households, progress)

    def is_of_now(self) -> bool:
        """Tell whether the day and the roster are still those it was begun with."""
        return (
            self.on == china_day(self.clinic.clock.now())
            and self._scope == self.clinic.records.roster_dates()
        )


def plan_outreach(clinic: Clinic, year: int | None = None) -> OutreachPlan:
    """Begin a list; `year` None takes the one whose window is open.

    Raises:
        Refusal: `not_permitted`, `outreach_without_roster`, `today_before_roster`, `outreach_year_too_far`;
            that no pack is in force.
    """
    clinic.staff.require(Right.LOOK_UP)
    scope, today = clinic.records.roster_dates(), china_day(clinic.clock.now())
    if scope is None:
        raise Refusal("outreach_without_roster")
    if before_the_roster(today, scope):
        raise Refusal("today_before_roster")
    if year is not None and year > today.year + 1:
        raise Refusal("outreach_year_too_far", last=today.year + 1)
    packs = packs_of(clinic.packs, scope.pack)
    return OutreachPlan(clinic, season_of(packs, today) if year is None else year, today, scope, packs)


def whole_outreach(clinic: Clinic, year: int | None = None) -> Outreach:
    """Make the list at once, where nobody waits beside it.

    Raises:
        Refusal: as `plan_outreach`.
    """
    plan = plan_outreach(clinic, year)
    while plan.step():
        pass
    return plan.result()


def note_contact(
    clinic: Clinic, people: Sequence[PatientOnVisit], year: int, said: tuple[ContactWay, ContactAnswer, str]
) -> Event:
    """Write down that people were spoken to about a year; former notes stay, the last answer counts.

    Raises:
        Refusal: `not_permitted`, `outreach_nobody_chosen`, `outreach_too_many_people`,
            `outreach_words_too_long`.
        Hindrance: the ledger could not keep it.
    """
    clinic.staff.require(Right.RECORD)
    way, answer, words = said
    if not people:
        raise Refusal("outreach_nobody_chosen")
    if len(people) > MOST_PEOPLE:
        raise Refusal("outreach_too_many_people", most=MOST_PEOPLE)
    words = " ".join(words.split())  # one line: it stands in a cell of the list
    if len(words) > LONGEST_WORDS:
        raise Refusal("outreach_words_too_long", most=LONGEST_WORDS)
    moment = whole_millisecond(clinic.clock.now())
    contact = Contact(tuple(people), year, way, answer, moment, words)
    return append_event(clinic, EventType.OUTREACH_NOTED, contact.to_plain())
