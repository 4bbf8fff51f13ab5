"""The platform itself: checks the envelope, does one transaction and answers, all or nothing."""

import json
import sqlite3
from typing import Any

from sync.platform_simulator import (
    catalogues,
    fees,
    layouts,
    mappings,
    paged_catalogues,
    persons,
    queries,
    registrations,
    settlements,
    statements,
)
from sync.platform_simulator.exchange import Exchange, Transaction
from sync.platform_simulator.fields import Node, checked, read_json
from sync.platform_simulator.refused import Refused
from sync.platform_simulator.rules import Rules
from sync.platform_simulator.system_clock import PlatformClock
from sync.platform_simulator.tables import next_number, transaction

_OUTPATIENT = "outpatientDocInfoService"
_SETTLING = "outpatientSettleService"

TRANSACTIONS: dict[str, tuple[Transaction, str]] = {
    "9001": (persons.sign_in, "signInSignOutService/signIn"),
    "1101": (persons.person_information, "fsiPsnInfoService/queryPsnInfo"),
    "2001": (persons.benefit_check, "fsiPsnPriorityInfoService/queryPsnPriorityInfo"),
    "2201": (registrations.register, f"{_OUTPATIENT}/outpatientRregistration"),
    "2202": (registrations.cancel_registration, f"{_OUTPATIENT}/outpatientRegistrationCancel"),
    "2203": (registrations.describe_visit, f"{_OUTPATIENT}/outpatientMdtrtinfoUp"),
    "2203A": (registrations.describe_visit, f"{_OUTPATIENT}/outpatientMdtrtinfoUpA"),
    "2204": (fees.upload_lines, f"{_OUTPATIENT}/outpatientFeeListUp"),
    "2205": (fees.cancel_lines, f"{_OUTPATIENT}/outpatientFeeListUpCancel"),
    "2206": (settlements.try_settlement, f"{_SETTLING}/preSettletment"),
    "2207": (settlements.settle, f"{_SETTLING}/saveSettletmentV2"),
    "2208": (settlements.cancel_settlement, f"{_SETTLING}/cancleSettletment"),
    "2601": (settlements.reverse, "reverseService/revsMethod"),
    "3201": (statements.check_totals, "ybSettlementStmtService/stmtTotal"),
    "3202": (statements.check_details, "ybSettlementStmtService/stmtDetail"),
    **{
        number: (catalogues.download, f"catalogdownservice/downCatalog{number}")
        for number in ("1301", "1302", "1305", "1306")
    },
    **{number: (paged_catalogues.query, path) for number, path in paged_catalogues.PAGED.items()},
    "3301": (mappings.upload_mappings, "catalogCompService/catalogCompUp"),
    "5201": (registrations.find_visits, "fsiIntegratedQueryService/queryMdtrtInfo"),
    "5203": (queries.find_settlement, "fsiIntegratedQueryService/querySetlInfo"),
    "9101": (statements.upload_file, "fileupload/upload"),
    "9102": (statements.file_content, "fileupload/download"),
}
"""What is done and under which service path; the spelling is the interface's own."""


class Platform:
    """One platform over its tables."""

    def __init__(self, db: sqlite3.Connection, rules: Rules, now: PlatformClock) -> None:
        self.db = db
        self.rules = rules
        self.now = now

    def answer(self, body: bytes, service: str = "") -> bytes:
        """Do the transaction of a request body and give the response body.

        Args:
            body: JSON of the envelope.
            service: path tail the message came to, empty for the one common address.
        """
        head: Node | None = None
        try:
            message = read_json(body)
            head = checked(layouts.ENVELOPE, message, self.rules.codes, "报文")
            output = self._transact(head, _input(message), service)
            if isinstance(output, bytes):
                return output
            return self._response(0, "", output)
        except Refused as refused:
            if head is not None:
                self._note_refusal(head, refused)
            return self._response(refused.infcode, refused.sentence, None)

    def _transact(self, head: Node, given: dict[str, Any], service: str) -> dict[str, Any] | bytes | None:
        found = TRANSACTIONS.get(head["infno"])
        if found is None or service not in ("", found[1]):
            raise Refused("FSI-交易编号不存在[infno]")
        if not self.rules.contracted(head["fixmedins_code"]):
            raise Refused("FSI-定点医药机构不存在或无权限[fixmedins_code]")
        if not self.rules.named(head["fixmedins_code"], head["fixmedins_name"]):
            raise Refused("FSI-定点医药机构名称与编号不符[fixmedins_name]")
        with transaction(self.db):
            exchange = Exchange(self.db, self.rules, self.now(), head, given)
            if exchange.one("select 1 from messages where msgid = ?", head["msgid"]):
                raise Refused("FSI-发送方报文ID重复[msgid]")
            if self.rules.sign_in_required and head["infno"] != "9001":
                _check_signing(exchange)
            output = found[0](exchange)
            self._note(head, 0, None if isinstance(output, bytes) else output)
        return output

    def _note_refusal(self, head: Node, refused: Refused) -> None:
        with transaction(self.db):
            self._note(head, refused.infcode, {"err_msg": refused.sentence})

    def _note(self, head: Node, infcode: int, output: dict[str, Any] | None) -> None:
        self.db.execute(
            "insert or ignore into messages values (?, ?, ?, ?, ?, ?)",
            (
                head["msgid"],
                head["infno"],
                infcode,
                head["fixmedins_code"],
                self.now().isoformat(),
                _json(output),
            ),
        )

    def _response(self, infcode: int, sentence: str, output: dict[str, Any] | None) -> bytes:
        moment = self.now()
        with transaction(self.db):
            number = next_number(self.db, "inf_refmsgid")
        stamp = f"{moment:%Y%m%d%H%M%S}"
        return _json(
            {
                "infcode": infcode,
                "inf_refmsgid": f"{self.rules.centre}{stamp}{number:010d}",
                "refmsg_time": f"{stamp}{moment.microsecond // 1000:03d}",
                "respond_time": f"{stamp}{moment.microsecond // 1000:03d}",
                "err_msg": sentence[:200],
                "output": output,
            }
        ).encode()


def _input(message: dict[str, Any]) -> dict[str, Any]:
    given = message.get("input")
    if isinstance(given, str):
        given = read_json(given)
    if not isinstance(given, dict):
        raise Refused("FSI-交易输入不能为空[input]")
    return given


def _check_signing(exchange: Exchange) -> None:
    row = exchange.one(
        "select 1 from signings where sign_no = ? and fixmedins_code = ? and opter_no = ? and day = ?",
        exchange.head["sign_no"],
        exchange.institution,
        exchange.head["opter"],
        exchange.now.date().isoformat(),
    )
    if row is None:
        raise Refused("FSI-未签到或签到已失效[sign_no]")


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=float)
