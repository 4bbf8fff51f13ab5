"""One township's console in its store, put together from its parts."""

from dataclasses import dataclass

from storage.township.console_lists import ConsoleListShelf
from storage.township.console_people import ConsolePeopleShelf
from storage.township.reconciliation import ReconciliationShelf
from storage.township.review import ReviewShelf


@dataclass(frozen=True, slots=True)
class SqlConsole(ConsolePeopleShelf, ConsoleListShelf, ReviewShelf, ReconciliationShelf):
    """`core.console_ports.Console` on either engine; safe to use from several threads."""
