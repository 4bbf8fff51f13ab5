"""An epoch the county signed: asked for by a township that lost its keys, and begun with its word."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from core.errors import Refusal
from core.events import Epoch
from core.ports import Clock
from core.township_keys import CountyEpoch, EpochRequest, TownshipFace
from core.township_ports import TownshipStore
from core.township_rows import Township
from sync.asks import MAX_WORDS
from sync.county.epoch_word import read_epoch_word, write_request
from sync.county.recovery import read_whole, write_beside
from sync.county.recovery_export import township_fingerprint
from sync.envelope import public_half, sealing_half
from sync.township.key_roll import rolled_keys
from sync.township.publishing import publish_sets
from sync.township.tls import pin_of

Place = TypeVar("Place", contravariant=True)
_EPOCH_ID_BYTES = 16


@dataclass(frozen=True, slots=True)
class CountyEpochDesk(Generic[Place]):
    """The commands; `open_store` opens the township a place names."""

    open_store: Callable[[Place], AbstractContextManager[TownshipStore]]
    clock: Clock
    random: Callable[[int], bytes] = secrets.token_bytes

    def request(self, place: Place, out: Path) -> Mapping[str, Any]:
        """Write what the county is asked to sign: these keys, and an epoch behind the present one.

        Raises:
            Hindrance: `recovery_file_not_written`.
        """
        with self.open_store(place) as store:
            township = store.township()
        present, epoch_id = township.epoch, self.random(_EPOCH_ID_BYTES).hex()
        epoch = Epoch(present.number + 1, epoch_id, present.epoch_id)
        face = face_of(township)
        request = EpochRequest(township.code, township.name, epoch, face, self.clock.now())
        write_beside(out, write_request(request, township.keys.signing))
        return {
            "township": township.code,
            "name": township.name,
            "file": str(out),
            "fingerprint": township_fingerprint(face.signing, township.code),
        }

    def take(self, place: Place, file: Path) -> Mapping[str, Any]:
        """Begin the epoch the county signed; settlements freeze until the lost span is reconciled.

        Raises:
            Refusal: as `take_county_epoch`; `recovery_file_not_readable`.
        """
        with self.open_store(place) as store:
            word = take_county_epoch(store, self.clock, read_whole(file))
            return {"epoch": word.epoch.number, "clinics": len(store.clinics()), "former": len(word.former)}


def take_county_epoch(store: TownshipStore, clock: Clock, data: bytes) -> CountyEpoch:
    """Begin the epoch a word of the county names, and keep the word to show it to clinics.

    Raises:
        Refusal: `epoch_without_county`, `epoch_word_not_readable`, `county_signature_wrong`,
            `epoch_word_of_another_township`, `epoch_word_of_other_keys`, `epoch_does_not_follow`.
    """
    township, county = store.township(), store.county()
    if county is None:
        raise Refusal("epoch_without_county")
    word = read_epoch_word(data, county, township.code)
    if word.face != face_of(township):
        raise Refusal("epoch_word_of_other_keys")
    if word.epoch != township.epoch:  # else a start that was cut short between these two steps
        store.begin_epoch(word.epoch, (), clock.now())
    store.keep_county_epoch(word.epoch.number, data)
    publish_sets(store, clock)
    return word


def words_shown(store: TownshipStore) -> tuple[bytes, ...]:
    """Give the words clinics are shown, the latest ones."""
    return tuple(store.county_epochs()[-MAX_WORDS:])


def county_words(store: TownshipStore) -> Sequence[CountyEpoch]:
    """Read the county's words this township began epochs with, the oldest first."""
    county, kept = store.county(), store.county_epochs()
    if county is None or not kept:
        return ()
    code = store.township().code
    return [read_epoch_word(one, county, code) for one in kept]


def keys_that_count(store: TownshipStore, township: Township) -> Sequence[bytes]:
    """Give the signing keys whose words count here: the present one, and former ones.

    Where the county named no former key to go on counting, none that was rolled over before its word does.
    """
    words = county_words(store)
    ended = max((word.epoch.number for word in words if not word.former), default=0)
    rolled = [key for key, epoch in reversed(rolled_keys(store)) if epoch >= ended]
    named = [key for word in words for key in word.former]
    return list(dict.fromkeys([public_half(township.keys.signing), *rolled, *named]))


def declared_below(store: TownshipStore) -> int:
    """Give the number below which every epoch is part of a loss that was declared; 0 where none is."""
    return max((word.epoch.number for word in county_words(store)), default=0)


def face_of(township: Township) -> TownshipFace:
    """Give what clinics know a township by."""
    keys = township.keys
    return TownshipFace(public_half(keys.signing), sealing_half(keys.sealing), pin_of(keys.tls))
