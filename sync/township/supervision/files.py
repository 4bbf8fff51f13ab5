"""A month's indicators as plain values, a workbook and CSV; all of a training township says so."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from core.dates import CHINA
from core.money import Fen, in_yuan
from core.supervision import Indicators, added, average, permille
from core.township_rows import Township
from sync.township.imports.sheet_writer import BOM, Sheet, disarmed, write_workbook_to
from sync.township.supervision import words
from sync.township.supervision.counting import Standing


def shares_of(figures: Indicators) -> Mapping[str, int | None]:
    """Give averages in fen and shares in thousandths."""
    plain = figures.to_plain()
    found: dict[str, int | None] = {
        name: average(plain[amount], plain[count]) for name, (_, amount, count) in words.AVERAGES.items()
    }
    shares = words.SHARES.items()
    return found | {name: permille(plain[part], plain[whole]) for name, (_, part, whole) in shares}


def told(township: Township, month: str, rows: Sequence[Standing]) -> Mapping[str, Any]:
    """Give a month as plain values: counts, sums in fen, averages in fen, shares in thousandths."""
    counted = [one.kept.figures for one in rows if one.kept]
    return {
        "township": township.code,
        "name": township.name,
        "training": township.training,
        "kind": kind_of(township),
        "month": month,
        "clinics": [_told(one) for one in rows],
        "all": _figures(added(counted)),
    }


def kind_of(township: Township) -> str:
    """Say whether figures are of people who exist."""
    return words.TRAINING if township.training else words.REAL


def titles() -> Sequence[str]:
    """Give the titles of the table."""
    return [
        *(words.KIND, words.TOWNSHIP, words.MONTH, words.CLINIC, words.CLINIC_NAME),
        *words.COUNTS.values(),
        *words.AMOUNTS.values(),
        *(title for title, _, _ in words.AVERAGES.values()),
        *(title for title, _, _ in words.SHARES.values()),
        *(words.LAST_CONTACT, words.COUNTED_AT, words.NEWER),
        *(words.LOG_POSITION, words.LOG_HASH, words.RESULT_POSITION, words.RESULT_HASH),
    ]


def table(township: Township, month: str, rows: Sequence[Standing]) -> Sequence[Sequence[str]]:
    """Give a row for each clinic that was counted, and one for all of them."""
    counted = [one for one in rows if one.kept]
    head = [kind_of(township), township.code, month]
    lines = [[*head, one.clinic, one.name, *_cells(one), *_rests_on(one)] for one in counted]
    if not counted:
        return lines
    sums = cells_of(added(one.kept.figures for one in counted if one.kept))
    return [*lines, [*head, "", words.ALL, *sums, *[""] * len(_rests_on(counted[0]))]]


def cells_of(figures: Indicators) -> Sequence[str]:
    """Give figures as text, in the order of the titles."""
    plain, shares = figures.to_plain(), shares_of(figures)
    return [
        *(str(plain[name]) for name in words.COUNTS),
        *(in_yuan(Fen(plain[name])) for name in words.AMOUNTS),
        *("" if shares[name] is None else in_yuan(Fen(shares[name] or 0)) for name in words.AVERAGES),
        *(words.percent(shares[name]) for name in words.SHARES),
    ]


def workbook(township: Township, month: str, rows: Sequence[Standing]) -> bytes:
    """Give the bytes of a workbook in which every cell is text."""
    packed = io.BytesIO()
    name = words.TRAINING_SHEET if township.training else words.SHEET
    write_workbook_to(packed, [Sheet(name, titles(), table(township, month, rows))])
    return packed.getvalue()


def csv_file(township: Township, month: str, rows: Sequence[Standing]) -> bytes:
    """Give the bytes of a CSV file that a spreadsheet program reads as it is and never as a formula."""
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerows([[disarmed(cell) for cell in row] for row in (titles(), *table(township, month, rows))])
    return written.getvalue().encode(BOM)


def file_name(township: Township, month: str, ending: str) -> str:
    """Name a file of indicators: one of invented people is never called like one of real people."""
    return f"{'training-' if township.training else ''}indicators-{month}.{ending}"


def _cells(one: Standing) -> Sequence[str]:
    return cells_of(one.kept.figures) if one.kept else []


def _rests_on(one: Standing) -> Sequence[str]:
    kept = one.kept
    if kept is None:
        return []
    heads = kept.heads
    places = [heads.log_position, heads.log_hash, heads.result_position, heads.result_hash]
    return [_moment(one.last_contact), _moment(kept.at), str(one.newer), *map(str, places)]


def _moment(at: datetime | None) -> str:
    return f"{at.astimezone(CHINA):%Y-%m-%d %H:%M}" if at else ""


def _told(one: Standing) -> Mapping[str, Any]:
    contact = one.last_contact.astimezone(CHINA).isoformat(timespec="minutes") if one.last_contact else None
    head = {"clinic": one.clinic, "name": one.name, "last_contact": contact, "newer": one.newer}
    if one.kept is None:
        return {**head, "figures": None}
    heads = one.kept.heads
    return {
        **head,
        "figures": _figures(one.kept.figures),
        "counted_at": one.kept.at.astimezone(CHINA).isoformat(timespec="seconds"),
        "rests_on": {
            "log_position": heads.log_position,
            "log_hash": heads.log_hash,
            "result_position": heads.result_position,
            "result_hash": heads.result_hash,
        },
    }


def _figures(figures: Indicators) -> Mapping[str, int | None]:
    return {**figures.to_plain(), **shares_of(figures)}
