"""What a township is asked of own codes, national ones and the platform's catalogue in a served day."""

from datetime import date
from typing import Any

from core.catalogue.code_maps import CodeMap
from core.catalogue.items import ItemKind
from core.catalogue.national import NationalRow
from core.catalogue.place import PageFetch, PlaceRow, PlaceSubject
from core.ids import UserId
from core.platform_credentials import Credentials
from tests.helpers.township_store import NOW

DAY = date(2026, 5, 1)


def the_codes(store: Any) -> None:
    """Ask it."""
    store.keep_code_map(CodeMap(ItemKind.DRUG, "own", "XA01ABD075A002010100001"), UserId(""), NOW)
    store.code_maps()
    store.note_codes_sent("H33011100001", store.code_maps())
    store.codes_sent("H33011100001")
    store.remove_code_map(ItemKind.DRUG, "own", UserId(""), NOW)
    store.ask_to_send_codes(UserId(""), NOW)
    if asked := store.code_sending():
        store.note_codes_tried(asked)
    store.keep_platform_credentials(Credentials("village", "secret"), UserId(""), NOW)
    store.platform_credentials()
    store.remove_platform_credentials(UserId(""), NOW)
    store.take_national("1301", "V1", [NationalRow("XA01ABD075A002010100001", "药")])
    store.national_version("1301")
    store.national_rows(["XA01ABD075A002010100001"])
    fetch = PageFetch(PlaceSubject.LINK, begun_on=DAY, records=1, pages=1, held=1)
    store.hold_page(fetch, [PlaceRow("1", "XA01ABD075A002010100001", "", DAY, "HL-1")])
    assert store.page_fetch(PlaceSubject.LINK) == fetch
    store.take_pages(fetch)
    drugs = PageFetch(PlaceSubject.DRUG, begun_on=DAY, records=1, pages=1, held=1)
    store.hold_page(drugs, [NationalRow("ZZ01AAA0001010100001", "药")])
    store.take_pages(drugs)
    store.page_fetches()
    assert store.place_rows(PlaceSubject.LINK, ["XA01ABD075A002010100001"])
    store.told_elsewhere("H33011100001")
    store.note_download(store.ask_to_download(UserId(""), NOW))
    for before in (None, 2):
        assert store.catalogue_downloads(before, 9)
