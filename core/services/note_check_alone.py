"""Write down an identity check that no visit followed: somebody proved who they are and only asked."""

from dataclasses import replace

from core.clinic import Clinic
from core.events import EventType
from core.identity.identity_check import CheckMethod, IdentityCheck
from core.services.append_event import append_event
from core.services.prove_identity import result_of
from core.services.receive_patient import Reception
from core.services.record_visit import patient_of

_PROOFS = frozenset({CheckMethod.CARD_CHIP, CheckMethod.INSURANCE_CODE, CheckMethod.CARD_SEEN})


def note_check_alone(clinic: Clinic, reception: Reception, check: IdentityCheck) -> bool:
    """Append the check, if something was shown; tell whether it was.

    A number that was only typed and a face the doctor knows are look-ups, and stand in the trail as such.

    Raises:
        Hindrance: the ledger could not keep it.
    """
    if check.method not in _PROOFS:
        return False
    told = replace(check, result=result_of(reception))
    content = {"patient": patient_of(reception).to_plain(), "identity_check": told.to_plain()}
    append_event(clinic, EventType.IDENTITY_CHECKED, content)
    return True
