"""Images of a clinic's disk: data folder and sentinel, put back or set up on another PC."""

import shutil
from dataclasses import replace
from pathlib import Path
from random import Random

from core.events import EventIds
from storage.clinic.desk import SENTINEL, open_clinic
from tests.helpers.second_pc import Pc, first_pc
from tests.helpers.sync_world import DOCTOR, PASSWORD, World

_FOLDER = "clinic"


def _copy(source: Path, target: Path) -> None:
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source / _FOLDER, target / _FOLDER)
    shutil.copy(source / (_FOLDER + SENTINEL), target / (_FOLDER + SENTINEL))


def take_image(world: World, name: str = "whole") -> Path:
    """Copy the disk with its sentinel, as whoever clones a PC does; the program runs before and after."""
    image = world.folder / name
    world.clinic.close()
    _copy(world.folder, image)
    world.open_clinic()
    return image


def put_image_back(world: World, image: Path) -> Pc:
    """Let the disk be what it was when the image was taken, sentinel and all; give the PC as it starts."""
    world.clinic.close()
    shutil.rmtree(world.folder / _FOLDER)
    shutil.copytree(image / _FOLDER, world.folder / _FOLDER)
    shutil.copy(image / (_FOLDER + SENTINEL), world.folder / (_FOLDER + SENTINEL))
    return _started(world, f"{image.name} again")


def put_folder_back(world: World) -> Pc:
    """Copy the data folder of `World.copy_disk` back; the sentinel beside it knows better."""
    world.put_disk_back()
    return _started(world, "folder again")


def _started(world: World, name: str) -> Pc:
    world.restart()
    world.ids = EventIds(Random(f"{name} {world.clock.now()} {world.store.standing().head}").randbytes(16))
    return first_pc(world)


def on_another_pc(world: World, image: Path, machine: bytes | None = None) -> Pc:
    """Start the image on a second PC: one that names itself `machine`, or one that says it is the same."""
    place = world.folder / "elsewhere"
    _copy(image, place)
    desk = replace(world.desk, folder=place / _FOLDER)
    if machine is not None:
        desk = replace(desk, machine=lambda: machine)
    store = open_clinic(desk, DOCTOR, PASSWORD)
    world.others.append(store)
    return Pc(world, store, EventIds(Random(f"elsewhere {machine!r}").randbytes(16)))
