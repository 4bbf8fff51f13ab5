"""A pack as the county signs it: read whole, under the county's key only, each file in its folder."""

import pytest

from core.county import CountyLabel
from core.county_pack import LONGEST_PACKAGE, content_of, pack_from, package_of, payload_of, read_package
from core.errors import Refusal
from sync.codec import CborCodec
from sync.county.signature import pack_check, sign_for_county
from tests.helpers.county import COUNTY_PACK, SIGNED_AT, a_county, a_pack, signed

CODEC, CHECK = CborCodec(), pack_check()
KEYS, DRAWN = a_county()


def signed_raw(content: object, key: bytes = DRAWN.signing, label: CountyLabel = CountyLabel.PACK) -> bytes:
    payload = CODEC.encode(content)
    return CODEC.encode(["cunzhen/1/pack", payload, sign_for_county(key, label, payload)])


def test_what_the_county_signed_comes_out_as_it_went_in() -> None:
    pack = read_package(signed(), KEYS, CHECK)
    assert (pack.pack_id, pack.region_code, pack.versions) == (COUNTY_PACK, "239901", ("2025-01-01",))
    assert pack.signed_at == SIGNED_AT
    folder = f"{COUNTY_PACK}@2025-01-01"
    assert sorted(pack.files) == [f"{folder}/{name}" for name in ("CHANGES.md", "cases/a.json", "pack.toml")]


def test_two_versions_of_one_pack_travel_in_one_package() -> None:
    folders = a_pack(until="2026-12-31"), a_pack(since="2027-01-01")
    pack = read_package(signed(*reversed(folders)), KEYS, CHECK)
    assert pack.versions == ("2025-01-01", "2027-01-01")
    assert len(pack.files) == 6


@pytest.mark.parametrize("other", [a_pack("CN-239902"), {}])
def test_two_packs_are_not_signed_as_one(other: dict[str, str]) -> None:
    folders = [a_pack(), other] if other else []
    with pytest.raises(Refusal, match="pack_versions_of_two_packs"):
        pack_from(folders, SIGNED_AT)


@pytest.mark.parametrize("name", ["mine/../x.md", "mine/a b.md", "mine/政策.md", "mine/-.md"])
def test_a_file_name_not_every_machine_can_keep_is_not_signed(name: str) -> None:
    with pytest.raises(Refusal, match="pack_path_not_usable"):
        pack_from([{**a_pack(), name: "x"}], SIGNED_AT)


def test_nothing_of_another_county_is_read() -> None:
    with pytest.raises(Refusal, match="county_signature_wrong"):
        read_package(signed(seed=2), KEYS, CHECK)


def test_a_signature_for_another_purpose_is_worth_nothing() -> None:
    payload = CODEC.decode(signed())[1]
    with pytest.raises(Refusal, match="county_signature_wrong"):
        read_package(signed_raw(CODEC.decode(payload), label=CountyLabel.KEYS), KEYS, CHECK)


def test_every_changed_byte_of_a_package_is_noticed() -> None:
    package = signed()
    for at in range(0, len(package), 7):
        changed = package[:at] + bytes([package[at] ^ 1]) + package[at + 1 :]
        with pytest.raises(Refusal, match=r"county_signature_wrong|pack_package_not_readable"):
            read_package(changed, KEYS, CHECK)


GOOD = [COUNTY_PACK, "239901", ["2025-01-01"], SIGNED_AT, [["a/pack.toml", "x"]]]


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (0, 7),
        (0, ""),
        (1, None),
        (2, []),
        (2, [1]),
        (2, "2025"),
        (3, "soon"),
        (3, True),
        (4, [["a/pack.toml"]]),
        (4, [["../pack.toml", "x"]]),
        (4, [["/etc/pack.toml", "x"]]),
        (4, [["a/b/pack.toml", "x"]]),
        (4, [["a/pack.py", "x"]]),
        (4, [["a/pack.toml", ""]]),
        (4, [["a/pack.toml", "x"], ["a/pack.toml", "y"]]),
        (4, 5),
    ],
)
def test_a_package_that_says_nonsense_is_refused_even_if_signed(place: int, value: object) -> None:
    said = [*GOOD[:place], value, *GOOD[place + 1 :]]
    with pytest.raises(Refusal, match="pack_package_not_readable"):
        read_package(signed_raw(said), KEYS, CHECK)
    assert content_of(signed_raw(GOOD), CODEC).files == {"a/pack.toml": "x"}


@pytest.mark.parametrize("package", [b"", b"\x00", b"x" * (LONGEST_PACKAGE + 1), CODEC.encode([1, 2])])
def test_another_file_is_no_package(package: bytes) -> None:
    with pytest.raises(Refusal, match="pack_package_not_readable"):
        read_package(package, KEYS, CHECK)


def test_a_package_nobody_could_take_is_not_written() -> None:
    payload = payload_of(pack_from([{**a_pack(), "mine/CHANGES.md": "长" * LONGEST_PACKAGE}], 1), CODEC)
    with pytest.raises(Refusal, match="pack_package_too_large"):
        package_of(payload, bytes(64), CODEC)
