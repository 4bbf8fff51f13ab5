"""Every call that changes a file fails once, at every place: a sentence, nothing half done, work goes on."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.campaign.all_deeds import DEEDS, WITH_PLANTED, Stage
from tests.campaign.bad_disk import EVERY, Call, Fault, How
from tests.campaign.nursery import Life, Nursery, Order, nursery
from tests.campaign.report import Campaign, Report, Share

FAULTS: Mapping[str, tuple[Call, How]] = {
    "write fails": (Call.WRITE, How.FAIL),
    "write cut in half": (Call.WRITE, How.SHORT),
    "sync fails": (Call.SYNC, How.FAIL),
    "rename or removal fails": (Call.RENAME | Call.UNLINK, How.FAIL),
    "open fails": (Call.OPEN, How.FAIL),
    "truncation fails": (Call.TRUNCATE, How.FAIL),
    "disk full from here": (Call.OPEN | Call.WRITE | Call.TRUNCATE | Call.RENAME, How.FULL),
    "killed before": (EVERY, How.KILL),
    "killed in a write": (Call.WRITE, How.TORN),
}
ROUNDS: Mapping[str, int] = {"record": 2, "forms": 2, "program-record": 2}
"""How often a deed is done on the bad disk; once where nothing is said."""


def places(stage: Stage, children: Nursery, name: str, kinds: Call) -> int:
    """Count the calls of some kinds that a deed makes."""
    order = Order(name, stage.set(WITH_PLANTED[name]), ROUNDS.get(name, 1), Fault(kinds, 0, How.COUNT))
    life = children.raise_child(order)
    life.told.require_sentences()
    assert life.told.refusals == []
    return life.seen


def strike(stage: Stage, children: Nursery, name: str, fault: Fault) -> Life:
    """Let one call of a deed fail, and check what was promised, what was said, and that it can be done again.

    Raises:
        AssertionError, Stop: something is not as it should be.
    """
    deed = WITH_PLANTED[name]
    order = Order(name, stage.set(deed), ROUNDS.get(name, 1), fault)
    life = children.raise_child(order)
    life.told.require_sentences()
    deed.check(order.folder, life.told)
    return life


def strikes(deeds: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """List every pair of a deed and a fault."""
    return ((name, fault) for name in deeds for fault in FAULTS)


def strike_all(share: Share) -> Report:
    """Let each call fail in turn; the seeds are the numbers of the calls, from 1."""
    report = Report("faults")
    with TemporaryDirectory(prefix="cunzhen-faults-") as room, nursery(bad_disk=True) as children:
        stage = Stage(Path(room))
        for name, fault in strikes(tuple(share.deeds or DEEDS)):
            kinds, how = FAULTS[fault]
            calls = places(stage, children, name, kinds)
            for nth in range(max(1, share.seeds.start), min(calls, share.seeds.stop - 1) + 1):
                with report.looking_at(f"{name}, {fault} at call {nth} of {calls}"):
                    life = strike(stage, children, name, Fault(kinds, nth, how))
                    report.count("faults")
                    report.count("told in a sentence", bool(life.told.refusals))
                    report.count(f"in {name}")
    return report


STRIKES = Campaign("faults", "each call that changes a file fails in turn", range(1, 100_000), strike_all)
