"""When a desk that looks out for a settlement should ask again."""

from datetime import datetime, timedelta

from core.settlement_ports import AwaitedSettlements
from core.township_rows import DeviceRow
from sync.protocol import Hello

_SOON = timedelta(seconds=3)
"""Most settlements are through by then; after it a desk asks half as often."""


def ask_again_in(store: AwaitedSettlements, device: DeviceRow, hello: Hello, now: datetime) -> int:
    """Tell in how many seconds the result a hello awaits may be there; 0: nothing will come soon."""
    if hello.awaits is None:
        return 0
    since = store.await_settlement(device, hello.head.incarnation, hello.awaits, now)
    if since is None:
        return 0
    return 1 if now - since < _SOON else 2
