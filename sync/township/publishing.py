"""Building the data sets clinics fetch from the township's tables; a new version only where rows changed."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from core.data_sets import DataRow, DataSetName
from core.dates import china_day
from core.errors import Refusal
from core.ports import Clock
from core.recovery import held_setting
from core.services.adopt_pack import rows_of_packs
from core.township_ports import TownshipStore
from core.township_rows import ClinicRow, PublishedSet, Township
from sync.codec import CborCodec
from sync.data_sets import Before, Edition, decode_manifest, digest_of, pack_rows, row_of, unpack_rows
from sync.envelope import Label, Signer, public_half, read_statement, realm_of
from sync.township.thin_roster import TAG_KEY_SETTING, tag_key, thin_roster_rows

TOWNSHIP_SCOPE = "township"
_NEVER = date(9999, 12, 31)
"""Packs, catalogue, people and settings hold until the next version."""


@dataclass(frozen=True, slots=True)
class _Set:
    name: DataSetName
    scope: str
    rows: Sequence[DataRow]
    as_of: date
    valid_until: date


def clinic_scope(clinic: str) -> str:
    """Name the scope of what only one clinic may fetch."""
    return f"clinic:{clinic}"


def publish_sets(
    store: TownshipStore, clock: Clock, clinics: Sequence[ClinicRow] | None = None
) -> Sequence[tuple[DataSetName, str]]:
    """Put up new versions of the sets that changed; tell which, by name and scope.

    Args:
        clinics: whose own sets are looked at beside those of all; None for every clinic.

    Raises:
        Hindrance: `data_set_version_taken`: another process is publishing at the same time.
        Refusal: `data_row_too_large`, `township_not_set_up`.
    """
    township = store.township()
    today = china_day(clock.now())
    sets = _all_sets(store, township, store.clinics() if clinics is None else clinics, today)
    return [(one.name, one.scope) for one in sets if _publish(store, township, one)]


def _all_sets(
    store: TownshipStore, township: Township, clinics: Sequence[ClinicRow], today: date
) -> Iterator[_Set]:
    yield from _of_township(store, township, today)
    for clinic in clinics:
        yield from _of_clinic(store, township, clinic, today)


def _publish(store: TownshipStore, township: Township, wanted: _Set) -> bool:
    newest = store.published(wanted.name, wanted.scope)
    if newest is not None:
        held = newest.version
        days_same = wanted.valid_until == _NEVER or (held.as_of, held.valid_until) == (
            wanted.as_of,
            wanted.valid_until,
        )
        if _is_told_now(township, newest) and days_same and held.digest == digest_of(wanted.rows):
            return False
    version = newest.version.version + 1 if newest else 1
    edition = Edition(wanted.name, wanted.scope, version, wanted.as_of, wanted.valid_until)
    signer = Signer(township.keys.signing, realm_of(township.code, township.epoch))
    published, chunks = pack_rows(
        edition,
        wanted.rows,
        lambda payload: signer.statement(Label.MANIFEST, payload),
        _before(store, township, newest) if newest else None,
    )
    store.publish(published, chunks)
    return True


def _is_told_now(township: Township, published: PublishedSet) -> bool:
    """Tell whether the present key signed a manifest in the present epoch."""
    told = read_statement(published.manifest)
    with suppress(Refusal):
        told.check(public_half(township.keys.signing), Label.MANIFEST)
        return told.realm == realm_of(township.code, township.epoch)
    return False


def _before(store: TownshipStore, township: Township, newest: PublishedSet) -> Before | None:
    """Give the version a new one follows; None where it cannot be read or belongs to another epoch."""
    told = read_statement(newest.manifest)
    if told.realm != realm_of(township.code, township.epoch):
        return None
    manifest = decode_manifest(told.payload)
    if manifest is None:
        return None
    chunks = [store.chunk(name, (manifest.version.scope,)) for name, _ in manifest.chunks]
    try:
        return Before(manifest, unpack_rows(manifest, [chunk for chunk in chunks if chunk is not None]))
    except Refusal:
        return None  # packed by an older program, or damaged: the snapshot alone will do


def _of_township(store: TownshipStore, township: Township, today: date) -> Iterator[_Set]:
    packs = [row_of(key, content) for key, content in rows_of_packs(store, CborCodec()).items()]
    yield _Set(DataSetName.PACKS, TOWNSHIP_SCOPE, packs, today, _NEVER)
    items = [row_of(f"{item.kind.value}:{item.code}", item.to_plain()) for item in store.catalogue()]
    yield _Set(DataSetName.CATALOGUE, TOWNSHIP_SCOPE, items, today, _NEVER)
    dates = store.roster_dates()
    thin = thin_roster_rows(store, township, dates) if dates else None
    if dates and thin is not None:
        yield _Set(DataSetName.ROSTER_THIN, TOWNSHIP_SCOPE, thin, *dates)


def _of_clinic(store: TownshipStore, township: Township, clinic: ClinicRow, today: date) -> Iterator[_Set]:
    scope = clinic_scope(clinic.code)
    people = [row_of(one.user, {"name": one.name, "role": one.role}) for one in store.staff(clinic.code)]
    yield _Set(DataSetName.PEOPLE, scope, people, today, _NEVER)
    settings = [*_settings(township), *_recovery_held(store, clinic)]
    yield _Set(DataSetName.SETTINGS, scope, settings, today, _NEVER)
    dates = store.roster_dates()
    if dates is not None:
        entries = store.roster_of(clinic.villages)
        rows = [row_of(entry.person.person_id, entry.to_plain()) for entry in entries]
        yield _Set(DataSetName.ROSTER, scope, rows, *dates)


def _settings(township: Township) -> list[DataRow]:
    settings = {
        "pack": township.pack,
        "training": int(township.training),
        **township.calls.to_plain(),
        TAG_KEY_SETTING: tag_key(township).hex(),
    }
    return [row_of(name, {"value": value}) for name, value in settings.items()]


def _recovery_held(store: TownshipStore, clinic: ClinicRow) -> Iterator[DataRow]:
    """Pass on to a clinic the county's word about its own devices."""
    held = store.recovery_held()
    for device in store.devices(clinic.code):
        if word := held.get(device.device):
            yield row_of(held_setting(device.device), {"value": word.hex()})
