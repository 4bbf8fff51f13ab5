"""What a clinic's store says of itself: what it holds, what waits, how old it is, and its sums."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from core.audit import Deed
from core.data_sets import DataSetName
from core.events import OF_THE_PROGRAM, Event
from core.sync_ports import DataAge, DeskStanding
from storage.clinic.corrections import CANCELLED
from storage.clinic.desk import ClinicStore

_DIARY_SEARCHED = 200
_ONE_EVENT = 1
COUNTS = """SELECT CASE WHEN v.standing = 'cancelled' THEN 'cancelled'
    WHEN v.outcome = 'saved' AND d.sequence >= v.sequence THEN 'delivered'
    ELSE v.outcome END AS state, count(*), coalesce(sum(v.fund), 0)
    FROM visits v LEFT JOIN delivered d ON d.incarnation = v.incarnation
    WHERE v.standing <> 'hidden' GROUP BY state"""
SETTLED = "SELECT settled FROM visits WHERE settled IS NOT NULL"


def standing_of(store: ClinicStore) -> Mapping[str, Any]:
    """Give plain facts; amounts in fen, days and moments in ISO form, None where there is nothing yet."""
    visits = store.records.ledger_visits
    visits.catch_up()
    standing = store.sync.standing()
    sets = store.sync.sets.in_use()
    roster = sets.get(DataSetName.ROSTER)
    oldest = oldest_waiting(store) if _waiting(store) else None
    attempts = store.sync.attempts(_DIARY_SEARCHED)
    contact = store.sync.heard_at()
    with visits.file.reading() as database:
        outcomes = database.execute(COUNTS).fetchall()
        settled = [visits.codec.decode(row[0]) for row in database.execute(SETTLED).fetchall()]
    return {
        "clinic": standing.enrolment.clinic,
        "admitted": store.sync.founding() is None,
        "clinic_name": standing.enrolment.clinic_name,
        "township_name": standing.enrolment.township_name,
        "device": standing.enrolment.device,
        "events": standing.head.sequence,
        "waiting": _waiting(store),
        "oldest_waiting": oldest.isoformat() if oldest else None,
        "last_contact": contact.isoformat() if contact else None,
        "receipt": standing.receipt.sequence if standing.receipt else None,
        "results": standing.results_position,
        "roster_as_of": roster.version.as_of.isoformat() if roster else None,
        "roster_valid_until": roster.version.valid_until.isoformat() if roster else None,
        "data_sets": {name.value: used.version.row_count for name, used in sorted(sets.items())},
        "visits": sum(count for _, count, _ in outcomes),
        "outcomes": {outcome: count for outcome, count, _ in outcomes},
        "estimated_fund": sum(fund for outcome, _, fund in outcomes if outcome != CANCELLED),
        "bytes_up": sum(one.bytes_up for one in attempts),
        "bytes_down": sum(one.bytes_down for one in attempts),
        "settled_fund": sum(facts["fund"] for facts in settled),
        "settled_cash": sum(facts["cash"] for facts in settled),
    }


def desk_standing(store: ClinicStore) -> DeskStanding:
    """Tell where a desk stands towards the township."""
    versions = [used.version for _, used in sorted(store.sync.sets.in_use().items())]
    waiting = _waiting(store)
    return DeskStanding(
        township_name=store.enrolment.township_name,
        waiting=waiting,
        oldest_waiting=oldest_waiting(store) if waiting else None,
        last_contact=store.sync.heard_at(),
        data=tuple(DataAge(v.name.value, v.version, v.as_of, v.valid_until) for v in versions),
        admitted=store.sync.founding() is None,
    )


def _waiting(store: ClinicStore) -> int:
    """Count what somebody wrote and no receipt covers yet; what the program wrote waits for nobody."""
    return store.sync.waiting() - store.sync.word.waiting(OF_THE_PROGRAM)


def verified(store: ClinicStore) -> Mapping[str, Any]:
    """Check every page and chain: the faults found, and how many events were looked at."""
    faults = [f"{fault.code} {fault.place}" for fault in store.verify()]
    store.audit.note_in_passing(Deed.VERIFIED, facts={"faults": len(faults)})
    return {"faults": faults, "events": store.sync.standing().head.sequence}


def oldest_waiting(store: ClinicStore) -> datetime | None:
    """Give the moment the oldest event without a receipt was written."""
    receipt = store.sync.word.receipt()
    waiting: list[Event] = list(store.ledger.events_after(receipt.sequence if receipt else 0, _ONE_EVENT))
    return waiting[0].header.device_time if waiting else None
