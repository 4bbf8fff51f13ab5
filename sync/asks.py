"""The questions a township answers, their bounds, and the form all payloads share: `[name, nonce, map]`."""

from enum import StrEnum
from typing import Any

from core.events import Epoch
from sync.codec import encode
from sync.envelope import Label, Realm, read_statement
from sync.fields import ID_BYTES, Fields

MEDIA_TYPE = "application/cbor"
ANY_TOWNSHIP = "-"
"""In a path, the only township of a service; a clinic that is not enrolled yet need not know its code."""

MAX_MESSAGE_BYTES = 2 * 1024 * 1024
"""Bound of a request or an answer, decompressed."""
INLINE_EVENT_BYTES = 128 * 1024
INLINE_BATCH_BYTES = 16 * 1024
"""Events travel with a hello up to so many bytes as they are, and so many on the wire."""
BATCH_BYTES = 128 * 1024
INLINE_RESULTS_BYTES = 16 * 1024
INLINE_CHUNK_BYTES = 16 * 1024
RESULTS_BYTES = 64 * 1024
LOG_BYTES = 256 * 1024
MAX_CHUNK_BYTES = 32 * 1024
MAX_WORDS = 16
MAX_WORD_BYTES = 1024
"""Of a signed word about one device or one set of keys."""
NONCE_BYTES = 16
NO_NONCE = bytes(NONCE_BYTES)
"""On a stick nobody waits for an answer."""


class Ask(StrEnum):
    """The questions a township answers, each at /v1/<township>/<name>."""

    IDENTITY = "identity"
    ENROL = "enrol"
    HELLO = "hello"
    EVENTS = "events"
    RESULTS = "results"
    CHUNK = "chunk"
    PROVE = "prove"
    GIVE_BACK = "give_back"
    LOG = "log"
    AGAIN = "again"
    RETURN = "return"
    OTHERS = "others"
    HAND_ON = "hand_on"
    WHOSE_CODE = "whose_code"


def path_of(township: str, name: str) -> str:
    """Give the path a question is posted to."""
    return f"/v1/{township}/{name}"


def payload_of(ask: Ask, nonce: bytes, content: dict[str, Any]) -> bytes:
    """Write a payload."""
    return encode([ask.value, nonce, content])


def opened(payload: bytes, ask: Ask) -> tuple[bytes, Fields]:
    """Take a payload of this name apart: nonce and map.

    Raises:
        Refusal: `bytes_not_canonical`, `message_not_understood`.
    """
    fields = Fields.of_list(payload, ask.value, 3)
    if fields.text(0) != ask.value:
        raise fields.refusal("name")
    return fields.exactly(1, NONCE_BYTES), fields.within(2, ask.value).as_map()


def echoed(payload: bytes, ask: Ask, nonce: bytes) -> Fields:
    """Take the answer to the question with this nonce apart."""
    echo, content = opened(payload, ask)
    if echo != nonce:
        raise content.refusal("nonce")
    return content


def epoch_fields(epoch: Epoch) -> list[Any]:
    """Write an epoch; the first of a township has no predecessor."""
    return [epoch.number, bytes.fromhex(epoch.epoch_id), bytes.fromhex(epoch.predecessor)]


def read_epoch(content: Fields, field: str) -> Epoch:
    """Read the epoch in a field."""
    return read_epoch_fields(content.within(field, "epoch"))


def read_epoch_fields(epoch: Fields) -> Epoch:
    """Read an epoch."""
    fields = epoch.as_list(3)
    predecessor = fields.blob(2, ID_BYTES)
    if len(predecessor) not in (0, ID_BYTES):
        raise fields.refusal("predecessor")
    return Epoch(fields.number(0), fields.id(1), predecessor.hex())


def verified(statement: bytes, key: bytes, label: Label, realm: Realm) -> bytes:
    """Give the payload of a statement that this key signed for this purpose in this realm.

    Raises:
        Refusal: `signature_wrong`, `message_not_understood`, `bytes_not_canonical`.
    """
    told = read_statement(statement)
    told.check(key, label)
    if told.realm != realm:
        raise Fields(label.value, None).refusal("realm")
    return told.payload
