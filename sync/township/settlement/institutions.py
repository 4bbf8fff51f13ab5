"""The institutions a township settles under, and the conversation of each with the platform."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

from core.errors import Hindrance, Refusal
from core.ids import ClinicCode
from core.ports import Clock
from core.settlement_modes import BY_PROVINCE, USUAL_WAY, KeptWay, SettlementMode, way_in_force
from core.settlement_ports import OutboxRow, SettlementVisit
from sync.township.settlement.answers import NoAnswer, NotReached, PlatformRefused
from sync.township.settlement.institution import Institution, read_institution
from sync.township.settlement.message_ids import MessageIds
from sync.township.settlement.national_interface import NationalInterface
from sync.township.settlement.platform import Platform
from sync.township.settlement.province import Province, shipped_province

_CLOCKS_APART = timedelta(days=7)
"""How far ahead the clock of the PC may have been that wrote the time of a visit."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Where a township settles: its own institution and how its province speaks the interface."""

    institution: Institution
    province: Province


def read_desk(institution: bytes, province: str) -> Desk:
    """Read the settings of an institution, and the shipped profile they name changes to.

    Raises:
        Refusal: as `read_institution` and `shipped_province`.
    """
    read = read_institution(institution)
    return Desk(read, shipped_province(province, read.province))


class KnowsWays(Protocol):
    """What knows how the clinics settle."""

    def settlement_ways(self, clinic: ClinicCode | None = None) -> Sequence[KeptWay]:
        """List the settings ever made, of one clinic or of all, by clinic and in their order."""
        ...


@dataclass(slots=True)
class Institutions:
    """Finds the institution of a visit, and signs in as each when it is needed first."""

    ways: KnowsWays
    platform: Platform
    desk: Desk
    clock: Clock
    _open: dict[tuple[str, str], NationalInterface] = field(default_factory=dict)

    def for_row(self, row: OutboxRow) -> NationalInterface:
        """Give the conversation a visit is taken through: where it was begun, else as its clinic settles now.

        Raises:
            Refusal: `settlement_institution_unknown`: it was begun under a code nobody has here;
                `visit_with_the_province`.
            NotReached, NoAnswer: nobody could be signed in.
        """
        try:
            return self.signed_in(self._of_row(row))
        except PlatformRefused as refused:
            raise NoAnswer("platform_sign_in_failed") from refused

    def for_clinic(self, clinic: ClinicCode) -> NationalInterface:
        """Give the conversation of the institution a clinic settles under now.

        Raises:
            Refusal: `visit_with_the_province`: its visits go to no platform.
            NotReached, NoAnswer: nobody could be signed in.
        """
        way = way_in_force(self.ways.settlement_ways(clinic))
        if way.mode is SettlementMode.PROVINCE:
            raise Refusal("visit_with_the_province")
        try:
            return self.signed_in(self.desk.institution.under(way))
        except PlatformRefused as refused:
            raise NoAnswer("platform_sign_in_failed") from refused

    def formers(self, row: OutboxRow, seen: SettlementVisit) -> Sequence[Institution]:
        """List other codes its clinic had: under those a lost life of the log may have begun a visit."""
        if self._begun_under(row):
            return ()
        kept = self.ways.settlement_ways(row.clinic)
        if not kept or seen.visit.visited_at > kept[-1].since + _CLOCKS_APART:
            return ()
        present = self.desk.institution.under(way_in_force(kept)).code
        others = {one.code: one for one in self._had(kept) if one.code != present}
        return list(others.values())

    def everyone(self) -> Sequence[Institution]:
        """List every institution a visit of this township was ever settled under, its own first."""
        found = {self.desk.institution.code: self.desk.institution}
        for kept in self.ways.settlement_ways():
            one = self.desk.institution.under(kept.way)
            if one.code != self.desk.institution.code:
                found[one.code] = one
        return list(found.values())

    def sign_in(self) -> None:
        """Sign in anew as whoever the platform takes first: it answers, and visits may come.

        Raises:
            Hindrance: `platform_not_reachable`, `platform_sign_in_failed`.
        """
        self._open.clear()
        failed: Exception | None = None
        for one in self.everyone():
            try:
                self.signed_in(one)
            except NotReached as error:
                raise Hindrance("platform_not_reachable") from error
            except (NoAnswer, PlatformRefused) as error:
                failed = error
            else:
                return
        raise Hindrance("platform_sign_in_failed") from failed

    def signed_in(self, institution: Institution) -> NationalInterface:
        """Give the conversation of an institution, signed in.

        Raises:
            NotReached, NoAnswer, PlatformRefused: it could not be, the last at a second try as well.
        """
        key = (institution.code, institution.operator.code)
        if key not in self._open:
            ids = MessageIds(institution.code, self.desk.province.sequence_digits)
            interface = NationalInterface(self.platform, self.desk.province, institution, self.clock, ids)
            try:
                interface.sign_in()
            except PlatformRefused:  # the id of the message may have met another worker's
                interface.sign_in()
            self._open[key] = interface
        return self._open[key]

    def sign_out(self, institution: Institution) -> None:
        """Let an institution be signed in anew before it is asked anything."""
        self._open.pop((institution.code, institution.operator.code), None)

    def _of_row(self, row: OutboxRow) -> Institution:
        kept, code = self.ways.settlement_ways(row.clinic), self._begun_under(row)
        if code == BY_PROVINCE:
            raise Refusal("visit_with_the_province")
        if not code:
            return self.desk.institution.under(way_in_force(kept))
        for one in reversed(self._had(kept)):
            if one.code == code:
                return one
        raise Refusal("settlement_institution_unknown")

    def _begun_under(self, row: OutboxRow) -> str:
        """Give the code a visit was begun under; before codes were noted there was only the township's."""
        begun = row.messages or row.keys.visit
        return row.institution or (self.desk.institution.code if begun else "")

    def _had(self, kept: Sequence[KeptWay]) -> Sequence[Institution]:
        """Give the institutions a clinic was ever settled under, the township's before anything was said."""
        return [self.desk.institution.under(way) for way in (USUAL_WAY, *(one.way for one in kept))]
