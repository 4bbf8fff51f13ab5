"""Short ways to write a history in these tests."""

from typing import Any

from core.coverage.history import History
from core.policy.loader import load_shelf, packaged_sources

SHELF = load_shelf(packaged_sources())


def paid(year: int, on: str | None) -> dict[str, Any]:
    return {"kind": "resident", "coverage_year": year, "paid_on": on}


def repaired(year: int, on: str | None) -> dict[str, Any]:
    return {"kind": "repair", "coverage_year": year, "paid_on": on}


def employed(first: str, last: str | None) -> dict[str, Any]:
    return {"kind": "employee", "from": first, "to": last}


def in_time(*years: int) -> list[dict[str, Any]]:
    return [paid(year, f"{year - 1}-11-15") for year in years]


def life(*records: dict[str, Any], birth: str = "1970-06-15", **more: Any) -> History:
    return History.from_plain({"birth_date": birth, "records": list(records), **more})
