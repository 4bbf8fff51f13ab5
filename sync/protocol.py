"""The messages of an ordinary day, version 1: hello and its answer, results, chunks, and a plain no.

`asks` holds the questions and the form of payloads, `introduction` enrolment, `ledger_messages` the way up.
In maps, names nobody knows are left alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from core.epoch_ports import ResultsHead
from core.errors import Refusal
from core.events import Epoch, LedgerHead, Result, result_kind
from core.ids import ClinicCode, EventId, Incarnation, TownshipCode
from sync.asks import (
    MAX_CHUNK_BYTES,
    MAX_WORD_BYTES,
    MAX_WORDS,
    Ask,
    echoed,
    epoch_fields,
    opened,
    payload_of,
    read_epoch,
    verified,
)
from sync.codec import decode, encode, result_hash, to_milliseconds
from sync.envelope import Label, Signer, realm_of
from sync.fields import HASH_BYTES, Fields
from sync.heads import (
    MAX_LIVES,
    chain_fields,
    ladder_fields,
    lives_fields,
    read_chain,
    read_ladder,
    read_lives,
)
from sync.ledger_messages import (
    Batch,
    LedgerAnswer,
    batch_fields,
    ledger_fields,
    read_batch_fields,
    read_ledger_fields,
)
from sync.result_columns import read_records, write_records

_MAX_MANIFESTS = 16
_MAX_INLINE_CHUNKS = 256
_MOST_AGAIN_SECONDS = 3600
"""No service, and nobody who plays one, sends a clinic away for longer."""
_MAX_STATEMENT_BYTES = 256 * 1024
_LONGEST_KIND = 40


@dataclass(frozen=True, slots=True)
class Hello:
    """Where a clinic stands; `receipt` is the sequence of its last receipt in this incarnation and epoch.

    `earlier` names lives of the ledger before this one that a former epoch received and this one has not yet.
    `awaits` is the sequence of a visit whose settlement somebody at the desk looks out for.
    `wants_word` asks for the township's word about the device, where the ledger holds none.
    `tls_roll` is the number of the word held about the service's next TLS key; 0: none.
    """

    head: LedgerHead
    receipt: int | None
    results_position: int
    results_hash: bytes
    data_sets: Mapping[str, int]
    batch: Batch | None = None
    earlier: tuple[LedgerHead, ...] = ()
    awaits: int | None = None
    wants_word: bool = False
    tls_roll: int = 0


@dataclass(frozen=True, slots=True)
class ResultsPart:
    """Some results in order, as records, with a statement on the last of them."""

    records: tuple[bytes, ...]
    statement: bytes


@dataclass(frozen=True, slots=True)
class HelloAnswer:
    """What is new at the township; `results_head` is the position its stream for this clinic has reached.

    `chunks` are those of `manifests` that are small enough to come along.
    `epoch` is given only to a clinic that spoke of another one, and then nothing but the time and `epochs`,
    the chain of those that led to it, is given beside it. `prove` asks a clinic that claims more than is held
    here to show the signatures; `ladder` are heads of the stream of results to one who stands
    elsewhere on it. `earlier` holds a receipt for each earlier life of the ledger; `log_head` is the number
    of the clinic's last range of events from another life of a ledger. `settling` says in how many seconds
    to ask again about the visit the hello awaits; 0: nothing will come soon. `word` is the township's signed
    word about the device, to one that asked for it. `words` are the county's for epochs in `epochs`;
    `tls_roll` is the township's about the TLS key its service speaks with next.
    """

    at: datetime
    call_again_seconds: int
    results_head: int
    ledger: LedgerAnswer = field(default_factory=LedgerAnswer)
    results: ResultsPart | None = None
    manifests: tuple[bytes, ...] = ()
    chunks: tuple[bytes, ...] = ()
    epoch: Epoch | None = None
    epochs: tuple[Epoch, ...] = ()
    prove: bool = False
    ladder: tuple[ResultsHead, ...] = ()
    earlier: tuple[bytes, ...] = ()
    log_head: int = 0
    settling: int = 0
    word: bytes = b""
    words: tuple[bytes, ...] = ()
    tls_roll: bytes = b""


def encode_hello(nonce: bytes, hello: Hello) -> bytes:
    """Write the payload of a hello."""
    content: dict[str, Any] = {
        "head": _head(hello),
        "receipt": hello.receipt,
        "results": [hello.results_position, hello.results_hash],
        "sets": dict(hello.data_sets),
    }
    if hello.batch:
        content["batch"] = batch_fields(hello.batch)
    if hello.earlier:
        content["earlier"] = lives_fields(hello.earlier)
    if hello.awaits is not None:
        content["awaits"] = hello.awaits
    if hello.wants_word:
        content["word"] = True
    if hello.tls_roll:
        content["tls_roll"] = hello.tls_roll
    return payload_of(Ask.HELLO, nonce, content)


def decode_hello(payload: bytes) -> tuple[bytes, Hello]:
    """Give nonce and hello; sets of unknown names stay in it for the township to ignore."""
    nonce, content = opened(payload, Ask.HELLO)
    head = content.within("head", "head").as_list(3)
    batch = read_batch_fields(content, "batch") if content.has("batch") else None
    results = content.within("results", "results").as_list(2)
    sets = content.within("sets", "sets").as_map()
    there = batch.events[-1].hash if batch and not head.content[2] else head.hash(2)
    return nonce, Hello(
        head=LedgerHead(Incarnation(head.id(0)), head.number(1), there),
        receipt=content.number("receipt") if content.has("receipt") else None,
        results_position=results.number(0),
        results_hash=results.hash(1),
        data_sets={name: sets.number(name) for name in sets.content},
        batch=batch,
        earlier=read_lives(content) if content.has("earlier") else (),
        awaits=content.number("awaits") if content.has("awaits") else None,
        wants_word=content.has("word"),
        tls_roll=content.number("tls_roll") if content.has("tls_roll") else 0,
    )


def encode_hello_answer(nonce: bytes, answer: HelloAnswer, offered: Sequence[EventId] = ()) -> bytes:
    """Write the payload of the answer; results point at the events that came with the hello."""
    content: dict[str, Any] = {
        "at": to_milliseconds(answer.at),
        "call_again": answer.call_again_seconds,
        "results_head": answer.results_head,
        **ledger_fields(answer.ledger),
    }
    if answer.results:
        content["results"] = results_fields(answer.results, offered)
    if answer.manifests:
        content["manifests"] = list(answer.manifests)
    if answer.chunks:
        content["chunks"] = list(answer.chunks)
    if answer.epoch:
        content["epoch"] = epoch_fields(answer.epoch)
    if answer.epochs:
        content["epochs"] = chain_fields(answer.epochs)
    if answer.prove:
        content["prove"] = True
    if answer.ladder:
        content["ladder"] = ladder_fields(answer.ladder)
    if answer.earlier:
        content["earlier"] = list(answer.earlier)
    if answer.log_head:
        content["log_head"] = answer.log_head
    if answer.settling:
        content["settling"] = answer.settling
    if answer.word:
        content["word"] = answer.word
    if answer.words:
        content["words"] = list(answer.words)
    if answer.tls_roll:
        content["tls_roll"] = answer.tls_roll
    return payload_of(Ask.HELLO, nonce, content)


def decode_hello_answer(payload: bytes, nonce: bytes, offered: Sequence[EventId] = ()) -> HelloAnswer:
    """Read the payload of the answer to the hello with this nonce, which came with these events."""
    content = echoed(payload, Ask.HELLO, nonce)
    return HelloAnswer(
        at=content.moment("at"),
        call_again_seconds=content.number("call_again", most=30 * 24 * 3600),
        results_head=content.number("results_head"),
        ledger=read_ledger_fields(content),
        results=read_results_part(content, offered) if content.has("results") else None,
        manifests=content.blobs("manifests", _MAX_MANIFESTS, _MAX_STATEMENT_BYTES),
        chunks=content.blobs("chunks", _MAX_INLINE_CHUNKS, MAX_CHUNK_BYTES),
        epoch=read_epoch(content, "epoch") if content.has("epoch") else None,
        epochs=read_chain(content) if content.has("epochs") else (),
        prove=content.has("prove"),
        ladder=read_ladder(content) if content.has("ladder") else (),
        earlier=content.blobs("earlier", MAX_LIVES, _MAX_STATEMENT_BYTES),
        log_head=content.number("log_head") if content.has("log_head") else 0,
        settling=content.number("settling", most=_MOST_AGAIN_SECONDS) if content.has("settling") else 0,
        word=content.blob("word", MAX_WORD_BYTES) if content.has("word") else b"",
        words=content.blobs("words", MAX_WORDS, MAX_WORD_BYTES),
        tls_roll=content.blob("tls_roll", MAX_WORD_BYTES) if content.has("tls_roll") else b"",
    )


def encode_results_ask(nonce: bytes, after: int) -> bytes:
    """Ask for the results behind a position."""
    return payload_of(Ask.RESULTS, nonce, {"after": after})


def decode_results_ask(payload: bytes) -> tuple[bytes, int]:
    """Give nonce and position."""
    nonce, content = opened(payload, Ask.RESULTS)
    return nonce, content.number("after")


def encode_results_answer(nonce: bytes, part: ResultsPart | None) -> bytes:
    """Write the payload of the answer; None when nothing is behind that position."""
    return payload_of(Ask.RESULTS, nonce, {"results": results_fields(part)} if part else {})


def decode_results_answer(payload: bytes, nonce: bytes) -> ResultsPart | None:
    """Read the payload of the answer to the question with this nonce."""
    content = echoed(payload, Ask.RESULTS, nonce)
    return read_results_part(content) if content.has("results") else None


def result_record(clinic: ClinicCode, result: Result) -> bytes:
    """Write a result as the chained record it is; `record` and `hash` of the argument are not looked at."""
    return encode(
        [
            1,
            clinic,
            result.position,
            result.previous_hash,
            bytes.fromhex(result.event_id),
            str(result.kind),
            to_milliseconds(result.at),
            dict(result.facts),
        ]
    )


def read_result(record: bytes, clinic: ClinicCode) -> Result:
    """Read one record of this clinic's stream.

    Raises:
        Refusal: `bytes_not_canonical`, `message_not_understood`.
    """
    fields = Fields.of_list(record, "result", 8)
    if fields.number(0) != 1 or fields.text(1) != clinic:
        raise fields.refusal("clinic")
    return Result(
        position=fields.number(2, least=1),
        previous_hash=fields.hash(3),
        event_id=EventId(fields.id(4)),
        kind=result_kind(fields.text(5, _LONGEST_KIND)),
        at=fields.moment(6),
        facts=fields.mapping(7),
        record=record,
        hash=result_hash(record),
    )


def make_results(signer: Signer, clinic: ClinicCode, results: Sequence[Result]) -> ResultsPart:
    """Sign the head of some results; there is at least one."""
    last = results[-1]
    statement = signer.statement(Label.RESULTS, encode([clinic, last.position, last.hash]))
    return ResultsPart(tuple(one.record for one in results), statement)


@dataclass(frozen=True, slots=True)
class Reader:
    """Whose signature is believed, in which epoch, and for which clinic."""

    key: bytes
    township: TownshipCode
    epoch: Epoch
    clinic: ClinicCode


def read_results(
    part: ResultsPart, reader: Reader, position: int, previous_hash: bytes
) -> tuple[Result, ...]:
    """Read results that follow a position, and verify chain and signature.

    Raises:
        Refusal: `results_chain_broken`, `signature_wrong`, `message_not_understood`, `bytes_not_canonical`.
    """
    realm = realm_of(reader.township, reader.epoch)
    fields = Fields.of_list(verified(part.statement, reader.key, Label.RESULTS, realm), "results", 3)
    found = []
    for record in part.records:
        result = read_result(record, reader.clinic)
        if (result.position, result.previous_hash) != (position + 1, previous_hash):
            raise Refusal("results_chain_broken", position=result.position)
        position, previous_hash = result.position, result.hash
        found.append(result)
    if (fields.text(0), fields.number(1), fields.hash(2)) != (reader.clinic, position, previous_hash):
        raise Refusal("results_chain_broken", position=position)
    return tuple(found)


def encode_chunk_ask(nonce: bytes, digest: bytes) -> bytes:
    """Ask for a chunk by its digest."""
    return payload_of(Ask.CHUNK, nonce, {"digest": digest})


def decode_chunk_ask(payload: bytes) -> tuple[bytes, bytes]:
    """Give nonce and digest."""
    nonce, content = opened(payload, Ask.CHUNK)
    return nonce, content.exactly("digest", HASH_BYTES)


def encode_chunk_answer(nonce: bytes, data: bytes) -> bytes:
    """Write the payload of the answer."""
    return payload_of(Ask.CHUNK, nonce, {"chunk": data})


def decode_chunk_answer(payload: bytes, nonce: bytes) -> bytes:
    """Read the payload of the answer to the question with this nonce."""
    return echoed(payload, Ask.CHUNK, nonce).blob("chunk", MAX_CHUNK_BYTES)


@dataclass(frozen=True, slots=True)
class No:
    """A plain no: its reason code, and after how many seconds to ask again where that was said."""

    code: str
    again_in: int | None = None


def encode_no(code: str, again_in: int | None = None) -> bytes:
    """Write a plain no: unsigned, a hint and nothing more."""
    return encode({"code": code} if again_in is None else {"code": code, "again_in": again_in})


def decode_no(body: bytes) -> No:
    """Read a plain no; text that is no reason code of ours is not passed on."""
    content = Fields("no", decode(body)).as_map()
    code = content.text("code", 64)
    if not code.isascii() or not code.replace("_", "").isalnum():
        raise Refusal("message_not_understood", message="no", field="code")
    again_in = (
        content.number("again_in", least=1, most=_MOST_AGAIN_SECONDS) if content.has("again_in") else None
    )
    return No(code, again_in)


def _head(hello: Hello) -> list[Any]:
    """Write where the ledger stands; the hash there is left out where the batch ends with it."""
    head, batch = hello.head, hello.batch
    told = b"" if batch and batch.events[-1].hash == head.hash else head.hash
    return [bytes.fromhex(head.incarnation), head.sequence, told]


def results_fields(part: ResultsPart, offered: Sequence[EventId] = ()) -> list[Any]:
    """Write some results with their statement; they may point at the events of the question."""
    return [write_records(part.records, offered), part.statement]


def read_results_part(
    content: Fields, offered: Sequence[EventId] = (), field: str | int = "results"
) -> ResultsPart:
    """Read some results with their statement."""
    fields = content.within(field, "results").as_list(2)
    records = read_records(fields.within(0, "records"), offered)
    return ResultsPart(records, fields.blob(1, 1024))
