"""Words of the demonstration's story."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from core.money import in_yuan

STEPS: Mapping[str, str] = {
    "files_written": "虚构一个乡镇，写出参保名册和目录（XLSX）",
    "roster_imported": "乡镇卫生院导入名册",
    "catalogue_imported": "乡镇卫生院导入药品、服务、诊断目录",
    "services_started": "启动医保平台模拟程序和乡镇卫生院服务",
    "clinic_enrolled": "村卫生室用一次性注册码登记",
    "unlocked": "村医输入密码，打开接诊台",
    "first_sync": "第一次同步：名册、政策、目录",
    "verdicts_shown": "按证号、拼音首字母、身份证核验，看到各种待遇结论",
    "visit_saved": "记录就诊：诊断、两种药、一项服务，凭条存为 PDF",
    "follow_up_saved": "断网：填一份随访表，两周内再随访",
    "offline_visit_saved": "断网：就诊照常保存，同步说明原因",
    "receipts": "恢复联网：全部送达，收到回执",
    "settled": "乡镇卫生院与医保平台结算",
    "results": "结果送回村里：预估与结算并排",
    "figures_agree": "村、乡镇、平台三方的账读回核对，一致",
}
STAY = "演示结束，窗口留给您试用；关闭窗口即全部停止。"


def summary(figures: Mapping[str, Any], out: Path) -> str:
    """Tell the figures in a few lines."""
    clinic, township = figures["clinic"], figures["township"]
    verdicts = "、".join(dict.fromkeys(figures["verdicts_on_screen"].values()))
    return "\n".join(
        [
            f"  名册 {township['people']} 人，本村 {clinic['data_sets']['roster']} 人；看到的结论：{verdicts}",
            f"  就诊 {clinic['visits']} 笔，全部有回执；已结算 {clinic['outcomes'].get('settled', 0)} 笔",
            f"  基金：预估 {in_yuan(clinic['estimated_fund'])} 元，结算 {in_yuan(clinic['settled_fund'])} 元",
            f"  同步：上行 {clinic['bytes_up']} 字节，下行 {clinic['bytes_down']} 字节",
            f"  图片、凭条、名册和 summary.json 在 {out}",
        ]
    )
