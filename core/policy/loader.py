"""From pack texts to a shelf of packs: one folder with a `pack.toml` is one version of one pack."""

import functools
import itertools
import json
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path, PurePosixPath
from typing import Any

from core.errors import Refusal
from core.policy.in_force import PackShelf, PackSource, pack_in_force
from core.policy.pack import Pack
from core.policy.shape import Place, read
from core.policy.variation import check_paths

SCHEMA = "policy-pack/1"
PACK_FILE = "pack.toml"
PACK_FILES = (PACK_FILE, "pack.json")
CASES = "cases"
NOTES_SUFFIX = ".md"
"""CHANGES.md says in words what changed; nothing is read from it."""
_NULL = "null"
"""TOML has no null: this text stands for it."""
_HEAD = ("schema", "pack_id", "region_code", "region_name", "effective_from")


@functools.cache
def packaged_sources() -> Mapping[str, str]:
    """Read the texts of the packs shipped with the program, by path below `packs/`."""
    return folder_sources(Path(__file__).parent / "packs")


@functools.cache
def packaged_shelf() -> PackShelf:
    """Give the packs shipped with the program, read once."""
    return load_shelf(packaged_sources())


def shelf_in_use(sources: Mapping[str, str]) -> PackShelf:
    """Read the packs in use; without any, or where this program cannot read them any more, its own answer."""
    try:
        return load_shelf(sources) if sources else packaged_shelf()
    except Refusal:
        return packaged_shelf()


def folder_sources(folder: Path) -> Mapping[str, str]:
    """Read the texts of all packs in a folder, by path below it."""
    found = sorted([*folder.glob("*/*.toml"), *folder.glob(f"*/{CASES}/*.json")])
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in found}


def texts_of(path: Path) -> Mapping[str, str]:
    """Read a pack's folder with its cases and notes, or one file alone as if it were such a folder.

    Raises:
        Refusal: `case_file_missing`.
    """
    folder = path if path.is_dir() else path.parent
    if path.is_file() and path.name not in PACK_FILES:
        name = PACK_FILE if path.suffix == ".toml" else PACK_FILES[1]
        return {f"{path.stem}/{name}": text_of(path)}
    if not folder.is_dir():
        raise Refusal("case_file_missing", file=str(path))
    patterns = ("*.toml", PACK_FILES[1], f"{CASES}/*.json", f"*{NOTES_SUFFIX}")
    files = sorted(file for pattern in patterns for file in folder.glob(pattern))
    name = folder.resolve().name
    texts = {f"{name}/{file.relative_to(folder).as_posix()}": text_of(file) for file in files}
    if not texts:
        raise Refusal("case_file_missing", file=str(path))
    return texts


def text_of(path: Path) -> str:
    """Read a text file of somebody else's.

    Raises:
        Refusal: `case_file_missing`, `case_file_encoding`.
    """
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refusal("case_file_encoding", file=str(path)) from error
    except OSError as error:
        raise Refusal("case_file_missing", file=str(path)) from error


def load_shelf(sources: Mapping[str, str]) -> PackShelf:
    """Read pack texts by path; packs whose texts have a fault refuse the whole shelf.

    Raises:
        Refusal: any fault of a text with file, key and reason; missing or cyclic parents;
            versions of one pack that overlap or leave a hole in time.
    """
    folders: dict[str, dict[str, str]] = {}
    for name, text in sources.items():
        folders.setdefault(PurePosixPath(name).parts[0], {})[name] = text
    versions: dict[str, list[PackSource]] = {}
    for texts in folders.values():
        source = read_folder(texts)
        versions.setdefault(source.pack_id, []).append(source)
    shelf = PackShelf({pack_id: _in_order(found) for pack_id, found in sorted(versions.items())})
    for pack_id, found in shelf.versions.items():
        for source in found:
            check_paths(pack_in_force(shelf, pack_id, source.effective_from), source.file)
    return shelf


def texts_with(texts: Mapping[str, str]) -> tuple[Mapping[str, str], str]:
    """Put one pack's texts among those shipped, in the place of its namesake; give its id too.

    Raises:
        Refusal: as `load_shelf`.
    """
    laid, (mine,) = texts_with_all([texts])
    return laid, mine


def texts_with_all(folders: Sequence[Mapping[str, str]]) -> tuple[Mapping[str, str], Sequence[str]]:
    """Put folders, versions of one pack or of several, in the place of their namesakes; give their ids too.

    Raises:
        Refusal: as `read_folder`.
    """
    ids = list(dict.fromkeys(read_folder(texts).pack_id for texts in folders))
    shipped = [source for mine in ids for source in packaged_shelf().versions.get(mine, ())]
    replaced = {PurePosixPath(source.file).parts[0] for source in shipped}
    laid = {n: t for n, t in packaged_sources().items() if PurePosixPath(n).parts[0] not in replaced}
    for texts in folders:
        name = _free(PurePosixPath(min(texts)).parts[0], laid)
        laid |= {PurePosixPath(name, *PurePosixPath(n).parts[1:]).as_posix(): t for n, t in texts.items()}
    return laid, ids


def _free(folder: str, laid: Mapping[str, str]) -> str:
    """Give a folder another name where one of that name is there already."""
    taken = {PurePosixPath(name).parts[0] for name in laid}
    names = itertools.chain([folder], (f"{folder}~{number}" for number in itertools.count(2)))
    return next(name for name in names if name not in taken)


def with_parents(sources: Mapping[str, str], pack_id: str) -> Mapping[str, str]:
    """Choose the texts of a pack and of all it inherits, without their cases: what a clinic needs.

    Raises:
        Refusal: `pack_unknown`.
    """
    shelf = load_shelf(sources)
    versions = shelf.versions
    if pack_id not in versions:
        raise Refusal("pack_unknown", pack=pack_id)
    family = family_of(shelf, pack_id)
    folders = {PurePosixPath(source.file).parts[0] for one in family for source in versions.get(one, ())}
    return {
        name: text
        for name, text in sources.items()
        if PurePosixPath(name).parts[0] in folders and CASES not in PurePosixPath(name).parts
    }


def family_of(shelf: PackShelf, pack_id: str) -> set[str]:
    """Name a pack and all it inherits from, in any of its versions."""
    wanted, family = {pack_id}, set[str]()
    while wanted:
        family |= wanted
        wanted = {s.parent for one in wanted for s in shelf.versions.get(one, ()) if s.parent} - family
    return family


def read_text(name: str, text: str) -> Mapping[str, Any]:
    """Read one TOML (or JSON) text into a plain tree; in TOML `"null"` becomes None.

    Raises:
        Refusal: `pack_not_readable`.
    """
    try:
        if PurePosixPath(name).suffix == ".json":
            tree = json.loads(text, parse_float=Decimal)
        else:
            tree = _with_nulls(tomllib.loads(text, parse_float=Decimal))
    except (ValueError, RecursionError) as error:
        raise Refusal("pack_not_readable", file=name, key="", reason=str(error)) from error
    if not isinstance(tree, dict):
        raise Refusal("pack_not_readable", file=name, key="", reason="table")
    return tree


def source_of(name: str, tree: Mapping[str, Any], cases: Mapping[str, str]) -> PackSource:
    """Check a pack's own values and its head.

    Raises:
        Refusal: any fault, with file and key.
    """
    read(Pack, tree, Place(name, partial=True))
    for key in _HEAD:
        if tree.get(key) is None:
            raise Place(name).at(key).refuse("pack_key_missing")
    if tree["schema"] != SCHEMA:
        raise Place(name).at("schema").refuse("pack_value_not_allowed", value=tree["schema"], allowed=SCHEMA)
    since, until = _day(tree["effective_from"]), _day(tree.get("effective_to"))
    if until is not None and until < since:
        raise Place(name).at("effective_to").refuse("pack_date_impossible", value=until.isoformat())
    return PackSource(name, tree["pack_id"], tree.get("parent"), since, until, tree, cases)


def read_folder(texts: Mapping[str, str]) -> PackSource:
    """Read the texts of one folder: one version of one pack. Notes for people are left alone.

    Raises:
        Refusal: any fault of a text with file and key.
    """
    texts = {name: text for name, text in texts.items() if PurePosixPath(name).suffix != NOTES_SUFFIX}
    cases = {name: text for name, text in texts.items() if CASES in PurePosixPath(name).parts[1:]}
    subjects = sorted(name for name in texts if name not in cases)
    head = next((name for name in subjects if PurePosixPath(name).name in PACK_FILES), None)
    if head is None:
        raise Refusal("pack_file_missing", file=min(texts, default=""), key="", wanted=PACK_FILE)
    tree = read_text(head, texts[head])
    for name in subjects:
        if name == head:
            continue
        part = read_text(name, texts[name])
        read(Pack, part, Place(name, partial=True))
        for key in sorted(part.keys() & tree.keys()):
            raise Place(name).at(key).refuse("pack_key_twice", other=head)
        tree = {**tree, **part}
    return source_of(head, tree, cases)


def _in_order(versions: list[PackSource]) -> tuple[PackSource, ...]:
    ordered = sorted(versions, key=lambda source: source.effective_from)
    for former, latter in itertools.pairwise(ordered):
        if former.effective_to is None or former.effective_to >= latter.effective_from:
            raise Refusal("pack_versions_overlap", file=latter.file, key="effective_from", other=former.file)
        if former.effective_to.toordinal() + 1 != latter.effective_from.toordinal():
            raise Refusal("pack_versions_hole", file=latter.file, key="effective_from", other=former.file)
    return tuple(ordered)


def _with_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _with_nulls(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_with_nulls(item) for item in value]
    return None if value == _NULL else value


def _day(value: Any) -> Any:
    return date.fromisoformat(value) if isinstance(value, str) else value
