"""Which version of a pack is in force on a day; the day that decides is the day of payment (A17)."""

from collections.abc import Callable
from datetime import date

from core.policy.loader import Shelf, resolve
from core.policy.pack import Pack

PackOn = Callable[[date], Pack]
"""Gives the pack that answers for a day."""


def pack_in_force(shelf: Shelf, pack_id: str, on: date) -> Pack:
    """Give the resolved pack in force on a day.

    Raises:
        Refusal: `pack_unknown`, `pack_not_in_force`.
    """
    return resolve(shelf, pack_id, on)


def packs_of(shelf: Shelf, pack_id: str) -> PackOn:
    """Give the region's packs as a function of the day."""
    return lambda on: resolve(shelf, pack_id, on)


def always(pack: Pack) -> PackOn:
    """Let one pack answer for every day."""
    return lambda _on: pack
