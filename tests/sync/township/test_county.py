"""Whom a township trusts: told by file, compared by people, handed to each clinic that enrols."""

from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import pytest

from core.county import CountyKeys
from core.errors import Refusal
from core.ids import ClinicCode
from storage.township.store import SqlTownshipStore
from sync.county.introduction import introduce
from sync.township.county import TownshipCounty
from tests.helpers.county import a_county
from tests.helpers.township_talk import SetClock, TalkingDevice
from tests.sync.township.conftest import DOWN, UP

KEYS, DRAWN = a_county()
Enrol = Callable[[ClinicCode], TalkingDevice]


def yes(_: CountyKeys) -> bool:
    return True


@pytest.fixture
def office(store: SqlTownshipStore, clock: SetClock) -> TownshipCounty[None]:
    return TownshipCounty(lambda _: nullcontext(store), clock)


def public_file(tmp_path: Path, seed: int = 1) -> Path:
    keys, drawn = a_county(seed)
    file = tmp_path / f"county-{seed}.json"
    file.write_bytes(introduce(keys, drawn.signing))
    return file


def test_a_township_trusts_the_county_whose_fingerprint_was_compared(
    store: SqlTownshipStore, office: TownshipCounty[None], tmp_path: Path
) -> None:
    told = office.trust_county(None, public_file(tmp_path), lambda keys: keys == KEYS)
    assert told == {"name": KEYS.name, "fingerprint": KEYS.fingerprint}
    assert store.county() == KEYS


def test_without_a_comparison_nobody_is_trusted(
    store: SqlTownshipStore, office: TownshipCounty[None], tmp_path: Path
) -> None:
    with pytest.raises(Refusal, match="county_not_confirmed") as caught:
        office.trust_county(None, public_file(tmp_path), lambda _: False)
    assert caught.value.facts == {"fingerprint": KEYS.fingerprint}
    assert store.county() is None


def test_a_clinic_that_enrols_is_told_the_county(
    office: TownshipCounty[None], enrolled: Enrol, tmp_path: Path
) -> None:
    before = enrolled(UP)
    office.trust_county(None, public_file(tmp_path), yes)
    after = enrolled(DOWN)
    assert before.enrolled is not None and before.enrolled.county is None
    assert after.enrolled is not None and after.enrolled.county == KEYS


def test_another_county_may_be_taken_until_the_first_clinic_enrols(
    store: SqlTownshipStore, office: TownshipCounty[None], enrolled: Enrol, tmp_path: Path
) -> None:
    office.trust_county(None, public_file(tmp_path, 2), yes)
    office.trust_county(None, public_file(tmp_path), yes)
    assert store.county() == KEYS
    enrolled(UP)
    with pytest.raises(Refusal, match="county_already_trusted"):
        office.trust_county(None, public_file(tmp_path, 2), yes)
    assert store.county() == KEYS
    office.trust_county(None, public_file(tmp_path), yes)
