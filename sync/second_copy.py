"""The township's half of the second copy: events no receipt covers yet, as a bundle only the township opens.

It says nothing of where the clinic stands, for it may lie on its carrier for weeks, until the PC is gone.
"""

from collections.abc import Callable

from core.own_events import EventSpan
from core.ports import Clock
from core.sync_ports import SyncStore
from sync.bundle import write_member
from sync.standing import signer_of
from sync.stick import event_pieces, up_header


def seal_events(clock: Clock, random: Callable[[int], bytes], store: SyncStore, span: EventSpan) -> bytes:
    """Make a bundle of some events of a clinic that has its township's sealing key."""
    standing = store.standing()
    hands, parts = (signer_of(standing), standing.enrolment.township_sealing), list[bytes]()
    write_member(parts.append, up_header(store, clock), hands, event_pieces(store, standing, span), random)
    return b"".join(parts)
