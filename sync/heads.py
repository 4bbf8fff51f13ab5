"""Where streams stand, as messages carry it: ladders of results, earlier lives, chains of epochs."""

from collections.abc import Sequence
from typing import Any

from core.epoch_ports import ResultsHead
from core.events import Epoch, LedgerHead
from core.ids import Incarnation
from sync.asks import epoch_fields, read_epoch_fields
from sync.fields import Fields

MAX_LIVES = 64
"""Lives of a ledger one message names; a PC that begins a new one at every start has more."""
_MAX_LADDER = 80
_MAX_EPOCHS = 64


def ladder_fields(ladder: Sequence[ResultsHead]) -> list[Any]:
    """Write a ladder of heads, the highest first."""
    return [[step.position, step.hash] for step in ladder]


def read_ladder(content: Fields) -> tuple[ResultsHead, ...]:
    """Read a ladder of heads."""
    steps = Fields("ladder", content.items("ladder", _MAX_LADDER))
    pairs = [steps.within(place, "step").as_list(2) for place in range(len(steps.content))]
    return tuple(ResultsHead(one.number(0), one.hash(1)) for one in pairs)


def oldest_lives(lives: Sequence[LedgerHead]) -> tuple[LedgerHead, ...]:
    """Give as many as a message names, those that come first; the others are asked about when they do."""
    return tuple(lives[:MAX_LIVES])


def newest_lives(lives: Sequence[LedgerHead]) -> tuple[LedgerHead, ...]:
    """Give as many as a message names, the latest; what the township then gives of others is here already."""
    return tuple(lives[-MAX_LIVES:])


def lives_fields(lives: Sequence[LedgerHead]) -> list[Any]:
    """Write how far earlier lives of a ledger had been received."""
    return [[bytes.fromhex(one.incarnation), one.sequence, one.hash] for one in lives]


def read_lives(content: Fields) -> tuple[LedgerHead, ...]:
    """Read how far earlier lives of a ledger had been received."""
    lives = Fields("earlier", content.items("earlier", MAX_LIVES))
    heads = [lives.within(place, "life").as_list(3) for place in range(len(lives.content))]
    return tuple(LedgerHead(Incarnation(one.id(0)), one.number(1), one.hash(2)) for one in heads)


def chain_fields(epochs: Sequence[Epoch]) -> list[Any]:
    """Write epochs, oldest first."""
    return [epoch_fields(one) for one in epochs]


def read_chain(content: Fields) -> tuple[Epoch, ...]:
    """Read epochs, oldest first."""
    chain = Fields("epochs", content.items("epochs", _MAX_EPOCHS))
    return tuple(read_epoch_fields(chain.within(place, "epoch")) for place in range(len(chain.content)))
