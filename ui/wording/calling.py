"""What is said of calling by oneself: how often, how much, and when not."""

from collections.abc import Mapping
from typing import Any

from ui.wording.days import data_size

SETTINGS_HELP = "查看或修改村卫生室自动同步的间隔、流量和安静时段；村卫生室下次同步后生效"
INTERVAL_HELP = "两次自动同步之间的秒数"
DAY_HELP = "每天的流量上限（KB），0 为不限；用完后目录、简表和程序更新等到第二天，就诊和结果不受影响"
MONTH_HELP = "每月的流量上限（KB），0 为不限"
QUIET_HELP = "安静时段，如 22:00-06:00，期间不自动同步；off 为取消"
BATCH_HELP = "每批上传的大小（KB，压缩前），4 到 128"


def settings(facts: Mapping[str, Any]) -> str:
    """Tell what a township set for its clinics."""
    return "\n".join(
        (
            f"自动同步间隔：{facts['interval_seconds']} 秒",
            f"每天流量：{limit(facts['bytes_a_day'])}",
            f"每月流量：{limit(facts['bytes_a_month'])}",
            f"安静时段：{facts['quiet_hours'] or '无'}",
            f"每批上传：{data_size(facts['batch_bytes'])}（压缩前）",
        )
    )


def limit(size: int) -> str:
    """Say a budget."""
    return data_size(size) if size else "不限"
