"""Everything that goes wrong between township and platform; the platform's own ledger is the judge."""

import os
import sys
from collections.abc import Collection, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from core.errors import Hindrance
from core.ids import EventId
from storage.township.engines import PostgresPlace, open_embedded, open_postgres
from sync.township.settlement.province import shipped_province
from tests.campaign.report import Campaign, Report, Share
from tests.campaign.settlement_town import IMPATIENT, ITEMS, Town, judge
from tests.helpers.platform_process import PlatformProcess, running_platform
from tests.helpers.settlement_book import PowerCut
from tests.helpers.throwaway_postgres import VARIABLE, fresh_database, newest_programs, running_server

_GATEWAY = {"paasid": "village", "secret": "not-really-secret"}
_NIGHT = ["00:00:00", "00:30:00"]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of platform, the province that speaks to it, and whether a message may still arrive late.

    `own_codes`: lines carry codes of the township's own, which are mapped anew in the middle of the storm.
    """

    parameters: Mapping[str, Any]
    province: str = "baseline"
    late: bool = True
    own_codes: bool = False


KINDS: Mapping[str, Kind] = {
    "usual": Kind({"closed": _NIGHT}),
    "settles-anything": Kind({"closed": _NIGHT, "settles_a_batch_once": False}, late=False),
    "answers-no-questions": Kind(
        {"closed": _NIGHT, "query_needs_settlement": True, "gateway": _GATEWAY}, "tif_gateway"
    ),
    "maps-codes": Kind({"closed": _NIGHT, "mapping_required": True, "items": ITEMS}, own_codes=True),
}
"""A platform that settles a batch as often as it is asked cannot be kept from settling what arrives late."""
_DEALT = ("usual", "maps-codes", "settles-anything", "usual", "answers-no-questions")
_NUMBERS = (
    "9001",
    "1101",
    "2001",
    "2201",
    "2203",
    "2204",
    "2205",
    "2206",
    "2202",
    "2208",
    "2601",
    "5201",
    "5203",
)
_FAULTS = ("timeout", "drop", "error", "empty", "refuse", "twice", "stale", "slow", "change", "midnight")
_HOLD = {"timeout": 700, "slow": 150}
_KILLED_EVERY = 25
_KILLED_IN = ("2201", "2203", "2204", "2207", "2207", "2207")
_VISITS = 3
_ROUNDS = 7
_PLACES_TAKEN_IN = (2, 4)
"""Rounds in which visits are corrected or cancelled: some are settled by then, some under way."""


def weather(town: Town, chance: Random, late: bool, kill: bool) -> dict[EventId, dict[str, Any]]:
    """Let a township's visits come into a storm that ends; give whose they are."""
    seen = town.take_in(chance, _VISITS)
    for number in range(_ROUNDS):
        _stir(town, chance, seen, (late, number))
        town.book.power.cuts_in = chance.randint(1, 14) if chance.random() < 0.4 else 0
        town.book.power.cut_after = chance.random() < 0.5
        if number in _PLACES_TAKEN_IN:
            town.take_places(chance, seen)
        if town.codes.random() < 0.25:
            town.change_code()
        if town.own_codes and number % 2:
            town.change_map(chance, IMPATIENT)
        if kill and number in (1, 4):
            town.run_and_be_killed(chance, ("2208",) if number == 4 else _KILLED_IN)
        with suppress(PowerCut, Hindrance):
            town.run(IMPATIENT)
        town.clock.wait(minutes=chance.choice((0.5, 3, 15)))
    town.book.power.cuts_in = 0
    town.line.be_well()
    town.line.put_clock("2026-03-09T09:00:00")
    town.clock.wait(hours=7)
    return seen


def _stir(
    town: Town, chance: Random, seen: Mapping[EventId, dict[str, Any]], when_of: tuple[bool, int]
) -> None:
    """Ask for some trouble, most of it at first, and let what is parked arrive."""
    late, number = when_of
    how_many = (0, 3) if number else (2, 6)
    moments = ("before", "after", "late") if late else ("before", "after")
    for _ in range(chance.randint(*how_many)):
        kind = chance.choice(_FAULTS)
        more: dict[str, Any] = {"hold_ms": _HOLD[kind]} if kind in _HOLD else {}
        when = "after" if kind == "twice" else chance.choice(moments)
        if kind in ("change", "midnight", "slow") and when == "late":
            when = "after"
        if kind == "change":
            more["people"] = [_changed(chance.choice(list(seen.values())), chance)]
        money = ("2207", "2208") if number >= min(_PLACES_TAKEN_IN) else ("2207",)
        numbers = (*_NUMBERS, *(("3301",) * 4 if town.own_codes else ()))
        infno = chance.choice(money) if chance.random() < 0.4 else chance.choice(numbers)
        town.line.go_wrong(infno, kind, when, skip=chance.randint(0, 2), **more)
    if chance.random() < 0.3:
        town.line.deliver()
    if chance.random() < 0.5:
        town.line.put_clock("2026-03-06T09:00:00")


def _changed(person: Mapping[str, Any], chance: Random) -> dict[str, Any]:
    """Give a person as somebody else's change left them: paused, in force again, or the benefit over."""
    (insurance,) = person["insurances"]
    change = chance.choice(
        ({"status": "2", "reason": "暂停参保"}, {"status": "1"}, {"benefit_end": "2026-01-31"})
    )
    return {**person, "insurances": [{**insurance, **change}]}


@contextmanager
def towns(
    room: Path, engines: tuple[str, ...], names: Collection[str] = KINDS
) -> Iterator[dict[tuple[str, str], Town]]:
    """Give a township on each engine at each kind of platform, or at some."""
    with ExitStack() as open_things:
        made = {}
        for name in names:
            kind, folder = KINDS[name], room / name
            folder.mkdir()
            line = open_things.enter_context(running_platform(folder, kind.parameters))
            for place, engine in enumerate(engines):
                made[name, engine] = open_things.enter_context(_town(folder / str(place), engine, line, kind))
        yield made


@contextmanager
def _town(folder: Path, engine: str, line: PlatformProcess, kind: Kind) -> Iterator[Town]:
    folder.mkdir()
    data, province = folder / "township", shipped_province(kind.province)
    if engine == "embedded":
        with closing(open_embedded(data, create=True)) as database:
            yield Town(database, data, line, province, kind.own_codes)
        return
    with (
        fresh_database(engine) as url,
        closing(open_postgres(PostgresPlace(url), data, create=True)) as there,
    ):
        yield Town(there, data, line, province, kind.own_codes)


def run(share: Share) -> Report:
    """Go through the storms of the share, seed by seed, on both engines where there is a PostgreSQL."""
    report = Report("settlement")
    with (
        TemporaryDirectory(prefix="cunzhen-settlement-") as room,
        _engines() as engines,
        towns(Path(room), engines) as made,
    ):
        for seed in share.seeds:
            name = (share.deeds or _DEALT)[seed % len(share.deeds or _DEALT)]
            engine = engines[seed // 2 % len(engines)]
            with report.looking_at(f"--deeds {name} --seeds {seed}:{seed + 1}"):
                through_one_storm(report, made[name, engine], name, seed)
        for town in made.values():
            for trouble, times in town.asked_somebody.items():
                report.met[f"asked somebody {trouble}"] += times
        for line in {id(town.line): town.line for town in made.values()}.values():
            for fault, times in line.struck().items():
                report.met[f"times {fault}"] += times
    return report


def through_one_storm(report: Report, town: Town, name: str, seed: int) -> None:
    """Let one storm pass and judge what is left."""
    chance, kind = Random(f"settlement {seed}"), KINDS[name]
    town.codes = Random(f"codes {seed}")
    kill = town.database.embedded and seed % _KILLED_EVERY == 0
    seen = weather(town, chance, kind.late, kill)
    rows = town.come_to_rest(seen)
    town.line.deliver()
    became = judge(town, seen, rows)
    report.count("storms")
    report.count("workers killed", int(kill))
    for what, number in became.items():
        report.met[what] += number


@contextmanager
def _engines() -> Iterator[tuple[str, ...]]:
    """Give the engines: the encrypted file, and the address of a PostgreSQL where one can be had."""
    server, programs = os.environ.get(VARIABLE), newest_programs()
    if server:
        yield "embedded", server
    elif programs:
        with running_server(programs) as own:
            yield "embedded", own
    else:
        sys.stdout.write("  no PostgreSQL here: the encrypted file alone\n")
        yield ("embedded",)


SETTLEMENT = Campaign(
    "settlement", f"storms between township and platform; --deeds {','.join(KINDS)}", range(300), run
)
