"""A clinic is sent its pack with all it inherits, and nothing else."""

import pytest

from core.errors import Refusal
from core.policy.in_force import pack_in_force
from core.policy.loader import load_shelf, packaged_sources, with_parents
from core.training.township import PACK
from tests.core.training.test_township import ON

SHIPPED = sorted(load_shelf(packaged_sources()).versions)


@pytest.mark.parametrize("pack", SHIPPED)
def test_what_a_clinic_is_sent_is_enough_to_put_its_pack_in_force(pack: str) -> None:
    sent = with_parents(packaged_sources(), pack)
    whole = load_shelf(packaged_sources())
    first = whole.versions[pack][-1].effective_from
    assert pack_in_force(load_shelf(sent), pack, max(ON, first)) == pack_in_force(whole, pack, max(ON, first))


@pytest.mark.parametrize("pack", SHIPPED)
def test_no_cases_and_no_other_region_travel(pack: str) -> None:
    sent = with_parents(packaged_sources(), pack)
    assert not [path for path in sent if "/cases/" in path]
    ancestors, one = set(), pack
    while one:
        ancestors.add(one)
        one = load_shelf(packaged_sources()).versions[one][0].parent or ""
    assert set(load_shelf(sent).versions) == ancestors


def test_the_practice_county_is_sent_three_packs() -> None:
    assert set(load_shelf(with_parents(packaged_sources(), PACK)).versions) == {"CN", "CN-23", PACK}


def test_a_pack_nobody_knows_is_refused_by_name() -> None:
    with pytest.raises(Refusal) as caught:
        with_parents(packaged_sources(), "CN-00")
    assert (caught.value.code, caught.value.facts) == ("pack_unknown", {"pack": "CN-00"})


def test_every_version_of_a_pack_travels() -> None:
    head = """schema = "policy-pack/1"
pack_id = "CN-99"
region_code = "990000"
region_name = "某省"
parent = "CN"
effective_from = {since}
effective_to = {until}
[verification]
status = "unverified"
"""
    sources = {
        **packaged_sources(),
        "CN-99-old/pack.toml": head.format(since="2024-01-01", until="2025-12-31"),
        "CN-99/pack.toml": head.format(since="2026-01-01", until='"null"'),
    }
    assert {"CN-99-old/pack.toml", "CN-99/pack.toml"} <= set(with_parents(sources, "CN-99"))
