"""What the settlement worker expects of the township's store: the outbox and the visits behind it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from core.catalogue.code_maps import is_national
from core.catalogue.items import ItemKind
from core.errors import Refusal
from core.events import ResultKind
from core.ids import ClinicCode, EventId, Incarnation
from core.money import Fen
from core.settlement_modes import SettlementWays
from core.township_rows import DeviceRow
from core.visits.visit import OrderLine, Visit


class Step(StrEnum):
    """How far a visit has come at the platform; the last four are final.

    SENT_BACK: it went back to its doctor, and the platform is still to be asked about it: a life of the log
    that was lost may have settled it. RETURNED: it held no settlement of it.
    SET_ASIDE: another took its place, and the platform, asked about it, held no settlement of it.
    FOR_EXPORT, EXPORTED: the province settles it; it waits for a batch, or went with one.
    UNDOING: another took its place after it was settled. UNDONE: nothing of it is settled any more; what was
    sent for it is still to be taken back, after which it is REVERSED.
    """

    WAITING = "waiting"
    SENT_BACK = "sent_back"
    REGISTERED = "registered"
    DESCRIBED = "described"
    UPLOADED = "uploaded"
    SETTLING = "settling"
    UNKNOWN = "unknown"
    WITHDRAWING = "withdrawing"
    SET_ASIDE = "set_aside"
    FOR_EXPORT = "for_export"
    EXPORTED = "exported"
    UNDOING = "undoing"
    UNDONE = "undone"
    SETTLED = "settled"
    NOT_PAYABLE = "not_payable"
    REVERSED = "reversed"
    RETURNED = "returned"

    @property
    def final(self) -> bool:
        """Say whether the worker is done with the row, unless something takes the place of the visit."""
        return self in (Step.SETTLED, Step.NOT_PAYABLE, Step.REVERSED, Step.RETURNED)

    @property
    def went_back(self) -> bool:
        """Say whether the visit is with its doctor: only a settlement it has there is taken over."""
        return self in (Step.SENT_BACK, Step.RETURNED)

    @property
    def by_file(self) -> bool:
        """Say whether the row is none of the worker's: files go to the province and come back."""
        return self in (Step.FOR_EXPORT, Step.EXPORTED)


class Deed(StrEnum):
    """What a message asked the platform to do, where it changes something there."""

    REGISTER = "register"
    CANCEL_REGISTRATION = "cancel_registration"
    DESCRIBE = "describe"
    UPLOAD = "upload"
    CANCEL_UPLOAD = "cancel_upload"
    SETTLE = "settle"
    REVERSE = "reverse"
    UNDO = "undo"


class Heard(StrEnum):
    """What came back for a message.

    SENT: nothing was saved after it, which a crash leaves behind. NOT_SENT: it never reached the line.
    REVERSED: whatever it did was undone by a later message.
    """

    SENT = "sent"
    NOT_SENT = "not_sent"
    DONE = "done"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    REVERSED = "reversed"


@dataclass(frozen=True, slots=True)
class Message:
    """One message to the platform, kept before it is sent."""

    deed: Deed
    message_id: str
    sent_at: datetime
    heard: Heard = Heard.SENT


@dataclass(frozen=True, slots=True)
class LineSums:
    """What the platform made of the uploaded lines, in fen.

    Outside the scope of the fund, over the ceiling price, borne first by the patient, within the scope.
    """

    outside: Fen
    over_ceiling: Fen
    borne_first: Fen
    within: Fen

    @property
    def total(self) -> Fen:
        """Sum of all lines in fen."""
        return Fen(self.outside + self.over_ceiling + self.borne_first + self.within)


@dataclass(frozen=True, slots=True)
class PlatformKeys:
    """The platform's own names for this person, visit and settlement; empty until it gave them.

    `centre` clears the settlement, as what `clearing` kind: by these its books are compared.
    """

    person: str = ""
    insurance: str = ""
    insured_area: str = ""
    visit: str = ""
    settlement: str = ""
    centre: str = ""
    clearing: str = ""


class TakenBy(StrEnum):
    """What took the place of a visit that is settled."""

    CORRECTION = "correction"
    CANCELLATION = "cancellation"


UNDONE_FOR: Mapping[TakenBy, str] = {
    TakenBy.CORRECTION: "undone_for_correction",
    TakenBy.CANCELLATION: "undone_for_cancellation",
}
"""The reason a clinic is told of a settlement that was undone."""


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """One visit on its way to the platform; `revision` counts its savings, `due` is when to touch it next.

    `trouble` is the last reason code, `told` the platform's own sentence with it. `institution` is the code
    it was begun under, and is taken to its end under; empty: nothing was begun. The store may keep all but
    clinic, visit, step, revision and due as the one value of `to_plain`. `only_asked_about` is no part of it:
    the visit went back or another took its place, so that it may only be looked for. `taken_by` says of a
    settled one what took its place, and is kept from when it is being undone. `strangers` are numbers of ours
    the platform shows and nobody here knows, `no_strangers` those somebody said are another visit's;
    `kept_beside` what took the place of a settled one whose settlement somebody left as it is.
    """

    clinic: ClinicCode
    visit: EventId
    due: datetime
    step: Step = Step.WAITING
    revision: int = 0
    attempts: int = 0
    keys: PlatformKeys = PlatformKeys()
    sums: LineSums | None = None
    messages: tuple[Message, ...] = ()
    trouble: str = ""
    told: str = ""
    institution: str = ""
    strangers: tuple[str, ...] = ()
    no_strangers: tuple[str, ...] = ()
    kept_beside: str = ""
    only_asked_about: bool = False
    taken_by: TakenBy | None = None

    @property
    def step_of_none(self) -> Step:
        """Give where a visit rests of which the platform, asked about it, held no settlement."""
        return Step.RETURNED if self.step is Step.SENT_BACK else Step.SET_ASIDE

    @property
    def is_undone(self) -> bool:
        """Say whether the settlement of the visit is to be undone, or that has begun."""
        return self.step in (Step.UNDOING, Step.UNDONE) or (self.step is Step.SETTLED and bool(self.taken_by))

    def to_plain(self) -> dict[str, Any]:
        """Give the row as text and whole numbers."""
        return {
            "clinic": self.clinic,
            "visit": self.visit,
            "due": self.due.isoformat(),
            "step": self.step.value,
            "revision": self.revision,
            "attempts": self.attempts,
            "keys": [
                self.keys.person,
                self.keys.insurance,
                self.keys.insured_area,
                self.keys.visit,
                self.keys.settlement,
                self.keys.centre,
                self.keys.clearing,
            ],
            "sums": [
                int(self.sums.outside),
                int(self.sums.over_ceiling),
                int(self.sums.borne_first),
                int(self.sums.within),
            ]
            if self.sums
            else None,
            "messages": [
                [m.deed.value, m.message_id, m.sent_at.isoformat(), m.heard.value] for m in self.messages
            ],
            "trouble": self.trouble,
            "told": self.told,
            "institution": self.institution,
            "strangers": [list(self.strangers), list(self.no_strangers)],
            "kept_beside": self.kept_beside,
            "taken_by": self.taken_by.value if self.taken_by else None,
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> "OutboxRow":
        """Read what `to_plain` wrote."""
        return cls(
            clinic=ClinicCode(plain["clinic"]),
            visit=EventId(plain["visit"]),
            due=datetime.fromisoformat(plain["due"]),
            step=Step(plain["step"]),
            revision=plain["revision"],
            attempts=plain["attempts"],
            keys=PlatformKeys(*plain["keys"]),
            sums=LineSums(*map(Fen, plain["sums"])) if plain["sums"] else None,
            messages=tuple(
                Message(Deed(deed), message_id, datetime.fromisoformat(sent_at), Heard(heard))
                for deed, message_id, sent_at, heard in plain["messages"]
            ),
            trouble=plain["trouble"],
            told=plain["told"],
            institution=plain.get("institution", ""),  # rows written before it was noted have none
            strangers=tuple(plain.get("strangers", [[], []])[0]),
            no_strangers=tuple(plain.get("strangers", [[], []])[1]),
            kept_beside=plain.get("kept_beside", ""),
            taken_by=TakenBy(plain["taken_by"]) if plain.get("taken_by") else None,
        )


@dataclass(frozen=True, slots=True)
class SettlementVisit:
    """A visit with the name of the clinic that saw it; `national`: by kind and own code of its lines."""

    event_id: EventId
    clinic: ClinicCode
    clinic_name: str
    visit: Visit
    national: Mapping[tuple[ItemKind, str], str] = field(default_factory=dict)

    def national_code(self, line: OrderLine) -> str:
        """Give the national code a line goes up under.

        Raises:
            Refusal: `line_code_not_mapped` with `name` and `own`.
        """
        own = line.code if is_national(line.kind, line.code) else ""
        if not (national := self.national.get((line.kind, line.code), own)):
            raise Refusal("line_code_not_mapped", name=line.name, own=line.code)
        return national


class AwaitedSettlements(Protocol):
    """What a township knows of settlements that somebody at a desk looks out for."""

    def await_settlement(
        self, device: DeviceRow, incarnation: Incarnation, sequence: int, now: datetime
    ) -> datetime | None:
        """Let a visit go before all that nobody waits for, and tell since when somebody waits for it.

        None where nothing will come soon: nobody settles as visits come, it was put off, is in doubt or held
        back, or its way through the platform is at its end.
        """
        ...


class SettlementBook(SettlementWays, Protocol):
    """The outbox of one township; an accepted visit joins it as `OutboxRow(clinic, event_id, due=now)`."""

    def frozen(self) -> bool:
        """Tell whether nothing may be sent: the log was restored and the lost span is not reconciled yet."""
        ...

    def due(self, now: datetime, limit: int) -> Sequence[OutboxRow]:
        """List rows that are not final and are due: those somebody waits for first, then by `due`.

        Visits whose place was taken are listed as `only_asked_about` until they were; settled ones, with what
        they are `taken_by`, until that is undone.
        """
        ...

    def stand_by(self, until: datetime) -> None:
        """Say until when visits are settled as they come; a moment that has passed says: no longer."""
        ...

    def unknown(self, numbers: Collection[str]) -> Collection[str]:
        """Give those of some beginnings of event ids that no event of the log has: a lost span holds them."""
        ...

    def save(self, row: OutboxRow) -> OutboxRow:
        """Keep the row durably in a transaction of its own and give it back with the next revision.

        Raises:
            Hindrance: `settlement_row_taken`: the kept revision is not the row's, another worker moved it.
        """
        ...

    def visit_of(self, row: OutboxRow) -> SettlementVisit:
        """Give the visit behind a row."""
        ...

    def told_codes(self, institution: str, own: Collection[str]) -> Mapping[tuple[ItemKind, str], str]:
        """Give what an institution told the platform some own codes stand for, by kind and own code."""
        ...

    def publish(self, row: OutboxRow, kind: ResultKind, facts: Mapping[str, Any], at: datetime) -> OutboxRow:
        """Save the row as `save` does and append a result to the clinic's stream, both in one transaction.

        Kinds: SETTLED (`total`, `fund`, `account`, `cash`, `institution` in fen, `funds` as fen by fund code,
        `settlement_id`, `settled_at`), NOT_PAYABLE (`reason`: the platform's sentence or a code of ours),
        SETTLEMENT_UNKNOWN (no facts), REVERSED (`reason`; where a settlement was undone the same amounts as
        what is given back, `undoes` its number, `settlement_id` that of the refund, empty where unknown,
        `settled_at` when).

        Raises:
            Hindrance: `settlement_row_taken`.
        """
        ...
