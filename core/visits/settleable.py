"""Visits there is nothing to ask the fund about."""

from core.visits.visit import Visit


def why_never_settled(visit: Visit) -> str:
    """Give the reason code why a visit is not for the fund at all, or nothing."""
    if visit.total == 0:
        return "visit_without_charge"
    return "" if visit.patient.id_number else "visit_without_id_number"
