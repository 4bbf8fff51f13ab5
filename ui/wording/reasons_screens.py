"""Sentences for what a field on the screen cannot read."""

from collections.abc import Mapping

REASONS: Mapping[str, str] = {
    "onset_not_readable": "看不懂发病日期。请写“今天”“3天前”或“11-20”这样的日期，也可以留空。",
    "temperature_not_readable": "看不懂体温。请写摄氏度，例如 37.2，也可以留空。",
    "pressure_not_readable": "血压要填收缩压和舒张压两个整数，例如 130 和 85；没有量就都留空。",
    "quantity_not_readable": "第 {line} 行的数量或天数不是整数。请改正后再保存。",
    "export_reason_missing": "请先写导出的用途，例如“月底对账”；用途会记入审计记录。",
    "export_days_reversed": "结束日期早于开始日期，没有导出。请改正日期。",
    "export_list_empty": "清单是空的，没有导出。",
    "export_without_visits": "这段时间没有就诊记录，没有导出。请换一段日期。",
    "export_file_exists": "文件 {file} 已经在那里，没有覆盖。请换一个文件名。",
    "printer_gone": "打印机没有响应，没有打印完。内容都已存好；请查看打印机的电源、纸张和连接，再打印一次，或先存为 PDF。",
    "pdf_not_written": "PDF 没有写成，可能是磁盘满了或文件夹不能写。就诊已保存，不受影响；请换一个位置再存。",
}
