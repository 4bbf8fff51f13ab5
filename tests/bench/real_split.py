"""Seconds from the save of a visit to the real split on the doctor's screen, every process a real one.

The township's service over TLS, its worker standing by, the platform, and a clinic's store that asks as the
desk does: the visit goes up with a hello that says it is awaited, and the next one comes when the answer says
so. What is told is told to the store; drawing it is not counted. Then the same once more over a slow line.
"""

import secrets
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import median

from sqlalchemy import select

from core.clinic import Clinic
from core.identity.identity_check import CheckMethod
from core.services.boot import note_boot
from core.services.bring_in_visits import form_of
from core.services.receive_patient import check_identity, receive_number
from core.services.record_visit import SavedVisit, record_visit
from storage.clinic.desk import ClinicStore
from storage.township.engines import open_embedded
from storage.township.tables import townships
from sync.run import DONE, Chance, Round
from sync.transport import Address, HttpsTransport
from tests.bench.figures import Figure
from tests.bench.on_the_line import Talk
from tests.helpers.commands import PROGRAM
from tests.helpers.line import GOOD, Line, Link, line_to
from tests.helpers.settling_town import Settling, settling_in

VISITS, ON_A_BAD_LINE = 20, 5
BAD_LINE = Link(bytes_per_second=8_000, round_trip=0.6)
"""64 kbit/s and 600 ms there and back."""
LONGEST = 60.0
_MEDIAN, _LATEST = 2.0, 8.0
"""What a patient waits for gladly, and what a township would set as the most."""
_STILL_COMING = ("saved", "delivered")
DRUG = {"kind": "drug", "code": "XTRAINING00000000000001", "quantity": 2}


def measure(folder: Path) -> list[Figure]:
    """Let people be seen one after the other, and wait for what the platform says of each."""
    folder.mkdir(parents=True)
    with settling_in(folder) as settling, standing_by(settling):
        numbers = [entry.person.id_number for entry in settling.town.people.entries]
        near, waited = _splits(settling, numbers, VISITS, GOOD)
        far, _ = _splits(settling, numbers[waited:], ON_A_BAD_LINE, BAD_LINE)
    told = f"{VISITS} visits, by way of service, worker and platform"
    slow = f"{ON_A_BAD_LINE} visits, 64 kbit/s and 600 ms"
    return [
        Figure("save to real split, median", median(near), "s", _MEDIAN, remark=told),
        Figure("save to real split, p99", max(near), "s", _LATEST, remark="the slowest of them"),
        Figure("save to real split, slow line, median", median(far), "s", _LATEST, remark=slow),
    ]


@contextmanager
def standing_by(settling: Settling) -> Iterator[None]:
    """Let the township's worker stand by as long as the block."""
    command = [*PROGRAM, *map(str, settling.settle("--watch"))]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as worker:
        try:
            ends = time.monotonic() + LONGEST
            while not _settles(settling):
                if time.monotonic() > ends:
                    raise RuntimeError("nobody settles")
                time.sleep(0.1)
            yield
        finally:
            worker.terminate()


def _settles(settling: Settling) -> bool:
    with closing(open_embedded(settling.town.folder / "township")) as database, database.reading() as one:
        until = one.scalar(select(townships.c.settles_until))
    return until is not None and until > time.time() * 1000


def _splits(settling: Settling, numbers: Sequence[str], wanted: int, link: Link) -> tuple[list[float], int]:
    """Give the seconds of so many visits that were paid for, and how many people it took."""
    took: list[float] = []
    with line_to(settling.town.service.port, link) as line, _desk(settling, line) as desk:
        for seen, number in enumerate(numbers, 1):
            seconds = desk.see(number)
            took += [seconds] if seconds else []
            if len(took) == wanted:
                return took, seen
    raise RuntimeError(f"only {len(took)} of {wanted} visits were paid for")


@dataclass(slots=True)
class _Desk:
    """An open clinic that asks its township as the window does."""

    talk: Talk
    store: ClinicStore
    clinic: Clinic
    transport: HttpsTransport
    chance: Chance = field(default_factory=lambda: Chance(secrets.token_bytes, time.monotonic))

    def see(self, number: str) -> float:
        """Save a visit; give the seconds until its split is here, 0 where the platform paid nothing."""
        reception = receive_number(self.clinic, number)
        check = check_identity(self.clinic, CheckMethod.KNOWN_TO_DOCTOR, "")
        form = form_of(self.clinic, {"id_number": number, "diagnoses": ["J06.900"], "lines": [DRUG]})
        saved = record_visit(self.clinic, reception, check, form)
        began = time.monotonic()
        while time.monotonic() - began < LONGEST:
            pause = self._ask(saved)
            state = self.store.records.visit(saved.event_id)
            if state and state.state not in _STILL_COMING:
                return time.monotonic() - began if state.state == "settled" else 0.0
            if not pause:
                raise RuntimeError("the township says that nothing will come soon")
            time.sleep(pause)
        raise RuntimeError("no split came")

    def _ask(self, saved: SavedVisit) -> int | None:
        talk = Round(self.store.sync, self.transport, self.talk.clock, self.chance, saved.sequence)
        while request := talk.prepare():
            talk.absorb(talk.exchange(request))
        talk.end(DONE)
        return talk.settling


@contextmanager
def _desk(settling: Settling, line: Line) -> Iterator[_Desk]:
    talk = Talk(settling.town, settling.clinic.data, line)
    with closing(talk.opened()) as store:
        clinic = talk.clinic_of(store)
        note_boot(clinic, "0.1.0")
        address = replace(Address.parse(store.enrolment.address), port=line.port)
        with HttpsTransport(address, store.enrolment.tls_pin) as transport:
            yield _Desk(talk, store, clinic, transport)
