"""A new key for a clinic's files: everything is there under the old one or under the new one."""

from pathlib import Path

from storage.clinic.access import Access
from storage.clinic.rekey import READY, STAGED
from tests.campaign.clinic_deeds import (
    FORM,
    PATIENT,
    PEOPLE,
    VISITS_BEFORE,
    desk_of,
    new_pen,
    opened,
    prepare_clinic,
)
from tests.campaign.deed import Deed, Say, Told
from tests.storage.clinic.sample import DOCTOR, NOON, PASSWORD, visit_of


def renew_key(folder: Path, say: Say, rounds: int) -> None:
    """Put the files under a new key again and again."""
    for number in range(1, 1 + rounds):
        Access(desk_of(folder)).rekey(DOCTOR, PASSWORD)
        say(str(number))


def check_renewed(folder: Path, told: Told) -> None:
    """The password opens the files, everything is in them, and nothing lies about."""
    with opened(folder) as store:
        assert store.verify() == []
        assert store.drafts.draft(FORM) == {"number": 0}
        assert len(store.records.visits(NOON.date(), NOON.date(), 10)) == VISITS_BEFORE
        assert len(store.records.search("第1版", 2 * PEOPLE)) == PEOPLE
        store.ledger.append(new_pen().draft(visit_of(PATIENT)))
    left = {one.name for one in desk_of(folder).folder.iterdir()}
    assert left & {STAGED, READY} == set()
    Access(desk_of(folder)).rekey(DOCTOR, PASSWORD)
    with opened(folder) as store:
        assert store.ledger.head().sequence == VISITS_BEFORE + 1


KEY_DEEDS = (Deed("rekey", prepare_clinic, renew_key, check_renewed, goes_on=True),)
