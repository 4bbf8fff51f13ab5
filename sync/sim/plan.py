"""What a seed decides before anything happens: who is there, how bad the world is, and the deeds in order.

Each deed carries its own chance, so that one that is left out changes nothing about the others.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

STEPS = 16
_SHAPES = ((1,), (1,), (2,), (2,), (1, 1), (3,), (2, 1))
"""How many PCs each clinic has."""
_TROUBLE = (0.0, 0.2, 0.5)
_RISK = (0.0, 0.01, 0.05)
_EVERY_DAY: Mapping[str, float] = {
    **{"visit": 5, "note": 1, "correct": 2, "cancel": 0.7, "sync": 8, "wait": 2},
    **{"settle": 4, "send_back": 0.7, "take_in": 0.4, "reverse": 0.7, "reconcile": 1, "publish": 1},
    **{"power_cut": 1, "restart": 0.8, "township_restarts": 0.7, "spoil_cache": 0.6, "turn_clock": 0.8},
    **{"copy_disk": 0.6, "put_disk_back": 0.5, "clone": 0.3, "lose_pc": 0.1, "revoke": 0.2},
    **{
        "copy_township": 0.6,
        "put_township_back": 0.4,
        "roll_keys_over": 0.3,
        "lose_township": 0.1,
        "confirm": 0.1,
    },
    **{
        "write_stick": 0.7,
        "township_reads": 0.7,
        "read_copy": 0.3,
        "township_writes": 0.7,
        "read_stick": 0.8,
        "spoil_stick": 0.4,
    },
}
_BESIDE = 0.4
"""How often what a life is not about happens in it all the same."""
_ANY = _SHAPES
_SHARED = tuple(shape for shape in _SHAPES if max(shape) > 1)
_ALONE = ((1,),)
"""Where several call, one of them tells of a lost past before it does any harm."""


@dataclass(frozen=True, slots=True)
class _Theme:
    """What a life is about: deeds that come in this order whatever comes between, and those that often do."""

    thread: tuple[str, ...] = ()
    often: Mapping[str, float] = field(default_factory=dict)
    shapes: Sequence[tuple[int, ...]] = _ANY


_THEMES = (
    _Theme(),
    _Theme(
        ("visit", "sync", "settle", "sync", "spoil_cache", "visit", "turn_clock", "sync"),
        {"spoil_cache": 1, "turn_clock": 1.5, "township_restarts": 1, "publish": 1},
    ),
    _Theme(
        (
            "visit",
            "write_stick",
            "visit",
            "write_stick",
            *["township_reads"] * 3,
            "township_writes",
            "read_stick",
        ),
        {"township_reads": 6, "township_writes": 2, "read_stick": 7, "spoil_stick": 1},
    ),
    _Theme(
        (
            "visit",
            "sync",
            "send_back",
            "take_in",
            "settle",
            "wait",
            "correct",
            "sync",
            "reverse",
            "sync",
            "settle",
            "reverse",
            "sync",
        ),
        {
            "correct": 5,
            "cancel": 1.5,
            "settle": 8,
            "wait": 3,
            "send_back": 4,
            "take_in": 4,
            "reverse": 6,
            "sync": 10,
        },
    ),
    _Theme(
        ("visit", "sync", "sync", "correct", "correct", "sync", "sync", "correct"),
        {"correct": 4, "settle": 3, "sync": 10},
        _SHARED,
    ),
    _Theme(
        ("visit", "copy_disk", "visit", "sync", "put_disk_back", "visit", "clone", "visit", "sync"),
        {"copy_disk": 1, "put_disk_back": 2, "clone": 3, "power_cut": 2},
    ),
    _Theme(
        (
            "visit",
            "sync",
            "copy_township",
            "correct",
            "sync",
            "settle",
            "put_township_back",
            "settle",
            "sync",
        ),
        {"correct": 4, "settle": 6, "reconcile": 2, "put_township_back": 2, "write_stick": 1},
        _ALONE,
    ),
    _Theme(
        (
            *("visit", "sync", "copy_disk", "copy_township", "visit", "sync"),
            *("put_disk_back", "sync", "put_township_back", "sync"),
        ),
        {"sync": 10, "put_disk_back": 1, "write_stick": 1, "township_writes": 1, "read_stick": 1},
        _ALONE,
    ),
    _Theme(
        ("visit", "sync", "settle", "sync", "lose_township", "visit", "sync", "confirm", "sync"),
        {"confirm": 3, "settle": 3, "reconcile": 2, "roll_keys_over": 1, "read_copy": 1},
    ),
    _Theme(
        ("visit", "sync", "copy_disk", "visit", "revoke", "visit", "sync"),
        {"revoke": 0.7, "put_disk_back": 1, "clone": 1, "lose_pc": 0.3},
        _SHARED,
    ),
    _Theme(
        ("visit", "sync", "visit", "lose_pc", "read_copy", "sync"), {"lose_pc": 0.5, "correct": 3}, _SHARED
    ),
)
"""Each as likely as any other."""


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing that happens; `chance` decides all that is left open in it."""

    name: str
    chance: int


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole life of the fake world.

    Args:
        seed: what it was drawn from.
        pcs: how many PCs each clinic has.
        trouble: chance that an exchange goes wrong somehow.
        risk: chance that a call of the store is a PC's last.
        deeds: what happens, in order.
    """

    seed: int
    pcs: tuple[int, ...]
    trouble: float
    risk: float
    deeds: tuple[Deed, ...]

    def with_deeds(self, deeds: tuple[Deed, ...]) -> "Plan":
        """Give the same life with other deeds."""
        return replace(self, deeds=deeds)


def plan_of(seed: int, steps: int = STEPS) -> Plan:
    """Draw a life from a seed."""
    rng = random.Random(seed)
    theme = rng.choice(_THEMES)
    noise = _BESIDE if theme.thread else 1.0
    beside = {name: weight * noise for name, weight in _EVERY_DAY.items()}
    weights = {**beside, "visit": 4, "sync": 8, **theme.often}
    pcs, trouble, risk = rng.choice(theme.shapes), rng.choice(_TROUBLE), rng.choice(_RISK)
    names = rng.choices(list(weights), list(weights.values()), k=steps)
    for place, name in zip(sorted(rng.sample(range(steps), len(theme.thread))), theme.thread, strict=True):
        names[place] = name
    return Plan(seed, pcs, trouble, risk, tuple(Deed(name, rng.getrandbits(32)) for name in names))
