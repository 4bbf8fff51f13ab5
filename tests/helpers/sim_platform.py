"""The fake world's national platform: the real simulator's rules and tables, in memory, without a wire.

It does not look whether a batch was settled before: whoever asks twice is paid twice, and that shows.
"""

import json
import sqlite3
from collections.abc import Collection, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from core.catalogue.items import FeeClass
from core.dates import CHINA
from core.identity.person import Sex
from core.ids import PersonId
from core.ports import Clock
from core.visits.visit import PatientOnVisit, Visit
from sync.platform_simulator.people import load_people
from sync.platform_simulator.platform import Platform
from sync.platform_simulator.rules import read_rules
from sync.platform_simulator.tables import open_tables, transaction
from sync.sim.platform import Settlement
from sync.township.settlement.institution import Department, Institution, Operator
from sync.township.settlement.institutions import Desk
from sync.township.settlement.province import shipped_province
from tests.helpers.sync_world import DOCTOR, START
from tests.helpers.township_talk import a_visit

_AREA = "330111"
_INSTITUTION = "H33011100001"
_FILE = "platform.sqlite3"
_STANDING = "select ipt_otp_no, fund_fen, sum_fen from settlements where state = 'effective' order by setl_id"
_UNDONE = "select ipt_otp_no from settlements where state = 'cancelled'"
_TO_UNDO = "select setl_id, mdtrt_id, psn_no from settlements where ipt_otp_no = ? and state = 'effective'"
SETTLING = Desk(
    Institution(
        _INSTITUTION,
        "青石镇卫生院",
        _AREA,
        Operator("op1", "经办", "00-00-00-00-00-00", "127.0.0.1"),
        Department("0300", "全科医疗科", "A02"),
        {DOCTOR: f"D{_AREA}000001"},
        {},
    ),
    shipped_province("baseline"),
)
_NUMBERS = {"P000001": "330111197001010028", "P000002": "330111197001010044", "P000003": "330111197001010060"}
_UNPAID = "P000003"
"""Whom the fund does not pay for."""


def visits_of_people() -> Sequence[Visit]:
    """Give a visit of each of the invented people."""
    line = replace(a_visit().lines[0], code="XA01ABD075A002010100001", fee_class=FeeClass.A)
    return tuple(
        a_visit(
            patient=PatientOnVisit(
                PersonId(person), number, f"测试{person[-1]}", Sex.FEMALE, date(1970, 1, 1)
            ),
            lines=(line,),
        )
        for person, number in _NUMBERS.items()
    )


def prepare_platform(folder: Path) -> None:
    """Make the platform's tables once, with the people in them."""
    with closing(open_tables(folder)) as tables, transaction(tables):
        load_people(tables, [_person(*one) for one in _NUMBERS.items()], START.year)


def _person(person: str, number: str) -> dict[str, Any]:
    insurance = {"insutype": "390", "admdvs": _AREA}
    if person != _UNPAID:
        insurance["benefit_begin"] = "2026-01-01"
    told = {"psn_no": f"{_AREA}{person[1:]:0>14}", "certno": number, "name": f"测试{person[-1]}"}
    return {**told, "gend": "2", "brdy": "1970-01-01", "insurances": [insurance]}


@dataclass(slots=True)
class SimulatedPlatform:
    """Implements `sync.sim.platform.PlatformMachine`."""

    prepared: Path
    clock: Clock
    platform: Platform = field(init=False)
    tables: sqlite3.Connection = field(init=False)
    clerks: int = 0

    def __post_init__(self) -> None:
        self.tables = sqlite3.connect(":memory:", isolation_level=None)
        with closing(sqlite3.connect(self.prepared / _FILE)) as made:
            made.backup(self.tables)
        self.tables.row_factory = sqlite3.Row
        rules = replace(read_rules(None), sign_in_required=False, settles_a_batch_once=False)
        self.platform = Platform(self.tables, rules, self._now)  # type: ignore[arg-type]

    def _now(self) -> Any:
        return self.clock.now().astimezone(CHINA)

    def close(self) -> None:
        self.tables.close()

    def answer(self, body: bytes) -> bytes:
        return self.platform.answer(body)

    def standing(self) -> Sequence[Settlement]:
        return [Settlement(*row) for row in self.tables.execute(_STANDING).fetchall()]

    def undone(self) -> Collection[str]:
        return {number for (number,) in self.tables.execute(_UNDONE).fetchall()}

    def undo(self, number: str) -> bool:
        row = self.tables.execute(_TO_UNDO, (number[:30],)).fetchone()
        if row is None:
            return False
        self.clerks += 1
        institution, now = SETTLING.institution, self._now()
        message = {
            "infno": "2208",
            "msgid": f"{institution.code}{now:%Y%m%d%H%M%S}c{self.clerks:03d}",
            "mdtrtarea_admvs": _AREA,
            "insuplc_admdvs": _AREA,
            "recer_sys_code": SETTLING.province.receiver,
            "infver": SETTLING.province.version,
            "opter_type": SETTLING.province.operator_kind,
            "opter": institution.operator.code,
            "opter_name": institution.operator.name,
            "inf_time": f"{now:%Y-%m-%d %H:%M:%S}",
            "fixmedins_code": institution.code,
            "fixmedins_name": institution.name,
            "sign_no": "",
            "input": {"data": dict(row)},
        }
        answer = json.loads(self.answer(json.dumps(message).encode()))
        assert answer["infcode"] == 0, answer["err_msg"]
        return True
