"""Whoever answers holds another key than the one we know: our township all the same, if our county says so.

Nothing is told to a stranger but the question who is there. What it answers counts only with a word of the
county this clinic was enrolled under, for this township, that leads to a later epoch, or with the township's
own words from key to key; and only if the last of them names the very keys of whoever answers. Its TLS key it
vouches for itself, in an answer to our own fresh question: whoever passes that on holds another one.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Protocol, runtime_checkable

from core.errors import Hindrance, Refusal
from core.events import Epoch
from core.ids import TownshipCode
from core.sync_ports import Standing, SyncStore
from core.township_keys import CountyEpoch, KeyRoll, TownshipFace
from sync.asks import NONCE_BYTES
from sync.county.epoch_word import after, read_epoch_word
from sync.introduction import Identity, encode_identity_ask, read_identity
from sync.key_roll import read_rolls, rolls_from
from sync.tls_roll import read_tls_rolls, take_tls_roll


@runtime_checkable
class MeetingTransport(Protocol):
    """What a transport that insists on a key can do besides: ask whoever holds another one who it is."""

    def meet(self, body: bytes) -> tuple[bytes, bytes]:
        """Ask who is there; give the answer and the pin of the key it came over.

        Raises:
            Hindrance: as `Transport.exchange`.
        """
        ...

    def trust(self, township: str, pin: bytes) -> None:
        """Insist on this township and this key from now on."""
        ...


class Meeting:
    """One such meeting: `ask`, then `hear`."""

    def __init__(self, store: SyncStore, random: Callable[[int], bytes]) -> None:
        self._store = store
        self._nonce = random(NONCE_BYTES)

    @property
    def township(self) -> TownshipCode:
        """Name the township that is expected."""
        return self._store.standing().enrolment.township

    def ask(self) -> bytes:
        """Ask who is there."""
        return encode_identity_ask(self._nonce)

    def hear(self, answer: bytes, tls_pin: bytes) -> None:
        """Verify who it is and follow it; `tls_pin` is that of the very connection the answer came over.

        Raises:
            Hindrance: `township_not_ours`; or what the store says.
        """
        standing = self._store.standing()
        try:
            identity = read_identity(answer, self._nonce)
        except Refusal as refusal:
            raise Hindrance("township_not_ours") from refusal
        if identity.township != standing.enrolment.township or identity.tls_pin != tls_pin:
            raise Hindrance("township_not_ours")
        self._follow(identity, standing)

    def _follow(self, identity: Identity, standing: Standing) -> None:
        """Take the words that end at these keys: from the county's latest on, else from the key we know."""
        own = standing.enrolment
        for word, data in believed_words(identity.words, standing):
            rolls = rolls_from(word.face.signing, identity.rolls, own.township)
            if are_keys_of(rolls[-1][0].face if rolls else word.face, identity):
                self._store.take_county_epoch(word.epoch, word.face, data)
                return self._take(rolls, identity)
        rolls = rolls_from(own.township_key, identity.rolls, own.township)
        if rolls and are_keys_of(rolls[-1][0].face, identity):
            return self._take(rolls, identity)
        if identity.signing_key != own.township_key or identity.tls_pin == own.tls_pin:
            raise Hindrance("township_not_ours")
        return self._take((), identity)

    def _take(self, rolls: Sequence[tuple[KeyRoll, bytes]], identity: Identity) -> None:
        for roll, data in rolls:
            self._store.take_key_roll(roll, data)
        if self._store.standing().enrolment.tls_pin != identity.tls_pin:
            self._store.insist_on_tls(identity.tls_pin)


class Stranger:
    """Whoever answers a round: `ask` moves bytes and nothing else, `hear` touches the store."""

    def __init__(self, meeting: Meeting, transport: MeetingTransport) -> None:
        self._meeting = meeting
        self._transport = transport
        self._pin: bytes | None = None

    @classmethod
    def at(cls, store: SyncStore, transport: object, random: Callable[[int], bytes]) -> "Stranger | None":
        """Give it where there is a way to ask; else None, and nothing is asked."""
        if not isinstance(transport, MeetingTransport):
            return None
        return cls(Meeting(store, random), transport)

    @property
    def was_asked(self) -> bool:
        """Tell whether the next answer is to the question who is there."""
        return self._pin is not None

    def ask(self) -> bytes | None:
        """Ask once; None where there is no answer to that, as from a captive portal."""
        if self.was_asked:
            return None
        try:
            answer, self._pin = self._transport.meet(self._meeting.ask())
        except Hindrance:
            return None
        return answer

    def hear(self, answer: bytes) -> None:
        """Follow whoever it is under the words it shows, and insist on its key from now on.

        Raises:
            Hindrance: as `Meeting.hear`.
        """
        pin = self._pin or b""
        self._meeting.hear(answer, pin)
        self._transport.trust(self._meeting.township, pin)


def believed_words(words: Sequence[bytes], standing: Standing) -> Sequence[tuple[CountyEpoch, bytes]]:
    """Give the county's words for this township that lead on from our epoch, the latest epoch first."""
    own = standing.enrolment
    if own.county is None:
        return ()
    found: list[tuple[CountyEpoch, bytes]] = []
    for data in words:
        with suppress(Refusal):  # a word that is not to be believed is worth nothing, and does no harm
            word = read_epoch_word(data, own.county, own.township)
            found += [(word, data)] if after(word, standing.epoch) else []
    return sorted(found, key=lambda one: one[0].epoch.number, reverse=True)


def are_keys_of(face: TownshipFace, identity: Identity) -> bool:
    """Tell whether whoever answered signs with this key, and opens with it what is sealed."""
    return (face.signing, face.sealing) == (identity.signing_key, identity.sealing_key)


def follow_word(store: SyncStore, words: Sequence[bytes], epochs: Sequence[Epoch]) -> bool:
    """Follow the county's latest word for one of the epochs a township tells of; False without one."""
    for word, data in believed_words(words, store.standing()):
        if word.epoch in epochs:
            store.take_county_epoch(word.epoch, word.face, data)
            return True
    return False


def take_word_file(store: SyncStore, data: bytes) -> Epoch:
    """Follow the word of the county, or the township's own for other keys, that came by itself, on a stick.

    Gives the epoch the clinic follows then.

    Raises:
        Refusal: `epoch_word_not_for_us`.
    """
    standing = store.standing()
    own = standing.enrolment
    for word, told in believed_words([data], standing):
        store.take_county_epoch(word.epoch, word.face, told)
        return word.epoch
    rolls = rolls_from(own.township_key, read_rolls(data), own.township)
    for roll, told in rolls:
        store.take_key_roll(roll, told)
    if not (rolls or any(take_tls_roll(store, word) for word in read_tls_rolls(data))):
        raise Refusal("epoch_word_not_for_us")
    return standing.epoch
