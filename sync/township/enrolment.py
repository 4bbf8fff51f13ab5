"""Setting a township up, writing its clinics down, and the one-time codes that enrol their PCs."""

import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from core.errors import Refusal
from core.events import Epoch
from core.ids import ClinicCode, TownshipCode
from core.ports import Clock
from core.settlement_modes import is_institution_code
from core.township_ports import TownshipStore
from core.township_rows import ClinicRow, OneTimeCode, StaffRow, Township, TownshipKeys
from sync import one_time_code
from sync.envelope import public_half
from sync.township.publishing import publish_sets
from sync.township.tls import new_tls_key

CODE_LIFE = timedelta(days=7)
_PLAIN_CODE = re.compile(r"[A-Za-z0-9_]{1,40}")
_SIGN_IN_NAME = re.compile(r"[A-Za-z0-9_.]{1,40}")
_ROLES = ("doctor", "assistant", "manager")
_EPOCH_ID_BYTES = 16


@dataclass(frozen=True, slots=True)
class TownshipToMake:
    """What a township is called; `institution_code` is its code with the national platform."""

    code: str
    name: str
    institution_code: str
    pack: str
    training: bool = False


@dataclass(frozen=True, slots=True)
class CodeIssued:
    """A one-time code as it is told to the clinic, and until when it may be used."""

    code: str
    clinic: ClinicRow
    valid_until: datetime


def make_township(wanted: TownshipToMake, tls_key: bytes | None) -> Township:
    """Draw the keys of a new township; `tls_key` is the service's, None for its first township.

    Raises:
        Refusal: `township_code_not_valid`, `institution_code_not_valid`, `name_not_given`.
    """
    if not _PLAIN_CODE.fullmatch(wanted.code):
        raise Refusal("township_code_not_valid")
    if not is_institution_code(wanted.institution_code):
        raise Refusal("institution_code_not_valid")
    if not wanted.name.strip():
        raise Refusal("name_not_given")
    keys = draw_keys(tls_key or new_tls_key())
    epoch = Epoch(1, secrets.token_hex(_EPOCH_ID_BYTES), "")
    code = TownshipCode(wanted.code)
    names = (wanted.name.strip(), wanted.institution_code, wanted.pack)
    return Township(code, *names, epoch, keys, wanted.training)


def draw_keys(tls_key: bytes) -> TownshipKeys:
    """Draw the keys of a township beside its service's TLS key."""
    signing, sealing = Ed25519PrivateKey.generate(), X25519PrivateKey.generate()
    return TownshipKeys(signing.private_bytes_raw(), sealing.private_bytes_raw(), tls_key)


def set_up(
    wanted: TownshipToMake,
    packs: Mapping[str, str],
    tls_key: bytes | None,
    store_of: Callable[[TownshipCode], TownshipStore],
) -> Township:
    """Set a township up with its packs; `tls_key` as `make_township`.

    Raises:
        Refusal: `township_exists`, and those of `make_township`.
    """
    made = make_township(wanted, tls_key)
    store = store_of(made.code)
    store.create_township(made)
    store.replace_packs(packs)
    return made


def add_clinic(store: TownshipStore, clinic: ClinicRow, staff: Sequence[StaffRow]) -> None:
    """Write a clinic and its staff down.

    Raises:
        Refusal: `clinic_code_not_valid`, `name_not_given`, `sign_in_name_not_valid`, `role_unknown`,
            `clinic_without_staff`, `clinic_without_village`.
    """
    if not _PLAIN_CODE.fullmatch(clinic.code):
        raise Refusal("clinic_code_not_valid")
    if not clinic.name.strip() or not all(one.name.strip() for one in staff):
        raise Refusal("name_not_given")
    if not all(_SIGN_IN_NAME.fullmatch(one.user) for one in staff):
        raise Refusal("sign_in_name_not_valid")
    if not all(one.role in _ROLES for one in staff):
        raise Refusal("role_unknown")
    if not staff:
        raise Refusal("clinic_without_staff")
    if not clinic.villages or not all(village.strip() for village in clinic.villages):
        raise Refusal("clinic_without_village")
    store.keep_clinic(clinic, staff)


def enrol_clinic(
    store: TownshipStore, clinic: ClinicRow, staff: Sequence[StaffRow], clock: Clock
) -> CodeIssued:
    """Write a clinic down, put its data sets up, and make its one-time code.

    Raises:
        Refusal: as `add_clinic` and `issue_code`.
    """
    add_clinic(store, clinic, staff)
    publish_sets(store, clock, [clinic])  # not those of all: a county enrols hundreds one after the other
    return issue_code(store, clinic.code, clock)


def issue_code(
    store: TownshipStore,
    code: ClinicCode,
    clock: Clock,
    random: Callable[[int], bytes] = secrets.token_bytes,
) -> CodeIssued:
    """Make a one-time code for a clinic; a pending one loses its force.

    Raises:
        Refusal: `clinic_unknown`, `township_not_set_up`.
    """
    clinic = store.clinic(code)
    if clinic is None:
        raise Refusal("clinic_unknown", clinic=code)
    secret = random(one_time_code.SECRET_BYTES)
    valid_until = clock.now() + CODE_LIFE
    store.issue_code(OneTimeCode(one_time_code.secret_hash(secret), code, valid_until))
    signing_key = public_half(store.township().keys.signing)
    return CodeIssued(one_time_code.make(signing_key, secret), clinic, valid_until)
