"""审计记录: who did what with people's data, when, about whom and why; values only, the store keeps them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from core.errors import Refusal
from core.ids import PersonId, UserId

AUDIT_LABEL = b"cunzhen/1/audit"
"""The hash of an entry is the digest of this label and its record."""
NOBODY_ASKED = PersonId("")
"""About whom a deed was that concerns no single person, or somebody outside the roster."""


class Deed(StrEnum):
    """What is written down. A visit that was recorded stands in the ledger itself, under its user.

    The facts beside each are ids, codes and counts, never a name or a number of a person.
    """

    UNLOCKED = "unlocked"
    """Facts: `again` 1 when the same desk was only locked."""
    WRONG_PASSWORD = "wrong_password"  # noqa: S105  # a deed
    """Told at the next unlocking. Facts: `at` and `tried`, whose name was given; or `more`, a count."""
    WRONG_RESPONSE = "wrong_response"
    """A wrong answer was given for a forgotten password. Facts: `at`, `tried`."""
    SLOT_NOT_OURS = "slot_not_ours"
    """A slot of the vault was not made on this PC. Facts: `at`, `tried`."""
    LOOKED_UP = "looked_up"
    """A person was opened. Facts: `how` by which kind of check, `why` for what purpose, `tag` of somebody of
    another village, who has no id here."""
    SAW_NUMBER = "saw_number"
    """A number was shown in full. Facts: `why`; `tag`."""
    PRINTED = "printed"
    """Facts: `form`, `event`."""
    SAVED_PDF = "saved_pdf"
    """Facts: `form`, `event`."""
    EXPORTED = "exported"
    """Facts: `form`, `rows`."""
    TRAIL_READ = "trail_read"
    USER_ADDED = "user_added"
    """Facts: `user`."""
    USER_REMOVED = "user_removed"
    """Facts: `user`."""
    RIGHTS_CHANGED = "rights_changed"
    """The township gave a user of this clinic another role. Facts: `user`, `before`, `now`."""
    PASSWORD_CHANGED = "password_changed"  # noqa: S105  # a deed
    """Facts: `user`."""
    RECOVERY_USED = "recovery_used"
    """Told at the next unlocking. Facts: `at`, `tried`."""
    REKEYED = "rekeyed"
    """Told at the next unlocking. Facts: `at`, `tried`, who asked for it."""
    BACKUP_MADE = "backup_made"
    BACKUP_RESTORED = "backup_restored"
    VERIFIED = "verified"
    """Facts: `faults`."""
    DAY_ASKED = "day_asked"
    """Somebody was asked which day it is. Facts: `day` of the clock, `right` 1 or 0, `why` it was asked."""
    OLDER_COPY = "older_copy"
    """A file is not the one that was left here. Facts: `file` ledger, audit or vault; `missing` events or
    lines it lacks; `why` a new life of the ledger began."""
    DRAFT_DISCARDED = "draft_discarded"
    """An unfinished visit was thrown away. Facts: `event`, the saved visit it was to correct, if any."""
    LEDGER_MENDED = "ledger_mended"
    """A damaged ledger was made anew. Facts: `awaited`, events the township is to give back."""
    SETTING_CHANGED = "setting_changed"
    """Facts: `setting`, `now`."""


class Purpose(StrEnum):
    """For what somebody is looked at.

    Most people are looked at because they sit here; whoever is asked forty times a day says anything. So that
    one goes without saying, and the others are said.
    """

    PRESENT = "present"
    TELEPHONE = "telephone"
    HOME_VISIT = "home_visit"
    OUTREACH = "outreach"
    LIST_CHECK = "list_check"
    UNFINISHED = "unfinished"
    """A visit that was begun is taken up again."""
    CORRECTION = "correction"
    """A visit that was saved is corrected or cancelled."""
    FOLLOW_UP = "follow_up"
    """A follow-up form is opened."""
    PAPERS = "papers"
    """The number is held against a card or a paper."""
    FORM = "form"
    """The number is copied onto a form."""
    OTHER = "other"
    """Said in words."""


FOR_LOOKING = (
    *(Purpose.PRESENT, Purpose.TELEPHONE, Purpose.HOME_VISIT),
    *(Purpose.OUTREACH, Purpose.LIST_CHECK, Purpose.OTHER),
)
FOR_NUMBERS = (Purpose.PAPERS, Purpose.FORM, Purpose.TELEPHONE, Purpose.LIST_CHECK, Purpose.OTHER)
MOST_WORDS = 60


@dataclass(frozen=True, slots=True)
class Reason:
    """查看原因: a purpose, and the words of one that is none of the usual.

    Raises:
        Refusal: `reason_missing`.
    """

    purpose: Purpose = Purpose.PRESENT
    words: str = ""

    def __post_init__(self) -> None:
        if self.purpose is Purpose.OTHER and not self.words.strip():
            raise Refusal("reason_missing")


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One line of the trail; positions are gap-free from 1, and each hash covers the one before.

    `deed` is text because a newer program may have written others. `record` is the canonical encoding the
    hash is of, so that a batch of entries can travel and be checked elsewhere.
    """

    position: int
    at: datetime
    user: UserId
    deed: str
    person: PersonId
    reason: str
    facts: Mapping[str, Any]
    previous_hash: bytes
    record: bytes
    hash: bytes
