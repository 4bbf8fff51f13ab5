"""What the township's checks say, as the pages of visits show it."""

from collections.abc import Mapping, Sequence
from typing import Any

from core.dates import china_day
from core.supervision_ports import Place, VisitToCheck
from core.visits.township_checks import Checked
from sync.township.checks import checks_of
from sync.township.console.asking import Desk
from sync.township.rule_checks import rules_on, spoken_beside

LOOKED_THROUGH = 500
"""Entries of the logs a page looks through that were not yet: few enough for nobody to wait."""


def checked_visits(desk: Desk, visits: Sequence[VisitToCheck]) -> Mapping[Place, Checked]:
    """Ask the checks about the visits of a page."""
    desk.store.mark_visits(None, LOOKED_THROUGH)
    return checks_of(desk.store, desk.console, visits)


def checks_shown(desk: Desk, visit: VisitToCheck) -> Mapping[str, Any]:
    """Give what the page of one visit shows of its checks."""
    checked = checked_visits(desk, [visit])[visit.place]
    rules = rules_on(desk.store, china_day(visit.visit.visited_at))
    return {
        "checked": checked,
        "here": spoken_beside(rules, visit, desk.console.visits_beside([visit])[visit.place]),
        "behind": desk.console.unmarked(),
        "drugs": {line.code: line.name for line in visit.visit.lines},
        "clinics": {one.code: one.name for one in desk.store.clinics()},
        "word_for": desk.word_for,
    }
