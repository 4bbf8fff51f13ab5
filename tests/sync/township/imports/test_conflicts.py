"""重复参保 and contradictions in a roster: what is listed for work, and what is not."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from core.coverage.enrolment import CoverElsewhere, RosterEntry, Scheme
from core.coverage.history import EmployeeCover, Record, RepairPayment, ResidentPayment
from core.dates import month_of
from core.ids import PersonId
from core.import_rows import ConflictKind, RosterConflict
from storage.township.store import SqlTownshipStore
from sync.township.imports.bring_in import Import, bring_roster_in
from sync.township.imports.conflicts import conflicts_in, list_conflicts
from sync.township.imports.history import undo_import
from sync.township.imports.roster_form import PAYMENTS, PERSONS
from tests.helpers.commands import command, told
from tests.helpers.roster_files import GOOD, PAID, laid_out, number_for, write_book
from tests.helpers.township_store import a_person
from tests.helpers.township_talk import SetClock

ON = date(2026, 5, 6)
JANUARY = month_of(date(2025, 1, 1))
PAID_2025 = ResidentPayment(2025, date(2024, 11, 1))


def somebody(
    number: int, *records: Record, household: str = "", id_number: str = "", name: str = "测试甲"
) -> RosterEntry:
    entry = a_person(number, name=name)
    return replace(
        entry,
        person=replace(entry.person, household=household, id_number=id_number),
        history=replace(entry.history, records=records),
    )


def elsewhere(since: date | None, until: date | None) -> RosterEntry:
    return replace(somebody(1, PAID_2025), elsewhere=CoverElsewhere(Scheme.RESIDENT, "外县", since, until))


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (somebody(1, PAID_2025), None),
        (somebody(1, PAID_2025, ResidentPayment(2025, None)), (ConflictKind.PAID_TWICE, 2025)),
        (somebody(1, PAID_2025, RepairPayment(2025, date(2025, 6, 1))), (ConflictKind.PAID_TWICE, 2025)),
        (somebody(1, PAID_2025, EmployeeCover(JANUARY, JANUARY + 1)), None),
        (somebody(1, PAID_2025, EmployeeCover(JANUARY, JANUARY + 2)), (ConflictKind.TWO_SCHEMES, 2025)),
        (somebody(1, PAID_2025, EmployeeCover(JANUARY - 9, JANUARY - 1)), None),
        (somebody(1, PAID_2025, EmployeeCover(JANUARY + 9, None)), (ConflictKind.TWO_SCHEMES, 2025)),
        (elsewhere(date(2025, 12, 31), None), (ConflictKind.TWO_PLACES, 2025)),
        (elsewhere(None, date(2025, 1, 1)), (ConflictKind.TWO_PLACES, 2025)),
        (elsewhere(date(2026, 1, 1), None), None),
        (elsewhere(None, date(2024, 12, 31)), None),
        (
            replace(somebody(1, PAID_2025), deceased_on=date(2024, 10, 31)),
            (ConflictKind.PAID_AFTER_DEATH, 2025),
        ),
        (replace(somebody(1, PAID_2025), deceased_on=date(2024, 11, 1)), None),
    ],
)
def test_what_contradicts_itself_is_listed(
    entry: RosterEntry, expected: tuple[ConflictKind, int] | None
) -> None:
    assert [(one.kind, one.year) for one in conflicts_in([entry])] == ([expected] if expected else [])


def test_two_of_one_household_are_likely_the_same_only_where_a_number_is_missing() -> None:
    first, second = (number_for("19700101", one) for one in (11, 13))
    for one, other, count in (("", first, 1), (first, "", 1), ("", "", 1), (first, second, 0)):
        pair = [somebody(1, household="H1", id_number=one), somebody(2, household="H1", id_number=other)]
        found = list(conflicts_in(pair))
        assert [(found.kind, found.other) for found in found] == [
            (ConflictKind.LIKELY_THE_SAME, "P000002")
        ] * count
    apart = [somebody(1, household="H1"), somebody(2, household="H2"), somebody(3), somebody(4)]
    assert list(conflicts_in([*apart, somebody(5, household="H1", name="测试乙")])) == []


def book(folder: Path, *people: dict[str, str]) -> Path:
    sheets = {
        PERSONS.sheet: laid_out(PERSONS.titles, people),
        PAYMENTS.sheet: laid_out(PAYMENTS.titles, [PAID, PAID]),
    }
    return write_book(folder / "名册.xlsx", sheets)


def test_an_import_lists_them_with_rows_it_left_out_and_undoing_lists_anew(
    store: SqlTownshipStore, tmp_path: Path
) -> None:
    into = Import(store, SetClock(), str)
    clean = {**GOOD, "人员编号": "P9", "证件号码": number_for("19790308")}
    list_conflicts(store)
    bring_roster_in([book(tmp_path, clean)], into, ON, ON)
    done = bring_roster_in([book(tmp_path, GOOD, {**GOOD, "人员编号": "P2"})], into, ON, ON)
    assert done["conflicts"] == 2
    listed = store.roster_conflicts(0, 9)
    assert [one.conflict for one in listed] == [
        RosterConflict(ConflictKind.NUMBER_TWICE, PersonId("P1"), "P2"),
        RosterConflict(ConflictKind.PAID_TWICE, PersonId("P1"), year=2026),
    ]
    assert [one.entry.person.name for one in listed if one.entry] == ["王秀兰", "王秀兰"]
    assert store.roster_conflicts(1, 9) == listed[1:]
    undo_import(store, SetClock(), 2)
    assert store.roster_conflicts(0, 9) == []


def test_the_command_lists_them_with_masked_names(tmp_path: Path) -> None:
    place = ("--data", tmp_path / "township")
    name = ("--code", "T330111", "--name", "青石镇卫生院", "--institution", "H33011100001")
    told(command("township", "init", *name, *place, "--json"))
    assert "没有发现" in command("township", "roster-conflicts", *place).stdout
    told(command("township", "import-roster", book(tmp_path, GOOD), *place, "--json"))
    (line,) = command("township", "roster-conflicts", *place).stdout.splitlines()
    assert "2026 年有两笔缴费" in line
    assert "王秀兰" not in line
    assert told(command("township", "roster-conflicts", *place, "--json"))["following"] is None
