"""The commands of a clinic about its stock."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Protocol

import typer

from core.clinic import SignIn
from core.errors import Stop
from core.ids import EventId
from core.services.bring_in_stock import StockOrder
from core.stock.book import StockView
from core.stock.move import MoveKind
from ui.commandline.answers import REFUSED, report, sentences
from ui.commandline.clinic import AsJson, Asking
from ui.commandline.options import spread
from ui.wording import stock as words
from ui.wording.reasons import sentence_for

_DAY = ["%Y-%m-%d"]


class StockDeeds(Protocol):
    """What the commands are handed."""

    def shelf(self, who: SignIn, view: StockView) -> Mapping[str, Any]:
        """List what lies there."""
        ...

    def moves(self, who: SignIn, limit: int) -> Iterator[Mapping[str, Any]]:
        """List what was written, newest first."""
        ...

    def bring_in(self, who: SignIn, file: Path, order: StockOrder) -> Mapping[str, Any]:
        """Read a file and write it down, or only say what would be."""
        ...

    def cancel(self, who: SignIn, event_id: EventId, reason: str) -> Mapping[str, Any]:
        """Take a movement back."""
        ...


@dataclass(frozen=True)
class Paper:
    """What the paper says of itself where the file does not, and how rows are taken."""

    on: Annotated[datetime | None, typer.Option("--on", formats=_DAY, help=words.ON_HELP)] = None
    document: Annotated[str, typer.Option("--document", help=words.DOCUMENT_HELP)] = ""
    partner: Annotated[str, typer.Option("--partner", help=words.PARTNER_HELP)] = ""
    reason: Annotated[str, typer.Option("--reason", help=words.REASON_HELP)] = ""
    preview: Annotated[bool, typer.Option("--preview", help=words.PREVIEW_HELP)] = False
    good_only: Annotated[bool, typer.Option("--good-rows-only", help=words.GOOD_ONLY_HELP)] = False

    def order(self, kind: MoveKind) -> StockOrder:
        """Say how the file is to be written down."""
        day = self.on.date() if self.on else None
        told = (self.document, self.partner, self.reason)
        return StockOrder(kind, day, *told, self.preview, self.good_only)


def add_stock(group: typer.Typer, deeds: Callable[[], StockDeeds]) -> None:
    """Add the commands to the group `clinic`."""

    @group.command("stock", help=words.LIST_HELP)
    @spread
    def stock(
        asking: Asking,
        view: Annotated[StockView, typer.Option("--view", help=words.VIEW_HELP)] = StockView.ALL,
        as_json: AsJson = False,
    ) -> None:
        with sentences():
            report(deeds().shelf(asking.sign_in(), view), as_json, words.list_said)

    @group.command("record-stock", help=words.RECORD_HELP)
    @spread
    def record_stock(
        kind: Annotated[MoveKind, typer.Argument(help=words.KIND_HELP)],
        file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help=words.FILE_HELP)],
        asking: Asking,
        paper: Paper,
        as_json: AsJson = False,
    ) -> None:
        with sentences():
            done = deeds().bring_in(asking.sign_in(), file, paper.order(kind))
        refused = [
            {**row, "sentence": sentence_for(Stop(row["outcome"], **row["facts"]))} for row in done["refused"]
        ]
        report({**done, "refused": refused}, as_json, words.brought_in_said)
        if refused:
            raise typer.Exit(REFUSED)

    @group.command("stock-moves", help=words.MOVES_HELP)
    @spread
    def stock_moves(
        asking: Asking,
        limit: Annotated[int, typer.Option("--limit", min=1, max=10_000, help=words.LIMIT_HELP)] = 50,
        as_json: AsJson = False,
    ) -> None:
        with sentences():
            for move in deeds().moves(asking.sign_in(), limit):
                report(move, as_json, words.move_line_said)

    @group.command("cancel-stock", help=words.CANCEL_HELP)
    @spread
    def cancel_stock(
        event: Annotated[str, typer.Argument(help=words.EVENT_HELP)],
        reason: Annotated[str, typer.Option("--reason", help=words.CANCEL_REASON_HELP)],
        asking: Asking,
        as_json: AsJson = False,
    ) -> None:
        with sentences():
            done = deeds().cancel(asking.sign_in(), EventId(event), reason)
            report(done, as_json, words.cancelled_said)
