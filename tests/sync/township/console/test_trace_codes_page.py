"""The page of drugs without a trace code, and the command: the same list, clinic by clinic."""

from dataclasses import replace

import pytest

from core.catalogue.items import ItemKind
from core.console import ConsoleRole
from core.errors import Refusal
from sync.township.statements.month import month_named
from sync.township.trace_codes import untraced
from tests.helpers.console_world import ConsoleWorld
from tests.helpers.township_store import CLINIC, OTHER_CLINIC
from tests.helpers.township_talk import a_visit


def test_a_clerk_sees_which_drugs_went_without_a_code_before_they_are_uploaded(world: ConsoleWorld) -> None:
    line = replace(a_visit().lines[0], kind=ItemKind.DRUG, trace_codes=(), no_trace_reason="拆零发药")
    visit = world.visit(lines=(line,))
    month = f"{a_visit().visited_at:%Y-%m}"
    browser = world.signed_in(ConsoleRole.CLERK)
    page = browser.get(f"/trace-codes?month={month}&clinic={CLINIC}").text
    assert visit in page
    assert "拆零发药" in page
    assert "未结算" in page
    here, there = untraced(world.store(), world.console(), month_named(month))
    assert ((here.clinic.code, here.waiting), (there.clinic.code, there.waiting)) == (
        (CLINIC, 1),
        (OTHER_CLINIC, 0),
    )


@pytest.mark.parametrize("query", ["month=2026", "month=x", "clinic=C99"])
def test_a_month_or_clinic_there_is_not_is_refused(world: ConsoleWorld, query: str) -> None:
    browser = world.signed_in(ConsoleRole.REVIEWER)
    assert browser.get(f"/trace-codes?{query}").status_code in (400, 404)


def test_a_clinic_nobody_knows_is_refused_at_the_machine(world: ConsoleWorld) -> None:
    with pytest.raises(Refusal):
        untraced(world.store(), world.console(), month_named("2026-05"), CLINIC.__class__("C99"))
