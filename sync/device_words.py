"""登记凭据 as messages: the township's word about a device, and how a device it forgot shows it.

A word is a statement of its own label, so that it proves itself without the answer it came in.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from core.device_words import DeviceWord
from core.errors import Refusal
from core.events import Epoch
from core.ids import ClinicCode, DeviceId, TownshipCode
from core.township_rows import DeviceRow
from sync.asks import MAX_WORD_BYTES, Ask, echoed, opened, payload_of
from sync.codec import encode, to_milliseconds
from sync.envelope import KEY_BYTES, Label, Realm, Signer, read_statement
from sync.fields import Fields
from sync.heads import chain_fields, read_chain


@dataclass(frozen=True, slots=True)
class SpokenWord:
    """A verified word, and the realm it was spoken in."""

    realm: Realm
    word: DeviceWord


def make_device_word(signer: Signer, device: DeviceRow) -> bytes:
    """Say that a device is a clinic's, with the keys it enrolled with."""
    keys = [device.signing_key, device.sealing_key]
    content = [bytes.fromhex(device.device), device.clinic, *keys, to_milliseconds(device.enrolled_at)]
    return signer.statement(Label.DEVICE, encode(content))


def read_device_word(statement: bytes, keys: Sequence[bytes], township: TownshipCode) -> SpokenWord:
    """Read a word that one of these keys signed for this township, in whichever epoch.

    Raises:
        Refusal: `signature_wrong`, `message_not_understood`, `bytes_not_canonical`.
    """
    told = read_statement(statement)
    if told.realm.township != township:
        raise Refusal("signature_wrong")
    told.signed_by(keys, Label.DEVICE)
    fields = Fields.of_list(told.payload, "device", 5)
    word = DeviceWord(
        DeviceId(fields.id(0)),
        ClinicCode(fields.text(1)),
        fields.exactly(2, KEY_BYTES),
        fields.exactly(3, KEY_BYTES),
        fields.moment(4),
    )
    return SpokenWord(told.realm, word)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a forgotten device shows: the word about it, and the epochs it followed, oldest first."""

    word: bytes
    epochs: tuple[Epoch, ...]


def encode_return(nonce: bytes, shown: Shown) -> bytes:
    """Ask to be taken back."""
    return payload_of(Ask.RETURN, nonce, {"word": shown.word, "epochs": chain_fields(shown.epochs)})


def decode_return(payload: bytes) -> tuple[bytes, Shown]:
    """Give nonce and what is shown; nothing is verified yet."""
    nonce, content = opened(payload, Ask.RETURN)
    return nonce, Shown(content.blob("word", MAX_WORD_BYTES), read_chain(content))


def encode_return_answer(nonce: bytes) -> bytes:
    """Say that the device is back; the same, to a hello, says that it has to show its word."""
    return payload_of(Ask.RETURN, nonce, {})


def decode_return_answer(payload: bytes, nonce: bytes) -> None:
    """Read the answer to the question with this nonce."""
    echoed(payload, Ask.RETURN, nonce)


def asks_to_return(payload: bytes, nonce: bytes) -> bool:
    """Tell whether the answer to the hello with this nonce says that the device is not known there."""
    return payload.startswith(encode_return_answer(nonce)[:-1])  # the last byte, its map, may say more
