"""智能审核 at the township: what a visit says only beside others of the same person, or beside the roster.

A check speaks, is silent, or cannot tell and says why. Nothing here changes a visit: whoever reviews decides.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from core.catalogue.items import ItemKind
from core.coverage.enrolment import RosterEntry
from core.dates import china_day
from core.ids import ClinicCode, EventId
from core.visits.visit import Visit

SAME_HOUR = timedelta(hours=1)
LONGEST_SUPPLY = 180
"""Days of supply that are believed: more is a slip of the keys, and would overlap with everything."""
_MAY_BE_LEFT = 7
"""Days of a former supply that may be left when more is handed out, where that is no more than its half."""
_WORDS_FOR_HOSPITAL = ("住院", "在院")


class TownshipCheck(StrEnum):
    """What is looked at; the value is the reason code that words it."""

    TWO_CLINICS = "check_two_clinics"
    SUPPLY_OVERLAPS = "check_supply_overlaps"
    AFTER_DEATH = "check_after_death"
    IN_HOSPITAL = "check_in_hospital"


class Blind(StrEnum):
    """Why a check cannot tell; the value is the reason code that words it."""

    NOBODY = "blind_patient_not_identified"
    NOT_IN_ROSTER = "blind_not_in_roster"
    ROSTER_OLDER = "blind_roster_older"
    STAYS_THAT_ENDED = "blind_stays_that_ended"


@dataclass(frozen=True, slots=True)
class Supply:
    """What was handed out of one drug, from a day on for so many days."""

    drug: str
    days: int


@dataclass(frozen=True, slots=True)
class SeenVisit:
    """A visit as others are compared with it."""

    clinic: ClinicCode
    event_id: EventId
    at: datetime
    supplies: tuple[Supply, ...]

    @property
    def place(self) -> tuple[ClinicCode, EventId]:
        """Tell which event it is."""
        return self.clinic, self.event_id

    @property
    def day(self) -> date:
        """Give the day in China it was made on."""
        return china_day(self.at)


@dataclass(frozen=True, slots=True)
class Spoken:
    """A check that spoke: what about, beside which other visit, which drug and how many days of it were left.

    `day` is that of a death or an admission; `told` is the platform's own sentence.
    """

    check: TownshipCheck
    other: SeenVisit | None = None
    drug: str = ""
    days_left: int = 0
    day: date | None = None
    told: str = ""


@dataclass(frozen=True, slots=True)
class Unsure:
    """A check that cannot tell, and why; `day` is the roster's, where that is the reason."""

    check: TownshipCheck
    why: Blind
    day: date | None = None


@dataclass(frozen=True, slots=True)
class KnownOfPatient:
    """What the township knows of who was seen.

    Args:
        identified: whether the visit names a number or a person, so that others can be found.
        entry: their row of the roster; None where there is none.
        roster_day: the day the roster speaks for; None without a roster.
        told: what the platform said about this very visit, in its own words.
    """

    identified: bool
    entry: RosterEntry | None
    roster_day: date | None
    told: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Checked:
    """What the checks came to for one visit."""

    spoken: tuple[Spoken, ...] = ()
    unsure: tuple[Unsure, ...] = ()


def supplies_of(visit: Visit) -> tuple[Supply, ...]:
    """Give what was handed out for how long; of lines of one drug the longest."""
    longest: dict[str, int] = {}
    for line in visit.lines:
        if line.kind is ItemKind.DRUG and line.code and line.days > 0:
            longest[line.code] = max(longest.get(line.code, 0), min(line.days, LONGEST_SUPPLY))
    return tuple(Supply(drug, days) for drug, days in sorted(longest.items()))


def check_visit(visit: SeenVisit, others: Iterable[SeenVisit], known: KnownOfPatient) -> Checked:
    """Ask everything of one visit; `others` are the other visits of the same person that count."""
    others = sorted(others, key=_order)
    spoken = [
        *_two_clinics(visit, others),
        *_supply_overlaps(visit, others),
        *_after_death(visit, known),
        *_in_hospital(visit, known),
    ]
    return Checked(tuple(spoken), tuple(_unsure(visit, known, {one.check for one in spoken})))


def days_left(former: Supply, began: date, on: date) -> int:
    """Tell how many days of a supply are left on a day."""
    return max(0, former.days - max(0, (on - began).days))


def is_too_early(former: Supply, left: int) -> bool:
    """Tell whether so much is left that more of it was too early."""
    return left > _MAY_BE_LEFT or left * 2 > former.days


def _order(visit: SeenVisit) -> tuple[datetime, str, str]:
    return visit.at, visit.clinic, visit.event_id


def _two_clinics(visit: SeenVisit, others: Sequence[SeenVisit]) -> Iterable[Spoken]:
    for other in others:
        if other.clinic != visit.clinic and abs(other.at - visit.at) < SAME_HOUR:
            yield Spoken(TownshipCheck.TWO_CLINICS, other)


def _supply_overlaps(visit: SeenVisit, others: Sequence[SeenVisit]) -> Iterable[Spoken]:
    """Speak on the later of two visits: that is the one which handed out what was not used up."""
    handed_out = {one.drug for one in visit.supplies}
    for other in others:
        if _order(other) > _order(visit):
            continue
        for former in other.supplies:
            left = days_left(former, other.day, visit.day)
            if former.drug in handed_out and is_too_early(former, left):
                yield Spoken(TownshipCheck.SUPPLY_OVERLAPS, other, former.drug, left)


def _after_death(visit: SeenVisit, known: KnownOfPatient) -> Iterable[Spoken]:
    """Speak of days behind that of the death: on the day itself somebody may have been seen before."""
    died = known.entry.deceased_on if known.entry else None
    if died is not None and visit.day > died:
        yield Spoken(TownshipCheck.AFTER_DEATH, day=died)


def _in_hospital(visit: SeenVisit, known: KnownOfPatient) -> Iterable[Spoken]:
    """Speak where the roster knows of a stay that goes on, or the platform says so."""
    entry = known.entry
    since = entry.in_hospital_since if entry else None
    if since is not None and known.roster_day is not None and since <= visit.day <= known.roster_day:
        yield Spoken(TownshipCheck.IN_HOSPITAL, day=since)
    answer = entry.platform_answer if entry else None
    of_the_day = [answer.reason] if answer and not answer.entitled and answer.valid_on(visit.day) else []
    for told in dict.fromkeys([*known.told, *of_the_day]):
        if any(word in told for word in _WORDS_FOR_HOSPITAL):
            yield Spoken(TownshipCheck.IN_HOSPITAL, told=told)


def _unsure(visit: SeenVisit, known: KnownOfPatient, spoken: set[TownshipCheck]) -> Iterable[Unsure]:
    if not known.identified:
        yield Unsure(TownshipCheck.TWO_CLINICS, Blind.NOBODY)
        yield Unsure(TownshipCheck.SUPPLY_OVERLAPS, Blind.NOBODY)
    for check in (TownshipCheck.AFTER_DEATH, TownshipCheck.IN_HOSPITAL):
        if check not in spoken:
            yield from _unsure_by_roster(check, visit, known)


def _unsure_by_roster(check: TownshipCheck, visit: SeenVisit, known: KnownOfPatient) -> Iterable[Unsure]:
    """A roster knows deaths up to its day, and of stays in hospital only those that go on on that day."""
    if known.entry is None or known.roster_day is None:
        yield Unsure(check, Blind.NOT_IN_ROSTER)
    elif visit.day > known.roster_day:
        yield Unsure(check, Blind.ROSTER_OLDER, known.roster_day)
    elif check is TownshipCheck.IN_HOSPITAL and visit.day < known.roster_day:
        yield Unsure(check, Blind.STAYS_THAT_ENDED, known.roster_day)
