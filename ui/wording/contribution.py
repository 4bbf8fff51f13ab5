"""What a year costs a person, and who pays which part of it."""

from collections.abc import Mapping

from core.coverage.history import IdentityCategory
from core.money import in_yuan
from core.policy.contribution import YearlyPrice

_IDENTITIES: Mapping[str, str] = {
    IdentityCategory.TEKUN: "特困人员",
    IdentityCategory.ORPHAN: "孤儿",
    IdentityCategory.DE_FACTO_ORPHAN: "事实无人抚养儿童",
    IdentityCategory.DIBAO: "低保对象",
    IdentityCategory.FANPIN: "返贫致贫人口",
    IdentityCategory.MONITORED: "防止返贫监测对象",
    IdentityCategory.CLERGY: "宗教教职人员",
}


def price_said(price: YearlyPrice) -> list[str]:
    """Say what is to be paid for a year; nothing where the pack has no amount for it."""
    if price.personal is None or price.to_pay is None:
        return []
    said = f"{price.year} 年度个人缴费 {in_yuan(price.personal)} 元"
    if price.subsidy:
        said += f"，按{_IDENTITIES[price.category]}资助 {in_yuan(price.subsidy)} 元，本人需缴 {in_yuan(price.to_pay)} 元"
    if price.fiscal is not None:
        said += f"；财政另补助 {in_yuan(price.fiscal)} 元"
    return [f"{said}。"]
