"""A clinic at rest: the PC sleeps, files closed and key gone, and everything else is as it was.

The parts of an open store keep their file objects; only what lies inside these is closed and opened again, so
that a screen finds the very objects it was built on.
"""

from storage.clinic.at_the_door import with_room_to_open
from storage.clinic.database import open_cache, open_ledger
from storage.clinic.desk import ClinicStore, Desk
from storage.clinic.sign_in import confirm, note_unlocked
from storage.secret import wiped


def rest(store: ClinicStore) -> None:
    """Close the files and forget the key; the folder stays taken."""
    store.audit.let_go()
    store.forget_key()
    for file in store.files:
        file.rest()


@with_room_to_open
def come_back(desk: Desk, store: ClinicStore, password: str) -> None:
    """Check the password of whoever is signed in again, and open the files if they rest.

    Raises:
        Refusal: as `Vault.unlock`: nothing was opened.
        Hindrance: the files cannot be opened; they rest on.
    """
    if not any(file.resting for file in store.files):
        confirm(desk.vault, store.audit, password)
        return
    ledger, cache = store.files
    with wiped(desk.vault.unlock(store.audit.user, password)) as key:
        store.remember_key(key)
    try:  # with the key that stays: a file begun anew later in the day must not be sealed with a wiped one
        if ledger.resting:
            ledger.wake(open_ledger(desk.folder, store.key))
        if cache.resting:
            cache.wake(open_cache(desk.folder, store.key))
    except BaseException:
        store.forget_key()
        raise
    note_unlocked(desk.vault, store.audit, again=True)
