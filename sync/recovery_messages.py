"""The messages after a loss: proof of the township's own word, and results given back."""

from dataclasses import dataclass

from core.epoch_ports import ResultsHead
from core.events import Epoch
from sync.asks import Ask, echoed, opened, payload_of
from sync.fields import Fields
from sync.heads import chain_fields, read_chain
from sync.protocol import ResultsPart, read_results_part, results_fields

_MAX_PROOFS = 8
_MAX_STATEMENT_BYTES = 16 * 1024


@dataclass(frozen=True, slots=True)
class Proof:
    """Statements a township signed itself and no longer seems to know, and the epochs the clinic followed."""

    statements: tuple[bytes, ...]
    epochs: tuple[Epoch, ...]


def encode_prove(nonce: bytes, proof: Proof) -> bytes:
    """Show a township its own word."""
    content = {"statements": list(proof.statements), "epochs": chain_fields(proof.epochs)}
    return payload_of(Ask.PROVE, nonce, content)


def decode_prove(payload: bytes) -> tuple[bytes, Proof]:
    """Give nonce and proof; nothing is verified yet."""
    nonce, content = opened(payload, Ask.PROVE)
    shown = Fields("statements", content.items("statements", _MAX_PROOFS))
    statements = (shown.blob(place, _MAX_STATEMENT_BYTES) for place in range(len(shown.content)))
    return nonce, Proof(tuple(statements), read_chain(content))


def encode_prove_answer(nonce: bytes, restored: bool) -> bytes:
    """Say whether the proof holds: this township was restored and has begun another epoch."""
    return payload_of(Ask.PROVE, nonce, {"restored": restored})


def decode_prove_answer(payload: bytes, nonce: bytes) -> bool:
    """Read the answer to the proof with this nonce."""
    content = echoed(payload, Ask.PROVE, nonce)
    restored = content.content.get("restored")
    if not isinstance(restored, bool):
        raise content.refusal("restored")
    return restored


def encode_give_back(nonce: bytes, part: ResultsPart) -> bytes:
    """Give results back that the township lost; their statement is of a former epoch."""
    return payload_of(Ask.GIVE_BACK, nonce, {"results": results_fields(part)})


def decode_give_back(payload: bytes) -> tuple[bytes, ResultsPart]:
    """Give nonce and results; nothing is verified yet."""
    nonce, content = opened(payload, Ask.GIVE_BACK)
    return nonce, read_results_part(content)


def encode_give_back_answer(nonce: bytes, head: ResultsHead) -> bytes:
    """Say where the township's stream stands now."""
    return payload_of(Ask.GIVE_BACK, nonce, {"head": [head.position, head.hash]})


def decode_give_back_answer(payload: bytes, nonce: bytes) -> ResultsHead:
    """Read the answer to what was given back with this nonce."""
    head = echoed(payload, Ask.GIVE_BACK, nonce).within("head", "head").as_list(2)
    return ResultsHead(head.number(0), head.hash(1))
