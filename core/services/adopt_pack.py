"""Putting packs in force: signed by the county, sound, and passing their own cases, or the former ones stay.

The township judges a package when it is brought in. A clinic judges the whole set again when it arrives, by
itself: what is neither the program's own nor signed by its county is never used.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import PurePosixPath
from typing import Any

from core.county import CountyKeys
from core.county_pack import CountyCheck, CountyPack, CountyPackRow, content_of, read_package
from core.errors import Refusal
from core.import_rows import ImportMark, ImportRow
from core.policy.cases import check_cases
from core.policy.in_force import PackShelf
from core.policy.loader import (
    CASES,
    family_of,
    load_shelf,
    packaged_shelf,
    packaged_sources,
    read_folder,
    with_parents,
)
from core.ports import EventCodec
from core.township_ports import TownshipStore
from core.township_rows import RowChange

ANSWERS_KEY = "answers"
"""Row of the data set that names the county's pack in force, in the place of the township's setting."""
SIGNED_PREFIX = "signed:"
"""Rows of the data set that hold a package piece by piece; the others hold one text of the program each."""
_PIECE = 24 * 1024
"""Bytes of a piece: it fits a chunk whether it can be compressed or not."""
Rows = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Adopted:
    """What is or would be put in force.

    Args:
        cases: so many passed.
        answers: which pack answers in the township with it.
        change: which versions are new, other or gone against its namesake in force.
    """

    pack: CountyPack
    cases: int
    answers: str
    change: RowChange


def require_sound(packs: Sequence[CountyPack]) -> int:
    """Lay packs over those of the program and run their cases; tell how many passed.

    Raises:
        Refusal: any fault of a text with file and key; `pack_package_not_readable` where a package is not
            what it says it is; `pack_without_cases`, `pack_fails_its_cases`.
    """
    if not packs:
        return 0
    shelf = load_shelf(texts_with_packs(packs))
    return sum(_require_one(shelf, pack) for pack in packs)


def texts_with_packs(packs: Iterable[CountyPack]) -> Mapping[str, str]:
    """Give the texts of the program's packs with the county's in the place of their namesakes."""
    shipped, given = packaged_sources(), list(packs)
    versions = packaged_shelf().versions
    replaced = {_folder(s.file) for pack in given for s in versions.get(pack.pack_id, ())}
    texts = {path: text for path, text in shipped.items() if _folder(path) not in replaced}
    for pack in given:
        texts |= pack.files
    return texts


def judge_pack(store: TownshipStore, package: bytes, check: CountyCheck) -> Adopted:
    """Tell what a package would do in a township, once it passed everything it has to.

    Raises:
        Refusal: `county_not_trusted`, `pack_older_than_in_force`, `pack_of_another_region`, and those of
            `read_package` and `require_sound`.
    """
    county = store.county()
    if county is None:
        raise Refusal("county_not_trusted")
    new = read_package(package, county, check)
    held = {row.pack_id: content_of(row.package, check.codec) for row in store.county_packs()}
    former = held.get(new.pack_id)
    if former is not None and new.signed_at < former.signed_at:
        raise Refusal("pack_older_than_in_force", pack=new.pack_id)
    packs = [*(one for pack_id, one in held.items() if pack_id != new.pack_id), new]
    cases, shelf = require_sound(packs), load_shelf(texts_with_packs(packs))
    before = _versions(texts_with_packs(held.values()), new.pack_id)
    change = _difference(before, _versions(new.files, new.pack_id))
    return Adopted(new, cases, _answering(shelf, pack_answering(store), new.pack_id), change)


def adopt_pack(
    store: TownshipStore, package: bytes, check: CountyCheck, mark: ImportMark | None = None
) -> Adopted:
    """Put a package in force in a township; publishing it is the caller's. With a mark it is an import.

    Raises:
        Refusal: those of `judge_pack`; the former packs stay.
    """
    adopted = judge_pack(store, package, check)
    new = CountyPackRow(adopted.pack.pack_id, package, adopted.answers == adopted.pack.pack_id)
    others = [row for row in store.county_packs() if row.pack_id != new.pack_id]
    rows = [replace(row, answers=row.answers and not new.answers) for row in others]
    texts = texts_in_force([*rows, new], store.township().pack, check.codec)
    store.adopt_county_pack(new, texts, adopted.change, mark)
    return adopted


def take_pack_back(store: TownshipStore, number: int, mark: ImportMark, codec: EventCodec) -> ImportRow:
    """Undo the import that brought a pack of the county; publishing what is left is the caller's.

    Raises:
        Refusal: those of `TownshipStore.take_pack_back`; what is left does not stand without it: a fault of a
            text. The packs in force stay.
    """
    own = store.township().pack
    return store.take_pack_back(number, mark, lambda rows: texts_in_force(rows, own, codec))


def texts_in_force(rows: Sequence[CountyPackRow], own: str, codec: EventCodec) -> Mapping[str, str]:
    """Give the texts in force with some packages, in a township set up with the pack `own`.

    Raises:
        Refusal: any fault of a text.
    """
    answers = next((row.pack_id for row in rows if row.answers), own)
    return with_parents(texts_with_packs(content_of(row.package, codec) for row in rows), answers)


def _versions(texts: Mapping[str, str], pack_id: str) -> Mapping[date, Mapping[str, str]]:
    """Give the texts of a pack by version and by their path below its folder."""
    folders: dict[str, dict[str, str]] = {}
    for path, text in texts.items():
        folders.setdefault(_folder(path), {})[path] = text
    read = [(read_folder(files), files) for files in folders.values()]
    return {
        source.effective_from: {path.partition("/")[2]: text for path, text in files.items()}
        for source, files in read
        if source.pack_id == pack_id
    }


def _difference(
    before: Mapping[date, Mapping[str, str]], after: Mapping[date, Mapping[str, str]]
) -> RowChange:
    both = before.keys() & after.keys()
    changed = sum(before[since] != after[since] for since in both)
    return RowChange(len(after) - len(both), changed, len(before) - len(both), len(both) - changed)


def pack_answering(store: TownshipStore) -> str:
    """Name the pack that answers in a township: the county's for it, or the one it was set up with."""
    return next((row.pack_id for row in store.county_packs() if row.answers), store.township().pack)


def renew_shipped(store: TownshipStore, codec: EventCodec) -> None:
    """Let the program's own packs follow the program: after an update the township holds the new texts.

    Raises:
        Refusal: the county's packs no longer fit those of the program; the former texts stay.
    """
    texts = texts_in_force(store.county_packs(), store.township().pack, codec)
    if texts != store.packs():
        store.replace_packs(texts)


def rows_of_packs(store: TownshipStore, codec: EventCodec) -> Rows:
    """Give the data set's rows: packages as they came, for each clinic to verify, and other texts."""
    signed = {row.pack_id: row for row in store.county_packs()}
    folders = {_folder(path) for row in signed.values() for path in content_of(row.package, codec).files}
    texts = store.packs()
    used = {_folder(path) for path in texts}
    rows: dict[str, Mapping[str, Any]] = {
        path: {"text": text} for path, text in texts.items() if _folder(path) not in folders
    }
    for pack_id, row in signed.items():
        if used & {_folder(path) for path in content_of(row.package, codec).files}:
            rows |= _pieces(pack_id, row.package)
    if any(row.answers for row in signed.values()):
        rows[ANSWERS_KEY] = {"pack": pack_answering(store)}
    return rows


def require_acceptable(rows: Rows, former: Rows, county: CountyKeys | None, check: CountyCheck) -> None:
    """Let a clinic take a set of packs only if each is the program's own or signed by its county, and sound.

    Args:
        former: the rows in use.
        county: as pinned at the enrolment.

    Raises:
        Refusal: `pack_not_signed`, `county_not_pinned`, `county_signature_wrong`, `pack_older_than_in_use`,
            `pack_set_not_sound`; the diary can say each of them as it is.
    """
    if not all(map(_is_a_row, rows.items())):
        raise Refusal("pack_set_not_sound", reason="rows")
    shipped, packages = packaged_sources(), _packages(rows)
    if any(shipped.get(path) != row["text"] for path, row in rows.items() if "text" in row):
        raise Refusal("pack_not_signed")
    if packages and county is None:
        raise Refusal("county_not_pinned")
    try:
        packs = [read_package(one, county, check) for one in packages if county is not None]
        require_sound(packs)
        _require_whole(rows, check.codec)
    except Refusal as refusal:
        if refusal.code == "county_signature_wrong":
            raise
        raise Refusal("pack_set_not_sound", reason=refusal.code) from refusal
    before = {one.pack_id: one.signed_at for one in _packs_in(former, check.codec)}
    if any(pack.signed_at < before.get(pack.pack_id, pack.signed_at) for pack in packs):
        raise Refusal("pack_older_than_in_use")


def texts_of_rows(rows: Rows, codec: EventCodec) -> Mapping[str, str]:
    """Give the texts of a set of packs, without their cases: what verdicts are given by."""
    texts = {path: str(row["text"]) for path, row in rows.items() if "text" in row}
    for pack in _packs_in(rows, codec):
        texts |= {path: text for path, text in pack.files.items() if CASES not in PurePosixPath(path).parts}
    return texts


def answering_in(rows: Rows) -> str:
    """Name the county's pack in force in a set; empty where the township's setting decides."""
    return str(rows[ANSWERS_KEY]["pack"]) if ANSWERS_KEY in rows else ""


def _require_one(shelf: PackShelf, pack: CountyPack) -> int:
    sources = shelf.versions.get(pack.pack_id, ())
    told = ({_folder(path) for path in pack.files}, pack.versions, {pack.region_code})
    found = (
        {_folder(source.file) for source in sources},
        tuple(source.effective_from.isoformat() for source in sources),
        {str(source.tree["region_code"]) for source in sources},
    )
    if told != found:
        raise Refusal("pack_package_not_readable")
    results = check_cases(shelf, pack.pack_id)
    if not results:
        raise Refusal("pack_without_cases", pack=pack.pack_id)
    failed = [result for result in results if not result.passed]
    if failed:
        facts = {"failed": len(failed), "cases": len(results), "first": failed[0].case.id}
        raise Refusal("pack_fails_its_cases", pack=pack.pack_id, **facts)
    return len(results)


def _require_whole(rows: Rows, codec: EventCodec) -> None:
    """See that the set stands alone: every parent is there, and the pack that is to answer too."""
    answering, shelf = answering_in(rows), load_shelf(texts_of_rows(rows, codec))
    if answering and answering not in shelf.versions:
        raise Refusal("pack_unknown", pack=answering)


def _is_a_row(row: tuple[str, Any]) -> bool:
    """Tell whether a row has one of the three forms; a township could send anything."""
    key, content = row
    if not isinstance(content, Mapping) or len(content) != 1:
        return False
    ((name, value),) = content.items()
    if key == ANSWERS_KEY:
        return name == "pack" and isinstance(value, str)
    if key.startswith(SIGNED_PREFIX):
        return name == "package" and isinstance(value, bytes)
    return name == "text" and isinstance(value, str)


def _answering(shelf: PackShelf, answers: str, new: str) -> str:
    """Let a pack below the one in force take over; one above it changes what is inherited."""
    if new in family_of(shelf, answers):
        return answers
    if answers in family_of(shelf, new):
        return new
    raise Refusal("pack_of_another_region", pack=new, answers=answers)


def _packs_in(rows: Rows, codec: EventCodec) -> list[CountyPack]:
    return [content_of(package, codec) for package in _packages(rows)]


def _pieces(pack_id: str, package: bytes) -> Rows:
    starts = range(0, len(package), _PIECE)
    return {
        f"{SIGNED_PREFIX}{pack_id}#{number:03}": {"package": package[start : start + _PIECE]}
        for number, start in enumerate(starts)
    }


def _packages(rows: Rows) -> list[bytes]:
    """Put the packages of a set together again, by pack."""
    found: dict[str, bytes] = {}
    for key in sorted(key for key, row in rows.items() if "package" in row):
        pack_id = key.partition("#")[0]
        found[pack_id] = found.get(pack_id, b"") + rows[key]["package"]
    return list(found.values())


def _folder(path: str) -> str:
    return PurePosixPath(path).parts[0]
