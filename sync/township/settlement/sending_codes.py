"""目录对照上传: telling the platform which national codes own ones stand for, when somebody asks for it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from core.catalogue.code_maps import CodeMap, NationalItem, is_national, national_items
from core.dates import china_day
from core.errors import Hindrance
from core.ports import Clock
from core.township_ports import TownshipStore
from sync.township.settlement.answers import NoAnswer, NotReached, PlatformRefused
from sync.township.settlement.institutions import Institutions
from sync.township.settlement.national_catalogues import MOST_AT_ONCE, NationalCatalogues


def unsent_codes(store: TownshipStore, institution: str) -> Sequence[NationalItem]:
    """List what an institution did not tell the platform yet."""
    known = store.codes_sent(institution)
    items = national_items(list(store.catalogue()), store.code_maps())
    return [one for one in items if known.get((one.item.kind, one.item.code)) != one.national]


@dataclass(frozen=True, slots=True)
class ToldOtherwise:
    """An own code that stands for another national one at the platform than here."""

    institution: str
    own: str
    here: str
    there: str


def told_otherwise(store: TownshipStore, institution: str, on: date) -> Sequence[ToldOtherwise]:
    """List what the platform, as it was asked last, has otherwise than the township."""
    here = {one.item.code: one.national for one in national_items(list(store.catalogue()), store.code_maps())}
    rows = [row for row in store.told_elsewhere(institution) if row.holds(on)]
    wrong = [row for row in rows if here.get(row.code, row.value) != row.value]
    return [ToldOtherwise(institution, row.code, here[row.code], row.value) for row in wrong]


def believe_told(store: TownshipStore, institution: str, on: date) -> None:
    """Remember as told what the platform says it was told, so that what differs from it is told again."""
    sent = store.codes_sent(institution)
    rows = {row.code: row.value for row in store.told_elsewhere(institution) if row.holds(on)}
    wrong = [
        CodeMap(kind, own, rows[own])
        for (kind, own), national in sent.items()
        if rows.get(own, national) != national and is_national(kind, rows[own])
    ]
    store.note_codes_sent(institution, wrong)


def send_codes(store: TownshipStore, institutions: Institutions, clock: Clock) -> int:
    """Tell the platform what it was not told yet, message by message; give how many codes that were.

    Raises:
        Hindrance: `platform_not_reachable`, `codes_not_taken` with `told` and `sent`: what went before is
            remembered.
    """
    sent = 0
    for one in institutions.everyone():
        new = unsent_codes(store, one.code)
        for first in range(0, len(new), MOST_AT_ONCE):
            some = new[first : first + MOST_AT_ONCE]
            try:
                NationalCatalogues(institutions.signed_in(one)).send_codes(some, china_day(clock.now()))
            except NotReached as error:
                raise Hindrance("platform_not_reachable") from error
            except NoAnswer as error:
                raise Hindrance("codes_not_taken", told="", sent=sent) from error
            except PlatformRefused as refused:
                raise Hindrance("codes_not_taken", told=refused.told, sent=sent) from refused
            store.note_codes_sent(one.code, [CodeMap(i.item.kind, i.item.code, i.national) for i in some])
            sent += len(some)
    return sent


def send_as_asked(store: TownshipStore, institutions: Institutions, clock: Clock) -> None:
    """See to a request that waits, and say how it went: whoever asked has to ask again where it did not.

    While settlements are frozen it waits: nothing goes to the platform then.
    """
    asked = store.code_sending()
    if asked is None or not asked.waits or store.frozen_since() is not None:
        return
    try:
        done = replace(asked, sent=send_codes(store, institutions, clock))
    except Hindrance as hindrance:
        facts = hindrance.facts
        told, sent = str(facts.get("told", "")), int(facts.get("sent", 0))
        done = replace(asked, sent=sent, trouble=hindrance.code, told=told)
    store.note_codes_tried(replace(done, done_at=clock.now()))
