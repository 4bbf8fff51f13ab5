"""The county's key file: opened by its passphrase alone, one key at a time, and never overwritten."""

import json
from pathlib import Path

import pytest

from core.errors import Hindrance, Refusal, Stop
from storage.clinic.key_slot import Cost
from storage.county.key_file import COUNTY, KEY_FILE, PUBLIC_FILE, CountyKeyFile
from tests.helpers.county import PASSPHRASE, a_county

CHEAP = Cost(memory_kib=64, passes=1)


@pytest.fixture
def safe(tmp_path: Path) -> CountyKeyFile:
    made = CountyKeyFile(tmp_path / "county", CHEAP)
    keys, drawn = a_county()
    assert made.create(keys, drawn, PASSPHRASE, b"public") == str(tmp_path / "county" / PUBLIC_FILE)
    return made


def test_the_passphrase_opens_each_key_for_itself(safe: CountyKeyFile) -> None:
    keys, drawn = a_county()
    assert safe.keys() == keys
    assert safe.signing_key(PASSPHRASE) == drawn.signing
    assert safe.recovery_key(PASSPHRASE) == drawn.recovery
    assert (safe.folder / PUBLIC_FILE).read_bytes() == b"public"


def test_another_passphrase_opens_nothing(safe: CountyKeyFile) -> None:
    for opened in (safe.signing_key, safe.recovery_key):
        with pytest.raises(Refusal, match="county_passphrase_wrong"):
            opened(PASSPHRASE + "x")


def test_a_guess_costs_more_than_at_a_desk() -> None:
    assert (COUNTY.memory_kib, COUNTY.passes) == (256 * 1024, 3)


def test_no_private_key_lies_in_clear(safe: CountyKeyFile) -> None:
    _, drawn = a_county()
    text = (safe.folder / KEY_FILE).read_text("utf-8")
    assert drawn.signing.hex() not in text
    assert drawn.recovery.hex() not in text


def test_keys_that_are_there_are_never_replaced(safe: CountyKeyFile) -> None:
    before = (safe.folder / KEY_FILE).read_bytes()
    with pytest.raises(Refusal, match="county_exists_here"):
        safe.create(*a_county(2), PASSPHRASE, b"other")
    assert (safe.folder / KEY_FILE).read_bytes() == before
    assert (safe.folder / PUBLIC_FILE).read_bytes() == b"public"


def test_a_passphrase_anybody_guesses_seals_nothing(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="password_too_weak"):
        CountyKeyFile(tmp_path / "county", CHEAP).create(*a_county(), "1234567890", b"public")
    assert list(tmp_path.iterdir()) == []


def test_without_a_key_file_there_is_no_county(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="no_county_here"):
        CountyKeyFile(tmp_path, CHEAP).keys()


@pytest.mark.parametrize(
    "spoilt",
    [
        b"",
        b"[]",
        b'{"format": 2}',
        b'{"format": 1, "name": "x"}',
        b'{"format": 1, "name": "x", "signing": {"public": 7}, "recovery": {"public": ""}}',
    ],
)
def test_a_damaged_file_is_named_damaged(safe: CountyKeyFile, spoilt: bytes) -> None:
    (safe.folder / KEY_FILE).write_bytes(spoilt)
    with pytest.raises(Hindrance, match="county_key_file_damaged"):
        safe.signing_key(PASSPHRASE)


@pytest.mark.parametrize("field", ["name", "public", "slot"])
def test_a_file_put_together_from_two_counties_opens_nothing(
    safe: CountyKeyFile, tmp_path: Path, field: str
) -> None:
    other = CountyKeyFile(tmp_path / "other", CHEAP)
    other.create(*a_county(2, "别县"), PASSPHRASE, b"public")
    mixed, foreign = (json.loads((one.folder / KEY_FILE).read_bytes()) for one in (safe, other))
    if field == "name":
        mixed["name"] = foreign["name"]
    else:
        for purpose in ("signing", "recovery"):
            mixed[purpose][field] = foreign[purpose][field]
    (safe.folder / KEY_FILE).write_text(json.dumps(mixed), "utf-8")
    for opened in (safe.signing_key, safe.recovery_key):
        with pytest.raises(Stop, match=r"county_passphrase_wrong|county_key_file_damaged"):
            opened(PASSPHRASE)


def test_one_key_cannot_stand_in_for_the_other(safe: CountyKeyFile) -> None:
    mixed = json.loads((safe.folder / KEY_FILE).read_bytes())
    mixed["signing"], mixed["recovery"] = mixed["recovery"], mixed["signing"]
    (safe.folder / KEY_FILE).write_text(json.dumps(mixed), "utf-8")
    with pytest.raises(Refusal, match="county_passphrase_wrong"):
        safe.signing_key(PASSPHRASE)
