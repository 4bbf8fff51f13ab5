"""The county's part of a pair: the public half goes up as an event, and comes back as the county's word
that it has it.

Until that word is here, a forgotten password cannot be recovered by telephone.
"""

import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

from core.county import CountyKeys
from core.errors import Hindrance, Refusal
from core.events import ClockTrust, EventDraft, EventIds, EventType
from core.ports import Enrolment
from core.recovery import RecoveryPair
from storage.clinic.ledger import NOBODY, ClinicLedger
from storage.clinic.vault import Vault

_START_BYTES = 16

ReadHeld = Callable[[bytes, CountyKeys], RecoveryPair]
"""Verify the county's word about a pair.

Raises:
    Refusal: not the county's, or not readable.
"""


def announce_pair(vault: Vault, ledger: ClinicLedger) -> None:
    """Write the public half of a new pair into the ledger; cut short, it is written twice, harmlessly."""
    content = vault.read()
    slots = content.recovery
    if slots is None or slots.announced:
        return
    body = ledger.codec.encode({"number": slots.pair.number, "public": slots.pair.public})
    event_id = EventIds(secrets.token_bytes(_START_BYTES)).next_for(ledger.codec.digest(body))
    kind, at = EventType.RECOVERY_PAIR_MADE, vault.clock.now()
    with suppress(Hindrance):  # a full disk keeps nobody out; the next start tries again
        ledger.append(EventDraft(event_id, kind, body, {}, NOBODY, at, ClockTrust.DOUBTFUL))
        vault.write(replace(content, recovery=replace(slots, announced=True)))


def nobody_reads(_word: bytes, _county: CountyKeys) -> RecoveryPair:
    """Believe no word, where nothing was handed in that can verify one."""
    raise Refusal("county_signature_wrong")


def learn_held(vault: Vault, enrolment: Enrolment, told: Any, read: ReadHeld) -> None:
    """Believe the county's word that it holds the present pair, as the township's settings brought it."""
    content = vault.read()
    slots = content.recovery
    if slots is None or slots.held or enrolment.county is None or not isinstance(told, str):
        return
    try:
        held = read(bytes.fromhex(told), enrolment.county)
    except (ValueError, Refusal):
        return  # not the county's word: the lock screen goes on saying that recovery is not available
    if held == slots.pair:
        with suppress(Hindrance):
            vault.write(replace(content, recovery=replace(slots, held=True)))
