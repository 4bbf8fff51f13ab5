"""What the township's console expects of its store beside the township itself."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from core.console import ConsoleDeed, ConsoleNote, ConsoleSession, ConsoleUser
from core.console_rows import (
    AsideEntry,
    ClinicStanding,
    DeviceStanding,
    QueueEntry,
    ReturnedEntry,
    VisitCase,
    WaitingEntry,
)
from core.ids import ClinicCode, DeviceId, EventId, UserId
from core.prescription_review import PrescriptionReviews
from core.reconciliation import ReconciliationBook
from core.settlement_ports import OutboxRow, Step
from core.settlement_questions import SettlementQuestions
from core.statement import StatementBook
from core.supervision import IndicatorBook
from core.supervision_ports import CheckBook, IdentityProofs, JoinBook
from core.township_rows import Finding


class ConsolePeople(Protocol):
    """Who may sign in, who has, and what they did; every method is one transaction."""

    def users(self) -> Sequence[ConsoleUser]:
        """List the users by sign-in name."""
        ...

    def user(self, user: UserId) -> ConsoleUser | None:
        """Give a user."""
        ...

    def keep_user(self, user: ConsoleUser, password: str | None) -> None:
        """Write a user down or change one; another password or role ends the user's sessions.

        Raises:
            Refusal: `password_too_weak`; `secret_missing` for a new user without a password.
        """
        ...

    def remove_user(self, user: UserId) -> None:
        """Take a user away, with every session.

        Raises:
            Refusal: `console_user_unknown`.
        """
        ...

    def check_password(self, user: UserId, password: str, now: datetime) -> ConsoleUser:
        """See that a password is right; a wrong one, and a name nobody has, cost the same and are the same.

        Raises:
            Refusal: `console_sign_in_wrong`; `wait_before_next_attempt` with `seconds`, before any work.
        """
        ...

    def begin_session(self, session: ConsoleSession) -> None:
        """Keep a session; those that have run out go."""
        ...

    def session(self, token_hash: bytes) -> tuple[ConsoleSession, ConsoleUser] | None:
        """Give a session and whose it is."""
        ...

    def use_session(self, token_hash: bytes, now: datetime) -> None:
        """Remember that a session was used."""
        ...

    def end_session(self, token_hash: bytes) -> None:
        """Forget a session."""
        ...

    def note(self, user: UserId, deed: ConsoleDeed, facts: Mapping[str, Any], at: datetime) -> None:
        """Append a line to the trail."""
        ...

    def trail(self, before: int | None, limit: int) -> Sequence[ConsoleNote]:
        """List the trail from a number backwards, newest first."""
        ...


class ConsoleLists(Protocol):
    """What the console's pages show, cut to a page by the store."""

    def clinic_standings(self) -> Sequence[ClinicStanding]:
        """Give every clinic as it stands, the longest silent first."""
        ...

    def device_standings(
        self, after: tuple[ClinicCode, DeviceId] | None, limit: int
    ) -> Sequence[DeviceStanding]:
        """List the PCs by clinic and id from a place on."""
        ...

    def devices_to_confirm(self, limit: int) -> Sequence[DeviceStanding]:
        """List the PCs that were taken back after a loss and wait for somebody to look, by clinic and id."""
        ...

    def open_steps(self) -> Mapping[Step, int]:
        """Count the visits at each step that is not the last."""
        ...

    def queue(self, step: Step, after: OutboxRow | None, limit: int) -> Sequence[QueueEntry]:
        """List the visits at a step in the order they are due, from a place on."""
        ...


class ReviewDesk(Protocol):
    """The visits that want a look, and what a look changes."""

    def waiting_visits(self, after: OutboxRow | None, limit: int) -> Sequence[WaitingEntry]:
        """List visits the platform has not been told of yet, in the order they are due."""
        ...

    def returned_visits(
        self, before: tuple[datetime, ClinicCode, int] | None, limit: int
    ) -> Sequence[ReturnedEntry]:
        """List visits that went back and were neither corrected nor taken in since, newest first."""
        ...

    def aside_entries(self, after: tuple[str, str, int, bytes] | None, limit: int) -> Sequence[AsideEntry]:
        """List what was put aside, from a place on."""
        ...

    def visit_case(self, clinic: ClinicCode, visit: EventId) -> VisitCase:
        """Give one event with all that was said of it.

        Raises:
            Refusal: `event_unknown`.
        """
        ...

    def return_visit(self, finding: Finding) -> None:
        """Send a visit back that the platform has not been told of; it is no longer due.

        Raises:
            Refusal: `event_unknown`; `visit_on_its_way`.
        """
        ...

    def take_visit_in(self, finding: Finding) -> None:
        """Let a visit that went back be settled after all.

        Raises:
            Refusal: `event_unknown`; `visit_not_back`.
        """
        ...


class Console(
    ConsolePeople,
    ConsoleLists,
    ReviewDesk,
    ReconciliationBook,
    StatementBook,
    PrescriptionReviews,
    CheckBook,
    JoinBook,
    IndicatorBook,
    SettlementQuestions,
    IdentityProofs,
    Protocol,
):
    """One township's console."""
