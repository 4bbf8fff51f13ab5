"""Words around every printed form: how it gets onto paper or into a file."""

from collections.abc import Mapping
from enum import StrEnum

PRINT = "打印 (Ctrl+P)"
TO_PDF = "存为 PDF"
PDF_FILES = "PDF 文件 (*.pdf)"
PDF_SAVED = "已存为 PDF"
NO_PRINTER = "这台电脑没有安装打印机，没有打印。可以先存为 PDF，装好打印机后再打印。"
PAPER_SIZE = "纸张"
SHEET_LINE = "与屏幕上的数字一致。纸张按每种单据分别记住。"
SHEET_PREVIEW = "单据预览"
BACK = "返回 (Esc)"
WHICH_PAPER = "单据"
OFFSETS = ("右移 mm", "下移 mm")


class VisitPaper(StrEnum):
    """Which paper of a visit is shown; the value is what the audit trail and the settings call it."""

    SLIP = "slip"
    PRESCRIPTION = "prescription"
    RECEIPT = "receipt"
    REFERRAL = "referral"
    PREPRINTED = "receipt_preprinted"


VISIT_PAPERS: Mapping[VisitPaper, str] = {
    VisitPaper.SLIP: "就诊凭条 (F6)",
    VisitPaper.PRESCRIPTION: "处方 (F7)",
    VisitPaper.RECEIPT: "收据 (F8)",
    VisitPaper.REFERRAL: "转诊单 (F9)",
    VisitPaper.PREPRINTED: "收据套打",
}


def sheet_said(number: int, pages: int) -> str:
    """Say which sheet is shown."""
    return f"第 {number} 张，共 {pages} 张 (PgUp / PgDn)"
