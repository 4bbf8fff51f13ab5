"""What a console is served with."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from core.console_ports import Console
from core.ids import TownshipCode
from core.ports import Clock
from core.township_ports import TownshipStore
from sync.township.console.asking import Speech
from sync.township.imports.uploads import Uploads


@dataclass(frozen=True, slots=True)
class ConsoleHosting:
    """The townships of a service as their consoles need them, and what words a no or a bare code."""

    codes: Callable[[], Sequence[TownshipCode]]
    store_of: Callable[[TownshipCode], TownshipStore]
    console_of: Callable[[TownshipCode], Console]
    clock: Clock
    speech: Speech
    uploads: Uploads
    random: Callable[[int], bytes]
    metrics_token: str | None = field(default=None, repr=False)
