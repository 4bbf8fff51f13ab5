"""Histories are read whole or refused with the kind and position of the record at fault."""

from typing import Any

import pytest

from core.coverage.history import EmployeeCover, History, ResidentPayment, kind_of
from core.errors import Refusal

GOOD: dict[str, Any] = {
    "birth_date": "1970-06-15",
    "identities": [{"category": "dibao", "from": "2024-01-01", "to": None}],
    "events": [{"type": "graduation", "date": "2026-06-30"}],
    "records": [
        {"kind": "resident", "coverage_year": 2026, "paid_on": "2025-11-15"},
        {"kind": "repair", "coverage_year": 2025, "paid_on": "2025-11-15"},
        {"kind": "employee", "from": "2023-09", "to": "2024-04"},
        {"kind": "military_service", "from": "2019-09", "to": None},
    ],
}


def test_a_history_survives_being_written_and_read() -> None:
    history = History.from_plain(GOOD)
    assert History.from_plain(history.to_plain()).to_plain() == history.to_plain()


def test_the_order_of_records_does_not_show_in_what_is_written() -> None:
    turned = {**GOOD, "records": GOOD["records"][::-1]}
    assert History.from_plain(turned).to_plain() == History.from_plain(GOOD).to_plain()


def test_a_credit_date_counts_as_the_day_of_payment() -> None:
    record = {"kind": "resident", "coverage_year": 2026, "paid_on": "2025-12-31", "credited_on": "2026-01-02"}
    (read,) = History.from_plain({"birth_date": "1970-06-15", "records": [record]}).records
    assert isinstance(read, ResidentPayment) and str(read.paid_on) == "2026-01-02"


def test_an_unknown_day_of_payment_is_said_by_null() -> None:
    record = {"kind": "resident", "coverage_year": 2026, "paid_on": None}
    (read,) = History.from_plain({"birth_date": "1970-06-15", "records": [record]}).records
    assert isinstance(read, ResidentPayment) and read.paid_on is None


def test_months_are_numbered_through() -> None:
    read = History.from_plain(GOOD).records[2]
    assert isinstance(read, EmployeeCover)
    assert (kind_of(read), read.last) == ("employee", 2024 * 12 + 3)


@pytest.mark.parametrize(
    ("change", "code", "kind", "index"),
    [
        ({"records": [{"kind": "resident", "coverage_year": 2026}]}, "record_key_missing", "resident", 0),
        ({"records": [{"kind": "pension", "from": "2023-09"}]}, "record_value_wrong", "record", 0),
        ({"records": [GOOD["records"][0], {"kind": "repair", "coverage_year": "2026", "paid_on": None}]},
         "record_value_wrong", "repair", 1),
        ({"records": [{"kind": "resident", "coverage_year": 2026, "paid_on": "2025-02-30"}]},
         "record_value_wrong", "resident", 0),
        ({"records": [{"kind": "resident", "coverage_year": 2026, "paid_on": "2025-11-15", "amount": 4}]},
         "record_key_unknown", "resident", 0),
        ({"records": [{"kind": "resident", "coverage_year": 1971, "paid_on": "1970-06-14"}]},
         "record_before_birth", "resident", 0),
        ({"records": [{"kind": "resident", "coverage_year": 1969, "paid_on": "1970-07-14"}]},
         "record_before_birth", "resident", 0),
        ({"records": [{"kind": "employee", "from": "1970-05", "to": None}]},
         "record_before_birth", "employee", 0),
        ({"records": [{"kind": "employee", "from": "2024-05", "to": "2024-04"}]},
         "record_ends_before_it_begins", "employee", 0),
        ({"records": [{"kind": "employee", "from": "2024-13", "to": None}]},
         "record_value_wrong", "employee", 0),
        ({"records": [7]}, "record_value_wrong", "record", 0),
        ({"records": {}}, "record_value_wrong", "person", 0),
        ({"records": None}, "record_value_wrong", "person", 0),
        ({"events": None}, "record_value_wrong", "person", 0),
        ({"identities": [{"category": "rich", "from": "2024-01-01", "to": None}]},
         "record_value_wrong", "identity", 0),
        ({"identities": [{"category": "dibao", "from": "2024-01-02", "to": "2024-01-01"}]},
         "record_ends_before_it_begins", "identity", 0),
        ({"events": [{"type": "wedding", "date": "2026-06-30"}]}, "record_value_wrong", "event", 0),
        ({"events": [{"type": "graduation", "date": 20260630}]}, "record_value_wrong", "event", 0),
        ({"birth_date": None}, "record_value_wrong", "person", 0),
        ({"birth_date": "0001-01-01"}, "record_value_wrong", "person", 0),
        ({"history_from_year": "2025"}, "record_value_wrong", "person", 0),
        ({"name": "x"}, "record_key_unknown", "person", 0),
    ],
)  # fmt: skip
def test_a_fault_names_kind_and_position(change: dict[str, Any], code: str, kind: str, index: int) -> None:
    with pytest.raises(Refusal) as caught:
        History.from_plain({**GOOD, **change})
    assert (caught.value.code, caught.value.facts["kind"], caught.value.facts["index"]) == (code, kind, index)


def test_what_is_no_table_is_refused() -> None:
    with pytest.raises(Refusal, match="record_value_wrong"):
        History.from_plain([])  # type: ignore[arg-type]
