"""The commands about stock say what lies there, and what became of every row of a file."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from typer import Typer
from typer.testing import CliRunner

from core.clinic import SignIn
from core.ids import EventId
from core.services.bring_in_stock import StockOrder
from core.stock.book import StockView
from core.stock.move import MoveKind
from ui.commandline.stock import add_stock

DRUG = {
    **{"name": "阿莫西林胶囊", "specification": "0.25g*24", "unit": "盒", "quantity": 7, "lasts_days": 9},
    "batches": [{"batch": "A01", "expires": "2027-12-31", "quantity": 7}],
}
ASKING = ("--data", "clinic", "--user", "wang", "--password-stdin")


@dataclass
class Deeds:
    """Remembers what it was asked for."""

    asked: list[Any] = field(default_factory=list)
    refused: tuple[Mapping[str, Any], ...] = ()

    def shelf(self, _who: SignIn, view: StockView) -> Mapping[str, Any]:
        self.asked.append(view)
        return {"kept": 3, "low": 1, "expiring": 0, "drugs": [DRUG]}

    def moves(self, _who: SignIn, limit: int) -> Iterator[Mapping[str, Any]]:
        self.asked.append(limit)
        line = {"name": "阿莫西林胶囊", "quantity": 7}
        yield {
            "on": "2026-11-20",
            "kind": "receipt",
            "cancelled": True,
            "lines": [line],
            "event_id": "0" * 32,
        }

    def bring_in(self, _who: SignIn, file: Path, order: StockOrder) -> Mapping[str, Any]:
        self.asked.append((file.name, order))
        facts = {"lines": [DRUG], "refused": list(self.refused), "unknown_titles": ["备注"]}
        return {**facts, "saved": not order.only_preview, "event_id": "1" * 32}

    def cancel(self, _who: SignIn, event_id: EventId, reason: str) -> Mapping[str, Any]:
        self.asked.append((event_id, reason))
        return {"event_id": event_id}


def run(deeds: Deeds, *arguments: str) -> tuple[int, str]:
    group = Typer()
    add_stock(group, lambda: deeds)
    done = CliRunner().invoke(group, [*arguments, *ASKING], input="a synthetic password\n")
    return done.exit_code, done.output


def test_the_shelf_and_the_documents_are_listed() -> None:
    deeds = Deeds()
    code, said = run(deeds, "stock", "--view", "low")
    assert (code, deeds.asked) == (0, [StockView.LOW])
    assert "在账 3 种，快用完 1 种，近效期 0 种。" in said
    assert "阿莫西林胶囊 0.25g*24  7 盒  约 9 天  [A01 2027-12-31 7]" in said
    assert "2026-11-20  入库（已作废）    阿莫西林胶囊 7" in run(deeds, "stock-moves")[1]


def test_a_file_is_looked_at_and_written_down(tmp_path: Path) -> None:
    file = tmp_path / "ck.csv"
    file.touch()
    deeds = Deeds(refused=({"row": 4, "name": "没有的药", "outcome": "stock_item_unknown", "facts": {}},))
    paper = ("--on", "2026-11-20", "--document", "CK-1", "--preview")
    code, said = run(deeds, "record-stock", "receipt", str(file), *paper)
    assert code == 1
    assert "只是预览，没有记账：1 行，1 行不能记入。" in said
    assert "第 4 行 没有的药：目录里没有这个药品" in said
    assert "没有用到的列：备注" in said
    order = StockOrder(MoveKind.RECEIPT, date(2026, 11, 20), "CK-1", only_preview=True)
    assert deeds.asked == [("ck.csv", order)]
    code, said = run(Deeds(), "record-stock", "count", str(file))
    assert (code, "单据编号 " + "1" * 32 in said) == (0, True)


def test_a_document_is_taken_back() -> None:
    deeds = Deeds()
    assert "已作废" in run(deeds, "cancel-stock", "a" * 32, "--reason", "录错")[1]
    assert deeds.asked == [("a" * 32, "录错")]
