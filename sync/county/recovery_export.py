"""恢复登记: the file a township signs about the recovery pairs of its clinics' devices."""

import hashlib

from core.county_recovery import ClinicPair, RecoveryExport
from core.errors import Refusal
from core.events import Epoch
from core.ids import ClinicCode, DeviceId, TownshipCode, UserId
from core.recovery import RecoveryPair
from sync.codec import decode, encode, to_milliseconds
from sync.envelope import KEY_BYTES, Label, Signer, public_half, read_statement, realm_of
from sync.fields import Fields

_MOST_PAIRS = 20_000
_MOST_USERS = 1_000
MOST_FORMER = 8
_GROUP = 4
_GROUPS = 8


def write_export(export: RecoveryExport, epoch: Epoch, signing_key: bytes) -> bytes:
    """Sign an export; `signing_key` is the township's private key."""
    pairs = [
        [
            *(one.clinic, one.clinic_name, list(one.users), bytes.fromhex(one.pair.device)),
            *(one.pair.number, one.pair.public, one.revoked),
        ]
        for one in export.pairs
    ]
    content = [public_half(signing_key), export.name, to_milliseconds(export.at), pairs]
    payload = encode([*content, list(export.former)] if export.former else content)
    return Signer(signing_key, realm_of(export.township, epoch)).statement(Label.RECOVERY_PAIRS, payload)


def read_export(data: bytes) -> RecoveryExport:
    """Read an export and verify that it is signed by the key it names; whose key that is, people compare.

    Raises:
        Refusal: `recovery_export_not_readable`, `signature_wrong`.
    """
    try:
        statement = read_statement(data)
        told = Fields("recovery-pairs", decode(statement.payload)).as_list(4, 5)
        former = Fields("former", told.items(4, MOST_FORMER) if len(told.content) == 5 else [])
        key = told.exactly(0, KEY_BYTES)
        export = RecoveryExport(
            township=statement.realm.township,
            name=told.text(1),
            key=key,
            at=told.moment(2),
            pairs=tuple(_pair(Fields("pair", one)) for one in told.items(3, _MOST_PAIRS)),
            former=tuple(former.exactly(place, KEY_BYTES) for place in range(len(former.content))),
        )
    except Refusal as refusal:
        raise Refusal("recovery_export_not_readable") from refusal
    statement.check(key, Label.RECOVERY_PAIRS)
    return export


def _pair(fields: Fields) -> ClinicPair:
    fields.as_list(7)
    users = Fields("users", fields.items(2, _MOST_USERS))
    revoked = fields.content[6]
    if not isinstance(revoked, bool):
        raise fields.refusal(6)
    return ClinicPair(
        clinic=ClinicCode(fields.text(0)),
        clinic_name=fields.text(1),
        users=tuple(UserId(users.text(place)) for place in range(len(users.content))),
        pair=RecoveryPair(DeviceId(fields.id(3)), fields.number(4, 1), fields.exactly(5, KEY_BYTES)),
        revoked=revoked,
    )


def fingerprint_of(export: RecoveryExport) -> str:
    """Give what two people compare by telephone: 128 bits over township and key as eight groups of hex."""
    return township_fingerprint(export.key, export.township)


def township_fingerprint(key: bytes, township: TownshipCode) -> str:
    """Give the fingerprint of a township's public signing key."""
    digest = hashlib.sha256(b"cunzhen/1/township\0" + key + township.encode()).hexdigest()
    return " ".join(digest[at : at + _GROUP] for at in range(0, _GROUP * _GROUPS, _GROUP))
