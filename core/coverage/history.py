"""What is known of a person's insurance life: the input of the law, read from plain values or refused."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from core.dates import month_of, month_text
from core.errors import Refusal
from core.policy.fields import Fields, day_or_none, month_or_none


class IdentityCategory(StrEnum):
    """人员身份类别."""

    TEKUN = "tekun"
    ORPHAN = "orphan"
    DE_FACTO_ORPHAN = "de_facto_orphan"
    DIBAO = "dibao"
    FANPIN = "fanpin"
    MONITORED = "monitored"
    CLERGY = "clergy"


class EventType(StrEnum):
    """What happened in a life that the law asks about."""

    MILITARY_DISCHARGE = "military_discharge"
    MILITARY_SPOUSE = "military_spouse"
    MILITARY_FAMILY = "military_family"
    PRISON_RELEASE = "prison_release"
    GRADUATION = "graduation"
    HUKOU_MOVED_IN = "hukou_moved_in"
    RETURNED_FROM_ABROAD = "returned_from_abroad"
    EMPLOYEE_STOPPED = "employee_stopped"


class RecordKind(StrEnum):
    """What a record is about."""

    RESIDENT = "resident"
    REPAIR = "repair"
    EMPLOYEE = "employee"
    MILITARY_SERVICE = "military_service"


@dataclass(frozen=True, slots=True)
class Identity:
    """An identity category held from a day to a day, both included; `end` None = still held."""

    category: IdentityCategory
    start: date
    end: date | None = None

    def held_on(self, day: date) -> bool:
        """Tell whether it was held on a day."""
        return self.start <= day and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True)
class LifeEvent:
    """Something that happened on a day."""

    type: EventType
    on: date


@dataclass(frozen=True, slots=True)
class ResidentPayment:
    """居民医保缴费 for a coverage year; `paid_on` None = paid on a day nobody knows."""

    coverage_year: int
    paid_on: date | None


@dataclass(frozen=True, slots=True)
class RepairPayment:
    """修复缴费 for a missed year."""

    coverage_year: int
    paid_on: date | None


@dataclass(frozen=True, slots=True)
class EmployeeCover:
    """职工医保 from a numbered month to a numbered month, both included; `last` None = still running."""

    first: int
    last: int | None


@dataclass(frozen=True, slots=True)
class MilitaryService:
    """服役 from a numbered month to a numbered month, both included; `last` None = still running."""

    first: int
    last: int | None


Record = ResidentPayment | RepairPayment | EmployeeCover | MilitaryService


@dataclass(frozen=True, slots=True)
class History:
    """Everything the law asks about a person, in no particular order.

    Args:
        birth_date: day of birth; no payment lies before it.
        history_from_year: first coverage year the records are complete for; None = complete.

    Raises:
        Refusal: `record_before_birth`, `record_ends_before_it_begins`, with kind and position of the record.
    """

    birth_date: date
    identities: tuple[Identity, ...] = ()
    events: tuple[LifeEvent, ...] = ()
    records: tuple[Record, ...] = ()
    history_from_year: int | None = None

    def __post_init__(self) -> None:
        for index, identity in enumerate(self.identities):
            if identity.end is not None and identity.end < identity.start:
                raise _refusal("record_ends_before_it_begins", "identity", index)
        birth_month = month_of(self.birth_date)
        for index, record in enumerate(self.records):
            if isinstance(record, ResidentPayment | RepairPayment):
                paid_early = record.paid_on is not None and record.paid_on < self.birth_date
                if paid_early or record.coverage_year < self.birth_date.year:
                    raise _refusal("record_before_birth", kind_of(record), index)
            elif record.last is not None and record.last < record.first:
                raise _refusal("record_ends_before_it_begins", kind_of(record), index)
            elif record.first < birth_month:
                raise _refusal("record_before_birth", kind_of(record), index)

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> "History":
        """Read the `person` of a case: birth_date, identities, events, records, history_from_year.

        Raises:
            Refusal: `record_key_missing`, `record_key_unknown`, `record_value_wrong`, and those of the class,
                naming kind and position of the record.
        """
        fields = Fields(plain, "person", 0)
        history = cls(
            fields.day("birth_date"),
            tuple(_identity(item, index) for index, item in enumerate(fields.rows("identities"))),
            tuple(_event(item, index) for index, item in enumerate(fields.rows("events"))),
            tuple(_record(item, index) for index, item in enumerate(fields.rows("records"))),
            fields.year_or_none("history_from_year"),
        )
        fields.end()
        return history

    def to_plain(self) -> dict[str, Any]:
        """Write the same form, records in one fixed order."""
        plain: dict[str, Any] = {
            "birth_date": self.birth_date.isoformat(),
            "identities": _sorted(
                {"category": i.category.value, "from": i.start.isoformat(), "to": day_or_none(i.end)}
                for i in self.identities
            ),
            "events": _sorted({"type": e.type.value, "date": e.on.isoformat()} for e in self.events),
            "records": _sorted(_record_to_plain(record) for record in self.records),
        }
        if self.history_from_year is not None:
            plain["history_from_year"] = self.history_from_year
        return plain


def kind_of(record: Record) -> RecordKind:
    """Name the kind of a record."""
    return _KINDS[type(record)]


_KINDS: Mapping[type[object], RecordKind] = {
    ResidentPayment: RecordKind.RESIDENT,
    RepairPayment: RecordKind.REPAIR,
    EmployeeCover: RecordKind.EMPLOYEE,
    MilitaryService: RecordKind.MILITARY_SERVICE,
}
_WORDS: Mapping[type[object], str] = {of: kind.value for of, kind in _KINDS.items()}


def _identity(item: Any, index: int) -> Identity:
    fields = Fields(item, "identity", index)
    identity = Identity(
        fields.choice("category", IdentityCategory), fields.day("from"), fields.day_or_none("to")
    )
    fields.end()
    return identity


def _event(item: Any, index: int) -> LifeEvent:
    fields = Fields(item, "event", index)
    event = LifeEvent(fields.choice("type", EventType), fields.day("date"))
    fields.end()
    return event


def _record(item: Any, index: int) -> Record:
    fields = Fields(item, "record", index)
    kind = fields.choice("kind", RecordKind)
    fields.is_a(kind.value)
    record: Record
    if kind in (RecordKind.RESIDENT, RecordKind.REPAIR):
        make = ResidentPayment if kind is RecordKind.RESIDENT else RepairPayment
        credited, paid = fields.day_or_none("credited_on"), fields.known_or_none("paid_on")
        record = make(fields.year("coverage_year"), credited or paid)
    else:
        span = EmployeeCover if kind is RecordKind.EMPLOYEE else MilitaryService
        record = span(fields.month("from"), fields.month_or_none("to"))
    fields.end()
    return record


def _record_to_plain(record: Record) -> dict[str, Any]:
    kind = _WORDS[type(record)]
    if isinstance(record, (ResidentPayment, RepairPayment)):  # a roster has millions: a union takes longer
        return {"kind": kind, "coverage_year": record.coverage_year, "paid_on": day_or_none(record.paid_on)}
    return {"kind": kind, "from": month_text(record.first), "to": month_or_none(record.last)}


def _sorted(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: list(map(str, row.values())))


def _refusal(code: str, kind: str, index: int) -> Refusal:
    return Refusal(code, kind=str(kind), index=index)
