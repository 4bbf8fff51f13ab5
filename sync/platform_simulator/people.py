"""Who is insured: reading the people file into the platform's tables.

Format of the people file (JSON array; keys marked * may be left out):

    [{"psn_no": "43000000000000000001", "certno": "...", "name": "...", "gend": "1", "brdy": "1958-03-02",
      "naty"*: "01", "card_no"*: "...", "psn_cert_type"*: "01",
      "insurances": [{"insutype": "390", "psn_type"*: "1501", "status"*: "1", "admdvs": "430981",
                      "insured_on"*: "2026-01-01", "paused_on"*: null,
                      "benefit_begin"*: "2026-01-01", "benefit_end"*: "2026-12-31", "reason"*: "待遇等待期内",
                      "balance_fen"*: 0}],
      "identities"*: [{"psn_idet_type": "1", "begntime": "2026-01-01 00:00:00", "endtime"*: null}],
      "used_this_year_fen"*: 0}]

`benefit_end` is the last day that pays; without `benefit_begin` nothing is paid and `reason` says why.
"""

import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any


def load_people(db: sqlite3.Connection, people: Iterable[Mapping[str, Any]], year: int) -> None:
    """Insert or replace people; `used_this_year_fen` is booked on the given year."""
    for person in people:
        _load(db, person, year)


def _load(db: sqlite3.Connection, person: Mapping[str, Any], year: int) -> None:
    psn_no = person["psn_no"]
    db.execute(
        "insert into persons values (:psn_no, :certno, :name, :gend, :brdy, :naty, :card_no, :psn_cert_type)"
        " on conflict (psn_no) do update set certno = excluded.certno, name = excluded.name,"
        " gend = excluded.gend, brdy = excluded.brdy, naty = excluded.naty, card_no = excluded.card_no,"
        " psn_cert_type = excluded.psn_cert_type",
        {"naty": "01", "card_no": None, "psn_cert_type": "01", **person},
    )
    for table in ("insurances", "identities", "prior_usage"):
        db.execute(f"delete from {table} where psn_no = ?", (psn_no,))  # noqa: S608  names from the line above
    for row in person["insurances"]:
        db.execute(
            "insert into insurances values (:psn_no, :insutype, :psn_type, :status, :admdvs, :insured_on,"
            " :paused_on, :benefit_begin, :benefit_end, :reason, :balance_fen)",
            {**_INSURANCE, **row, "psn_no": psn_no},
        )
    for row in person.get("identities", ()):
        db.execute(
            "insert into identities values (:psn_no, :psn_idet_type, :begntime, :endtime)",
            {"endtime": None, **row, "psn_no": psn_no},
        )
    db.execute(
        "insert into prior_usage values (?, ?, ?)", (psn_no, year, person.get("used_this_year_fen", 0))
    )


_INSURANCE: dict[str, Any] = {
    "psn_type": "1501",
    "status": "1",
    "insured_on": None,
    "paused_on": None,
    "benefit_begin": None,
    "benefit_end": None,
    "reason": None,
    "balance_fen": 0,
}
