"""The national interface's word about a person somebody shows the code of, beside `national_interface.py`."""

from core.insurance_code import CodeHolder
from sync.township.settlement.answer_nodes import node_of, text_of
from sync.township.settlement.national_interface import NationalInterface

_BY_CODE = "01"
"""就诊凭证类型: 医保电子凭证."""


def holder_of(interface: NationalInterface, code: str) -> CodeHolder:
    """人员信息获取 by 医保电子凭证: give whose it is; the code goes to the platform and nowhere else.

    Raises:
        PlatformRefused: it is over, or of nobody.
        NoAnswer, NotReached: there is no usable answer.
    """
    node = {"mdtrt_cert_type": _BY_CODE, "mdtrt_cert_no": code}
    person = node_of(interface.ask("1101", interface.new_id(), {"data": node}), "baseinfo")
    return CodeHolder(text_of(person, "certno"), str(person.get("psn_name") or ""))
