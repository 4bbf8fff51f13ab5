"""The platform's own parameters: institutions, physicians, price catalogue, benefits, gateway.

Format of the parameters file (JSON object; every key may be left out):

    {"centre": "439900",                      clearing institution, also the sender of references
     "institutions": [{"code": "H43098100001", "name": "...", "operators": ["op1"]}],
                                              left out: any well-formed H or P code is contracted; a plain
                                              code in place of an object: any name, signed in by anybody
     "physicians": ["D430981000001"],         left out: any well-formed D code may practise
     "items": [{"code": "XA...", "name": "...", "charge_kind": "09", "grade": "02",
                "selfpay_ratio": "0.10", "ceiling": "12.50"}],      left out: every code is grade A, unlimited
     "benefits": [{"insutype": "390", "med_type": "11", "fund": "390100", "ratio": "0.60",
                   "deductible": "0", "visit_cap": null, "year_cap": "300.00"}],
     "assistance": {"identities": ["1"], "ratio": "0.70"},           share of the rest for these identities
     "sign_in_required": true, "query_needs_settlement": false,
     "settles_a_batch_once": true,                                   false: a platform that does not look
     "trace_field": "drugtracinfo",                                  the key of a line's extension for 追溯码;
                                                                     left out: extensions are not looked at
     "mapping_required": false,                                      true: a line whose own code was not
                                                                     mapped with 3301 is refused
     "catalogues": {"1301": [{"version": "X001_20260101_A",
                              "rows": [{"code": "XA...", "name": "...", "spec": "...", "grade": "01",
                                        "valid": "1"}]}]},           in their order; left out: there is none
     "paged_catalogues": {"1312": [{"rid": "1", "updt_time": "2026-01-05 08:00:00", "hilist_code": "XA...",
                                    "chrgitm_lv": "02", "begndate": "2026-01-01"}]},
                                              1304, 1312, 1316, 1318, 1319; a row is there once the platform's
                                              clock reaches its updt_time, in the place of its rid's earlier
     "closed": ["00:00:00", "00:30:00"],                             left out: open day and night
     "gateway": {"paasid": "...", "secret": "..."}}                  left out: no signed headers are asked for
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import time
from decimal import Decimal
from pathlib import Path
from typing import Any

from sync.platform_simulator.fields import Dictionary

_CHARGE_KIND = {"X": "09", "Z": "11", "T": "10", "C": "08"}
_SERVICE = re.compile(r"^\d{15}(-.+)?$")
_SERVICE_CHARGE = "12"

CODES: Dictionary = {
    "opter_type": frozenset({"1", "2", "3"}),
    "mdtrt_cert_type": frozenset({"01", "02", "03"}),
    "psn_cert_type": frozenset({f"{n:02d}" for n in range(1, 17)} | {"90", "99"}),
    "insutype": frozenset(
        {"310", "320", "330", "340", "350", "360", "370", "380", "390", "391", "392", "399"}
    ),
    "diag_type": frozenset({"1", "2", "3"}),
    "yes_no": frozenset({"0", "1"}),
    "hosp_appr_flag": frozenset({"0", "1", "2"}),
    "tcmdrug_used_way": frozenset({"1", "2"}),
    "psn_setlway": frozenset({"01", "02"}),
    "list_type": frozenset({"101", "102", "103", "104", "105", "201", "301"}),
    "clr_type": frozenset({"11", "21", "41", "99"}),
}
"""The part of dictionary 1901 that the spoken transactions use; `med_type` comes from the benefits."""


@dataclass(frozen=True, slots=True)
class Item:
    """A row of the price catalogue: what part of a price the fund looks at."""

    charge_kind: str
    grade: str
    selfpay_ratio: Decimal
    ceiling: Decimal | None


@dataclass(frozen=True, slots=True)
class Benefit:
    """What an insurance pays for a kind of treatment; caps in CNY, None for no cap."""

    fund: str
    ratio: Decimal
    deductible: Decimal
    visit_cap: Decimal | None
    year_cap: Decimal | None


@dataclass(frozen=True, slots=True)
class Contracted:
    """A row of the table of institutions: its name, and who may sign in for it; None: not looked at."""

    name: str | None = None
    operators: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Gateway:
    """The signed headers that the bus in front of the platform asks for."""

    paasid: str
    secret: str


@dataclass(frozen=True, slots=True)
class Rules:
    """Everything that differs from one platform to the next."""

    centre: str
    institutions: dict[str, Contracted] | None
    physicians: frozenset[str] | None
    items: dict[str, Item] | None
    benefits: dict[tuple[str, str], Benefit]
    assisted: frozenset[str] = frozenset()
    assistance_ratio: Decimal = Decimal(0)
    sign_in_required: bool = True
    query_needs_settlement: bool = False
    settles_a_batch_once: bool = True
    trace_field: str = ""
    mapping_required: bool = False
    catalogues: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    paged_catalogues: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    closed: tuple[time, time] | None = None
    gateway: Gateway | None = None
    codes: Dictionary = field(default_factory=lambda: CODES)

    def contracted(self, institution: str) -> bool:
        """Say whether an institution may send anything."""
        if self.institutions is None:
            return re.fullmatch(r"[HP]\d{11}", institution) is not None
        return institution in self.institutions

    def named(self, institution: str, name: str) -> bool:
        """Say whether a contracted institution is called so."""
        known = (self.institutions or {}).get(institution, Contracted())
        return known.name in (None, name)

    def signs_in(self, institution: str, operator: str) -> bool:
        """Say whether somebody may sign in for a contracted institution."""
        known = (self.institutions or {}).get(institution, Contracted())
        return known.operators is None or operator in known.operators

    def open_at(self, hour: time) -> bool:
        """Say whether anybody answers at an hour of the day."""
        return self.closed is None or not self.closed[0] <= hour < self.closed[1]

    def practises(self, physician: str) -> bool:
        """Say whether a physician's code is known."""
        if self.physicians is None:
            return re.fullmatch(r"D\d{12}", physician) is not None
        return physician in self.physicians

    def item(self, code: str) -> Item | None:
        """Find a catalogue code; without a catalogue of its own every well-formed code is grade A."""
        if self.items is not None:
            return self.items.get(code)
        if _SERVICE.match(code):
            return Item(_SERVICE_CHARGE, "01", Decimal(0), None)
        kind = _CHARGE_KIND.get(code[:1])
        return Item(kind, "01", Decimal(0), None) if kind and len(code) >= 20 else None


_DEFAULT_BENEFITS = (
    {"insutype": "390", "med_type": "11", "fund": "390100", "ratio": "0.60", "year_cap": "300.00"},
    {"insutype": "390", "med_type": "14", "fund": "390100", "ratio": "0.70", "year_cap": "3000.00"},
    {"insutype": "390", "med_type": "9901", "fund": "390100", "ratio": "0.50", "year_cap": "400.00"},
    {"insutype": "310", "med_type": "11", "fund": "310100", "ratio": "0.70", "year_cap": "1500.00"},
)


def read_rules(path: Path | None) -> Rules:
    """Read the parameters file, or take the defaults."""
    given: dict[str, Any] = json.loads(path.read_text("utf-8")) if path else {}
    benefits = {(b["insutype"], b["med_type"]): _benefit(b) for b in given.get("benefits", _DEFAULT_BENEFITS)}
    assistance = given.get("assistance", {})
    return Rules(
        centre=given.get("centre", "439900"),
        institutions=_institutions(given.get("institutions")),
        physicians=_codes(given.get("physicians")),
        items={row["code"]: _item(row) for row in given["items"]} if "items" in given else None,
        benefits=benefits,
        assisted=frozenset(assistance.get("identities", ())),
        assistance_ratio=Decimal(assistance.get("ratio", "0")),
        sign_in_required=given.get("sign_in_required", True),
        query_needs_settlement=given.get("query_needs_settlement", False),
        settles_a_batch_once=given.get("settles_a_batch_once", True),
        catalogues=given.get("catalogues", {}),
        paged_catalogues=given.get("paged_catalogues", {}),
        mapping_required=given.get("mapping_required", False),
        trace_field=given.get("trace_field", ""),
        closed=_hours(given["closed"]) if "closed" in given else None,
        gateway=Gateway(**given["gateway"]) if "gateway" in given else None,
        codes={**CODES, "med_type": frozenset(kind for _, kind in benefits)},
    )


def _hours(given: list[str]) -> tuple[time, time]:
    first, last = given
    return time.fromisoformat(first), time.fromisoformat(last)


def _codes(given: Iterable[str] | None) -> frozenset[str] | None:
    return None if given is None else frozenset(given)


def _institutions(given: list[Any] | None) -> dict[str, Contracted] | None:
    if given is None:
        return None
    rows = [{"code": one} if isinstance(one, str) else one for one in given]
    return {row["code"]: Contracted(row.get("name"), _codes(row.get("operators"))) for row in rows}


def _item(row: dict[str, Any]) -> Item:
    return Item(
        charge_kind=row["charge_kind"],
        grade=row["grade"],
        selfpay_ratio=Decimal(row.get("selfpay_ratio", "0")),
        ceiling=_cap(row.get("ceiling")),
    )


def _benefit(row: dict[str, Any]) -> Benefit:
    return Benefit(
        fund=row["fund"],
        ratio=Decimal(row["ratio"]),
        deductible=Decimal(row.get("deductible", "0")),
        visit_cap=_cap(row.get("visit_cap")),
        year_cap=_cap(row.get("year_cap")),
    )


def _cap(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
