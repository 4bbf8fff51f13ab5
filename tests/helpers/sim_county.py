"""The fake world's county: its real signing of epochs, with keys in memory and a book of one export."""

from dataclasses import dataclass
from pathlib import Path

from core.county import CountyKeys
from core.county_recovery import RecoveryExport
from core.ids import TownshipCode
from core.ports import Clock
from sync.county.epochs import CountySigning
from sync.county.recovery_export import read_export
from tests.helpers.county import PASSPHRASE, a_county

COUNTY, _SECRETS = a_county()


@dataclass(frozen=True, slots=True)
class _Safe:
    """The part of `core.county.CountySafe` that signing an epoch needs."""

    def keys(self) -> CountyKeys:
        return COUNTY

    def signing_key(self, _passphrase: str) -> bytes:
        return _SECRETS.signing

    def recovery_key(self, _passphrase: str) -> bytes:
        return _SECRETS.recovery


@dataclass(frozen=True, slots=True)
class _Book:
    """The part of `core.county_recovery.RecoveryBook` that tells which keys a township had."""

    export: RecoveryExport

    def export_of(self, township: TownshipCode) -> RecoveryExport | None:
        return self.export if self.export.township == township else None


def sign_epoch(exported: Path, files: tuple[Path, Path], clock: Clock) -> None:
    """Sign what a township asks for; the county knows its former keys by what that exported last."""
    book = _Book(read_export(exported.read_bytes()))
    signing = CountySigning(lambda _: _Safe(), lambda *_: book, clock)  # type: ignore[arg-type,return-value]
    signing.sign(exported.parent, PASSPHRASE, files, (lambda *_: True, False))
