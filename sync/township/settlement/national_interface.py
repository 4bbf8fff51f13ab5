"""The national interface: the line, the person, the visit and its lines.

Only the files national_*.py know its transaction numbers, field names and answers.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from core.dates import china_day
from core.money import Fen
from core.ports import Clock
from core.settlement_ports import LineSums, PlatformKeys, SettlementVisit
from sync.township.settlement.amounts import fen_of
from sync.township.settlement.answer_nodes import Plain, node_of, read_output, rows_of, text_of
from sync.township.settlement.answers import NoAnswer, PlatformRefused
from sync.township.settlement.institution import Institution
from sync.township.settlement.message_ids import MessageIds
from sync.township.settlement.national_certificates import certificate_type
from sync.township.settlement.national_forms import ID_LENGTH, moment, own_number
from sync.township.settlement.national_lines import fee_lines
from sync.township.settlement.national_treatments import kinds_of, treatment_of
from sync.township.settlement.platform import Platform
from sync.township.settlement.province import Addressing, InputForm, Province

_OUTPATIENT = "outpatientDocInfoService"
_SERVICES = {
    "9001": "signInSignOutService/signIn",
    "1101": "fsiPsnInfoService/queryPsnInfo",
    "2001": "fsiPsnPriorityInfoService/queryPsnPriorityInfo",
    "2201": f"{_OUTPATIENT}/outpatientRregistration",
    "2202": f"{_OUTPATIENT}/outpatientRegistrationCancel",
    "2203": f"{_OUTPATIENT}/outpatientMdtrtinfoUp",
    "2204": f"{_OUTPATIENT}/outpatientFeeListUp",
    "2205": f"{_OUTPATIENT}/outpatientFeeListUpCancel",
    "2206": "outpatientSettleService/preSettletment",
    "2207": "outpatientSettleService/saveSettletmentV2",
    "2208": "outpatientSettleService/cancleSettletment",
    "2601": "reverseService/revsMethod",
    "3201": "ybSettlementStmtService/stmtTotal",
    "3202": "ybSettlementStmtService/stmtDetail",
    "3301": "catalogCompService/catalogCompUp",
    **{number: f"catalogdownservice/downCatalog{number}" for number in ("1301", "1302", "1305", "1306")},
    "1304": "catalogqueryservice/queryEthDrugByPage",
    "1312": "catalogqueryservice/queryHilist",
    "1316": "catalogqueryservice/queryMedinsHilistMapByPage",
    "1317": "catalogqueryservice/queryMedListMapByPage",
    "1318": "catalogqueryservice/queryLmtprcByPage",
    "1319": "catalogqueryservice/querySelfpayByPage",
    "5201": "fsiIntegratedQueryService/queryMdtrtInfo",
    "5203": "fsiIntegratedQueryService/querySetlInfo",
    "9101": "fileupload/upload",
    "9102": "fileupload/download",
}
_OUR_FORM = re.compile(f"[0-9a-f]{{{ID_LENGTH}}}")
_ACTIVE = "1"


@dataclass(slots=True)
class NationalInterface:
    """One institution's conversation with the platform; every method is one transaction.

    Raises:
        PlatformRefused: the platform said no.
        NoAnswer, NotReached: there is no usable answer.
    """

    platform: Platform
    province: Province
    institution: Institution
    clock: Clock
    ids: MessageIds
    _sign_no: str = ""

    def sign_in(self) -> None:
        """签到: get the number that all later messages of the day carry."""
        operator = self.institution.operator
        node = {"opter_no": operator.code, "mac": operator.mac, "ip": operator.ip}
        output = self.ask("9001", self.new_id(), {"signIn": node})
        self._sign_no = text_of(node_of(output, "signinoutb"), "sign_no")

    def new_id(self) -> str:
        """Make the id of the next message."""
        return self.ids.next_at(self.clock.now())

    def identify(self, seen: SettlementVisit) -> PlatformKeys:
        """人员信息获取 and 待遇享受检查: find person and insurance, ask whether it pays that day."""
        keys = self.find_person(seen)
        self._check_benefit(keys, seen)
        return keys

    def find_person(self, seen: SettlementVisit) -> PlatformKeys:
        """人员信息获取: find person and insurance."""
        patient = seen.visit.patient
        node = {**self.certificate(seen), "begntime": moment(seen.visit.visited_at)}
        if code := certificate_type(patient):
            node |= {"psn_cert_type": code, "certno": patient.id_number}
        output = self.ask("1101", self.new_id(), {"data": node})
        insurance = self._insurance(rows_of(output, "insuinfo"))
        person = node_of(output, "baseinfo")
        if person.get("certno") != patient.id_number:
            raise NoAnswer("platform_answer_not_usable")
        return PlatformKeys(
            person=text_of(person, "psn_no"),
            insurance=text_of(insurance, "insutype"),
            insured_area=text_of(insurance, "insuplc_admdvs"),
        )

    def _check_benefit(self, keys: PlatformKeys, seen: SettlementVisit) -> None:
        node = {
            "psn_no": keys.person,
            "insutype": keys.insurance,
            "fixmedins_code": self.institution.code,
            "begntime": moment(seen.visit.visited_at),
            **treatment_of(self.province, seen.visit).node(),
        }
        output = self.ask("2001", self.new_id(), {"data": node}, keys)
        for row in rows_of(output, "trtinfo"):
            if row.get("psn_no") != keys.person:
                raise NoAnswer("platform_answer_not_usable")
            if row.get("trt_enjymnt_flag") == "0":
                raise PlatformRefused(str(row.get("trt_chk_rslt") or ""))

    def register(self, message_id: str, keys: PlatformKeys, seen: SettlementVisit) -> str:
        """门诊挂号: open the visit and give the platform's number for it."""
        department = self.institution.department_of(seen.clinic)
        node = {
            "psn_no": keys.person,
            "insutype": keys.insurance,
            "begntime": moment(seen.visit.visited_at),
            **self.certificate(seen),
            "ipt_otp_no": own_number(seen),
            "atddr_no": self.institution.physician(seen.visit.doctor),
            "dr_name": seen.visit.doctor_name,
            "dept_code": department.code,
            "dept_name": department.name,
            "caty": department.category,
        }
        answer = node_of(self.ask("2201", message_id, {"data": node}, keys), "data")
        if (answer.get("psn_no"), answer.get("ipt_otp_no")) != (keys.person, own_number(seen)):
            raise NoAnswer("platform_answer_not_usable")
        return text_of(answer, "mdtrt_id")

    def cancel_registration(self, message_id: str, keys: PlatformKeys, seen: SettlementVisit) -> None:
        """挂号撤销: take an empty visit back."""
        node = {"psn_no": keys.person, "mdtrt_id": keys.visit, "ipt_otp_no": own_number(seen)}
        self.ask("2202", message_id, {"data": node}, keys)

    def registrations(self, keys: PlatformKeys, seen: SettlementVisit) -> Mapping[str, str]:
        """就诊信息查询: give the platform's numbers of the person's visits that day, by our own."""
        day = china_day(seen.visit.visited_at).isoformat()
        span = {"psn_no": keys.person, "begntime": f"{day} 00:00:00", "endtime": f"{day} 23:59:59"}
        found: dict[str, str] = {}
        for kind in kinds_of(self.province):
            output = self.ask("5201", self.new_id(), {"data": {**span, "med_type": kind}}, keys)
            for row in rows_of(output, "mdtrtinfo"):
                number = row.get("ipt_otp_no")
                # The township's own out-patients carry numbers of another form.
                if isinstance(number, str) and _OUR_FORM.fullmatch(number):
                    found.setdefault(number, text_of(row, "mdtrt_id"))
        return found

    def describe(self, message_id: str, keys: PlatformKeys, seen: SettlementVisit) -> None:
        """就诊信息上传: kind of treatment and diagnoses, the main one first."""
        visit = seen.visit
        node = {
            "mdtrt_id": keys.visit,
            "psn_no": keys.person,
            "begntime": moment(visit.visited_at),
            "main_cond_dscr": visit.complaint[:1000],
            **treatment_of(self.province, visit).node(),
        }
        by_weight = sorted(visit.diagnoses, key=lambda diagnosis: not diagnosis.main)
        diagnoses = [
            {
                "diag_type": self.province.diagnosis_kind,
                "diag_srt_no": place,
                "diag_code": diagnosis.code,
                "diag_name": diagnosis.name[:100],
                "diag_dept": self.institution.department_of(seen.clinic).name[:50],
                "dise_dor_no": self.institution.physician(visit.doctor),
                "dise_dor_name": visit.doctor_name,
                "diag_time": moment(visit.visited_at),
                "vali_flag": "1",
                "maindiag_flag": "1" if diagnosis.main else "0",
            }
            for place, diagnosis in enumerate(by_weight, start=1)
        ]
        self.ask("2203", message_id, {"mdtrtinfo": node, "diseinfo": diagnoses}, keys)

    def upload(self, message_id: str, keys: PlatformKeys, seen: SettlementVisit) -> LineSums:
        """费用明细上传: send all lines as one batch and sum up how the platform divides them."""
        lines = fee_lines(self.province, self.institution, keys, seen)
        rows = rows_of(self.ask("2204", message_id, {"feedetail": lines}, keys), "result")
        fields = ("fulamt_ownpay_amt", "overlmt_amt", "preselfpay_amt", "inscp_scp_amt")
        try:
            sums = LineSums(*(_sum(rows, field) for field in fields))
        except ValueError as error:
            raise NoAnswer("platform_answer_not_usable") from error
        same_lines = {row.get("feedetl_sn") for row in rows} == {line["feedetl_sn"] for line in lines}
        if sums.total != seen.visit.total or not same_lines:
            raise NoAnswer("platform_answer_not_usable")
        return sums

    def cancel_upload(self, message_id: str, keys: PlatformKeys, seen: SettlementVisit) -> None:
        """费用明细撤销: take the batch's unsettled lines back."""
        node = {"mdtrt_id": keys.visit, "chrg_bchno": own_number(seen), "psn_no": keys.person}
        self.ask("2205", message_id, {"data": node}, keys)

    def certificate(self, seen: SettlementVisit) -> dict[str, str]:
        """Give what a person is known by."""
        return {"mdtrt_cert_type": self.province.certificate, "mdtrt_cert_no": seen.visit.patient.id_number}

    def _insurance(self, rows: Sequence[Plain]) -> Plain:
        """Choose the insurance in force, by the province's order; without one the platform says why not."""
        order = {code: place for place, code in enumerate(self.province.insurances)}
        known = [row for row in rows if row.get("insutype") in order]
        if not known:
            raise PlatformRefused("")
        return min(known, key=lambda row: (row.get("psn_insu_stas") != _ACTIVE, order[row["insutype"]]))

    def ask(self, infno: str, message_id: str, given: Plain, keys: PlatformKeys | None = None) -> Plain:
        """Send one message and give what the platform puts out for it."""
        return read_output(self.answer(infno, message_id, given, keys))

    def answer(self, infno: str, message_id: str, given: Plain, keys: PlatformKeys | None = None) -> bytes:
        """Send one message and give its answer as it came."""
        operator = self.institution.operator
        message = {
            "infno": infno,
            "msgid": message_id,
            "mdtrtarea_admvs": self.institution.area,
            "insuplc_admdvs": keys.insured_area if keys else "",
            "recer_sys_code": self.province.receiver,
            "infver": self.province.version,
            "opter_type": self.province.operator_kind,
            "opter": operator.code,
            "opter_name": operator.name,
            "inf_time": moment(self.clock.now()),
            "fixmedins_code": self.institution.code,
            "fixmedins_name": self.institution.name,
            "sign_no": self._sign_no,
            "input": _json(given) if self.province.input_form is InputForm.TEXT else given,
        }
        service = _SERVICES[infno] if self.province.addressing is Addressing.SERVICE else ""
        return self.platform.send(message_id, service, _json(message).encode())


def _sum(rows: Sequence[Plain], name: str) -> Fen:
    return Fen(sum(fen_of(row.get(name) or 0) for row in rows))


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=_number)


def _number(value: Any) -> float:
    """Write an amount as JSON; two decimals below 10 ** 13 pass through a float unharmed."""
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(type(value).__name__)
