"""A township that lost everything and is built anew, its county, and a line to whoever answers there."""

import shutil
from dataclasses import dataclass, field
from pathlib import Path

from core.county import CountyKeys
from core.errors import Hindrance
from core.township_rows import ClinicRow, StaffRow
from storage.county.key_file import CountyKeyFile
from storage.county.recovery_book import CountyRecoveryBook
from storage.township.engines import open_embedded
from storage.township.store import SqlTownshipStore
from sync.asks import Ask
from sync.county.office import CountyOffice
from sync.run import SyncReport, run_sync
from sync.township.clinic_api import ClinicApi
from sync.township.county_epoch import CountyEpochDesk
from sync.township.enrolment import TownshipToMake, make_township
from sync.township.recovery import export_recovery
from sync.township.tls import pin_of
from sync.transport import Transport
from tests.helpers.county import COUNTY_NAME, PASSPHRASE
from tests.helpers.second_pc import Pc, another_pc
from tests.helpers.sticks import Opened
from tests.helpers.sync_world import CHEAP, CLINIC, CODEC, DOCTOR, TOWNSHIP, World, chance


@dataclass(slots=True)
class Line:
    """A line to the township of the world, which is known by its TLS key; or to somebody else's.

    `strange_pin` is that of whoever stands between, `answering_as` what the township says behind him.
    """

    world: World
    pin: bytes
    stranger: ClinicApi | None = None
    strange_pin: bytes = b""
    answering_as: bytes = b""
    heard: list[Ask] = field(default_factory=list)
    route: str = "wire"
    bytes_up: int = 0
    bytes_down: int = 0
    beside: tuple[bytes, ...] = ()

    def exchange(self, name: Ask, body: bytes) -> bytes:
        if self.answering_pin not in (self.pin, *self.beside):
            raise Hindrance("township_not_ours")
        return self._ask(name, body)

    def meet(self, body: bytes) -> tuple[bytes, bytes]:
        return self._ask(Ask.IDENTITY, body), self.answering_pin

    def trust(self, township: str, pin: bytes) -> None:
        assert township == TOWNSHIP
        self.insist(pin)

    def insist(self, *pins: bytes) -> None:
        self.pin, *beside = pins
        self.beside = tuple(beside)

    @property
    def seen_pin(self) -> bytes:
        return self.answering_pin

    @property
    def answering_pin(self) -> bytes:
        return self.strange_pin or pin_of(self.world.township.township().keys.tls)

    def _ask(self, name: Ask, body: bytes) -> bytes:
        self.heard.append(name)
        api = self.stranger or ClinicApi(self.world.township, self.world.clock)
        return api.handle(name.value, body, self.answering_as or self.answering_pin)


def call(pc: Pc, line: Transport | None = None) -> SyncReport:
    """Let a PC call as it does over a network: it insists on the TLS key it knows."""
    line = line or line_of(pc)
    return run_sync(pc.store.sync, line, pc.world.clock, chance())


def line_of(pc: Pc) -> Line:
    """Give a line that insists on what the PC knows now."""
    return Line(pc.world, pc.store.sync.standing().enrolment.tls_pin)


@dataclass(frozen=True, slots=True)
class County:
    """A county with real keys and a real book, in a folder of its own."""

    world: World
    name: str = "county"

    @property
    def folder(self) -> Path:
        return self.world.folder / self.name

    @property
    def office(self) -> CountyOffice:
        return CountyOffice(lambda data: CountyKeyFile(data, CHEAP), CountyRecoveryBook, self.world.clock)

    def keys(self) -> CountyKeys:
        """Give its public keys; drawn when they are asked for first."""
        if not (self.folder / "county.key").exists():
            self.office.init(self.folder, COUNTY_NAME, PASSPHRASE)
        return CountyKeyFile(self.folder, CHEAP).keys()

    def signing_key(self) -> bytes:
        """Give its private key, for words it would never sign."""
        return CountyKeyFile(self.folder, CHEAP).signing_key(PASSPHRASE)

    def learn(self) -> None:
        """Take over what the township exports for forgotten passwords: its key stands in it."""
        file = self.folder / "export"
        export_recovery(self.world.township, self.world.clock, file)
        out = (file, self.folder / "held")
        self.office.recovery.bring_in(self.folder, PASSPHRASE, out, lambda *_: True)

    def sign(self, *, stolen: bool = False) -> Path:
        """Sign what the township of the world asks for; give the file with the word."""
        asked, word = self.folder / "asked", self.folder / "word"
        epoch_desk(self.world).request(None, asked)
        trust = (lambda *_: True, stolen)
        self.office.epochs.sign(self.folder, PASSPHRASE, (asked, word), trust)
        return word


def epoch_desk(world: World) -> CountyEpochDesk[None]:
    """Give what the township does about it."""
    return CountyEpochDesk(lambda _: Opened(world.township), world.clock)


def county_pcs(county: County, *names: str) -> list[Pc]:
    """Enrol PCs under a township that trusts the county."""
    county.world.township.trust_county(county.keys())
    return [another_pc(county.world, name) for name in names]


def found_anew(county: County) -> None:
    """Lose the township with its keys and found it again under the same code, its clinic entered by hand."""
    world = county.world
    world.database.close()
    shutil.rmtree(world.folder / "township")
    world.database = open_embedded(world.folder / "township", create=True)
    world.township = SqlTownshipStore(world.database, TOWNSHIP, CODEC)
    made = make_township(TownshipToMake(TOWNSHIP, "青石镇卫生院", "H33011100001", "CN"), None)
    world.township.create_township(made)
    staff = [StaffRow(DOCTOR, CLINIC, "王医生", "doctor")]
    world.township.keep_clinic(ClinicRow(CLINIC, "上村卫生室", ("上村",)), staff)
    world.township.trust_county(county.keys())
