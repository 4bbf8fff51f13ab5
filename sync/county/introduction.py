"""The county's public file: its name and public keys, signed with the very key it names.

The signature shows that its writer holds that key; whether it is the right county people tell by the
fingerprint.
"""

import json
from typing import Any

from core.county import CountyKeys, CountyLabel
from core.errors import Refusal
from sync.codec import encode
from sync.county.signature import require_county, sign_for_county

_FORMAT = "cunzhen/1/county"
_LONGEST = 4096


def introduce(keys: CountyKeys, signing_key: bytes) -> bytes:
    """Write the public file; `signing_key` is the private half."""
    signature = sign_for_county(signing_key, CountyLabel.KEYS, _payload(keys))
    told = {
        "format": _FORMAT,
        "name": keys.name,
        "signing": keys.signing.hex(),
        "recovery": keys.recovery.hex(),
        "signature": signature.hex(),
    }
    return json.dumps(told, ensure_ascii=False, indent=1).encode() + b"\n"


def read_introduction(data: bytes) -> CountyKeys:
    """Read a public file and verify that its writer holds the key it names.

    Raises:
        Refusal: `county_file_not_readable`, `county_signature_wrong`.
    """
    try:
        told = _object(data)
        keys = CountyKeys(told["name"], bytes.fromhex(told["signing"]), bytes.fromhex(told["recovery"]))
        signature = bytes.fromhex(told["signature"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, Refusal) as error:
        raise Refusal("county_file_not_readable") from error
    require_county(keys.signing, CountyLabel.KEYS, _payload(keys), signature)
    return keys


def _object(data: bytes) -> dict[str, Any]:
    if len(data) > _LONGEST:
        raise ValueError("too long for a county's file")
    told = json.loads(data)
    if told["format"] != _FORMAT:
        raise ValueError("another format")
    return dict(told)


def _payload(keys: CountyKeys) -> bytes:
    return encode([keys.name, keys.signing, keys.recovery])
