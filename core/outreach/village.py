"""The list as the doctor walks it: by household, with who was spoken to, and how far the village is."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from core.followup.follow_up import person_key
from core.identity.person import Person
from core.outreach.contact import ContactAnswer, NotedContact
from core.outreach.unenrolled import Standing, Unenrolled, WhyNot
from core.visits.visit import PatientOnVisit


class Shown(StrEnum):
    """Which part of the list is shown."""

    ALL = "all"
    NOT_SPOKEN_TO = "not_spoken_to"
    NEWBORN = "newborn"
    BROKEN_OFF = "broken_off"
    WILL_PAY = "will_pay"
    CONSIDERS = "considers"
    SAYS_PAID = "says_paid"
    REFUSES = "refuses"


@dataclass(frozen=True, slots=True)
class Approached:
    """Somebody on the list with the contacts about this year, newest first."""

    told: Unenrolled
    contacts: tuple[NotedContact, ...] = ()

    @property
    def person(self) -> Person:
        """Give who it is."""
        return self.told.entry.person

    @property
    def patient(self) -> PatientOnVisit:
        """Give what a contact notes of this person."""
        one = self.person
        return PatientOnVisit(one.person_id, one.id_number, one.name, one.sex, one.birth_date)

    @property
    def answer(self) -> str:
        """Give the last answer; a later try that reached nobody takes none back. Empty without a contact."""
        answers = [one.contact.answer for one in self.contacts]
        reached = [one for one in answers if one != ContactAnswer.NOT_REACHED]
        return (reached or answers or [""])[0]

    def is_shown(self, which: Shown) -> bool:
        """Tell whether this person is in a part of the list."""
        match which:
            case Shown.NOT_SPOKEN_TO:
                return self.answer in ("", ContactAnswer.NOT_REACHED)
            case Shown.NEWBORN:
                return self.told.newborn_until is not None
            case Shown.BROKEN_OFF:
                return self.told.why is WhyNot.BROKEN_OFF
            case Shown.WILL_PAY | Shown.CONSIDERS | Shown.SAYS_PAID | Shown.REFUSES:
                return self.answer == which.value
            case _:
                return True


@dataclass(frozen=True, slots=True)
class Household:
    """Those of a household who are on the list; `enrolled` of its members are not."""

    members: tuple[Approached, ...]
    enrolled: int = 0

    @property
    def first(self) -> Person:
        """Give the member whose address is the household's."""
        return self.members[0].person


@dataclass(frozen=True, slots=True)
class Progress:
    """Where the village stands: everybody by standing, and those on the list by the last answer."""

    standings: Mapping[Standing, int]
    answers: Mapping[str, int]

    @property
    def listed(self) -> int:
        """Count those on the list."""
        return self.standings.get(Standing.UNENROLLED, 0) + self.standings.get(Standing.UNCLEAR, 0)

    @property
    def counted(self) -> int:
        """Count everybody the year is about."""
        return sum(count for one, count in self.standings.items() if one is not Standing.GONE)

    @property
    def cared_for(self) -> int:
        """Count those who are enrolled here or insured otherwise."""
        return self.standings.get(Standing.ENROLLED, 0) + self.standings.get(Standing.OTHERWISE, 0)

    @property
    def spoken_to(self) -> int:
        """Count those on the list who were reached."""
        return sum(count for one, count in self.answers.items() if one not in ("", ContactAnswer.NOT_REACHED))


@dataclass(slots=True)
class Village:
    """Gathers the list person by person, and gives it by household."""

    year: int
    _standings: Counter[Standing] = field(default_factory=Counter)
    _found: list[Unenrolled] = field(default_factory=list)
    _enrolled: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, person: Person, standing: Standing, told: Unenrolled | None) -> None:
        """Count somebody of the roster."""
        self._standings[standing] += 1
        if told is not None:
            self._found.append(told)
        elif standing is not Standing.GONE and person.household:
            self._enrolled[_home(person)] += 1

    def households(self, contacts: Sequence[NotedContact]) -> Sequence[Household]:
        """Give the list, in the order of groups and households; people of no household stand alone."""
        said = _by_person(self.year, contacts)
        homes: dict[tuple[str, str], list[Approached]] = {}
        for told in self._found:
            one = Approached(told)
            with_contacts = Approached(told, tuple(said.get(person_key(one.patient), ())))
            homes.setdefault(_home(one.person), []).append(with_contacts)
        made = [
            Household(tuple(sorted(home, key=_oldest_first)), self._enrolled[key])
            for key, home in homes.items()
        ]
        return sorted(made, key=_place)

    def progress(self, households: Iterable[Household]) -> Progress:
        """Tell where the village stands."""
        answers = Counter(one.answer for home in households for one in home.members)
        return Progress(dict(self._standings), dict(answers))


def _by_person(year: int, contacts: Sequence[NotedContact]) -> Mapping[str, list[NotedContact]]:
    found: dict[str, list[NotedContact]] = {}
    for noted in sorted(contacts, key=lambda one: (one.contact.at, one.event_id), reverse=True):
        if noted.contact.year == year:
            for key in noted.keys:
                found.setdefault(key, []).append(noted)
    return found


def _home(person: Person) -> tuple[str, str]:
    """Name a household: villages number theirs each for itself, and whoever has no number stands alone."""
    return (person.village, person.household) if person.household else ("", person.person_id)


def _oldest_first(one: Approached) -> tuple[str, str]:
    return one.person.birth_date.isoformat(), one.person.person_id


def _place(home: Household) -> tuple[str, int, str, str]:
    first = home.first
    return first.village, len(first.village_group), first.village_group, first.household or first.person_id
