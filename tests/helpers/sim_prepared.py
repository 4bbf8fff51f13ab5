"""The files of the fake world, made once for all its lives: PCs that are enrolled, and two townships."""

import hashlib
import random
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from unittest.mock import patch

from sqlalchemy import update

from core.ids import ClinicCode
from core.ports import Clock
from core.township_rows import ClinicRow, OneTimeCode, StaffRow, TownshipKeys
from storage.clinic.desk import Desk, create_clinic
from storage.township.engines import open_embedded
from storage.township.store import SqlTownshipStore
from storage.township.tables import townships
from sync import one_time_code
from sync.enrolment import EnrolRun
from sync.envelope import public_half
from sync.township import key_roll
from sync.township.clinic_api import ClinicApi
from tests.helpers.sim_county import COUNTY
from tests.helpers.sim_platform import prepare_platform
from tests.helpers.sync_world import (
    CHEAP,
    CODEC,
    DOCTOR,
    PASSWORD,
    START,
    TOWNSHIP,
    FakeClock,
    make_township,
)
from tests.helpers.tls import TLS_PIN

ANEW = "anew"
PCS = (3, 1)
"""PCs that are prepared for each clinic."""


def code_of(clinic: int) -> ClinicCode:
    """Name a clinic."""
    return ClinicCode(f"C0{clinic + 1}")


def machine_of(name: str) -> bytes:
    """Give what tells a PC from others."""
    return hashlib.sha256(name.encode()).digest()


@contextmanager
def drawn_from(draw: Callable[[int], bytes]) -> Iterator[None]:
    """Let all that is drawn as a secret come from there."""

    def token_hex(count: int = 32) -> str:
        return draw(count).hex()

    def randbelow(limit: int) -> int:
        return int.from_bytes(draw(16)) % limit

    with (
        patch.object(secrets, "token_bytes", draw),
        patch.object(secrets, "token_hex", token_hex),
        patch.object(secrets, "randbelow", randbelow),
        patch.object(key_roll, "draw_keys", lambda tls: TownshipKeys(draw(32), draw(32), tls)),
    ):
        yield


@dataclass(slots=True)
class Prepared:
    """Folders of a township and of PCs that were enrolled once through the real messages."""

    folder: Path

    def make(self) -> None:
        """Make them, the same ones in every process."""
        draw = random.Random(1).randbytes
        with drawn_from(draw):
            self._make(draw)

    def _make(self, draw: Callable[[int], bytes]) -> None:
        database = make_township(self.folder / "township", draw)
        store = SqlTownshipStore(database, TOWNSHIP, CODEC)
        store.trust_county(COUNTY)
        for clinic, _ in enumerate(PCS):
            staff = [StaffRow(DOCTOR, code_of(clinic), "王医生", "doctor")]
            store.keep_clinic(ClinicRow(code_of(clinic), f"卫生室{clinic}", ("上村",)), staff)
        database.close()
        copy_folder(self.folder / "township", self.folder / ANEW)
        _found_anew(self.folder / ANEW, draw)
        for clinic, count in enumerate(PCS):
            for number in range(count):
                self._enrol(store, clinic, f"{clinic}-{number}")
        database.close()
        prepare_platform(self.folder / "platform")

    def _enrol(self, store: SqlTownshipStore, clinic: int, name: str) -> None:
        draw, clock = random.Random(name).randbytes, FakeClock()
        secret = draw(8)
        until = START.replace(year=START.year + 1)
        store.issue_code(OneTimeCode(one_time_code.secret_hash(secret), code_of(clinic), until))
        code = one_time_code.make(public_half(store.township().keys.signing), secret)
        run, api = EnrolRun(code, "https://127.0.0.1:1", "test", draw), ClinicApi(store, clock)
        while request := run.prepare():
            run.absorb(api.handle(request.name.value, request.body, TLS_PIN), TLS_PIN)
        assert run.enrolled is not None
        desk = a_desk(self.folder / name, clock, name)
        create_clinic(desk, run.enrolled.enrolment, run.enrolled.epoch, DOCTOR, PASSWORD)


def _found_anew(folder: Path, draw: Callable[[int], bytes]) -> None:
    """Make of a copied township one that was founded again: with other keys, and at the start of its life."""
    with closing(open_embedded(folder)) as database, database.writing() as connection:
        sealed = {
            f"sealed_{name}": database.sealer.seal(draw(32), f"{TOWNSHIP}/{name}")
            for name in ("signing", "sealing")
        }
        connection.execute(update(townships).values(epoch_id=draw(16).hex(), **sealed))


def a_desk(folder: Path, clock: Clock, machine: str) -> Desk:
    """Give a data folder on a PC; no room is kept for full disks."""
    return Desk(folder, CODEC, clock, CHEAP, partial(machine_of, machine), reserve_bytes=0)


def copy_folder(source: Path, target: Path) -> None:
    """Copy a folder, with the key beside it."""
    shutil.copytree(source, target, dirs_exist_ok=True)
    key = source.with_name(source.name + ".key")
    if key.exists():
        shutil.copy(key, target.with_name(target.name + ".key"))
