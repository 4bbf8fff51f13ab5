"""The page of downloads: asking for the platform's catalogue, how far it is, and what it changes here."""

from collections.abc import Mapping, Sequence
from typing import Any

from core.catalogue.downloads import CatalogueDownload
from core.console import ConsoleDeed
from core.dates import china_day
from core.errors import Refusal, Stop
from core.import_rows import ImportMark
from sync.township.catalogue_download import offer_of, put_in_force
from sync.township.console.asking import Answer, Ask, Desk, Moved, Shown
from sync.township.console.code_maps import institutions_of
from sync.township.console.paging import PAGE, cut, place, whole
from sync.township.publishing import publish_sets
from sync.township.settlement.sending_codes import ToldOtherwise, told_otherwise

_MOST = PAGE * 4
"""So many items of a list stand on the page."""
_NOTHING: Mapping[str, Any] = {"offer": None, "doubts": (), "lists": {}, "elsewhere": ()}


def show_downloads(desk: Desk, ask: Ask) -> Answer:
    """Show what was downloaded and what that would change, and how far the one is that goes on."""
    found = place(ask.query.get("after", ""), 1)
    rows = desk.store.catalogue_downloads(whole(found[0]) if found else None, PAGE + 1)
    newest = desk.store.catalogue_downloads(None, 1)
    now = newest[0] if newest else None
    facts = {
        "page": cut(rows, lambda one: (one.number,)),
        "now": now if now and now.waits else None,
        "stopped": {one.number: _stopped(desk, one) for one in rows if one.trouble},
        "taken": sorted(
            (one.subject, one.whose, one.taken_on) for one in desk.store.page_fetches() if one.taken_on
        ),
        "done": "done" in ask.query,
        "whole": now is not None and not now.waits,
        **(_offered(desk) if _looks(ask) and now and not now.waits else _NOTHING),
    }
    return Shown("downloads.html", facts)


def ask_to_download(desk: Desk, ask: Ask) -> Answer:  # noqa: ARG001 -- the form has nothing to say
    """Ask whoever settles to fetch what is new."""
    desk.store.ask_to_download(desk.user.user, desk.clock.now())
    return Moved("/downloads?done=1")


def take_over(desk: Desk, ask: Ask) -> Answer:
    """Take over what was downloaded, as an import."""
    if ask.given("sure") != "yes":
        raise Refusal("import_not_confirmed")
    now, agreed = desk.clock.now(), ask.given("agreed") == "yes"
    newest = desk.store.catalogue_downloads(None, 1)
    if newest and newest[0].waits:
        raise Refusal("download_under_way")
    mark = ImportMark(now, desk.user.user)

    def take() -> None:
        offer = offer_of(desk.store, china_day(now))
        if not offer.changes:
            raise Refusal("download_changes_nothing")
        put_in_force(desk.store, offer, mark, agreed)

    desk.trying(ConsoleDeed.CATALOGUE_IMPORTED, take)
    publish_sets(desk.store, desk.clock)
    return Moved("/imports?done=catalogue")


def _looks(ask: Ask) -> bool:
    """Tell whether somebody wants to see what would change: it takes longer than a page may."""
    return "look" in ask.query


def _offered(desk: Desk) -> Mapping[str, Any]:
    """Tell what would change."""
    today = china_day(desk.clock.now())
    offer = offer_of(desk.store, today)
    elsewhere: list[ToldOtherwise] = []
    for code in institutions_of(desk):
        elsewhere += told_otherwise(desk.store, code, today)
    lists: Mapping[str, Sequence[Any]] = {name: items[:_MOST] for name, items in offer.lists.items() if items}
    return {
        "offer": offer,
        "doubts": [desk.words.sentence_for(doubt) for doubt in offer.doubts],
        "lists": lists,
        "elsewhere": elsewhere[:_MOST],
    }


def _stopped(desk: Desk, one: CatalogueDownload) -> str:
    return desk.words.sentence_for(Stop(one.trouble, told=one.told))
