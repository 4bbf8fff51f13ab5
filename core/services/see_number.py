"""Show somebody's number in full: a right, and a line of the audit trail before it is seen."""

from core.audit import Deed, Reason
from core.clinic import Clinic
from core.roles import Right
from core.services.receive_patient import Reception, whom_and_why


def number_in_full(clinic: Clinic, reception: Reception, reason: Reason) -> str:
    """Give the number that is masked everywhere else.

    Raises:
        Refusal: `not_permitted`.
        Hindrance: it cannot be written down: the number stays masked.
    """
    clinic.staff.require(Right.SEE_NUMBERS)
    facts = whom_and_why(reception, reason)
    clinic.audit.note(Deed.SAW_NUMBER, reception.person_id, reason.words.strip(), facts)
    return reception.id_number
