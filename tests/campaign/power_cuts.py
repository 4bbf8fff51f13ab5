"""The power goes at any change, and the disk forgets any part of what was not synced."""

import random
import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.campaign.all_deeds import DEEDS, Stage
from tests.campaign.bad_disk import Change, read_journal
from tests.campaign.deed import Deed, Told
from tests.campaign.forgetful_disk import ForgetfulDisk
from tests.campaign.nursery import Nursery, Order, nursery
from tests.campaign.report import Campaign, Report, Share

ROUNDS = 4
CUT_DEEDS = tuple(name for name in DEEDS if name not in ("program-import", "found"))
"""The two left out do what `import` does, in many more calls."""


def journal_of(stage: Stage, children: Nursery, deed: Deed) -> tuple[Path, list[Change]]:
    """Let a deed be done on a disk that writes it all down; give what lay there before and the journal."""
    folder = stage.set(deed)
    before, journal = stage.room / "lay-there", stage.room / "journal"
    shutil.rmtree(before, ignore_errors=True)
    journal.unlink(missing_ok=True)
    shutil.copytree(folder, before)
    life = children.raise_child(Order(deed.name, folder, ROUNDS, journal=journal))
    life.told.require_sentences()
    assert life.told.refusals == []
    return before, [_moved(change, folder, before) for change in read_journal(journal)]


def _moved(change: Change, folder: Path, before: Path) -> Change:
    path = change.path.replace(str(folder), str(before), 1)
    data = change.data
    if change.kind == "R":
        data = data.replace(str(folder).encode(), str(before).encode(), 1)
    return Change(change.kind, path, change.at, data)


def cuts(
    before: Path, journal: list[Change], chance: random.Random, number: int, into: Path
) -> Iterator[tuple[int, Told]]:
    """Cut the power at so many moments; each time `into` is what is left, with what was said until then."""
    moments = sorted(chance.sample(range(len(journal) + 1), min(number, len(journal) + 1)))
    disk, said, done = ForgetfulDisk(before), list[str](), 0
    for moment in moments:
        for change in journal[done:moment]:
            if change.kind == "N":
                said.append(change.data.decode())
            else:
                disk.take(change)
        done = moment
        shutil.rmtree(into, ignore_errors=True)
        disk.cut(chance, into)
        yield moment, Told(tuple(said), power_cut=True)


CUTS_A_SEED = 40


def cut_all(share: Share) -> Report:
    """Cut the power at moments of chance, deed by deed, seed by seed."""
    report = Report("power")
    with TemporaryDirectory(prefix="cunzhen-power-") as room, nursery(bad_disk=True) as children:
        stage = Stage(Path(room))
        for seed in share.seeds:
            names = share.deeds or CUT_DEEDS
            deed = DEEDS[names[seed % len(names)]]
            before, journal = journal_of(stage, children, deed)
            chance = random.Random(f"{deed.name} {seed}")
            for moment, told in cuts(before, journal, chance, CUTS_A_SEED, stage.room / "cut"):
                where = f"{deed.name}, cut after change {moment} of {len(journal)}, --seeds {seed}:{seed + 1}"
                with report.looking_at(where):
                    deed.check(stage.room / "cut", told)
                report.count("power cuts")
                report.count(f"in {deed.name}")
    return report


POWER = Campaign("power", "the power goes, and the disk forgets what was not synced", range(0, 32), cut_all)
