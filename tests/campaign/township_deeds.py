"""What a township's embedded store does: founding it, another roster, and the sets published from it."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path

from core.coverage.enrolment import RosterEntry
from core.data_sets import DataSetName
from core.errors import Stop
from storage.township.engines import open_embedded
from storage.township.store import SqlTownshipStore
from sync.township.publishing import clinic_scope, publish_sets
from tests.campaign.deed import Deed, Say, Told
from tests.helpers.open_desk import HandClock
from tests.helpers.township_store import CLINIC, CODEC, NOW, TOWNSHIP, a_device, a_person, a_store

PEOPLE = 60
VILLAGE = "上村"
_CLOCK = HandClock(NOW)


@contextmanager
def opened(folder: Path) -> Iterator[SqlTownshipStore]:
    """Open the township and close it."""
    database = open_embedded(folder / "data")
    try:
        yield SqlTownshipStore(database, TOWNSHIP, CODEC)
    finally:
        database.close()


def prepare_township(folder: Path) -> None:
    """Found a township with two clinics and a roster."""
    folder.mkdir()
    database = open_embedded(folder / "data", create=True)
    store = a_store(database)
    a_device(store)
    bring_in(store, 1)
    database.close()


def people_of(version: int) -> list[RosterEntry]:
    """Give a roster whose every row says which version it is of."""
    return [a_person(number, VILLAGE, f"第{version}版") for number in range(PEOPLE)]


def bring_in(store: SqlTownshipStore, version: int) -> None:
    """Make a version the roster, as an import does, and publish it."""
    store.replace_roster(people_of(version), NOW.date(), NOW.date() + timedelta(days=version))
    publish_sets(store, _CLOCK)


def version_held(store: SqlTownshipStore) -> int:
    """Tell which roster is in force."""
    dates = store.roster_dates()
    assert dates is not None
    return (dates[1] - dates[0]).days


def import_rosters(folder: Path, say: Say, rounds: int) -> None:
    """Bring the next roster in."""
    with opened(folder) as store:
        now = version_held(store)
        for number in range(now + 1, now + 1 + rounds):
            bring_in(store, number)
            say(str(number))


def check_rosters(folder: Path, told: Told) -> None:
    """One roster is in force, whole, and what was published is no older than what was told to be done."""
    with opened(folder) as store:
        version, promised = version_held(store), told.last_number() or 1
        assert version - promised in range(told.lives + 1)
        assert list(store.roster_of([VILLAGE])) == people_of(version)
        published = store.published(DataSetName.ROSTER, clinic_scope(CLINIC))
        assert published is not None
        assert promised <= published.version.version <= version
        assert store.check() == []
        bring_in(store, version + 1)
        assert version_held(store) == version + 1


def found(folder: Path, say: Say, rounds: int) -> None:
    """Found townships, each in a folder of its own."""
    for number in range(rounds):
        prepare_township(folder / str(number))
        say(str(number))


def check_found(folder: Path, told: Told) -> None:
    """Every township told to be founded opens; one that was cut short opens or says what it lacks."""
    for promise in told.promises[-2:]:
        with opened(folder / promise) as store:
            assert store.check() == []
    cut_short = folder / str(len(told.promises))
    if (cut_short / "data").exists():
        with suppress(Stop), opened(cut_short) as store:
            assert store.check() == []


TOWNSHIP_DEEDS = (
    Deed("import", prepare_township, import_rosters, check_rosters, goes_on=True),
    Deed("found", Path.mkdir, found, check_found),
)
