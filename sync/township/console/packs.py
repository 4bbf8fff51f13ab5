"""The page of the policy packs in force: which one answers, whose each is, from when its versions count."""

from core.console_rows import PackInForce
from core.county_pack import content_of
from core.dates import china_day
from core.import_rows import ImportKind, ImportRow
from core.services.adopt_pack import pack_answering
from sync.codec import CborCodec
from sync.township.console.asking import Answer, Ask, Desk, Shown
from sync.township.console.paging import moment

_LOOKED_BACK = 500
"""So many imports are looked through for those of packs: many years of them."""


def show_packs(desk: Desk, _: Ask) -> Answer:
    """Show the packs in force."""
    answering, codec = pack_answering(desk.store), CborCodec()
    signed = [content_of(row.package, codec) for row in desk.store.county_packs()]
    packs = [
        PackInForce(
            one.pack_id, one.pack_id == answering, one.versions, china_day(moment(str(one.signed_at)))
        )
        for one in signed
    ]
    counties = {one.pack_id for one in signed}
    shipped = sorted({path.partition("/")[0].partition("@")[0] for path in desk.store.packs()} - counties)
    packs += [PackInForce(name, name == answering, (), None) for name in shipped]
    came = {one.subject: one for one in reversed(desk.store.imports(None, _LOOKED_BACK)) if _stands(one)}
    return Shown("packs.html", {"packs": packs, "county": desk.store.county(), "came": came})


def _stands(one: ImportRow) -> bool:
    return one.kind is ImportKind.PACK and not one.undone and one.undoes is None
