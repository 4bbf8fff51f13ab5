"""Conformance vectors about what messages mean, where no bytes are compared."""

import io
from collections.abc import Callable, Mapping
from typing import Any

from core.errors import Refusal
from core.events import Epoch, LedgerHead
from core.ids import ClinicCode, EventId, Incarnation, TownshipCode
from core.visits.corrections import Standing, Supersession, standing_of
from sync.bundle import pieces_of, scan
from sync.codec import encode
from sync.log_messages import check_log, decode_log_answer, encode_log_answer, encode_log_ask
from sync.protocol import No, ResultsPart, decode_no, encode_no
from sync.recovery_messages import Proof, decode_prove, encode_give_back, encode_prove
from sync.standing import leads_to

Given = Mapping[str, Any]


def run_corrections(given: Given) -> Given:
    known = [
        Supersession(EventId(one["event"]), frozenset(map(EventId, one["supersedes"])), one["cancels"])
        for one in given["events"]
    ]
    standing = standing_of(known)
    return {name: sorted(getattr(standing, name)) for name in Standing.__slots__}


def run_prove(given: Given) -> Given:
    epochs = tuple(Epoch(*one) for one in given["epochs"])
    proof = Proof(tuple(map(bytes.fromhex, given["statements"])), epochs)
    payload = encode_prove(bytes.fromhex(given["nonce"]), proof)
    assert decode_prove(payload) == (bytes.fromhex(given["nonce"]), proof)
    return {"payload": payload.hex()}


def run_give_back(given: Given) -> Given:
    part = ResultsPart(tuple(map(bytes.fromhex, given["records"])), bytes.fromhex(given["statement"]))
    return {"payload": encode_give_back(bytes.fromhex(given["nonce"]), part).hex()}


def run_chain(given: Given) -> Given:
    followed = leads_to(Epoch(*given["ours"]), tuple(Epoch(*one) for one in given["told"]))
    return {"followed": [one.epoch_id for one in followed]}


def run_clinic_log_ask(given: Given) -> Given:
    lives = [
        LedgerHead(Incarnation(one), last, bytes.fromhex(there)) for one, last, there in given["earlier"]
    ]
    return {"payload": encode_log_ask(bytes.fromhex(given["nonce"]), given["after"], lives).hex()}


def run_clinic_log(given: Given) -> Given:
    """Read a part of a log, verify it, and write it again."""
    payload, nonce = bytes.fromhex(given["payload"]), bytes.fromhex(given["nonce"])
    part = decode_log_answer(payload, nonce)
    assert decode_log_answer(encode_log_answer(nonce, part), nonce) == part  # a writer is free in its form
    try:
        check_log(part, TownshipCode(given["township"]), ClinicCode(given["clinic"]), given["after"])
    except Refusal as refusal:
        return {"refused": refusal.code}
    ids = [event.header.event_id for batch in part.batches for event in batch.events]
    return {"numbers": [batch.number for batch in part.batches], "up_to": part.up_to, "events": ids}


def run_bundle(given: Given) -> Given:
    """Scan a file, verify its member, and open it with the recipient's key."""
    source = io.BytesIO(bytes.fromhex(given["file"]))
    try:
        (member,) = scan(source)
        member.check(bytes.fromhex(given["sender"]))
        pieces = list(pieces_of(source, member, bytes.fromhex(given["recipient_private"])))
    except Refusal as refusal:
        return {"refused": refusal.code}
    header = member.header
    who = [header.direction.value, header.realm.township, header.clinic, header.device]
    return {"header": who, "pieces": [encode(piece).hex() for piece in pieces]}


def run_no(given: Given) -> Given:
    no = No(given["code"], given.get("again_in"))
    message = encode_no(no.code, no.again_in)
    assert decode_no(message) == no
    return {"message": message.hex()}


def run_no_refused(given: Given) -> Given:
    try:
        return {"understood": decode_no(bytes.fromhex(given["message"])).code}
    except Refusal as refusal:
        return {"refused": refusal.code}


MEANINGS: Mapping[str, Callable[[Given], Given]] = {
    "corrections": run_corrections,
    "prove": run_prove,
    "give_back": run_give_back,
    "chain": run_chain,
    "clinic_log_ask": run_clinic_log_ask,
    "clinic_log": run_clinic_log,
    "bundle": run_bundle,
    "no": run_no,
    "no_refused": run_no_refused,
}
