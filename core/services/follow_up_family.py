"""同户: who of the household of somebody who is followed up is in care as well."""

from collections.abc import Sequence

from core.clinic import Clinic
from core.followup.care import Cared
from core.services.record_follow_up import FollowUpSeat

_HOUSEHOLD = 20


def family_in_care(clinic: Clinic, seat: FollowUpSeat) -> Sequence[Cared]:
    """List who else of the household is in care, by the roster."""
    entry = clinic.records.entry(seat.patient.person_id)
    if entry is None or not entry.person.household:
        return ()
    found = clinic.records.search(entry.person.household, _HOUSEHOLD)
    home, self_id = entry.person.household, seat.patient.person_id
    others = [one.person_id for one in found if one.household == home and one.person_id != self_id]
    book = clinic.records.follow_ups
    return [one for other in others for one in book.care_of(other, seat.today) if one.in_care]
