"""The list of visits made again from the ledger, as after damage to the cache: ten years of a busy clinic."""

from datetime import timedelta

from core.events import ClockTrust, EventDraft, EventIds, EventType
from core.ids import UserId
from storage.clinic.ledger import _placed, head_of
from tests.bench.figures import Figure, seconds_of
from tests.bench.saving import a_visit
from tests.helpers.open_desk import CODEC, NOON, TODAY, OpenDesk

VISITS = 100_000
SECONDS = 60.0


def measure(desk: OpenDesk) -> list[Figure]:
    """Write the visits in one go, and fold them from the first to the last."""
    _write(desk, VISITS)
    visits = desk.store.records.ledger_visits
    took = seconds_of(visits.catch_up)
    if len(visits.between(TODAY - timedelta(days=1), TODAY, 10)) != 10:
        raise RuntimeError("the visits are not in the list")
    return [Figure(f"{VISITS:,} visits folded anew", took, "s", SECONDS)]


def _write(desk: OpenDesk, visits: int) -> None:
    """Append visits without a sync for each: nobody waits ten years for a figure."""
    ledger, body = desk.store.ledger, CODEC.encode(a_visit(desk).to_plain())
    ids, digest = EventIds(b"ten years' visit"), CODEC.digest(body)
    with ledger.file.writing() as database:
        head = head_of(database)
        for _ in range(visits):
            draft = EventDraft(
                *(ids.next_for(digest), EventType.VISIT_RECORDED, body, {}),
                *(UserId("doctor1"), NOON, ClockTrust.TRUSTED),
            )
            head = _placed(ledger._insert(database, head, draft))
