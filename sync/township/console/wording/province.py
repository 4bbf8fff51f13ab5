"""Words of the console's page of 总对总."""

PROVINCE = "总对总"
PROVINCE_TOLD = (
    "结算方式为总对总的村卫生室，就诊不传医保平台：在这里分批导出，交省级系统结算，再把结果文件导回来。"
    "导出的文件有患者姓名和证件号码，请妥善保管，用完删除。"
)
EXPORT_VISITS = "导出下一批"
WAITING_FOR_EXPORT = "等待导出 {count} 笔。"
BATCH = "批次"
BATCH_VISITS, BATCH_OPEN = "笔数", "还没有结果"
TAKE_RESULTS = "导入结算结果"
TAKE_RESULTS_TOLD = "XLSX 或 CSV，先预览。有一行不对，整份文件都不记入；同一份文件导入几次，结果只记一次。"
RESULTS_FILE = "结果文件"
RESULTS_PUBLISH_TOLD = "文件里的结果记入结算，随同步发给村卫生室，不能撤销。"
RESULTS_ALL_OR_NOTHING = "有问题行，整份文件都不能记入。请更正后重新上传。"
RESULTS_PUBLISHED_TOLD = "已记入，村卫生室下次同步时收到。"
NEW_RESULTS, KNOWN_RESULTS = "新结果", "已记过"
BACK_TO_PROVINCE = "回到总对总"
