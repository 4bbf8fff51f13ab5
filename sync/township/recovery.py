"""忘记密码 at the township: pairs go to the county in a signed file, its word comes down to the clinics."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from core.county_recovery import ClinicPair, RecoveryExport
from core.errors import Refusal
from core.ports import Clock
from core.township_ports import TownshipStore
from sync.county.recovery import read_whole, write_beside
from sync.county.recovery_export import MOST_FORMER, fingerprint_of, write_export
from sync.county.recovery_held import read_file
from sync.township.county_epoch import keys_that_count
from sync.township.publishing import publish_sets


def export_recovery(store: TownshipStore, clock: Clock, out: Path) -> Mapping[str, Any]:
    """Sign what the county needs to answer for this township's devices.

    Raises:
        Refusal: `township_not_set_up`.
        Hindrance: `recovery_file_not_written`.
    """
    township, export = store.township(), export_of(store, clock)
    write_beside(out, write_export(export, township.epoch, township.keys.signing))
    return {"devices": len(export.newest()), "fingerprint": fingerprint_of(export), "file": str(out)}


def import_recovery(store: TownshipStore, clock: Clock, file: Path) -> Mapping[str, Any]:
    """Take over the county's word that it holds the pairs, and publish it to the clinics.

    Raises:
        Refusal: `county_not_trusted`, `recovery_held_not_readable`, `county_signature_wrong`,
            `recovery_held_of_another_township`.
    """
    county = store.county()
    if county is None:
        raise Refusal("county_not_trusted")
    words = dict(read_file(read_whole(file), county, store.township().code))
    store.keep_recovery_held(words)
    publish_sets(store, clock)
    return {"devices": len(words), "county": county.name}


def export_of(store: TownshipStore, clock: Clock) -> RecoveryExport:
    """Put together what is known of every pair: whose device, who signs in there, whether it was revoked."""
    township = store.township()
    clinics = {one.code: one for one in store.clinics()}
    users = {code: tuple(one.user for one in store.staff(code)) for code in clinics}
    revoked = {one.device for code in clinics for one in store.devices(code) if one.revoked}
    pairs = tuple(
        ClinicPair(code, clinics[code].name, users[code], pair, pair.device in revoked)
        for code, pair in store.recovery_pairs()
    )
    key, *former = keys_that_count(store, township)
    counted = tuple(former[:MOST_FORMER])
    return RecoveryExport(township.code, township.name, key, clock.now(), pairs, counted)
