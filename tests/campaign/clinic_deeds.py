"""What a clinic's store does: visits, open forms, rosters, users, setting up."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from core.errors import Hindrance, Stop
from core.identity.person import Person
from core.ids import UserId
from storage.clinic.desk import ClinicStore, Desk, create_clinic, open_clinic
from tests.campaign.deed import REFUSED, Deed, Say, Told
from tests.storage.clinic.sample import (
    DOCTOR,
    ENROLMENT,
    EPOCH,
    NOON,
    PASSWORD,
    Pen,
    bring_roster,
    chain_holds,
    desk_in,
    new_clinic,
    person,
    visit_of,
)

PATIENT = person(1, "王小满", "110105194912310021")
PAGES_BEFORE_A_FOLD = 24
"""The write-ahead log is folded in after so few pages that it happens in the middle of every deed."""
PEOPLE = 60
FORM = "open form"
VISITS_BEFORE = 3
OTHER_PASSWORD = "shi qiao xiao man liu"


def desk_of(folder: Path) -> Desk:
    """Name the clinic of a folder; it has room beside it for what lies beside a data folder."""
    return desk_in(folder / "clinic")


@contextmanager
def opened(folder: Path) -> Iterator[ClinicStore]:
    """Open the clinic and close it, whatever happens."""
    store = open_clinic(desk_of(folder), DOCTOR, PASSWORD)
    try:
        yield store
    finally:
        store.close()


def new_pen() -> Pen:
    """Give a pen whose ids no other start of the program has."""
    pen = Pen()
    pen.ids.start = secrets.token_bytes(16)
    return pen


def people_of(version: int) -> list[Person]:
    """Give a roster whose every row says which version it is of."""
    return [person(number, f"第{version}版", village=f"v{version}") for number in range(PEOPLE)]


def prepare_clinic(folder: Path) -> None:
    """Make a clinic with a roster, an open form and some visits."""
    folder.mkdir()
    store = new_clinic(folder / "clinic")
    bring_roster(store, people_of(1), 1)
    store.drafts.keep_draft(FORM, {"number": 0})
    pen = new_pen()
    for _ in range(VISITS_BEFORE):
        store.ledger.append(pen.draft(visit_of(PATIENT)))
    store.close()


def record(folder: Path, say: Say, rounds: int) -> None:
    """Save visits; one that the disk refuses is told, and the next is tried."""
    with opened(folder) as store:
        store.ledger.file.database.execute(f"PRAGMA wal_autocheckpoint = {PAGES_BEFORE_A_FOLD}")
        pen = new_pen()
        for _ in range(rounds):
            try:
                say(store.ledger.append(pen.draft(visit_of(PATIENT))).header.event_id)
            except Hindrance as hindrance:
                say(f"{REFUSED}{hindrance.code}")


def check_record(folder: Path, told: Told) -> None:
    """Every visit told to be saved is there, in its order, and for each life at most the one being saved."""
    with opened(folder) as store:
        events = store.ledger.events_after(0, 10**9)
        shown = store.records.visits(NOON.date(), NOON.date(), 10_000)
        assert store.verify() == []
        kept = [str(event.header.event_id) for event in events]
        assert [one for one in kept[VISITS_BEFORE:] if one in set(told.promises)] == told.promises
        assert len(kept) <= VISITS_BEFORE + len(told.promises) + told.lives
        assert chain_holds(events)
        assert {state.event_id for state in shown} == set(kept)
        store.ledger.append(new_pen().draft(visit_of(PATIENT)))
        assert store.ledger.head().sequence == len(kept) + 1


def keep_forms(folder: Path, say: Say, rounds: int) -> None:
    """Keep an open form again and again."""
    with opened(folder) as store:
        held = store.drafts.draft(FORM) or {"number": 0}
        for number in range(held["number"] + 1, held["number"] + 1 + rounds):
            store.drafts.keep_draft(FORM, {"number": number, "complaint": "咳" * 200})
            say(str(number))


def check_forms(folder: Path, told: Told) -> None:
    """The open form is the last one told to be kept, or the one that was being kept."""
    with opened(folder) as store:
        held = store.drafts.draft(FORM)
        assert held is not None
        assert held["number"] - told.last_number() in range(told.lives + 1)
        assert store.verify() == []


def switch_roster(folder: Path, say: Say, rounds: int) -> None:
    """Put the next roster in force."""
    with opened(folder) as store:
        now = store.sync.sets.in_use()
        version = max((used.version.version for used in now.values()), default=0)
        for number in range(version + 1, version + 1 + rounds):
            bring_roster(store, people_of(number), number)
            say(str(number))


def check_roster(folder: Path, told: Told) -> None:
    """One roster answers, whole: the last one told to be in force or the one after; the visits are there.

    The township gives again what a power cut took from the cache.
    """
    with opened(folder) as store:
        (used,) = store.sync.sets.in_use().values()
        version = used.version.version
        latest = told.last_number() or 1
        assert version in range(1 if told.power_cut else latest, latest + told.lives + 1)
        for number in range(PEOPLE):
            entry = store.records.entry(person(number, "").person_id)
            assert entry is not None
            assert entry.person == people_of(version)[number]
        assert len(store.records.search(f"第{version}版", 2 * PEOPLE)) == PEOPLE
        assert store.verify() == []
        assert len(store.records.visits(NOON.date(), NOON.date(), 10)) == VISITS_BEFORE
        with store.sync.sets.file.reading() as cache:
            (left,) = cache.execute("SELECT count(*) FROM builds").fetchone()
        assert left == 1, "what was cut short is cleared away at the next start"


def change_users(folder: Path, say: Say, rounds: int) -> None:
    """Give users slots, change a password, take slots away."""
    vault = desk_of(folder).vault
    key = vault.unlock(DOCTOR, PASSWORD)
    for number in range(rounds):
        user = UserId(f"u{number}")
        vault.add_user(key, user, OTHER_PASSWORD)
        say(f"{number} added")
        vault.change_password(user, OTHER_PASSWORD, PASSWORD)
        say(f"{number} changed")
        vault.remove_user(key, user)
        say(f"{number} removed")


def check_users(folder: Path, told: Told) -> None:
    """The vault is as after the last deed told, or the one after it; nothing lies beside it."""
    vault = desk_of(folder).vault
    key = vault.unlock(DOCTOR, PASSWORD)
    number, _, done = (told.promises[-1] if told.promises else "-1 removed").partition(" ")
    states = ("removed", "added", "changed")
    after = states[(states.index(done) + 1) % len(states)]
    user = UserId(f"u{int(number) + (done == 'removed')}")
    assert _state_of(folder, user) in (done, after)
    if user in vault.users():
        vault.remove_user(key, user)
    vault.add_user(key, user, OTHER_PASSWORD)
    assert sorted(vault.users()) == sorted((DOCTOR, user))
    with opened(folder) as store:
        assert store.verify() == []


def _state_of(folder: Path, user: UserId) -> str:
    vault = desk_of(folder).vault
    if user not in vault.users():
        return "removed"
    for password, state in ((OTHER_PASSWORD, "added"), (PASSWORD, "changed")):
        with suppress(Stop):
            vault.unlock(user, password)
            return state
    raise AssertionError("a slot that opens with neither password")


def set_up(folder: Path, say: Say, rounds: int) -> None:
    """Set clinics up, each in a folder of its own."""
    for number in range(rounds):
        create_clinic(desk_of(folder / str(number)), ENROLMENT, EPOCH, DOCTOR, PASSWORD)
        say(str(number))


def check_set_up(folder: Path, told: Told) -> None:
    """Every clinic told to be there opens; the one that was cut short opens or can be set up again."""
    for promise in told.promises[-2:]:
        with opened(folder / promise) as store:
            assert store.verify() == []
    cut_short = folder / str(len(told.promises))
    with suppress(Stop):
        create_clinic(desk_of(cut_short), ENROLMENT, EPOCH, DOCTOR, PASSWORD)
    with opened(cut_short) as store:
        store.ledger.append(new_pen().draft(visit_of(PATIENT)))
        assert store.verify() == []


CLINIC_DEEDS = (
    Deed("record", prepare_clinic, record, check_record, goes_on=True),
    Deed("forms", prepare_clinic, keep_forms, check_forms, goes_on=True),
    Deed("roster", prepare_clinic, switch_roster, check_roster, goes_on=True),
    Deed("users", prepare_clinic, change_users, check_users),
    Deed("set-up", Path.mkdir, set_up, check_set_up),
)
