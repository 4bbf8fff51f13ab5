"""Chips of every layout, of published specimen numbers and computed ones, for invented people."""

from datetime import date

from core.identity.card import CardLayout, card_block
from core.identity.id_number import NumberKind
from core.training.card import training_card
from core.training.township import make_township

DATES = {"valid_from": "20240115", "valid_to": "20340114"}
PERMIT = {
    **{"name": "陈大文", "sex": "2", "birth": "19940823", "number": "810000199408230021", **DATES},
    **{
        "address": "演示县演示镇一号",
        "authority": "演示县公安局",
        "travel_permit": "H01234567",
        "times_issued": "02",
    },
}
FOREIGNER = {
    **{"name": "马云天", "sex": "2", "birth": "19810803", "number": "911124198108030024", **DATES},
    **{"english_name": "LONGFAMILYNAME, VERY VERY LONG GIVEN NAMES XY", "times_issued": "01"},
    **{"nationality": "124", "earlier_card": "001"},
}
OLD_FOREIGNER = {
    **{"name": "", "sex": "1", "birth": "19780106", "number": "CAN110078010601", **DATES},
    **{"english_name": "SMITH, JOHN WALTER", "nationality": "CAN", "version": "01", "authority": "1500"},
}
CARDS = {
    CardLayout.PERMIT: (PERMIT, NumberKind.RESIDENCE_PERMIT),
    CardLayout.FOREIGNER: (FOREIGNER, NumberKind.FOREIGNER),
    CardLayout.OLD_FOREIGNER: (OLD_FOREIGNER, NumberKind.OLD_FOREIGNER),
}


def specimen_cards(on: date) -> dict[CardLayout, bytes]:
    """Make a text block of each layout."""
    citizen = training_card(make_township(7, on, villages=1, people=8).entries[0].person, on, None)
    return {CardLayout.CITIZEN: citizen, **{one: card_block(one, said) for one, (said, _) in CARDS.items()}}
