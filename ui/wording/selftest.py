"""Words of the program's check of itself."""

_PARTS = {
    "libraries": "程序库",
    "words": "界面文字",
    "law": "政策包和案例",
    "store": "加密存储",
    "township": "卫生院数据库",
    "letters": "中文字体",
    "paper": "打印到 PDF",
}


def passed(part: str) -> str:
    """Say that a check passed."""
    return f"通过  {_PARTS[part]}"


def failed(part: str, why: str) -> str:
    """Say that a check failed, and why."""
    return f"失败  {_PARTS[part]}：{why}"
