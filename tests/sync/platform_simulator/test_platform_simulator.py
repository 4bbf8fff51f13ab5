"""The simulated platform refuses what a real one would, computes by its own rules and keeps its books."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.helpers.platform_process import PlatformProcess, insured, running_platform
from tests.helpers.platform_sender import Sender, new_message_id

PARAMETERS = {
    "centre": "439900",
    "institutions": ["H43098100001"],
    "physicians": ["D430981000001"],
    "items": [
        {"code": "PILL-A", "charge_kind": "09", "grade": "01"},
        {"code": "PILL-B", "charge_kind": "09", "grade": "02", "selfpay_ratio": "0.10", "ceiling": "5.00"},
        {"code": "PILL-C", "charge_kind": "09", "grade": "03"},
    ],
    "benefits": [
        {"insutype": "390", "med_type": "11", "fund": "390100", "ratio": "0.60", "year_cap": "30.00"},
        {"insutype": "390", "med_type": "14", "fund": "390100", "ratio": "0.70"},
        {"insutype": "310", "med_type": "11", "fund": "310100", "ratio": "0.50"},
    ],
    "assistance": {"identities": ["1"], "ratio": "0.50"},
}
_people = count(1)


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PlatformProcess]:
    with running_platform(Path(tmp_path_factory.mktemp("platform")), PARAMETERS) as process:
        yield process


@pytest.fixture
def sender(platform: PlatformProcess) -> Sender:
    person = insured(next(_people))
    platform.insure(person)
    sender = Sender(platform, psn_no=person["psn_no"])
    sender.sign_in()
    return sender


def test_an_operator_keeps_one_number_all_day(sender: Sender) -> None:
    first = sender.sign_no
    sender.sign_in()
    assert sender.sign_no == first


def test_nothing_is_done_before_signing_in(sender: Sender) -> None:
    assert "签到" in sender.refused("2201", sender.registration(), sign_no="made up")


def test_a_message_id_is_good_for_one_message(sender: Sender) -> None:
    sender.done("2201", sender.registration(), msgid="H4309810000120260302TWICE")
    assert "重复" in sender.refused("2201", sender.registration(), msgid="H4309810000120260302TWICE")


@pytest.mark.parametrize(
    ("head", "word"),
    [
        ({"infver": None}, "infver"),
        ({"opter_type": "7"}, "opter_type"),
        ({"msgid": "x" * 31}, "msgid"),
        ({"inf_time": "2026-3-2 9:00"}, "inf_time"),
        ({"fixmedins_code": "H43098199999"}, "fixmedins_code"),
        ({"infno": "9999"}, "infno"),
        ({"insuplc_admdvs": ""}, "insuplc_admdvs"),
        ({"insuplc_admdvs": "110000"}, "insuplc_admdvs"),
        ({"input": None}, "input"),
    ],
)
def test_a_wrong_envelope_is_refused(sender: Sender, head: dict[str, Any], word: str) -> None:
    assert word in sender.refused("2201", sender.registration(), **head)


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"psn_no": ""}, "psn_no"),
        ({"psn_no": 7}, "psn_no"),
        ({"psn_no": "nobody"}, "psn_no"),
        ({"insutype": "999"}, "insutype"),
        ({"insutype": "310"}, "insutype"),
        ({"begntime": "2026-02-30 10:00:00"}, "begntime"),
        ({"begntime": "2027-01-01 10:00:00"}, "begntime"),
        ({"atddr_no": "D430981000009"}, "atddr_no"),
        ({"ipt_otp_no": "v" * 31}, "ipt_otp_no"),
        ({"caty": "TOOLONG"}, "caty"),
    ],
)
def test_a_wrong_field_is_refused(sender: Sender, changes: dict[str, Any], word: str) -> None:
    assert word in sender.refused("2201", sender.registration(**changes))


def test_input_may_be_an_object_or_its_text(sender: Sender) -> None:
    assert sender.done("2201", '{"data": ' + _text(sender.registration()["data"]) + "}")["data"]["psn_no"]


def _text(node: dict[str, Any]) -> str:
    return "{" + ", ".join(f'"{name}": "{value}"' for name, value in node.items()) + "}"


def test_every_service_has_a_path_of_its_own(sender: Sender) -> None:
    message = {"infno": "9001", "msgid": new_message_id(), "input": {}}
    tail = "/fsi/api/outpatientDocInfoService/outpatientRregistration"
    assert sender.platform.http.post(tail, json=message).json()["infcode"] == -1


def test_garbage_is_refused_and_kept_out(sender: Sender) -> None:
    for body in (b"", b"{", b"[]", b"\xff", b'"text"', b"[" * 5000):
        assert sender.platform.http.post("/fsi/api", content=body).json()["infcode"] == -1
    assert sender.platform.http.post("/fsi/api", content=b"x" * 1_000_001).status_code == 413


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ({"total": 20.01}, "det_item_fee_sumamt"),
        ({"total": "20.001"}, "det_item_fee_sumamt"),
        ({"cnt": -2, "total": -20}, "cnt"),
        ({"cnt": "two"}, "cnt"),
        ({"cnt": True}, "cnt"),
        ({"code": "PILL-X"}, "med_list_codg"),
        ({"bilg_dr_codg": "nobody"}, "bilg_dr_codg"),
        ({"hosp_appr_flag": "9"}, "hosp_appr_flag"),
        ({"dise_codg": "M03900"}, "dise_codg"),
        ({"chrg_bchno": "0000"}, "chrg_bchno"),
        ({"fee_ocur_time": "2026-02-01 10:00:00"}, "fee_ocur_time"),
    ],
)
def test_a_wrong_line_is_refused_with_its_whole_batch(
    sender: Sender, line: dict[str, Any], word: str
) -> None:
    sender.open_visit()
    good = sender.line(feedetl_sn="good")
    assert word in sender.refused("2204", {"feedetail": [good, sender.line(**line)]})
    assert _lines_held(sender) == 0


def _lines_held(sender: Sender) -> int:
    (held,) = (v["fee_lines"] for v in sender.platform.visits() if v["mdtrt_id"] == sender.mdtrt_id)
    return int(held)


def test_lines_need_diagnoses_first(sender: Sender) -> None:
    sender.mdtrt_id = sender.done("2201", sender.registration())["data"]["mdtrt_id"]
    assert "就诊信息" in sender.refused("2204", {"feedetail": [sender.line()]})


def test_a_chronic_disease_visit_needs_its_disease(sender: Sender) -> None:
    sender.open_visit()
    assert "dise_codg" in sender.refused("2203", sender.description(med_type="14"))


def test_a_line_is_split_by_grade_ceiling_and_first_share(sender: Sender) -> None:
    sender.open_visit()
    lines = [sender.line(), sender.line("PILL-B", 3, 6, 18), sender.line("PILL-C", 1, 7.77, 7.77)]
    result = sender.done("2204", {"feedetail": lines})["result"]
    split = [
        (r["fulamt_ownpay_amt"], r["overlmt_amt"], r["preselfpay_amt"], r["inscp_scp_amt"], r["chrgitm_lv"])
        for r in result
    ]
    assert split == [(0, 0, 0, 20, "01"), (0, 3, 1.5, 13.5, "02"), (7.77, 0, 0, 0, "03")]


def test_the_funds_pay_their_share_up_to_the_years_ceiling(sender: Sender) -> None:
    paid = []
    for number in range(3):
        sender.open_visit(ipt_otp_no=f"v{number}")
        sender.done("2204", {"feedetail": [sender.line()]})
        paid.append(sender.done("2207", sender.settlement())["setlinfo"]["fund_pay_sumamt"])
    assert paid == [12, 12, 6]


def test_prior_usage_counts_against_the_ceiling(sender: Sender) -> None:
    person = insured(next(_people)) | {"used_this_year_fen": 2500}
    sender.platform.insure(person)
    sender.psn_no = person["psn_no"]
    sender.open_visit()
    sender.done("2204", {"feedetail": [sender.line()]})
    assert sender.done("2206", sender.trial())["setlinfo"]["hifp_pay"] == 5


def test_assistance_pays_part_of_the_rest_for_its_people(sender: Sender) -> None:
    identity = {"psn_idet_type": "1", "begntime": "2026-01-01 00:00:00"}
    person = insured(next(_people)) | {"identities": [identity]}
    sender.platform.insure(person)
    sender.psn_no = person["psn_no"]
    sender.open_visit()
    sender.done("2204", {"feedetail": [sender.line()]})
    answer = sender.done("2206", sender.trial())
    funds = {row["fund_pay_type"]: row["fund_payamt"] for row in answer["setldetail"]}
    assert funds == {"390100": 12, "610100": 4}
    assert answer["setlinfo"]["psn_cash_pay"] == 4
    assert "setl_id" not in answer["setlinfo"]


def test_an_account_pays_when_asked_and_gets_it_back_on_cancellation(sender: Sender) -> None:
    person = insured(next(_people), insutype="310", balance_fen=700)
    sender.platform.insure(person)
    sender.psn_no, sender.insutype = person["psn_no"], "310"
    sender.open_visit()
    sender.done("2204", {"feedetail": [sender.line()]})
    settled = sender.done("2207", sender.settlement(acct_used_flag="1"))["setlinfo"]
    assert (settled["fund_pay_sumamt"], settled["acct_pay"], settled["psn_cash_pay"]) == (10, 7, 3)
    key = {"setl_id": settled["setl_id"], "mdtrt_id": sender.mdtrt_id, "psn_no": sender.psn_no}
    sender.done("2208", {"data": key})
    certificate = {"mdtrt_cert_type": "02", "mdtrt_cert_no": person["certno"]}
    assert sender.done("1101", {"data": certificate})["insuinfo"][0]["balc"] == 7


@pytest.mark.parametrize(
    "wrong",
    [
        {"total": 20.01},
        {"own": 1},
        {"over": 0.01},
        {"pre": 2},
        {"insutype": "310"},
        {"med_type": "14"},
        {"chrg_bchno": "b2"},
    ],
)
def test_sums_that_do_not_agree_with_the_lines_settle_nothing(sender: Sender, wrong: dict[str, Any]) -> None:
    sender.open_visit()
    sender.done("2204", {"feedetail": [sender.line()]})
    sender.refused("2207", sender.settlement(**wrong))
    assert [row for row in sender.platform.ledger(None) if row["mdtrt_id"] == sender.mdtrt_id] == []


def test_a_batch_is_settled_once(sender: Sender) -> None:
    sender.open_visit()
    sender.done("2204", {"feedetail": [sender.line()]})
    sender.done("2207", sender.settlement())
    assert "已结算" in sender.refused("2207", sender.settlement())
    assert "已结算" in sender.refused("2204", {"feedetail": [sender.line(feedetl_sn="more")]})
    assert "已结算" in sender.refused("2205", {"data": _batch(sender)})


def _batch(sender: Sender) -> dict[str, str]:
    return {"mdtrt_id": sender.mdtrt_id, "chrg_bchno": "b1", "psn_no": sender.psn_no}


def test_undoing_goes_backwards_step_by_step(sender: Sender) -> None:
    sender.open_visit()
    sender.done("2204", {"feedetail": [sender.line()]})
    setl_id = sender.done("2207", sender.settlement())["setlinfo"]["setl_id"]
    visit = {"mdtrt_id": sender.mdtrt_id, "psn_no": sender.psn_no}
    sender.refused("2202", {"data": {**visit, "ipt_otp_no": "v1"}})
    undone = sender.done("2208", {"data": {**visit, "setl_id": setl_id}})["setlinfo"]
    assert (undone["medfee_sumamt"], undone["pdn_cash_pay"]) == (-20, -8)
    assert undone["setl_id"] != setl_id
    sender.refused("2202", {"data": {**visit, "ipt_otp_no": "v1"}})
    sender.done("2205", {"data": _batch(sender)})
    sender.done("2202", {"data": {**visit, "ipt_otp_no": "v1"}})
    sender.refused("2203", sender.description())


def test_a_reversal_undoes_what_its_message_did_and_only_once(sender: Sender) -> None:
    sender.open_visit()
    sender.done("2204", {"feedetail": [sender.line()]})
    sender.done("2207", sender.settlement(), msgid="H4309810000120260302REVERSE")
    reversal = {"psn_no": sender.psn_no, "omsgid": "H4309810000120260302REVERSE", "oinfno": "2207"}
    sender.refused("2601", {"data": {**reversal, "oinfno": "2204"}})
    sender.done("2601", {"data": reversal})
    sender.refused("2601", {"data": reversal})
    visit = {"mdtrt_id": sender.mdtrt_id, "psn_no": sender.psn_no}
    assert sender.done("5203", {"data": visit})["setlinfo"] is None
    assert sender.done("2207", sender.settlement())["setlinfo"]["fund_pay_sumamt"] == 12


def test_a_reversed_cancellation_leaves_the_settlement_standing(sender: Sender) -> None:
    sender.open_visit()
    sender.done("2204", {"feedetail": [sender.line()]})
    setl_id = sender.done("2207", sender.settlement())["setlinfo"]["setl_id"]
    visit = {"mdtrt_id": sender.mdtrt_id, "psn_no": sender.psn_no}
    sender.done("2208", {"data": {**visit, "setl_id": setl_id}}, msgid="H4309810000120260302CANCEL")
    reversal = {"psn_no": sender.psn_no, "omsgid": "H4309810000120260302CANCEL", "oinfno": "2208"}
    sender.done("2601", {"data": reversal})
    assert sender.done("5203", {"data": visit})["setlinfo"]["setl_id"] == setl_id
    assert "已结算" in sender.refused("2207", sender.settlement())


def test_totals_agree_only_when_count_and_sums_do(tmp_path: Path) -> None:
    with running_platform(tmp_path, PARAMETERS) as platform:
        person = insured(1)
        platform.insure(person)
        sender = Sender(platform, psn_no=person["psn_no"])
        sender.sign_in()
        sender.open_visit()
        sender.done("2204", {"feedetail": [sender.line()]})
        setl_id = sender.done("2207", sender.settlement())["setlinfo"]["setl_id"]
        answers = [
            sender.done("3201", sender.totals(*told)) for told in ((1, 20, 12), (1, 20, 11.99), (2, 20, 12))
        ]
        assert [a["stmtinfo"]["stmt_rslt"] for a in answers] == ["000000", "000103", "000103"]
        key = {"setl_id": setl_id, "mdtrt_id": sender.mdtrt_id, "psn_no": sender.psn_no}
        sender.done("2208", {"data": key})
        assert sender.done("3201", sender.totals(2, 0, 0))["stmtinfo"]["stmt_rslt"] == "000000"


def test_state_outlives_the_process(tmp_path: Path) -> None:
    with running_platform(tmp_path) as platform:
        platform.insure(insured(1))
        sender = Sender(platform, psn_no=insured(1)["psn_no"])
        sender.sign_in()
        sender.done("2201", sender.registration())
    with running_platform(tmp_path) as platform:
        assert len(platform.visits()) == 1


@pytest.mark.parametrize(
    "fault", [{}, {"infno": "2207", "kind": "earthquake"}, {"kind": "drop"}, ["drop"], "drop", 7]
)
def test_a_fault_nobody_knows_is_refused(sender: Sender, fault: Any) -> None:
    assert sender.platform.http.post("/simulator/faults", json=fault).status_code == 400


def test_a_fault_strikes_as_often_as_asked_and_after_what_it_lets_pass(sender: Sender) -> None:
    sender.platform.go_wrong("2201", "error", times=2, skip=1)
    statuses = [sender.platform.http.post("/fsi/api", json={"infno": "2201"}).status_code for _ in range(4)]
    assert statuses == [200, 500, 500, 200]


def test_a_slow_answer_is_a_right_answer(sender: Sender) -> None:
    sender.platform.go_wrong("2201", "slow", hold_ms=20)
    assert sender.done("2201", sender.registration())["data"]["psn_no"] == sender.psn_no


def test_a_person_can_be_another_one_from_a_message_on(sender: Sender) -> None:
    paused = insured(int(sender.psn_no[-16:]), status="2")
    sender.platform.go_wrong("2201", "change", "after", people=[paused])
    sender.done("2201", sender.registration())
    assert "参保状态" in sender.refused("2201", sender.registration())
    assert sender.platform.struck()["change after"] == 1


@pytest.mark.parametrize("when", ["before", "after"])
def test_the_day_may_end_in_the_middle_of_a_message(tmp_path: Path, when: str) -> None:
    with running_platform(tmp_path, {"closed": ["00:00:00", "00:30:00"]}) as platform:
        platform.insure(insured(1))
        sender = Sender(platform, psn_no=insured(1)["psn_no"])
        sender.sign_in()
        platform.go_wrong("2201", "midnight", when)
        with pytest.raises(httpx.RemoteProtocolError):
            sender.ask("2201", sender.registration())
        assert len(platform.visits()) == (when == "after")
        assert platform.http.post("/fsi/api", json={"infno": "9001"}).status_code == 503
        platform.put_clock("2026-03-03T00:30:00")
        assert "签到" in sender.refused("2201", sender.registration())
        sender.sign_in()
        sender.done("2201", sender.registration())
