"""No storm between township and platform doubles or loses a settlement: a small share of `make campaign`."""

from collections.abc import Iterator

import pytest

from tests.campaign.report import Report
from tests.campaign.settlement import KINDS, through_one_storm, towns
from tests.campaign.settlement_town import Town

_NAMES = tuple(name for name in KINDS if name != "usual")
"""The usual platform is among them: one that maps codes is that one with codes mapped."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[tuple[str, str], Town]]:
    with towns(tmp_path_factory.mktemp("settlement"), ("embedded",), _NAMES) as some:
        yield some


@pytest.mark.parametrize(("name", "seed"), [(name, seed) for seed, name in enumerate(_NAMES)])
def test_a_storm_on_the_real_store_neither_doubles_nor_loses(
    made: dict[tuple[str, str], Town], name: str, seed: int
) -> None:
    through_one_storm(Report("settlement"), made[name, "embedded"], name, seed)
