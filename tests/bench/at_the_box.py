"""From the box to the verdict among 300,000 people: a card, a typed number, initials."""

import random
from collections.abc import Callable, Sequence
from datetime import date
from time import perf_counter
from typing import TypeVar

from core.dates import china_day
from core.identity.card import CardLayout, card_block, parse_card
from core.services.receive_patient import look_for, receive_credential, receive_number
from core.training.card import fields_of
from storage.clinic.search_keys import KeyKind
from tests.bench.figures import Figure, percentile
from tests.bench.lookup import LETTERS, keys_of
from tests.helpers.open_desk import OpenDesk
from ui.devices.sam_frames import Status, framed, reply_in, take_content, text_and_photo, text_in

Asked = TypeVar("Asked")
ASKED = 400
CARD_MS, NUMBER_MS, INITIALS_MS = 300.0, 50.0, 30.0
_SHOWN = 30


def measure(desk: OpenDesk) -> list[Figure]:
    """Give what each takes beyond the reader's own time and the screen's."""
    chance = random.Random(5)
    numbers = chance.sample(keys_of(desk.store, KeyKind.NUMBER), k=ASKED)
    initials = [key[:LETTERS] for key in chance.sample(keys_of(desk.store, KeyKind.INITIALS), k=ASKED)]
    clinic = desk.clinic
    answers = [_answer(desk, number) for number in numbers]

    def card(answer: bytes) -> object:
        content = take_content(bytearray(answer))
        seen = parse_card(text_in(reply_in(content or b"").data), china_day(clinic.clock.now()))
        return receive_credential(clinic, seen.credential, seen.name)

    return [
        Figure("card to verdict, 300,000 people, p99", _p99(card, answers), "ms", CARD_MS),
        Figure(
            "typed number to verdict, 300,000 people, p99",
            _p99(lambda number: receive_number(clinic, number), numbers),
            "ms",
            NUMBER_MS,
        ),
        Figure(
            f"{LETTERS} initials to list, 300,000 people, p99",
            _p99(lambda text: look_for(clinic, text, _SHOWN), initials),
            "ms",
            INITIALS_MS,
        ),
    ]


def _answer(desk: OpenDesk, number: str) -> bytes:
    entry = desk.clinic.records.entry_by_number(number)
    assert entry is not None
    block = card_block(CardLayout.CITIZEN, fields_of(entry.person, date(2015, 7, 1), None))
    return framed(Status.DONE.value + text_and_photo(block, bytes(1024)))


def _p99(ask: Callable[[Asked], object], asked: Sequence[Asked]) -> float:
    times = []
    for place, one in enumerate(asked):
        started = perf_counter()
        ask(one)
        if place >= ASKED // 20:
            times.append(perf_counter() - started)
    return percentile(times, 0.99) * 1000
