"""A township puts in force what its county signed, sound and passing its cases; nothing else changes it."""

from contextlib import nullcontext
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from core.county_pack import pack_from
from core.data_sets import DataSetName
from core.errors import Refusal
from core.ids import UserId
from core.import_rows import ImportMark
from core.policy.in_force import pack_in_force
from core.policy.loader import load_shelf, packaged_sources, with_parents
from core.services.adopt_pack import adopt_pack, pack_answering, require_acceptable, rows_of_packs
from core.township_rows import RowChange
from storage.township.store import SqlTownshipStore
from sync.codec import CborCodec
from sync.county.signature import pack_check
from sync.township.county import TownshipCounty, renew_packs, trust
from sync.township.imports.history import undo_import
from sync.township.publishing import publish_sets
from tests.helpers.county import COUNTY_PACK, SIGNED_AT, Texts, a_case, a_county, a_pack, signed, signed_pack
from tests.helpers.township_talk import SetClock

CODEC = CborCodec()
SHORTER = "[waiting]\nfixed_months = 2\n"


@pytest.fixture
def own(store: SqlTownshipStore) -> SqlTownshipStore:
    """Give a township that trusts the county and lives under the national pack."""
    trust(store, a_county()[0])
    store.replace_packs(with_parents(packaged_sources(), "CN"))
    return store


def adopted(store: SqlTownshipStore, *folders: Texts, at: int = SIGNED_AT, seed: int = 1) -> str:
    return adopt_pack(store, signed(*folders, at=at, seed=seed), pack_check()).answers


def months_of_wait(store: SqlTownshipStore, on: date = date(2026, 1, 1)) -> int:
    return pack_in_force(load_shelf(store.packs()), pack_answering(store), on).waiting.fixed_months


def test_the_pack_of_the_county_answers_from_then_on(own: SqlTownshipStore) -> None:
    assert adopted(own, a_pack(body=SHORTER, cases=[a_case(2)])) == COUNTY_PACK
    assert months_of_wait(own) == 2
    assert own.township().pack == "CN"


def test_versions_over_time_answer_each_on_its_days(own: SqlTownshipStore) -> None:
    first, second = a_pack(until="2026-06-30"), a_pack(since="2026-07-01", body=SHORTER)
    adopted(own, first, second)
    days = date(2026, 6, 30), date(2026, 7, 1)
    assert [months_of_wait(own, day) for day in days] == [3, 2]


def test_a_pack_above_the_one_in_force_changes_what_is_inherited(own: SqlTownshipStore) -> None:
    loose = a_case(expected={"missed_years": [2025]})
    adopted(own, a_pack(cases=[loose]))
    assert adopted(own, a_pack("CN-23", "CN", SHORTER, cases=[a_case(2)])) == COUNTY_PACK
    assert months_of_wait(own) == 2
    assert {row.pack_id for row in own.county_packs() if row.answers} == {COUNTY_PACK}


def test_a_pack_above_that_breaks_the_cases_of_the_countys_own_is_not_put_in_force(
    own: SqlTownshipStore,
) -> None:
    adopted(own)
    with pytest.raises(Refusal, match="pack_fails_its_cases"):
        adopted(own, a_pack("CN-23", "CN", SHORTER, cases=[a_case(2)]))
    assert months_of_wait(own) == 3


def spoilt(text: str, other: str) -> bytes:
    """Sign a pack whose text was changed after its head was read."""
    pack = pack_from([a_pack(body=SHORTER)], SIGNED_AT)
    files = {
        path: told.replace(text, other) if path.endswith(".toml") else told
        for path, told in pack.files.items()
    }
    assert files != pack.files
    return signed_pack(replace(pack, files=files))


@pytest.mark.parametrize(
    ("package", "code"),
    [
        (signed(seed=2), "county_signature_wrong"),
        (signed()[:-1], "pack_package_not_readable"),
        (spoilt("fixed_months", "fixed_month"), "pack_key_unknown"),
        (spoilt('"239901"', '"239902"'), "pack_package_not_readable"),
        (spoilt("2025-01-01", "2025-01-02"), "pack_package_not_readable"),
        (spoilt(f'"{COUNTY_PACK}"', '"CN-239902"'), "pack_package_not_readable"),
        (signed(a_pack(parent="CN-98")), "pack_parent_missing"),
        (signed(a_pack(cases=[a_case(4)])), "pack_fails_its_cases"),
        (signed(a_pack(cases=[])), "pack_without_cases"),
        (signed(a_pack(until="2026-06-30"), a_pack(since="2026-07-02")), "pack_versions_hole"),
        (signed(a_pack("CN-36", "CN")), "pack_of_another_region"),
        (signed(at=SIGNED_AT - 1), "pack_older_than_in_force"),
    ],
)
def test_whatever_is_not_right_leaves_the_former_packs_in_force(
    own: SqlTownshipStore, package: bytes, code: str
) -> None:
    adopted(own, a_pack(body=SHORTER, cases=[a_case(2)]))
    before = own.packs(), own.county_packs()
    with pytest.raises(Refusal, match=code):
        adopt_pack(own, package, pack_check())
    assert (own.packs(), own.county_packs()) == before


def test_a_township_that_trusts_no_county_adopts_nothing(store: SqlTownshipStore) -> None:
    with pytest.raises(Refusal, match="county_not_trusted"):
        adopted(store)


def test_adopting_the_same_again_changes_nothing(own: SqlTownshipStore) -> None:
    adopted(own)
    rows = rows_of_packs(own, CODEC)
    adopted(own)
    assert rows_of_packs(own, CODEC) == rows


def test_a_later_package_takes_the_place_of_the_earlier_one(own: SqlTownshipStore) -> None:
    adopted(own)
    adopted(own, a_pack(body=SHORTER, cases=[a_case(2)]), at=SIGNED_AT + 1)
    assert months_of_wait(own) == 2
    assert len(own.county_packs()) == 1


def test_another_county_takes_its_packs_with_it(own: SqlTownshipStore) -> None:
    adopted(own)
    trust(own, a_county(2)[0])
    assert own.county_packs() == []
    assert own.packs() == with_parents(packaged_sources(), "CN")


def test_after_an_update_the_programs_own_packs_follow_the_program(
    own: SqlTownshipStore, clock: SetClock
) -> None:
    adopted(own)
    old = {**own.packs(), "CN/pack.toml": packaged_sources()["CN/pack.toml"] + "# former release\n"}
    own.replace_packs(old)
    renew_packs(own, clock)
    assert own.packs()["CN/pack.toml"] == packaged_sources()["CN/pack.toml"]
    assert months_of_wait(own) == 3
    assert publish_sets(own, clock) == []


def test_clinics_are_offered_the_package_as_the_county_signed_it(
    own: SqlTownshipStore, clock: SetClock, tmp_path: Path
) -> None:
    office: TownshipCounty[None] = TownshipCounty(lambda _: nullcontext(own), clock)
    file = tmp_path / "pack"
    file.write_bytes(signed())
    assert office.adopt_pack(None, file, preview=True)["imported"] is False
    assert own.county_packs() == []
    told = office.adopt_pack(None, file)
    assert told == {
        **{"pack": COUNTY_PACK, "region": "239901", "versions": ["2025-01-01"]},
        **{"cases": 1, "answers": COUNTY_PACK, "published": True, "imported": True},
        **{"signed_on": "2026-05-29", "change": {"new": 1, "changed": 0, "gone": 0, "same": 0}},
    }
    assert office.adopt_pack(None, file)["published"] is False
    published = own.published(DataSetName.PACKS, "township")
    assert published is not None
    rows = rows_of_packs(own, CODEC)
    assert b"".join(row["package"] for row in rows.values() if "package" in row) == signed()


def test_a_pack_that_was_the_first_of_its_name_is_taken_back(own: SqlTownshipStore, clock: SetClock) -> None:
    mark = ImportMark(clock.now(), UserId("zhao"))
    texts = own.packs()
    adopt_pack(own, signed(a_pack(body=SHORTER, cases=[a_case(2)])), pack_check(), mark)
    clinics = rows_of_packs(own, CODEC)
    (brought,) = own.imports(None, 9)
    assert (brought.subject, brought.change, brought.may_be_undone) == (
        COUNTY_PACK,
        RowChange(1, 0, 0, 0),
        True,
    )

    undoing = undo_import(own, clock, 1)

    assert (undoing.undoes, undoing.subject, undoing.change) == (1, COUNTY_PACK, RowChange(0, 0, 1, 0))
    assert (own.packs(), own.county_packs(), pack_answering(own)) == (texts, [], "CN")
    require_acceptable(rows_of_packs(own, CODEC), clinics, a_county()[0], pack_check())
    assert own.published(DataSetName.PACKS, "township") is not None


def test_taking_a_pack_back_gives_the_answer_back_to_the_one_before(
    own: SqlTownshipStore, clock: SetClock
) -> None:
    mark = ImportMark(clock.now())
    adopt_pack(own, signed(a_pack()), pack_check(), mark)
    below = a_pack("CN-239902", COUNTY_PACK, SHORTER, cases=[a_case(2)])
    assert adopt_pack(own, signed(below), pack_check(), mark).answers == "CN-239902"
    undo_import(own, clock, 2)
    assert (pack_answering(own), months_of_wait(own)) == (COUNTY_PACK, 3)


def test_a_package_that_took_the_place_of_an_earlier_one_goes_back_by_its_county_only(
    own: SqlTownshipStore, clock: SetClock
) -> None:
    mark = ImportMark(clock.now())
    adopt_pack(own, signed(), pack_check(), mark)
    adopt_pack(own, signed(), pack_check(), mark)  # the very same: nothing happens
    again = adopt_pack(
        own, signed(a_pack(body=SHORTER, cases=[a_case(2)]), at=SIGNED_AT + 1), pack_check(), mark
    )
    assert again.change == RowChange(0, 1, 0, 0)
    assert [one.may_be_undone for one in own.imports(None, 9)] == [False, False]
    with pytest.raises(Refusal, match="pack_goes_back_by_county"):
        undo_import(own, clock, 2)
    with pytest.raises(Refusal, match="import_rested_upon"):
        undo_import(own, clock, 1)
    assert months_of_wait(own) == 2
