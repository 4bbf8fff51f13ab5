"""What the box asks of the store: seat somebody by card, number, choice or name, and note the proof."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.audit import Purpose, Reason
from core.clinic import Clinic
from core.dates import china_day
from core.identity.credentials import Credential, read_credential
from core.identity.id_number import Concern
from core.identity.identity_check import CARD_EXPIRED, CheckMethod, IdentityCheck
from core.identity.number_said import NumberSaid
from core.ids import PersonId
from core.insurance_code import CodeHolder
from core.ports import PersonFound
from core.services.correct_visit import Correcting, shown_since
from core.services.receive_patient import (
    Reception,
    check_identity,
    look_for,
    note_look_up,
    receive_credential,
    receive_number,
    receive_person,
    receive_without_number,
)
from core.services.unfinished_visits import UnfinishedVisit, receive_again
from ui.desk import CardSeen
from ui.devices.typed_card import card_in_frame


@dataclass(frozen=True, slots=True)
class Received:
    """Who sits here, how that was proved, and whether the card that proved it is out of date."""

    reception: Reception
    check: IdentityCheck
    card_expired: bool = False


@dataclass(frozen=True, slots=True)
class FoundFor:
    """Who may be meant by what stood in the box when it was asked."""

    text: str
    people: Sequence[PersonFound]


def found_for(clinic: Clinic, text: str, limit: int) -> FoundFor:
    """Find who may be meant."""
    return FoundFor(text, look_for(clinic, text, limit))


def opened(
    clinic: Clinic, reception: Reception, how: CheckMethod, reason: Reason | None, reader: str = ""
) -> Received:
    """Seat somebody: the proof with its moment, and the line of the audit trail before anything is shown."""
    note_look_up(clinic, reception, how, reason)
    return Received(reception, check_identity(clinic, how, reader))


def by_number(clinic: Clinic, said: NumberSaid, asked: bool, reason: Reason) -> Received:
    """Seat by number.

    `asked`: the reason was asked for as of somebody of another village, it does not merely stand there.
    """
    reception = receive_number(clinic, said.number, said.name, said.kind)
    will_be_asked = reception.thin is not None and not asked
    return opened(clinic, reception, said.how, None if will_be_asked else reason, said.reader)


def by_card(clinic: Clinic, card: CardSeen) -> Received:
    """Whoever's card lies on the reader sits here."""
    shown = _credential_of(clinic, card)
    reception = receive_credential(clinic, shown, card.name)
    note_look_up(clinic, reception, CheckMethod.CARD_CHIP, Reason(Purpose.PRESENT))
    return Received(reception, _check_of(clinic, card, shown), card.expired)


def named_by_card(clinic: Clinic, correcting: Correcting, card: CardSeen) -> Correcting:
    """Whoever's card was found later is the one who was treated before anybody knew who it was.

    Raises:
        Refusal: as `shown_since`.
    """
    shown = _credential_of(clinic, card)
    return shown_since(clinic, correcting, shown, card.name, _check_of(clinic, card, shown))


def _credential_of(clinic: Clinic, card: CardSeen) -> Credential:
    return card.credential or read_credential(card.id_number, china_day(clinic.clock.now()))


def _check_of(clinic: Clinic, card: CardSeen, shown: Credential) -> IdentityCheck:
    wrong_check = [Concern.CHECK_ON_CHIP] if Concern.CHECK_ON_CHIP in shown.concerns else []
    overridden = [*wrong_check, *([CARD_EXPIRED] if card.expired else [])]
    return check_identity(clinic, CheckMethod.CARD_CHIP, card.reader, overridden)


def by_code(clinic: Clinic, holder: CodeHolder) -> Received:
    """Whoever shows the 医保码 on a telephone sits here."""
    shown = read_credential(holder.number, china_day(clinic.clock.now()))
    reception = receive_credential(clinic, shown, holder.name)
    return opened(clinic, reception, CheckMethod.INSURANCE_CODE, Reason(Purpose.PRESENT))


def by_typed_frame(clinic: Clinic, frame: str) -> Received:
    """Seat whoever's card a reader typed out as hexadecimal digits.

    Raises:
        Refusal, Hindrance: as `card_in_frame`.
    """
    return by_card(clinic, card_in_frame(frame, china_day(clinic.clock.now())))


def by_person(clinic: Clinic, person: PersonId, how: CheckMethod, reason: Reason) -> Received:
    """Seat somebody picked from the roster."""
    return opened(clinic, receive_person(clinic, person), how, reason)


def without_number(clinic: Clinic, name: str, reason: Reason) -> Received:
    """Seat somebody who has no number at hand."""
    return opened(clinic, receive_without_number(clinic, name), CheckMethod.KNOWN_TO_DOCTOR, reason)


def opened_again(clinic: Clinic, draft: UnfinishedVisit) -> Received:
    """Seat the person of a visit that was begun once more.

    Raises:
        Refusal: as receiving by number or without one.
    """
    return opened(
        clinic, receive_again(clinic, draft), CheckMethod.KNOWN_TO_DOCTOR, Reason(Purpose.UNFINISHED)
    )
