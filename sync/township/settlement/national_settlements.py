"""Settling a visit with the platform, looking at what stands, undoing it: 2206, 2207, 2208, 2601, 5203."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.dates import CHINA
from core.money import Fen
from core.settlement_ports import LineSums, OutboxRow, PlatformKeys, SettlementVisit
from sync.township.settlement.amounts import Settled, fen_of, yuan_of
from sync.township.settlement.answer_nodes import Plain, node_of, rows_of, text_of
from sync.township.settlement.answers import NoAnswer
from sync.township.settlement.national_forms import own_number
from sync.township.settlement.national_interface import NationalInterface
from sync.township.settlement.national_treatments import treatment_of

_IS_REFUND = ("1", "001")
_CASH, _CASH_GIVEN_BACK = "psn_cash_pay", "pdn_cash_pay"
"""The second spelling is the interface's own."""


@dataclass(frozen=True, slots=True)
class NationalSettlements:
    """One institution's settlements.

    Raises:
        PlatformRefused: the platform said no.
        NoAnswer, NotReached: there is no usable answer.
    """

    interface: NationalInterface

    def try_settlement(self, keys: PlatformKeys, seen: SettlementVisit) -> None:
        """预结算: let the platform say beforehand what it would refuse."""
        self._ask("2206", {"data": self._settlement(keys, seen)}, keys)

    def settle(self, message_id: str, row: OutboxRow, sums: LineSums, seen: SettlementVisit) -> Settled:
        """结算: ask for the settlement; an answer to another message or with wrong sums is no answer."""
        node = {
            **self._settlement(row.keys, seen),
            "fulamt_ownpay_amt": yuan_of(sums.outside),
            "overlmt_selfpay": yuan_of(sums.over_ceiling),
            "preselfpay_amt": yuan_of(sums.borne_first),
            "inscp_scp_amt": yuan_of(sums.within),
        }
        settled = _settled(self._ask("2207", {"data": node}, row.keys, message_id), row.keys, seen)
        if settled.message != message_id:
            raise NoAnswer("platform_answer_not_usable")
        return settled

    def find(self, keys: PlatformKeys, seen: SettlementVisit) -> Settled | None:
        """结算信息查询: give a settlement of the visit: the one named, or the one that stands."""
        node = {"psn_no": keys.person, "setl_id": keys.settlement, "mdtrt_id": keys.visit}
        output = self._ask("5203", {"data": node}, keys)
        return _settled(output, keys, seen) if output.get("setlinfo") else None

    def find_standing(self, keys: PlatformKeys, seen: SettlementVisit) -> Settled | None:
        """结算信息查询: give the standing settlement of the visit."""
        found = self.find(keys, seen)
        return None if found is None or found.is_undone else found

    def reverse(self, message_id: str, keys: PlatformKeys, settling: str) -> None:
        """冲正: make whatever the named settling message did not have happened."""
        node = {"psn_no": keys.person, "omsgid": settling, "oinfno": "2207"}
        self._ask("2601", {"data": node}, keys, message_id)

    def undo(self, message_id: str, keys: PlatformKeys, seen: SettlementVisit) -> Settled:
        """结算撤销: take the settlement back; gives what is given back, under a number of its own."""
        node = {"setl_id": keys.settlement, "mdtrt_id": keys.visit, "psn_no": keys.person}
        given_back = _settled(self._ask("2208", {"data": node}, keys, message_id), keys, seen, abs)
        if given_back.message != message_id or given_back.settlement == keys.settlement:
            raise NoAnswer("platform_answer_not_usable")
        return given_back

    def _ask(self, infno: str, given: Plain, keys: PlatformKeys, message_id: str = "") -> Plain:
        return self.interface.ask(infno, message_id or self.interface.new_id(), given, keys)

    def _settlement(self, keys: PlatformKeys, seen: SettlementVisit) -> dict[str, Any]:
        province = self.interface.province
        return {
            "psn_no": keys.person,
            **self.interface.certificate(seen),
            "med_type": treatment_of(province, seen.visit).kind,
            "medfee_sumamt": yuan_of(seen.visit.total),
            "psn_setlway": province.settlement_way,
            "mdtrt_id": keys.visit,
            "chrg_bchno": own_number(seen),
            "acct_used_flag": "1" if province.account_used else "0",
            "insutype": keys.insurance,
        }


def _as_told(amount: int) -> int:
    return amount


def _settled(
    output: Plain, keys: PlatformKeys, seen: SettlementVisit, sign: Callable[[int], int] = _as_told
) -> Settled:
    node = node_of(output, "setlinfo")

    def amount(given: Any) -> Fen:
        return Fen(sign(fen_of(given)))

    try:
        settled = Settled(
            settlement=text_of(node, "setl_id"),
            message=text_of(node, "medins_setl_id"),
            total=amount(node["medfee_sumamt"]),
            fund=amount(node["fund_pay_sumamt"]),
            account=amount(node["acct_pay"]),
            cash=amount(node[_CASH] if _CASH in node else node[_CASH_GIVEN_BACK]),
            institution=amount(node["hosp_part_amt"]),
            funds={
                text_of(row, "fund_pay_type"): amount(row["fund_payamt"])
                for row in rows_of(output, "setldetail")
            },
            settled_at=datetime.fromisoformat(node["setl_time"]).replace(tzinfo=CHINA),
            centre=str(node.get("clr_optins") or ""),
            clearing=str(node.get("clr_type") or ""),
            is_undone=str(node.get("refd_setl_flag") or "") in _IS_REFUND,
        )
    except (KeyError, ValueError, TypeError) as error:
        raise NoAnswer("platform_answer_not_usable") from error
    if node.get("mdtrt_id") != keys.visit or settled.total != seen.visit.total or not settled.adds_up:
        raise NoAnswer("platform_answer_not_usable")
    return settled
