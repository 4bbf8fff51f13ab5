"""Everything going wrong at once, by seed, with the platform's own ledger as judge."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path
from random import Random

import pytest

from core.errors import Hindrance
from core.events import ResultKind
from core.settlement_ports import TakenBy
from sync.township.settlement.province import shipped_province
from tests.helpers.platform_process import PlatformProcess, insured, running_platform
from tests.helpers.settlement_book import PowerCut, drug, visit
from tests.helpers.settlement_desk import Town

_people = count(1)
NUMBERS = (
    "9001",
    "1101",
    "2001",
    "2201",
    "2203",
    "2204",
    "2205",
    "2206",
    "2207",
    "2207",
    "2601",
    "5201",
    "5203",
)
KINDS = ("drop", "error", "empty", "refuse", "twice", "stale")
GATEWAY = {"query_needs_settlement": True, "gateway": {"paasid": "village", "secret": "not-really-secret"}}


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PlatformProcess]:
    with running_platform(Path(tmp_path_factory.mktemp("platform"))) as process:
        yield process


@pytest.fixture(scope="module")
def careless(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PlatformProcess]:
    with running_platform(
        Path(tmp_path_factory.mktemp("careless")), {"settles_a_batch_once": False}
    ) as process:
        yield process


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PlatformProcess]:
    with running_platform(Path(tmp_path_factory.mktemp("gateway")), GATEWAY) as process:
        yield process


def stir(town: Town, chance: Random, moments: tuple[str, ...]) -> None:
    """Ask for some trouble, deliver what is parked, let the power go or time pass."""
    for _ in range(chance.randint(0, 3)):
        kind = chance.choice(KINDS)
        when = "after" if kind == "twice" else chance.choice(moments)
        town.line.go_wrong(chance.choice(NUMBERS), kind, when, skip=chance.randint(0, 2))
    if chance.random() < 0.3:
        town.line.deliver()
    town.book.cut_at = town.book.savings + chance.randint(1, 12) if chance.random() < 0.4 else 0
    town.book.cut_after = chance.random() < 0.5
    town.clock.wait(minutes=chance.choice((0.5, 3, 15)))


def weather_the_storm(
    town: Town, chance: Random, moments: tuple[str, ...] = ("before", "after", "late")
) -> None:
    for _ in range(6):
        stir(town, chance, moments)
        try:
            town.run()
        except (PowerCut, Hindrance):
            continue
    town.book.cut_at = 0
    town.line.be_well()
    town.clock.wait(hours=7)
    town.run_until_quiet()
    town.line.deliver()


def judge(town: Town, people: dict[str, str]) -> None:
    """Hold every visit's results against the platform's ledger."""
    standing: dict[str, list[str]] = {psn_no: [] for psn_no in people.values()}
    for row in town.line.ledger():
        standing.get(str(row["psn_no"]), []).append(str(row["setl_id"]))
    told: dict[str, list[str]] = {psn_no: [] for psn_no in people.values()}
    for event_id, kind, facts in town.book.results:
        if kind is ResultKind.SETTLED:
            told[people[event_id]].append(facts["settlement_id"])
    assert told == standing
    assert all(len(settlements) <= 1 for settlements in standing.values())


def three_visits(town: Town, chance: Random) -> dict[str, str]:
    people = {}
    for _ in range(3):
        person = insured(next(_people))
        town.line.insure(person)
        people[town.book.join(visit(person, drug(price=chance.randint(1, 5000))))] = person["psn_no"]
    return people


@pytest.mark.parametrize("seed", range(10))
def test_a_storm_neither_doubles_nor_loses_a_settlement(platform: PlatformProcess, seed: int) -> None:
    chance = Random(seed)
    town = Town(platform)
    people = three_visits(town, chance)
    weather_the_storm(town, chance)
    judge(town, people)
    town.hang_up()


@pytest.mark.parametrize("seed", range(10))
def test_a_platform_that_would_settle_twice_is_not_asked_twice(careless: PlatformProcess, seed: int) -> None:
    chance = Random(seed)
    town = Town(careless)
    people = three_visits(town, chance)
    weather_the_storm(town, chance, ("before", "after"))
    judge(town, people)
    town.hang_up()


def test_a_province_with_signed_headers_and_no_look_up_settles(gateway: PlatformProcess) -> None:
    town = Town(gateway, shipped_province("tif_gateway"))
    person = insured(next(_people))
    gateway.insure(person)
    event_id = town.book.join(visit(person))
    assert town.run().settled == 1
    judge(town, {event_id: person["psn_no"]})
    town.hang_up()


def test_trace_codes_travel_with_their_lines_where_the_province_takes_them(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = Path(tmp_path_factory.mktemp("traces"))
    with running_platform(folder, GATEWAY | {"trace_field": "drugtracinfo"}) as line:
        town = Town(line, shipped_province("tif_gateway"))
        person = insured(next(_people))
        line.insure(person)
        event_id = town.book.join(visit(person))
        assert town.run().settled == 1
        assert [one["code"] for one in line.traces()] == ["81234567890123456789"]
        town.book.taken[event_id] = TakenBy.CANCELLATION
        assert (town.run().undone, line.traces()) == (1, [])
        town.hang_up()


@pytest.mark.parametrize("when", ["before", "after", "late"])
@pytest.mark.parametrize("kind", ["drop", "refuse", "error"])
def test_without_a_look_up_a_doubt_is_ended_by_reversal(
    gateway: PlatformProcess, kind: str, when: str
) -> None:
    town = Town(gateway, shipped_province("tif_gateway"))
    person = insured(next(_people))
    gateway.insure(person)
    event_id = town.book.join(visit(person))
    gateway.go_wrong("2207", kind, when)
    town.run_until_quiet()
    gateway.deliver()
    judge(town, {event_id: person["psn_no"]})
    assert town.book.results_of(event_id)[-1][0] is ResultKind.SETTLED
    town.hang_up()


def test_a_wrong_secret_opens_no_gateway(gateway: PlatformProcess) -> None:
    town = Town(gateway, shipped_province("baseline"))
    person = insured(next(_people))
    town.book.join(visit(person))
    with pytest.raises(Hindrance) as told:
        town.run()
    assert told.value.code == "platform_sign_in_failed"
    town.hang_up()
