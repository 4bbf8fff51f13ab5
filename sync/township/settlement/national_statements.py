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
from sync.township.settlement.answer_nodes import Plain, node_of, read_output, text_of
from sync.township.settlement.answers import NoAnswer
from sync.township.settlement.national_interface import NationalInterface
from sync.township.settlement.province import FileForm

AGREES = "000000"
AMOUNTS_DIFFER = "000103"
_NOTHING = "null"
_LARGEST_ANSWER = 16_000_000
_SETTLED, _REFUND = "0", "1"


@dataclass(frozen=True, slots=True)
class DetailLine:
    """What the platform says of one settlement or, with amounts below zero, of one that was taken back.

    Amounts it has none of are None.
    """

    settlement: str
    person: str
    message: str
    verdict: str
    told: str
    total: Fen | None
    fund: Fen | None
    is_refund: bool = False


@dataclass(frozen=True, slots=True)
class NationalStatements:
    """One institution's books beside the platform's.

    Raises:
        PlatformRefused: the platform said no.
        NoAnswer, NotReached: there is no usable answer.
    """

    interface: NationalInterface

    def compare_totals(self, day: date, group: Group, booked: Sequence[Booked]) -> GroupCompared:
        """对总账: ask whether the platform's books of a day come to the same."""
        told = [self._compare_totals(day, group, *part) for part in self._parts(booked)]
        words = [words for agrees, words in told if not agrees] or [words for _, words in told]
        return GroupCompared(group, Sums.of(booked), all(agrees for agrees, _ in told), words[0])

    def _compare_totals(
        self, day: date, group: Group, flag: Plain, booked: Sequence[Booked]
    ) -> tuple[bool, str]:
        ours = Sums.of(booked)
        node = {
            "insutype": group.insurance,
            "clr_type": group.clearing,
            "setl_optins": group.centre,
            **_days(day),
            "medfee_sumamt": yuan_of(ours.total),
            "fund_pay_sumamt": yuan_of(ours.fund),
            "acct_pay": yuan_of(ours.account),
            "fixmedins_setl_cnt": ours.count,
            **flag,
        }
        output = self.interface.ask("3201", self.interface.new_id(), {"data": node})
        answer = node_of(output, "stmtinfo")
        return text_of(answer, "stmt_rslt") == AGREES, str(answer.get("stmt_rslt_dscr") or "")

    def compare_details(
        self, day: date, clearing: str, centre: str, booked: Sequence[Booked]
    ) -> Sequence[DetailLine]:
        """对明细账: hand in the day's settlements and refunds and read what the platform says of each.

        A refund whose number nobody heard cannot be handed in: the platform then tells of it by itself.
        """
        named = [one for one in booked if one.settlement]
        place = {"clr_type": clearing, "setl_optins": centre, **_days(day)}
        return [
            line
            for flag, some in self._parts(named)
            for line in self._compare_details(f"{day:%Y%m%d}{centre}.txt.zip", {**place, **flag}, some)
        ]

    def _compare_details(self, name: str, place: Plain, booked: Sequence[Booked]) -> Sequence[DetailLine]:
        sums = Sums.of(booked)
        node = {
            **place,
            "file_qury_no": self._upload(name, _zipped(booked)),
            "medfee_sumamt": yuan_of(sums.total),
            "fund_pay_sumamt": yuan_of(sums.fund),
            "cash_payamt": yuan_of(sums.cash),
            "fixmedins_setl_cnt": sums.count,
        }
        output = self.interface.ask("3202", self.interface.new_id(), {"data": node})
        file = node_of(output, "fileinfo")
        return self._read(self._download(text_of(file, "file_qury_no"), text_of(file, "filename")))

    def _parts(self, booked: Sequence[Booked]) -> Sequence[tuple[Plain, Sequence[Booked]]]:
        """Give what the province compares in one piece: all together, or settlements and refunds apart."""
        flags = self.interface.province.refund_flags
        if not flags:
            return [({}, booked)]
        return [
            ({"refd_setl_flag": flag}, [one for one in booked if one.is_refund is is_refund])
            for flag, is_refund in zip(flags, (False, True), strict=True)
        ]

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
            return [self._line(line) for line in lines]
        except (zipfile.BadZipFile, ValueError, RuntimeError, NotImplementedError) as error:
            raise NoAnswer("platform_answer_not_usable") from error

    def _line(self, line: str) -> DetailLine:
        columns = self.interface.province.detail_columns
        cells = ["" if cell == _NOTHING else cell for cell in line.split("\t")]
        found = dict(zip(columns, cells, strict=False))
        if not found.get("setl_id"):
            raise ValueError("a line without a settlement")
        return DetailLine(
            found["setl_id"],
            found.get("psn_no", ""),
            found.get("msgid", ""),
            found.get("stmt_rslt", ""),
            found.get("memo", ""),
            _amount(found, "medfee_sumamt"),
            _amount(found, "fund_pay_sumamt"),
            found.get("refd_setl_flag") not in (None, "", _SETTLED, "000"),
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
                _REFUND if one.is_refund else _SETTLED,
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
