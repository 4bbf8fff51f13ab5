"""省级差异: how one province speaks the national interface, as data in provinces/*.toml."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from core.catalogue.place import PlaceSubject
from core.errors import Refusal

_LARGEST_PAGE = 9999
"""As the interface can say it."""
_SHIPPED = Path(__file__).parent / "provinces"


class Addressing(StrEnum):
    """Whether all messages go to one address or each service has a path of its own."""

    SINGLE = "single"
    SERVICE = "service"


class InputForm(StrEnum):
    """Whether the business part of a message is a JSON object or JSON text inside the JSON."""

    OBJECT = "object"
    TEXT = "text"


class Signing(StrEnum):
    """Which headers the province's gateway asks for."""

    NONE = "none"
    TIF = "tif"


class FileForm(StrEnum):
    """How the bytes of a file stand in a message."""

    BASE64 = "base64"
    NUMBERS = "numbers"


@dataclass(frozen=True, slots=True)
class CatalogueColumns:
    """In which column of a catalogue's file, from 1, what stands; 0: nowhere."""

    code: int
    name: int
    valid: int
    version: int
    specification: int = 0
    grade: int = 0


@dataclass(frozen=True, slots=True)
class Province:
    """Settings of a province.

    `emergency_treatment`: 医疗类别 of an emergency; `two_diseases`: by disease the `treatment`, `code` and
    `name` (病种) of a visit for 两病 drugs alone; without them visits go as `treatment`.
    `query_by_visit`: whether a settlement can be looked up without its own number. `refusal_means_none`:
    whether a query that finds nothing is answered by a refusal. `trace_field`: the key of the line's
    extension that carries 药品追溯码, `split_field` 拆零, `emergency_field` 急诊; empty where none is taken.
    `sequence_digits`: the characters a message id may end with. `file_form`: whether the bytes of a file
    travel as base64 or as numbers.
    `refund_flags`: what tells settlements and refunds apart where the platform compares them by themselves;
    empty where it compares both together.
    `codes_told_first`: whether every code of a visit has to be told (目录对照上传) before its lines go up.
    `traces_required`: whether a drug goes up only with its trace codes, or with the reason why it has none.
    `list_types`: 目录类别 of a medicine by the first letter of its national code, and of a `service`.
    `catalogues`: the parts of the catalogue that are downloaded, and in which column of a file what stands.
    `place_parts`: what is asked for page by page, in this order; `place_area` the 医保区划 whose words
    count, empty for the institution's own; `page_rows` the rows of a page. `ceiling_kinds` (限价类型) and
    `share_kinds` (自付比例人员类别:类别) are those that count here; empty where all do.
    `detail_columns`: the columns of the platform's answer to a list of settlements, by its field names.
    `patience`: how long a message may still be under way when its answer is lost.
    """

    name: str
    addressing: Addressing
    input_form: InputForm
    signing: Signing
    version: str
    receiver: str
    operator_kind: str
    certificate: str
    treatment: str
    emergency_treatment: str
    two_diseases: Mapping[str, Mapping[str, str]]
    insurances: tuple[str, ...]
    diagnosis_kind: str
    hospital_approval: str
    settlement_way: str
    account_used: bool
    query_by_visit: bool
    refusal_means_none: bool
    trace_field: str
    split_field: str
    emergency_field: str
    sequence_digits: str
    file_form: FileForm
    refund_flags: tuple[str, ...]
    codes_told_first: bool
    traces_required: bool
    list_types: Mapping[str, str]
    catalogues: Mapping[str, CatalogueColumns]
    place_parts: tuple[PlaceSubject, ...]
    place_area: str
    page_rows: int
    ceiling_kinds: tuple[str, ...]
    share_kinds: tuple[str, ...]
    detail_columns: tuple[str, ...]
    patience: timedelta


def read_province(text: str, changes: Mapping[str, Any] | None = None) -> Province:
    """Read a profile; `changes` stand in the place of what it says under the same keys.

    Raises:
        Refusal: `province_profile_not_readable`, also where a change names a key that no profile has.
    """
    try:
        plain: Mapping[str, Any] = tomllib.loads(text)
        if unknown := (changes or {}).keys() - plain.keys():
            raise KeyError(*unknown)
        plain = {**plain, **(changes or {})}
        values = {field.name: plain[field.name] for field in fields(Province) if field.name != "patience"}
        return Province(
            **{
                **values,
                "addressing": Addressing(plain["addressing"]),
                "input_form": InputForm(plain["input_form"]),
                "signing": Signing(plain["signing"]),
                "insurances": tuple(plain["insurances"]),
                "file_form": FileForm(plain["file_form"]),
                "catalogues": {part: CatalogueColumns(**told) for part, told in plain["catalogues"].items()},
                "two_diseases": {one: _by_disease(told) for one, told in plain["two_diseases"].items()},
                "list_types": _list_types(plain["list_types"]),
                "refund_flags": tuple(plain["refund_flags"]),
                "place_parts": tuple(PlaceSubject(one) for one in plain["place_parts"]),
                "page_rows": _rows(plain["page_rows"]),
                "ceiling_kinds": tuple(plain["ceiling_kinds"]),
                "share_kinds": tuple(plain["share_kinds"]),
                "detail_columns": tuple(plain["detail_columns"]),
            },
            patience=timedelta(minutes=plain["patience_minutes"]),
        )
    except (tomllib.TOMLDecodeError, KeyError, ValueError, TypeError) as error:
        raise Refusal("province_profile_not_readable") from error


def _rows(plain: int) -> int:
    if not 1 <= plain <= _LARGEST_PAGE:
        raise ValueError("no size of a page")
    return plain


def _by_disease(plain: Mapping[str, str]) -> Mapping[str, str]:
    return {name: plain[name] for name in ("treatment", "code", "name")}


def _list_types(plain: Mapping[str, str]) -> Mapping[str, str]:
    return {kind: plain[kind] for kind in ("X", "Z", "T", "C", "service")}


def shipped_province(name: str, changes: Mapping[str, Any] | None = None) -> Province:
    """Give a profile that comes with the program, with what of it is otherwise here.

    Raises:
        Refusal: `province_profile_unknown`; `province_profile_not_readable`: for the changes.
    """
    if not name.isidentifier() or not (path := _SHIPPED / f"{name}.toml").is_file():
        raise Refusal("province_profile_unknown", name=name)
    return read_province(path.read_text("utf-8"), changes)
