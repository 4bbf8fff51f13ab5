"""The training catalogue: complete rows, codes of its own, prices under their ceilings."""

from collections import Counter

from core.catalogue.items import CatalogueItem, FeeClass, ItemKind
from core.training.catalogue import training_catalogue
from core.training.platform import platform_items

ITEMS = training_catalogue()


def test_there_is_enough_to_practise_with() -> None:
    counts = Counter(item.kind for item in ITEMS)
    assert counts[ItemKind.DRUG] >= 40
    assert counts[ItemKind.SERVICE] >= 15
    assert counts[ItemKind.DIAGNOSIS] >= 60


def test_no_code_comes_twice_and_none_can_be_taken_for_real() -> None:
    assert len({(item.kind, item.code) for item in ITEMS}) == len(ITEMS)
    priced = [item for item in ITEMS if item.kind is not ItemKind.DIAGNOSIS]
    assert all("TRAINING" in item.code or item.code.startswith("9999") for item in priced)


def test_no_price_is_above_its_ceiling() -> None:
    priced = [item for item in ITEMS if item.kind is not ItemKind.DIAGNOSIS]
    assert all(0 < item.price <= item.price_ceiling for item in priced)
    assert {item.fee_class for item in priced} == set(FeeClass) - {FeeClass.NONE}


def test_every_row_can_be_found_by_its_initials() -> None:
    assert [item.name for item in ITEMS if not item.initials.isascii() or not item.initials] == []


def test_rows_travel() -> None:
    assert [CatalogueItem.from_plain(item.to_plain()) for item in ITEMS] == list(ITEMS)


def test_the_platform_prices_every_drug_and_service() -> None:
    rows = {row["code"]: row for row in platform_items(ITEMS)}
    assert len(rows) == sum(item.kind is not ItemKind.DIAGNOSIS for item in ITEMS)
    fee = next(item for item in ITEMS if item.fee_class is FeeClass.GENERAL_CONSULTATION)
    assert (rows[fee.code]["ceiling"], rows[fee.code]["grade"]) == ("10.00", "01")
