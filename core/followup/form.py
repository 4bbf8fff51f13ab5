"""随访服务记录表 as data: fields and code lists numbered as on paper, and the numbers of the standard."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from core.coverage.enrolment import ChronicDisease

Value = int | str | tuple[int, ...]
"""A code, a count in units of the last place, a text, a day in ISO form, or several codes."""
Values = Mapping[str, Value]
Codes = Mapping[str, frozenset[int]]
"""A condition: the fields it looks at, and which of their codes meet it."""
TARGET = "_target"
"""Ending of the key of what stands behind the slash on paper."""
ON, NEXT_ON, WAY, CLASSIFICATION, STEP = "on", "next_on", "way", "classification", "step"
SYSTOLIC, DIASTOLIC, GLUCOSE = "systolic", "diastolic", "fasting_glucose"
HEIGHT, WEIGHT, BMI = "height", "weight", "bmi"
REFERRAL_REASON = "referral_reason"
"""Fields that the program itself knows by name; a form has to have those of its disease."""


class Kind(StrEnum):
    """What is written into a field."""

    CHOICE = "choice"
    CHOICES = "choices"
    NUMBER = "number"
    TEXT = "text"
    DAY = "day"
    BMI = "bmi"


@dataclass(frozen=True, slots=True)
class Field:
    """One item of the paper.

    `least` and `most` count units of the last place. `required` unless `unless` is met; asked for only where
    `when` is met. `target`: another value stands behind a slash. `carry`: begins with what it was last time.
    `alone`: the code that goes with no other. `on_paper` is false for what is noted beside the paper.
    """

    key: str
    label: str
    kind: Kind
    unit: str = ""
    places: int = 0
    least: int = 0
    most: int = 0
    longest: int = 0
    choices: Mapping[int, str] | None = None
    alone: int = 0
    required: bool = False
    unless: Codes | None = None
    when: Codes | None = None
    target: bool = False
    carry: bool = False
    on_paper: bool = True
    hint: str = ""

    @property
    def keys(self) -> tuple[str, ...]:
        """Name the values of this field: what is, and what is aimed at."""
        return (self.key, self.key + TARGET) if self.target else (self.key,)


@dataclass(frozen=True, slots=True)
class Section:
    """A block of the paper."""

    title: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Bound:
    """A condition on one value, for people of some ages; numbers count units of the field's last place."""

    field: str
    at_least: int | None = None
    above: int | None = None
    at_most: int | None = None
    below: int | None = None
    codes: frozenset[int] = frozenset()
    from_age: int | None = None
    until_age: int | None = None

    def is_for(self, age: int | None) -> bool:
        """Tell whether it speaks of people of an age; whoever's age is unknown is judged as the younger."""
        known = 0 if age is None else age
        return (self.from_age or 0) <= known and (self.until_age is None or known <= self.until_age)

    def met_by(self, value: Value) -> bool:
        """Tell whether a value meets it."""
        if not isinstance(value, int):
            return False
        if self.codes:
            return value in self.codes
        return (
            (self.at_least is None or value >= self.at_least)
            and (self.above is None or value > self.above)
            and (self.at_most is None or value <= self.at_most)
            and (self.below is None or value < self.below)
        )


@dataclass(frozen=True, slots=True)
class Rules:
    """The numbers of the standard a form comes from.

    All of `satisfied` have to hold for 控制满意; each of `danger` alone asks for an urgent referral. Of the
    follow-ups only those count among the `a_year` whose way is `face_to_face`.
    """

    a_year: int
    routine_months: int
    soon_days: int
    face_to_face: Codes
    satisfied: tuple[Bound, ...]
    danger: tuple[Bound, ...]
    adverse: Codes


@dataclass(frozen=True, slots=True)
class Form:
    """One edition of a form; `sources` tell its origin, `unconfirmed` what no official text was seen for.

    `diagnoses` are beginnings of the codes of diagnoses at which the form is offered.
    """

    disease: ChronicDisease
    version: str
    title: str
    edition: str
    sources: tuple[str, ...]
    unconfirmed: tuple[str, ...]
    diagnoses: tuple[str, ...]
    rules: Rules
    sections: tuple[Section, ...]

    @property
    def fields(self) -> Iterator[Field]:
        """Give all fields in the order of the paper."""
        return (field for section in self.sections for field in section.fields)

    def limit(self, key: str, age: int | None) -> float | None:
        """Give where 控制满意 ends for a value, as it is written; None where the form has no such bound."""
        field = self.field(key)
        bounds = (one for one in self.rules.satisfied if one.field == key and one.is_for(age))
        ends = (one.at_most if one.below is None else one.below for one in bounds)
        end = next((one for one in ends if one is not None), None)
        return None if end is None or field is None else end / 10**field.places

    def field(self, key: str) -> Field | None:
        """Give a field by its key."""
        return next((one for one in self.fields if one.key == key), None)


def meets(values: Values, condition: Codes) -> bool:
    """Tell whether values meet a condition."""
    return all(values.get(key) in codes for key, codes in condition.items())


def is_asked(field: Field, values: Values) -> bool:
    """Tell whether a field is asked for beside these values."""
    return field.when is None or meets(values, field.when)


def is_required(field: Field, values: Values) -> bool:
    """Tell whether a field has to be filled in beside these values."""
    excused = field.unless is not None and meets(values, field.unless)
    return field.required and is_asked(field, values) and not excused


def in_units(value: int, places: int) -> str:
    """Write a count of units of the last place as people do: 68 with one place is 6.8."""
    whole, rest = divmod(value, 10**places)
    return f"{whole}.{rest:0{places}d}" if places else str(whole)
