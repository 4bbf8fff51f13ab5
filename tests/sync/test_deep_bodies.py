"""A body as deep as canonical bytes may be travels like any other, and keeps its neighbours from nothing."""

from typing import Any

import pytest

from core.clinic_log import LogBatch, SignedRange
from core.ids import ClinicCode, DeviceId, TownshipCode
from sync.codec import encode
from sync.envelope import Realm, Signer
from sync.ledger_messages import decode_events, encode_events, make_batch
from sync.log_messages import LogPart, decode_log_answer, encode_log_answer
from tests.helpers.township_store import Writer
from tests.helpers.township_talk import a_visit

REALM = Realm(TownshipCode("T"), 1, "00" * 16)
PLAIN = a_visit().to_plain()


@pytest.mark.parametrize("depth", [1, 8, 12, 20, 30])
def test_events_come_back_however_deep_their_bodies_nest_and_whatever_carries_them(depth: int) -> None:
    body: Any = {}
    for level in range(depth - 1):
        body = {"in": body} if level % 3 else [body, None, 1, "a"]
    writer = Writer(DeviceId("0" * 32), ClinicCode("C"), TownshipCode("T"))
    events = [writer.write(encode(one)) for one in (PLAIN, body, [body, body], PLAIN)]
    batch = make_batch(Signer(bytes(32), REALM), events)
    assert decode_events(encode_events(bytes(16), batch))[1] == batch
    signed = SignedRange(1, REALM.epoch_number, REALM.epoch_id, batch.signature)
    part = LogPart((LogBatch(1, writer.device, bytes(32), signed, tuple(events)),), 1)
    assert decode_log_answer(encode_log_answer(bytes(16), part), bytes(16)) == part
