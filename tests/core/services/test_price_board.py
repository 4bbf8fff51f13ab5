"""价格公示: everything that has a price, once, and nothing before a catalogue came."""

from dataclasses import replace

import pytest

from core.catalogue.items import ItemKind
from core.errors import Refusal
from core.money import Fen
from core.services import price_board as board_service
from core.services.price_board import price_board
from core.training.catalogue import training_catalogue
from tests.helpers.open_desk import OpenDesk


def test_the_board_has_everything_with_a_price_by_name_and_tells_the_catalogue(
    desk: OpenDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(board_service, "_PAGE", 7)  # so that it takes many
    items = [replace(one, price=Fen(0)) if one.name == "甲硝唑片" else one for one in training_catalogue()]
    desk.bring_catalogue(items, version=2)
    board = price_board(desk.clinic)
    shown = {one.code for one in (*board.services, *board.drugs)}
    priced = {one.code for one in items if one.kind is not ItemKind.DIAGNOSIS and one.price}
    assert shown == priced and len(board.services) + len(board.drugs) == len(priced)
    assert "甲硝唑片" not in {one.name for one in board.drugs}
    assert [one.name for one in board.drugs] == sorted(one.name for one in board.drugs)
    assert board.version == desk.clinic.records.versions()["catalogue"]


def test_before_the_first_catalogue_there_is_nothing_to_post(empty_desk: OpenDesk) -> None:
    with pytest.raises(Refusal, match="no_prices_here"):
        price_board(empty_desk.clinic)
