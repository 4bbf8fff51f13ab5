"""What follows from a follow-up: is the pressure or the glucose under control, what is dangerous, what next.

Law: 国家基本公共卫生服务规范, as far as the sources of the forms in `forms/` tell it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum

from core.dates import add_months
from core.followup.form import CLASSIFICATION, STEP, Bound, Form, Values, meets


class Classification(IntEnum):
    """此次随访分类, numbered as on paper."""

    SATISFIED = 1
    UNSATISFIED = 2
    ADVERSE = 3
    COMPLICATION = 4


class Step(IntEnum):
    """下一步管理措施, numbered as on the newer form; a higher one is the more urgent."""

    ROUTINE = 1
    SOON = 2
    REFERRAL = 3
    URGENT = 4


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the values say; `classification` is the doctor's where one was chosen, else `computed`.

    `dangers` are the bounds that ask for an urgent referral. `next_by` is the latest day for the next
    follow-up that this asks for. None where the values do not tell.
    """

    computed: Classification | None
    classification: Classification | None
    dangers: tuple[Bound, ...]
    step: Step
    next_by: date

    @property
    def refers(self) -> bool:
        """Tell whether the person is to be sent on."""
        return self.step >= Step.REFERRAL


def judge(
    form: Form, values: Values, on: date, age: int | None, before: Classification | None = None
) -> Judgement:
    """Judge values of a day, after a follow-up that came to `before`."""
    dangers = tuple(one for one in form.rules.danger if one.is_for(age) and _is_met(one, values))
    computed = _computed(form, values, age)
    chosen = values.get(CLASSIFICATION)
    classification = Classification(chosen) if isinstance(chosen, int) else computed
    step = _step(classification, before, bool(dangers))
    chosen_step = values.get(STEP)
    if isinstance(chosen_step, int):
        step = max(step, Step(chosen_step))
    return Judgement(computed, classification, dangers, step, next_by(form, step, on))


def next_by(form: Form, step: Step, on: date) -> date:
    """Give the latest day for what comes after a step."""
    if step is Step.ROUTINE:
        return add_months(on, form.rules.routine_months)
    return on + timedelta(days=form.rules.soon_days)


def _computed(form: Form, values: Values, age: int | None) -> Classification | None:
    if meets(values, form.rules.adverse):
        return Classification.ADVERSE
    wanted = [one for one in form.rules.satisfied if one.is_for(age)]
    if any(one.field in values and not _is_met(one, values) for one in wanted):
        return Classification.UNSATISFIED
    return Classification.SATISFIED if _all_known(wanted, values) else None


def _step(now: Classification | None, before: Classification | None, danger: bool) -> Step:
    """A first time is watched closely, a second one of the same is sent on, and so is a complication."""
    if danger:
        return Step.URGENT
    if now is Classification.COMPLICATION:
        return Step.REFERRAL
    if now in (Classification.UNSATISFIED, Classification.ADVERSE):
        return Step.REFERRAL if before is now else Step.SOON
    return Step.ROUTINE


def _is_met(bound: Bound, values: Values) -> bool:
    return bound.field in values and bound.met_by(values[bound.field])


def _all_known(bounds: Iterable[Bound], values: Values) -> bool:
    return all(bound.field in values for bound in bounds)
