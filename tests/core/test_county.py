"""The county's public keys: whole or not at all, and a fingerprint two people can compare."""

from dataclasses import replace

import pytest

from core.county import CountyKeys
from core.errors import Refusal
from tests.helpers.county import a_county


@pytest.mark.parametrize("name", ["", " 云岭县", "云岭县\n", "县" * 61])
def test_a_county_has_a_name_that_can_be_shown(name: str) -> None:
    with pytest.raises(Refusal, match="county_name_not_usable"):
        CountyKeys(name, bytes(32), bytes(32))


@pytest.mark.parametrize(("signing", "recovery"), [(31, 32), (32, 33), (0, 32)])
def test_half_a_key_is_no_key(signing: int, recovery: int) -> None:
    with pytest.raises(Refusal, match="county_keys_not_usable"):
        CountyKeys("云岭县", bytes(signing), bytes(recovery))


def test_a_fingerprint_is_compared_however_it_is_typed() -> None:
    keys, _ = a_county()
    told = keys.fingerprint
    assert [len(group) for group in told.split()] == [4] * 8
    assert keys.has_fingerprint(told)
    assert keys.has_fingerprint(told.upper().replace(" ", "-"))
    assert not keys.has_fingerprint(told[:-1])
    assert not keys.has_fingerprint("")


def test_each_key_and_the_name_change_the_fingerprint() -> None:
    keys, _ = a_county()
    others = [replace(keys, name="别县"), replace(keys, signing=bytes(32)), replace(keys, recovery=bytes(32))]
    assert len({one.fingerprint for one in (keys, *others)}) == 4
