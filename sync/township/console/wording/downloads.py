"""Words of the console's page of catalogue downloads."""

from collections.abc import Mapping

from core.catalogue.downloads import CatalogueDownload
from core.catalogue.place import PlaceSubject

DOWNLOADS = "目录下载"
DOWNLOADS_TOLD = (
    "从医保平台下载国家目录，和本统筹区的甲乙类、限价、先自付比例。在这里要求下载，由结算程序（township settle）去取；"
    "中途断了，已取的页都留着，下次接着取，一类没有取全就不采用。本院的名称、价格、单位不变。"
)
DOWNLOAD = "下载目录"
DOWNLOAD_AGAIN = "再下载一次"
_PARTS: Mapping[str, str] = {
    "1301": "西药中成药目录",
    "1302": "中药饮片目录",
    "1303": "医疗机构制剂目录",
    "1304": "民族药品目录",
    "1305": "医疗服务项目目录",
    "1306": "医用耗材目录",
    "1312": "本统筹区甲乙类",
    "1316": "国家目录与本统筹区目录的匹配",
    "1317": "平台上的机构目录对照",
    "1318": "本统筹区限价",
    "1319": "本统筹区先自付比例",
}
SUBJECTS: Mapping[PlaceSubject, str] = {
    PlaceSubject.DRUG: _PARTS["1304"],
    PlaceSubject.GRADE: _PARTS["1312"],
    PlaceSubject.LINK: _PARTS["1316"],
    PlaceSubject.OWN_CODE: _PARTS["1317"],
    PlaceSubject.CEILING: _PARTS["1318"],
    PlaceSubject.SHARE: _PARTS["1319"],
}
DOWNLOADS_HELD = "取全到哪一天"
DOWNLOAD_PART, DOWNLOAD_HELD_ON = "目录", "取全的日子"
DOWNLOAD_HISTORY = "下载记录"
NO_DOWNLOADS = "还没有下载过。"
DOWNLOAD_ROWS = "取到条数"
DOWNLOAD_ASKED_AT, DOWNLOAD_DONE_AT = "要求时间", "结束时间"
DOWNLOAD_WHOLE = "取全"
WOULD_TAKE_OVER = "采用后本院目录的变化"
LOOK_WHAT_CHANGES = "看采用后的变化"
NOTHING_TO_TAKE_OVER = "本院目录与已下载的一致，没有要变的。"
TAKE_OVER = "采用"
AGREED_TAKE_OVER = "我知道上面红字所说的情况，仍要采用"
TAKE_OVER_TOLD = "采用后成为目录的新一版，随同步下发；可以在导入记录里撤销。"
DOWNLOAD_LISTS: Mapping[str, str] = {
    "withdrawn": "平台已停用，采用后移出",
    "unknown": "国家目录里没有，保持不变",
    "unclear": "本统筹区有两种说法，没有采用，请向县医保核实",
    "dearer": "本院价格高于限价，请核对价格和计价单位",
}
TOLD_ELSEWHERE = "平台上的对照与本院不同"
TOLD_ELSEWHERE_TOLD = "请在目录对照里核对；以本院为准的，在那里再上传一次。"
HERE_CODE, THERE_CODE = "本院对照到", "平台对照到"


def part_named(part: str) -> str:
    """Name a part of the catalogue."""
    return f"{part} {_PARTS[part]}" if part in _PARTS else part


def download_state(one: CatalogueDownload) -> str:
    """Say how far a download is that has not ended."""
    if not one.part:
        return "已要求，等结算程序处理"
    pages = f"第 {one.page} 页，共 {one.pages} 页" if one.pages else f"第 {one.page} 版"
    return f"正在取 {part_named(one.part)}：{pages}，已采用 {one.rows} 条"
