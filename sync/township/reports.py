"""What a township says of itself to whoever keeps it running: its standing, and whether its chains hold."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from core.services.adopt_pack import pack_answering
from core.settlement_ports import Step
from core.township_ports import TownshipStore


def left_to_settle(store: TownshipStore) -> int:
    """Count the visits whose way through the platform is not at its end."""
    return sum(count for step, count in store.counts().outbox.items() if not Step(step).final)


def standing(store: TownshipStore) -> Mapping[str, Any]:
    """Tell what is held and how far it is settled, as plain facts.

    Raises:
        Refusal: `township_not_set_up`.
    """
    township = store.township()
    dates = store.roster_dates()
    counts = {one.clinic: one for one in store.clinic_counts()}
    clinics = [
        {
            "code": clinic.code,
            "name": clinic.name,
            "last_contact": clinic.last_contact.isoformat() if clinic.last_contact else None,
            "devices": len(store.devices(clinic.code)),
            "events": counts[clinic.code].events,
            "visits": counts[clinic.code].visits,
            "settled": counts[clinic.code].settled_visits,
            "total": counts[clinic.code].total,
            "fund": counts[clinic.code].fund,
        }
        for clinic in store.clinics()
    ]
    return {
        "code": township.code,
        "name": township.name,
        "pack": pack_answering(store),
        "training": township.training,
        "epoch": township.epoch.number,
        "roster_as_of": dates[0].isoformat() if dates else None,
        "roster_valid_until": dates[1].isoformat() if dates else None,
        **{name: value for name, value in asdict(store.counts()).items() if name != "clinics"},
        "clinics": clinics,
    }


def verified(store: TownshipStore) -> Mapping[str, Any]:
    """Check chains and integrity: the faults found, as reason codes, and how many events were looked at."""
    faults = list(store.check())
    told = {"faults": faults, "events": store.counts().events}
    if "township_file_damaged" in faults:
        return told
    trail = store.trail_standing()
    chain = {"lines": trail.lines, "head": trail.head.hex(), "chained_from": trail.chained_from}
    return {**told, "trail": {**chain, "broken_at": trail.broken_at}}
