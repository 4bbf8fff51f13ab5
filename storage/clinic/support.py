"""What may leave a clinic when somebody asks for help: versions, counts and reason codes, and nobody's data.

Every value is chosen here by name. Nothing is copied whole: what a later version adds stays out until it is
named.
"""

import platform
from collections.abc import Mapping, Sequence
from typing import Any

from core.audit import Deed
from core.calling import BATCH_SETTING, DAY_SETTING, INTERVAL_SETTING, MONTH_SETTING
from core.sync_ports import Attempt
from storage.clinic.database import StoreFile
from storage.clinic.desk import TRAINING_SETTING, ClinicStore
from storage.clinic.report import standing_of
from storage.clinic.safekeeper import safety_of

_DIARY_LINES = 200
_TOLD_SETTINGS = ("pack", TRAINING_SETTING)
_CALLS = (INTERVAL_SETTING, DAY_SETTING, MONTH_SETTING, BATCH_SETTING)
_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name"
_STEPS = "SELECT name FROM _sqlite_migrations WHERE migration_set = ? ORDER BY id"
_CIPHER = "PRAGMA cipher_version"
_STANDING = (
    *("events", "waiting", "oldest_waiting", "last_contact", "receipt", "results"),
    *("roster_as_of", "roster_valid_until", "visits", "outcomes"),
)


def support_facts(program: str, store: ClinicStore) -> Mapping[str, Mapping[str, Any]]:
    """Gather the sections of a support bundle: text, whole numbers, truth values, lists and maps of them."""
    standing, now = standing_of(store), store.audit.clock.now()
    store.audit.note_in_passing(Deed.EXPORTED, facts={"form": "support"})
    return {
        "program": {
            "version": program,
            "system": f"{platform.system()} {platform.release()} {platform.machine()}",
            "python": platform.python_version(),
            "time": now.isoformat(),
        },
        "schema": {file.path.name: _schema(file) for file in store.files},
        "counts": {file.path.name: _counts(file) for file in store.files},
        "standing": {name: standing[name] for name in _STANDING},
        "data": _data(store),
        "settings": _settings(store.settings()),
        "clock": _clock(store),
        "safety": _safety(store),
        "verify": {"faults": [f"{fault.code} {fault.place}" for fault in store.verify()]},
        "diary": {"lines": _diary(store.sync.attempts(_DIARY_LINES))},
    }


def _schema(file: StoreFile) -> Mapping[str, Any]:
    with file.reading() as database:
        steps = [name for (name,) in database.execute(_STEPS, (file.path.name,)).fetchall()]
        (cipher,) = database.execute(_CIPHER).fetchone()
    return {"steps": steps, "cipher": cipher, "bytes": file.path.stat().st_size}


def _counts(file: StoreFile) -> Mapping[str, int]:
    with file.reading() as database:
        names = [name for (name,) in database.execute(_TABLES).fetchall()]
        return {name: database[name].count for name in names}


def _data(store: ClinicStore) -> Mapping[str, Any]:
    return {
        name.value: {
            "version": used.version.version,
            "as_of": used.version.as_of.isoformat(),
            "valid_until": used.version.valid_until.isoformat(),
            "rows": used.version.row_count,
        }
        for name, used in store.sync.sets.in_use().items()
    }


def _settings(settings: Mapping[str, Any]) -> Mapping[str, Any]:
    """Tell the harmless ones; of the others only that they are there: one is a key."""
    told = {name: str(settings[name]) for name in _TOLD_SETTINGS if name in settings}
    numbers = {name: settings[name] for name in _CALLS if isinstance(settings.get(name), int)}
    return {**told, **numbers, "present": len(settings)}


def _clock(store: ClinicStore) -> Mapping[str, Any]:
    standing = store.watch.standing()
    doubt = standing.doubt
    why = {"why": doubt.why.value, "instead": doubt.instead.isoformat()} if doubt else {}
    return {"trust": standing.trust.value, **why}


def _safety(store: ClinicStore) -> Mapping[str, Any]:
    """Tell how old backups and checks are; where they go may name somebody."""
    safety = safety_of(store)
    return {
        "backup_folder_chosen": bool(safety.backup_folder),
        "backup_at": safety.backup_at.isoformat() if safety.backup_at else None,
        "backup_trouble": safety.backup_trouble,
        "backup_opens": safety.backup_opens,
        "checked_at": safety.checked_at.isoformat() if safety.checked_at else None,
        "faults": safety.faults,
        "reserve": safety.reserve_whole,
        "sentinel": safety.sentinel_sound,
    }


def _diary(attempts: Sequence[Attempt]) -> list[list[Any]]:
    return [
        [
            *(one.at.isoformat(), one.route, one.outcome),
            *(one.bytes_up, one.bytes_down, round(one.seconds * 1000)),
        ]
        for one in attempts
    ]
