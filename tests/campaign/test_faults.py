"""Calls that fail, and a power that goes: a small share of what `make campaign` does at every place."""

import random

import pytest

from tests.campaign.all_deeds import DEEDS, Stage
from tests.campaign.bad_disk import EVERY, Call, Fault, How, no_shim
from tests.campaign.faults import FAULTS, places, strike
from tests.campaign.nursery import Nursery
from tests.campaign.power_cuts import cuts, journal_of

pytestmark = pytest.mark.skipif(no_shim() is not None, reason=str(no_shim()))

STEP = 9
"""Every so many calls one fails; the campaign takes them all."""


@pytest.mark.parametrize("fault", FAULTS)
def test_a_save_on_a_failing_disk_keeps_what_it_said_and_nothing_half(
    children: Nursery, stage: Stage, fault: str
) -> None:
    kinds, how = FAULTS[fault]
    calls = places(stage, children, "record", kinds)
    struck = 0
    for nth in range(1, calls + 1, STEP):
        life = strike(stage, children, "record", Fault(kinds, nth, how))
        struck += life.fired > 0 or life.signal > 0
    assert struck >= calls // STEP


@pytest.mark.parametrize("name", ["users", "set-up", "roster", "rekey"])
def test_what_is_written_anew_is_the_old_or_the_new_when_its_last_steps_fail(
    children: Nursery, stage: Stage, name: str
) -> None:
    kinds = Call.RENAME | Call.SYNC
    calls = places(stage, children, name, kinds)
    for nth in range(max(1, calls - 2), calls + 1):
        strike(stage, children, name, Fault(kinds, nth, How.FAIL))


@pytest.mark.parametrize(
    ("name", "number"), [("record", 16), ("roster", 6), ("users", 6), ("set-up", 4), ("rekey", 4)]
)
def test_a_power_cut_takes_nothing_that_was_promised(
    children: Nursery, stage: Stage, name: str, number: int
) -> None:
    before, journal = journal_of(stage, children, DEEDS[name])
    into = stage.room / "cut"
    for _, told in cuts(before, journal, random.Random(name), number, into):
        DEEDS[name].check(into, told)


def test_the_bad_disk_strikes_what_it_is_told_to(children: Nursery, stage: Stage) -> None:
    calls = places(stage, children, "record", EVERY)
    assert calls == sum(
        places(stage, children, "record", kind)
        for kind in (Call.OPEN, Call.WRITE, Call.SYNC, Call.RENAME, Call.TRUNCATE, Call.UNLINK)
    )
    assert strike(stage, children, "record", Fault(EVERY, 5, How.KILL)).signal == 9
