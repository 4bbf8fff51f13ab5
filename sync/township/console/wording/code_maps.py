"""Words of the console's page of own codes and national ones."""

from collections.abc import Mapping

from core.catalogue.items import ItemKind

CODES = "目录对照"
CODES_TOLD = (
    "目录里的编码不是国家医保编码的，先在这里对照；没有对照的药品和项目，用到它们的就诊暂不上传。"
    "对照后在这里要求上传，由结算程序（township settle）送到医保平台。"
)
CODE_GAPS = "还没有对照的（{count} 条）"
CODE_MAPS = "已对照的（{count} 条）"
OWN_CODE, NATIONAL_CODE = "本院编码", "国家医保编码"
CODE_KIND = "类别"
CODE_KINDS: Mapping[ItemKind, str] = {ItemKind.DRUG: "药品", ItemKind.SERVICE: "诊疗项目"}
MAP_CODE, UNMAP_CODE = "对照", "取消对照"
CODES_UNSENT = "还没有上传医保平台的（{count} 条）"
SEND_CODES = "上传医保平台"

CODES_ASKED = "{at} 已要求上传，等结算程序处理。请过一会儿重新打开本页。"
CODES_SENT = "{at} 上传完成，平台收下 {sent} 条。"
CODES_STOPPED = "{at} 没有上传完。{why}"
