"""How sure an answer is: other readings of unconfirmed parameters, and data that are missing."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.policy.in_force import PackOn
from core.policy.insured_years import is_newborn_year
from core.policy.known import Known
from core.policy.pack import Pack
from core.policy.status import Status, status_on
from core.policy.variation import Choice, variant
from core.policy.waiting_period import Matter
from core.policy.worlds import Missing, Worlds


class Certainty(StrEnum):
    """How sure an answer is."""

    SURE = "sure"
    CONFIRM = "confirm"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True)
class Doubt:
    """A parameter whose other reading changes the answer, and what that reading gives."""

    path: str
    value: str
    status: Status
    benefit: date | None


@dataclass(frozen=True, slots=True)
class Possible:
    """Everything the answer could be."""

    certainty: Certainty
    doubts: tuple[Doubt, ...]
    missing: tuple[Missing, ...]
    earliest: date | None
    latest: date | None


Outcome = tuple[Status, date | None]
Evaluate = Callable[[Choice], Outcome]


def weigh(matter: Matter, year: int, worlds: Worlds) -> Possible:
    """Evaluate the alternatives singly, all-earliest and all-latest, and every world the data allow."""
    answer, known = matter.answer(year), matter.known
    own: Outcome = (status_on(answer, known.as_of), answer.benefit)
    evaluate = _evaluator(matter.packs, known, year)
    singles = {
        (path, index): evaluate(((path, index),))
        for path, values in answer.pack.alternatives.items()
        if values and can_matter(path, matter)
        for index in range(len(values))
    }
    combined = [evaluate(choice) for choice in _extremes(singles, own) if len(choice) > 1]
    elsewhere = [_in_world(matter.packs, world, year) for world in worlds.others]
    outcomes = [own, *singles.values(), *combined, *elsewhere]
    missing = worlds.missing if any(outcome != own for outcome in elsewhere) else ()
    return Possible(
        _certainty(own, outcomes),
        tuple(_doubts(answer.pack, singles, own)),
        missing,
        min((day for _status, day in outcomes if day is not None), default=None),
        None
        if any(day is None for _status, day in outcomes)
        else max(day for _status, day in outcomes if day),
    )


def _certainty(own: Outcome, outcomes: Iterable[Outcome]) -> Certainty:
    certainty = Certainty.SURE
    for status, benefit in outcomes:
        if status is not own[0]:
            return Certainty.CANNOT_TELL
        if benefit != own[1]:
            certainty = Certainty.CONFIRM
    return certainty


def _evaluator(packs: PackOn, known: Known, year: int) -> Evaluate:
    def evaluate(choice: Choice) -> Outcome:
        answer = Matter(lambda on: variant(packs(on), choice), known).answer(year)
        return status_on(answer, known.as_of), answer.benefit

    return evaluate


def _in_world(packs: PackOn, world: Known, year: int) -> Outcome:
    answer = Matter(packs, world).answer(year)
    return status_on(answer, world.as_of), answer.benefit


def can_matter(path: str, matter: Matter) -> bool:
    """Tell whether another reading of a parameter can change an answered matter.

    No, only where working out its answers never asked for the parameter: then every step is the same.
    """
    asked_for = _ASKED_FOR.get(path) or _ASKED_FOR.get(path.partition(".")[0])
    return asked_for is None or asked_for(matter)


def _newborn(matter: Matter) -> bool:
    birth = matter.known.birth
    return any(is_newborn_year(answer.pack.newborn, birth, answer.year) for answer in matter.answers.values())


def _waited(matter: Matter) -> bool:
    rules = [answer.ordinary for answer in matter.answers.values()]
    return any(rule and (rule.late or rule.broken) for rule in rules)


def _without_record(matter: Matter) -> bool:
    counted = [answer.missed for answer in matter.answers.values()]
    return any(missed and not missed.earlier_record for missed in counted)


def _has_grounds(matter: Matter) -> bool:
    known = matter.known
    return bool(known.identities or known.events or known.employee)


_ASKED_FOR: Mapping[str, Callable[[Matter], bool]] = {
    "transfer": lambda matter: bool(matter.known.employee),
    "exemptions": _has_grounds,
    "newborn.no_wait_until": _newborn,
    "break.never_enrolled": _without_record,
    "waiting.start_rule": _waited,
    "waiting.variable_count_mode": _waited,
    "waiting.month_end_rule": lambda matter: bool(matter.known.events) or _newborn(matter) or _waited(matter),
}
"""Whether working out a matter's answers asked for a parameter, or for any of a section."""


def _extremes(singles: dict[tuple[str, int], Outcome], own: Outcome) -> tuple[Choice, Choice]:
    """Choose for each path the value that alone gives the earliest, and the latest, benefit date."""
    earliest: dict[str, tuple[date, int]] = {}
    latest: dict[str, tuple[date, int]] = {}
    mine = _or_never(own[1])
    for (path, index), (_status, benefit) in singles.items():
        day = _or_never(benefit)
        if day < earliest.get(path, (mine, index))[0]:
            earliest[path] = (day, index)
        if day > latest.get(path, (mine, index))[0]:
            latest[path] = (day, index)
    return _choice(earliest), _choice(latest)


def _choice(found: dict[str, tuple[date, int]]) -> Choice:
    return tuple((path, index) for path, (_day, index) in found.items())


def _or_never(benefit: date | None) -> date:
    return date.max if benefit is None else benefit


def _doubts(pack: Pack, singles: dict[tuple[str, int], Outcome], own: Outcome) -> Iterable[Doubt]:
    for (path, index), outcome in singles.items():
        if outcome != own:
            yield Doubt(path, str(pack.alternatives[path][index]), *outcome)
