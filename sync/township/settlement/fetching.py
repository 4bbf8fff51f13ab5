"""目录下载: fetching what is new of the platform's catalogue, one message after the other.

Every version of a file and every page is kept as it comes, so that a break costs one message; rows count
only once a version or all pages of a part are here.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import TypeVar

from core.catalogue.downloads import CatalogueDownload
from core.catalogue.place import PageFetch, PlaceSubject
from core.dates import china_day
from core.errors import Hindrance
from core.ports import Clock
from core.township_ports import TownshipStore
from sync.township.settlement.answers import NoAnswer, NotReached, PlatformRefused
from sync.township.settlement.institution import Institution
from sync.township.settlement.institutions import Institutions
from sync.township.settlement.national_catalogues import CatalogueFile, NationalCatalogues
from sync.township.settlement.national_interface import NationalInterface
from sync.township.settlement.national_pages import INFNO, NationalPage, NationalPages
from sync.township.settlement.sending_codes import believe_told

_MOST_VERSIONS = 1000
_TRIES = 3
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Fetched:
    """What one message brought: the page of a part, of how many, and rows that count from now on."""

    part: str
    page: int
    pages: int
    rows: int


def fetching(store: TownshipStore, institutions: Institutions, clock: Clock) -> Iterator[Fetched]:
    """Fetch what is new, a message at each step; begun again after a break it goes on where it stopped.

    Raises:
        Hindrance: `platform_not_reachable`, `catalogue_not_given` with `told`, `download_overtaken`.
    """
    desk = institutions.desk
    for part in desk.province.catalogues:
        yield from _versions(store, institutions, part)
    for subject in desk.province.place_parts:
        if subject is PlaceSubject.OWN_CODE:
            for one in institutions.everyone():
                yield from _pages(store, institutions, clock, (subject, one))
        else:
            yield from _pages(store, institutions, clock, (subject, desk.institution))


def _versions(store: TownshipStore, institutions: Institutions, part: str) -> Iterator[Fetched]:
    for number in range(1, _MOST_VERSIONS):
        held = store.national_version(part)
        ask = partial(_version, part, held)
        found = _asked(institutions, institutions.desk.institution, ask)
        if found is None or found.version == held:
            return
        yield Fetched(part, number, 0, store.take_national(part, found.version, found.rows))


def _pages(
    store: TownshipStore, institutions: Institutions, clock: Clock, what: tuple[PlaceSubject, Institution]
) -> Iterator[Fetched]:
    subject, institution = what
    whose = institution.code if subject is PlaceSubject.OWN_CODE else ""
    while True:
        so_far = store.page_fetch(subject, whose)
        if not so_far.begun_on or so_far.held < so_far.pages:
            ask = partial(_page, so_far, china_day(clock.now()))
            page = _asked(institutions, institution, ask)
            store.hold_page(page.fetch, page.rows)
            so_far = page.fetch
        whole = so_far.held == so_far.pages
        rows = store.take_pages(so_far) if whole else 0
        if whole and subject is PlaceSubject.OWN_CODE:
            believe_told(store, whose, china_day(clock.now()))
        yield Fetched(INFNO[subject], so_far.held, so_far.pages, rows)
        if whole:
            return


def _version(part: str, held: str, interface: NationalInterface) -> CatalogueFile | None:
    return NationalCatalogues(interface).fetch(part, held)


def _page(so_far: PageFetch, today: date, interface: NationalInterface) -> NationalPage:
    return NationalPages(interface).fetch(so_far, today)


def _asked(
    institutions: Institutions, institution: Institution, ask: Callable[[NationalInterface], Found]
) -> Found:
    """Ask, and ask again: a question changes nothing at the platform."""
    for left in reversed(range(_TRIES)):
        try:
            return ask(institutions.signed_in(institution))
        except NotReached as error:
            raise Hindrance("platform_not_reachable") from error
        except PlatformRefused as refused:
            institutions.sign_out(institution)
            if not left:
                raise Hindrance("catalogue_not_given", told=refused.told) from refused
        except NoAnswer as error:
            if not left:
                raise Hindrance("catalogue_not_given", told="") from error
    raise AssertionError("unreachable")


@dataclass(slots=True)
class Downloading:
    """Sees to the download that waits, a message at a time, so that no visit waits for all of it.

    `download` is the one at work, `stopped` what stopped the last.
    """

    store: TownshipStore
    institutions: Institutions
    clock: Clock
    download: CatalogueDownload | None = None
    stopped: Hindrance | None = None
    _steps: Iterator[Fetched] = field(default_factory=lambda: iter(()))

    def step(self) -> bool:
        """Take one message's worth; tell whether more is to come."""
        if self.download is None and not self._begin():
            return False
        try:
            self._went_on(next(self._steps, None))
        except Hindrance as hindrance:
            self.stopped = hindrance
            self._end(trouble=hindrance.code, told=str(hindrance.facts.get("told", "")))
        return self.download is not None

    def _begin(self) -> bool:
        newest = self.store.catalogue_downloads(None, 1)
        if not newest or not newest[0].waits:
            return False
        self.download = newest[0]
        self._steps = fetching(self.store, self.institutions, self.clock)
        return True

    def _went_on(self, fetched: Fetched | None) -> None:
        if fetched is None:
            self._end()
        elif self.download:
            rows = self.download.rows + fetched.rows
            step = replace(self.download, part=fetched.part, page=fetched.page, pages=fetched.pages)
            self._note(replace(step, rows=rows))

    def _end(self, trouble: str = "", told: str = "") -> None:
        if self.download:
            self._note(replace(self.download, done_at=self.clock.now(), trouble=trouble, told=told))
        self.download = None

    def _note(self, download: CatalogueDownload) -> None:
        self.download = download
        self.store.note_download(download)
