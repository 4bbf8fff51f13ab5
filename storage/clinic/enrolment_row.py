"""What a device knows of itself since its enrolment, as the file `ledger` holds it."""

from typing import Any

from core.county import CountyKeys
from core.ids import ClinicCode, DeviceId, TownshipCode
from core.ports import DeviceKeys, Enrolment, Founding
from storage.clinic.database import StoreFile
from storage.clinic.device_words import device_word, keep_device_word
from storage.clinic.township_face import with_face
from storage.sqlcipher import Database

_ENROL = """INSERT INTO enrolment (only, township, township_name, clinic, clinic_name, device, address,
    township_key, tls_pin, signing_key, sealing_key) VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
_PIN_COUNTY = "INSERT INTO county (only, name, signing, recovery) VALUES (1, ?, ?, ?)"
_COUNTY = "SELECT name, signing, recovery FROM county WHERE only = 1"
_PIN_SEALING = "INSERT INTO township_sealing (only, key) VALUES (1, ?)"
_SEALING = "SELECT key FROM township_sealing WHERE only = 1"
_AWAIT = "INSERT INTO founding (only, secret, program) VALUES (1, ?, ?)"
_AWAITED = "SELECT secret, program FROM founding WHERE only = 1"
_ADMITTED = "DELETE FROM founding"
_ENROLMENT = """SELECT township, township_name, clinic, clinic_name, device, address, township_key, tls_pin,
    signing_key, sealing_key FROM enrolment WHERE only = 1"""


def write_enrolment(database: Database, enrolment: Enrolment) -> None:
    """Write it down, once for the life of the file."""
    if county := enrolment.county:
        database.execute(_PIN_COUNTY, (county.name, county.signing, county.recovery))
    if enrolment.township_sealing:
        database.execute(_PIN_SEALING, (enrolment.township_sealing,))
    if enrolment.word:
        keep_device_word(database, enrolment.device, enrolment.word)
    if founding := enrolment.founding:
        database.execute(_AWAIT, (founding.secret, founding.program))
    database.execute(_ENROL, _enrolment_row(enrolment))


def _enrolment_row(enrolment: Enrolment) -> tuple[Any, ...]:
    names = (enrolment.township, enrolment.township_name, enrolment.clinic, enrolment.clinic_name)
    keys = (enrolment.township_key, enrolment.tls_pin, enrolment.keys.signing, enrolment.keys.sealing)
    return (*names, enrolment.device, enrolment.address, *keys)


def enrolment_in(file: StoreFile) -> Enrolment:
    """Read what the device knows of itself."""
    with file.reading() as database:
        row = database.execute(_ENROLMENT).fetchone()
        county = database.execute(_COUNTY).fetchone()
        sealing = database.execute(_SEALING).fetchone()
        word = device_word(database, DeviceId(row[4]))
        return with_face(database, _read(row, (county, sealing, word)))


def _read(row: Any, beside: tuple[Any, Any, bytes]) -> Enrolment:
    county, sealing, word = beside
    return Enrolment(
        township=TownshipCode(row[0]),
        township_name=row[1],
        clinic=ClinicCode(row[2]),
        clinic_name=row[3],
        device=DeviceId(row[4]),
        address=row[5],
        township_key=row[6],
        tls_pin=row[7],
        keys=DeviceKeys(row[8], row[9]),
        county=CountyKeys(*county) if county else None,
        township_sealing=sealing[0] if sealing else b"",
        word=word,
    )


def founding_in(file: StoreFile) -> Founding | None:
    """Read what the township has still to be shown; None once it has taken the device in."""
    with file.reading() as database:
        row = database.execute(_AWAITED).fetchone()
    return Founding(*row) if row else None


def forget_founding(file: StoreFile) -> None:
    """Strike it out."""
    with file.writing() as database:
        database.execute(_ADMITTED)
