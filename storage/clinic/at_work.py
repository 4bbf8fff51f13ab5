"""An open clinic put together for whoever works in it, and the work that a command line asks for."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.clinic import Clinic, SignIn
from core.dates import china_day, month_of
from core.events import EventIds
from core.ids import UserId
from core.policy.loader import shelf_in_use
from core.ports import Clock, EventCodec
from core.services.boot import note_boot
from core.services.bring_in_joins import bring_in_joins
from core.services.bring_in_visits import bring_in_lines
from core.services.close_day import close_day
from core.services.state_month import month_statement
from core.stock.entry import ReadStockSheet
from storage.clinic.desk import ClinicStore
from storage.clinic.follow_up_room import FollowUpRoom
from storage.clinic.outreach_room import OutreachRoom
from storage.clinic.staff_room import StaffRoom
from storage.clinic.stock_room import StockRoom
from storage.clinic.upkeep import Upkeep


@dataclass(frozen=True, slots=True)
class AtWork:
    """What services are given, over any store that is open.

    Args:
        ids: one source for all of a program start.
        program: version of the program, as its boot tells it.
        read_stock_sheet: reads a file of the central pharmacy.
    """

    upkeep: Upkeep
    codec: EventCodec
    clock: Clock
    ids: EventIds
    program: str
    read_stock_sheet: ReadStockSheet

    def clinic_of(self, store: ClinicStore, user: UserId) -> Clinic:
        """Give services the open clinic; without packs from the township those of the program answer."""
        return Clinic(
            place=store.place(),
            staff=store.staff_member(user),
            records=store.records,
            ledger=store.ledger,
            drafts=store.drafts,
            audit=store.audit,
            packs=shelf_in_use(store.records.pack_sources()),
            codec=self.codec,
            clock=self.clock,
            watch=store.watch,
            ids=self.ids,
        )

    def begin(self, store: ClinicStore, user: UserId) -> None:
        """Tell in the ledger that somebody sat down to work."""
        note_boot(self.clinic_of(store, user), self.program)

    @contextmanager
    def opened(self, who: SignIn) -> Iterator[tuple[ClinicStore, Clinic]]:
        """Open a clinic for a command and close it behind it.

        Raises:
            Refusal, Hindrance: as `open_clinic`.
        """
        with self.upkeep.opened(who) as store:
            yield store, self.clinic_of(store, UserId(who.user))

    def record_joins(self, who: SignIn, lines: Iterable[str]) -> Iterator[Mapping[str, Any]]:
        """Join or part two records per JSON line; yield what became of each."""
        with self._working(who) as clinic:
            yield from bring_in_joins(clinic, lines)

    @property
    def follow_ups(self) -> FollowUpRoom:
        """Give what the commands about follow-ups do."""
        return FollowUpRoom(self._working)

    @property
    def outreach(self) -> OutreachRoom:
        """Give what the commands about outreach do."""
        return OutreachRoom(self._working)

    @property
    def stock(self) -> StockRoom:
        """Give what the commands about stock do."""
        return StockRoom(self._working, self.read_stock_sheet)

    @property
    def staff(self) -> StaffRoom:
        """Give what does the deeds that concern the staff."""
        return StaffRoom(self.upkeep)

    @contextmanager
    def _working(self, who: SignIn) -> Iterator[Clinic]:
        with self.opened(who) as (store, clinic):
            self.begin(store, clinic.staff.user)
            yield clinic

    def record(self, who: SignIn, lines: Iterable[str]) -> Iterator[Mapping[str, Any]]:
        """Record one visit per JSON line; yield what became of each."""
        with self.opened(who) as (store, clinic):
            self.begin(store, clinic.staff.user)
            yield from bring_in_lines(clinic, lines)

    def close_day(self, who: SignIn, day: date | None) -> Mapping[str, Any]:
        """Close a day, today where none is named; refuses as the service does."""
        with self.opened(who) as (_, clinic):
            return close_day(clinic, day or china_day(clinic.clock.now())).to_plain()

    def state_month(self, who: SignIn, month: date | None) -> Mapping[str, Any]:
        """Tell what the month of a day came to, this one where none is named; refuses as the service does."""
        with self.opened(who) as (_, clinic):
            day = month or china_day(clinic.clock.now())
            return month_statement(clinic, month_of(day)).to_plain()
