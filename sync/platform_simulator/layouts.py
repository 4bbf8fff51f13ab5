"""Every input node of the transactions spoken here, field by field, in the interface's own words."""

from sync.platform_simulator.fields import fields

ENVELOPE = fields("""
infno 交易编号 C6 Y
msgid 发送方报文ID C30 Y
mdtrtarea_admvs 就医地医保区划 C6 Y
insuplc_admdvs 参保地医保区划 C6 -
recer_sys_code 接收方系统代码 C10 Y
dev_no 设备编号 C100 -
dev_safe_info 设备安全信息 C2000 -
cainfo 数字签名信息 C1024 -
signtype 签名类型 C10 -
infver 接口版本号 C6 Y
opter_type 经办人类别 C3 Y opter_type
opter 经办人 C30 Y
opter_name 经办人姓名 C50 Y
inf_time 交易时间 DT Y
fixmedins_code 定点医药机构编号 C12 Y
fixmedins_name 定点医药机构名称 C200 Y
sign_no 交易签到流水号 C30 -
""")

SIGN_IN = fields("""
opter_no 操作员编号 C20 Y
mac 签到MAC地址 C20 Y
ip 签到IP地址 C20 Y
""")

PERSON = fields("""
mdtrt_cert_type 就诊凭证类型 C3 Y mdtrt_cert_type
mdtrt_cert_no 就诊凭证编号 C50 Y
card_sn 卡识别码 C32 -
begntime 开始时间 DT -
psn_cert_type 人员证件类型 C6 - psn_cert_type
certno 证件号码 C50 -
psn_name 人员姓名 C50 -
""")

BENEFIT = fields("""
psn_no 人员编号 C30 Y
insutype 险种类型 C6 Y insutype
fixmedins_code 定点医药机构编号 C12 Y
med_type 医疗类别 C6 Y med_type
begntime 开始时间 DT Y
endtime 结束时间 DT -
dise_codg 病种编码 C30 -
dise_name 病种名称 C500 -
""")

REGISTRATION = fields("""
psn_no 人员编号 C30 Y
insutype 险种类型 C6 Y insutype
begntime 开始时间 DT Y
mdtrt_cert_type 就诊凭证类型 C3 Y mdtrt_cert_type
mdtrt_cert_no 就诊凭证编号 C50 Y
ipt_otp_no 住院/门诊号 C30 Y
atddr_no 医师编码 C30 Y
dr_name 医师姓名 C50 Y
dept_code 科室编码 C30 Y
dept_name 科室名称 C100 Y
caty 科别 C6 Y
""")

REGISTRATION_CANCEL = fields("""
psn_no 人员编号 C30 Y
mdtrt_id 就诊ID C30 Y
ipt_otp_no 住院/门诊号 C30 Y
""")

VISIT = fields("""
mdtrt_id 就诊ID C30 Y
psn_no 人员编号 C30 Y
med_type 医疗类别 C6 Y med_type
begntime 开始时间 DT Y
main_cond_dscr 主要病情描述 C1000 -
dise_codg 病种编码 C30 -
dise_name 病种名称 C500 -
birctrl_type 计划生育手术类别 C6 -
birctrl_matn_date 计划生育手术或生育日期 D -
matn_type 生育类别 C6 -
geso_val 孕周数 N2 -
""")

DIAGNOSIS = fields("""
diag_type 诊断类别 C3 Y diag_type
diag_srt_no 诊断排序号 N2 Y
diag_code 诊断代码 C20 Y
diag_name 诊断名称 C100 Y
diag_dept 诊断科室 C50 Y
dise_dor_no 诊断医生编码 C30 Y
dise_dor_name 诊断医生姓名 C50 Y
diag_time 诊断时间 DT Y
vali_flag 有效标志 C3 Y yes_no
maindiag_flag 主诊断标志 C3 - yes_no
""")

FEE_LINE = fields("""
feedetl_sn 费用明细流水号 C30 Y
mdtrt_id 就诊ID C30 Y
psn_no 人员编号 C30 Y
chrg_bchno 收费批次号 C30 Y
dise_codg 病种编码 C30 -
rxno 处方号 C30 -
rx_circ_flag 外购处方标志 C3 Y yes_no
fee_ocur_time 费用发生时间 DT Y
med_list_codg 医疗目录编码 C50 Y
medins_list_codg 医药机构目录编码 C150 Y
det_item_fee_sumamt 明细项目费用总额 N16,2 Y
cnt 数量 N16,4 Y
pric 单价 N16,6 Y
sin_dos_dscr 单次剂量描述 C200 -
used_frqu_dscr 使用频次描述 C200 -
prd_days 周期天数 N4,2 -
medc_way_dscr 用药途径描述 C200 -
bilg_dept_codg 开单科室编码 C30 Y
bilg_dept_name 开单科室名称 C100 Y
bilg_dr_codg 开单医生编码 C30 Y
bilg_dr_name 开单医师姓名 C50 Y
acord_dept_codg 受单科室编码 C30 -
acord_dept_name 受单科室名称 C100 -
orders_dr_code 受单医生编码 C30 -
orders_dr_name 受单医生姓名 C50 -
hosp_appr_flag 医院审批标志 C3 Y hosp_appr_flag
tcmdrug_used_way 中药使用方式 C6 - tcmdrug_used_way
etip_flag 外检标志 C3 - yes_no
etip_hosp_code 外检医院编码 C30 -
dscg_tkdrug_flag 出院带药标志 C3 - yes_no
matn_fee_flag 生育费用标志 C6 - yes_no
exp_content 扩展参数 C4000 -
""")

CATALOGUE = fields("""
ver 版本号 C20 Y
""")

MAPPING = fields("""
fixmedins_hilist_id 定点医药机构目录编号 C150 Y
fixmedins_hilist_name 定点医药机构目录名称 C200 Y
list_type 目录类别 C3 Y list_type
med_list_codg 医疗目录编码 C50 Y
begndate 开始日期 D Y
enddate 结束日期 D -
spec 规格 C500 -
""")

FEE_CANCEL = fields("""
mdtrt_id 就诊ID C30 Y
chrg_bchno 收费批次号 C30 Y
psn_no 人员编号 C30 Y
""")

TRIAL = fields("""
psn_no 人员编号 C30 Y
mdtrt_cert_type 就诊凭证类型 C3 Y mdtrt_cert_type
mdtrt_cert_no 就诊凭证编号 C50 Y
med_type 医疗类别 C6 Y med_type
medfee_sumamt 医疗费总额 N16,2 Y
psn_setlway 个人结算方式 C6 Y psn_setlway
mdtrt_id 就诊ID C30 Y
chrg_bchno 收费批次号 C30 Y
acct_used_flag 个人账户使用标志 C1 Y yes_no
insutype 险种类型 C6 Y insutype
""")

SETTLEMENT = TRIAL + fields("""
invono 发票号 C20 -
fulamt_ownpay_amt 全自费金额 N16,2 Y
overlmt_selfpay 超限价金额 N16,2 Y
preselfpay_amt 先行自付金额 N16,2 Y
inscp_scp_amt 符合政策范围金额 N16,2 Y
""")

SETTLEMENT_CANCEL = fields("""
setl_id 结算ID C30 Y
mdtrt_id 就诊ID C30 Y
psn_no 人员编号 C30 Y
""")

REVERSAL = fields("""
psn_no 人员编号 C30 Y
omsgid 原发送方报文ID C30 Y
oinfno 原交易编号 C4 Y
""")

TOTALS = fields("""
insutype 险种 C6 Y insutype
clr_type 清算类别 C6 Y clr_type
setl_optins 结算经办机构 C6 Y
stmt_begndate 对账开始日期 D Y
stmt_enddate 对账结束日期 D Y
medfee_sumamt 医疗费总额 N16,2 Y
fund_pay_sumamt 基金支付总额 N16,2 Y
acct_pay 个人账户支付金额 N16,2 Y
fixmedins_setl_cnt 定点医药机构结算笔数 N10 Y
refd_setl_flag 退费结算标志 C3 - yes_no
""")

DETAILS = fields("""
setl_optins 结算经办机构 C6 Y
file_qury_no 文件查询号 C30 Y
stmt_begndate 对账开始日期 D Y
stmt_enddate 对账结束日期 D Y
medfee_sumamt 医疗费总额 N16,2 Y
fund_pay_sumamt 基金支付总额 N16,2 Y
cash_payamt 现金支付金额 N16,2 Y
fixmedins_setl_cnt 定点医药机构结算笔数 N10 Y
clr_type 清算类别 C6 Y clr_type
refd_setl_flag 退费结算标志 C3 - yes_no
""")

FILE_UPLOAD = fields("""
filename 文件名 C200 Y
fixmedins_code 医药机构编号 C30 Y
""")

FILE_DOWNLOAD = fields("""
file_qury_no 文件查询号 C30 Y
filename 文件名 C200 Y
fixmedins_code 医药机构编号 C30 Y
""")

VISIT_QUERY = fields("""
psn_no 人员编号 C30 Y
begntime 开始时间 DT Y
endtime 结束时间 DT Y
med_type 医疗类别 C6 - med_type
mdtrt_id 就诊ID C30 -
""")

SETTLEMENT_QUERY = fields("""
psn_no 人员编号 C30 Y
setl_id 结算ID C30 -
mdtrt_id 就诊ID C30 Y
""")
