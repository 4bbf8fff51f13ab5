"""Sentences for files that cannot be imported, and for single rows of them."""

from collections.abc import Mapping

REASONS: Mapping[str, str] = {
    # The whole file
    "table_file_too_large": "文件过大，没有导入。请确认选对了文件，或按乡镇拆分后再导入。",
    "table_file_old_xls": "这是旧版 .xls 文件，没有导入。请用 Excel 或 WPS 另存为 .xlsx 后再导入。",
    "table_file_locked": "文件有打开密码，没有导入。请去掉密码另存后再导入。",
    "table_file_not_a_table": "这个文件不是 XLSX 或 CSV 表格，没有导入。请确认选对了文件。",
    "table_file_broken": "文件已损坏，没有导入。请用 Excel 或 WPS 打开检查，另存后再导入。",
    "table_cells_merged": "表格里有合并单元格，没有导入。请取消合并，让第一行只有列标题，每人一行，再导入。",
    "table_titles_missing": "没有找到“{sheet}”表，或它的第一行缺少列：{missing}。没有导入，请补齐列标题后再导入。",
    "table_title_twice": "列标题“{title}”出现了两次，不知道该用哪一列。没有导入，请删去多余的一列。",
    "roster_layout_wide": "这是每年一列的横表，现在还不能导入。请改为“参保人员信息”和“缴费记录”两张表。",
    "roster_no_good_row": "没有一行可以导入，原有名册保持不变。请看问题行文件，改正后再导入。",
    "roster_day_to_come": "截至日期在今天以后，没有导入。名册只能说明到今天为止的情况，请核对 --as-of。",
    "roster_would_lose_many": "这份名册比现有的少 {gone} 人（现有 {held} 人），没有导入。移出的人会显示为“不在名册”。"
    "请核对是不是只有部分村的名册；确实要移出，请加 --agreed 再导入。",
    "roster_older_than_held": "现有名册截至 {held}，这一份更早，没有导入。请核对文件和 --as-of；确实要换回较早的名册，请加 --agreed 再导入。",
    "catalogue_no_good_row": "没有一行可以导入，原有目录保持不变。请看问题行文件，改正后再导入。",
    "table_file_not_read": "文件读不出来，没有导入。请检查文件是否还在、U 盘是否插好。",
    "table_file_not_written": "文件写不进去。请检查磁盘空间，以及文件是否正在别的程序中打开。",
    # Single rows
    "cell_missing": "这一格不能为空。",
    "cell_too_long": "这一格文字太长，多半是粘贴错了。",
    "cell_digits_lost": "号码被当作数字保存，末几位已经丢失。请把该列设为文本后重新填写。",
    "cell_not_a_day": "不是有效的日期。请写成 2026-03-01 的样子。",
    "cell_not_a_month": "不是有效的年月。请写成 2026-03 的样子。",
    "cell_not_a_year": "不是有效的年度。请写成 2026 的样子。",
    "cell_not_an_amount": "不是有效的金额。请按“元.角分”填写，最多两位小数，不能为负。",
    "cell_not_a_share": "不是有效的比例。请写成 10% 的样子，在 0 到 100 之间。",
    "catalogue_code_twice": "编码与前面的行重复，只保留前一行。请核对。",
    "catalogue_price_above_ceiling": "单价高于最高限价。请核对。",
    "cell_not_dated": "缺少日期。请写成“低保对象 2024-03-01至今”的样子，多项用分号隔开。",
    "cell_word_unknown": "不认识的内容。请按模板中的写法填写。",
    "day_in_future": "日期晚于名册截至日期。请核对。",
    "roster_person_id_twice": "人员编号与前面的行重复，只保留前一行。请核对。",
    "roster_number_twice": "证件号码与前面的行重复，只保留前一行。请核对是否填错了人。",
    "roster_birth_differs": "出生日期与证件号码不一致。请核对。",
    "roster_span_backwards": "终止早于起始。请核对。",
    "roster_record_before_birth": "缴费或参保早于出生。请核对。",
    "roster_record_of_nobody": "名册里没有这个人。请核对人员编号和证件号码。",
    "roster_record_of_bad_row": "这个人在人员表中的一行有问题，连同缴费记录都没有导入。请先改正人员表。",
    "roster_record_of_two": "人员编号和证件号码属于两个不同的人。请核对。",
    "roster_record_unreadable": "这个人有一条缴费或参保记录读不出来，为免误判没有导入此人。请先改正该记录。",
    # looking back
    "import_unknown": "没有这次导入。请用 township imports 查看有哪些。",
    "import_undone_already": "这次导入已经撤销过了，没有再改。",
    "import_is_undoing": "这一条本身是撤销，不能再撤销。需要的话请重新导入文件。",
    "import_rested_upon": "这次导入之后还有第 {newer} 次导入，它是在这次的基础上作的，所以没有撤销。请先撤销第 {newer} 次。",
    "import_first_of_kind": "这是第一次导入，之前没有内容可以恢复，没有撤销。内容不对时请直接导入正确的文件。",
    "import_too_old": "这次导入之前的内容已不再保存，不能撤销。请重新导入正确的文件。",
}
