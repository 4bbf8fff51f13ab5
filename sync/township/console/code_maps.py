"""The page of own codes: which have no national one, mapping them, and having the platform told."""

from collections.abc import Sequence

from core.catalogue.code_maps import CodeMap, gaps
from core.catalogue.code_sending import CodeSending
from core.errors import Hindrance
from sync.township.code_maps import kind_named
from sync.township.console.asking import Answer, Ask, Desk, Moved, Shown
from sync.township.console.paging import PAGE
from sync.township.settlement.sending_codes import unsent_codes

_MOST = PAGE * 4


def show_codes(desk: Desk, ask: Ask) -> Answer:
    """Show what has no national code, and what is mapped."""
    maps = desk.store.code_maps()
    sending = desk.store.code_sending()
    missing = gaps(list(desk.store.catalogue()), maps)
    facts = {
        "gaps": missing[:_MOST],
        "all_gaps": len(missing),
        "maps": maps[:_MOST],
        "all_maps": len(maps),
        "unsent": {code: len(unsent_codes(desk.store, code)) for code in institutions_of(desk)},
        "sending": sending,
        "stopped": _stopped(desk, sending),
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
    # A platform that was told before refuses what it was not told of since.
    if national and any(desk.store.codes_sent(code) for code in institutions_of(desk)):
        desk.store.ask_to_send_codes(user, now)
    return Moved("/codes?done=1")


def ask_to_send(desk: Desk, ask: Ask) -> Answer:  # noqa: ARG001 -- the form has nothing to say
    """Ask whoever settles to tell the platform what it was not told yet."""
    desk.store.ask_to_send_codes(desk.user.user, desk.clock.now())
    return Moved("/codes?done=1")


def _stopped(desk: Desk, sending: CodeSending | None) -> str:
    if sending is None or not sending.trouble:
        return ""
    if sending.trouble == "codes_not_taken":
        return desk.words.sentence_for(Hindrance("codes_not_taken", told=sending.told, sent=sending.sent))
    return desk.word_for(sending.trouble)


def institutions_of(desk: Desk) -> Sequence[str]:
    """List the codes visits of this township go up under, its own first."""
    others = sorted({one.way.institution for one in desk.store.settlement_ways()} - {""})
    return [desk.store.township().institution_code, *others]
