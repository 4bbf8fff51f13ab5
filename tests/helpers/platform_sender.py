"""An institution that speaks the national interface by hand, one message at a time."""

from dataclasses import dataclass
from itertools import count
from typing import Any

from tests.helpers.platform_process import PlatformProcess

YESTERDAY = "2026-03-01 10:00:00"
_messages = count(1)


def new_message_id() -> str:
    return f"H4309810000120260302{next(_messages):010d}"


@dataclass
class Sender:
    """One operator's desk; `mdtrt_id` is the visit it works on."""

    platform: PlatformProcess
    sign_no: str = ""
    psn_no: str = ""
    insutype: str = "390"
    mdtrt_id: str = ""

    def ask(self, infno: str, given: Any, /, **head: Any) -> dict[str, Any]:
        message = {
            "infno": infno,
            "msgid": new_message_id(),
            "mdtrtarea_admvs": "430981",
            "insuplc_admdvs": "430981",
            "recer_sys_code": "YBXT",
            "infver": "V1.0",
            "opter_type": "1",
            "opter": "op1",
            "opter_name": "经办",
            "inf_time": "2026-03-02 09:00:00",
            "fixmedins_code": "H43098100001",
            "fixmedins_name": "试验镇卫生院",
            "sign_no": self.sign_no,
            "input": given,
            **head,
        }
        answer: dict[str, Any] = self.platform.http.post("/fsi/api", json=message).json()
        return answer

    def done(self, infno: str, given: Any, /, **head: Any) -> dict[str, Any]:
        answer = self.ask(infno, given, **head)
        assert (answer["infcode"], answer["err_msg"]) == (0, "")
        return answer["output"] or {}

    def refused(self, infno: str, given: Any, /, **head: Any) -> str:
        answer = self.ask(infno, given, **head)
        assert answer["infcode"] == -1
        assert answer["output"] is None
        return str(answer["err_msg"])

    def sign_in(self) -> None:
        node = {"opter_no": "op1", "mac": "00", "ip": "127.0.0.1"}
        self.sign_no = self.done("9001", {"signIn": node})["signinoutb"]["sign_no"]

    def registration(self, **changes: Any) -> dict[str, Any]:
        return {
            "data": {
                "psn_no": self.psn_no,
                "insutype": self.insutype,
                "begntime": YESTERDAY,
                "mdtrt_cert_type": "02",
                "mdtrt_cert_no": "x",
                "ipt_otp_no": "v1",
                "atddr_no": "D430981000001",
                "dr_name": "王医生",
                "dept_code": "03",
                "dept_name": "全科",
                "caty": "A02",
                **changes,
            }
        }

    def description(self, **changes: Any) -> dict[str, Any]:
        diagnosis = {
            "diag_type": "1",
            "diag_srt_no": 1,
            "diag_code": "J06.900",
            "diag_name": "急性上呼吸道感染",
            "diag_dept": "全科",
            "dise_dor_no": "D430981000001",
            "dise_dor_name": "王医生",
            "diag_time": YESTERDAY,
            "vali_flag": "1",
        }
        visit = {"mdtrt_id": self.mdtrt_id, "psn_no": self.psn_no, "med_type": "11", "begntime": YESTERDAY}
        return {"mdtrtinfo": {**visit, **changes}, "diseinfo": [diagnosis]}

    def line(
        self, code: str = "PILL-A", cnt: Any = 2, pric: Any = 10, total: Any = 20, **changes: Any
    ) -> Any:
        return {
            "feedetl_sn": f"{code}-1",
            "mdtrt_id": self.mdtrt_id,
            "psn_no": self.psn_no,
            "chrg_bchno": "b1",
            "rx_circ_flag": "0",
            "fee_ocur_time": YESTERDAY,
            "med_list_codg": code,
            "medins_list_codg": code,
            "det_item_fee_sumamt": total,
            "cnt": cnt,
            "pric": pric,
            "bilg_dept_codg": "03",
            "bilg_dept_name": "全科",
            "bilg_dr_codg": "D430981000001",
            "bilg_dr_name": "王医生",
            "hosp_appr_flag": "1",
            **changes,
        }

    def trial(self, total: Any = 20, **changes: Any) -> dict[str, Any]:
        return {
            "data": {
                "psn_no": self.psn_no,
                "mdtrt_cert_type": "02",
                "mdtrt_cert_no": "x",
                "med_type": "11",
                "medfee_sumamt": total,
                "psn_setlway": "01",
                "mdtrt_id": self.mdtrt_id,
                "chrg_bchno": "b1",
                "acct_used_flag": "0",
                "insutype": self.insutype,
                **changes,
            }
        }

    def settlement(self, total: Any = 20, own: Any = 0, over: Any = 0, pre: Any = 0, **changes: Any) -> Any:
        given = self.trial(total, **changes)
        parts = {"fulamt_ownpay_amt": own, "overlmt_selfpay": over, "preselfpay_amt": pre}
        given["data"].update(parts, inscp_scp_amt=round(total - own - over - pre, 2))
        return given

    def open_visit(self, **changes: Any) -> None:
        self.mdtrt_id = self.done("2201", self.registration(**changes))["data"]["mdtrt_id"]
        self.done("2203", self.description())

    def totals(self, count_: int, total: Any, fund: Any) -> dict[str, Any]:
        return {
            "data": {
                "insutype": self.insutype,
                "clr_type": "11",
                "setl_optins": "439900",
                "stmt_begndate": "2026-03-02",
                "stmt_enddate": "2026-03-02",
                "medfee_sumamt": total,
                "fund_pay_sumamt": fund,
                "acct_pay": 0,
                "fixmedins_setl_cnt": count_,
            }
        }
