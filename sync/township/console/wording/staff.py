"""Words of the pages of people, packs and the trail."""

from collections.abc import Mapping

from core.console import ConsoleDeed

PEOPLE = "人员"
PEOPLE_TOLD = "可以登录这个工作台的人。村卫生室的人员在各村卫生室登记，不在这里。"
NAME = "姓名"
ROLE = "角色"
REMOVE = "不再让此人登录"
REMOVE_TITLE = "停用"
KEEP_USER = "登记或修改"
KEEP_USER_TOLD = "登录名已有时修改其姓名、角色；密码留空则不改。改密码或角色后，此人要重新登录。"
NEW_PASSWORD = "新密码"  # noqa: S105  # a label
SAVE = "保存"

PACKS = "政策包"
PACKS_TOLD = "各村卫生室据此判断待遇。县里签发的政策包由卫生院核对签名、运行案例后启用，随同步下发。"
PACK = "政策包代码"
CAME, CAME_TOLD = "导入", "第 {number} 次，{on}，{who}"
AND = "、"
ANSWERS = "以它为准"
ORIGIN = "来源"
OF_COUNTY = "县里签发，{on}"
OF_PROGRAM = "随程序提供"
VERSIONS = "各版本起始日"
WITH_PROGRAM = "随程序升级"
NO_COUNTY = "还没有采用本县的公开文件，只用程序自带的政策包。"
COUNTY = "采用的县：{name}，指纹 {fingerprint}"

TRAIL = "操作记录"
MACHINE = "（本机命令）"
DEEDS: Mapping[str, str] = {
    ConsoleDeed.SIGNED_IN: "登录",
    ConsoleDeed.SIGN_IN_REFUSED: "登录密码不对",
    ConsoleDeed.SIGNED_OUT: "退出",
    ConsoleDeed.USER_KEPT: "登记或修改人员",
    ConsoleDeed.USER_REMOVED: "去掉人员",
    ConsoleDeed.VISIT_SEEN: "查看就诊",
    ConsoleDeed.VISIT_RETURNED: "退回就诊",
    ConsoleDeed.VISIT_TAKEN_IN: "收下就诊",
    ConsoleDeed.CODE_MADE: "生成注册码",
    ConsoleDeed.DEVICE_REVOKED: "停用电脑",
    ConsoleDeed.DEVICES_CONFIRMED: "确认认回的电脑",
    ConsoleDeed.IMPORT_PREPARED: "上传文件待导入",
    ConsoleDeed.CONFLICTS_SEEN: "查看名册待核对",
    ConsoleDeed.IMPORT_PROFILE_KEPT: "保存列名对照表",
    ConsoleDeed.PROBLEM_ROWS_READ: "下载问题行",
    ConsoleDeed.ROSTER_IMPORTED: "导入名册",
    ConsoleDeed.CATALOGUE_IMPORTED: "导入目录",
    ConsoleDeed.CODES_IMPORTED: "导入目录对照表",
    ConsoleDeed.PACK_ADOPTED: "启用政策包",
    ConsoleDeed.IMPORT_UNDONE: "撤销导入",
    ConsoleDeed.PRESCRIPTION_REVIEWED: "点评处方",
    ConsoleDeed.DIFFERENCE_CLOSED: "处理对账差异",
    ConsoleDeed.CODE_MAPPED: "目录对照",
    ConsoleDeed.QUESTION_ANSWERED: "回复待人工核对的结算",
    ConsoleDeed.DOWNLOAD_ASKED: "要求下载目录",
    ConsoleDeed.CODES_ASKED: "要求上传目录对照",
    ConsoleDeed.SETTLEMENT_WAY_SET: "设定结算方式",
    ConsoleDeed.PLATFORM_CREDENTIALS_KEPT: "填写医保接口密钥",
    ConsoleDeed.PLATFORM_CREDENTIALS_REMOVED: "删除医保接口密钥",
    ConsoleDeed.VISITS_EXPORTED: "导出就诊（总对总）",
    ConsoleDeed.EXPORT_FETCHED: "下载导出文件（总对总）",
    ConsoleDeed.PROVINCE_RESULTS_TOLD: "导入结算结果（总对总）",
    ConsoleDeed.REFUSED: "（上一项没有办成）",
}
