"""Sentences for refusals about policy packs, case files and people's insurance records."""

from collections.abc import Mapping

REASONS: Mapping[str, str] = {
    "pack_not_readable": "政策包文件 {file} 读不懂（{reason}），没有采用，原来的政策包继续有效。请向发放单位要一份完整的文件。",
    "pack_file_missing": "政策包文件夹里缺少 {wanted}（只看到 {file}），没有采用。请把文件补齐。",
    "pack_key_twice": "政策包文件 {file} 中的 {key} 在 {other} 里已经写过，两处只能留一处。请改正后再用。",
    "pack_key_unknown": "政策包文件 {file} 中的 {key} 不是认识的参数，没有采用。请检查是否写错。",
    "pack_key_missing": "政策包文件 {file} 缺少参数 {key}，没有采用。请补上后再用。",
    "pack_value_wrong_type": "政策包文件 {file} 中 {key} 的写法不对，应为 {expected}，没有采用。请改正后再用。",
    "pack_value_not_allowed": "政策包文件 {file} 中 {key} 的值“{value}”不允许，可用：{allowed}。请改正后再用。",
    "pack_date_impossible": "政策包文件 {file} 中 {key} 的日期“{value}”不存在或写法不对。"
    "应写成 2026-02-28、Y-1:09-01 或 Y:02-last。",
    "pack_unknown": "没有代码为 {pack} 的政策包，不能判断。请检查代码，或让乡镇卫生院下发该政策包。",
    "pack_not_in_force": "政策包 {pack} 在 {day} 没有有效的版本，不能判断。请让乡镇卫生院下发有效版本。",
    "pack_parent_missing": "政策包文件 {file} 说要继承 {pack}，但没有这个政策包，没有采用。请一并提供。",
    "pack_parent_cycle": "政策包文件 {file} 的继承关系绕成了圈（又回到 {pack}），没有采用。请改正 parent。",
    "pack_versions_overlap": "政策包文件 {file} 与 {other} 的有效期重叠，没有采用。请改正起止日期。",
    "pack_versions_hole": "政策包文件 {file} 与 {other} 的有效期之间有空档，没有采用。请改正起止日期。",
    "record_key_missing": "第 {index} 条（从 0 数起，{kind}）缺少 {key}，没有判断。请补上。",
    "record_key_unknown": "第 {index} 条（从 0 数起，{kind}）中的 {key} 不认识，没有判断。请检查是否写错。",
    "record_value_wrong": "第 {index} 条（从 0 数起，{kind}）中 {key} 的写法不对，应为 {expected}。请改正。",
    "record_before_birth": "第 {index} 条记录（从 0 数起，{kind}）早于出生日期，互相矛盾，没有判断。请核对出生日期和该记录。",
    "record_ends_before_it_begins": "第 {index} 条记录（从 0 数起，{kind}）的结束早于开始，没有判断。请核对。",
    "cases_not_readable": "案例文件读不懂（{reason}）。请检查是不是完整的 JSON 文件。",
    "case_file_missing": "找不到或打不开文件 {file}。请检查路径。",
    "case_file_encoding": "文件 {file} 不是 UTF-8 编码，读不了。请在记事本里另存为 UTF-8 后再试。",
    "case_not_a_table": "第 {index} 个案例（从 0 数起）不是一个对象，没有判断。请检查案例文件的格式。",
    "case_key_misspelt": "第 {index} 个案例（从 0 数起）中的 {key} 不认识，是不是想写 {meant}？请改正。",
    "case_value_wrong": "案例中 {key} 的写法不对，应为 {expected}。请改正。",
    "benefits_unknown": "政策包 {pack} 没有写明 {tier} 的门诊待遇，不能推算。请以结算为准，或让县里补充政策包。",
    "batch_line_too_long": "第 {line} 行太长，不像一个人的参保记录，没有判断。请检查文件是不是每人一行。",
    "batch_line_not_readable": "第 {line} 行读不懂，没有判断。请检查这一行是不是完整的 JSON 对象。",
    "batch_not_written": "写不了文件 {file}，结论没有保存。请检查文件夹、权限和磁盘空间后再运行。",
    "cap_year_twice": "案例中同一个年度写了两次，没有判断。请每个年度只写一次。",
}

WORDS: Mapping[str, Mapping[str, str]] = {
    "kind": {
        "person": "本人",
        "record": "参保记录",
        "identity": "身份",
        "event": "事件",
        "resident": "居民参保缴费",
        "repair": "补缴",
        "employee": "职工参保",
        "military_service": "服役",
        "case": "案例",
        "line": "行",
    },
    "key": {"": "整条内容"},
    "expected": {
        "table": "带名称的一组内容（JSON 对象）",
        "list": "列表",
        "text": "文字",
        "year": "年份，如 2026",
        "boolean": "true 或 false",
        "0|1": "true 或 false",
        "whole_number": "不小于 0 的整数",
        "number": "数",
        "YYYY": "年份，如 2026",
        "YYYY-MM": "月份，如 2026-01",
        "YYYY-MM-DD": "日期，如 2026-01-31",
    },
}
"""What stands in a sentence for a fact told by code."""
