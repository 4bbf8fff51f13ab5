"""目录查询: what is asked for page by page of the platform's catalogue: 1304, 1312, 1316 to 1319."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from core.catalogue.items import FeeClass
from core.catalogue.national import NationalRow
from core.catalogue.place import PageFetch, PlaceRow, PlaceSubject
from sync.township.settlement.answer_nodes import Plain, rows_of, text_of
from sync.township.settlement.answers import NoAnswer
from sync.township.settlement.national_catalogues import GRADES, LONGEST_CODE, VALID
from sync.township.settlement.national_interface import NationalInterface

INFNO: Mapping[PlaceSubject, str] = {
    PlaceSubject.DRUG: "1304",
    PlaceSubject.GRADE: "1312",
    PlaceSubject.LINK: "1316",
    PlaceSubject.OWN_CODE: "1317",
    PlaceSubject.CEILING: "1318",
    PlaceSubject.SHARE: "1319",
}
_LONGEST_OWN = 150
_LONGEST_PART = 20
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})( \d{2}:\d{2}:\d{2})?")
_EVER = date(1900, 1, 1)
_CLOCKS_APART = timedelta(days=1)
"""Told twice does no harm."""
_WHOLE = 1000
"""Permille of everything."""
_NO_CEILING = 0


@dataclass(frozen=True, slots=True)
class NationalPage:
    """A page, read through: every row of it is one of its part. `fetch` is how far one is with it."""

    fetch: PageFetch
    rows: Sequence[PlaceRow] | Sequence[NationalRow]


@dataclass(frozen=True, slots=True)
class NationalPages:
    """One institution's pages.

    Raises:
        PlatformRefused: the platform said no.
        NoAnswer, NotReached: there is no usable answer; the same page may be asked for again.
    """

    interface: NationalInterface

    def fetch(self, so_far: PageFetch, today: date) -> NationalPage:
        """Fetch the page that follows; the first where none is held, or where the rows are others by now."""
        begun = so_far if so_far.begun_on else PageFetch(so_far.subject, so_far.whose, so_far.taken_on, today)
        page = self._page(begun, begun.held + 1)
        if begun.held and page.fetch.records != begun.records:
            anew = PageFetch(begun.subject, begun.whose, begun.taken_on, today)
            return self._page(anew, 1)
        return page

    def _page(self, fetch: PageFetch, number: int) -> NationalPage:
        infno, size = INFNO[fetch.subject], self.interface.province.page_rows
        node = {
            "updt_time": (fetch.taken_on - _CLOCKS_APART if fetch.taken_on else _EVER).isoformat(),
            "page_num": number,
            "page_size": size,
            **self._filters(fetch),
        }
        output = self.interface.ask(infno, self.interface.new_id(), {"data": node})
        rows = rows_of(output, "data")
        records = _whole(output, "recordCounts")
        expected = min(size, max(records - (number - 1) * size, 0))
        if _whole(output, "pageNum") != number or len(rows) != expected:
            raise NoAnswer("platform_answer_not_usable")
        pages = max(-(-records // size), 1)
        told = PageFetch(
            fetch.subject, fetch.whose, fetch.taken_on, fetch.begun_on, records, pages, held=number
        )
        try:
            return NationalPage(told, self._read(fetch.subject, rows))
        except (ValueError, InvalidOperation) as error:
            raise NoAnswer("platform_answer_not_usable") from error

    def _filters(self, fetch: PageFetch) -> Mapping[str, str]:
        if fetch.subject is PlaceSubject.OWN_CODE:
            return {"fixmedins_code": fetch.whose}
        return {} if fetch.subject is PlaceSubject.DRUG else {"insu_admdvs": self._place}

    @property
    def _place(self) -> str:
        return self.interface.province.place_area or self.interface.institution.area

    def _read(
        self, subject: PlaceSubject, rows: Sequence[Plain]
    ) -> Sequence[PlaceRow] | Sequence[NationalRow]:
        if subject is PlaceSubject.DRUG:
            return [_drug(row) for row in rows]
        read = _READ[subject]
        mine = [row for row in rows if row.get("insu_admdvs") in (None, "", self._place)]
        found = [read(row) for row in mine]
        kinds = {
            PlaceSubject.CEILING: self.interface.province.ceiling_kinds,
            PlaceSubject.SHARE: self.interface.province.share_kinds,
        }.get(subject, ())
        return [row for row in found if not kinds or row.kind in kinds]


def _drug(row: Plain) -> NationalRow:
    code, name = (
        _text(row, "med_list_codg", LONGEST_CODE),
        row.get("drug_genname") or row.get("drug_prodname"),
    )
    return NationalRow(code, str(name or ""), str(row.get("drug_spec") or ""), FeeClass.NONE, _valid(row))


def _grade(row: Plain) -> PlaceRow:
    grade = GRADES.get(str(row.get("chrgitm_lv") or ""))
    if grade is None:
        raise ValueError("no grade")
    return _row(row, _text(row, "hilist_code", LONGEST_CODE), "", grade.value)


def _link(row: Plain) -> PlaceRow:
    return _row(row, _text(row, "med_list_codg", LONGEST_CODE), "", _text(row, "hilist_code", LONGEST_CODE))


def _own_code(row: Plain) -> PlaceRow:
    own, national = _text(row, "medins_list_codg", _LONGEST_OWN), _text(row, "med_list_codg", LONGEST_CODE)
    return _row(row, own, _text(row, "fixmedins_code", _LONGEST_PART), national)


def _ceiling(row: Plain) -> PlaceRow:
    amount = _amount(row, "hilist_pric_uplmt_amt")
    fen = int((amount * 100).to_integral_value(ROUND_DOWN))
    kind = str(row.get("hilist_lmtpric_type") or "")[:_LONGEST_PART]
    told = _row(row, _text(row, "hilist_code", LONGEST_CODE), kind, str(fen))
    return (
        told
        if fen > _NO_CEILING
        else PlaceRow(told.record, told.code, kind, told.first, "0", told.last, False)
    )


def _share(row: Plain) -> PlaceRow:
    permille = (_amount(row, "selfpay_prop") * _WHOLE).to_integral_value(ROUND_HALF_UP)
    if permille > _WHOLE:
        raise ValueError("more than all")
    parts = (row.get("selfpay_prop_psn_type") or "", row.get("selfpay_prop_type") or "")
    kind = ":".join(str(part)[:_LONGEST_PART] for part in parts)
    return _row(row, _text(row, "hilist_code", LONGEST_CODE), kind[:40], str(int(permille)))


_READ: Mapping[PlaceSubject, Callable[[Plain], PlaceRow]] = {
    PlaceSubject.GRADE: _grade,
    PlaceSubject.LINK: _link,
    PlaceSubject.OWN_CODE: _own_code,
    PlaceSubject.CEILING: _ceiling,
    PlaceSubject.SHARE: _share,
}


def _row(row: Plain, code: str, kind: str, value: str) -> PlaceRow:
    first, last = _day(row.get("begndate")) or _EVER, _day(row.get("enddate"))
    record = str(row.get("rid") or "")[:LONGEST_CODE] or f"{code}/{kind}/{first}"
    return PlaceRow(record, code, kind, first, value, last, _valid(row))


def _valid(row: Plain) -> bool:
    return str(row.get("vali_flag") or VALID) == VALID


def _day(value: Any) -> date | None:
    if value in (None, ""):
        return None
    found = _DAY.fullmatch(str(value))
    if not found:
        raise ValueError("no day")
    return date.fromisoformat(found[1])


def _text(row: Plain, name: str, longest: int) -> str:
    text = text_of(row, name)
    if len(text) > longest:
        raise ValueError("far too long")
    return text


def _amount(row: Plain, name: str) -> Decimal:
    amount = Decimal(str(row.get(name) if row.get(name) is not None else ""))
    if not amount.is_finite() or not 0 <= amount < Decimal(10) ** 14:
        raise ValueError("no amount")
    return amount


def _whole(output: Plain, name: str) -> int:
    text = str(output.get(name, ""))
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise NoAnswer("platform_answer_not_usable")
    return int(text)
