"""What the next call will move and about how long that takes, as far as it can be known before."""

from collections.abc import Sequence
from datetime import datetime

from core.calling import DueSet, Forecast, days_of_month
from core.sync_ports import NETWORK, Attempt, SyncStore
from sync.asks import BATCH_BYTES
from sync.codec import encode, to_wire
from sync.ledger_messages import batch_fields, make_batch
from sync.purse import MAY_WAIT, purse_for
from sync.standing import receipt_that_counts, signer_of

_LINES = 50
_SMALL = 4 * 1024
"""A call that moved less than this tells what any call takes; one that moved more, how fast the link is."""
HELLO_BYTES = 335
"""What question and answer of a call weigh when nothing is new, with every data set in use, measured."""


def forecast(store: SyncStore, now: datetime) -> Forecast:
    """Say what waits here, what is to come, what that weighs on the wire, and what of the budget is spent."""
    settings = store.call_settings()
    events = store.waiting()
    weight = _weight_of_waiting(store, events)
    first, today = days_of_month(now)
    quiet = settings.quiet.left(now) if settings.quiet else None
    purse_empty = purse_for(store, now).empty
    due = tuple(_put_off(one, purse_empty) for one in store.due())
    coming = sum(one.size for one in due if not one.put_off)
    return Forecast(
        events=events,
        events_bytes=weight,
        sets=due,
        seconds=seconds_for(HELLO_BYTES + weight + coming, store.attempts(_LINES)),
        first=not store.standing().data_sets,
        settings=settings,
        spent_today=store.spent(today, today),
        spent_this_month=store.spent(first, today),
        quiet_until=now + quiet if quiet else None,
    )


def seconds_for(size: int, attempts: Sequence[Attempt]) -> float | None:
    """Guess how long so many bytes take, from the last calls that ended well; None before there was one.

    A small call says what connecting and waiting take, the last large one how fast bytes pass.
    """
    done = [one for one in attempts if one.route == NETWORK and one.outcome == "done"]
    small = sorted(one.seconds for one in done if one.bytes_up + one.bytes_down < _SMALL)
    large = next((one for one in done if one.bytes_up + one.bytes_down >= _SMALL), None)
    if not done:
        return None
    overhead = small[len(small) // 2] if small else 0.0
    if large is None:
        return overhead if size < _SMALL else None
    moved = large.bytes_up + large.bytes_down
    return overhead + size * max(large.seconds - overhead, 0.001) / moved


def _weight_of_waiting(store: SyncStore, events: int) -> int:
    """Weigh the first batch of what waits as it would travel; what is behind it weighs as much by event."""
    standing = store.standing()
    receipt = receipt_that_counts(standing)
    after = receipt.sequence if receipt else 0
    if not events or after >= standing.head.sequence:
        return 0
    batch = make_batch(signer_of(standing), store.events_after(after, BATCH_BYTES))
    return len(to_wire(encode(batch_fields(batch)))) * events // len(batch.events)


def _put_off(due: DueSet, purse_empty: bool) -> DueSet:
    return DueSet(due.name, due.version, due.size, purse_empty and due.name in MAY_WAIT)
