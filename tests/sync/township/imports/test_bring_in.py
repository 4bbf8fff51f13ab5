"""Bringing files in as one deed: what is told, what is put in force, what clinics are then offered."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from core.data_sets import DataSetName
from core.dates import china_day
from core.errors import Refusal
from core.import_rows import ImportKind
from core.training.catalogue import training_catalogue
from storage.township.store import SqlTownshipStore
from sync.township.imports.bring_in import Import, bring_list_in, bring_roster_in
from sync.township.imports.catalogue_workbook import write_catalogue
from sync.township.imports.history import undo_import
from sync.township.imports.roster_form import PAYMENTS, PERSONS
from sync.township.imports.roster_workbook import write_roster
from sync.township.publishing import TOWNSHIP_SCOPE, clinic_scope
from tests.helpers.commands import command, refused, told
from tests.helpers.roster_files import GOOD, PAID, laid_out, number_for, write_book
from tests.helpers.township_store import CLINIC, a_person
from tests.helpers.township_talk import SetClock

ON, UNTIL = date(2026, 5, 6), date(2026, 12, 31)
BAD = {**GOOD, "人员编号": "P2", "证件号码": number_for("19810308"), "姓名": ""}


@dataclass
class Asked:
    """Words for reason codes, remembered."""

    codes: list[str] = field(default_factory=list)

    def __call__(self, code: str) -> str:
        self.codes.append(code)
        return f"words for {code}"


def into(store: SqlTownshipStore, preview_only: bool = False) -> Import:
    return Import(store, SetClock(), Asked(), preview_only)


def book(folder: Path, *people: dict[str, str]) -> Path:
    sheets = {
        PERSONS.sheet: laid_out(PERSONS.titles, people),
        PAYMENTS.sheet: laid_out(PAYMENTS.titles, [PAID]),
    }
    return write_book(folder / "名册.xlsx", sheets)


def offered(store: SqlTownshipStore) -> int | None:
    published = store.published(DataSetName.ROSTER, clinic_scope(CLINIC))
    return published.version.version if published else None


def test_good_rows_are_in_force_and_offered_and_bad_ones_told_in_words(
    store: SqlTownshipStore, tmp_path: Path
) -> None:
    file = book(tmp_path, GOOD, BAD)
    done = bring_roster_in([file], into(store), ON, UNTIL)
    assert (done["good"], done["bad"], done["imported"], done["new"]) == (1, 1, True, 1)
    assert done["bad_rows"] == [
        {"sheet": PERSONS.sheet, "row": 3, "column": "姓名", "reason": "words for cell_missing"}
    ]
    assert Path(done["bad_rows_file"]).parent == tmp_path
    assert store.roster_dates() == (ON, UNTIL)
    assert offered(store) == 1


def test_nothing_of_a_person_is_among_what_is_told(store: SqlTownshipStore, tmp_path: Path) -> None:
    told = str(bring_roster_in([book(tmp_path, GOOD, BAD)], into(store), ON, UNTIL))
    assert GOOD["姓名"] not in told
    assert number_for("19810308") not in told


def test_a_preview_writes_the_bad_rows_and_changes_nothing(store: SqlTownshipStore, tmp_path: Path) -> None:
    done = bring_roster_in([book(tmp_path, GOOD, BAD)], into(store, preview_only=True), ON, UNTIL)
    assert (done["good"], done["bad"], done["imported"]) == (1, 1, False)
    assert (done["new"], done["gone"]) == (1, 0)
    assert Path(done["bad_rows_file"]).exists()
    assert store.roster_dates() is None
    assert offered(store) is None


def test_without_a_bad_row_no_file_is_written(store: SqlTownshipStore, tmp_path: Path) -> None:
    file = book(tmp_path, GOOD)
    assert bring_roster_in([file], into(store), ON, UNTIL)["bad_rows_file"] is None
    assert list(tmp_path.glob("*.xlsx")) == [file]


def test_the_same_roster_again_offers_nothing_new(store: SqlTownshipStore, tmp_path: Path) -> None:
    file = tmp_path / "名册.xlsx"
    people = [a_person(number) for number in range(3)]
    write_roster(file, people)
    bring_roster_in([file], into(store), ON, UNTIL)
    again = bring_roster_in([file], into(store), ON, UNTIL)
    assert (again["same"], offered(store)) == (3, 1)
    write_roster(file, [replace(people[0], moved_on=ON), *people[1:]])
    changed = bring_roster_in([file], into(store), ON, UNTIL)
    assert (changed["changed"], changed["same"], offered(store)) == (1, 2, 2)


def people_in(folder: Path, count: int) -> Path:
    write_roster(folder / "名册.xlsx", [a_person(number) for number in range(count)])
    return folder / "名册.xlsx"


def test_a_file_that_would_empty_the_roster_is_imported_only_when_that_was_agreed(
    store: SqlTownshipStore, tmp_path: Path
) -> None:
    bring_roster_in([people_in(tmp_path, 60)], into(store), ON, UNTIL)
    one_village = people_in(tmp_path, 30)
    looked = bring_roster_in([one_village], into(store, preview_only=True), ON, UNTIL)
    assert (looked["gone"], looked["same"]) == (30, 30)
    with pytest.raises(Refusal) as caught:
        bring_roster_in([one_village], into(store), ON, UNTIL)
    assert (caught.value.code, caught.value.facts) == ("roster_would_lose_many", {"gone": 30, "held": 60})
    assert (store.counts().people, offered(store)) == (60, 1)
    agreed = replace(into(store), agreed=True)
    assert bring_roster_in([one_village], agreed, ON, UNTIL)["gone"] == 30
    assert store.counts().people == 30


def test_a_few_people_who_moved_away_need_no_agreement(store: SqlTownshipStore, tmp_path: Path) -> None:
    bring_roster_in([people_in(tmp_path, 60)], into(store), ON, UNTIL)
    assert bring_roster_in([people_in(tmp_path, 45)], into(store), ON, UNTIL)["gone"] == 15


def test_a_roster_never_speaks_for_a_day_to_come(store: SqlTownshipStore, tmp_path: Path) -> None:
    tomorrow = china_day(SetClock().now()) + timedelta(days=1)
    for preview_only in (True, False):
        with pytest.raises(Refusal, match="roster_day_to_come"):
            bring_roster_in([book(tmp_path, GOOD)], into(store, preview_only), tomorrow, UNTIL)
    assert store.roster_dates() is None


def test_an_older_roster_replaces_a_newer_one_only_when_that_was_agreed(
    store: SqlTownshipStore, tmp_path: Path
) -> None:
    file, before = people_in(tmp_path, 3), ON - timedelta(days=1)
    bring_roster_in([file], into(store), ON, UNTIL)
    with pytest.raises(Refusal) as caught:
        bring_roster_in([file], into(store), before, UNTIL)
    assert (caught.value.code, caught.value.facts) == ("roster_older_than_held", {"held": ON})
    assert store.roster_dates() == (ON, UNTIL)
    bring_roster_in([file], replace(into(store), agreed=True), before, UNTIL)
    assert store.roster_dates() == (before, UNTIL)


def test_a_file_without_a_good_row_leaves_the_roster_in_force(
    store: SqlTownshipStore, tmp_path: Path
) -> None:
    bring_roster_in([book(tmp_path, GOOD)], into(store), ON, UNTIL)
    with pytest.raises(Refusal, match="roster_no_good_row"):
        bring_roster_in([book(tmp_path, BAD)], into(store), ON, UNTIL)
    assert store.counts().people == 1
    assert offered(store) == 1


def test_a_catalogue_is_in_force_and_offered(store: SqlTownshipStore, tmp_path: Path) -> None:
    file = tmp_path / "目录.xlsx"
    write_catalogue(file, training_catalogue())
    looked = bring_list_in(ImportKind.CATALOGUE, file, into(store, preview_only=True))
    assert (looked["imported"], looked["new"], list(store.catalogue())) == (
        False,
        len(training_catalogue()),
        [],
    )
    done = bring_list_in(ImportKind.CATALOGUE, file, into(store))
    everything = len(training_catalogue())
    assert (done["items"], done["bad"], done["bad_rows_file"]) == (everything, 0, None)
    assert (done["new"], done["changed"], done["gone"], done["same"]) == (everything, 0, 0, 0)
    published = store.published(DataSetName.CATALOGUE, TOWNSHIP_SCOPE)
    assert published is not None
    assert published.version.row_count == len(training_catalogue())


def test_undoing_an_import_offers_the_former_roster_as_a_new_version(
    store: SqlTownshipStore, tmp_path: Path
) -> None:
    bring_roster_in([book(tmp_path, GOOD)], into(store), ON - timedelta(days=1), UNTIL)
    bring_roster_in([book(tmp_path, GOOD, {**BAD, "姓名": "李四"})], into(store), ON, UNTIL)
    before = offered(store)
    assert before is not None

    undoing = undo_import(store, SetClock(), 2)

    assert (undoing.undoes, undoing.change.gone) == (2, 1)
    assert [one.person.person_id for one in store.roster_of(("演示一村",))] == ["P1"]
    assert offered(store) == before + 1
    newest = store.published(DataSetName.ROSTER, clinic_scope(CLINIC))
    assert newest is not None
    assert newest.version.as_of == ON - timedelta(days=1)


def test_the_commands_list_imports_and_undo_one(tmp_path: Path) -> None:
    place = ("--data", tmp_path / "township")
    name = ("--code", "T330111", "--name", "青石镇卫生院", "--institution", "H33011100001")
    told(command("township", "init", *name, *place, "--json"))
    assert "还没有导入过" in command("township", "imports", *place).stdout
    for people in ((GOOD,), (GOOD, {**BAD, "姓名": "李四"})):
        told(command("township", "import-roster", book(tmp_path, *people), *place, "--json"))
    listed = command("township", "imports", *place).stdout.splitlines()
    assert "本机  导入名册" in listed[0]
    assert listed[0].endswith("新增 1 人，变更 0 人，移出 0 人，不变 1 人，可以撤销")

    assert "已撤销第 2 次导入" in command("township", "undo-import", 2, *place).stdout
    assert "第一次导入" in refused(command("township", "undo-import", 1, *place))
    entries = told(command("township", "imports", *place, "--json"))["imports"]
    assert [(one["import"], one["undoes"], one["undone"]) for one in entries] == [
        (3, 2, False),
        (2, None, True),
        (1, None, False),
    ]
