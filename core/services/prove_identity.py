"""How strongly it must be proved who is seen, and what is written down where it was not."""

from contextlib import suppress
from dataclasses import replace

from core.clinic import Clinic
from core.coverage.verdict import VerdictKind
from core.errors import Refusal
from core.identity.id_number import Concern
from core.identity.identity_check import CheckMethod, CheckResult, IdentityCheck, ProofSaid
from core.policy.choices import Proof
from core.policy.in_force import pack_in_force
from core.services.receive_patient import Reception

_DIFFERENCES = {Concern.NAME_DIFFERS, Concern.SEX_DIFFERS}


def proof_needed(clinic: Clinic, reception: Reception) -> Proof | None:
    """Tell what the pack of that day demands where the fund pays; None where nothing is demanded."""
    dates = clinic.records.roster_dates()
    if reception.verdict.kind is not VerdictKind.ACTIVE or dates is None:
        return None
    with suppress(Refusal):  # without a pack nobody demands anything, and care goes on
        return pack_in_force(clinic.packs, dates.pack, reception.verdict.on).identity.fund_paid_needs
    return None


def proof_lacking(clinic: Clinic, reception: Reception, check: IdentityCheck) -> Proof | None:
    """Tell what is demanded and was not proved."""
    needed = proof_needed(clinic, reception)
    return None if needed is None or check.method.proof.meets(needed) else needed


def result_of(reception: Reception) -> CheckResult:
    """Tell what comparing came to."""
    if reception.joined.own is None:
        return CheckResult.NOTHING_TO_COMPARE
    return CheckResult.DIFFERS if _DIFFERENCES & set(reception.concerns) else CheckResult.AGREES


def proved(
    clinic: Clinic, reception: Reception, check: IdentityCheck, said: ProofSaid | None
) -> IdentityCheck:
    """Give the check a visit rests on: as it was made, as the doctor strengthened it, or with why not.

    Raises:
        Refusal: `identity_proof_too_weak` with what is needed: nothing was said of it.
    """
    check = replace(check, result=result_of(reception))
    needed = proof_lacking(clinic, reception, check)
    if needed is None:
        return check
    if said is None:
        raise Refusal("identity_proof_too_weak", needed=needed.value)
    if said.lacking is not None:
        return replace(check, lacking=said.lacking.value, words=said.words.strip())
    if not Proof.DOCUMENT_SEEN.meets(needed):
        raise Refusal("identity_proof_too_weak", needed=needed.value)
    return replace(check, method=CheckMethod.CARD_SEEN)
