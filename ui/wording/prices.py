"""Words of the printed price board."""

from collections.abc import Sequence

from core.catalogue.items import CatalogueItem, ItemKind
from core.money import in_yuan
from ui.wording.sums import FEE_CLASSES

TITLE = "医疗服务和药品价格公示"
BUTTON = "价格公示 (Ctrl+P)"
KINDS = {ItemKind.SERVICE: "医疗服务项目", ItemKind.DRUG: "药品"}
COLUMNS = ("序号", "名称", "规格", "单位", "价格（元）", "医保类别")


def cells(number: int, item: CatalogueItem) -> Sequence[str]:
    """Say a price in the cells of the board."""
    return (
        *(str(number), item.name, item.specification, item.unit),
        *(in_yuan(item.price), FEE_CLASSES[item.fee_class]),
    )


def basis_said(version: str) -> str:
    """Say where the prices come from."""
    known = f"（第 {version} 版）" if version else ""
    return f"价格取自乡镇卫生院下发的目录{known}；药品实行零差率。"
