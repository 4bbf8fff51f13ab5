"""What the commands say about an epoch the county signs for a township."""

from collections.abc import Mapping
from typing import Any

from core.township_keys import EpochRequest
from ui.wording.county import COUNTY_DATA_HELP as COUNTY_DATA_HELP
from ui.wording.county import PASSPHRASE_STDIN_HELP as PASSPHRASE_STDIN_HELP
from ui.wording.recovery import ASK_PASSPHRASE as ASK_PASSPHRASE
from ui.wording.recovery import FINGERPRINT_HELP as FINGERPRINT_HELP

SIGN_HELP = "为丢失密钥而重建、或恢复过两次的卫生院签发新的记录段；各村卫生室凭它认得新密钥；不需要网络"
REQUEST_FILE_HELP = "卫生院 township request-epoch 写出的申请文件"
OUT_HELP = "写到哪个文件，例如 U 盘里的 keys.cunzhen"
STOLEN_HELP = "旧密钥已落入他人之手：它以前签过的一概不再承认，各电脑须用注册码重新登记"
REQUEST_HELP = "写出请县里签发新记录段的申请文件：卫生院数据和密钥全部丢失后重建，或恢复过两次时使用"
TAKE_HELP = "采用县里签发的记录段：各村卫生室会认得新密钥并补回全部内容，医保结算先暂停"
WORD_FILE_HELP = "县里 county sign-epoch 写出的签发文件"
CLINIC_TAKE_HELP = "没有网络时：从 U 盘采用县里为卫生院签发的记录段，之后写出的 U 盘卫生院才打得开"


def ask_fingerprint(request: EpochRequest, fingerprint: str) -> str:
    """Ask somebody to compare the fingerprint of a township's new key."""
    return (
        f"{request.name}（{request.township}）的指纹是：\n{fingerprint}\n请打电话与该乡镇逐组核对。完全一致吗"
    )


def requested(facts: Mapping[str, Any]) -> str:
    """Say what goes to the county, and what is told by telephone."""
    return (
        f"请把申请文件 {facts['file']} 交给县里，并打电话核对指纹：\n{facts['fingerprint']}\n"
        "县里签发后，用 township take-epoch 采用。"
    )


def signed(facts: Mapping[str, Any]) -> str:
    """Say what was signed, and whether what the township said before still counts."""
    before = (
        "它以前签过的回执、结果和电脑登记继续有效。"
        if facts["former"]
        else "县里没有它以前的密钥，或密钥被盗：以前签过的不再承认，各电脑须用注册码重新登记。"
    )
    return (
        f"已为{facts['name']}签发第 {facts['epoch']} 段。请把 {facts['file']} 交回该乡镇；"
        f"没有网络的村卫生室用 U 盘带一份去。{before}"
    )


def taken(facts: Mapping[str, Any]) -> str:
    """Say what a rebuilt township waits for."""
    return (
        f"已换到第 {facts['epoch']} 段。{facts['clinics']} 个村卫生室下次同步时会自动认得新密钥并补回全部记录和结果；"
        "还没有录入的村卫生室请先用 township enrol-clinic 录入（代码与原来相同）。"
        "自动认回的电脑请逐台核对后确认：township confirm-device，或在网页的“电脑”一页；医保结算已暂停，核对清楚后请运行 township reconciled。"
    )


def followed(facts: Mapping[str, Any]) -> str:
    """Say that a clinic knows its township's new keys."""
    return f"已认得{facts['township_name']}的新密钥（第 {facts['epoch']} 段）。请再写一次 U 盘交给卫生院。"
