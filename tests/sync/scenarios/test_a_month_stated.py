"""月结算单: what a clinic states of a month is what its township states, visit by visit and to the fen."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from random import Random
from typing import Any

import pytest

from core.catalogue.items import ItemKind
from core.clinic import Clinic
from core.dates import read_month
from core.errors import Refusal
from core.events import EventType, ResultKind
from core.ids import EventId
from core.money import Fen
from core.services.bring_in_visits import line_from
from core.services.close_day import close_day
from core.services.state_month import day_sheet, month_statement
from core.statement import ClinicStatement, Fate, Tally, Why
from core.township_rows import Finding
from core.training.catalogue import training_catalogue
from core.visits.corrections import cancellation_body
from core.visits.visit import FundSplit, Visit
from storage.clinic.at_work import AtWork
from storage.clinic.upkeep import Upkeep
from storage.township.console import SqlConsole
from storage.township.results import append_result
from sync.township.imports.stock_sheet import read_stock_sheet
from sync.township.statements.month import statements_of
from tests.helpers.second_pc import Pc, another_pc, first_pc
from tests.helpers.sync_world import CLINIC, CODEC, DOCTOR, World
from tests.helpers.township_talk import a_visit

MONTH = read_month("2026-05")
BEGINS = datetime(2026, 4, 30, 15, 0, tzinfo=UTC)
"""An hour before May begins in China."""
DRUGS = [item for item in training_catalogue() if item.kind is not ItemKind.DIAGNOSIS]
KINDS = (ResultKind.SETTLED, *[ResultKind.SETTLED] * 7, ResultKind.NOT_PAYABLE, ResultKind.SETTLEMENT_UNKNOWN)


def visits_of(draw: Random) -> Iterator[Visit]:
    """Make up visits of the synthetic village every seven hours, over the ends of the month."""
    moment = BEGINS
    while True:
        lines = tuple(line_from(one, draw.randint(1, 3), 3) for one in draw.sample(DRUGS, draw.randint(0, 4)))
        total = sum(line.amount for line in lines)
        fund = draw.randint(0, total)
        account = draw.randint(0, total - fund)
        split = FundSplit(Fen(fund), Fen(account), Fen(total - fund - account))
        estimate = split if draw.random() < 0.9 else None
        yield a_visit(visited_at=moment, lines=lines, estimate=estimate)
        moment += timedelta(hours=7)


def outcome(visit: Visit, draw: Random) -> tuple[ResultKind, dict[str, Any]]:
    """Make up what the platform says of a visit."""
    kind = draw.choice(KINDS)
    if kind is not ResultKind.SETTLED:
        return kind, {"reason": draw.choice(("未参保", "超出目录范围"))}
    guess, total = visit.estimate or FundSplit(Fen(0), Fen(0), visit.total), visit.total
    fund = draw.choice(
        (guess.fund, guess.fund, guess.fund, max(0, guess.fund - 7), min(total, guess.fund + 7))
    )
    account = draw.choice((min(guess.account, total - fund), (total - fund) // 2))
    institution = draw.choice((0, 0, 0, min(7, total - fund - account)))
    pooled, cash = fund // 3, total - fund - account - institution
    shares = {"fund": fund, "account": account, "institution": institution, "cash": cash}
    return kind, {**shares, "settlement_id": "S1", "funds": {"390100": fund - pooled, "510100": pooled}}


def tell(world: World, found: list[tuple[EventId, ResultKind, dict[str, Any]]]) -> None:
    """Append results to the clinic's stream as settlement and review do."""
    with world.database.writing() as connection:
        for event, kind, facts in found:
            finding = Finding(CLINIC, event, kind, facts, world.clock.now())
            append_result(world.township, connection, finding)


def rewrite(pc: Pc, other: Pc, saved: dict[EventId, Visit], draw: Random) -> None:
    """Correct some visits, cross some out, and correct one at two PCs that have not heard of each other."""
    some = draw.sample(sorted(saved), 11)
    for wrong in some[:5]:
        right = pc.correct(replace(saved[wrong], lines=saved[wrong].lines[:1], estimate=None), wrong)
        saved[right] = replace(saved[wrong], lines=saved[wrong].lines[:1], estimate=None)
    for void in some[5:10]:
        pc.append(CODEC.encode(cancellation_body("重复录入", [void])), EventType.VISIT_CANCELLED)
    for one in (pc, other):
        one.correct(replace(saved[some[10]], complaint=str(one.store.enrolment.device)), some[10])


def clinic_of(world: World) -> Clinic:
    work = AtWork(Upkeep(lambda _folder: world.desk), CODEC, world.clock, world.ids, "test", read_stock_sheet)
    return work.clinic_of(world.clinic, DOCTOR)


def there(world: World) -> ClinicStatement:
    book = SqlConsole(world.database, world.township.code, CODEC)
    (stated,) = statements_of(world.township, book, MONTH, CLINIC)
    return stated


def test_a_month_of_the_synthetic_village_is_the_same_at_both_sides_to_the_fen(world: World) -> None:
    draw = Random(8)
    pc, other = first_pc(world), another_pc(world)
    world.clock.at = datetime(2026, 6, 1, 1, 0, tzinfo=UTC)
    saved = {pc.save(visit): visit for visit in islice(visits_of(draw), 110)}
    for one in (pc, other):
        one.sync()
    tell(world, [(event, *outcome(visit, draw)) for event, visit in saved.items() if draw.random() < 0.8])
    rewrite(pc, other, saved, draw)
    for one in (pc, other, pc):
        one.sync()
    again = draw.sample(sorted(saved), 15)
    tell(
        world,
        [(one, ResultKind.REVERSED, {"reason": "", "fund": 1, "account": 0, "cash": 0}) for one in again],
    )
    tell(world, [(one, ResultKind.NEEDS_CORRECTION, {"reason": "诊断与用药不符"}) for one in again[:6]])
    pc.sync()

    clinic = clinic_of(world)
    here = month_statement(clinic, MONTH)
    assert here == there(world)
    assert 95 <= here.all.count < 110, (
        "the days around the month count elsewhere, what was crossed out nowhere"
    )
    assert all(here.fates[fate].count for fate in Fate)
    assert all(here.differences[why].count for why in Why)
    assert sum(here.funds.values()) == here.settled.fund
    assert here.all.sum == sum(tally.sum for tally in here.fates.values()) == sum(here.fee_classes.values())
    assert here.borne.total == here.all.sum
    assert {reason for _, reason in here.reasons} == {"未参保", "超出目录范围", "诊断与用药不符"}
    days_add_up_to_the_month(clinic, here)
    a_closed_day_that_grows_is_open_again(clinic, pc)


def days_add_up_to_the_month(clinic: Clinic, month: ClinicStatement) -> None:
    days = [day_sheet(clinic, date(2026, 5, number)) for number in range(1, 32)]
    assert sum(day.sums.all.sum for day in days) == month.all.sum
    assert sum(day.sums.borne.cash for day in days) == month.borne.cash
    assert sum(day.without_estimate for day in days) == sum(one.estimate is None for one in month.visits)
    assert 3 <= sum(day.cancelled.count for day in days) <= 5


def a_closed_day_that_grows_is_open_again(clinic: Clinic, pc: Pc) -> None:
    last = date(2026, 5, 31)
    closed = close_day(clinic, last)
    sheet = day_sheet(clinic, last)
    assert (closed.visits, closed.total) == (sheet.sums.all.count, sheet.sums.all.sum)
    assert (sheet.closed, sheet.grew) == (True, False)
    pc.save(a_visit(visited_at=datetime(2026, 5, 31, 9, 0, tzinfo=UTC)))
    sheet = day_sheet(clinic, last)
    assert (sheet.closed, sheet.grew, sheet.sums.all.count) == (False, True, closed.visits + 1)


def test_a_visit_the_township_does_not_have_yet_is_the_whole_difference(world: World) -> None:
    world.clock.at = datetime(2026, 6, 1, 1, 0, tzinfo=UTC)
    first_pc(world).save(a_visit())
    assert there(world).all == Tally()
    assert month_statement(clinic_of(world), MONTH).all == Tally(1, a_visit().total)
    first_pc(world).sync()
    assert month_statement(clinic_of(world), MONTH) == there(world)


def test_a_month_to_come_is_not_stated(world: World) -> None:
    with pytest.raises(Refusal, match="month_not_here_yet"):
        month_statement(clinic_of(world), MONTH + 1)
