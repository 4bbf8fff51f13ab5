"""Words of the frame, the lock, the box and the settings."""

from datetime import date, datetime

from ui.wording.days import day_short, how_long_ago

PROGRAM = "村诊"
PLACE_RECEPTION = "接诊"
PLACE_VISITS = "就诊记录"
PLACE_FOLLOW_UP = "随访"
PLACE_OUTREACH = "参保动员"
PLACE_STOCK = "药品库存"
PLACE_SYNC = "同步"
PLACE_SETTINGS = "设置"
LOCK = "锁屏"
LOCK_HINT = "锁上屏幕，正在写的内容会保留（Ctrl+L）"
TRAINING = "模拟"
TRAINING_HINT = "培训用，人员和金额都是虚构的"
NAVIGATION = "主菜单"

LAST_RESORT = (
    "程序遇到没有料到的问题，刚才这一步可能没有完成。已保存的就诊和草稿都在，没有丢失。"
    "请关掉这个提示再试一次；如果又出现，请把下面一行告诉乡镇卫生院。"
)


def last_resort_place(where: str) -> str:
    """Name the place of a bug for the telephone."""
    return f"问题位置：{where}"


UNLOCK_TITLE = "请输入密码，打开接诊台"
LOCKED_TITLE = "屏幕已锁，正在写的内容都在"
USER = "用户"
PASSWORD = "密码"  # noqa: S105  # a label
UNLOCK = "进入"
UNLOCKING = "正在打开，请稍候……"
NO_USERS = "这台电脑还没有登记到乡镇卫生院。请先用一次性注册码登记。"
FORGOTTEN = "忘记密码"
FORGOTTEN_HINT = "能管理用户的同事可以把您删除后重新加上；没有同事在，可以打电话给县里恢复"


def clinic_code(code: str) -> str:
    """Name a clinic by its code, all that is readable before unlocking."""
    return f"村卫生室 {code}"


BOX = "患者"
BOX_HINT = "身份证号、电话、姓名、拼音首字母或户号"
BOX_TITLE = "谁来看病？"
READ_CARD = "读身份证 (F2)"
READING_CARD = "请把身份证放在读卡器上……"
READING_CODE = "正在识别医保码……"
BOX_EMPTY = "在上面输入身份证号、电话、姓名或拼音首字母，例如“wxl”；找一家人输入“王建国家”或户号。有读卡器时按 F2 读身份证。\n按回车选第一个人，按 ↓ 往下选。"
NOBODY_FOUND = "名册里没有找到。请核对号码或姓名；确实不在名册的人，也可以照常登记看病。"
_WITHOUT_ROSTER = (
    "现在查不到人，也看不到待遇；看病和记录照常，来看病的人请按“登记名册以外的人”。\n"
    "能联网时，请到“同步”按“立即同步”；没有网络，可以用 U 盘从卫生院带回来。"
)


def no_roster(*, was_met: bool) -> str:
    """Say why nobody can be found: it never came, or it went with a file that was missing or damaged."""
    if was_met:
        gone = "本机保存的名册和目录没有了：文件不见了，或者有损坏、已经清空。台账和草稿没有受影响。"
        return gone + _WITHOUT_ROSTER
    return "本机还没有收到参保名册。" + _WITHOUT_ROSTER


OUTSIDE_TITLE = "登记名册以外的人"
OUTSIDE_BUTTON = "登记名册以外的人"
OUTSIDE_NAME = "姓名"
OUTSIDE_NUMBER = "证件号"
OUTSIDE_NUMBER_HINT = "没有证件可以留空"
OUTSIDE_GO = "继续"
CANDIDATES = "找到的人"

SETTINGS_TITLE = "设置"
TEXT_SIZE = "文字大小"
TEXT_SAMPLE = "高血压患者，每日一次，每次一片。"
IDLE = "无人操作自动锁屏"
ABOUT = "关于"


def points(size: int) -> str:
    """Name a text size."""
    return f"{size} 号"


def minutes(count: int) -> str:
    """Name a number of minutes."""
    return f"{count} 分钟"


def chip_short(link: bool, roster_as_of: date | None, waiting: int, today: date) -> str:
    """Tell the same in fewer words, for large letters on a small screen."""
    roster = f"名册 {roster_as_of.month}月{roster_as_of.day}日" if roster_as_of else "无名册"
    if roster_as_of and roster_as_of.year != today.year:
        roster = f"名册 {roster_as_of.year}年"
    return " · ".join(("已连接" if link else "离线", roster, f"待传 {waiting}" if waiting else "无待传"))


def chip(link: bool, roster_as_of: date | None, waiting: int, oldest: datetime | None, now: datetime) -> str:
    """Tell the truth in one line: link, roster, what waits."""
    parts = ["已连接" if link else "离线"]
    today = now.date()
    parts.append(f"名册截至 {day_short(roster_as_of, today)}" if roster_as_of else "还没有名册")
    if waiting:
        age = f"（最早：{how_long_ago(oldest, now)}）" if oldest else ""
        parts.append(f"待上传 {waiting} 笔{age}")
    else:
        parts.append("没有待上传")
    return " · ".join(parts)


CHIP_HINT = "点这里查看同步情况"
STANDING_UNKNOWN = "同步情况暂时读不出来"
