"""A small 目录 for training: public generic names, training prices, and codes no real catalogue has."""

from collections.abc import Sequence

from core.catalogue.items import CatalogueItem, FeeClass, ItemKind
from core.money import Fen, parse_yuan
from core.training.diagnoses import DIAGNOSES

_DRUG, _PATENT_MEDICINE, _HERB, _SERVICE = "XTRAINING", "ZTRAINING", "TTRAINING", "9999"
_DRUG_LENGTH, _SERVICE_LENGTH = 23, 15
_OWN_PAY = {FeeClass.A: 0, FeeClass.B: 100, FeeClass.C: 1000, FeeClass.GENERAL_CONSULTATION: 0}
"""Permille the patient bears first; all of a class C item."""

# name, initials, specification, unit, price in CNY, ceiling, class, dose, frequency, route
_DRUGS = """
阿莫西林胶囊 amxljn 0.25g×24粒 盒 6.80 8.00 A 0.5g 每日三次 口服
头孢氨苄胶囊 tbabjn 0.25g×24粒 盒 9.20 10.50 A 0.5g 每日四次 口服
阿奇霉素片 aqmsp 0.25g×6片 盒 7.50 9.60 A 0.5g 每日一次 口服
罗红霉素胶囊 lhmsjn 0.15g×12粒 盒 5.40 7.20 B 0.15g 每日两次 口服
左氧氟沙星片 zyfsxp 0.5g×7片 盒 12.60 15.00 B 0.5g 每日一次 口服
诺氟沙星胶囊 nfsxjn 0.1g×24粒 盒 4.30 6.00 A 0.3g 每日两次 口服
甲硝唑片 jxzp 0.2g×21片 盒 2.60 3.50 A 0.4g 每日三次 口服
对乙酰氨基酚片 dyxajfp 0.5g×12片 盒 3.20 4.50 A 0.5g 必要时 口服
布洛芬缓释胶囊 blfhsjn 0.3g×20粒 盒 8.90 12.00 A 0.3g 每日两次 口服
小儿氨酚黄那敏颗粒 xeafhnmkl 6g×10袋 盒 7.80 9.00 A 1袋 每日三次 冲服
氯雷他定片 lltdp 10mg×6片 盒 4.60 6.80 A 10mg 每日一次 口服
马来酸氯苯那敏片 mlslbnmp 4mg×100片 瓶 5.10 6.50 A 4mg 每日三次 口服
氨溴索口服溶液 axskfry 100ml 瓶 11.40 13.50 A 10ml 每日两次 口服
复方甘草片 ffgcp 100片 瓶 8.30 10.00 A 3片 每日三次 口服
氨茶碱片 acjp 0.1g×100片 瓶 6.70 8.20 A 0.1g 每日三次 口服
沙丁胺醇气雾剂 sdacqwj 100μg×200揿 支 18.50 22.00 A 100μg 必要时 吸入
奥美拉唑肠溶胶囊 amlzcrjn 20mg×14粒 盒 9.60 12.80 A 20mg 每日一次 口服
多潘立酮片 dpltp 10mg×30片 盒 10.20 12.00 B 10mg 每日三次 口服
蒙脱石散 mtss 3g×10袋 盒 8.40 10.50 A 3g 每日三次 冲服
口服补液盐散 kfbyys 5.125g×6袋 盒 9.80 12.00 A 1袋 分次 冲服
铝碳酸镁咀嚼片 ltsmjjp 0.5g×20片 盒 13.20 16.00 B 1g 每日三次 嚼服
硝苯地平缓释片 xbdphsp 20mg×30片 盒 8.60 11.00 A 20mg 每日两次 口服
苯磺酸氨氯地平片 bhsaldpp 5mg×28片 盒 4.20 7.50 A 5mg 每日一次 口服
缬沙坦胶囊 xstjn 80mg×28粒 盒 9.70 14.00 A 80mg 每日一次 口服
依那普利片 ynplp 10mg×16片 盒 5.60 8.00 A 10mg 每日一次 口服
美托洛尔片 mtlep 25mg×20片 盒 4.80 6.50 A 25mg 每日两次 口服
氢氯噻嗪片 qlsqp 25mg×100片 瓶 6.20 8.00 A 12.5mg 每日一次 口服
二甲双胍片 ejsgp 0.5g×30片 盒 5.30 8.00 A 0.5g 每日两次 口服
格列美脲片 glmnp 2mg×30片 盒 9.90 13.00 A 2mg 每日一次 口服
阿卡波糖片 akbtp 50mg×30片 盒 7.40 10.00 B 50mg 每日三次 嚼服
阿托伐他汀钙片 atftgp 20mg×14片 盒 6.90 9.50 A 20mg 每晚一次 口服
阿司匹林肠溶片 asplcrp 100mg×30片 盒 5.80 8.00 A 100mg 每日一次 口服
硝酸甘油片 xsgyp 0.5mg×100片 瓶 16.00 19.00 A 0.5mg 必要时 舌下含服
维生素C片 wsscp 0.1g×100片 瓶 2.80 4.00 A 0.1g 每日三次 口服
复合维生素B片 fhwssbp 100片 瓶 3.60 5.00 A 1片 每日三次 口服
红霉素软膏 hmsrg 10g 支 2.40 3.20 A 适量 每日两次 外用
莫匹罗星软膏 mplxrg 10g 支 14.80 18.00 B 适量 每日三次 外用
氯霉素滴眼液 lmsdyy 8ml 支 2.20 3.00 A 1滴 每日四次 滴眼
感冒灵颗粒 gmlkl 10g×9袋 盒 12.50 15.00 A 1袋 每日三次 冲服
板蓝根颗粒 blgkl 10g×20袋 盒 11.80 14.00 A 1袋 每日三次 冲服
藿香正气水 hxzqs 10ml×10支 盒 6.60 9.00 A 10ml 每日两次 口服
双黄连口服液 shlkfy 10ml×10支 盒 15.20 18.00 B 20ml 每日三次 口服
复方丹参片 ffdsp 60片 瓶 9.40 12.00 A 3片 每日三次 口服
云南白药气雾剂 ynbyqwj 85g 盒 36.00 40.00 C 适量 每日三次 外用
"""

_HERBS = """
甘草 gc 统货 g 0.06 0.10 A 6g 每日一剂 水煎服
桔梗 jg 统货 g 0.09 0.15 A 10g 每日一剂 水煎服
陈皮 cp 统货 g 0.07 0.12 A 10g 每日一剂 水煎服
黄芪 hq 统货 g 0.11 0.18 A 15g 每日一剂 水煎服
石膏 sg 统货 g 0.04 0.08 A 30g 每日一剂 水煎服
薄荷 bh 统货 g 0.08 0.14 A 6g 每日一剂 水煎服
"""

_SERVICES = """
一般诊疗费 ybzlf 次 10.00 10.00 general_consultation
肌肉注射 jrzs 次 2.00 2.50 A
皮下注射 pxzs 次 2.00 2.50 A
静脉注射 jmzs 次 4.00 5.00 A
静脉输液 jmsy 组 8.00 10.00 A
皮试 ps 次 3.00 4.00 A
雾化吸入 whxr 次 5.00 6.00 A
小换药 xhy 次 6.00 8.00 A
清创缝合(小) qcfhx 次 35.00 42.00 A
血糖测定(指尖血) xtcd 次 5.00 6.00 A
心电图检查 xdtjc 次 15.00 18.00 A
氧气吸入 yqxr 小时 3.00 4.00 A
针刺 zc 次 18.00 22.00 A
拔罐 bg 次 12.00 15.00 B
推拿 tn 次 25.00 30.00 B
家庭出诊 jtcz 次 20.00 20.00 C
"""
_PATENT_NAMES = ("感冒灵", "板蓝根", "藿香正气", "双黄连", "复方丹参", "云南白药")


def training_catalogue() -> tuple[CatalogueItem, ...]:
    """Give the whole catalogue: drugs with herbs (中药饮片), services, diagnoses."""
    drugs = [_drug(place, row.split()) for place, row in enumerate(_rows(_DRUGS), start=1)]
    herbs = [_drug(place, row.split(), _HERB) for place, row in enumerate(_rows(_HERBS), start=1)]
    services = [_service(place, row.split()) for place, row in enumerate(_rows(_SERVICES), start=1)]
    diagnoses = [
        CatalogueItem(code, ItemKind.DIAGNOSIS, name, initials)
        for code, name, initials in (row.split() for row in _rows(DIAGNOSES))
    ]
    return (*drugs, *herbs, *services, *diagnoses)


def _rows(text: str) -> Sequence[str]:
    return text.strip().splitlines()


def _drug(place: int, row: Sequence[str], prefix: str = "") -> CatalogueItem:
    name, initials, specification, unit, price, ceiling, grade, dose, frequency, route = row
    prefix = prefix or (_PATENT_MEDICINE if name.startswith(_PATENT_NAMES) else _DRUG)
    return CatalogueItem(
        code=prefix + f"{place:0{_DRUG_LENGTH - len(prefix)}d}",
        kind=ItemKind.DRUG,
        name=name,
        initials=initials,
        specification=specification,
        unit=unit,
        price=parse_yuan(price),
        price_ceiling=parse_yuan(ceiling),
        fee_class=FeeClass(grade),
        own_pay_permille=_OWN_PAY[FeeClass(grade)],
        dose=dose,
        frequency=frequency,
        route=route,
    )


def _service(place: int, row: Sequence[str]) -> CatalogueItem:
    name, initials, unit, price, ceiling, grade = row
    return CatalogueItem(
        code=_SERVICE + f"{place:0{_SERVICE_LENGTH - len(_SERVICE)}d}",
        kind=ItemKind.SERVICE,
        name=name,
        initials=initials,
        unit=unit,
        price=parse_yuan(price),
        price_ceiling=Fen(parse_yuan(ceiling)),
        fee_class=FeeClass(grade),
        own_pay_permille=_OWN_PAY[FeeClass(grade)],
    )
