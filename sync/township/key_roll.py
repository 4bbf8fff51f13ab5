"""换钥 at the township: other keys in the place of those it has, in words the former ones sign."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from core.ports import Clock
from core.township_keys import KeyRoll, TownshipFace
from core.township_ports import TownshipStore
from sync.codec import to_milliseconds
from sync.county.recovery import write_beside
from sync.county.recovery_export import township_fingerprint
from sync.envelope import Signer, public_half, read_statement, realm_of, sealing_half
from sync.fields import Fields
from sync.key_roll import MAX_ROLLS, former_key, write_key_roll, write_rolls
from sync.township.enrolment import draw_keys
from sync.township.publishing import publish_sets
from sync.township.tls import pin_of

Place = TypeVar("Place", contravariant=True)
_MINUTE = 60_000


@dataclass(frozen=True, slots=True)
class KeyRollDesk(Generic[Place]):
    """The command; `open_store` opens the township a place names."""

    open_store: Callable[[Place], AbstractContextManager[TownshipStore]]
    clock: Clock

    def roll(self, place: Place, out: Path) -> Mapping[str, Any]:
        """Roll over to new signing and sealing keys; no loss is declared, and nothing is offered again.

        `out` gets the words for clinics that no network reaches.

        Raises:
            Refusal: `keys_rolled_meanwhile`.
            Hindrance: `recovery_file_not_written`: the keys are rolled over, and the words are in the store.
        """
        with self.open_store(place) as store:
            roll = roll_keys(store, self.clock)
            township = store.township()
            write_beside(out, write_rolls(rolls_shown(store)))
            return {
                "township": township.code,
                "name": township.name,
                "number": roll.number,
                "file": str(out),
                "clinics": len(store.clinics()),
                "fingerprint": township_fingerprint(roll.face.signing, township.code),
            }


def roll_keys(store: TownshipStore, clock: Clock) -> KeyRoll:
    """Draw other keys, name them under the present one, and sign anew what clinics fetch.

    Raises:
        Refusal: `keys_rolled_meanwhile`.
    """
    township, at = store.township(), clock.now()
    before = township.keys.signing
    keys = draw_keys(township.keys.tls)
    face = TownshipFace(public_half(keys.signing), sealing_half(keys.sealing), pin_of(keys.tls))
    # The minute it was made in is above every one of before, also of a store that has forgotten some.
    number = max([to_milliseconds(at) // _MINUTE, *(_number(word) + 1 for word in store.key_rolls())])
    roll = KeyRoll(number, public_half(before), face, at)
    word = write_key_roll(Signer(before, realm_of(township.code, township.epoch)), roll)
    store.roll_keys(before, keys, number, word)
    publish_sets(store, clock)
    return roll


def rolls_shown(store: TownshipStore) -> tuple[bytes, ...]:
    """Give the words clinics are shown, the latest ones."""
    return tuple(store.key_rolls()[-MAX_ROLLS:])


def rolled_keys(store: TownshipStore) -> Sequence[tuple[bytes, int]]:
    """Give the signing keys that were rolled over, each with the number of the epoch it was done in."""
    return [(former_key(word), read_statement(word).realm.epoch_number) for word in store.key_rolls()]


def sealing_keys(store: TownshipStore) -> Sequence[bytes]:
    """Give the private keys that what is on its way may be sealed to: the present one, then former ones."""
    return [store.township().keys.sealing, *store.former_sealing()]


def _number(word: bytes) -> int:
    return Fields.of_list(read_statement(word).payload, "key-roll", 6).number(0)
