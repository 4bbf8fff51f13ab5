"""乡镇简表 on its way to the desks: every person of the township as the other villages may know them.

One set serves all clinics, so that its chunks are made once; whom a desk holds in full, it shows in full.
What was worked out is kept: a roster of the next day costs as much as changed in it.
"""

import hashlib
import hmac
from collections.abc import Sequence
from datetime import date

from core.coverage.enrolment import RosterEntry
from core.coverage.thin_answers import ThinJudge, period_of
from core.data_sets import DataRow
from core.errors import Refusal
from core.identity.number_tag import number_tag
from core.policy.loader import load_shelf
from core.services.adopt_pack import pack_answering
from core.township_ports import TownshipStore
from core.township_rows import ThinRow, Township
from sync.codec import encode
from sync.data_sets import row_of

TAG_KEY_SETTING = "thin_tag_key"
"""The setting that hands a desk the key of the tags, as hex digits."""
_FORM = 1
"""Raised when rows are worked out in another way, so that all of them are made again."""
_AT_ONCE = 500
_LABEL = b"cunzhen/thin-roster-tag"
NOBODY = ""
"""The number nobody has: a row under its tag proves that key and set belong together."""


def tag_key(township: Township) -> bytes:
    """Give the key of the tags: lasting as the township's signing key, and telling nothing of it."""
    return hmac.new(township.keys.signing, _LABEL, hashlib.sha256).digest()


def thin_roster_rows(
    store: TownshipStore, township: Township, dates: tuple[date, date]
) -> Sequence[DataRow] | None:
    """Bring the thin rows up to the roster and the packs in force, and give them as rows of a data set.

    None where the packs in force cannot be read, or the one that answers is not among them: then nothing can
    be worked out, and the former set stays.
    """
    sources = store.packs()
    try:
        packs = load_shelf(sources)
    except Refusal:
        return None
    pack = pack_answering(store)
    if pack not in packs.versions:
        return None
    key, period = tag_key(township), period_of(*dates)
    judge = ThinJudge(packs, pack, period)
    basis = hashlib.sha256(encode([_FORM, dict(sources), pack, period.last.isoformat(), key])).digest()
    while waiting := store.thin_waiting(basis, period.first, _AT_ONCE):
        store.keep_thin(basis, period.first, [_row(judge, key, *one) for one in waiting])
    # Two people of one tag are one number twice, or one chance in 10^9: the first of them stands for both.
    found = dict(reversed(list(store.thin_rows())))
    found[number_tag(key, NOBODY)] = {"name": "", "spans": []}
    return [row_of(tag, content) for tag, content in found.items()]


def _row(judge: ThinJudge, key: bytes, digest: bytes, entry: RosterEntry) -> ThinRow:
    person = entry.person
    if not person.id_number:
        return ThinRow(person.person_id, digest, "", {})
    content = judge.entry_of(entry).to_plain()
    return ThinRow(person.person_id, digest, number_tag(key, person.id_number), content)
