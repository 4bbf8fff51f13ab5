"""The page of own codes: which have no national one, and mapping them."""

from core.catalogue.code_maps import CodeMap, gaps
from sync.township.code_maps import kind_named
from sync.township.console.asking import Answer, Ask, Desk, Moved, Shown
from sync.township.console.paging import PAGE

_MOST = PAGE * 4


def show_codes(desk: Desk, ask: Ask) -> Answer:
    """Show what has no national code, and what is mapped."""
    maps = desk.store.code_maps()
    missing = gaps(list(desk.store.catalogue()), maps)
    facts = {
        "gaps": missing[:_MOST],
        "all_gaps": len(missing),
        "maps": maps[:_MOST],
        "all_maps": len(maps),
        "done": "done" in ask.query,
    }
    return Shown("code_maps.html", facts)


def map_code(desk: Desk, ask: Ask) -> Answer:
    """Map a code; without a national one, take its mapping away."""
    kind, own, national = kind_named(ask.given("kind")), ask.given("own"), ask.given("national")
    now, user = desk.clock.now(), desk.user.user
    if national:
        desk.store.keep_code_map(CodeMap(kind, own, national), user, now)
    else:
        desk.store.remove_code_map(kind, own, user, now)
    return Moved("/codes?done=1")
