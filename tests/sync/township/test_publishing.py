"""Publishing: each clinic its own people, new versions only where something changed."""

import inspect
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from core.catalogue.items import CatalogueItem, ItemKind
from core.coverage.enrolment import RosterEntry
from core.data_sets import DataRow
from core.errors import Refusal
from core.ids import ClinicCode, UserId
from core.township_rows import StaffRow
from storage.township.store import SqlTownshipStore
from sync.codec import digest
from sync.data_sets import Manifest, read_manifest, unpack_rows
from sync.protocol import HelloAnswer, Reader
from sync.township.enrolment import add_clinic, enrol_clinic
from sync.township.publishing import publish_sets
from tests.helpers.township_store import a_person
from tests.helpers.township_talk import SetClock, TalkingDevice

UP, DOWN = ClinicCode("C01"), ClinicCode("C02")
AS_OF, UNTIL = date(2026, 5, 1), date(2026, 6, 30)
Enrol = Callable[[ClinicCode], TalkingDevice]


@pytest.fixture
def filled(store: SqlTownshipStore, clock: SetClock) -> SqlTownshipStore:
    people = [a_person(number, "上村" if number < 40 else "下村") for number in range(100)]
    store.replace_roster(people, AS_OF, UNTIL)
    store.replace_packs({"CN/pack.toml": "schema = 1"})
    store.replace_catalogue([CatalogueItem("D1", ItemKind.DRUG, "药")])
    publish_sets(store, clock)
    return store


def manifests(device: TalkingDevice, answer: HelloAnswer, clinic: ClinicCode) -> dict[str, Manifest]:
    known = device.known
    reader = Reader(known.signing_key, known.township, known.epoch, clinic)
    read = [read_manifest(one, reader) for one in answer.manifests]
    return {one.version.name.value: one for one in read if one is not None}


def fetched(device: TalkingDevice, manifest: Manifest) -> list[DataRow]:
    return unpack_rows(manifest, [device.chunk(name) for name, _ in manifest.chunks])


def test_a_new_clinic_is_offered_all_its_sets(filled: SqlTownshipStore, enrolled: Enrol) -> None:
    device = enrolled(UP)
    offered = manifests(device, device.hello(device.writer()), UP)

    rows = {name: {row.key: row.content for row in fetched(device, one)} for name, one in offered.items()}

    assert sorted(offered) == ["catalogue", "packs", "people", "roster", "settings"]
    assert len(rows["roster"]) == 40
    assert RosterEntry.from_plain(rows["roster"]["P000007"]) == a_person(7)
    assert rows["packs"] == {"CN/pack.toml": {"text": "schema = 1"}}
    assert CatalogueItem.from_plain(rows["catalogue"]["drug:D1"]).name == "药"
    assert rows["people"] == {"wang": {"name": "王医生", "role": "doctor"}}
    assert rows["settings"]["pack"] == {"value": "CN"}
    assert rows["settings"]["training"] == {"value": 1}
    roster = offered["roster"].version
    assert (roster.scope, roster.as_of, roster.valid_until) == ("clinic:C01", AS_OF, UNTIL)


def test_what_a_clinic_holds_is_not_offered_again(filled: SqlTownshipStore, enrolled: Enrol) -> None:
    device = enrolled(UP)
    first = manifests(device, device.hello(device.writer()), UP)
    held = {name: one.version.version for name, one in first.items()}

    assert device.hello(device.writer(), sets=held).manifests == ()
    assert len(device.hello(device.writer(), sets={**held, "roster": 0, "unknown": 9}).manifests) == 1


def test_nothing_changed_is_nothing_published(filled: SqlTownshipStore, clock: SetClock) -> None:
    clock.pass_by(days=40)

    assert publish_sets(filled, clock) == []


def test_only_what_changed_gets_a_new_version(filled: SqlTownshipStore, clock: SetClock) -> None:
    people = [*filled.roster_of(("上村",)), *filled.roster_of(("下村",))]
    people[0] = replace(people[0], deceased_on=AS_OF)
    filled.replace_roster(people, AS_OF, UNTIL)
    clinic = filled.clinic(DOWN)
    assert clinic is not None
    add_clinic(filled, clinic, [StaffRow(UserId("li"), DOWN, "李医生", "doctor")])

    changed = publish_sets(filled, clock)

    assert sorted((name.value, scope) for name, scope in changed) == [
        ("people", "clinic:C02"),
        ("roster", "clinic:C01"),
    ]


def test_who_enrols_a_clinic_waits_for_the_sets_of_no_other(
    filled: SqlTownshipStore, clock: SetClock
) -> None:
    up, down = filled.clinic(UP), filled.clinic(DOWN)
    assert up is not None
    assert down is not None
    add_clinic(filled, up, [StaffRow(UserId("li"), UP, "李医生", "doctor")])

    enrol_clinic(filled, down, [StaffRow(UserId("wu"), DOWN, "吴医生", "doctor")], clock)

    assert [(name.value, scope) for name, scope in publish_sets(filled, clock)] == [("people", "clinic:C01")]


def test_a_roster_of_a_newer_day_is_a_new_version_even_if_nobody_changed(
    filled: SqlTownshipStore, clock: SetClock
) -> None:
    filled.replace_roster(
        [*filled.roster_of(("上村",)), *filled.roster_of(("下村",))], date(2026, 5, 15), date(2026, 7, 31)
    )

    assert sorted(scope for _, scope in publish_sets(filled, clock)) == ["clinic:C01", "clinic:C02"]


def test_without_a_roster_there_is_none_to_fetch(
    store: SqlTownshipStore, clock: SetClock, enrolled: Enrol
) -> None:
    publish_sets(store, clock)
    device = enrolled(UP)

    assert "roster" not in manifests(device, device.hello(device.writer()), UP)


def test_the_people_of_another_village_cannot_be_fetched(filled: SqlTownshipStore, enrolled: Enrol) -> None:
    here, there = enrolled(UP), enrolled(DOWN)
    theirs = manifests(there, there.hello(there.writer()), DOWN)["roster"]

    assert len(fetched(there, theirs)) == 60
    for name, _ in theirs.chunks:
        with pytest.raises(Refusal, match="chunk_unknown"):
            here.chunk(name)
    with pytest.raises(Refusal, match="chunk_unknown"):
        here.chunk(digest(b"guessed"))


def test_a_thousand_clinics_go_no_deeper_than_one(
    store: SqlTownshipStore, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    depths = {}

    def staff(_: SqlTownshipStore, clinic: ClinicCode) -> list[StaffRow]:
        depths[clinic] = len(inspect.stack(0))
        return []

    monkeypatch.setattr(SqlTownshipStore, "staff", staff)
    publish_sets(store, clock)

    assert depths[UP] == depths[DOWN]
