"""Whatever one field of a visit says, it is judged; and what is accepted can be said to the platform."""

import copy
from collections.abc import Iterator
from typing import Any

import pytest

from core.events import ResultKind
from core.ids import ClinicCode, DeviceId, EventId, TownshipCode, UserId
from core.settlement_ports import PlatformKeys, SettlementVisit
from core.visits.visit import Visit
from sync.codec import decode, encode
from sync.township.judge import judgement_of
from sync.township.settlement.answers import NoAnswer
from sync.township.settlement.institution import Department, Institution, Operator
from sync.township.settlement.message_ids import MessageIds
from sync.township.settlement.national_interface import NationalInterface
from sync.township.settlement.national_settlements import NationalSettlements
from sync.township.settlement.province import shipped_province
from tests.helpers.township_store import Writer
from tests.helpers.township_talk import SetClock, a_visit

NASTY: tuple[Any, ...] = (
    *(None, True, False, -1, 0, 2**62, -(2**63), [], {}, [None], {"a": 1}, b"\0"),
    *("", " ", "\0", "\n\r", "\u202e", "😀", "长" * 5000, "0001-01-01T00:00:00+14:00"),
    *("9999-12-31T23:59:59-14:00", "2026-05-06T09:00:00", "2026-05-06", "0001-01-01", "9999-12-31"),
)
ROOM = Department("1", "全科", "A02")
HOUSE = Institution(
    "H23999900001", "院", "239999", Operator("1", "员", "m", "i"), ROOM, {UserId("wang"): "D1"}, {}
)
KEYS = PlatformKeys("P1", "390", "239999", "V1")


class DeadLine:
    """A platform that gets every message and answers none."""

    def send(self, message_id: str, service: str, body: bytes) -> bytes:
        raise NoAnswer("platform_too_slow")


def places(content: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    keys = content if isinstance(content, dict) else range(len(content)) if isinstance(content, list) else ()
    for key in keys:
        yield from places(content[key], (*path, key))


PLAIN = decode(encode(a_visit().to_plain()))


def with_value(path: tuple[Any, ...], value: Any) -> Any:
    if not path:
        return value
    changed = copy.deepcopy(PLAIN)
    inner = changed
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    return changed


def writer() -> Writer:
    return Writer(DeviceId("0" * 32), ClinicCode("C"), TownshipCode("T"))


def say_everything(visit: Visit) -> None:
    province = shipped_province("baseline")
    ids = MessageIds(HOUSE.code, province.sequence_digits)
    interface = NationalInterface(DeadLine(), province, HOUSE, SetClock(), ids)
    national = {(line.kind, line.code): "XN02BEP015A001010100001" for line in visit.lines}
    seen = SettlementVisit(EventId("2" * 32), ClinicCode("C"), "室", visit, national)
    for ask in (
        lambda: interface.identify(seen),
        lambda: interface.register("M", KEYS, seen),
        lambda: interface.registrations(KEYS, seen),
        lambda: interface.describe("M", KEYS, seen),
        lambda: interface.upload("M", KEYS, seen),
        lambda: NationalSettlements(interface).try_settlement(KEYS, seen),
        lambda: NationalSettlements(interface).find(KEYS, seen),
    ):
        with pytest.raises(NoAnswer):
            ask()


@pytest.mark.parametrize("path", list(places(PLAIN)), ids=lambda path: ".".join(map(str, path)) or "all")
def test_no_value_of_a_field_stops_the_judge_or_later_the_settlement(path: tuple[Any, ...]) -> None:
    for value in NASTY:
        body = encode(with_value(path, value))
        if judgement_of(writer().write(body)).kind is not ResultKind.ACCEPTED:
            continue
        visit = Visit.from_plain(decode(body))
        if visit.doctor == "wang":
            say_everything(visit)
