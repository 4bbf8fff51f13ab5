"""智能审核 of one visit by a pack's rules: the same function speaks at the desk and at the township.

It is told everything and looks nothing up; what nobody knows makes a check silent, never wrong.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from core.dates import month_of
from core.money import Fen
from core.policy.check_rules import CheckKind, Checks, DrugKnown, Level, OnlySex

Facts = Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class LineAsked:
    """One line of a bill; `ceiling` is None where no highest price is known or asked for."""

    code: str
    name: str
    is_drug: bool = True
    days: int = 0
    price: Fen = Fen(0)
    ceiling: Fen | None = None
    is_herb: bool = False
    boxes_repeated: int = 0


@dataclass(frozen=True, slots=True)
class Handed:
    """A drug this patient was given before, from a day on for so many days."""

    code: str
    name: str
    days: int
    since: date


@dataclass(frozen=True, slots=True)
class VisitAsked:
    """A visit as the checks see it.

    Args:
        pregnant: what was said at the desk.
        allergies: what the patient does not tolerate, in the words of the desk.
        visits_today: other visits of the same person on the same day.
        proof: how the identity was checked; empty where nobody asks.
        quota_left: what is left of a yearly limit that this visit exceeds; None where none is exceeded.
    """

    on: date
    diagnoses: tuple[str, ...] = ()
    lines: tuple[LineAsked, ...] = ()
    sex: str = ""
    birth_date: date | None = None
    pregnant: bool = False
    emergency: bool = False
    allergies: tuple[str, ...] = ()
    handed: tuple[Handed, ...] = ()
    visits_today: int = 0
    proof: str = ""
    deceased_on: date | None = None
    in_hospital_since: date | None = None
    quota_left: Fen | None = None


@dataclass(frozen=True, slots=True)
class Spoken:
    """A check that spoke: of which lines (counted from 1, none means the visit), and on what facts.

    `about` tells two words of one check apart, however the lines move: a drug, a substance, a diagnosis.
    """

    kind: CheckKind
    level: Level
    about: str = ""
    lines: tuple[int, ...] = ()
    facts: Facts = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Name what a reason is an answer to."""
        return f"{self.kind.value}:{self.about}"


@dataclass(frozen=True, slots=True)
class _Work:
    """The rules, the visit, and what is known of each of its drugs, by their places."""

    rules: Checks
    visit: VisitAsked
    known: Mapping[int, Sequence[DrugKnown]]

    def say(self, kind: CheckKind, about: str = "", lines: Iterable[int] = (), **facts: str | int) -> Spoken:
        """Speak as loudly as the rule says."""
        return Spoken(kind, self.rules.rule(kind).level, about, tuple(lines), facts)

    def drugs(self) -> Iterator[tuple[int, LineAsked, Sequence[DrugKnown]]]:
        """Go through the drugs with their places and what is known of them."""
        for place, known in self.known.items():
            yield place, self.visit.lines[place - 1], known

    def fits(self, diagnoses: tuple[str, ...]) -> bool:
        """Tell whether any diagnosis of the visit begins like one of these."""
        return any(code.startswith(diagnoses) for code in self.visit.diagnoses)


def check_visit(rules: Checks, visit: VisitAsked) -> tuple[Spoken, ...]:
    """Ask every check that is not off: those about the whole visit first, then those about lines."""
    known = {
        place: _known(rules, line.code, line.name)
        for place, line in enumerate(visit.lines, start=1)
        if line.is_drug
    }
    work = _Work(rules, visit, known)
    return tuple(
        spoken
        for kind, asked in _CHECKS.items()
        if rules.rule(kind).level is not Level.OFF
        for spoken in asked(work)
    )


def _known(rules: Checks, code: str, name: str) -> Sequence[DrugKnown]:
    return [one for one in rules.drugs.values() if one.is_about(code, name)]


def _substances(known: Iterable[DrugKnown]) -> set[str]:
    return {substance for one in known for substance in one.substances}


def _over_supply(work: _Work) -> Iterator[Spoken]:
    """Speak of a drug, or of another with a substance of it, of which too much is left."""
    handed = [(one, _substances(_known(work.rules, one.code, one.name))) for one in work.visit.handed]
    for place, line, known in work.drugs():
        mine = _substances(known)
        left = [
            (one.days - (work.visit.on - one.since).days, one)
            for one, others in handed
            if one.code == line.code or mine & others
        ]
        days, former = max(left, key=lambda each: each[0], default=(0, None))
        if former is not None and days > work.rules.over_supply.days_left:
            since = former.since.isoformat()
            yield work.say(CheckKind.OVER_SUPPLY, line.code, [place], days_left=days, since=since)


def _duplicates(work: _Work) -> Iterator[Spoken]:
    places: dict[str, list[int]] = defaultdict(list)
    codes: dict[str, list[int]] = defaultdict(list)
    for place, line, known in work.drugs():
        codes[line.code].append(place)
        for substance in sorted(_substances(known)):
            places[substance].append(place)
    told = set()
    for substance, lines in places.items():
        if len(lines) > 1:
            told.add(tuple(lines))
            yield work.say(CheckKind.DUPLICATE_SUBSTANCE, substance, lines, substance=substance)
    for lines in codes.values():
        if len(lines) > 1 and tuple(lines) not in told:
            name = work.visit.lines[lines[0] - 1].name
            yield work.say(CheckKind.DUPLICATE_SUBSTANCE, name, lines, substance=name)


def _sex(work: _Work) -> Iterator[Spoken]:
    if work.visit.sex not in set(OnlySex):
        return
    for place, line, known in work.drugs():
        for only in {one.only_sex for one in known if one.only_sex} - {work.visit.sex}:
            yield work.say(CheckKind.SEX_CONFLICT, line.code, [place], only=only.value)
    for code in work.visit.diagnoses:
        for one in work.rules.diagnoses.values():
            if one.only_sex and one.only_sex != work.visit.sex and code.startswith(one.codes):
                yield work.say(CheckKind.SEX_CONFLICT, code, only=one.only_sex.value, diagnosis=code)
                break


def _age(work: _Work) -> Iterator[Spoken]:
    born, on = work.visit.birth_date, work.visit.on
    if born is None or born > on:
        return
    months = month_of(on) - month_of(born) - (on.day < born.day)
    for place, line, known in work.drugs():
        since = max((one.from_months for one in known), default=0)
        if months < since:
            yield work.say(CheckKind.AGE_CONFLICT, line.code, [place], from_months=since)
    for code in work.visit.diagnoses:
        for one in work.rules.diagnoses.values():
            if not code.startswith(one.codes):
                continue
            if one.from_months is not None and months < one.from_months:
                yield work.say(CheckKind.AGE_CONFLICT, code, from_months=one.from_months, diagnosis=code)
            if one.to_months is not None and months > one.to_months:
                yield work.say(CheckKind.AGE_CONFLICT, code, to_months=one.to_months, diagnosis=code)


def _pregnancy(work: _Work) -> Iterator[Spoken]:
    if not (work.visit.pregnant or work.fits(work.rules.pregnancy_conflict.diagnoses)):
        return
    for place, line, known in work.drugs():
        if any(one.not_in_pregnancy for one in known):
            yield work.say(CheckKind.PREGNANCY_CONFLICT, line.code, [place])


def _allergy(work: _Work) -> Iterator[Spoken]:
    for place, line, known in work.drugs():
        groups = {group for one in known for group in (*one.allergies, *one.substances)}
        for allergy in work.visit.allergies:
            if allergy in line.name or any(allergy in group or group in allergy for group in groups):
                yield work.say(CheckKind.ALLERGY, line.code, [place], allergy=allergy)
                break


def _diagnosis_missing(work: _Work) -> Iterator[Spoken]:
    """Speak where everything known of a drug asks for a diagnosis, and none of them is there."""
    for place, line, known in work.drugs():
        wanted = [one.diagnoses for one in known if one.diagnoses]
        if wanted and not any(work.fits(diagnoses) for diagnoses in wanted):
            yield work.say(CheckKind.DIAGNOSIS_MISSING, line.code, [place])


def _antibiotic(work: _Work) -> Iterator[Spoken]:
    if work.fits(work.rules.antibiotic.diagnoses):
        return
    for place, line, known in work.drugs():
        if any(one.antibiotic for one in known):
            yield work.say(CheckKind.ANTIBIOTIC, line.code, [place])


def _days(work: _Work) -> Iterator[Spoken]:
    rule = work.rules.prescription_days
    most = max(rule.ordinary, rule.chronic) if work.fits(rule.diagnoses) else rule.ordinary
    if work.visit.emergency and rule.emergency:
        most = rule.emergency
    for place, line, _ in work.drugs():
        if most < line.days:
            yield work.say(CheckKind.PRESCRIPTION_DAYS, line.code, [place], days=line.days, most=most)


def _lines(work: _Work) -> Iterator[Spoken]:
    """Count what stands on an ordinary sheet: herbs have one of their own, without a limit."""
    most = work.rules.prescription_lines.most
    count = sum(not line.is_herb for _, line, _ in work.drugs())
    if count > most:
        yield work.say(CheckKind.PRESCRIPTION_LINES, count=count, most=most)


def _ceiling(work: _Work) -> Iterator[Spoken]:
    for place, line in enumerate(work.visit.lines, start=1):
        if line.ceiling is not None and line.price > line.ceiling:
            yield work.say(CheckKind.PRICE_CEILING, line.code, [place], ceiling=int(line.ceiling))


def _boxes(work: _Work) -> Iterator[Spoken]:
    for place, line, _ in work.drugs():
        if line.boxes_repeated:
            yield work.say(CheckKind.BOX_REPEATED, line.code, [place], boxes=line.boxes_repeated)


def _same_day(work: _Work) -> Iterator[Spoken]:
    if work.visit.visits_today:
        yield work.say(CheckKind.SAME_DAY_REPEAT, visits=work.visit.visits_today)


def _deceased(work: _Work) -> Iterator[Spoken]:
    """Speak of days behind that of the death: on the day itself somebody may have been seen before."""
    died = work.visit.deceased_on
    if died is not None and work.visit.on > died:
        yield work.say(CheckKind.DECEASED, day=died.isoformat())


def _in_hospital(work: _Work) -> Iterator[Spoken]:
    since = work.visit.in_hospital_since
    if since is not None and work.visit.on >= since:
        yield work.say(CheckKind.IN_HOSPITAL, day=since.isoformat())


def _quota(work: _Work) -> Iterator[Spoken]:
    if work.visit.quota_left is not None:
        yield work.say(CheckKind.QUOTA_USED_UP, left=int(work.visit.quota_left))


def _identity(work: _Work) -> Iterator[Spoken]:
    if work.visit.proof in work.rules.identity_strength.weak:
        yield work.say(CheckKind.IDENTITY_STRENGTH, proof=work.visit.proof)


_CHECKS: Mapping[CheckKind, Callable[[_Work], Iterator[Spoken]]] = {
    CheckKind.DECEASED: _deceased,
    CheckKind.IN_HOSPITAL: _in_hospital,
    CheckKind.IDENTITY_STRENGTH: _identity,
    CheckKind.SAME_DAY_REPEAT: _same_day,
    CheckKind.QUOTA_USED_UP: _quota,
    CheckKind.PRESCRIPTION_LINES: _lines,
    CheckKind.ALLERGY: _allergy,
    CheckKind.PREGNANCY_CONFLICT: _pregnancy,
    CheckKind.AGE_CONFLICT: _age,
    CheckKind.SEX_CONFLICT: _sex,
    CheckKind.DUPLICATE_SUBSTANCE: _duplicates,
    CheckKind.OVER_SUPPLY: _over_supply,
    CheckKind.PRESCRIPTION_DAYS: _days,
    CheckKind.ANTIBIOTIC: _antibiotic,
    CheckKind.DIAGNOSIS_MISSING: _diagnosis_missing,
    CheckKind.BOX_REPEATED: _boxes,
    CheckKind.PRICE_CEILING: _ceiling,
}
"""Those about the visit first, then those about lines, the gravest before."""
