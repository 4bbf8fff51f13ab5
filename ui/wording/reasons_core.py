"""Sentences for what the desk's services refuse."""

from collections.abc import Mapping

REASONS: Mapping[str, str] = {
    "amount_not_readable": "金额写法不对。请按“元.角分”填写，最多两位小数，例如 12.50。",
    "visit_without_diagnosis": "还没有填写诊断，就诊尚未保存。请至少选择一个诊断。",
    "visit_main_diagnosis_unclear": "主要诊断必须有且只有一个。请选定一个主要诊断后再保存。",
    "onset_in_future": "发病日期晚于今天，就诊尚未保存。请核对日期。",
    "blood_pressure_swapped": "收缩压应当高于舒张压，就诊尚未保存。请看看两个数是不是填反了；未测可以留空。",
    "vitals_out_of_range": "体温或血压超出可能的范围，就诊尚未保存。请核对后重填，未测可以留空。",
    "line_quantity_not_positive": "第 {line} 行的数量必须大于零。请改正数量，或删除这一行。",
    "line_count_impossible": "第 {line} 行的数量或天数大得不可能或小于零，就诊尚未保存。请核对后改正。",
    "line_group_impossible": (
        "第 {line} 行的组号不对，就诊尚未保存。一起用的药写同一个组号，1 到 {most}；中药饮片和诊疗项目不分组。"
    ),
    "line_handling_impossible": "第 {line} 行的特殊煎法不对，就诊尚未保存。只有中药饮片可以写，最多 {most} 个字。",
    "visit_too_long": "这次就诊写得太长，传不到乡镇卫生院，尚未保存。请缩短文字或减少明细。",
    "price_above_ceiling": "第 {line} 行的单价高于目录规定的最高价，不能保存。请按公示价格收费。",
    "brought_in_field": "这一行的“{field}”缺失、多余或写法不对，没有保存。格式见 docs/record-format.md。",
    "brought_in_not_utf8": "这一行不是 UTF-8 文字，没有保存。请把文件另存为 UTF-8，再转入这一行。",
    "brought_in_not_json": "这一行不是 JSON，没有保存。",
    "roster_row_of_newer_program": (
        "名册里此人的参保情况有本程序还不认识的内容，待遇无法判断。请升级程序，或向卫生院核对。看病和记录照常。"
    ),
    "person_left_roster": "名册刚刚更新，此人已不在名册中。请重新查找，或按证号登记。",
    "day_in_doubt": "电脑的日期没有确认，按两个可能的日期结论不同。请先在屏幕上方确认今天是几号，再看待遇；看病和记录照常。",
    "today_before_roster": "电脑上的日期比参保名册的日期还早，待遇无法判断。请先核对并改正电脑的日期，再重新查询。",
    "not_permitted": "您的权限不能做这一步，什么也没有改动。用户和审计记录请让负责人登录办理，其他的医生也可以；需要调整权限请联系乡镇卫生院。",
    "reason_missing": "还没有说明查看原因，资料没有打开。请选一个原因；选“其他”时请写几个字。",
    "day_not_here_yet": "这一天还没有到，不能日结。请核对日期。",
    "no_prices_here": "这台电脑还没有收到目录，没有价格可以公示。请先同步，或从乡镇卫生院取目录。",
    "month_not_here_yet": "这个月还没有到，没有月结算单。请核对月份。",
    "day_already_closed": "{day} 已经日结，此后没有变动，不用再做。",
    "name_not_usable": "姓名太长（最多 {longest} 个字）或含有不能显示的字符，没有保存。请核对姓名后重输。",
    "name_is_a_number": "姓名里是一串号码，没有采用。请在姓名处写姓名，号码写到或扫到证件号处。",
    "visit_not_here": "这台电脑上没有这次就诊，没有改动。请回到就诊记录重新选择。",
    "visit_cancelled": "这次就诊已经作废，不能再更正或作废。确实看过病的，请重新接诊并记录。",
    "visit_of_newer_program": "这次就诊有一份更正是较新的程序写的，这里看不到它，不能更正。请先升级程序。",
    "visit_day_impossible": "就诊日期不能晚于今天，也不能早于一年前，没有保存。请核对日期。",
    "visit_day_not_readable": "就诊日期看不懂，没有保存。请写成 2026-11-20 或 11-20，也可以写“昨天”。",
    "visit_changed_meanwhile": "另一台电脑刚刚也更正了这次就诊，没有保存；已写的内容留着。请按 Esc 返回，在就诊记录里再点“更正”，看过以后再保存。",
    "nothing_corrected": "内容和原来一样，没有可更正的。不用更正请按 Esc 返回。",
    "cancel_reason_missing": "还没有写作废原因，没有作废。请写明原因，例如：重复录入。",
    "cancel_reason_too_long": "作废原因最多 {most} 个字，没有作废。请写短一些。",
    "name_missing": "没有姓名。请至少填写姓名，身份可以稍后补核。",
}
