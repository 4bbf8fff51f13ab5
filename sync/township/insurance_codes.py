"""医保码 as a service of the township: the platform is asked whose code it is, and nothing of it is kept.

Whoever asks stands at a desk: time-outs are short, few questions are asked at a time, and a platform that is
away is said to be so instead of being waited for.
"""

import threading
import tomllib
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.errors import Hindrance, Refusal
from core.ids import ClinicCode, TownshipCode
from core.insurance_code import CodeHolder, CodeReader
from core.ports import Clock
from core.township_ports import TownshipStore
from sync.township.settlement.answers import NoAnswer, PlatformRefused
from sync.township.settlement.institutions import Institutions, read_desk
from sync.township.settlement.national_persons import holder_of
from sync.township.settlement.platform import HttpPlatform, credentials_of
from sync.township.settlement.training import require_simulator

TIMEOUT_SECONDS = 3.0
AT_ONCE = 2
"""Questions at a time: a platform that hangs takes no more of the places of a service for clinics."""


@dataclass(frozen=True, slots=True)
class NoCodes:
    """A township without a line to the platform where clinics are answered."""

    def whose(self, clinic: ClinicCode, code: str) -> CodeHolder:  # noqa: ARG002 -- nobody is asked
        """Say that this is not offered."""
        raise Hindrance("insurance_code_not_offered")


@dataclass(slots=True)
class PlatformCodes:
    """Implements `core.insurance_code.CodeReader`; safe to use from several threads."""

    institutions: Institutions
    _free: threading.BoundedSemaphore = field(default_factory=lambda: threading.BoundedSemaphore(AT_ONCE))

    def whose(self, clinic: ClinicCode, code: str) -> CodeHolder:
        """Ask the platform, as the institution a clinic settles under."""
        if not self._free.acquire(blocking=False):
            raise Hindrance("insurance_code_busy")
        try:
            return self._ask(clinic, code)
        except PlatformRefused:
            raise Refusal("insurance_code_refused") from None
        except NoAnswer:
            raise Hindrance("insurance_code_platform_away") from None
        except Refusal as refusal:
            raise Hindrance("insurance_code_not_offered") from refusal
        finally:
            self._free.release()

    def _ask(self, clinic: ClinicCode, code: str) -> CodeHolder:
        interface = self.institutions.for_clinic(clinic)
        try:
            return holder_of(interface, code)
        except PlatformRefused:
            interface.sign_in()  # the sign-in of yesterday is over; a code that is over is so once more
            return holder_of(interface, code)


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a service to the platform, each township's own, as a file says."""

    readers: Mapping[TownshipCode, CodeReader] = field(default_factory=dict)

    def of(self, code: TownshipCode) -> CodeReader:
        """Give what asks for one township."""
        return self.readers.get(code, NoCodes())


def open_lines(
    file: Path, store_of: Callable[[TownshipCode], TownshipStore], clock: Clock, closing: ExitStack
) -> Lines:
    """Open the lines a file names (TOML): of each township a table with platform, institution_file, province.

    Raises:
        Refusal: `insurance_code_file_not_readable`, and those of a line to the platform.
    """
    try:
        tables: Mapping[str, Any] = tomllib.loads(file.read_text("utf-8"))
        named = [
            (TownshipCode(code), str(one["platform"]), file.parent / one["institution_file"], one["province"])
            for code, one in tables.items()
        ]
        settings = [path.read_bytes() for _, _, path, _ in named]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise Refusal("insurance_code_file_not_readable") from error
    readers: dict[TownshipCode, CodeReader] = {}
    for (code, address, _, province), institution in zip(named, settings, strict=True):
        store = store_of(code)
        if store.township().training:
            require_simulator(address)
        desk = read_desk(institution, province)
        signing = desk.province.signing
        platform = HttpPlatform(address, signing, clock, credentials_of(store), TIMEOUT_SECONDS)
        closing.callback(platform.close)
        readers[code] = PlatformCodes(Institutions(store, platform, desk, clock))
    return Lines(readers)
