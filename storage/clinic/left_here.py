"""Whether the files of a folder are the ones that were left in it; where one is not, the audit trail says so.

Who puts an older ledger back takes lines of the trail away; who puts an older vault back gives a removed user
the way in again. Somebody who has the whole disk can put back all of it, the sentinel included: then only the
second copy and the township know better.
"""

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from core.audit import Deed
from core.errors import Hindrance, Refusal
from core.ids import UserId
from storage.clinic.audit import ClinicAudit
from storage.clinic.database import LEDGER, StoreFile
from storage.clinic.new_life import Rebirth, Why
from storage.clinic.sentinel import TrailEnd
from storage.clinic.vault_file import VAULT

AUDIT = "audit"
KEPT = "SELECT value FROM keeping WHERE name = ?"
_KEEP = "INSERT OR REPLACE INTO keeping (name, value) VALUES (?, ?)"
_SETS, _REMOVED = "vault_sets", "vault_removed"
_MOST = 200
"""Sets of users' slots that are remembered: those of many years."""
_SIGNS = 16
_TOLD = (Why.BEHIND, Why.FOREIGN, Why.MISSING)
"""Reasons for a new life that nobody here asked for."""


@dataclass(frozen=True, slots=True)
class WaysIn:
    """What the ledger remembers of the vault beside it: its sets of users' slots, and who was removed."""

    file: StoreFile

    def put_back(self, ways_in: str) -> bool:
        """Take note of the present set; tell whether it is an earlier one that was put back."""
        known, present = self._kept(_SETS), ways_in[:_SIGNS]
        if known and known[-1] == present:
            return False
        with suppress(Hindrance):  # a full disk must not keep the doctor from the patients' data
            self._keep(_SETS, [*(one for one in known if one != present), present][-_MOST:])
        return present in known

    def removed(self) -> Sequence[str]:
        """List who was removed and not let in again."""
        return self._kept(_REMOVED)

    def shut(self, user: UserId) -> None:
        """Remember that somebody was removed.

        Raises:
            Hindrance: it could not be written down.
        """
        self._keep(_REMOVED, [*self._kept(_REMOVED), user])

    def let_in(self, user: UserId) -> None:
        """Forget that somebody was removed; raises as `shut`."""
        removed = self._kept(_REMOVED)
        if user in removed:
            self._keep(_REMOVED, [one for one in removed if one != user])

    def _kept(self, name: str) -> list[str]:
        with self.file.reading() as database:
            row = database.execute(KEPT, (name,)).fetchone()
        return list(json.loads(row[0])) if row else []

    def _keep(self, name: str, value: list[str]) -> None:
        with self.file.writing() as database:
            database.execute(_KEEP, (name, json.dumps(value)))


def note_older_copies(audit: ClinicAudit, end: TrailEnd | None, born: Rebirth | None) -> None:
    """Write down that the ledger is not the one that was left, or that its trail lacks lines it had.

    Args:
        end: where the trail ended when this PC wrote into it last.
        born: what began a new life of the ledger at this opening.
    """
    if born and born.why in _TOLD:
        missing = sum(gap.last - gap.first + 1 for gap in born.gaps)
        _note(audit, {"file": LEDGER, "why": born.why.value, "missing": missing})
    if end and (lacking := audit.lacking(end)) is not None:
        _note(audit, {"file": AUDIT, "missing": lacking})


def require_not_removed(audit: ClinicAudit, ways: WaysIn, ways_in: str) -> None:
    """Let nobody in whom a manager removed, and write down that an older vault was put back.

    Raises:
        Refusal: `user_removed`.
    """
    if ways.put_back(ways_in):
        _note(audit, {"file": VAULT})
    if audit.user in ways.removed():
        raise Refusal("user_removed")


def _note(audit: ClinicAudit, facts: Mapping[str, Any]) -> None:
    audit.note_in_passing(Deed.OLDER_COPY, facts=facts)
