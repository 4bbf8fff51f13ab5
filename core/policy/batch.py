"""Verdicts for a file of histories, one JSON object a line; a faulty line spoils no other."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from core.coverage.history import History
from core.errors import Refusal
from core.policy.bill_cases import in_cny
from core.policy.cases import Case, answer_plain, case_of
from core.policy.contribution import YearlyPrice, price_of_person
from core.policy.decision import decide
from core.policy.fields import Fields
from core.policy.in_force import PackOn

LONGEST_LINE = 1_000_000
"""Bytes no history has; a longer line is refused instead of being held in memory."""
Numbered = tuple[int, bytes]


@dataclass(frozen=True, slots=True)
class BatchQuestion:
    """What is asked of every line that does not say it itself: the packs, and the day.

    Args:
        on: the day asked about; its year is the coverage year. None = each line has `as_of`.
        with_steps: give the explanation too.
    """

    packs: PackOn
    on: date | None
    with_steps: bool = False


@dataclass(frozen=True, slots=True)
class LineAnswer:
    """The answer to one line in plain values, or the refusal of it."""

    line: int
    plain: Mapping[str, Any]
    refusal: Refusal | None = None


def judge_lines(lines: Iterable[Numbered], question: BatchQuestion) -> Iterator[LineAnswer]:
    """Answer each line in its order; empty ones have no answer."""
    for number, line in lines:
        if line.strip():
            yield _judged(number, line, question)


def _judged(number: int, line: bytes, question: BatchQuestion) -> LineAnswer:
    case = Case(number, {})
    try:
        case = _read(number, line)
        return LineAnswer(number, {"line": number, **_answer(case, question)})
    except Refusal as refusal:
        plain = {"line": number, "id": case.id, "refused": refusal.code}
        return LineAnswer(number, plain, refusal)


def _read(number: int, line: bytes) -> Case:
    if len(line) > LONGEST_LINE:
        raise Refusal("batch_line_too_long", line=number)
    try:
        plain = json.loads(line.decode("utf-8-sig"), parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        raise Refusal("batch_line_not_readable", line=number) from error
    if not isinstance(plain, Mapping):
        raise Refusal("batch_line_not_readable", line=number)
    return case_of(number, plain)


def _answer(case: Case, question: BatchQuestion) -> Mapping[str, Any]:
    fields = Fields(case.plain, "line", case.index)
    history = History.from_plain(fields.present("person"))
    on = question.on or fields.day("as_of")
    target = fields.year("target_year") if "target_year" in case.plain else on.year
    decision = decide(question.packs, history, target, on)
    plain = answer_plain(case, decision)
    if not question.with_steps:
        del plain["explanation"]
    day = decision.paid_on or on
    return {**plain, **_price_plain(price_of_person(question.packs(day), history, target, day))}


def _price_plain(price: YearlyPrice) -> Mapping[str, Any]:
    return {
        "personal_cny": in_cny(price.personal),
        "fiscal_cny": in_cny(price.fiscal),
        "subsidy_cny": in_cny(price.subsidy),
        "to_pay_cny": in_cny(price.to_pay),
        "subsidy_category": price.category or None,
    }
