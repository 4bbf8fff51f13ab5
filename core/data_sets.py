"""What the township sends down as whole sets: names, versions and rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any


class DataSetName(StrEnum):
    """The sets a clinic holds in its cache."""

    ROSTER = "roster"
    ROSTER_THIN = "roster-thin"
    PACKS = "packs"
    CATALOGUE = "catalogue"
    PEOPLE = "people"
    SETTINGS = "settings"


@dataclass(frozen=True, slots=True)
class DataSetVersion:
    """Which state of a set: gap-free version, days it speaks for, row count and digest.

    `digest` is SHA-256 over the canonical bytes of all rows in ascending order of their keys.
    """

    name: DataSetName
    scope: str
    version: int
    as_of: date
    valid_until: date
    row_count: int
    digest: bytes


@dataclass(frozen=True, slots=True)
class DataRow:
    """One row: its key, its canonical bytes (what the digest covers) and the same decoded.

    `record` is the canonical encoding of the list `[key, content]`. Keys and contents: roster `person_id` and
    `RosterEntry.to_plain`, roster-thin the tag of the number and `ThinEntry.to_plain`, packs as
    `core.services.adopt_pack` says, catalogue `kind:code` and `CatalogueItem.to_plain`, people `user_id` and
    `{"name": ..., "role": ...}` (and `"suspended": true` of whoever may not for now), settings the name and
    `{"value": ...}`; the setting `pack` names the policy pack of the region, `thin_tag_key` the key of the
    tags; those of calls stand in `core.calling`.
    """

    key: str
    record: bytes
    content: Mapping[str, Any]
