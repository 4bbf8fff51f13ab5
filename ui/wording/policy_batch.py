"""What the command says that judges a whole county's histories."""

BATCH_HELP = "逐行判定一个县的参保记录（JSONL），每行输出一个 JSON 结论"
HISTORIES_HELP = "参保记录文件，每行一个对象：{id, person[, target_year, as_of]}"
BATCH_PACK_HELP = "政策包代码、文件或文件夹"
ON_HELP = "判定日期（如 2026-02-01）；不写则每行自带 as_of"
WORKERS_HELP = "同时使用几个处理器"
OUT_HELP = "结论写到哪个文件；不写则写到标准输出"
STEPS_HELP = "每行连同判定步骤一起输出"


def progress(answers: int, refused: int, part: float, rate: float) -> str:
    """Say how far a batch has come."""
    return f"已判定 {answers} 行（{part:.0%}），其中 {refused} 行有问题，每秒约 {rate:.0f} 行。"


def fault(line: int, case_id: object, sentence: str) -> str:
    """Name a line that could not be judged."""
    name = "" if case_id is None else f"（{case_id}）"
    return f"第 {line} 行{name}：{sentence}"


def finished(answers: int, refused: int, seconds: float) -> str:
    """Say how a batch went."""
    rate = answers / seconds if seconds else 0
    return f"判定完毕：{answers} 行，其中 {refused} 行有问题没有判定，用时 {seconds:.1f} 秒，每秒约 {rate:.0f} 行。"
