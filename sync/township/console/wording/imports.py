"""Words of the console's pages of imports."""

from collections.abc import Mapping
from typing import Any

from core.import_rows import ConflictKind, ImportKind, ImportRow, RosterConflict
from sync.township.imports.uploads import Upload, UploadState

IMPORTS = "导入"
IMPORT_KINDS: Mapping[str, str] = {
    ImportKind.ROSTER: "参保名册",
    ImportKind.CATALOGUE: "目录",
    ImportKind.CODES: "目录对照表",
    ImportKind.PACK: "政策包",
    ImportKind.PROVINCE_RESULTS: "总对总结算结果",
}
CONFLICTS = "名册待核对"
CONFLICTS_TOLD = "最近一次导入的名册里重复参保或互相矛盾的记录。请在医保系统里核对更正，下次导入后重新列出。"
NO_CONFLICTS = "没有发现重复参保或互相矛盾的记录。"
PERSON_ID, VILLAGE, OTHER = "人员编号", "村（居）", "另一人员编号"
NOT_IN_ROSTER = "（已不在名册）"
_CONFLICTS: Mapping[ConflictKind, str] = {
    ConflictKind.NUMBER_TWICE: "证件号码重复，另一行没有采用",
    ConflictKind.PERSON_ID_TWICE: "人员编号重复，另一行没有采用",
    ConflictKind.LIKELY_THE_SAME: "同户同名同生日，其中一人没有证件号码，可能是同一人",
    ConflictKind.TWO_PLACES: "{year} 年在本地缴费，同时在异地参保",
    ConflictKind.TWO_SCHEMES: "{year} 年居民缴费，职工参保又有 3 个月以上",
    ConflictKind.PAID_TWICE: "{year} 年有两笔缴费",
    ConflictKind.PAID_AFTER_DEATH: "登记死亡之后还有缴费（{year} 年）",
}


def conflict_told(conflict: RosterConflict) -> str:
    """Say what is to be looked into."""
    return _CONFLICTS[conflict.kind].format(year=conflict.year)


UPLOAD = "上传文件"
UPLOAD_TOLD = (
    "先上传并预览，看清会变什么，再由管理员发布。XLSX、CSV 或 JSONL，每份合计不超过 {megabytes} MB；"
    "政策包是县里签名的文件。名册用 CSV 时人员表和缴费表一起选。上传的文件加密保存，发布后或 24 小时后删除。"
)
IMPORT_KIND = "类别"
AS_OF = "名册截至哪一天"
AS_OF_SHORT = "截至"
FILES = "文件"
PROFILE = "列名对照表"
NO_PROFILE = "不用（列名与模板相同）"
WHICH_IS_WHAT = "指出哪一列是什么"
WHICH_IS_WHAT_TOLD = (
    "文件的列名与模板不同时，在这里选一次，按名称保存，以后同一来源的文件直接选用。不选的列按模板的列名找。"
)
PROFILE_NAME = "对照表名称（例如县名）"
BY_TEMPLATE = "（按模板列名）"
NEEDED = "必填"
KEEP_AND_LOOK = "保存并重新读取"
UPLOAD_AND_LOOK = "上传并预览"
WAITING_UPLOADS = "已上传，还没有发布"
IMPORT_HISTORY = "导入记录"
IMPORT_NUMBER = "第几次"
NEW_ROWS, CHANGED_ROWS, GONE_ROWS, SAME_ROWS = "新增", "变更", "移出", "不变"
GOOD_ROWS, PROBLEM_ROWS = "可用", "问题行"
NO_IMPORTS = "还没有导入过。名册和目录导入后，村卫生室下次同步时收到。"
UNDO, UNDONE = "撤销", "已撤销"
UPLOADED = "上传的文件"
BUSY_TOLD = "正在处理，本页每 3 秒自动刷新；也可以离开，稍后再来看。"
WOULD_CHANGE = "发布后的变化"
UNKNOWN_TITLES = "没有用到的列：{titles}"
PUBLISH = "发布"
PUBLISH_TOLD = "可用的行成为新的一版，随同步下发；问题行不在其中。发布后可以在导入记录里撤销。"
PUBLISH_BY_OTHERS = "预览完成，请管理员核对后发布。"
SURE_PUBLISH = "我已核对上面的变化"
AGREED = "我知道上面红字所说的情况，仍要发布"
PUBLISHED_TOLD = "已发布，村卫生室下次同步时收到。"
FETCH_PROBLEM_ROWS = "下载全部问题行（XLSX）"
SHEET, ROW, COLUMN, PROBLEM = "表", "行号", "所在列", "问题"
CUT_SHORT = "读取中断了。"
LOOK_AGAIN = "重新读取"
DROP_UPLOAD = "删除这份上传"
PACK_PREVIEW = (
    "{pack}（地区 {region}），{signed_on} 由县里签名，签名无误，{cases} 个案例全部通过。版本：{versions}。"
    "下面按版本计数。发布后本卫生院用 {answers} 判断待遇。"
)


def pack_told(pack: Mapping[str, Any]) -> str:
    """Say which package was looked at and what it would do."""
    return PACK_PREVIEW.format_map({**pack, "versions": "、".join(pack["versions"])})


BACK_TO_IMPORTS = "回到导入"
IMPORT_DEEDS_DONE: Mapping[str, str] = {
    "dropped": "已删除上传的文件。",
    "undone": "已撤销，恢复的内容随下次同步下发。",
    "catalogue": "已采用下载的目录，随下次同步下发；可以在下面的导入记录里撤销。",
}
_UPLOAD_STATES: Mapping[str, str] = {
    "reading": "正在读取，已读 {rows} 行",
    "read": "已预览，等待发布",
    "publishing": "正在发布，已读 {rows} 行",
    "published": "已发布",
    "failed": "不能导入",
}


def upload_state(upload: Upload, busy: bool) -> str:
    """Say how far an upload has come."""
    if upload.state in (UploadState.READING, UploadState.PUBLISHING) and not busy:
        return CUT_SHORT.rstrip("。")
    return _UPLOAD_STATES[upload.state].format(rows=upload.rows)


def import_told(one: ImportRow) -> str:
    """Say what was brought in, or which import was undone."""
    return f"{UNDO}第 {one.undoes} 次" if one.undoes else f"{IMPORT_KINDS[one.kind]} {one.subject}".rstrip()


def problems_told(bad: int, shown: int) -> str:
    """Say how many rows cannot be taken, and how many are listed."""
    return f"{bad} 行没有采用。" if bad == shown else f"{bad} 行没有采用，这里列出前 {shown} 行。"
