"""What a seed decides before anything happens: who is there, how bad the world is, and the deeds in order.

Each deed carries its own chance, so that one that is left out changes nothing about the others.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace

STEPS = 16
_SHAPES = ((1,), (1,), (2,), (2,), (1, 1), (3,), (2, 1))
"""How many PCs each clinic has."""
_TROUBLE = (0.0, 0.2, 0.5)
_RISK = (0.0, 0.01, 0.05)
_EVERY_DAY: Mapping[str, float] = {
    **{"visit": 5, "note": 1, "correct": 2, "cancel": 0.7, "sync": 8, "wait": 2},
    **{"settle": 3, "send_back": 0.7, "reverse": 0.7, "reconcile": 1, "publish": 1},
    **{"power_cut": 1, "restart": 0.5, "township_restarts": 0.7, "spoil_cache": 0.4, "turn_clock": 0.4},
    **{"copy_disk": 0.6, "put_disk_back": 0.5, "clone": 0.3, "lose_pc": 0.1, "revoke": 0.2},
    **{"copy_township": 0.6, "put_township_back": 0.4},
    **{
        "write_stick": 0.7,
        "township_reads": 0.7,
        "township_writes": 0.7,
        "read_stick": 0.8,
        "spoil_stick": 0.2,
    },
}
_THEMES: Mapping[str, Mapping[str, float]] = {
    "everyday": {},
    "sticks": {"write_stick": 5, "township_reads": 5, "township_writes": 4, "read_stick": 5, "sync": 3},
    "rivals": {"correct": 6, "cancel": 1.5, "settle": 7, "send_back": 3, "reverse": 2, "sync": 10},
    "old disks": {"copy_disk": 3, "put_disk_back": 3, "clone": 1.5, "power_cut": 2},
    "restored": {"copy_township": 2, "put_township_back": 2, "settle": 4, "reconcile": 3},
    "stolen": {"revoke": 2, "copy_disk": 1.5, "put_disk_back": 1.5, "lose_pc": 0.5, "clone": 1},
}
_BESIDE = 0.4
"""How often what a life is not about happens in it all the same."""


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
    theme = _THEMES[rng.choice(sorted(_THEMES))]
    noise = _BESIDE if theme else 1.0
    beside = {name: weight * noise for name, weight in _EVERY_DAY.items()}
    weights = {**beside, "visit": 4, "sync": 8, **theme}
    pcs, trouble, risk = rng.choice(_SHAPES), rng.choice(_TROUBLE), rng.choice(_RISK)
    names = rng.choices(list(weights), list(weights.values()), k=steps)
    return Plan(seed, pcs, trouble, risk, tuple(Deed(name, rng.getrandbits(32)) for name in names))
