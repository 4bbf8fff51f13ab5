"""Words of the sync page."""

from datetime import date, datetime, timedelta

from core.sync_ports import Attempt, DataAge, DeskStanding
from ui.desk import SyncProgress
from ui.wording.days import data_size, day_long, how_long_ago, moment_short, seconds_said
from ui.wording.reasons import sentence_for_code

TITLE = "同步"
SYNC_NOW = "立即同步"
SYNCING = "正在同步……"
ALREADY = "同步正在进行，请稍等片刻。"
LAST_CONTACT = "上次联系"
WAITING = "等待上传"
DATA = "本机数据"
DIARY = "同步日记"
NEVER = "还没有联系过乡镇卫生院"
NO_DIARY = "还没有同步过。按“立即同步”开始；没有网络也不影响看病和记录。"
ROUND_DONE = "同步完成。"
NO_DATA = "还没有收到数据。联网后第一次同步会把名册、目录和政策带下来；现在就可以照常记录就诊。"
COLUMN_TIME = "时间"
COLUMN_ROUTE = "途径"
COLUMN_OUTCOME = "结果"
COLUMN_UP = "上传"
COLUMN_DOWN = "下载"
COLUMN_SECONDS = "用时"

_DATA_NAMES = {
    "roster": "参保名册",
    "roster-thin": "本乡镇其他村名册（简表）",
    "packs": "医保政策",
    "catalogue": "药品和服务目录",
    "people": "工作人员",
    "settings": "本卫生室设置",
}
_ENDLESS_YEARS = 50
_LONG_WITHOUT = timedelta(days=7)
_TAKE_A_STICK = (
    "已经很久没有联系上：看病和记录照常，名册和政策按上次收到的回答并标明日期。也可以用 U 盘往返："
    "把等待上传的记录写到 U 盘带去卫生院，再把回执、结果和新名册带回来。"
)
_ROUTES = {"https": "网络", "bundle": "U 盘", "usb": "U 盘"}


def data_name(name: str) -> str:
    """Name a data set."""
    return _DATA_NAMES.get(name, name)


def route_name(route: str) -> str:
    """Name the way a call went."""
    return _ROUTES.get(route, route)


def data_age(age: DataAge, today: date) -> str:
    """Say how old a data set is and until when it may be used."""
    told = f"截至 {day_long(age.as_of)}，第 {age.version} 版"
    if age.valid_until < today:
        return f"{told}（已过期，请尽快同步）"
    if age.valid_until.year - today.year >= _ENDLESS_YEARS:
        return f"{told}，长期有效"
    return f"{told}，可用到 {day_long(age.valid_until)}"


def last_contact(standing: DeskStanding, now: datetime) -> str:
    """Say when the township was last reached."""
    if standing.last_contact is None:
        return NEVER
    said = (
        f"{moment_short(standing.last_contact, now)}（{how_long_ago(standing.last_contact, now)}）"
        f"联系过{standing.township_name}"
    )
    return f"{said}\n{_TAKE_A_STICK}" if now - standing.last_contact >= _LONG_WITHOUT else said


def waiting(standing: DeskStanding, now: datetime) -> str:
    """Say what has not been received yet."""
    if not standing.waiting:
        return "没有。记录的都已送达乡镇卫生院。"
    oldest = (
        f"，最早的一笔记于：{how_long_ago(standing.oldest_waiting, now)}" if standing.oldest_waiting else ""
    )
    return f"{standing.waiting} 笔{oldest}。都安全地存在这台电脑里，联网后自动上传。"


def progress(moved: SyncProgress) -> str:
    """Say what the running round has moved."""
    told = f"已上传 {data_size(moved.bytes_up)}，已下载 {data_size(moved.bytes_down)}"
    if moved.bytes_expected:
        told += f"，还要下载约 {data_size(moved.bytes_expected)}"
    return told + (f"，待上传 {moved.waiting} 笔" if moved.waiting else "")


def round_failed(sentence: str) -> str:
    """Say that a round ended without success."""
    return f"这次没有同步成功：{sentence}"


def attempt_cells(attempt: Attempt, now: datetime) -> tuple[str, str, str, str, str, str]:
    """Say one line of the diary: time, route, outcome, up, down, duration."""
    return (
        moment_short(attempt.at, now),
        route_name(attempt.route),
        "完成" if attempt.outcome == "done" else f"未完成：{sentence_for_code(attempt.outcome)}",
        data_size(attempt.bytes_up),
        data_size(attempt.bytes_down),
        seconds_said(attempt.seconds),
    )
