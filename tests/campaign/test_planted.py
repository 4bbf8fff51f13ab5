"""The proofs find what they are there to find: bugs planted in the program do not get past them."""

from collections.abc import Callable

import pytest

from tests.campaign.all_deeds import Stage
from tests.campaign.bad_disk import Call, Fault, How, no_shim
from tests.campaign.faults import places, strike
from tests.campaign.kills import kill_seed
from tests.campaign.nursery import Nursery
from tests.campaign.planted import EARLY, UNFOLDED

TRIES = 12


def tries_until_found(attempt: Callable[[int], object], most: int) -> int:
    """Go on until a check fails; give how many tries it took, and more than `most` when it never did."""
    for number in range(most):
        try:
            attempt(number)
        except Exception:
            return number + 1
    return most + 1


def test_a_visit_acknowledged_before_its_commit_is_found_by_killing(children: Nursery, stage: Stage) -> None:
    assert tries_until_found(lambda seed: kill_seed(stage, children, EARLY.name, seed), TRIES) <= TRIES


@pytest.mark.skipif(no_shim() is not None, reason=str(no_shim()))
def test_a_set_up_whose_files_did_not_come_to_rest_is_found_by_a_failing_disk(
    children: Nursery, stage: Stage
) -> None:
    calls = places(stage, children, UNFOLDED.name, Call.SYNC)

    def attempt(number: int) -> None:
        strike(stage, children, UNFOLDED.name, Fault(Call.SYNC, number + 1, How.FAIL))

    assert tries_until_found(attempt, calls) <= calls
