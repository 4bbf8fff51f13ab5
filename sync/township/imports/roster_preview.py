"""Reading a resident roster: good people whole, bad rows with their place and reason, nothing half done."""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from core.coverage.enrolment import RosterEntry
from core.errors import Refusal
from core.identity.id_number import normalise_number
from core.ids import PersonId
from core.import_rows import ConflictKind, RosterConflict
from sync.township.imports.cells import Form, Row, taking
from sync.township.imports.heads import Head, has_head, head_in
from sync.township.imports.problem_rows import BadRow, WordFor, write_problem_rows
from sync.township.imports.roster_form import JOINED, PAYMENTS, PERSONS
from sync.township.imports.roster_rows import PersonRow, RecordReader, read_person, undated_record
from sync.township.imports.table_file import (
    Cell,
    Heard,
    Rows,
    Source,
    filled,
    not_heard,
    open_tables,
    told_to,
)
from sync.township.imports.wide_rows import YearReader, complete_from


@dataclass(frozen=True, slots=True)
class RosterPreview:
    """What an import would do.

    Args:
        entries: the people whose rows are good, in the order of the file.
        titles: the titles of each sheet by its name, for writing the bad rows out again.
        unknown_titles: titles nobody asked for; their columns are left aside.
        twice: people of whom there was another row, which was left out.
    """

    entries: tuple[RosterEntry, ...] = field(repr=False)
    bad_rows: tuple[BadRow, ...]
    person_rows: int
    payment_rows: int
    titles: Mapping[str, tuple[str, ...]]
    unknown_titles: tuple[str, ...]
    twice: tuple[RosterConflict, ...] = ()

    def write_bad_rows(self, beside: Path, word_for: WordFor) -> Path | None:
        """Write the bad rows into a workbook beside the input, if there are any.

        Raises:
            Hindrance: `table_file_not_written`.
        """
        return write_problem_rows(beside, self.bad_rows, self.titles, word_for)


def read_roster(
    sources: Sequence[Source], on: date, heard: Heard = not_heard, titles: Mapping[str, str] | None = None
) -> RosterPreview:
    """Read a roster from one workbook, or from files given together, as it stands on a day.

    People and payments are two tables, or one in which a row is a person's payment and says again whose, or
    payments are columns of years behind each person. `titles`: what an office calls its columns.

    Raises:
        Refusal: the codes of `open_tables`; `table_title_twice`, `table_titles_missing` with `sheet` and
            `missing`, `table_cells_merged`.
        Hindrance: `table_file_not_read`.
    """
    wanted = titles or {}
    with ExitStack() as stack:
        tables = [table for source in sources for table in stack.enter_context(open_tables(source))]
        persons = head_in(PERSONS.going_by(wanted), tables)
        others = [table for table in tables if table is not persons.table]
        payments = PAYMENTS.going_by(wanted)
        reading = _Reading(on, heard)
        apart = has_head(payments, others)
        alone = not (apart or persons.years)
        joined = JOINED.going_by(wanted).found_in(persons.titles) if alone else {}
        if joined and not JOINED.missing_in(joined):
            reading.joined(persons, joined)
            return reading.preview()
        records = head_in(payments, others) if apart or alone else None
        reading.persons(persons)
        if records is not None:
            reading.payments(records)
        return reading.preview()


_EMPTY = (None, "")
_NO_PLACE = 2**20
"""Of a column that is not there: no row is so long."""


@dataclass(slots=True)
class _Reading:
    """People by id while the sheets are read; a person with an unreadable record is held back whole."""

    on: date
    heard: Heard
    people: dict[str, PersonRow] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)
    of_bad_rows: set[str] = field(default_factory=set)
    bad: list[BadRow] = field(default_factory=list)
    titles: dict[str, tuple[str, ...]] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    twice: list[RosterConflict] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

    def persons(self, head: Head) -> None:
        """Read the people, and what columns of years say of them."""
        whole_from, years = complete_from(head.years), YearReader(head.years, self.on)
        for number, cells in self._cells(PERSONS, head):
            row = Row(PERSONS, head.places, cells)
            try:
                person = PersonRow(number, row, read_person(row, self.on, whole_from))
                person.records += years.read(row, person.entry.person.birth_date)
                self._keep_person(person)
            except Refusal as refusal:
                self._note(number, row, refusal)
                self.of_bad_rows |= {key for key in _keys(row) if key}

    def joined(self, head: Head, places: Mapping[str, int]) -> None:
        """Read a table that says of every payment whose it is, with all it knows of them."""
        records, of_person = RecordReader(places, self.on), taking(sorted(head.places.values()))
        of_payment = taking([places[key] for key in ("coverage_year", "paid_on")])
        for number, cells in self._cells(PERSONS, head):
            row = Row(PERSONS, head.places, cells)
            try:
                person = self.people.get(row.needed("person_id"))
                if person is None or of_person(person.row.cells) != of_person(cells):
                    person = PersonRow(number, row, read_person(row, self.on))
                    self._keep_person(person)
            except Refusal as refusal:
                self._note(number, row, refusal)
                self.of_bad_rows |= {key for key in _keys(row) if key}
                continue
            if any(map(filled, of_payment(cells))):  # else somebody who never paid
                born = person.entry.person.birth_date
                if (known := records.known(cells, born)) is not None:
                    person.records.append(known)
                else:
                    self._payment(number, Row(JOINED, places, cells), records)
        self.titles[JOINED.sheet] = head.titles
        self.unknown = [one for one in self.unknown if one not in {head.titles[at] for at in places.values()}]
        self.counts[JOINED.sheet] = sum(len(one.records) for one in self.people.values())

    def payments(self, head: Head) -> None:
        """Read the records and give them to their people."""
        records = RecordReader(head.places, self.on)
        person_id, id_number = (head.places.get(key, _NO_PLACE) for key in ("person_id", "id_number"))
        for number, cells in self._cells(PAYMENTS, head):
            person = self._plainly_of(_at(cells, person_id), _at(cells, id_number))
            if person is not None:
                record = records.known(cells, person.entry.person.birth_date)
                if record is not None:  # nearly every row: what follows says the same, and takes its time
                    person.records.append(record)
                    continue
            self._payment(number, Row(PAYMENTS, head.places, cells), records)

    def _payment(self, number: int, row: Row, records: RecordReader) -> None:
        try:
            person = self._person_of(row)
        except Refusal as refusal:
            self._note(number, row, refusal)
            return
        try:
            person.records.append(records.read(row, person.entry))
        except Refusal as refusal:
            self._note(number, row, refusal)
            _keep_what_is_known(row, person)

    def preview(self) -> RosterPreview:
        """Give what was read; people held back are listed as bad rows of their own."""
        held_back = [one for one in self.people.values() if one.held_back]
        for person in held_back:
            self._note(person.number, person.row, Refusal("roster_record_unreadable"))
        entries = tuple(one.whole() for one in self.people.values() if not one.held_back)
        bad = tuple(sorted(self.bad, key=lambda one: (one.sheet != PERSONS.sheet, one.row)))
        return RosterPreview(
            entries,
            bad,
            self.counts[PERSONS.sheet],
            self.counts.get(PAYMENTS.sheet, 0),
            self.titles,
            tuple(self.unknown),
            tuple(self.twice),
        )

    def _cells(self, form: Form, head: Head) -> Rows:
        self.titles[form.sheet] = head.titles
        self.unknown += head.unknown
        count = 0
        for row in told_to(self.heard, head.rows()):
            count += 1
            yield row
        self.counts[form.sheet] = count

    def _keep_person(self, person: PersonRow) -> None:
        key, id_number = person.entry.person.person_id, person.id_number
        if key in self.people:
            self.twice.append(RosterConflict(ConflictKind.PERSON_ID_TWICE, key, key))
            raise Refusal("roster_person_id_twice", column=PERSONS.title("person_id"))
        if id_number and id_number in self.numbers:
            kept = PersonId(self.numbers[id_number])
            self.twice.append(RosterConflict(ConflictKind.NUMBER_TWICE, kept, key))
            raise Refusal("roster_number_twice", column=PERSONS.title("id_number"))
        self.people[key] = person
        if id_number:
            self.numbers[id_number] = key

    def _plainly_of(self, person_id: Cell, id_number: Cell) -> PersonRow | None:
        """Give whom a row is of, where it says so the way the person's own row does."""
        key = self.numbers.get(id_number, "") if person_id in _EMPTY else person_id
        person = self.people.get(key)
        if person is None or (id_number not in _EMPTY and id_number != person.id_number):
            return None
        return person

    def _person_of(self, row: Row) -> PersonRow:
        person_id, id_number = _keys(row)
        person = self.people.get(person_id or self.numbers.get(id_number, ""))
        if person is None:
            known = person_id in self.of_bad_rows or id_number in self.of_bad_rows
            raise Refusal("roster_record_of_bad_row" if known else "roster_record_of_nobody")
        if id_number and person.id_number and id_number != person.id_number:
            raise Refusal("roster_record_of_two", column=PAYMENTS.title("id_number"))
        return person

    def _note(self, number: int, row: Row, refusal: Refusal) -> None:
        column = str(refusal.facts.get("column", ""))
        self.bad.append(BadRow(row.form.sheet, number, refusal.code, column, tuple(row.cells)))


def _at(cells: Sequence[Cell], place: int) -> Cell:
    return cells[place] if place < len(cells) else None


def _keys(row: Row) -> tuple[str, str]:
    """Give person id and number as far as they can be read."""
    found = []
    for key in ("person_id", "id_number"):
        try:
            found.append(row.text(key))
        except Refusal:
            found.append("")
    return found[0], normalise_number(found[1].lstrip("'")) if found[1] else ""


def _keep_what_is_known(row: Row, person: PersonRow) -> None:
    """Keep an unreadable payment as one made on an unknown day, or hold the person back.

    A payment that vanished would make a paid-up person look like one who never paid.
    """
    try:
        person.records.append(undated_record(row, person.entry))
    except Refusal:
        person.held_back = True
