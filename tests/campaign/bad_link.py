"""The seven conversations of the budget table on the worst link a village has, at its true speed.

A real service process, real TLS, a real clinic store, and between them 64 kbit/s, 600 ms there and back, one
segment in twenty lost, and 15 s of every minute without a link. Each conversation begins a moment before such
a cut. The clinic calls as an open desk does: again when its plan says so.
"""

import secrets
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import monotonic, sleep

from core.data_sets import DataSetName
from core.errors import Hindrance
from core.training.catalogue import training_catalogue
from core.training.month import month_later
from core.training.workday import draw_visits
from storage.clinic.desk import ClinicStore
from storage.township.engines import open_embedded
from storage.township.store import SqlTownshipStore
from sync.patience import Patience
from sync.run import Chance, run_sync
from sync.schedule import CallPlan
from sync.transport import Address
from tests.bench.on_the_line import (
    CHANGED,
    CODEC,
    DAY,
    ONLY_ASKED,
    TOWNSHIP,
    VILLAGE,
    Talk,
    publish_roster,
    talk_in,
    village_of,
    without_codes,
)
from tests.campaign.report import Campaign, Report, Share
from tests.helpers.line import VILLAGE_LINK, Line, line_to
from tests.helpers.watched_transport import Try, WatchedTransport, asked_again_at_once, chunks_asked_again

IN_A_VILLAGE = ("first-village", "nothing-new", "one-visit", "day", "month-village")
IN_A_TOWNSHIP = ("first-township", "month-township")
ALL = (*IN_A_VILLAGE, *IN_A_TOWNSHIP)
LONGEST_BEFORE = 3.5
"""Seconds a conversation may have before the link is cut: about what a small one takes."""
MOST_ROUNDS = 12
SLACK = 3.0
"""Seconds a machine with other work may take to notice that time is up."""


@dataclass(frozen=True, slots=True)
class Played:
    """What one conversation took."""

    seconds: float
    line: Line
    rounds: Sequence[str]
    tried: Sequence[Try]
    cuts: int

    def tell(self) -> str:
        """Say it in a line."""
        counted = self.line.counted
        return (
            f"{self.seconds:6.1f} s, {counted.both:8,} B ({counted.again:6,} B sent again by TCP), "
            f"{self.cuts} cuts, {chunks_asked_again(self.tried)} chunks asked for twice, "
            f"{asked_again_at_once(self.tried)} questions repeated on a new connection, "
            f"{counted.connections} connections, rounds: {', '.join(self.rounds)}"
        )


def run(share: Share) -> Report:
    """Play what is wanted, from the village's first roster to the township's next month."""
    report = Report("bad-link")
    wanted = share.deeds or ALL
    for seed in share.seeds:
        for names, people, villages in ((IN_A_VILLAGE, VILLAGE, 1), (IN_A_TOWNSHIP, TOWNSHIP, 12)):
            if not set(names) & set(wanted):
                continue
            with TemporaryDirectory(prefix="cunzhen-bad-link-") as room:
                for name, talk, ready in _conversations(Path(room), people, villages):
                    with report.looking_at(f"seed {seed} {name}"):
                        _one(report, (seed, name), talk, bad=name in wanted)
                        ready(talk)
    return report


def _conversations(
    room: Path, people: int, villages: int
) -> Iterator[tuple[str, Talk, Callable[[Talk], None]]]:
    """Bring about, one after the other, what there is to say; with each a check that all of it was said."""
    town = village_of(people, villages)
    with talk_in(room / "town", town) as talk:
        later = month_later(town.entries, town.on, CHANGED, Random(5))
        publish_roster(talk, town.entries)
        yield ("first-village" if villages == 1 else "first-township", talk, _roster_in_use(1))
        if villages == 1:
            yield ("nothing-new", talk, _all_received)
            visits = [
                without_codes(one) for one in draw_visits(town, training_catalogue(), Random(3), DAY + 1)
            ]
            talk.record(visits[:1])
            yield ("one-visit", talk, _all_received)
            asked = [one.person.id_number for one in Random(4).sample(town.entries, ONLY_ASKED)]
            talk.record(visits[1:], asked)
            yield ("day", talk, _all_received)
        publish_roster(talk, later)
        yield ("month-village" if villages == 1 else "month-township", talk, _roster_in_use(2))


def _one(report: Report, which: tuple[int, str], talk: Talk, *, bad: bool) -> None:
    if not bad:
        talk.sync()
        return
    seed, name = which
    begins = VILLAGE_LINK.cut_every - VILLAGE_LINK.cut_for
    before = LONGEST_BEFORE * Random(f"{seed} {name}").random()
    link = replace(VILLAGE_LINK, already=begins - before)
    with line_to(talk.town.service.port, link, seed) as line:
        played = _until_done(talk, line)
    sys.stdout.write(f"  seed {seed} {name:14} cut after {before:.1f} s: {played.tell()}\n")
    sys.stdout.flush()
    report.count("conversations")
    report.count("cuts", played.cuts)
    report.count("chunks asked for twice", chunks_asked_again(played.tried))
    report.count("questions repeated", asked_again_at_once(played.tried))
    assert chunks_asked_again(played.tried) <= played.cuts, "more than one chunk a cut was asked for twice"
    assert _waited_too_long(played.tried) == [], "silence was waited out"
    assert _not_repeated(played.tried) == [], "silence was not answered by asking again"


def _until_done(talk: Talk, line: Line) -> Played:
    """Call by plan until a round ends well."""
    started, rounds, tried = monotonic(), list[str](), list[Try]()
    begun = line.cuts_begun()
    with closing(talk.opened()) as store:
        plan = CallPlan(store.sync, talk.clock, secrets.token_bytes)
        while len(rounds) < MOST_ROUNDS:
            rounds.append(_round(talk, store, line, tried))
            plan.ended(0)
            if rounds[-1] == "done":
                return Played(monotonic() - started, line, rounds, tried, line.cuts_begun() - begun)
            sleep(max(0.0, (plan.next_call().at - talk.clock.now()).total_seconds()))
    raise AssertionError(f"no round ended well: {', '.join(rounds)}")


def _round(talk: Talk, store: ClinicStore, line: Line, tried: list[Try]) -> str:
    address = replace(Address.parse(store.enrolment.address), port=line.port)
    with WatchedTransport(address, store.enrolment.tls_pin) as transport:
        try:
            run_sync(store.sync, transport, talk.clock, Chance(secrets.token_bytes, monotonic))
        except Hindrance as hindrance:
            return hindrance.code
        finally:
            tried += transport.tried
    return "done"


def _waited_too_long(tried: Sequence[Try]) -> Sequence[str]:
    """Name the questions that met silence for longer than they should have put up with."""
    patience = Patience()
    return [
        f"{one.name.value} {one.seconds:.1f} s"
        for one in tried
        if one.outcome == "township_silent"
        and one.seconds
        > patience.for_connecting(one.tries) + patience.for_next_byte(len(one.wire), one.tries) + SLACK
    ]


def _not_repeated(tried: Sequence[Try]) -> Sequence[str]:
    """Name the questions that met silence and were not asked once more, as they were, right away."""
    behind = [*tried[1:], None]
    return [
        one.name.value
        for one, after in zip(tried, behind, strict=True)
        if one.outcome == "township_silent"
        and one.tries == 1
        and (after is None or (after.tries, after.wire) != (2, one.wire))
    ]


def _all_received(talk: Talk) -> None:
    """See that nothing waits, and that the township has each event once."""
    with closing(talk.opened()) as store:
        written = store.ledger.head().sequence
        assert store.sync.waiting() == 0, "events still wait"
    with closing(open_embedded(talk.town.folder / "township")) as database:
        township = SqlTownshipStore(database, talk.town.people.code, CODEC)
        assert township.counts().events == written, "not every event arrived, or one twice"
        assert township.check() == [], "the township's store is not sound"


def _roster_in_use(version: int) -> Callable[[Talk], None]:
    def check(talk: Talk) -> None:
        with closing(talk.opened()) as store:
            assert store.sync.standing().data_sets[DataSetName.ROSTER] == version, "another roster is in use"

    return check


BAD_LINK = Campaign(
    "bad-link", "the budget table's seven at 64 kbit/s with cuts, at true speed", range(1), run
)
