"""A stick carried between a PC of the fake world and the township's office."""

from pathlib import Path
from random import Random

from storage.township.store import SqlTownshipStore
from sync.run import Chance
from sync.stick_desk import ClinicStick
from sync.township.stick_office import StickOffice
from tests.helpers.second_pc import Pc
from tests.helpers.sync_world import World

_DRAW = Random(9).randbytes


class Opened:
    """A store that is open already."""

    def __init__(self, store: SqlTownshipStore) -> None:
        self._store = store

    def __enter__(self) -> SqlTownshipStore:
        return self._store

    def __exit__(self, *_: object) -> None:
        """Leave it open."""


def office(world: World) -> StickOffice[None]:
    """Give the township's side."""
    return StickOffice(lambda _: Opened(world.township), world.clock)


def stick(pc: Pc) -> ClinicStick:
    """Give the clinic's side."""
    return ClinicStick(pc.store.sync, pc.world.clock, Chance(_DRAW, lambda: 0.0))


def there_and_back(pc: Pc, name: Path) -> None:
    """Carry what a PC has to say to the township, and what the township has to say back."""
    up, down = name.with_suffix(".up"), name.with_suffix(".down")
    stick(pc).write(up)
    office(pc.world).read(None, up)
    office(pc.world).write(None, down, [])
    stick(pc).read(down)
