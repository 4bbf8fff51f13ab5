"""How the vectors about the county are run."""

import json
from collections.abc import Mapping
from typing import Any

from core.county import CountyKeys, CountyLabel
from core.county_pack import CountyPack, package_of, payload_of, read_package
from sync.codec import CborCodec
from sync.county.introduction import introduce, read_introduction
from sync.county.signature import pack_check, sign_for_county
from sync.envelope import public_half

Given = Mapping[str, Any]
CODEC = CborCodec()


def county_keys(given: Given) -> CountyKeys:
    return CountyKeys(given["name"], bytes.fromhex(given["signing"]), bytes.fromhex(given["recovery"]))


def run_county_file(given: Given) -> Given:
    """Read what is given, and write it again: the file of a county is the same on every machine."""
    key = bytes.fromhex(given["key"])
    keys = CountyKeys(given["name"], public_half(key), bytes.fromhex(given["recovery"]))
    file = introduce(keys, key)
    assert read_introduction(file) == keys
    return {"file": json.loads(file), "fingerprint": keys.fingerprint}


def run_county_pack(given: Given) -> Given:
    """Sign a pack of the files given; whoever holds the county's public half reads it again."""
    pack = CountyPack(
        *(given["pack_id"], given["region_code"], tuple(given["versions"]), given["signed_at_ms"]),
        given["files"],
    )
    key, payload = bytes.fromhex(given["key"]), payload_of(pack, CODEC)
    package = package_of(payload, sign_for_county(key, CountyLabel.PACK, payload), CODEC)
    assert read_package(package, CountyKeys("x", public_half(key), bytes(32)), pack_check()) == pack
    return {"payload": payload.hex(), "package": package.hex()}


COUNTY = {"county_file": run_county_file, "county_pack": run_county_pack}
