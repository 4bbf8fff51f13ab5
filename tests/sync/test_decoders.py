"""Every reader of foreign bytes reads or refuses: what the vectors hold, and what mutating makes of it."""

from random import Random

import pytest

from core.errors import Refusal
from sync.codec import decode
from sync.columns.form import Kind
from tests.campaign.fuzz_trees import mutated
from tests.helpers.decoders import DECODERS, survives

MUTATED = 60
LONGEST = 8 * 1024


def flipped(data: bytes, most: int) -> bytes:
    """Flip a bit, the same of the same bytes."""
    chance = Random(data)
    place = chance.randrange(len(data) + 1)
    return (data[:place] + bytes([chance.randrange(256)]) + data[place + 1 :])[:most]


@pytest.mark.parametrize("name", DECODERS)
def test_a_reader_reads_or_refuses(name: str) -> None:
    seeds, chance = list(DECODERS[name].seeds()), Random(name)
    assert {survives(name, seed) for seed in seeds} & {"", "data_set_digest_differs"}, "nothing is read"
    for _ in range(MUTATED):
        survives(name, mutated(chance.choice(seeds), LONGEST, chance, flipped))


def test_every_kind_of_column_is_begun_with() -> None:
    kinds = {value for name, value in vars(Kind).items() if name.isupper()}
    assert {decode(seed)[1][0] for seed in DECODERS["columns"].seeds()} == kinds


def test_what_is_mutated_as_a_value_is_mostly_one_again() -> None:
    seeds, chance = list(DECODERS["question"].seeds()), Random(1)
    values = [seed for seed in seeds if decodes(seed)]
    made = [mutated(chance.choice(values), LONGEST, chance, flipped) for _ in range(200)]
    assert sum(map(decodes, made)) > 120
    assert len(set(made) - set(values)) > 150


def decodes(data: bytes) -> bool:
    try:
        decode(data)
    except Refusal:
        return False
    return True
