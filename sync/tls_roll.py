"""换服务密钥 as messages: each township of a service says which TLS key it speaks with next."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import Protocol, runtime_checkable

from core.errors import Refusal
from core.ids import TownshipCode
from core.sync_ports import Standing, SyncStore
from core.township_keys import TlsRoll
from sync.codec import encode, to_milliseconds
from sync.envelope import Label, Signer, read_statement
from sync.fields import Fields

MAX_TLS_ROLL_BYTES = 512
_FORM = "cunzhen/1/tls-rolls"
_MOST_TOWNSHIPS = 100
MAX_TLS_ROLLS_BYTES = _MOST_TOWNSHIPS * (MAX_TLS_ROLL_BYTES + 8)


@runtime_checkable
class KeyedTransport(Protocol):
    """What a transport that insists on a key can do besides: tell the key, and insist on others."""

    @property
    def seen_pin(self) -> bytes:
        """Give the pin of the key that answered last."""
        ...

    def insist(self, *pins: bytes) -> None:
        """Believe these keys and no other from now on."""
        ...


def write_tls_roll(signer: Signer, roll: TlsRoll) -> bytes:
    """Sign which TLS key is the next."""
    moments = (to_milliseconds(roll.at), to_milliseconds(roll.until))
    return signer.statement(Label.TLS_ROLL, encode([roll.number, roll.former, roll.pin, *moments]))


def read_tls_roll(data: bytes, key: bytes, township: TownshipCode) -> TlsRoll:
    """Read a word and verify that this key gave it for this township, in whichever epoch.

    Raises:
        Refusal: `signature_wrong`, `message_not_understood`, `bytes_not_canonical`.
    """
    statement = read_statement(data)
    if statement.realm.township != township:
        raise Refusal("signature_wrong")
    statement.check(key, Label.TLS_ROLL)
    fields = Fields.of_list(statement.payload, "tls-roll", 5)
    pins = (fields.hash(1), fields.hash(2))
    return TlsRoll(fields.number(0, least=1), *pins, fields.moment(3), fields.moment(4))


def write_tls_rolls(words: Sequence[bytes]) -> bytes:
    """Put the words of a service's townships into the file that carries them to clinics."""
    return encode([_FORM, list(words)])


def read_tls_rolls(data: bytes) -> Sequence[bytes]:
    """Read such a file; nothing where it is none."""
    with suppress(Refusal):
        fields = Fields.of_list(data, "tls-rolls", 2)
        if fields.text(0, 64) == _FORM:
            words = Fields("tls-rolls", fields.items(1, _MOST_TOWNSHIPS))
            return [words.blob(place, MAX_TLS_ROLL_BYTES) for place in range(len(words.content))]
    return ()


def take_tls_roll(store: SyncStore, data: bytes) -> bool:
    """Believe the next key as well if our township says so; False, and nothing is changed, otherwise."""
    own = store.standing().enrolment
    with suppress(Refusal):  # another township's word, or one from before: worth nothing here, and no harm
        store.take_tls_roll(read_tls_roll(data, own.township_key, own.township))
        return True
    return False


def hear_tls(store: SyncStore, standing: Standing, at: datetime, word: bytes) -> None:
    """Hear what a verified answer says: a word for the next key, or that the former one's time is up."""
    roll = standing.enrolment.tls_roll
    if word:
        take_tls_roll(store, word)
    elif roll and at >= roll.until:
        store.insist_on_tls(roll.pin)


class KnownKeys:
    """Which TLS keys a round believes: the one this clinic knows, and the one that was announced."""

    def __init__(self, store: SyncStore, transport: object) -> None:
        self._store = store
        own = store.standing().enrolment
        self._pin = own.tls_pin
        self._roll = own.tls_roll
        self._transport = transport if isinstance(transport, KeyedTransport) else None
        if self._roll and self._transport:
            self._transport.insist(own.tls_pin, self._roll.pin)

    @property
    def seen_pin(self) -> bytes:
        """Give the pin of the key that answered last; it was judged before anything was said."""
        return self._transport.seen_pin if self._transport else self._pin

    def heard(self) -> None:
        """After a verified answer: once the next key has spoken, or the former is over, it alone counts."""
        if not (self._roll and self._transport):
            return
        if self._transport.seen_pin == self._roll.pin:
            self._store.insist_on_tls(self._roll.pin)
        if self._store.standing().enrolment.tls_pin == self._roll.pin:
            self._transport.insist(self._roll.pin)
            self._roll = None
