"""Ids of events: never the same twice, and not to be guessed from what they are of."""

import re
from itertools import product

from core.events import EventIds


def test_two_equal_bodies_get_two_ids() -> None:
    ids = EventIds(b"a start of 16 b.")
    made = [ids.next_for(bytes(32)) for _ in range(1000)]
    assert len(set(made)) == 1000
    assert all(re.fullmatch("[0-9a-f]{32}", one) for one in made)


def test_every_start_of_the_program_makes_ids_of_its_own() -> None:
    starts = [bytes([first, *bytes(15)]) for first in range(50)]
    made = [EventIds(start).next_for(body) for start, body in product(starts, [bytes(32), b"b" * 32])]
    assert len(set(made)) == 100


def test_the_body_is_part_of_the_id() -> None:
    assert EventIds(bytes(16)).next_for(b"a" * 32) != EventIds(bytes(16)).next_for(b"b" * 32)


def test_the_same_start_gives_the_same_ids_again() -> None:
    assert EventIds(bytes(16)).next_for(b"a" * 32) == EventIds(bytes(16)).next_for(b"a" * 32)
