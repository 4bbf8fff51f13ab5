"""Comparing books with the platform: totals 3201, and details by file 9101, 3202, 9102.

Beside national_interface.py the only file with field names of the interface.
"""

import base64
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.money import Fen
from core.reconciliation import Booked, Group, GroupCompared, Sums
from sync.township.settlement.amounts import fen_of, yuan_of
from sync.township.settlement.answer_nodes import node_of, read_output, text_of
from sync.township.settlement.answers import NoAnswer
from sync.township.settlement.national_interface import NationalInterface
from sync.township.settlement.province import FileForm

AGREES = "000000"
AMOUNTS_DIFFER = "000103"
_NOTHING = "null"
_LARGEST_ANSWER = 16_000_000
_SETTLED = "0"


@dataclass(frozen=True, slots=True)
class DetailLine:
    """What the platform says of one settlement; amounts it has none of are None."""

    settlement: str
    person: str
    message: str
    verdict: str
    told: str
    total: Fen | None
    fund: Fen | None


@dataclass(frozen=True, slots=True)
class NationalStatements:
    """One institution's books beside the platform's.

    Raises:
        PlatformRefused: the platform said no.
        NoAnswer, NotReached: there is no usable answer.
    """

    interface: NationalInterface

    def compare_totals(self, day: date, group: Group, ours: Sums) -> GroupCompared:
        """对总账: ask whether the platform's books of a day come to the same."""
        node = {
            "insutype": group.insurance,
            "clr_type": group.clearing,
            "setl_optins": group.centre,
            **_days(day),
            "medfee_sumamt": yuan_of(ours.total),
            "fund_pay_sumamt": yuan_of(ours.fund),
            "acct_pay": yuan_of(ours.account),
            "fixmedins_setl_cnt": ours.count,
        }
        output = self.interface.ask("3201", self.interface.new_id(), {"data": node})
        answer = node_of(output, "stmtinfo")
        verdict = text_of(answer, "stmt_rslt")
        return GroupCompared(group, ours, verdict == AGREES, str(answer.get("stmt_rslt_dscr") or ""))

    def compare_details(
        self, day: date, clearing: str, centre: str, booked: Sequence[Booked]
    ) -> Sequence[DetailLine]:
        """对明细账: hand in the day's settlements and read what the platform says of each."""
        number = self._upload(f"{day:%Y%m%d}{centre}.txt.zip", _zipped(booked))
        sums = Sums.of(booked)
        node = {
            "setl_optins": centre,
            "file_qury_no": number,
            **_days(day),
            "medfee_sumamt": yuan_of(sums.total),
            "fund_pay_sumamt": yuan_of(sums.fund),
            "cash_payamt": yuan_of(sums.cash),
            "fixmedins_setl_cnt": sums.count,
            "clr_type": clearing,
        }
        output = self.interface.ask("3202", self.interface.new_id(), {"data": node})
        file = node_of(output, "fileinfo")
        return self._read(self._download(text_of(file, "file_qury_no"), text_of(file, "filename")))

    def _upload(self, name: str, content: bytes) -> str:
        written: Any = list(content)
        if self.interface.province.file_form is FileForm.BASE64:
            written = base64.b64encode(content).decode()
        node = {"in": written, "filename": name, "fixmedins_code": self.interface.institution.code}
        output = self.interface.ask("9101", self.interface.new_id(), {"fsUploadIn": node})
        return text_of(output, "file_qury_no")

    def _download(self, number: str, name: str) -> bytes:
        node = {
            "file_qury_no": number,
            "filename": name,
            "fixmedins_code": self.interface.institution.code,
        }
        body = self.interface.answer("9102", self.interface.new_id(), {"fsDownloadIn": node})
        if body[:1] == b"{":
            read_output(body)
            raise NoAnswer("platform_answer_not_usable")
        return body

    def _read(self, content: bytes) -> Sequence[DetailLine]:
        try:
            lines = _unzipped(content).splitlines()
            return [line for line in map(self._line, lines) if line is not None]
        except (zipfile.BadZipFile, ValueError, RuntimeError, NotImplementedError) as error:
            raise NoAnswer("platform_answer_not_usable") from error

    def _line(self, line: str) -> DetailLine | None:
        """Read a line of the answer; refunds have none of ours beside them and are left to the totals."""
        columns = self.interface.province.detail_columns
        cells = ["" if cell == _NOTHING else cell for cell in line.split("\t")]
        found = dict(zip(columns, cells, strict=False))
        if not found.get("setl_id"):
            raise ValueError("a line without a settlement")
        if found.get("refd_setl_flag") not in (None, "", _SETTLED, "000"):
            return None
        return DetailLine(
            found["setl_id"],
            found.get("psn_no", ""),
            found.get("msgid", ""),
            found.get("stmt_rslt", ""),
            found.get("memo", ""),
            _amount(found, "medfee_sumamt"),
            _amount(found, "fund_pay_sumamt"),
        )


def _days(day: date) -> dict[str, str]:
    return {"stmt_begndate": day.isoformat(), "stmt_enddate": day.isoformat()}


def _amount(found: dict[str, str], name: str) -> Fen | None:
    text = found.get(name, "")
    return fen_of(text) if text else None


def _zipped(booked: Sequence[Booked]) -> bytes:
    lines = (
        "\t".join(
            (
                one.settlement,
                one.platform_visit or _NOTHING,
                one.person or _NOTHING,
                *(f"{yuan_of(amount):.2f}" for amount in (one.total, one.fund, one.account)),
                _SETTLED,
            )
        )
        for one in booked
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("detail.txt", "\n".join(lines))
    return packed.getvalue()


def _unzipped(content: bytes) -> str:
    """Unpack the one file of an answer, never more than the bound whatever it claims to be.

    Raises:
        ValueError, BadZipFile: it is no such thing.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        (only,) = archive.infolist()
        with archive.open(only) as packed:
            text = packed.read(_LARGEST_ANSWER + 1)
    if len(text) > _LARGEST_ANSWER:
        raise ValueError("far too long")
    return text.decode("utf-8")
