"""A policy pack as the county signs it: all versions of one pack with their cases, in one package."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, Protocol

from core.county import CountyKeys
from core.errors import Refusal
from core.import_rows import ImportMark
from core.policy.loader import read_folder
from core.ports import EventCodec
from core.township_rows import RowChange

FORMAT = "cunzhen/1/pack"
LONGEST_PACKAGE = 512 * 1024
"""Bytes of a package: many times the largest pack known, and below what a clinic takes as one row."""
_PATH = re.compile(r"[A-Za-z0-9][A-Za-z0-9@.-]*/(cases/)?[A-Za-z0-9][A-Za-z0-9_.-]*\.(toml|json|md)")

VerifyCounty = Callable[[bytes, bytes, bytes], None]
"""Verify public key, payload and signature of a package; refuses with `county_signature_wrong`."""


@dataclass(frozen=True, slots=True)
class CountyPack:
    """政策包: one pack of a region; it takes the place of every version of its namesake.

    Args:
        versions: first days of its versions, in order, as `2026-01-01`.
        signed_at: milliseconds since 1970; of two packages of one pack the later counts.
        files: texts by path; the folder of a path names pack and version.
    """

    pack_id: str
    region_code: str
    versions: tuple[str, ...]
    signed_at: int
    files: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CountyPackRow:
    """A package the county signed, as it came; `answers` where its pack is the one in force."""

    pack_id: str
    package: bytes
    answers: bool


TextsInForce = Callable[[Sequence[CountyPackRow]], Mapping[str, str]]
"""Gives the texts that are in force with some packages."""
NOTHING_CHANGED = RowChange(0, 0, 0, 0)


class CountyStore(Protocol):
    """What a township keeps of its county: whom it trusts, and the packages in force."""

    def county(self) -> CountyKeys | None:
        """Give the public keys of the county this township trusts; None before it was told of one."""
        ...

    def trust_county(self, county: CountyKeys) -> None:
        """Trust a county from now on, in the place of one trusted before, whose packages go.

        Raises:
            Refusal: `township_not_set_up`.
        """
        ...

    def county_packs(self) -> Sequence[CountyPackRow]:
        """List the county's packages in force, by pack."""
        ...

    def adopt_county_pack(
        self,
        row: CountyPackRow,
        texts: Mapping[str, str],
        change: RowChange = NOTHING_CHANGED,
        mark: ImportMark | None = None,
    ) -> None:
        """Keep a package in the place of its namesake and make the packs in force be these texts.

        Of all packages only this one answers if it says so. With a mark it is an import; the very package
        that is held already is none.
        """
        ...


@dataclass(frozen=True, slots=True)
class CountyCheck:
    """What a package is read with: canonical bytes, and the county's signature."""

    codec: EventCodec
    verify: VerifyCounty


def pack_from(folders: Iterable[Mapping[str, str]], signed_at: int) -> CountyPack:
    """Put folders, each a version of the same pack, together for signing.

    Raises:
        Refusal: `pack_versions_of_two_packs`, `pack_path_not_usable`, and whatever `read_folder` finds.
    """
    files: dict[str, str] = {}
    heads = set[tuple[str, str]]()
    versions = list[str]()
    for texts in folders:
        source = read_folder(texts)
        since = source.effective_from.isoformat()
        heads.add((source.pack_id, str(source.tree["region_code"])))
        versions.append(since)
        files |= {_renamed(path, f"{source.pack_id}@{since}"): text for path, text in texts.items()}
    if len(heads) != 1:
        raise Refusal("pack_versions_of_two_packs")
    ((pack_id, region),) = heads
    return CountyPack(pack_id, region, tuple(sorted(versions)), signed_at, files)


def payload_of(pack: CountyPack, codec: EventCodec) -> bytes:
    """Write what the county signs."""
    files = [[path, text] for path, text in sorted(pack.files.items())]
    return codec.encode([pack.pack_id, pack.region_code, list(pack.versions), pack.signed_at, files])


def package_of(payload: bytes, signature: bytes, codec: EventCodec) -> bytes:
    """Write the package that travels.

    Raises:
        Refusal: `pack_package_too_large`.
    """
    package = codec.encode([FORMAT, payload, signature])
    if len(package) > LONGEST_PACKAGE:
        raise Refusal("pack_package_too_large")
    return package


def read_package(package: bytes, county: CountyKeys, check: CountyCheck) -> CountyPack:
    """Verify a package with the county's key, then read it; whether the pack is sound is not told.

    Raises:
        Refusal: `pack_package_not_readable`, `county_signature_wrong`.
    """
    payload, signature = _opened(package, check.codec)
    check.verify(county.signing, payload, signature)
    return content_of(package, check.codec)


def content_of(package: bytes, codec: EventCodec) -> CountyPack:
    """Read a package that was verified when it came.

    Raises:
        Refusal: `pack_package_not_readable`.
    """
    payload, _ = _opened(package, codec)
    try:
        pack_id, region, versions, signed_at, files = codec.decode(payload)
        days = tuple(_text(day) for day in _list(versions))
        pack = CountyPack(_text(pack_id), _text(region), days, signed_at, _files(_list(files)))
    except (TypeError, ValueError, Refusal) as error:
        raise Refusal("pack_package_not_readable") from error
    if type(signed_at) is not int or not pack.versions:
        raise Refusal("pack_package_not_readable")
    return pack


def _opened(package: bytes, codec: EventCodec) -> tuple[bytes, bytes]:
    try:
        if len(package) > LONGEST_PACKAGE:
            raise ValueError("longer than any package")
        form, payload, signature = codec.decode(package)
        if form != FORMAT or not isinstance(payload, bytes) or not isinstance(signature, bytes):
            raise ValueError("another format")
    except (TypeError, ValueError, Refusal) as error:
        raise Refusal("pack_package_not_readable") from error
    return payload, signature


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError("no list")
    return value


def _files(rows: list[Any]) -> Mapping[str, str]:
    files = {_path(path): _text(text) for path, text in rows}
    if len(files) != len(rows):
        raise ValueError("a file twice")
    return files


def _renamed(path: str, folder: str) -> str:
    renamed = PurePosixPath(folder, *PurePosixPath(path).parts[1:]).as_posix()
    if not _PATH.fullmatch(renamed):
        raise Refusal("pack_path_not_usable", file=path)
    return renamed


def _path(value: Any) -> str:
    path = _text(value)
    if not _PATH.fullmatch(path):
        raise ValueError("no path of a pack")
    return path


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError("no text")
    return value
