"""What brings a damaged ledger back that could not be mended: the newest backup, or what else there is."""

from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from types import TracebackType

from core.errors import Hindrance
from core.ids import ClinicCode
from storage.clinic.backup import backups_in
from storage.clinic.database import LEDGER, ledger_key
from storage.secret import Secret, wiped
from storage.sqlcipher import Sealed, connect, translated

_KEPT_IN = "SELECT value FROM keeping WHERE name = 'backup_folder'"

Leave = Callable[[type[BaseException] | None, BaseException | None, TracebackType | None], None]


def newest_backup(folder: Path, key: Secret, clinic: ClinicCode) -> Path | None:
    """Name the newest backup; None where there is none, or where the folder of backups cannot be told.

    It reads over a connection of its own: one that met a damaged page reads no other page any more.
    """
    with (
        suppress(Hindrance),
        wiped(ledger_key(key)) as own,
        translated(LEDGER),
        closing(connect(Sealed(folder / LEDGER, own))) as ledger,
    ):
        row = ledger.execute(_KEPT_IN).fetchone()
        found = backups_in(Path(row[0]), clinic) if row and row[0] else []
        return found[0].folder if found else None
    return None


def naming_the_backup(folder: Path, key: Secret, clinic: ClinicCode) -> Leave:
    """Let a start that fails over a damaged ledger say which backup brings it back; for an exit stack.

    Raises:
        Hindrance: in place of `store_damaged`, which another start mends: `ledger_damaged_backup_there` with
            `backup`; `ledger_damaged` where none is known.
    """

    def leave(
        _kind: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        if not isinstance(error, Hindrance) or error.code != "store_damaged":
            return
        if backup := newest_backup(folder, key, clinic):
            raise Hindrance("ledger_damaged_backup_there", backup=str(backup)) from error
        raise Hindrance("ledger_damaged") from error

    return leave
