"""Roster, catalogue, packs, published sets, and finding damage."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Executable, insert, update

from core.catalogue.items import CatalogueItem, ItemKind
from core.data_sets import DataSetName, DataSetVersion
from core.errors import Hindrance, Refusal
from core.events import ResultKind
from core.ids import PersonId, TownshipCode
from core.township_rows import Finding, PublishedSet, RowChange
from storage.township.engines import TownshipDatabase
from storage.township.set_tables import chunks
from storage.township.store import SqlTownshipStore
from storage.township.tables import log, outbox, places, results
from tests.helpers.county import a_county
from tests.helpers.township_store import CLINIC, CODEC, NOW, Writer, a_device, a_person, a_store

AS_OF, UNTIL = date(2026, 5, 1), date(2026, 6, 30)
UP, DOWN = "上村", "下村"


def test_a_roster_import_tells_what_it_did(store: SqlTownshipStore) -> None:
    first = [a_person(number, UP if number % 2 else DOWN) for number in range(1200)]
    second = [replace(one, deceased_on=AS_OF) if n < 3 else one for n, one in enumerate(first[10:])]

    assert store.roster_dates() is None
    assert store.replace_roster(first, AS_OF, UNTIL) == RowChange(1200, 0, 0, 0)
    compared = store.compare_roster([*second, a_person(5000, UP)])
    change = store.replace_roster([*second, a_person(5000, UP)], AS_OF, UNTIL)

    assert change == compared == RowChange(new=1, changed=3, gone=10, same=1187)
    assert store.roster_dates() == (AS_OF, UNTIL)
    assert list(store.roster_of((UP,))) == [
        one for one in [*second, a_person(5000, UP)] if one.person.village == UP
    ]
    assert len(list(store.roster_of((UP, DOWN)))) == 1191
    assert store.villages() == [(UP, 596), (DOWN, 595)]


def test_a_person_named_twice_changes_nothing(store: SqlTownshipStore) -> None:
    store.replace_roster([a_person(1)], AS_OF, UNTIL)

    with pytest.raises(Refusal, match="roster_person_twice"):
        store.replace_roster([*(a_person(n) for n in range(600)), a_person(7)], AS_OF, UNTIL)
    assert [one.person.person_id for one in store.roster_of((UP,))] == ["P000001"]


def test_a_person_who_moves_to_another_village_is_found_there_only(store: SqlTownshipStore) -> None:
    store.replace_roster([a_person(1, UP)], AS_OF, UNTIL)
    store.replace_roster([a_person(1, DOWN)], AS_OF, UNTIL)

    assert list(store.roster_of((UP,))) == []
    assert [one.person.person_id for one in store.roster_of((DOWN,))] == [PersonId("P000001")]


def test_catalogue_and_packs_are_replaced_as_a_whole(store: SqlTownshipStore) -> None:
    items = [
        CatalogueItem("B", ItemKind.SERVICE, "诊查"),
        CatalogueItem("A", ItemKind.DRUG, "药"),
        CatalogueItem("A", ItemKind.DRUG, "新药"),
    ]
    store.replace_catalogue(items)
    store.replace_packs({"CN/pack.toml": "一"})
    store.replace_packs({"CN/pack.toml": "二", "ZJ/pack.toml": "三"})

    assert list(store.catalogue()) == [items[2], items[0]]
    assert store.packs() == {"CN/pack.toml": "二", "ZJ/pack.toml": "三"}


def published(
    version: int, *data: bytes, scope: str = f"clinic:{CLINIC}"
) -> tuple[PublishedSet, dict[bytes, bytes]]:
    held = {CODEC.digest(one): one for one in data}
    told = DataSetVersion(DataSetName.ROSTER, scope, version, AS_OF, UNTIL, len(data), bytes(32))
    return PublishedSet(told, b"manifest %d" % version, tuple(held)), held


def test_the_newest_version_is_given_and_chunks_only_within_their_scope(store: SqlTownshipStore) -> None:
    scope = f"clinic:{CLINIC}"
    for version in (published(1, b"one", b"two"), published(2, b"two", b"three")):
        store.publish(*version)

    assert store.published(DataSetName.ROSTER, scope) == published(2, b"two", b"three")[0]
    assert store.published(DataSetName.ROSTER, "township") is None
    assert store.chunk(CODEC.digest(b"one"), (scope, "township")) == b"one"
    assert store.chunk(CODEC.digest(b"one"), ("clinic:C02", "township")) is None
    assert store.chunk(CODEC.digest(b"never"), (scope,)) is None


def test_old_versions_go_with_the_chunks_only_they_named(store: SqlTownshipStore) -> None:
    scope = f"clinic:{CLINIC}"
    for number, version in enumerate((b"one", b"two", b"three"), 1):
        store.publish(*published(number, b"shared", version))

    assert store.chunk(CODEC.digest(b"one"), (scope,)) is None
    assert store.chunk(CODEC.digest(b"two"), (scope,)) == b"two"
    assert store.chunk(CODEC.digest(b"shared"), (scope,)) == b"shared"


def test_versions_never_go_backwards(store: SqlTownshipStore) -> None:
    store.publish(*published(2, b"two"))

    for version in (1, 2):
        with pytest.raises(Hindrance, match="data_set_version_taken"):
            store.publish(*published(version, b"other"))


def test_another_township_of_the_service_sees_none_of_it(database: TownshipDatabase) -> None:
    here, there = a_store(database), a_store(database, TownshipCode("T330112"))
    here.replace_roster([a_person(1)], AS_OF, UNTIL)
    here.publish(*published(1, b"one"))
    device = a_device(here)
    writer = Writer(device.device)
    here.accept(device, writer.incarnation, writer.write_many(2))

    assert list(there.roster_of((UP,))) == []
    assert there.chunk(CODEC.digest(b"one"), (f"clinic:{CLINIC}",)) is None
    assert there.device(device.device) is None
    assert there.events(CLINIC, 0, 9) == []
    assert there.unjudged(9) == []
    assert there.counts().events == 0


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        (update(log).values(body=b"other"), "event_body_damaged"),
        (update(log).where(log.c.position == 2).values(log_hash=bytes(32)), "clinic_log_broken"),
        (update(places).where(places.c.sequence == 2).values(header=b"\x80"), "device_chain_broken"),
        (update(results).values(record=b"other"), "clinic_results_broken"),
        (update(chunks).values(data=b"other"), "chunk_damaged"),
        (chunks.delete(), "chunk_missing"),
        (
            insert(outbox).values(("T330111", CLINIC, "00" * 16, 0, "waiting", False, 0, "{}")),
            "outbox_without_visit",
        ),
    ],
)
def test_damage_is_found_and_named(store: SqlTownshipStore, statement: Executable, fault: str) -> None:
    device = a_device(store)
    writer = Writer(device.device)
    events = writer.write_many(3)
    store.accept(device, writer.incarnation, events)
    store.judge([Finding(CLINIC, events[0].header.event_id, ResultKind.RECEIVED, {}, NOW)])
    store.publish(*published(1, b"one"))
    assert store.check() == []

    with store.database.writing() as connection:
        connection.execute(statement)

    assert fault in store.check()


def test_a_township_trusts_the_county_it_was_told_of_last(store: SqlTownshipStore) -> None:
    assert store.county() is None
    store.trust_county(a_county(2)[0])
    store.trust_county(a_county(1)[0])
    assert store.county() == a_county(1)[0]


def test_each_township_of_a_service_trusts_its_own_county(database: TownshipDatabase) -> None:
    here, there = (a_store(database, TownshipCode(code)) for code in ("T1", "T2"))
    here.trust_county(a_county()[0])
    assert there.county() is None


def test_a_township_that_is_not_there_trusts_nobody(database: TownshipDatabase) -> None:
    with pytest.raises(Refusal, match="township_not_set_up"):
        SqlTownshipStore(database, TownshipCode("T9"), CODEC).trust_county(a_county()[0])
