"""Words of the audit trail: what was done, said for a person who did not do it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from core.audit import AuditEntry, Deed
from core.dates import CHINA
from core.identity.identity_check import CheckMethod
from ui.wording.staff import ROLES
from ui.wording.why import purpose_said

AUDIT_HELP = "审计记录：谁在什么时候查看、打印、导出了什么，最新的在前"
PERSON_HELP = "只看与某一人有关的（名册中的人员编号，不是证件号）"
LIMIT_HELP = "一页多少行"
BEFORE_HELP = "只看这个序号之前的"
NO_LINES = "没有审计记录。"
TITLE = "审计记录"
READ = "查看审计记录"
FOR_MANAGERS = "审计记录由负责人登录后查看；程序一直在记，谁也改不了。"
OF_ANOTHER_VILLAGE = "其他村"
COLUMNS = ("时间", "用户", "做了什么", "原因", "人员编号")

DEEDS: Mapping[str, str] = {
    Deed.UNLOCKED: "登录",
    Deed.WRONG_PASSWORD: "此前有人输错密码",
    Deed.WRONG_RESPONSE: "此前有人输错重设密码的答复",
    Deed.SLOT_NOT_OURS: "登录名的口令信息不是本机所存",
    Deed.LOOKED_UP: "打开人员资料",
    Deed.SAW_NUMBER: "查看完整证件号",
    Deed.PRINTED: "打印",
    Deed.SAVED_PDF: "存为 PDF",
    Deed.EXPORTED: "导出",
    Deed.TRAIL_READ: "查看审计记录",
    Deed.USER_ADDED: "新增用户",
    Deed.USER_REMOVED: "删除用户",
    Deed.RIGHTS_CHANGED: "权限变更",
    Deed.PASSWORD_CHANGED: "修改密码",
    Deed.RECOVERY_USED: "电话重设密码",
    Deed.REKEYED: "更换数据密钥",
    Deed.BACKUP_MADE: "备份",
    Deed.BACKUP_RESTORED: "从备份恢复",
    Deed.VERIFIED: "检查数据",
    Deed.DAY_ASKED: "核对日期",
    Deed.OLDER_COPY: "文件不是上次留下的",
    Deed.DRAFT_DISCARDED: "丢弃草稿",
    Deed.LEDGER_MENDED: "修复台账",
    Deed.SETTING_CHANGED: "更改设置",
}
_HOW: Mapping[str, str] = {
    CheckMethod.CARD_CHIP: "读卡",
    CheckMethod.INSURANCE_CODE: "扫医保码",
    CheckMethod.CARD_SEEN: "看证件",
    CheckMethod.NUMBER_TYPED: "输入证件号",
    CheckMethod.KNOWN_TO_DOCTOR: "按姓名选",
    "slip": "看凭条",
}
IDLE_SETTING = "idle_minutes"
_SETTINGS: Mapping[str, str] = {IDLE_SETTING: "无人操作自动锁屏（分钟）"}
_FORMS: Mapping[str, str] = {
    "slip": "就诊凭条",
    "verdict_note": "待遇说明单",
    "support": "诊断文件",
    "visits": "就诊清单",
    "follow_ups": "随访名单",
    "prescription": "处方",
    "prescription_emergency": "急诊处方",
    "referral": "转诊单",
    "receipt": "收据",
    "receipt_preprinted": "收据套打",
    "day_close": "日结单",
    "month_statement": "月结算单",
    "outpatient_log": "门诊日志",
    "price_board": "价格公示",
    "follow_up_sheet": "随访服务记录表",
}

_FILES = {"ledger": "就诊台账", "audit": "审计记录", "vault": "密钥文件 vault"}


def deed_said(deed: str, facts: Mapping[str, Any]) -> str:
    """Say a deed with what is known of it; a deed of a newer program by its code."""
    return DEEDS.get(deed, deed) + (f"（{told}）" if (told := _facts_said(deed, facts)) else "")


def audit_page(facts: Mapping[str, Any]) -> str:
    """Say a page, a line a deed."""
    return "\n".join(_line(line) for line in facts["lines"]) or NO_LINES


def trail_cells(entry: AuditEntry) -> tuple[str, ...]:
    """Say one line in the cells of the list."""
    deed = deed_said(entry.deed, {**entry.facts, "why": ""})
    why = "：".join(part for part in (purpose_said(str(entry.facts.get("why", ""))), entry.reason) if part)
    return (moment_said(entry.at), entry.user, deed, why, _whom(entry.person, entry.facts))


def trail_detail(cells: tuple[str, ...]) -> str:
    """Say a line of the list whole, where its cells are too narrow."""
    return " · ".join(cell for cell in cells if cell)


def moment_said(at: datetime) -> str:
    """Say a moment to the second, as an inspector writes it down."""
    return f"{at.astimezone(CHINA):%Y-%m-%d %H:%M:%S}"


def _line(line: Mapping[str, Any]) -> str:
    parts = [
        f"{line['position']:>6}",
        moment_said(datetime.fromisoformat(line["at"])),
        line["user"],
        deed_said(line["deed"], line["facts"]),
        f"人员 {whom}" if (whom := _whom(line["person"], line["facts"])) else "",
        line["reason"],
    ]
    return "  ".join(part for part in parts if part)


def _whom(person: str, facts: Mapping[str, Any]) -> str:
    """Name whom it was about: somebody of another village has no id here, only the tag of a number."""
    tag = str(facts.get("tag", ""))
    return person or (f"{OF_ANOTHER_VILLAGE} {tag}" if tag else "")


def _at_the_door(facts: Mapping[str, Any]) -> str:
    if "more" in facts:
        return f"另有 {facts['more']} 次"
    parts = [
        moment_said(datetime.fromisoformat(facts["at"])) if facts.get("at") else "",
        facts.get("tried", ""),
    ]
    return "，".join(part for part in parts if part)


def _facts_said(deed: str, facts: Mapping[str, Any]) -> str:
    match deed:
        case (
            Deed.WRONG_PASSWORD | Deed.WRONG_RESPONSE | Deed.SLOT_NOT_OURS | Deed.RECOVERY_USED | Deed.REKEYED
        ):
            return _at_the_door(facts)
        case Deed.UNLOCKED:
            return "解除锁屏" if facts.get("again") else ""
        case Deed.LOOKED_UP | Deed.SAW_NUMBER:
            how, why = _HOW.get(str(facts.get("how", "")), ""), purpose_said(str(facts.get("why", "")))
            return "，".join(part for part in (how, why) if part)
        case Deed.PRINTED | Deed.SAVED_PDF | Deed.EXPORTED:
            return _FORMS.get(str(facts.get("form", "")), str(facts.get("form", "")))
        case Deed.VERIFIED:
            return "没有问题" if not facts.get("faults") else f"{facts['faults']} 处问题"
        case Deed.OLDER_COPY:
            file, missing = str(facts.get("file", "")), facts.get("missing", 0)
            return _FILES.get(file, file) + (f"，少 {missing} 条" if missing else "")
        case Deed.DRAFT_DISCARDED:
            return "一次更正" if facts.get("event") else ""
        case Deed.LEDGER_MENDED:
            awaited = facts.get("awaited", 0)
            return f"{awaited} 条待从乡镇取回" if awaited else "没有缺失"
        case Deed.RIGHTS_CHANGED:
            before, now = (ROLES.get(str(facts.get(key, "")), "无") for key in ("before", "now"))
            return f"{facts.get('user', '')}：{before} → {now}"
        case Deed.DAY_ASKED:
            return f"{facts.get('day', '')} {'正确' if facts.get('right') else '不对'}"
        case Deed.SETTING_CHANGED:
            setting = str(facts.get("setting", ""))
            return f"{_SETTINGS.get(setting, setting)}：{facts.get('now', '')}"
    return str(facts.get("user", ""))
