"""One row of a roster into a person or a record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from core.coverage.enrolment import (
    Balances,
    ChronicRegistration,
    CoverElsewhere,
    PlatformAnswer,
    RosterEntry,
)
from core.coverage.history import (
    EmployeeCover,
    History,
    Identity,
    LifeEvent,
    MilitaryService,
    Record,
    RecordKind,
    RepairPayment,
    ResidentPayment,
)
from core.dates import year_end
from core.errors import Refusal
from core.identity.id_number import parse
from core.identity.name import without_marks
from core.identity.person import Person, Sex
from core.ids import PersonId
from core.money import Fen
from sync.township.imports import roster_form as form
from sync.township.imports.cells import Row, taking
from sync.township.imports.table_file import Cell

Choice = TypeVar("Choice")


@dataclass(slots=True)
class PersonRow:
    """A person while the records are still being read; the entry's history has none yet."""

    number: int
    row: Row
    entry: RosterEntry
    records: list[Record] = field(default_factory=list)
    held_back: bool = False

    @property
    def id_number(self) -> str:
        """Give the citizen number, or nothing."""
        return self.entry.person.id_number

    def whole(self) -> RosterEntry:
        """Give the entry with its records."""
        before, entry = self.entry.history, self.entry
        known = (before.birth_date, before.identities, before.events)
        history = History(*known, tuple(self.records), before.history_from_year)
        return RosterEntry(
            entry.person,
            history,
            entry.elsewhere,
            entry.chronic,
            entry.balances,
            entry.contract_since,
            entry.deceased_on,
            entry.in_hospital_since,
            entry.moved_on,
            entry.platform_answer,
        )


def read_person(row: Row, on: date, whole_from: int | None = None) -> RosterEntry:
    """Read everything a row says of a person; `whole_from`: since when its table has every year.

    Raises:
        Refusal: any code of a cell or of `core.identity.id_number`, `roster_birth_differs`, `day_in_future`,
            `roster_span_backwards`; with the fact `column`.
    """
    person = _person(row, on)
    history = History(
        person.birth_date,
        _identities(row),
        tuple(LifeEvent(what, day) for what, day, _ in _dated(row, "events", form.EVENTS)),
        (),
        row.year("history_from_year") or whole_from,
    )
    chronic = _dated(row, "chronic", form.DISEASES)
    return RosterEntry(
        person,
        history,
        elsewhere=_elsewhere(row),
        chronic=tuple(ChronicRegistration(what, day) for what, day, _ in chronic),
        balances=_balances(row),
        contract_since=row.day("contract_since"),
        deceased_on=row.day("deceased_on"),
        in_hospital_since=row.day("in_hospital_since"),
        moved_on=row.day("moved_on"),
        platform_answer=_platform_answer(row),
    )


_SAID_BY = ("kind", "coverage_year", "paid_on", "first", "last")
_REMEMBERED = 2**15


class RecordReader:
    """Reads the rows of the second sheet as they stand on a day.

    Most people paid for the same years on the same days, so that few rows say what none said before: a record
    that was read is used again. That halves the time, and a county's payments fit into little memory.
    """

    def __init__(self, places: Mapping[str, int], on: date) -> None:
        self._on = on
        self._taken = taking([places[key] for key in _SAID_BY if key in places])
        self._known: dict[tuple[Cell, ...], tuple[Record, date]] = {}

    def read(self, row: Row, entry: RosterEntry) -> Record:
        """Read what a row records of a person.

        Raises:
            Refusal: any code of a cell, `day_in_future`, `roster_record_before_birth`,
                `roster_span_backwards`; with the fact `column`.
        """
        record = _read_record(row, self._on)
        if len(self._known) < _REMEMBERED:
            self._known[self._taken(row.cells)] = record, _born_by(record)
        return _possible(row, entry, record)

    def known(self, cells: Sequence[Cell], born: date) -> Record | None:
        """Give the record a row says, where an earlier one said it too and somebody born then may have it."""
        found = self._known.get(self._taken(cells))
        return found[0] if found is not None and born <= found[1] else None


def _born_by(record: Record) -> date:
    """Give the day by which whoever has a record was certainly born; of those born later, it is looked at."""
    if not isinstance(record, ResidentPayment | RepairPayment):
        return date.min
    year_before = year_end(record.coverage_year - 1)
    return year_before if record.paid_on is None else min(record.paid_on, year_before)


def _read_record(row: Row, on: date) -> Record:
    kind = _kind(row)
    record: Record
    if kind in _PAYMENTS:
        paid = None if row.text("paid_on") == form.DAY_UNKNOWN else row.day("paid_on")
        if paid is not None and paid > on:
            raise Refusal("day_in_future", column=row.form.title("paid_on"))
        record = _PAYMENTS[kind](_coverage_year(row), paid)
    else:
        first = row.month("first")
        if first is None:
            raise Refusal("cell_missing", column=row.form.title("first"))
        last = None if row.text("last") == form.STILL else row.month("last")
        record = _SPANS[kind](first, last)
    return record


def undated_record(row: Row, entry: RosterEntry) -> Record:
    """Read a payment as one made on an unknown day.

    Raises:
        Refusal: it is no payment, or its year cannot be read.
    """
    make = _PAYMENTS.get(_kind(row))
    if make is None:
        raise Refusal("cell_missing", column=row.form.title("coverage_year"))
    return _possible(row, entry, make(_coverage_year(row), None))


_PAYMENTS: Mapping[RecordKind, type[ResidentPayment] | type[RepairPayment]] = {
    RecordKind.RESIDENT: ResidentPayment,
    RecordKind.REPAIR: RepairPayment,
}
_SPANS: Mapping[RecordKind, type[EmployeeCover] | type[MilitaryService]] = {
    RecordKind.EMPLOYEE: EmployeeCover,
    RecordKind.MILITARY_SERVICE: MilitaryService,
}


def _kind(row: Row) -> RecordKind:
    if "kind" not in row.places and row.form is form.JOINED:
        return RecordKind.RESIDENT
    return _choice(row, "kind", form.KINDS, row.needed("kind"))


def _coverage_year(row: Row) -> int:
    year = row.year("coverage_year")
    if year is None:
        raise Refusal("cell_missing", column=row.form.title("coverage_year"))
    return year


def _possible(row: Row, entry: RosterEntry, record: Record) -> Record:
    key = "paid_on" if isinstance(record, ResidentPayment | RepairPayment) else "first"
    return possible(row.form.title(key), entry.person.birth_date, record)


def possible(column: str, born: date, record: Record) -> Record:
    """Let the history itself judge a record.

    Raises:
        Refusal: `roster_record_before_birth`, `roster_span_backwards`, with the fact `column`.
    """
    if (
        isinstance(record, ResidentPayment | RepairPayment)
        and record.coverage_year > born.year
        and (record.paid_on is None or record.paid_on >= born)
    ):
        return record  # nearly all; the history would say the same
    try:
        History(born, records=(record,))
    except Refusal as refusal:
        before = refusal.code == "record_before_birth"
        code = "roster_record_before_birth" if before else "roster_span_backwards"
        raise _at(code, column) from refusal
    return record


def _at(code: str, column: str) -> Refusal:
    return Refusal(code, column=column)


def _person(row: Row, on: date) -> Person:
    person_id, village = row.needed("person_id"), row.needed("village")
    name = without_marks(row.needed("name"))
    number, birth, by_number = _number_and_birth(row, on)
    sex = _choice(row, "sex", form.SEX, row.text("sex")) if row.text("sex") else by_number
    texts = {key: row.text(key) for key in ("ethnicity", "address", "village_group", "household", "phone")}
    return Person(PersonId(person_id), number, name, sex, birth, village=village, **texts)


def _number_and_birth(row: Row, on: date) -> tuple[str, date, Sex]:
    typed = row.text("id_number").lstrip("'")
    if not typed:
        birth = row.needed_day("birth_date")
        if birth > on:
            raise Refusal("day_in_future", column=row.form.title("birth_date"))
        return "", birth, Sex.UNKNOWN
    try:
        parsed = parse(typed, on)
    except Refusal as refusal:
        refusal.facts["column"] = row.form.title("id_number")
        raise
    if (row.day("birth_date") or parsed.birth_date) != parsed.birth_date:
        raise Refusal("roster_birth_differs", column=row.form.title("birth_date"))
    return parsed.number, parsed.birth_date, parsed.sex


def _choice(row: Row, key: str, words: Mapping[str, Choice], word: str) -> Choice:
    if word not in words:
        raise Refusal("cell_word_unknown", column=row.form.title(key))
    return words[word]


def _dated(
    row: Row, key: str, words: Mapping[str, form.Word]
) -> Sequence[tuple[form.Word, date, date | None]]:
    text = row.text(key)
    return form.dated_words(text, words, row.form.title(key)) if text else ()


def _identities(row: Row) -> tuple[Identity, ...]:
    found = _dated(row, "identities", form.IDENTITIES)
    if any(end is not None and end < start for _, start, end in found):
        raise Refusal("roster_span_backwards", column=row.form.title("identities"))
    return tuple(Identity(*one) for one in found)


_ELSEWHERE = ("elsewhere_scheme", "elsewhere_region", "elsewhere_since", "elsewhere_until")
_BALANCES = ("balances_as_of", "outpatient_used", "two_diseases_used", "account")


def _elsewhere(row: Row) -> CoverElsewhere | None:
    if not row.says(_ELSEWHERE) or not any(row.text(key) for key in _ELSEWHERE):
        return None
    scheme = _choice(row, "elsewhere_scheme", form.SCHEMES, row.needed("elsewhere_scheme"))
    return CoverElsewhere(
        scheme, row.text("elsewhere_region"), row.day("elsewhere_since"), row.day("elsewhere_until")
    )


def _balances(row: Row) -> Balances | None:
    if not row.says(_BALANCES):
        return None
    amounts = [row.amount(key) for key in ("outpatient_used", "two_diseases_used", "account")]
    if not row.text("balances_as_of") and not any(amount is not None for amount in amounts):
        return None
    return Balances(row.needed_day("balances_as_of"), *(amount or Fen(0) for amount in amounts))


def _platform_answer(row: Row) -> PlatformAnswer | None:
    if not row.text("platform_entitled"):
        return None
    return PlatformAnswer(
        _choice(row, "platform_entitled", form.ENTITLED, row.text("platform_entitled")),
        row.day("platform_begin"),
        row.day("platform_end"),
        row.text("platform_reason"),
        row.needed_day("platform_queried_on"),
    )
