"""The township and its county: whose keys it trusts, told to it by file and compared by people."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from core.county import CountyKeys
from core.errors import Refusal
from core.township_ports import TownshipStore
from sync.county.introduction import read_introduction

Place = TypeVar("Place", contravariant=True)
Compared = Callable[[CountyKeys], bool]
"""Tells whether somebody compared the fingerprint and found it right."""


@dataclass(frozen=True, slots=True)
class TownshipCounty(Generic[Place]):
    """The commands of a township that concern its county; `open_store` opens the township a place names."""

    open_store: Callable[[Place], AbstractContextManager[TownshipStore]]

    def trust_county(self, place: Place, file: Path, compared: Compared) -> Mapping[str, Any]:
        """Take a county's keys over from its public file.

        Raises:
            Refusal: `county_file_not_readable`, `county_signature_wrong`, `county_not_confirmed`,
                `county_already_trusted`, `township_not_set_up`.
        """
        keys = read_introduction(file.read_bytes())
        if not compared(keys):
            raise Refusal("county_not_confirmed", fingerprint=keys.fingerprint)
        with self.open_store(place) as store:
            trust(store, keys)
        return {"name": keys.name, "fingerprint": keys.fingerprint}


def trust(store: TownshipStore, keys: CountyKeys) -> None:
    """Trust a county from now on; another one is too late once a device carries the first.

    Raises:
        Refusal: `county_already_trusted`, `township_not_set_up`.
    """
    present = store.county()
    if present == keys:
        return
    if present is not None and any(store.devices(clinic.code) for clinic in store.clinics()):
        raise Refusal("county_already_trusted", name=present.name)
    store.trust_county(keys)
