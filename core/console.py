"""The people at a township's console: their roles, the rights of each, sessions and the trail of deeds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from core.ids import UserId

IDLE = timedelta(minutes=30)
"""How long a session outlives the last thing asked in it."""
LONGEST = timedelta(hours=10)
"""How long a session may last however busy: a working day."""


class ConsoleRole(StrEnum):
    """What somebody is at the console: 经办, 审核, 管理员, 县级."""

    CLERK = "clerk"
    REVIEWER = "reviewer"
    ADMINISTRATOR = "administrator"
    COUNTY = "county"


class ConsoleRight(StrEnum):
    """What somebody may do at the console."""

    SEE_CLINICS = "see_clinics"
    SEE_VISITS = "see_visits"
    REVIEW = "review"
    SEE_SETTLEMENT = "see_settlement"
    RECONCILE = "reconcile"
    SEE_DEVICES = "see_devices"
    MAKE_CODES = "make_codes"
    REVOKE_DEVICES = "revoke_devices"
    CONFIRM_DEVICES = "confirm_devices"
    SEE_PACKS = "see_packs"
    MANAGE_PEOPLE = "manage_people"
    READ_TRAIL = "read_trail"
    SEE_IMPORTS = "see_imports"
    PREPARE_IMPORTS = "prepare_imports"
    READ_PROBLEM_ROWS = "read_problem_rows"
    PUBLISH_IMPORTS = "publish_imports"
    SET_SETTLEMENT_WAYS = "set_settlement_ways"
    SETTLE_BY_FILE = "settle_by_file"


_LOOKS = frozenset(
    {
        *(ConsoleRight.SEE_CLINICS, ConsoleRight.SEE_SETTLEMENT, ConsoleRight.SEE_PACKS),
        ConsoleRight.SEE_IMPORTS,
    }
)
CONSOLE_RIGHTS: Mapping[ConsoleRole, frozenset[ConsoleRight]] = {
    ConsoleRole.CLERK: _LOOKS
    | {
        *(ConsoleRight.SEE_VISITS, ConsoleRight.RECONCILE),
        *(ConsoleRight.SEE_DEVICES, ConsoleRight.MAKE_CODES),
        *(ConsoleRight.PREPARE_IMPORTS, ConsoleRight.READ_PROBLEM_ROWS),
        ConsoleRight.SETTLE_BY_FILE,
    },
    ConsoleRole.REVIEWER: _LOOKS | {ConsoleRight.SEE_VISITS, ConsoleRight.REVIEW, ConsoleRight.RECONCILE},
    # Whoever keeps machines and people running has no need of patients.
    ConsoleRole.ADMINISTRATOR: _LOOKS
    | {
        *(ConsoleRight.SEE_DEVICES, ConsoleRight.MAKE_CODES),
        *(ConsoleRight.REVOKE_DEVICES, ConsoleRight.CONFIRM_DEVICES),
        *(ConsoleRight.MANAGE_PEOPLE, ConsoleRight.READ_TRAIL),
        *(ConsoleRight.PREPARE_IMPORTS, ConsoleRight.PUBLISH_IMPORTS),
        ConsoleRight.SET_SETTLEMENT_WAYS,
    },
    ConsoleRole.COUNTY: _LOOKS | {ConsoleRight.SEE_DEVICES, ConsoleRight.READ_TRAIL},
}


class ConsoleDeed(StrEnum):
    """What is written down. Facts are ids, codes and counts, never a person's name or number."""

    SIGNED_IN = "signed_in"
    SIGN_IN_REFUSED = "sign_in_refused"
    """Somebody gave the name of a user and not the password. A name nobody has is not kept: it may be one."""
    SIGNED_OUT = "signed_out"
    USER_KEPT = "user_kept"
    """Made, or given another name, role or password. Facts: `user`, `role`."""
    USER_REMOVED = "user_removed"
    """Facts: `user`."""
    VISIT_SEEN = "visit_seen"
    """Facts: `clinic`, `visit`."""
    VISIT_RETURNED = "visit_returned"
    """Facts: `clinic`, `visit`."""
    VISIT_TAKEN_IN = "visit_taken_in"
    """Facts: `clinic`, `visit`."""
    CODE_MADE = "code_made"
    """Facts: `clinic`."""
    DEVICE_REVOKED = "device_revoked"
    """Facts: `device`, `keep`."""
    DEVICES_CONFIRMED = "devices_confirmed"
    """PCs that were taken back after a loss. Facts: `devices`."""
    IMPORT_PREPARED = "import_prepared"
    """Files were uploaded to be looked through. Facts: `kind`."""
    PROBLEM_ROWS_READ = "problem_rows_read"
    """The rows of an upload that cannot be taken were fetched. Facts: `kind`."""
    CONFLICTS_SEEN = "conflicts_seen"
    """A page of what of the roster is to be looked into."""
    IMPORT_PROFILE_KEPT = "import_profile_kept"
    """What an office calls the columns of its files. Facts: `kind`."""
    ROSTER_IMPORTED = "roster_imported"
    """Facts: `import`."""
    CATALOGUE_IMPORTED = "catalogue_imported"
    """Facts: `import`."""
    CODES_IMPORTED = "codes_imported"
    """Facts: `import`."""
    PACK_ADOPTED = "pack_adopted"
    """Facts: `import`."""
    IMPORT_UNDONE = "import_undone"
    """Facts: `import`."""
    PRESCRIPTION_REVIEWED = "prescription_reviewed"
    """Facts: `clinic`, `visit`, `verdict`."""
    DIFFERENCE_CLOSED = "difference_closed"
    """Facts: `number`."""
    CODE_MAPPED = "code_mapped"
    """An own code was mapped to a national one, or with none taken off. Facts: `kind`, `own`, `national`."""
    CODES_ASKED = "codes_asked"
    """That the platform be told which national codes own ones stand for."""
    DOWNLOAD_ASKED = "download_asked"
    """That the platform's catalogue be fetched. Facts: `number`."""
    QUESTION_ANSWERED = "question_answered"
    """What somebody said about a visit at the platform. Facts: `clinic`, `visit`, `saying`."""
    VISITS_EXPORTED = "visits_exported"
    """A batch for the province was made. Facts: `batch`, `visits`."""
    EXPORT_FETCHED = "export_fetched"
    """The file of a batch was fetched. Facts: `batch`."""
    PROVINCE_RESULTS_TOLD = "province_results_told"
    """What the province made of visits was told. Facts: counts by outcome."""
    SETTLEMENT_WAY_SET = "settlement_way_set"
    """How a clinic settles. Facts: `clinic`, `mode`, `institution`."""
    PLATFORM_CREDENTIALS_KEPT = "platform_credentials_kept"
    """What the gateway of the province knows the township by. Facts: `caller`."""
    PLATFORM_CREDENTIALS_REMOVED = "platform_credentials_removed"
    REFUSED = "refused"
    """The deed written down just before did not happen. Facts: `deed`, `code`."""


@dataclass(frozen=True, slots=True)
class ConsoleUser:
    """A member of staff of the township or the county who signs in at the console."""

    user: UserId
    name: str
    role: ConsoleRole

    @property
    def rights(self) -> frozenset[ConsoleRight]:
        """Give what this user may do."""
        return CONSOLE_RIGHTS[self.role]


@dataclass(frozen=True, slots=True)
class ConsoleSession:
    """Somebody signed in; of the token only a hash is kept."""

    token_hash: bytes = field(repr=False)
    user: UserId
    began: datetime
    last_used: datetime

    def over(self, now: datetime) -> bool:
        """Tell whether it has run out."""
        return now >= self.last_used + IDLE or now >= self.began + LONGEST


@dataclass(frozen=True, slots=True)
class ConsoleNote:
    """A line of the trail; `user` is the command line's where nobody had signed in."""

    number: int
    at: datetime
    user: UserId
    deed: str
    facts: Mapping[str, Any]


AT_THE_MACHINE = UserId("")
"""Who did what was done by a command at the township's own machine."""
