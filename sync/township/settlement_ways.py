"""结算方式: saying how a clinic settles, for the commands and for the console."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from typing import Any, Generic, Protocol, TypeVar

from core.console import AT_THE_MACHINE
from core.dates import CHINA
from core.errors import Refusal
from core.ids import ClinicCode
from core.ports import Clock
from core.settlement_modes import KeptWay, SettlementMode, SettlementWay, SettlementWays, way_in_force
from core.township_ports import TownshipStore
from core.township_rows import ClinicRow

Place = TypeVar("Place", contravariant=True)


class WayAsked(Protocol):
    """A setting as somebody wrote it down."""

    @property
    def mode(self) -> str:
        """One of the modes."""
        ...

    @property
    def institution(self) -> str:
        """The code of the clinic's own institution, where it has one."""
        ...

    @property
    def institution_name(self) -> str:
        """What that institution is called."""
        ...

    @property
    def operator(self) -> str:
        """Who signs in for the clinic; empty: whoever signs in for the township."""
        ...

    @property
    def operator_name(self) -> str:
        """The name of whoever that is."""
        ...


def way_asked(asked: WayAsked) -> SettlementWay:
    """Read a setting.

    Raises:
        Refusal: `settlement_mode_unknown`, and those of `SettlementWay`.
    """
    if asked.mode not in set(SettlementMode):
        raise Refusal("settlement_mode_unknown")
    texts = (asked.institution, asked.institution_name, asked.operator, asked.operator_name)
    return SettlementWay(SettlementMode(asked.mode), *(" ".join(text.split()) for text in texts))


def ways_by_clinic(ways: SettlementWays) -> Mapping[ClinicCode, Sequence[KeptWay]]:
    """Give the settings ever made, clinic by clinic."""
    found: dict[ClinicCode, list[KeptWay]] = {}
    for one in ways.settlement_ways():
        found.setdefault(one.clinic, []).append(one)
    return found


@dataclass(frozen=True, slots=True)
class SettlementWayDesk(Generic[Place]):
    """The deeds; `open_store` opens the township a place names."""

    open_store: Callable[[Place], AbstractContextManager[TownshipStore]]
    clock: Clock

    def ways(self, place: Place) -> Mapping[str, Any]:
        """Tell how every clinic settles."""
        with self.open_store(place) as store:
            return _told(store)

    def set_way(self, place: Place, clinic: str, asked: WayAsked) -> Mapping[str, Any]:
        """Say how a clinic settles from now on; what was begun goes on as it began.

        Raises:
            Refusal: as `way_asked`, `clinic_unknown`, `institution_code_taken`.
        """
        way = way_asked(asked)
        with self.open_store(place) as store:
            store.keep_settlement_way(ClinicCode(clinic), way, AT_THE_MACHINE, self.clock.now())
            return _told(store)


def _told(store: TownshipStore) -> Mapping[str, Any]:
    kept = ways_by_clinic(store)
    return {"clinics": [_one(clinic, kept.get(clinic.code, ())) for clinic in store.clinics()]}


def _one(clinic: ClinicRow, kept: Sequence[KeptWay]) -> Mapping[str, Any]:
    since = kept[-1].since.astimezone(CHINA).isoformat(timespec="minutes") if kept else None
    return {"clinic": clinic.code, "name": clinic.name, **asdict(way_in_force(kept)), "since": since}
