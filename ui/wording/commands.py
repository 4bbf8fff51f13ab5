"""What the command line says: help texts, questions and reports."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from core.dates import CHINA
from core.money import in_yuan
from ui.wording.reasons import sentence_for_code

VERSION = "版本"
DATA_FOLDER = "数据文件夹"
PROGRAM_HELP = "村诊：村卫生室的接诊台。不带参数即打开桌面窗口。"
DATA_HELP = "数据文件夹，全部状态都在里面"
JSON_HELP = "以 JSON 输出"
USER_HELP = "登录名"
PASSWORD_STDIN_HELP = "从标准输入读取密码（一行）"  # noqa: S105  # a help text
CLINIC_HELP = "村卫生室：不开窗口的操作"
ENROL_HELP = (
    "用一次性注册码把这台电脑登记到乡镇卫生院；没有网络时用建站 U 盘和纸上的建站码。"
    "标准输入时第一行是注册码或建站码，第二行是新密码"
)
ENROL_IN_SHORT = "登记这台电脑：有网络的用一次性注册码，没有网络的用建站 U 盘"
FOUNDING_FILE_HELP = "没有网络时：建站 U 盘上的文件，代替 --address"
NOT_TEXT = "有一个参数不是文字，多半是终端的编码不对"
ADDRESS_OR_STICK = "请给出 --address 或 --stick，二者择一"
ASK_FOUNDING_CODE = "纸上的建站码（两行，共 40 个字）"
NOT_ADMITTED = "由 U 盘建站，卫生院还没有登记这台电脑：看病和记录照常，请尽早写好 U 盘带到卫生院。"
ADDRESS_HELP = "乡镇服务地址，例如 https://10.1.2.3:8443/乡镇代码"
ASK_CODE = "一次性注册码"
ASK_NEW_PASSWORD = "新密码（至少 10 个字符）"  # noqa: S105  # a question
ASK_AGAIN = "再输一次"
ASK_PASSWORD = "密码"  # noqa: S105  # a question
RECORD_HELP = "从 JSONL 文件记录就诊（每行一次），用于从其他系统转入"
RECORD_FILE_HELP = "JSONL 文件，格式见 docs/record-format.md"
STATUS_HELP = "现有数据、待上传笔数和时间"
SYNC_HELP = "与乡镇卫生院同步一次"
_FILES = {"vault": "密钥文件", "ledger": "就诊台账", "cache": "名册和目录"}
VERIFY_HELP = "检查数据是否完整"
BACKUP_HELP = "把加密的台账和密钥文件备份到磁盘或 U 盘，读回检查后才算数"
BACKUP_TO_HELP = "放备份的文件夹"
BACKUP_KEEP_HELP = "这个文件夹里保留几份备份，更早的删去"
RESTORE_HELP = "从备份恢复；原来的文件挪到一边，不会删除"
RESTORE_FROM_HELP = "备份文件夹（cunzhen-… 开头）"
RESTORE_REPLACE_HELP = "资料文件夹里已有村卫生室时也恢复，原来的挪到一边"
SAVED = "已保存"

TOWNSHIP_HELP = "乡镇卫生院服务"
DATABASE_HELP = "PostgreSQL 地址（不含密码）；不给则使用内置加密数据库"
PASSWORD_FILE_HELP = "存放 PostgreSQL 密码的文件"  # noqa: S105  # a help text
KEY_FILE_HELP = "主密钥文件，应放在数据文件夹之外；默认在数据文件夹旁"
INIT_HELP = "建立乡镇卫生院"
TOWNSHIP_CODE_HELP = "乡镇代码"
TOWNSHIP_NAME_HELP = "乡镇卫生院名称"
INSTITUTION_HELP = "医保平台的定点机构编号（12 位）"
PACK_HELP = "适用的政策包代码，例如 CN-23"
TRAINING_HELP = "培训用：全部人员为虚构"
SERVE_HELP = "启动服务，直到收到停止信号"
HOST_HELP = "监听地址"
LOG_HELP = "把服务日志写到这个文件：每个请求一行 JSON，不含任何人的资料；写满自动换文件"
INSURANCE_CODES_HELP = "医保码识别：写明各卫生院医保平台地址、机构设置文件和省份的 TOML 文件；不给则不识别"
PORT_HELP = "监听端口，0 表示任选空闲端口"
ENROL_CLINIC_HELP = "登记一个村卫生室并生成一次性注册码"
CLINIC_CODE_HELP = "村卫生室代码"
CLINIC_NAME_HELP = "村卫生室名称"
VILLAGE_HELP = "服务的村，可重复给出"
DOCTOR_HELP = "村医姓名"
IMPORT_ROSTER_HELP = "导入居民参保名册（XLSX，或人员、缴费两个 CSV）"
ROSTER_FILES_HELP = "一个 XLSX 文件，或两个 CSV 文件"
AS_OF_HELP = "名册的截至日期，默认今天"
PREVIEW_HELP = "只预览，不导入；会列出将新增、变更、移出多少人"
IMPORT_PROFILE_HELP = "文件的列名用哪一份对照表，见 township import-profiles"
AGREED_HELP = "已核对过预览：确实要移出很多人，或换成比现有更早的名册"
IMPORT_CATALOGUE_HELP = "导入药品、服务、诊断目录（XLSX 或 CSV）"
IMPORT_CODES_HELP = "导入目录对照表：本地编码对应的国家医保编码（XLSX 或 CSV）"
LIST_FILE_HELP = "XLSX、CSV 或 JSONL 文件，整张表替换现有的"
LIST_PREVIEW_HELP = "只预览，不导入；会说明将新增、变更、移出多少条"
LIST_AGREED_HELP = "已核对过预览：确实要移出很多条"
SETTLE_HELP = "把待结算的就诊送医保平台结算"
INSTITUTION_FILE_HELP = "定点机构设置（TOML）：机构、科室、医师的国家编码"
PROVINCE_HELP = "省级接口差异，内置名称"
WHICH_TOWNSHIP_HELP = "同一服务有多个乡镇时，指明哪一个"
PLATFORM_HELP = "医保平台接口地址"
WATCH_HELP = "一直守候：就诊一到就结算，有医生在等的先办；停止时报告这期间的笔数"
TOWNSHIP_STATUS_HELP = "各村卫生室、就诊和结算的数量"
POLICY_HELP = "政策：解释待遇结论、检查政策包"
DEMO_HELP = "在本机演示全过程：虚构的乡镇、村卫生室、同步和结算"
TEXT_SIZE_HELP = "文字大小（磅）"
STAY_HELP = "结束后窗口是否留着；默认有显示器时留着"
SIMULATOR_HELP = "医保平台模拟程序（演示和培训用）"
OUT_HELP = "演示结果写到哪个文件夹"
SELF_TEST_HELP = "程序自检"


_STEPS = {
    "waiting": "等待",
    "unknown": "结果待确认",
    "settling": "结果待确认",
    "settled": "已结算",
    "not_payable": "不予支付",
    "reversed": "结算已撤销",
}


def enrolled(facts: Mapping[str, Any]) -> str:
    """Tell that a PC is enrolled."""
    return f"已登记：{facts['clinic_name']}（{facts['clinic']}），上级 {facts['township_name']}。"


def founded(facts: Mapping[str, Any]) -> str:
    """Tell that a PC was founded from a stick, and what is still to come."""
    taken = (
        f"已读入数据 {facts['data_sets']} 种。"
        if facts["data_sets"]
        else "还没有读入数据，请再用 bundle-in 读一次建站 U 盘。"
    )
    return (
        f"{enrolled(facts)}{taken}\n设备号 {facts['device']}。现在就可以看诊记录；"
        "请尽早用 bundle-out 写好 U 盘带到卫生院，卫生院读取后才算登记。"
    )


def recorded(outcome: Mapping[str, Any]) -> str:
    """Tell what became of one line of a file."""
    return f"第 {outcome['line']} 行：{outcome['sentence']}"


def clinic_status(facts: Mapping[str, Any]) -> str:
    """Tell a clinic's standing in a few lines."""
    roster = f"名册截至 {facts['roster_as_of']}" if facts["roster_as_of"] else "还没有名册"
    return "\n".join(
        [
            f"{facts['clinic_name']}（{facts['clinic']}）· {facts['township_name']}",
            f"就诊 {facts['visits']} 笔，待上传 {facts['waiting']} 笔，{roster}",
            *([] if facts["admitted"] else [f"{NOT_ADMITTED}设备号 {facts['device']}。"]),
            f"上次联系：{_moment(facts['last_contact']) or '从未'}",
            f"上次备份：{_moment(facts['backup_at']) or '从未'}，上次从头检查：{_moment(facts['checked_at']) or '从未'}"
            + ("" if facts["backup_opens"] else "（改过密码、用户或换过密钥以后还没有备份，请尽快备份）")
            + ("" if facts["reserve"] else "；磁盘快满了，请尽快腾出空间")
            + (f"；台账损坏过，{facts['awaited']} 条待从乡镇取回" if facts["awaited"] else "")
            + (f"；台账损坏过，{facts['lost']} 条找不回来" if facts["lost"] else ""),
        ]
    )


def synced(facts: Mapping[str, Any]) -> str:
    """Tell what one sync moved."""
    return (
        f"同步完成：送达记录 {facts['events']} 条，收到结果 {facts['results']} 条，"
        f"更新数据 {facts['data_sets']} 种；上行 {facts['bytes_up']} 字节，下行 {facts['bytes_down']} 字节，"
        f"用时 {facts['seconds']:.1f} 秒。"
    )


_TRAIL_BROKEN = "console_trail_broken"


def verified(facts: Mapping[str, Any]) -> str:
    """Tell whether a store is sound."""
    if facts["faults"]:
        told = f"发现问题 {len(facts['faults'])} 处：" + "".join(dict.fromkeys(map(_fault, facts["faults"])))
        if facts.get("backup"):
            told += (
                f'请再运行一次，程序会先自动修复；修不好的话请运行 clinic restore "{facts["backup"]}" --replace，从这份备份恢复；'
                "备份之后的就诊会从旁边的副本取回。"
            )
        return told
    told = f"数据完整，已检查记录 {facts['events']} 条。"
    if trail := facts.get("trail"):
        told += f"操作记录 {trail['lines']} 条，末尾校验值 {trail['head'][:16]}，抄下来可以日后核对有没有少。"
    return told


def _fault(found: str) -> str:
    code, _, place = found.partition(" ")
    if code == "store_damaged":
        return f"{_FILES.get(place, place)}有损坏。"
    return sentence_for_code(code) + (f"从第 {place} 条起对不上。" if code == _TRAIL_BROKEN else "")


def backed_up(facts: Mapping[str, Any]) -> str:
    """Tell where a backup lies."""
    size = -(-facts["bytes"] // 2**20)
    return f"已备份到 {facts['folder']}（{size} MB，就诊 {facts['visits']} 笔），并已读回检查。"


def restored(facts: Mapping[str, Any]) -> str:
    """Tell what was brought back, and what is known to be missing."""
    told = f"已从 {_moment(facts['made_at'])} 的备份恢复 {facts['clinic']}，就诊 {facts['visits']} 笔。"
    if facts["from_tail"]:
        told += f"备份之后写的 {facts['from_tail']} 条已从 U 盘上的副本取回。"
    if facts["tail_unread"]:
        told += (
            f"U 盘上的副本有 {facts['tail_unread']} 个文件读不出来（损坏、换过密钥，或属于另一台电脑），没有动它们，"
            "请保留这个 U 盘，带到乡镇卫生院，那里可以读入。"
        )
    if facts["other_ways_in"]:
        told += "密码、用户和密钥也回到了备份的那天：请核对用户，停用的人要再停用一次，改过的密码要再改一次。"
    if facts["missing"]:
        told += f"备份之后本机还写过 {facts['missing']} 条，已送达乡镇的会取回。"
    return told + "备份里没有名册和目录：请马上同步一次（没有网络的从 U 盘读取），然后再备份一次。"


def township_made(facts: Mapping[str, Any]) -> str:
    """Tell that a township was set up and where its key lies."""
    return f"已建立 {facts['name']}（{facts['code']}）。主密钥在 {facts['key_file']}，请另行备份。"


def code_made(facts: Mapping[str, Any]) -> str:
    """Tell the one-time code."""
    return (
        f"{facts['clinic_name']}（{facts['clinic']}）的一次性注册码，{_moment(facts['valid_until'])} 前有效，"
        f"只能用一次：\n{facts['code']}"
    )


def roster_imported(facts: Mapping[str, Any]) -> str:
    """Tell what an import found and did."""
    told = f"可用 {facts['good']} 人，问题行 {facts['bad']} 行"
    if facts["bad"]:
        sheets = Counter(row["sheet"] for row in facts["bad_rows"])
        places = "，".join(f"{sheet} {count} 行" for sheet, count in sheets.items())
        told += f"（{places}），见 {facts['bad_rows_file']}"
    done = "已导入" if facts["imported"] else "还没有导入。导入后的变化"
    people = f"新增 {facts['new']} 人，变更 {facts['changed']} 人，移出 {facts['gone']} 人，不变 {facts['same']} 人"
    return f"{told}。{done}：{people}。"


def catalogue_imported(facts: Mapping[str, Any]) -> str:
    """Tell what a catalogue import found and did."""
    return _list_imported("目录", facts)


def codes_imported(facts: Mapping[str, Any]) -> str:
    """Tell what an import of codes found and did."""
    return _list_imported("目录对照", facts)


def _list_imported(what: str, facts: Mapping[str, Any]) -> str:
    bad = f"问题行 {facts['bad']} 行" + (f"，见 {facts['bad_rows_file']}" if facts["bad"] else "")
    done = "已导入" if facts["imported"] else "还没有导入。导入后的变化"
    return (
        f"{what}可用 {facts['items']} 条，{bad}。{done}："
        f"新增 {facts['new']} 条，变更 {facts['changed']} 条，移出 {facts['gone']} 条，不变 {facts['same']} 条。"
    )


def settled(facts: Mapping[str, Any]) -> str:
    """Tell what a settlement run did."""
    told = [
        f"这一次：已结算 {facts['settled']} 笔，不予支付 {facts['not_payable']} 笔，"
        f"结果待确认 {facts['unknown']} 笔，暂缓 {facts['postponed']} 笔。"
    ]
    if facts["undone"]:
        told.append(f"因更正或作废撤销结算 {facts['undone']} 笔。")
    told += [f"  {count} 笔：{sentence_for_code(code)}" for code, count in facts["reasons"].items()]
    if facts["stopped"]:
        told.append(sentence_for_code(facts["stopped"]))
    if facts["left"]:
        told.append(
            f"还有 {facts['left']} 笔没有结算完，几分钟后可再次运行；重试的间隔会逐次加长，不会重复结算。"
        )
    return "\n".join(told)


def township_status(facts: Mapping[str, Any]) -> str:
    """Tell a township's standing, a line a clinic."""
    roster = (
        f"，截至 {facts['roster_as_of']}" if facts["roster_as_of"] else "，请用 township import-roster 导入"
    )
    lines = [f"{facts['name']}（{facts['code']}）：名册 {facts['people']} 人{roster}"]
    lines += [
        f"  {clinic['code']} {clinic['name']}：就诊 {clinic['visits']} 笔，已结算 {clinic['settled']} 笔，"
        f"基金 {in_yuan(clinic['fund'])} 元，上次联系：{_moment(clinic['last_contact']) or '从未'}"
        for clinic in facts["clinics"]
    ]
    if facts["outbox"]:
        steps: Counter[str] = Counter()
        for step, count in facts["outbox"].items():
            steps[_STEPS.get(step, "处理中")] += count
        lines.append("  结算：" + "，".join(f"{step} {count} 笔" for step, count in steps.items()))
    return "\n".join(lines)


def _moment(moment: str | None) -> str:
    """Say a moment as a township's clock shows it."""
    return f"{datetime.fromisoformat(moment).astimezone(CHINA):%Y-%m-%d %H:%M}" if moment else ""
