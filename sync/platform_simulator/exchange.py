"""One message being worked on: its head, the tables, the rules and the platform's time."""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sync.platform_simulator.fields import Field, Node, checked
from sync.platform_simulator.refused import Refused
from sync.platform_simulator.rules import Rules


@dataclass(frozen=True, slots=True)
class Exchange:
    """What a transaction may look at; its changes are undone when it refuses."""

    db: sqlite3.Connection
    rules: Rules
    now: datetime
    head: Node
    given: dict[str, Any]

    @property
    def institution(self) -> str:
        """Code of the sender."""
        return str(self.head["fixmedins_code"])

    def node(self, name: str, layout: tuple[Field, ...]) -> Node:
        """Give a checked object of the input."""
        return checked(layout, self.given.get(name), self.rules.codes, name)

    def nodes(self, name: str, layout: tuple[Field, ...]) -> list[Node]:
        """Give a checked, non-empty list of the input."""
        rows = self.given.get(name)
        if not isinstance(rows, list) or not rows:
            raise Refused(f"FSI-输入节点{name}不存在或为空")
        return [checked(layout, row, self.rules.codes, name) for row in rows]

    def one(self, sql: str, *values: Any) -> sqlite3.Row | None:
        """Give the first row of a query."""
        row: sqlite3.Row | None = self.db.execute(sql, values).fetchone()
        return row

    def person(self, psn_no: str) -> sqlite3.Row:
        """Give an insured person; the head must name the place the person is insured at."""
        row = self.one("select * from persons where psn_no = ?", psn_no)
        if row is None:
            raise Refused("FSI-未查询到人员信息[psn_no]")
        area = self.head["insuplc_admdvs"]
        if not area:
            raise Refused("FSI-参保地医保区划不能为空[insuplc_admdvs]")
        if not self.one("select 1 from insurances where psn_no = ? and admdvs = ?", psn_no, area):
            raise Refused("FSI-参保地医保区划与人员参保信息不一致[insuplc_admdvs]")
        return row

    def insurance(self, psn_no: str, insutype: str) -> sqlite3.Row:
        """Give one insurance of a person."""
        row = self.one("select * from insurances where psn_no = ? and insutype = ?", psn_no, insutype)
        if row is None:
            raise Refused("FSI-未查询到该险种的参保信息[insutype]")
        return row

    def registration(self, mdtrt_id: str, psn_no: str) -> sqlite3.Row:
        """Give a standing registration of this sender and person."""
        row = self.one(
            "select * from registrations"
            " where mdtrt_id = ? and psn_no = ? and fixmedins_code = ? and not cancelled",
            mdtrt_id,
            psn_no,
            self.institution,
        )
        if row is None:
            raise Refused("FSI-就诊信息不存在或已撤销[mdtrt_id]")
        return row


Transaction = Callable[[Exchange], dict[str, Any] | bytes | None]
"""Do one transaction and give its `output`: None where the interface defines none, bytes for a file."""


def in_fen(amount: Decimal) -> int:
    """Turn a checked amount in CNY into whole fen."""
    return int(amount * 100)


def in_yuan(fen: int) -> Decimal:
    """Turn fen into an amount in CNY with two decimals."""
    return Decimal(fen) / 100


def rounded(amount: Decimal) -> Decimal:
    """Round half up to the fen."""
    return amount.quantize(Decimal("0.01"), ROUND_HALF_UP)


def hindrance_to_benefit(insurance: sqlite3.Row, day: date) -> str | None:
    """Say why an insurance pays nothing on a day, None when it pays."""
    if insurance["status"] != "1":
        return insurance["reason"] or "参保状态不正常"
    begin, end = insurance["benefit_begin"], insurance["benefit_end"]
    if begin is None or day.isoformat() < begin:
        return insurance["reason"] or "未到待遇享受开始日期"
    if end is not None and day.isoformat() > end:
        return insurance["reason"] or "已过待遇享受截止日期"
    return None
