"""The file of what the province made of visits: read, and held against where each visit stands here."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from core.dates import CHINA
from core.errors import Refusal
from core.events import ResultKind
from core.ids import ClinicCode, EventId, TownshipCode
from core.money import Fen
from core.province_ports import (
    OutcomeKind,
    ProvinceDesk,
    ProvinceOutcome,
    ProvinceStanding,
    VisitPlace,
)
from core.settlement_modes import BY_PROVINCE
from core.settlement_ports import Step
from sync.township.imports.cells import Column, Form, Row, plain
from sync.township.imports.heads import head_in
from sync.township.imports.problem_rows import BadRow
from sync.township.imports.table_file import Source, open_tables

MOST_RESULTS = 20_000
RESULTS = Form(
    "结算结果",
    (
        Column("township", "乡镇卫生院代码", required=True),
        Column("clinic", "村卫生室代码", required=True),
        Column("visit", "就诊编号", required=True),
        Column("outcome", "结算结果", required=True),
        Column("settlement", "结算编号"),
        Column("settled_at", "结算时间"),
        Column("total", "医疗费总额(元)", ("医疗费总额",)),
        Column("fund", "基金支付(元)", ("基金支付",)),
        Column("account", "个人账户支付(元)", ("个人账户支付",)),
        Column("cash", "个人现金支付(元)", ("个人现金支付",)),
        Column("institution", "机构负担(元)", ("机构负担",)),
        Column("reason", "原因"),
    ),
)
_OUTCOMES: Mapping[str, OutcomeKind] = {
    "已结算": OutcomeKind.SETTLED,
    "不予支付": OutcomeKind.NOT_PAYABLE,
    "退回": OutcomeKind.RETURNED,
    "已撤销": OutcomeKind.REVERSED,
}
_MOMENT = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})[ T]?(\d{1,2}):(\d{2})(?::(\d{2}))?", re.ASCII)
_SHARES = ("fund", "account", "cash", "institution")
_LONGEST_ID, _LONGEST_REASON = 40, 200
_TELLS_WHO = "settled_by"


@dataclass(frozen=True, slots=True)
class ResultsPreview:
    """What telling a file would do: outcomes that are new, those known already, and rows that cannot be."""

    outcomes: tuple[ProvinceOutcome, ...]
    same: int
    bad_rows: tuple[BadRow, ...]
    titles: Mapping[str, tuple[str, ...]]
    unknown_titles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Read:
    number: int
    cells: tuple[Any, ...]
    outcome: ProvinceOutcome


def read_results(source: Source, desk: ProvinceDesk, township: TownshipCode, now: datetime) -> ResultsPreview:
    """Read a file of outcomes and see which of them the township may tell.

    Raises:
        Refusal: the codes of `open_tables`, `table_title_twice`, `table_titles_missing`,
            `province_results_too_many`.
        Hindrance: `table_file_not_read`.
    """
    read: dict[VisitPlace, _Read] = {}
    bad: list[BadRow] = []
    with open_tables(source) as tables:
        head = head_in(RESULTS, tables)
        for number, cells in head.rows():
            if len(read) + len(bad) == MOST_RESULTS:
                raise Refusal("province_results_too_many", most=MOST_RESULTS)
            try:
                outcome = _outcome(Row(RESULTS, head.places, cells), township, now)
                if outcome.place in read:
                    raise Refusal("province_result_twice", column=RESULTS.title("visit"))
                read[outcome.place] = _Read(number, tuple(cells), outcome)
            except Refusal as refusal:
                bad.append(_bad(number, cells, refusal))
        titles, unknown = {RESULTS.sheet: head.titles}, tuple(head.unknown)
    standings = desk.province_standings(read)
    new: list[ProvinceOutcome] = []
    same = 0
    for one in read.values():
        try:
            told = _to_tell(one.outcome, standings.get(one.outcome.place))
            new += [told] if told else []
            same += told is None
        except Refusal as refusal:
            bad.append(_bad(one.number, one.cells, refusal))
    return ResultsPreview(tuple(new), same, tuple(sorted(bad, key=lambda row: row.row)), titles, unknown)


def _bad(number: int, cells: Sequence[Any], refusal: Refusal) -> BadRow:
    return BadRow(RESULTS.sheet, number, refusal.code, str(refusal.facts.get("column", "")), tuple(cells))


def _outcome(row: Row, township: TownshipCode, now: datetime) -> ProvinceOutcome:
    if row.needed("township") != township:
        raise Refusal("province_result_of_another_township", column=RESULTS.title("township"))
    word = plain(row.needed("outcome"))
    if word not in _OUTCOMES:
        raise Refusal("cell_word_unknown", column=RESULTS.title("outcome"))
    kind = _OUTCOMES[word]
    facts: Mapping[str, Any] = {}
    if kind is OutcomeKind.SETTLED:
        facts = _settled(row, now)
    elif kind is OutcomeKind.NOT_PAYABLE:
        facts = {"reason": row.needed("reason")[:_LONGEST_REASON]}
    elif kind is OutcomeKind.REVERSED:
        reason = row.text("reason")[:_LONGEST_REASON] or "undone_by_province"
        facts = {"reason": reason, "undoes": row.needed("settlement")}
    visit = EventId(row.needed("visit").lower())
    return ProvinceOutcome(ClinicCode(row.needed("clinic")), visit, kind, facts)


def _settled(row: Row, now: datetime) -> Mapping[str, Any]:
    settlement = row.needed("settlement")
    if len(settlement) > _LONGEST_ID:
        raise Refusal("cell_too_long", column=RESULTS.title("settlement"))
    shares = {name: _amount(row, name) for name in _SHARES[:-1]}
    shares["institution"] = row.amount("institution") or Fen(0)
    total = _amount(row, "total")
    if sum(shares.values()) != total:
        raise Refusal("province_result_adds_up_to_another", column=RESULTS.title("total"))
    at = _moment(row)
    if at > now:
        raise Refusal("province_result_to_come", column=RESULTS.title("settled_at"))
    amounts = {name: int(amount) for name, amount in {"total": total, **shares}.items()}
    return {"settlement_id": settlement, **amounts, "settled_at": at.isoformat(), _TELLS_WHO: BY_PROVINCE}


def _amount(row: Row, key: str) -> Fen:
    amount = row.amount(key)
    if amount is None:
        raise Refusal("cell_missing", column=RESULTS.title(key))
    return amount


def _moment(row: Row) -> datetime:
    """Read when something was settled: a moment, or a day where the province tells no more."""
    cell = row.cell("settled_at")
    if isinstance(cell, datetime):
        return cell.replace(tzinfo=CHINA)
    found = _MOMENT.fullmatch(row.text("settled_at"))
    if found is None:
        return datetime.combine(row.needed_day("settled_at"), time.min, CHINA)
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups())
    try:
        return datetime.combine(date(year, month, day), time(hour, minute, second), CHINA)
    except ValueError as error:
        raise Refusal("cell_not_a_day", column=RESULTS.title("settled_at")) from error


def _to_tell(outcome: ProvinceOutcome, standing: ProvinceStanding | None) -> ProvinceOutcome | None:
    """Give what is to be told of an outcome; None where it was told already in the same words.

    Raises:
        Refusal: why it is neither.
    """
    if standing is None:
        raise Refusal("province_result_of_no_visit", column=RESULTS.title("visit"))
    step, total = standing.row.step, outcome.facts.get("total")
    if step in (Step.EXPORTED, Step.FOR_EXPORT):
        if total is not None and total != standing.total:
            raise Refusal("province_result_total_differs", column=RESULTS.title("total"))
        if outcome.kind is not OutcomeKind.REVERSED:
            return outcome if step is Step.EXPORTED or outcome.kind is not OutcomeKind.RETURNED else None
    if outcome.kind is OutcomeKind.REVERSED:
        return _reversal(outcome, standing)
    kinds = {OutcomeKind.SETTLED: ResultKind.SETTLED, OutcomeKind.NOT_PAYABLE: ResultKind.NOT_PAYABLE}
    if standing.told == (kinds.get(outcome.kind), dict(outcome.facts)):
        return None
    raise Refusal("province_result_contradicts", column=RESULTS.title("outcome"))


def _reversal(outcome: ProvinceOutcome, standing: ProvinceStanding) -> ProvinceOutcome | None:
    """Give what is given back of a settlement of the province; None where that was told.

    It has no day in the platform's books: these are the province's.
    """
    kind, facts = standing.told or ("", {})
    undoes = outcome.facts["undoes"]
    if kind is ResultKind.REVERSED and facts.get("undoes") == undoes:
        return None
    if (kind, facts.get("settlement_id"), facts.get(_TELLS_WHO)) != (ResultKind.SETTLED, undoes, BY_PROVINCE):
        raise Refusal("province_result_contradicts", column=RESULTS.title("settlement"))
    given_back = {name: facts[name] for name in (*_SHARES, "total")}
    told = {**outcome.facts, "settlement_id": "", **given_back, _TELLS_WHO: BY_PROVINCE}
    return replace(outcome, facts=told)
