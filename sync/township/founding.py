"""The township's side of 建站: the bundle a clinic without a network begins with, and taking its PC in."""

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from core.errors import Refusal
from core.ids import ClinicCode, DeviceId
from core.ports import Clock
from core.township_ports import TownshipStore
from core.township_rows import ClinicRow, DeviceRow, OneTimeCode
from sync import founding_code
from sync.bundle import BundleHeader, Direction, Member, write_member
from sync.envelope import KEY_BYTES, Signer, public_half, realm_of, sealing_half
from sync.founding import NO_DEVICE, FoundingWord, read_enrol_piece, word_piece
from sync.founding_code import FoundingCode
from sync.one_time_code import secret_hash
from sync.township.stick_down import DownStick
from sync.township.tls import pin_of

FOUNDING_LIFE = timedelta(days=30)
"""A bundle founds a clinic so long."""
RETURN_LIFE = timedelta(days=120)
"""A founded PC that is back by then is taken in without being asked about."""


@dataclass(frozen=True, slots=True)
class FoundingBundle:
    """A bundle to be written for a clinic; its code counts from `issue` on."""

    store: TownshipStore
    clock: Clock
    clinic: ClinicRow
    code: FoundingCode
    made_at: datetime

    @classmethod
    def draw(
        cls,
        store: TownshipStore,
        clinic: ClinicCode,
        clock: Clock,
        random: Callable[[int], bytes] = secrets.token_bytes,
    ) -> "FoundingBundle":
        """Begin a bundle with a code nobody else has.

        Raises:
            Refusal: `clinic_unknown`, `township_not_set_up`.
        """
        row = store.clinic(clinic)
        if row is None:
            raise Refusal("clinic_unknown", clinic=clinic)
        key = public_half(store.township().keys.signing)
        return cls(store, clock, row, FoundingCode.draw(key, random(founding_code.SECRET_BYTES)), clock.now())

    @property
    def until(self) -> datetime:
        """Tell until when it founds a clinic."""
        return self.made_at + FOUNDING_LIFE

    def write(self, sink: Callable[[bytes], Any], address: str, random: Callable[[int], bytes]) -> None:
        """Write it, sealed to the key its code gives; `address` is where the service answers."""
        township = self.store.township()
        realm = realm_of(township.code, township.epoch)
        header = BundleHeader(Direction.FIRST, realm, self.clinic.code, NO_DEVICE, self.made_at)
        sealed_to = sealing_half(founding_code.sealing_key(self.code.secret))
        hands = (Signer(township.keys.signing, realm), sealed_to)
        write_member(sink, header, hands, self._pieces(address), random)

    def issue(self) -> None:
        """Let the code count; a pending one of the clinic no longer does."""
        hashed = secret_hash(self.code.secret)
        self.store.issue_code(OneTimeCode(hashed, self.clinic.code, self.made_at + RETURN_LIFE))

    def _pieces(self, address: str) -> Iterator[Any]:
        township = self.store.township()
        word = FoundingWord(
            township=township.code,
            township_name=township.name,
            clinic=self.clinic.code,
            clinic_name=self.clinic.name,
            signing_key=public_half(township.keys.signing),
            sealing_key=sealing_half(township.keys.sealing),
            epoch=township.epoch,
            tls_pin=pin_of(township.keys.tls),
            address=address,
            until=self.until,
            county=self.store.county(),
        )
        yield word_piece(word)
        nobody = DeviceRow(NO_DEVICE, self.clinic.code, bytes(KEY_BYTES), bytes(KEY_BYTES), self.made_at)
        yield from DownStick(self.store, self.clock).pieces_for(nobody)


def take_in(
    store: TownshipStore, member: Member, first: Any, at: datetime, by_hand: frozenset[DeviceId]
) -> DeviceRow:
    """Make a PC that was founded from a stick one of the township's devices.

    Args:
        store: of the township.
        member: what the PC wrote, not verified yet.
        first: its first piece.
        at: the present moment.
        by_hand: devices somebody knows, that are let in although their code is over or another was first.

    Raises:
        Refusal: `founding_unknown`, `founding_over`, `founding_used` with the device; `bundle_of_stranger`,
            `signature_wrong`, `message_not_understood`: nothing was kept.
    """
    request, ask = read_enrol_piece(first)
    member.check(ask.signing_key)
    header = member.header
    if (request.device, request.realm) != (header.device, header.realm):
        raise Refusal("bundle_of_stranger")
    device = DeviceRow(header.device, header.clinic, ask.signing_key, ask.sealing_key, at)
    try:
        clinic = store.redeem_code(secret_hash(ask.secret), device, at, by_hand=header.device in by_hand)
    except Refusal as refusal:
        whose = {"device": header.device, "clinic": header.clinic}
        match refusal.code:
            case "code_unknown":
                raise Refusal("founding_unknown", **whose) from refusal
            case "code_expired":
                raise Refusal("founding_over", **whose) from refusal
            case "code_used":
                raise Refusal("founding_used", **whose) from refusal
        raise
    if clinic.code != header.clinic:
        raise Refusal("bundle_of_stranger")
    return device
