"""The county's public file: believed only whole, and only when its writer holds the key it names."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from core.errors import Refusal
from sync.county.introduction import introduce, read_introduction
from tests.helpers.county import a_county

KEYS, DRAWN = a_county()


def file_with(**changes: Any) -> bytes:
    told: Mapping[str, Any] = json.loads(introduce(KEYS, DRAWN.signing))
    return json.dumps({**told, **changes}).encode()


def test_what_the_county_writes_its_townships_read() -> None:
    assert read_introduction(introduce(KEYS, DRAWN.signing)) == KEYS


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "别县"},
        {"recovery": "00" * 32},
        {"signing": a_county(2)[0].signing.hex()},
        {"signature": "00" * 64},
        {"signature": ""},
    ],
)
def test_a_file_somebody_changed_is_not_the_countys(changes: Mapping[str, Any]) -> None:
    with pytest.raises(Refusal, match="county_signature_wrong"):
        read_introduction(file_with(**changes))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff",
        b"[]",
        b'"text"',
        b"{}",
        b" " * 5000,
        file_with(format="cunzhen/2/county"),
        file_with(signing="zz"),
        file_with(signing=7),
        file_with(recovery="00" * 31),
        file_with(name=None),
        file_with(name=""),
    ],
)
def test_another_file_is_no_county(data: bytes) -> None:
    with pytest.raises(Refusal, match="county_file_not_readable"):
        read_introduction(data)
