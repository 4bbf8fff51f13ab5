"""A desk that looks out for a settlement is told whether and when to ask again, and gets the result then."""

from dataclasses import replace
from datetime import timedelta

from core.events import ResultKind
from core.settlement_ports import Step
from storage.township.settlement_book import SqlSettlementBook
from storage.township.store import SqlTownshipStore
from sync.codec import CborCodec, encode
from tests.helpers.township_talk import SetClock, TalkingDevice, a_visit


def the_book(store: SqlTownshipStore) -> SqlSettlementBook:
    return SqlSettlementBook(store.database, store.code, CborCodec())


def test_a_desk_asks_again_until_the_result_is_there(
    device: TalkingDevice, store: SqlTownshipStore, clock: SetClock
) -> None:
    book = the_book(store)
    book.stand_by(clock.now() + timedelta(minutes=1))
    writer = device.writer()
    event = writer.write(encode(a_visit().to_plain()))
    first = device.hello(writer, events=[event], awaits=1)
    assert first.settling == 1
    clock.pass_by(seconds=1)
    assert device.hello(writer, receipt=1, awaits=1).settling == 1
    clock.pass_by(seconds=2)
    assert device.hello(writer, receipt=1, awaits=1).settling == 2
    (row,) = book.due(clock.now(), 9)
    book.publish(replace(row, step=Step.SETTLED), ResultKind.SETTLED, {"fund": 1}, clock.now())
    last = device.hello(writer, receipt=1, awaits=1)
    assert (last.settling, last.results_head) == (0, 2)
    assert last.results is not None


def test_whoever_waits_for_nothing_is_told_nothing(
    device: TalkingDevice, store: SqlTownshipStore, clock: SetClock
) -> None:
    the_book(store).stand_by(clock.now() + timedelta(minutes=1))
    writer = device.writer()
    event = writer.write(encode(a_visit().to_plain()))
    assert device.hello(writer, events=[event]).settling == 0


def test_nobody_waits_where_nobody_settles_as_visits_come(device: TalkingDevice) -> None:
    writer = device.writer()
    event = writer.write(encode(a_visit().to_plain()))
    assert device.hello(writer, events=[event], awaits=1).settling == 0


def test_a_visit_that_comes_back_for_correction_is_not_waited_for(
    device: TalkingDevice, store: SqlTownshipStore, clock: SetClock
) -> None:
    the_book(store).stand_by(clock.now() + timedelta(minutes=1))
    writer = device.writer()
    event = writer.write(b"\xf6")
    answer = device.hello(writer, events=[event], awaits=1)
    assert (answer.settling, answer.results_head) == (0, 1)
