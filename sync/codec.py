"""Canonical bytes: deterministic CBOR with one form per meaning, the hashes of chains, and bounded zstd."""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

import cbor2
import zstandard

from core.errors import Refusal
from core.events import EVENT_LABEL, FORMAT, LOG_LABEL, RESULT_LABEL, ClockTrust, Event, EventHeader
from core.ids import ClinicCode, DeviceId, EventId, Incarnation, TownshipCode, UserId

MAX_DEPTH = 32
MAX_HEADER_BYTES = 4 * 1024
MAX_BODY_BYTES = 256 * 1024


_ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"  # no message of ours begins so: as CBOR it would be the number -9
_ZSTD_LEVEL = 19
DICTIONARY = "wire-2.dict"
_LEAST, _MOST = -(2**63), 2**63 - 1
_ID_BYTES = 16
_HASH_BYTES = 32
_HEADER_FIELDS = 14
_EPOCH_START = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST_MS = 253_402_300_799_999  # the last moment a calendar of four digits can tell


class _Forbidden(Exception):
    """A tag: canonical content has none."""


def _refuse_tag(*_: Any) -> Any:
    raise _Forbidden


_NO_TAGS = dict.fromkeys(
    (*range(64), 100, 256, 258, 260, 261, 1004, 43000, 55799),
    _refuse_tag,
)


class CborCodec:
    """The clinic's and the township's common EventCodec."""

    def encode(self, content: Any) -> bytes:
        """Encode plain content.

        Raises:
            TypeError: something in it is not plain; a bug of the caller.
        """
        return encode(content)

    def decode(self, data: bytes) -> Any:
        """Decode canonical bytes.

        Raises:
            Refusal: `bytes_not_canonical`.
        """
        return decode(data)

    def recall(self, data: bytes) -> Any:
        """Decode bytes that were found canonical before they were kept; several times as quick.

        Raises:
            Refusal: `bytes_not_canonical`: they are no longer the bytes that were kept.
        """
        return recall(data)

    def encode_header(self, header: EventHeader) -> bytes:
        """Encode a header as an array of its fields in order."""
        return encode(
            [
                header.format,
                header.township,
                header.clinic,
                bytes.fromhex(header.device),
                bytes.fromhex(header.incarnation),
                header.sequence,
                bytes.fromhex(header.event_id),
                header.type,
                dict(header.versions),
                header.user,
                to_milliseconds(header.device_time),
                header.clock_trust.value,
                header.body_hash,
                header.previous_hash,
            ]
        )

    def decode_header(self, data: bytes) -> EventHeader:
        """Decode a header.

        Raises:
            Refusal: `bytes_not_canonical`.
        """
        fields = decode(data)
        if not _is_header(fields):
            raise Refusal("bytes_not_canonical")
        return EventHeader(
            format=fields[0],
            township=TownshipCode(fields[1]),
            clinic=ClinicCode(fields[2]),
            device=DeviceId(fields[3].hex()),
            incarnation=Incarnation(fields[4].hex()),
            sequence=fields[5],
            event_id=EventId(fields[6].hex()),
            type=fields[7],
            versions=fields[8],
            user=UserId(fields[9]),
            device_time=from_milliseconds(fields[10]),
            clock_trust=ClockTrust(fields[11]),
            body_hash=fields[12],
            previous_hash=fields[13],
        )

    def digest(self, data: bytes) -> bytes:
        """Give SHA-256."""
        return digest(data)


_SCALARS = frozenset((str, bytes, bool, type(None)))
"""What most of any content is made of: told by the type alone, for every row of every roster is looked at."""


def encode(content: Any) -> bytes:
    """Encode plain content: text, whole numbers, bytes, booleans, None, lists, text-keyed maps."""
    if not _is_plain(content):
        raise TypeError("only plain content has canonical bytes")
    encoded: bytes = cbor2.dumps(content, canonical=True)
    return encoded


def decode(data: bytes) -> Any:
    """Decode canonical bytes; refuse any other form of the same meaning, and anything after the end."""
    try:
        content = cbor2.loads(
            data,
            semantic_decoders=_NO_TAGS,
            tag_hook=_refuse_tag,
            max_depth=MAX_DEPTH,
            allow_indefinite=False,
            allow_duplicate_keys=False,
            strict_hashable_types=True,
        )
        canonical = _is_plain(content) and cbor2.dumps(content, canonical=True) == data
    except (cbor2.CBORError, ValueError, RecursionError) as error:
        raise Refusal("bytes_not_canonical") from error
    if not canonical:
        raise Refusal("bytes_not_canonical")
    return content


def recall(data: bytes) -> Any:
    """Decode bytes that a digest covers, of which they were found canonical before: several times as quick.

    Raises:
        Refusal: `bytes_not_canonical`: they are no longer those bytes.
    """
    try:
        return cbor2.loads(data)
    except (cbor2.CBORError, ValueError, RecursionError) as error:
        raise Refusal("bytes_not_canonical") from error


def rewrite(content: Any) -> bytes:
    """Encode content read of canonical bytes with its maps in their order still; several times as quick.

    What is not such content gets other bytes than `encode` gives: a digest has to cover them.
    """
    written: bytes = cbor2.dumps(content)
    return written


def digest(data: bytes) -> bytes:
    """Give SHA-256, the hash of bodies, chains and data sets."""
    return hashlib.sha256(data).digest()


def event_hash(header_bytes: bytes) -> bytes:
    """Give the link of a clinic's chain: the hash of a header, labelled."""
    return digest(EVENT_LABEL + header_bytes)


def log_hash(previous: bytes, event: bytes) -> bytes:
    """Give the link of the township's log of a clinic after an accepted event's hash."""
    return digest(LOG_LABEL + previous + event)


def result_hash(record: bytes) -> bytes:
    """Give the link of a clinic's results stream."""
    return digest(RESULT_LABEL + record)


def open_event(header_bytes: bytes, body: bytes) -> Event:
    """Put an event together from what was sent.

    Raises:
        Refusal: `bytes_not_canonical`, `event_damaged` (the body is not the one of the header),
            `message_too_large`.
    """
    if len(header_bytes) > MAX_HEADER_BYTES or len(body) > MAX_BODY_BYTES:
        raise Refusal("message_too_large")
    header = CborCodec().decode_header(header_bytes)
    if digest(body) != header.body_hash:
        raise Refusal("event_damaged", sequence=header.sequence)
    return Event(header, header_bytes, body, event_hash(header_bytes))


def to_wire(message: bytes) -> bytes:
    """Compress a message where that makes it shorter; the result tells by its first bytes which it is."""
    packed = compress(message)
    return packed if len(packed) < len(message) else message


def from_wire(data: bytes, limit: int) -> bytes:
    """Give back a message of at most `limit` bytes.

    Raises:
        Refusal: `message_too_large` before anything is allocated, `bytes_not_canonical`.
    """
    if data.startswith(_ZSTD_MAGIC):
        return decompress(data, limit)
    if len(data) > limit:
        raise Refusal("message_too_large")
    return data


def compress(data: bytes, level: int = _ZSTD_LEVEL) -> bytes:
    """Compress into one zstd frame that states its size and names the dictionary of this program."""
    return zstandard.ZstdCompressor(level=level, dict_data=_digested(level)).compress(data)


def decompress(data: bytes, limit: int) -> bytes:
    """Decompress one zstd frame whose stated size is at most `limit`.

    Raises:
        Refusal: `message_too_large` before anything is allocated, `bytes_not_canonical`.
    """
    try:
        frame = zstandard.get_frame_parameters(data)
        if frame.content_size > limit:  # a frame that does not state its size reads as 2**64 - 1
            raise Refusal("message_too_large")
        decompressor = zstandard.ZstdDecompressor(dict_data=_dictionary() if frame.dict_id else None)
        return decompressor.decompress(data, max_output_size=limit, allow_extra_data=False)
    except zstandard.ZstdError as error:
        raise Refusal("bytes_not_canonical") from error


@cache
def _dictionary() -> zstandard.ZstdCompressionDict:
    """Give the dictionary both sides know; `sync.dictionary.train` made it."""
    return zstandard.ZstdCompressionDict(files("sync.dictionary").joinpath(DICTIONARY).read_bytes())


@cache
def _digested(level: int) -> zstandard.ZstdCompressionDict:
    """Give the dictionary as compressing at a level wants it: worked through once, not at every message."""
    dictionary = zstandard.ZstdCompressionDict(_dictionary().as_bytes())
    dictionary.precompute_compress(level=level)
    return dictionary


def to_milliseconds(moment: datetime) -> int:
    """Count milliseconds since 1970 of an aware moment, rounded down."""
    return (moment - _EPOCH_START) // timedelta(milliseconds=1)


def from_milliseconds(milliseconds: int) -> datetime:
    """Give the aware moment back."""
    return _EPOCH_START + timedelta(milliseconds=milliseconds)


def is_moment(value: object) -> bool:
    """Tell whether a decoded value can be a moment."""
    return _is_number(value) and isinstance(value, int) and 0 <= value <= _LATEST_MS


def _is_plain(content: Any) -> bool:
    kind = type(content)
    if kind in _SCALARS:
        return True
    if kind is dict:
        return all(type(key) is str and _is_plain(value) for key, value in content.items())
    if isinstance(content, int):
        return _LEAST <= content <= _MOST
    if isinstance(content, str | bytes):
        return True
    if isinstance(content, list | tuple):
        return all(map(_is_plain, content))
    if isinstance(content, Mapping):
        return all(isinstance(key, str) and _is_plain(value) for key, value in content.items())
    return False


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_header(fields: Any) -> bool:
    if not isinstance(fields, list) or len(fields) != _HEADER_FIELDS:
        return False
    texts = (fields[1], fields[2], fields[7], fields[9])
    return (
        fields[0] == FORMAT
        and all(isinstance(one, str) for one in texts)
        and all(isinstance(one, bytes) and len(one) == _ID_BYTES for one in (fields[3], fields[4], fields[6]))
        and all(isinstance(one, bytes) and len(one) == _HASH_BYTES for one in fields[12:])
        and _is_number(fields[0])
        and _is_number(fields[5])
        and fields[5] >= 1
        and isinstance(fields[8], dict)
        and all(isinstance(one, str) for one in fields[8].values())
        and is_moment(fields[10])
        and fields[11] in list(ClockTrust)
    )
