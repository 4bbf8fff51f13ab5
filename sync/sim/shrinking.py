"""Making a failing life short: what is not needed for it to fail is left out."""

from collections.abc import Callable
from dataclasses import replace

from sync.sim.invariants import Broken
from sync.sim.plan import Plan
from sync.sim.story import Story

MOST_LIVES = 80
"""Lives one shrinking may take."""


def shrink(plan: Plan, live: Callable[[Plan], Story], found: Broken) -> Broken:
    """Give what the shortest life breaks that fails in the same way; `found` if nothing can be left out."""
    return _Shrinking(live, found.number, found).shortest(plan)


class _Shrinking:
    def __init__(self, live: Callable[[Plan], Story], number: str, found: Broken) -> None:
        self._live = live
        self._number = number
        self._found = found
        self._left = MOST_LIVES

    def shortest(self, plan: Plan) -> Broken:
        span = max(1, len(plan.deeds) // 2)
        while span:
            shorter = self._without(plan, span)
            if len(shorter.deeds) == len(plan.deeds):
                span //= 2
            plan = shorter
        plan = self._calmer(plan, replace(plan, trouble=0.0))
        self._calmer(plan, replace(plan, risk=0.0))
        return self._found

    def _calmer(self, plan: Plan, calmer: Plan) -> Plan:
        return calmer if calmer != plan and self._fails(calmer) else plan

    def _without(self, plan: Plan, span: int) -> Plan:
        """Leave out every stretch of so many deeds that is not needed, the last ones first."""
        for first in range(len(plan.deeds) - span, -1, -span):
            shorter = plan.with_deeds(plan.deeds[:first] + plan.deeds[first + span :])
            if self._fails(shorter):
                plan = shorter
        return plan

    def _fails(self, plan: Plan) -> bool:
        if self._left == 0:
            return False
        self._left -= 1
        try:
            self._live(plan)
        except Broken as broken:
            if broken.number == self._number:
                self._found = broken
                return True
        return False
