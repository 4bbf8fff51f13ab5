"""Signing in with the trail kept: who came in, and what was tried at the closed door before."""

from collections.abc import Mapping
from contextlib import suppress

from core.audit import Deed
from core.errors import Hindrance
from storage.clinic.audit import ClinicAudit
from storage.clinic.vault import Vault
from storage.clinic.vault_file import VaultDeed

_TOLD_AS: Mapping[VaultDeed, Deed] = {
    VaultDeed.WRONG_PASSWORD: Deed.WRONG_PASSWORD,
    VaultDeed.WRONG_RESPONSE: Deed.WRONG_RESPONSE,
    VaultDeed.RECOVERED: Deed.RECOVERY_USED,
    VaultDeed.SLOT_NOT_OURS: Deed.SLOT_NOT_OURS,
    VaultDeed.PASSWORD_CHANGED: Deed.PASSWORD_CHANGED,
    VaultDeed.REKEYED: Deed.REKEYED,
}


def confirm(vault: Vault, audit: ClinicAudit, password: str) -> None:
    """Check the password of whoever is signed in again, after the screen was locked.

    Raises:
        Refusal: as `Vault.unlock`.
    """
    vault.confirm(audit.user, password)
    note_unlocked(vault, audit, again=True)


def note_unlocked(vault: Vault, audit: ClinicAudit, again: bool = False) -> None:
    """Write down that somebody came in, and before it what the vault noted since the last time."""
    with suppress(Hindrance):  # then the vault keeps its notes until the trail can take them
        _take_over(vault, audit)
    audit.note_in_passing(Deed.UNLOCKED, facts={"again": int(again)})


def _take_over(vault: Vault, audit: ClinicAudit) -> None:
    notes, unnoted = vault.notes()
    told = [(_TOLD_AS[one.deed], {"at": one.at.isoformat(), "tried": one.user}) for one in notes]
    more: list[tuple[Deed, Mapping[str, object]]] = (
        [(Deed.WRONG_PASSWORD, {"more": unnoted})] if unnoted else []
    )
    if told or more:
        audit.note_all([*told, *more])
        vault.forget_notes()
