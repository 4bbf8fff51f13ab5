"""How much of a batch the funds, the account and the patient bear, by the platform's own rules."""

import sqlite3
from dataclasses import dataclass
from decimal import Decimal

from sync.platform_simulator.exchange import Exchange, in_yuan, rounded
from sync.platform_simulator.rules import Benefit

ASSISTANCE_FUND = "610100"


@dataclass(frozen=True, slots=True)
class Batch:
    """Sums of the unsettled lines of a batch, in CNY."""

    total: Decimal
    own: Decimal
    over: Decimal
    pre: Decimal
    within: Decimal
    lines: int


@dataclass(frozen=True, slots=True)
class Payment:
    """Who pays what, in CNY; pool, assistance, account and cash add up to the total."""

    batch: Batch
    benefit: Benefit
    deductible: Decimal
    limit: Decimal
    pool: Decimal
    assistance: Decimal
    account: Decimal

    @property
    def funds(self) -> Decimal:
        """Sum of all funds."""
        return self.pool + self.assistance

    @property
    def cash(self) -> Decimal:
        """What the patient pays at the desk."""
        return self.batch.total - self.funds - self.account


def batch_of(exchange: Exchange, mdtrt_id: str, chrg_bchno: str) -> Batch:
    """Sum up a batch: its lines that still wait, or all of them where nobody looks."""
    row = exchange.db.execute(
        "select coalesce(sum(sum_fen), 0), coalesce(sum(own_fen), 0), coalesce(sum(over_fen), 0),"
        " coalesce(sum(pre_fen), 0), coalesce(sum(within_fen), 0), count(*) from fee_lines"
        " where mdtrt_id = ? and chrg_bchno = ? and (setl_id is null or not ?)",
        (mdtrt_id, chrg_bchno, exchange.rules.settles_a_batch_once),
    ).fetchone()
    total, own, over, pre, within = (in_yuan(fen) for fen in row[:5])
    return Batch(total, own, over, pre, within, row[5])


def pay(exchange: Exchange, registration: sqlite3.Row, batch: Batch, account_used: bool) -> Payment:
    """Work a batch out against the benefit, the year's ceiling and the account."""
    benefit = exchange.rules.benefits[registration["insutype"], registration["med_type"]]
    insurance = exchange.insurance(registration["psn_no"], registration["insutype"])
    deductible = min(benefit.deductible, batch.within)
    limit = _limit(exchange, registration, benefit, batch.total)
    pool = min(rounded((batch.within - deductible) * benefit.ratio), limit)
    assistance = Decimal(0)
    if _assisted(exchange, registration):
        assistance = rounded((batch.within - pool) * exchange.rules.assistance_ratio)
    rest = batch.total - pool - assistance
    account = min(rest, in_yuan(insurance["balance_fen"])) if account_used else Decimal(0)
    return Payment(batch, benefit, deductible, limit, pool, assistance, account)


def _limit(exchange: Exchange, registration: sqlite3.Row, benefit: Benefit, total: Decimal) -> Decimal:
    limits = [total]
    if benefit.visit_cap is not None:
        limits.append(benefit.visit_cap)
    if benefit.year_cap is not None:
        year = int(registration["begntime"][:4])
        limits.append(max(Decimal(0), benefit.year_cap - used(exchange, registration["psn_no"], year)))
    return min(limits)


def used(exchange: Exchange, psn_no: str, year: int) -> Decimal:
    """Sum what the funds paid for a person in a year, before and in this platform's ledger."""
    row = exchange.one(
        "select (select coalesce(sum(fen), 0) from prior_usage where psn_no = ? and year = ?)"
        " + (select coalesce(sum(fund_fen), 0) from settlements where psn_no = ? and year = ?"
        "    and state = 'effective')",
        psn_no,
        year,
        psn_no,
        year,
    )
    return in_yuan(row[0] if row else 0)


def _assisted(exchange: Exchange, registration: sqlite3.Row) -> bool:
    rows = exchange.db.execute(
        "select psn_idet_type from identities where psn_no = ? and begntime <= ?"
        " and (endtime is null or endtime >= ?)",
        (registration["psn_no"], registration["begntime"], registration["begntime"]),
    )
    return any(row["psn_idet_type"] in exchange.rules.assisted for row in rows)
