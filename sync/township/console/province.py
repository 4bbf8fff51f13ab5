"""The page of 总对总: batches of visits for the province, and the files of what became of them."""

from core.console import ConsoleDeed, ConsoleRight
from core.errors import Refusal
from core.import_rows import ImportKind
from sync.township.console.asking import Answer, Ask, Desk, Moved, Sent, Shown
from sync.township.console.imports import publish_now
from sync.township.console.paging import PAGE, cut, place, whole
from sync.township.imports.uploads import working
from sync.township.province.desk import new_batch
from sync.township.province.visits_sheet import csv_of, workbook_of

_KINDS = {
    "xlsx": (workbook_of, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": (csv_of, "text/csv; charset=utf-8"),
}


def show_province(desk: Desk, ask: Ask) -> Answer:
    """Show the batches, what waits for the next one, and files of outcomes that wait."""
    found = place(ask.query.get("after", ""), 1)
    batches = desk.store.province_exports(whole(found[0]) if found else None, PAGE + 1)
    now = desk.clock.now()
    facts = {
        "page": cut(batches, lambda one: (one.number,)),
        "waiting": desk.store.waiting_for_export(),
        "uploads": [
            (one, working(one, now))
            for one in desk.uploads.waiting(now)
            if one.kind is ImportKind.PROVINCE_RESULTS
        ],
        "frozen_since": desk.store.frozen_since(),
        "done": "done" in ask.query,
    }
    return Shown("province.html", facts)


def make_batch(desk: Desk, ask: Ask) -> Answer:  # noqa: ARG001 -- the form says nothing but that
    """Make a batch of all that waits."""
    desk.trying(ConsoleDeed.VISITS_EXPORTED, lambda: new_batch(desk.store, desk.user.user, desk.clock))
    return Moved("/province?done=1")


def send_batch(desk: Desk, ask: Ask) -> Answer:
    """Give the file of a batch; it names patients, so that fetching it is a deed."""
    name, dot, kind = ask.part("file").partition(".")
    if not dot or kind not in _KINDS:
        raise Refusal("console_page_unknown")
    number = whole(name)
    write, media = _KINDS[kind]
    content = desk.doing(
        ConsoleDeed.EXPORT_FETCHED,
        {"batch": number},
        lambda: write(desk.store.township().code, number, desk.store.exported_visits(number)),
    )
    return Sent(f"province-{number}.{kind}", media, [content])


def tell_results(desk: Desk, ask: Ask) -> Answer:
    """Tell the clinics what a file of outcomes says, behind the answer."""
    return publish_now(desk, ask, ConsoleRight.SETTLE_BY_FILE)
