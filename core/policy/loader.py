"""From pack texts to resolved packs: sources, parents by deep merge, and the shelf they stand on."""

import functools
import itertools
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path, PurePosixPath
from typing import Any

from core.errors import Refusal
from core.policy.pack import Pack
from core.policy.shape import Place, read
from core.policy.variation import check_alternatives

SCHEMA = "policy-pack/1"
ROOT_PACK = "CN"
_PACK_FILE = "pack.toml"
_CASES = "cases"
_NULL = "null"
"""TOML has no null: this text stands for it."""
_OF_ITSELF = frozenset({"issued", "verification", "effective_from", "effective_to", "parent"})


@dataclass(frozen=True, slots=True)
class PackSource:
    """One version of one pack as it was written: its own values only, and the texts of its cases."""

    file: str
    pack_id: str
    parent: str | None
    effective_from: date
    effective_to: date | None
    tree: Mapping[str, Any]
    cases: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Shelf:
    """All packs at hand, each in its versions in order of time."""

    versions: Mapping[str, tuple[PackSource, ...]]
    resolved: dict[tuple[tuple[str, date], ...], Pack] = field(
        default_factory=dict, compare=False, repr=False
    )


@functools.cache
def packaged_sources() -> Mapping[str, str]:
    """Read the texts of the packs shipped with the program, by path below `packs/`."""
    folder = Path(__file__).parent / "packs"
    found = sorted([*folder.glob("*/*.toml"), *folder.glob(f"*/{_CASES}/*.json")])
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in found}


def load_shelf(sources: Mapping[str, str]) -> Shelf:
    """Read pack texts: each folder with a `pack.toml` is one version of one pack.

    Raises:
        Refusal: any fault of a text with file, key and reason; missing or cyclic parents;
            versions of one pack that overlap or leave a hole in time.
    """
    folders: dict[str, dict[str, str]] = {}
    for name, text in sources.items():
        folders.setdefault(PurePosixPath(name).parts[0], {})[name] = text
    versions: dict[str, list[PackSource]] = {}
    for texts in folders.values():
        source = _read_folder(texts)
        versions.setdefault(source.pack_id, []).append(source)
    shelf = Shelf({pack_id: _in_order(found) for pack_id, found in sorted(versions.items())})
    for pack_id, found in shelf.versions.items():
        for source in found:
            resolve(shelf, pack_id, source.effective_from)
    return shelf


def read_text(name: str, text: str) -> Mapping[str, Any]:
    """Read one TOML text into a plain tree, `"null"` becoming None.

    Raises:
        Refusal: `pack_not_toml`.
    """
    try:
        tree: Mapping[str, Any] = _with_nulls(tomllib.loads(text, parse_float=Decimal))
    except tomllib.TOMLDecodeError as error:
        raise Refusal("pack_not_toml", file=name, key="", reason=str(error)) from error
    return tree


def source_from_tree(name: str, tree: Mapping[str, Any], cases: Mapping[str, str]) -> PackSource:
    """Check a pack's own values and its head.

    Raises:
        Refusal: any fault, with file and key.
    """
    read(Pack, tree, Place(name, partial=True))
    for key in ("schema", "pack_id", "region_code", "region_name", "effective_from"):
        if tree.get(key) is None:
            raise Place(name).at(key).refuse("pack_key_missing")
    if tree["schema"] != SCHEMA:
        raise Place(name).at("schema").refuse("pack_value_not_allowed", value=tree["schema"], allowed=SCHEMA)
    since, until = _day(tree["effective_from"]), _day(tree.get("effective_to"))
    return PackSource(name, tree["pack_id"], tree.get("parent"), since, until, tree, cases)


def resolve(shelf: Shelf, pack_id: str, on: date) -> Pack:
    """Fill a pack in with what it inherits on a day; before the first version the first one answers.

    Raises:
        Refusal: `pack_unknown`, `pack_not_in_force`, `pack_parent_missing`, `pack_parent_cycle`,
            or a fault of the merged values.
    """
    chain = _chain(shelf, pack_id, on)
    key = tuple((source.pack_id, source.effective_from) for source in chain)
    found = shelf.resolved.get(key)
    if found is None:
        found = shelf.resolved[key] = read_pack(chain[0].file, merged_tree(chain))
    return found


def resolved_tree(shelf: Shelf, pack_id: str, on: date) -> Mapping[str, Any]:
    """Give the plain tree of a pack with everything inherited, for laying values over it."""
    return merged_tree(_chain(shelf, pack_id, on))


def read_pack(name: str, tree: Mapping[str, Any]) -> Pack:
    """Read a whole tree and try each of its alternatives.

    Raises:
        Refusal: any fault, with file and key.
    """
    pack: Pack = read(Pack, tree, Place(name))
    check_alternatives(pack, name)
    return pack


def merged_tree(chain: Iterable[PackSource]) -> Mapping[str, Any]:
    """Lay each pack over its parent, the child last; what a text says of itself is not inherited."""
    child, *parents = [source.tree for source in chain]
    inherited = [{key: tree[key] for key in tree.keys() - _OF_ITSELF} for tree in reversed(parents)]
    return functools.reduce(deep_merge, [*inherited, child])


def deep_merge(below: Mapping[str, Any], above: Mapping[str, Any]) -> Mapping[str, Any]:
    """Merge objects key by key; scalars and lists replace."""
    merged = dict(below)
    for key, value in above.items():
        former = merged.get(key)
        both = isinstance(former, Mapping) and isinstance(value, Mapping)
        merged[key] = deep_merge(former, value) if both else value  # type: ignore[arg-type]
    return merged


def version_on(shelf: Shelf, pack_id: str, on: date) -> PackSource:
    """Give the version of a pack in force on a day; before the first version the first one answers.

    Raises:
        Refusal: `pack_unknown`, `pack_not_in_force`.
    """
    versions = shelf.versions.get(pack_id)
    if not versions:
        raise Refusal("pack_unknown", pack=pack_id)
    day = max(on, versions[0].effective_from)
    for source in versions:
        if source.effective_from <= day and (source.effective_to is None or day <= source.effective_to):
            return source
    raise Refusal("pack_not_in_force", pack=pack_id, day=on.isoformat())


def _chain(shelf: Shelf, pack_id: str, on: date) -> list[PackSource]:
    chain: list[PackSource] = []
    wanted: str | None = pack_id
    while wanted is not None:
        if any(source.pack_id == wanted for source in chain):
            raise Refusal("pack_parent_cycle", file=chain[-1].file, key="parent", pack=wanted)
        if wanted not in shelf.versions and chain:
            raise Refusal("pack_parent_missing", file=chain[-1].file, key="parent", pack=wanted)
        source = version_on(shelf, wanted, on)
        chain.append(source)
        wanted = source.parent
    return chain


def _read_folder(texts: Mapping[str, str]) -> PackSource:
    cases = {name: text for name, text in texts.items() if PurePosixPath(name).suffix == ".json"}
    subjects = sorted(name for name in texts if name not in cases)
    head = next((name for name in subjects if PurePosixPath(name).name == _PACK_FILE), None)
    if head is None:
        raise Refusal("pack_file_missing", file=min(texts), key="", wanted=_PACK_FILE)
    tree = read_text(head, texts[head])
    for name in subjects:
        if name == head:
            continue
        part = read_text(name, texts[name])
        read(Pack, part, Place(name, partial=True))
        for key in part.keys() & tree.keys():
            raise Place(name).at(key).refuse("pack_key_twice", other=head)
        tree = {**tree, **part}
    return source_from_tree(head, tree, cases)


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
