"""A data set is either the old one or the new one, never something between."""

from dataclasses import replace
from pathlib import Path

import pytest

from core.catalogue.items import ItemKind
from core.data_sets import DataSetName
from core.policy.loader import packaged_sources, with_parents
from storage.clinic import data_sets
from storage.clinic.data_sets import SLICE
from storage.clinic.desk import ClinicStore
from tests.storage.clinic.sample import (
    bring_catalogue,
    bring_roster,
    bring_set,
    entry,
    item,
    other_epoch,
    person,
    reopened,
    roster_rows,
    row,
    version_of,
)
from tests.storage.clinic.test_vault import refused

OLD = [person(number, "王小满") for number in range(1, 4)]
NEW = [person(number, "李大雪") for number in range(2, SLICE * 2 + 100)]
TABLES = ("roster", "search_keys", "catalogue", "item_keys", "set_rows", "builds", "chunks")


def all_records(store: ClinicStore, name: DataSetName) -> list[bytes]:
    return [record for some in store.sync.records_in_slices(name) for record in some]


def counts(store: ClinicStore) -> dict[str, int]:
    database = store.records.sets.file.database
    return {table: database[table].count for table in TABLES}


def test_before_the_first_roster_nobody_is_found(store: ClinicStore) -> None:
    assert store.records.roster_dates() is None
    assert store.records.search("w", 10) == []
    assert store.records.versions() == {}


def test_a_roster_answers_with_its_dates_and_its_pack(store: ClinicStore) -> None:
    bring_roster(store, OLD)
    bring_set(store, DataSetName.SETTINGS, {"pack": {"value": "CN-23"}, "call_again": {"value": 900}})
    dates = store.records.roster_dates()
    assert dates is not None
    assert (str(dates.as_of), str(dates.valid_until), dates.pack) == ("2026-05-31", "2026-07-31", "CN-23")
    assert store.settings() == {"pack": "CN-23", "call_again": 900}
    assert store.records.versions() == {"roster": "1.1", "settings": "1.1"}
    assert store.sync.standing().data_sets == {"roster": 1, "settings": 1}


def test_entries_come_back_as_they_were_sent(store: ClinicStore) -> None:
    sent = person(9, "张谷雨", "110105194912310021")
    bring_roster(store, [*OLD, sent])
    by_id = store.records.entry(sent.person_id)
    by_number = store.records.entry_by_number("110105194912310021")
    assert by_id is not None
    assert by_id.person == sent
    assert by_number == by_id
    assert store.records.entry_by_number("") is None
    assert store.records.entry_by_number("110105194912310022") is None


def test_a_new_version_takes_the_place_of_the_old_and_leaves_nothing_of_it(
    store: ClinicStore, folder: Path
) -> None:
    bring_roster(store, OLD)
    bring_roster(store, NEW, number=2)
    assert store.records.search("王小满", 10) == []
    assert store.records.entry(OLD[0].person_id) is None
    assert len(store.records.search("ldx", 2000)) == len(NEW)
    assert counts(store)["roster"] == len(NEW)
    assert counts(store)["builds"] == 1
    store = reopened(store, folder)
    assert store.sync.standing().data_sets == {"roster": 2}
    store.close()


@pytest.mark.parametrize("wrong", ["digest", "count", "double"])
def test_a_set_that_is_not_the_one_announced_changes_nothing(store: ClinicStore, wrong: str) -> None:
    bring_roster(store, OLD)
    rows = roster_rows(NEW[:10])
    version = version_of(DataSetName.ROSTER, 2, rows)
    if wrong == "digest":
        version = replace(version, digest=bytes(32))
    if wrong == "count":
        version = replace(version, row_count=11)
    if wrong == "double":
        rows = [*rows[:9], rows[8]]
    before = counts(store)
    with refused("data_set_digest_differs", set="roster"):
        store.sync.apply_data_set(version, rows)
    assert counts(store) == before
    assert len(store.records.search("wxm", 10)) == len(OLD)


def test_a_row_this_program_cannot_read_keeps_the_old_version(store: ClinicStore) -> None:
    bring_roster(store, OLD)
    before = counts(store)
    rows = [*roster_rows(NEW[: SLICE + 1]), row("p999999", {"person": {"name": "x"}})]
    with refused("data_set_not_readable", set="roster"):
        store.sync.apply_data_set(version_of(DataSetName.ROSTER, 2, rows), rows)
    assert counts(store) == before
    assert store.records.entry(OLD[0].person_id) is not None


def test_versions_never_go_backwards_inside_an_epoch(store: ClinicStore) -> None:
    bring_roster(store, OLD, number=5)
    with refused("data_set_older"):
        bring_roster(store, NEW, number=4)
    with refused("data_set_older"):
        bring_roster(store, NEW, number=5)
    bring_roster(store, OLD, number=5)
    store.sync.move_epoch(other_epoch(2))
    assert store.sync.standing().data_sets == {}
    assert len(store.records.search("wxm", 10)) == len(OLD)
    bring_roster(store, OLD[:1], number=1)
    assert store.sync.standing().data_sets == {"roster": 1}
    assert store.records.versions() == {"roster": "2.1"}


def test_while_a_version_is_built_the_old_one_answers(store: ClinicStore, folder: Path) -> None:
    bring_roster(store, OLD)
    rows = roster_rows(NEW)
    steps = store.sync.apply_in_slices(version_of(DataSetName.ROSTER, 2, rows), rows)
    found = []
    for done in steps:
        found.append((done, len(store.records.search("wxm", 10)), len(store.records.search("ldx", 10))))
    answers = [answer for _, *answer in found]
    switched = answers.index([0, 10])
    assert [done for done, *_ in found if done][:3] == [SLICE, SLICE * 2, len(NEW)]
    assert answers == [[len(OLD), 0]] * switched + [[0, 10]] * (len(answers) - switched)
    assert found[-1][0] == len(NEW)


def test_a_build_that_was_given_up_is_cleared_away_with_the_next_one(store: ClinicStore) -> None:
    bring_roster(store, OLD)
    rows = roster_rows(NEW)
    steps = store.sync.apply_in_slices(version_of(DataSetName.ROSTER, 2, rows), rows)
    assert next(done for done in steps if done) == SLICE
    assert counts(store)["roster"] == len(OLD) + SLICE
    del steps  # by whoever lets go of it last, on whatever thread: it touches no file
    assert counts(store)["roster"] == len(OLD) + SLICE
    bring_roster(store, NEW, number=3)
    assert counts(store)["roster"] == len(NEW)


def test_chunks_wait_for_their_set_and_go_with_it(store: ClinicStore, folder: Path) -> None:
    store.sync.keep_chunk(b"1" * 32, b"roster chunk")
    store.sync.keep_chunk(b"1" * 32, b"roster chunk")
    store.sync.keep_chunk(b"2" * 32, b"chunk of another set")
    store = reopened(store, folder)
    assert store.sync.chunk(b"1" * 32) == b"roster chunk"
    rows = roster_rows(OLD)
    store.sync.apply_data_set(version_of(DataSetName.ROSTER, 1, rows), rows, [b"1" * 32])
    assert store.sync.chunk(b"1" * 32) is None
    assert store.sync.chunk(b"2" * 32) == b"chunk of another set"
    store.close()


def test_chunks_nobody_asks_for_are_crowded_out(store: ClinicStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.clinic.data_sets._CHUNK_BYTES", 250)
    for number in range(4):
        store.sync.keep_chunk(bytes([number]) * 32, b"x" * 100)
    kept = [store.sync.chunk(bytes([number]) * 32) is not None for number in range(4)]
    assert kept == [False, False, True, True]


def test_packs_people_and_settings_come_back(store: ClinicStore) -> None:
    texts = with_parents(packaged_sources(), "CN-23")
    bring_set(store, DataSetName.PACKS, {path: {"text": text} for path, text in texts.items()})
    bring_set(store, DataSetName.PEOPLE, {"wang": {"name": "王医生", "role": "doctor"}})
    assert store.records.pack_sources() == texts
    assert [(one.user, one.name, one.role) for one in store.people()] == [("wang", "王医生", "doctor")]


def test_a_set_may_be_empty(store: ClinicStore) -> None:
    bring_set(store, DataSetName.PEOPLE, {})
    assert store.people() == []
    assert store.sync.standing().data_sets == {"people": 1}


def test_catalogue_rows_are_found_by_code_name_and_initials(store: ClinicStore) -> None:
    bring_catalogue(
        store,
        [
            item(ItemKind.DRUG, "XA01", "阿莫西林胶囊"),
            item(ItemKind.DRUG, "XA02", "复方甘草片"),
            item(ItemKind.DRUG, "XA03", "维生素C片", "wssc"),
            item(ItemKind.SERVICE, "S01", "阿莫西林皮试"),
        ],
    )

    def found(text: str, kind: ItemKind = ItemKind.DRUG) -> list[str]:
        return [one.code for one in store.records.find_items(kind, text, 10)]

    assert found("amxl") == ["XA01"]
    assert found("阿莫西林") == ["XA01"]
    assert found("胶囊") == ["XA01"]
    assert found("gcp") == ["XA02"]
    assert found("xa0") == ["XA01", "XA02", "XA03"]
    assert found("ＷＳＳＣ") == ["XA03"]
    assert found("amxl", ItemKind.SERVICE) == ["S01"]
    assert found("") == []
    one = store.records.item(ItemKind.DRUG, "XA03")
    assert one is not None
    assert one.name == "维生素C片"
    assert store.records.item(ItemKind.SERVICE, "XA03") is None


def test_the_records_in_use_come_back_in_the_order_of_their_keys(store: ClinicStore) -> None:
    assert all_records(store, DataSetName.ROSTER) == []
    bring_roster(store, OLD[::-1])
    assert all_records(store, DataSetName.ROSTER) == [one.record for one in roster_rows(OLD)]
    items = [
        item(ItemKind.DRUG, "Z1", "甲"),
        item(ItemKind.DIAGNOSIS, "J06", "乙"),
        item(ItemKind.DRUG, "A1", "丙"),
    ]
    bring_catalogue(store, items)
    keys = [
        store.records.sets.codec.decode(record)[0] for record in all_records(store, DataSetName.CATALOGUE)
    ]
    assert keys == ["diagnosis:J06", "drug:A1", "drug:Z1"]
    bring_set(store, DataSetName.SETTINGS, {"pack": {"value": "CN-23"}, "call_again": {"value": 900}})
    records = all_records(store, DataSetName.SETTINGS)
    assert [store.records.sets.codec.decode(record)[0] for record in records] == ["call_again", "pack"]


@pytest.mark.parametrize("count", [0, 1, 2, 3, 4, 7])
def test_records_come_once_each_however_they_fall_into_pages(
    store: ClinicStore, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    monkeypatch.setattr(data_sets, "_RECORDS_AT_ONCE", 3)
    people = [person(number, "王小满") for number in range(1, count + 1)]
    bring_roster(store, people)
    bring_catalogue(store, [item(ItemKind.DRUG, f"A{number}", "阿莫西林") for number in range(count)])
    bring_set(store, DataSetName.SETTINGS, {f"s{number}": {"value": number} for number in range(count)})
    assert all_records(store, DataSetName.ROSTER) == [one.record for one in roster_rows(people)]
    for name in (DataSetName.CATALOGUE, DataSetName.SETTINGS):
        records = all_records(store, name)
        assert len(records) == len(set(records)) == count


def test_somebody_of_whom_a_newer_township_says_more_is_found_and_opened(store: ClinicStore) -> None:
    told = entry(person(1, "王小满", "110105194912310021")).to_plain()
    history = {**told["history"], "events": [{"type": "of tomorrow", "date": "2026-01-05"}]}
    bring_set(store, DataSetName.ROSTER, {"p000001": {**told, "history": history, "of tomorrow": 1}})
    (found,) = store.records.search("王小满", 5)
    opened = store.records.entry(found.person_id)
    assert opened is not None
    assert (opened.person, opened.is_whole) == (person(1, "王小满", "110105194912310021"), False)
    assert store.records.entry_by_number("110105194912310021") == opened
