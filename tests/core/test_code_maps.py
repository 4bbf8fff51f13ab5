"""Own codes and national ones: which have one, which are gaps, and what is no code at all."""

import pytest

from core.catalogue.code_maps import CodeMap, gaps, is_national, national_items
from core.catalogue.items import CatalogueItem, ItemKind
from core.errors import Refusal

PILL, VISIT_FEE = "XA01ABD075A002010100001", "001109000010000-110900001"


@pytest.mark.parametrize(
    ("kind", "code", "national"),
    [
        (ItemKind.DRUG, PILL, True),
        (ItemKind.DRUG, "ZA01BAB0126010100001", True),
        (ItemKind.DRUG, PILL.lower(), False),
        (ItemKind.DRUG, "X123", False),
        (ItemKind.DRUG, f"{PILL} ", False),
        (ItemKind.DRUG, "Y" + PILL[1:], False),
        (ItemKind.SERVICE, VISIT_FEE, True),
        (ItemKind.SERVICE, "001109000010000", True),
        (ItemKind.SERVICE, "00110900001000", False),
        (ItemKind.SERVICE, "００１１０９００００１００００", False),
        (ItemKind.SERVICE, PILL, False),
    ],
)
def test_a_national_code_is_known_by_its_form(kind: ItemKind, code: str, national: bool) -> None:
    assert is_national(kind, code) is national


@pytest.mark.parametrize(
    ("kind", "own", "national", "reason"),
    [
        (ItemKind.DIAGNOSIS, "J06", PILL, "code_kind_not_mapped"),
        (ItemKind.DRUG, "", PILL, "own_code_not_valid"),
        (ItemKind.DRUG, " a", PILL, "own_code_not_valid"),
        (ItemKind.DRUG, "a" * 151, PILL, "own_code_not_valid"),
        (ItemKind.DRUG, "a", "b", "national_code_not_valid"),
        (ItemKind.SERVICE, "a", PILL, "national_code_not_valid"),
    ],
)
def test_what_is_no_mapping_is_refused(kind: ItemKind, own: str, national: str, reason: str) -> None:
    with pytest.raises(Refusal) as caught:
        CodeMap(kind, own, national)
    assert caught.value.code == reason


def test_what_is_mapped_goes_up_and_what_is_not_is_a_gap() -> None:
    items = [
        CatalogueItem("own-1", ItemKind.DRUG, "甘草片"),
        CatalogueItem("own-2", ItemKind.DRUG, "维C"),
        CatalogueItem(PILL, ItemKind.DRUG, "试验片"),
        CatalogueItem("J06.900", ItemKind.DIAGNOSIS, "感冒"),
        CatalogueItem("own-1", ItemKind.SERVICE, "换药"),
    ]
    maps = [CodeMap(ItemKind.DRUG, "own-1", PILL)]
    assert [(one.item.code, one.national) for one in national_items(items, maps)] == [
        ("own-1", PILL),
        (PILL, PILL),
    ]
    assert [(one.kind, one.code) for one in gaps(items, maps)] == [
        (ItemKind.DRUG, "own-2"),
        (ItemKind.SERVICE, "own-1"),
    ]
