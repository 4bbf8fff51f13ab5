"""The shelf of packs, and which version of a pack is in force on a day: the day of payment decides (A17)."""

import functools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from core.errors import Refusal
from core.policy.emergency import check_emergencies
from core.policy.pack import Pack
from core.policy.shape import Place, read
from core.policy.variation import check_alternatives

PackOn = Callable[[date], Pack]
"""Gives the pack that answers for a day."""
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
class PackShelf:
    """All packs at hand, each in its versions in order of time."""

    versions: Mapping[str, tuple[PackSource, ...]]
    resolved: dict[tuple[tuple[str, date], ...], Pack] = field(
        default_factory=dict, compare=False, repr=False
    )
    by_day: dict[tuple[str, date], Pack] = field(default_factory=dict, compare=False, repr=False)


def pack_in_force(shelf: PackShelf, pack_id: str, on: date) -> Pack:
    """Give a pack with all it inherits on a day, once asked remembered.

    Before the first version the first one answers.

    Raises:
        Refusal: `pack_unknown`, `pack_not_in_force`, `pack_parent_missing`, `pack_parent_cycle`,
            or a fault of the merged values.
    """
    found = shelf.by_day.get((pack_id, on))
    if found is None:
        found = shelf.by_day[pack_id, on] = _resolved(shelf, _chain(shelf, pack_id, on))
    return found


def packs_of(shelf: PackShelf, pack_id: str) -> PackOn:
    """Give the region's packs as a function of the day."""
    return functools.partial(pack_in_force, shelf, pack_id)


def always(pack: Pack) -> PackOn:
    """Let one pack answer for every day."""
    return lambda _on: pack


def tree_in_force(shelf: PackShelf, pack_id: str, on: date) -> Mapping[str, Any]:
    """Give the plain tree of a pack with all it inherits, for laying values over it."""
    return merged_tree(_chain(shelf, pack_id, on))


def read_pack(file: str, tree: Mapping[str, Any]) -> Pack:
    """Read a whole tree and try each of its alternatives.

    Raises:
        Refusal: any fault, with file and key.
    """
    pack: Pack = read(Pack, tree, Place(file))
    check_alternatives(pack, file)
    check_emergencies(pack, file)
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
        if isinstance(former, Mapping) and isinstance(value, Mapping):
            merged[key] = deep_merge(former, value)
        else:
            merged[key] = value
    return merged


def version_on(shelf: PackShelf, pack_id: str, on: date) -> PackSource:
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


def _resolved(shelf: PackShelf, chain: list[PackSource]) -> Pack:
    key = tuple((source.pack_id, source.effective_from) for source in chain)
    found = shelf.resolved.get(key)
    if found is None:
        found = shelf.resolved[key] = read_pack(chain[0].file, merged_tree(chain))
    return found


def _chain(shelf: PackShelf, pack_id: str, on: date) -> list[PackSource]:
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
