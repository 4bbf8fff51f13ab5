"""Imports as versions: what they changed, and putting back what they replaced."""

from datetime import date

import pytest

from core.catalogue.code_maps import CodeMap
from core.catalogue.items import CatalogueItem, ItemKind
from core.coverage.enrolment import RosterEntry
from core.errors import Refusal
from core.ids import TownshipCode, UserId
from core.import_rows import ImportKind, ImportMark, ImportProfile
from core.township_rows import RowChange
from storage.township import import_book
from storage.township.console import SqlConsole
from storage.township.engines import TownshipDatabase
from storage.township.store import SqlTownshipStore
from tests.helpers.township_store import CODEC, NOW, a_person, a_store

DAYS = [(date(2026, month, 1), date(2026, month + 1, 28)) for month in (1, 2, 3, 4)]
MARK = ImportMark(NOW, UserId("zhao"))
UP, DOWN = "上村", "下村"
FIRST = [a_person(1, UP), a_person(2, UP), a_person(3, DOWN)]
SECOND = [a_person(1, DOWN, "测试乙"), a_person(3, DOWN), a_person(4, UP)]


def bring_in(store: SqlTownshipStore, people: list[RosterEntry], month: int = 0) -> RowChange:
    return store.replace_roster(people, *DAYS[month], MARK)


def held(store: SqlTownshipStore) -> list[RosterEntry]:
    return sorted(store.roster_of((UP, DOWN)), key=lambda one: one.person.person_id)


def test_undoing_puts_back_rows_villages_and_days_as_an_import_of_its_own(store: SqlTownshipStore) -> None:
    bring_in(store, FIRST)
    change = bring_in(store, SECOND, month=1)

    undoing = store.undo_import(2, MARK)

    assert (held(store), store.roster_dates()) == (FIRST, DAYS[0])
    assert change == RowChange(new=1, changed=1, gone=1, same=1)
    assert (undoing.number, undoing.undoes, undoing.change) == (3, 2, RowChange(1, 1, 1, 1))
    told = store.imports(None, 9)
    assert [(one.number, one.undoes, one.undone, one.may_be_undone) for one in told] == [
        (3, 2, False, False),
        (2, None, True, False),
        (1, None, False, False),
    ]
    assert told[0].as_of == DAYS[0][0]
    assert store.imports(2, 9) == told[2:]


def test_imports_are_undone_newest_first(store: SqlTownshipStore) -> None:
    for month, people in enumerate((FIRST, SECOND, [])):
        bring_in(store, people, month)
    with pytest.raises(Refusal, match="import_rested_upon"):
        store.undo_import(2, MARK)
    store.undo_import(3, MARK)
    assert held(store) == SECOND
    bring_in(store, FIRST[:1], month=3)
    with pytest.raises(Refusal, match="import_rested_upon"):
        store.undo_import(2, MARK)
    store.undo_import(5, MARK)
    store.undo_import(2, MARK)
    assert held(store) == FIRST


def test_what_cannot_be_undone_is_refused_and_changes_nothing(store: SqlTownshipStore) -> None:
    bring_in(store, FIRST)
    with pytest.raises(Refusal, match="import_first_of_kind"):
        store.undo_import(1, MARK)
    bring_in(store, SECOND, month=1)
    store.undo_import(2, MARK)
    for number, code in ((9, "import_unknown"), (2, "import_undone_already"), (3, "import_is_undoing")):
        with pytest.raises(Refusal, match=code):
            store.undo_import(number, MARK)
    assert (held(store), len(store.imports(None, 9))) == (FIRST, 3)


def test_after_rows_nobody_answers_for_nothing_before_is_undone(store: SqlTownshipStore) -> None:
    bring_in(store, FIRST)
    bring_in(store, SECOND, month=1)
    store.replace_roster([], *DAYS[2])
    with pytest.raises(Refusal, match="import_too_old"):
        store.undo_import(2, MARK)


def test_of_imports_long_ago_only_the_figures_stay(
    store: SqlTownshipStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_book, "KEPT_IMPORTS", 1)
    for people in (FIRST, SECOND, FIRST):
        bring_in(store, people)
    assert [one.may_be_undone for one in store.imports(None, 9)] == [True, False, False]
    store.undo_import(3, MARK)
    with pytest.raises(Refusal, match="import_too_old"):
        store.undo_import(2, MARK)


def test_a_catalogue_is_put_back_and_a_roster_between_does_not_matter(store: SqlTownshipStore) -> None:
    drug, service = CatalogueItem("A", ItemKind.DRUG, "药"), CatalogueItem("A", ItemKind.SERVICE, "诊查")
    store.replace_catalogue([drug, service], MARK)
    changed = [CatalogueItem("A", ItemKind.DRUG, "新药"), CatalogueItem("B", ItemKind.DRUG, "另一药")]
    assert store.compare_catalogue(changed) == RowChange(1, 1, 1, 0)
    assert store.replace_catalogue(changed, MARK) == RowChange(1, 1, 1, 0)
    bring_in(store, FIRST)

    undoing = store.undo_import(2, MARK)

    assert list(store.catalogue()) == [drug, service]
    assert (undoing.kind, undoing.change) == (ImportKind.CATALOGUE, RowChange(1, 1, 1, 0))


def test_codes_are_replaced_as_a_whole_and_put_back_even_where_there_were_none(
    store: SqlTownshipStore,
) -> None:
    first = [a_map("A1", 1), a_map("A2", 2)]
    store.replace_code_maps(first, MARK)
    second = [a_map("A1", 3), a_map("A3", 2)]
    assert store.compare_code_maps(second) == RowChange(1, 1, 1, 0)
    assert store.replace_code_maps(second, MARK) == RowChange(1, 1, 1, 0)
    assert store.code_maps() == second
    store.undo_import(2, MARK)
    assert store.code_maps() == first
    store.undo_import(1, MARK)
    assert store.code_maps() == []


def a_map(own: str, number: int) -> CodeMap:
    return CodeMap(ItemKind.DRUG, own, f"XA{number:018}")


def test_every_import_and_undoing_stands_in_the_trail(store: SqlTownshipStore) -> None:
    bring_in(store, FIRST)
    store.replace_catalogue([], MARK)
    bring_in(store, SECOND, month=1)
    store.undo_import(3, MARK)
    trail = SqlConsole(store.database, store.code, CODEC).trail(None, 9)
    assert [(one.user, one.deed, one.facts) for one in reversed(trail)] == [
        ("zhao", "roster_imported", {"import": 1}),
        ("zhao", "catalogue_imported", {"import": 2}),
        ("zhao", "roster_imported", {"import": 3}),
        ("zhao", "import_undone", {"import": 3}),
    ]


def test_a_profile_is_kept_replaced_and_forgotten_and_no_other_townships(database: TownshipDatabase) -> None:
    store, there = a_store(database), a_store(database, TownshipCode("T330112"))
    for name in ("乙县", "甲县", "乙县"):
        store.keep_import_profile(ImportProfile(name, {"姓名": f"XM of {name}"}))
    store.keep_import_profile(ImportProfile("甲县", {}))
    assert store.import_profiles() == [ImportProfile("乙县", {"姓名": "XM of 乙县"})]
    assert there.import_profiles() == []
