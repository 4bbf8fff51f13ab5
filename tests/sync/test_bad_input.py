"""The nine kinds of bad input, met at all four places where bytes come in: refused, named, nothing changed.

`docs/bad-input.md` tells the same; the table there and the tables here are compared.
"""

import http.client
import re
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from core.errors import Hindrance, Refusal
from core.events import LedgerHead
from core.ids import ClinicCode, DeviceId
from sync.asks import MAX_MESSAGE_BYTES, MEDIA_TYPE, NO_NONCE, Ask, path_of, payload_of
from sync.codec import compress, decode, encode, from_wire, open_event, to_wire
from sync.envelope import Label, Signer, read_request, read_statement
from sync.ledger_messages import (
    Held,
    LedgerAnswer,
    Reached,
    batch_fields,
    encode_events,
    make_batch,
    make_receipt,
)
from sync.log_messages import LogPart, encode_log_answer
from sync.patience import Patience
from sync.protocol import HelloAnswer, decode_no, encode_hello_answer
from sync.run import run_sync
from sync.standing import signer_of
from tests.helpers.https_service import township_service
from tests.helpers.made_bundles import (
    down,
    of_a_newer_form,
    of_a_newer_program,
    up,
    with_a_piece_without_end,
)
from tests.helpers.second_pc import Pc, first_pc
from tests.helpers.source import ROOT
from tests.helpers.spending import MEGABYTE, little_is_spent
from tests.helpers.sticks import office, stick
from tests.helpers.sync_rounds import log_ids, nonce_of, publish, signer, start
from tests.helpers.sync_world import CLINIC, CODEC, START, TOWNSHIP, World
from tests.helpers.tls import server_context
from tests.helpers.township_talk import a_visit
from tests.sync.test_transport import (
    CHANCE,
    KEY,
    LONG_AGO,
    LONG_OVER,
    one_request,
    somebody,
    transport_to,
)
from tests.sync.test_transport import (
    http as http_answer,
)
from ui.wording.reasons import sentence_for_code

BOMB = compress(bytes(64 * MEGABYTE), 1)
LARGE_PIECE = bytes(16 * MEGABYTE)
LITTLE = 32 * MEGABYTE
PORTAL = b"<!doctype html><html>please log in to the hotel's network</html>"
STRANGER = bytes(range(1, 33))
OTHER_DEVICE = DeviceId("ab" * 16)
FINE = "nothing happens"
PATIENT = Patience(connect=30.0, stall=30.0)
NOT_UNDERSTOOD = "township_answer_not_understood"


@pytest.fixture
def context(tmp_path: Path) -> ssl.SSLContext:
    """Give a server's context."""
    return server_context(tmp_path, KEY, LONG_AGO, LONG_OVER)


def with_less_stated(frame: bytes) -> bytes:
    """Let a frame say that it unfolds to nothing."""
    kinds, place = frame[4], 5
    single = kinds >> 5 & 1
    place += (0 if single else 1) + (0, 1, 2, 4)[kinds & 3]
    size = (single, 2, 4, 8)[kinds >> 6]
    return frame[:place] + bytes(size) + frame[place + size :]


def newer(message: bytes) -> bytes:
    """Let a wrapper be of the next version."""
    return encode([2, *decode(message)[1:]])


# --- answers, read by the clinic


@dataclass(frozen=True, slots=True)
class Asked:
    """What the clinic asked, what an honest township answers, and what it answered yesterday."""

    world: World
    head: LedgerHead
    nonce: bytes
    honest: bytes
    yesterday: bytes

    def signed(self, payload: bytes, key: bytes = b"") -> bytes:
        hand = signer(self.world)
        return to_wire(Signer(key or hand.key, hand.realm).statement(Label.ANSWER, payload))


def receipt_of_another(asked: Asked) -> bytes:
    hand, head = signer(asked.world), asked.head
    held = Held(OTHER_DEVICE, head.incarnation, 1, head.hash, START)
    receipt = make_receipt(hand, asked.world.township.township().epoch, Reached(held, 1, bytes(32))).signed
    told = HelloAnswer(START, 300, 0, LedgerAnswer(receipt=receipt))
    return asked.signed(encode_hello_answer(asked.nonce, told))


ANSWERS: Mapping[str, tuple[Callable[[Asked], bytes], str]] = {
    "lies about its size": (lambda asked: with_less_stated(compress(asked.honest)), NOT_UNDERSTOOD),
    "a bomb": (lambda _: BOMB, NOT_UNDERSTOOD),
    "truncated": (lambda asked: asked.honest[:-7], NOT_UNDERSTOOD),
    "replayed": (lambda asked: asked.yesterday, NOT_UNDERSTOOD),
    "out of order": (lambda asked: asked.signed(payload_of(Ask.RESULTS, asked.nonce, {})), NOT_UNDERSTOOD),
    "signed by a stranger": (
        lambda asked: asked.signed(read_statement(asked.honest).payload, STRANGER),
        "township_not_ours",
    ),
    "for another clinic": (receipt_of_another, NOT_UNDERSTOOD),
    "of a future version": (lambda asked: newer(asked.honest), NOT_UNDERSTOOD),
    "from a captive portal": (lambda _: b"", NOT_UNDERSTOOD),
}


@contextmanager
def answering(world: World, context: ssl.SSLContext, kind: str, yesterday: bytes) -> Iterator[int]:
    """Be a township that hears all and says something else."""
    spoil, _ = ANSWERS[kind]
    head = world.store.standing().head

    def talk(connection: Any) -> None:
        with context.wrap_socket(connection, server_side=True) as secure:
            asking, _, body = one_request(secure).partition(b"\r\n\r\n")
            if b"/identity " in asking:  # whoever is no township of ours has nothing to show for itself
                return secure.sendall(http_answer("404 Not Found", "text/html", PORTAL))
            body = from_wire(body, MAX_MESSAGE_BYTES)
            nonce = decode(read_request(body).payload)[1]
            asked = Asked(world, head, nonce, world.answer(Ask.HELLO, body), yesterday)
            form = "text/html" if kind == "from a captive portal" else MEDIA_TYPE
            secure.sendall(http_answer("200 OK", form, spoil(asked) or PORTAL))

    with somebody(talk) as port:
        yield port


@pytest.mark.parametrize("kind", ANSWERS)
def test_a_bad_answer_changes_nothing_at_the_clinic_and_is_named_in_its_diary(
    world: World, context: ssl.SSLContext, kind: str
) -> None:
    request = start(world).prepare()
    assert request is not None
    yesterday = world.answer(request.name, request.body)
    assert nonce_of(request) in yesterday
    world.save(1)
    before, code = world.store.standing(), ANSWERS[kind][1]
    with (
        answering(world, context, kind, yesterday) as port,
        transport_to(port, patience=PATIENT) as transport,
        little_is_spent(LITTLE),
        pytest.raises(Hindrance, match=code),
    ):
        run_sync(world.store, transport, world.clock, CHANCE)
    (line,) = world.store.attempts(9)
    assert (line.outcome, world.store.waiting()) == (code, 1)
    assert sentence_for_code(code)
    assert world.store.standing() == before


# --- requests, read by the township


def hello_of(world: World) -> bytes:
    request = start(world).prepare()
    assert request is not None
    return request.body


def offer(world: World, which: slice, clinic: ClinicCode = CLINIC) -> bytes:
    """Offer events of the clinic's ledger, as if they were of a clinic."""
    events = []
    for event in world.store.events_after(0, 100_000)[which]:
        header = CODEC.encode_header(replace(event.header, clinic=clinic))
        events.append(open_event(header, event.body))
    hand = signer_of(world.store.standing())
    payload = encode_events(bytes(16), make_batch(hand, events))
    return hand.request(Label.REQUEST, world.store.standing().enrolment.device, payload)


def by_a_stranger(world: World) -> bytes:
    standing = world.store.standing()
    hand = Signer(STRANGER, signer_of(standing).realm)
    return hand.request(Label.REQUEST, standing.enrolment.device, read_request(hello_of(world)).payload)


REQUESTS: Mapping[str, tuple[Ask, Callable[[World], bytes], str]] = {
    "lies about its size": (
        Ask.HELLO,
        lambda world: with_less_stated(compress(hello_of(world))),
        "bytes_not_canonical",
    ),
    "a bomb": (Ask.HELLO, lambda _: BOMB, "message_too_large"),
    "truncated": (Ask.HELLO, lambda world: hello_of(world)[:-7], "bytes_not_canonical"),
    "replayed": (Ask.EVENTS, lambda world: offer(world, slice(0, 2)), FINE),
    "out of order": (Ask.EVENTS, lambda world: offer(world, slice(1, 2)), FINE),
    "signed by a stranger": (Ask.HELLO, by_a_stranger, "signature_wrong"),
    "for another clinic": (
        Ask.EVENTS,
        lambda world: offer(world, slice(0, 1), ClinicCode("C02")),
        "event_damaged",
    ),
    "of a future version": (Ask.HELLO, lambda world: newer(hello_of(world)), "message_not_understood"),
    "from a captive portal": (Ask.HELLO, lambda _: PORTAL, "media_type_wrong"),
}


def posted(port: int, name: Ask, body: bytes) -> str:
    """Post a body; give the code of the plain no, or that nothing happened."""
    lax = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    lax.check_hostname, lax.verify_mode = False, ssl.CERT_NONE
    connection = http.client.HTTPSConnection("127.0.0.1", port, context=lax)
    form = "text/html" if body == PORTAL else MEDIA_TYPE
    connection.request("POST", path_of(TOWNSHIP, name), body, {"content-type": form})
    answer = connection.getresponse()
    said = answer.read()
    connection.close()
    return FINE if answer.status == http.client.OK else decode_no(said).code


@pytest.mark.parametrize("kind", REQUESTS)
def test_a_bad_request_changes_nothing_at_the_township_and_is_named_to_whoever_asked(
    world: World, context: ssl.SSLContext, kind: str
) -> None:
    visits = [world.save(number) for number in range(2)]
    name, make, code = REQUESTS[kind]
    body = make(world)
    with township_service(world, context) as port:
        if kind == "replayed":
            assert posted(port, name, body) == FINE
            assert log_ids(world) == visits
        before = world.township.counts()
        with little_is_spent(LITTLE):
            assert posted(port, name, body) == code
    assert world.township.counts() == before
    assert world.township.check() == []


# --- bundles, read by the clinic


def the_second_event(pc: Pc) -> list[Any]:
    hand, event = signer_of(pc.store.sync.standing()), pc.store.sync.events_after(0, 100_000)[1]
    return [["events", batch_fields(make_batch(hand, [event]))]]


BEHIND_FIVE = encode_log_answer(NO_NONCE, LogPart((), 7))
DOWN: Mapping[str, tuple[Callable[[Pc], bytes], str]] = {
    "lies about its size": (lambda pc: with_a_piece_without_end(down(pc)), "bundle_too_large"),
    "a bomb": (lambda pc: down(pc, [["chunk", LARGE_PIECE]]), "message_too_large"),
    "truncated": (lambda pc: down(pc)[:-7], "bundle_damaged"),
    "replayed": (down, FINE),
    "out of order": (lambda pc: down(pc, [["log", 5, BEHIND_FIVE]]), "bundle_log_missing"),
    "signed by a stranger": (lambda pc: down(pc, key=STRANGER), "signature_wrong"),
    "for another clinic": (
        lambda pc: down(pc, clinic=ClinicCode("C02"), device=OTHER_DEVICE),
        "bundle_nothing_for_us",
    ),
    "of a future version": (of_a_newer_program, "bundle_of_newer_version"),
    "from a captive portal": (lambda _: PORTAL, "bundle_not_ours"),
}
UP: Mapping[str, tuple[Callable[[Pc], bytes], str]] = {
    "lies about its size": (lambda pc: with_a_piece_without_end(up(pc)), "bundle_too_large"),
    "a bomb": (lambda pc: up(pc, [["events", LARGE_PIECE]]), "message_too_large"),
    "truncated": (lambda pc: up(pc)[:-7], "bundle_damaged"),
    "replayed": (up, FINE),
    "out of order": (lambda pc: up(pc, the_second_event(pc)), "bundle_gap"),
    "signed by a stranger": (lambda pc: up(pc, key=STRANGER), "signature_wrong"),
    "for another clinic": (lambda pc: up(pc, clinic=ClinicCode("C02")), "bundle_of_stranger"),
    "of a future version": (of_a_newer_program, "bundle_of_newer_version"),
    "from a captive portal": (lambda _: PORTAL, "bundle_not_ours"),
}


def outcome(read: Callable[[], Mapping[str, Any]]) -> str:
    """Read a bundle; give the code of what was wrong with it."""
    try:
        faults = read()["faults"]
    except Refusal as refusal:
        return refusal.code
    return faults[0] if faults else FINE


@pytest.mark.parametrize("kind", DOWN)
def test_a_bad_bundle_changes_nothing_at_the_clinic_and_is_named(
    world: World, tmp_path: Path, kind: str
) -> None:
    pc, file = first_pc(world), tmp_path / "down.cunzhen"
    pc.save(a_visit())
    publish(world, "王医生")
    make, code = DOWN[kind]
    file.write_bytes(make(pc))
    if kind == "replayed":
        assert outcome(lambda: stick(pc).read(file)) == FINE
    before = pc.store.sync.standing()
    with little_is_spent(LITTLE):
        assert outcome(lambda: stick(pc).read(file)) == code
    assert pc.store.sync.standing() == before
    assert pc.store.sync.waiting() == 1
    line = pc.store.sync.attempts(9)[0]
    assert line.outcome in (code, "done")
    assert sentence_for_code(code) or code == FINE


# --- bundles, read by the township


@pytest.mark.parametrize("kind", UP)
def test_a_bad_bundle_changes_nothing_at_the_township_and_is_named(
    world: World, tmp_path: Path, kind: str
) -> None:
    pc, file = first_pc(world), tmp_path / "up.cunzhen"
    visits = [pc.save(a_visit(complaint=str(number))) for number in range(2)]
    make, code = UP[kind]
    file.write_bytes(make(pc))
    if kind == "replayed":
        assert outcome(lambda: office(world).read(None, file)) == FINE
        assert log_ids(world) == visits
    before = world.township.counts()
    with little_is_spent(LITTLE):
        assert outcome(lambda: office(world).read(None, file)) == code
    assert world.township.counts() == before
    assert world.township.check() == []


def test_a_bundle_of_another_form_is_of_a_newer_program_too(world: World, tmp_path: Path) -> None:
    pc, file = first_pc(world), tmp_path / "newer.cunzhen"
    file.write_bytes(of_a_newer_form(pc))
    assert outcome(lambda: stick(pc).read(file)) == "bundle_of_newer_version"
    assert outcome(lambda: office(world).read(None, file)) == "bundle_of_newer_version"


# --- the page


PAGE = (ROOT / "docs" / "bad-input.md").read_text("utf-8")
_ROW = re.compile(r"^\| ([a-z][^|]+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)


def test_the_page_tells_of_every_kind_what_these_tests_see() -> None:
    told = {cells[0]: tuple(cells[1:]) for cells in _ROW.findall(PAGE) if cells[0] != "kind"}
    seen = {
        kind: tuple(
            code if code == FINE else f"`{code}`"
            for code in (ANSWERS[kind][1], REQUESTS[kind][2], DOWN[kind][1], UP[kind][1])
        )
        for kind in ANSWERS
    }
    assert set(ANSWERS) == set(REQUESTS) == set(DOWN) == set(UP)
    assert told == seen
