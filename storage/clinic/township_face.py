"""The keys this clinic knows its township by, in the file `ledger`, and who told it of them."""

from dataclasses import dataclass, replace
from datetime import datetime

from core.errors import Refusal
from core.events import Epoch
from core.ports import Enrolment
from core.township_keys import KeyRoll, TlsRoll, TownshipFace
from storage.clinic.database import StoreFile
from storage.sqlcipher import Database

_TAKE = "INSERT INTO township_faces (epoch, signing, sealing, tls_pin, word) VALUES (?, ?, ?, ?, ?)"
_LAST = "SELECT signing, sealing, tls_pin FROM township_faces ORDER BY epoch DESC LIMIT 1"
_ROLLED = """SELECT signing, sealing, tls_pin, number FROM rolled_faces
    WHERE epoch >= (SELECT coalesce(max(epoch), 0) FROM township_faces)
    ORDER BY epoch DESC, number DESC LIMIT 1"""
"""The county's last word ends what was rolled over before it."""
_ROLL = "INSERT INTO rolled_faces (epoch, number, signing, sealing, tls_pin, word) VALUES (?, ?, ?, ?, ?, ?)"
_HIGHEST = "SELECT max(number) FROM epochs"
_EPOCH = "INSERT INTO epochs (number, epoch_id, predecessor) VALUES (?, ?, ?)"

_SERVICE = "SELECT pin, number, next, announced, until FROM service_key WHERE only = 1"
_ANNOUNCED = """INSERT OR REPLACE INTO service_key (only, pin, number, next, announced, until)
    VALUES (1, ?, ?, ?, ?, ?)"""
_INSIST = """INSERT INTO service_key (only, pin, number, announced, until) VALUES (1, ?, 0, '', '')
    ON CONFLICT (only) DO UPDATE SET pin = excluded.pin, next = NULL"""
_AS_TOLD = "DELETE FROM service_key"
"""Whoever names all keys anew names that of the service too."""


@dataclass(frozen=True, slots=True)
class KnownFaces:
    """Implements `core.township_keys.TownshipFaces`."""

    file: StoreFile

    def take_county_epoch(self, epoch: Epoch, face: TownshipFace, word: bytes) -> None:
        """Follow into an epoch the county signed, and know the township by these keys, in one step.

        Raises:
            Refusal: `epoch_goes_backwards`.
        """
        with self.file.writing() as database:
            if epoch.number <= database.execute(_HIGHEST).fetchone()[0]:
                raise Refusal("epoch_goes_backwards")
            database.execute(_EPOCH, (epoch.number, epoch.epoch_id, epoch.predecessor))
            database.execute(_TAKE, (epoch.number, face.signing, face.sealing, face.tls_pin, word))
            database.execute(_AS_TOLD)

    def take_key_roll(self, roll: KeyRoll, word: bytes) -> None:
        """Know the township by these keys from now on; nothing else changes.

        Raises:
            Refusal: `key_roll_goes_backwards`.
        """
        face = roll.face
        with self.file.writing() as database:
            last = database.execute(_ROLLED).fetchone()
            if last and roll.number <= last[3]:
                raise Refusal("key_roll_goes_backwards")
            epoch = database.execute(_HIGHEST).fetchone()[0]
            database.execute(_ROLL, (epoch, roll.number, face.signing, face.sealing, face.tls_pin, word))
            database.execute(_AS_TOLD)

    def take_tls_roll(self, roll: TlsRoll, known: Enrolment) -> None:
        """Believe the next TLS key of the service beside the present one of those `known`.

        Raises:
            Refusal: `key_roll_goes_backwards`.
        """
        with self.file.writing() as database:
            row = database.execute(_SERVICE).fetchone()
            if roll.former != known.tls_pin or (row and roll.number <= row[1]):
                raise Refusal("key_roll_goes_backwards")
            told = (roll.at.isoformat(), roll.until.isoformat())
            database.execute(_ANNOUNCED, (roll.former, roll.number, roll.pin, *told))

    def insist_on_tls(self, pin: bytes) -> None:
        """Believe this TLS key of the service and no other."""
        with self.file.writing() as database:
            database.execute(_INSIST, (pin,))

    def known(self, enrolment: Enrolment) -> Enrolment:
        """Give what the device knows of itself with the keys the township has by now."""
        with self.file.reading() as database:
            return with_face(database, enrolment)


def with_face(database: Database, enrolment: Enrolment) -> Enrolment:
    """Put the keys the township or its county named last in the place of those of the enrolment."""
    row = database.execute(_ROLLED).fetchone() or database.execute(_LAST).fetchone()
    if row:
        enrolment = replace(enrolment, township_key=row[0], township_sealing=row[1], tls_pin=row[2])
    service = database.execute(_SERVICE).fetchone()
    return replace(enrolment, tls_pin=service[0], tls_roll=_roll(*service)) if service else enrolment


def _roll(pin: bytes, number: int, following: bytes | None, announced: str, until: str) -> TlsRoll | None:
    if following is None:
        return None
    return TlsRoll(number, pin, following, datetime.fromisoformat(announced), datetime.fromisoformat(until))
