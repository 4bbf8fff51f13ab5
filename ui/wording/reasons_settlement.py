"""Sentences for the settlement with the national platform: what held a visit up, and what to do."""

from collections.abc import Mapping

REASONS: Mapping[str, str] = {
    "platform_not_reachable": "连不上医保平台，就诊没有发出，都还在等待结算。请检查医保专网；恢复后会自动继续。",
    "platform_sign_in_failed": "医保平台没有接受签到，就诊没有发出。请核对机构代码、经办人和接口密钥，再重新结算。",
    "platform_credentials_missing": "本省的医保接口要求签名，但没有提供接口密钥，没有开始结算。请用 township set-gateway-key 填写后重试。",
    "platform_credentials_none": "没有填写过接口账号和密钥，没有删除什么。",
    "platform_caller_not_valid": "接口账号只能是 1 到 64 个字母、数字、点或横线，没有保存。请照医保局给的填写。",
    "platform_secret_not_valid": "接口密钥只能是 1 到 256 个英文字符，中间没有空格，没有保存。请照医保局给的填写。",
    "platform_too_slow": "医保平台没有按时答复，结果尚不清楚。系统会先查询再处理，不会重复结算，请等待。",
    "platform_line_cut": "与医保平台的连接中断，结果尚不清楚。系统会先查询再处理，不会重复结算，请等待。",
    "platform_failed": "医保平台报告内部故障，结果尚不清楚。系统会先查询再处理，不会重复结算，请等待。",
    "platform_answer_not_usable": "医保平台的答复不完整或金额对不上，没有采用。系统会再次查询；多次出现请联系县医保。",
    "platform_query_refused": "医保平台拒绝了查询，这次就诊能否结算还不清楚。系统会稍后再查；多次出现请联系县医保。",
    "platform_knows_more": (
        "医保平台上有这位患者当天的另一笔登记，编号是本系统的，本机却没有：可能恢复过旧备份。为免重复支付，先不结算，稍后再查。"
        "请等各村卫生室都同步过；仍然如此，请在平台核对后人工处理。"
    ),
    "platform_gave_no_reason": "医保平台不予支付，没有说明原因。请核对参保信息，或向县医保询问。",
    "settlement_may_be_under_way": "结算请求可能仍在途中，现在不能重发。系统会在几分钟后查清，请等待。",
    "settlement_needs_a_person": "无法自动查清这次就诊是否已结算。请在医保平台的对账明细中核对后人工处理。",
    "undone_for_correction": "这次就诊已经更正，原来的结算已向医保平台撤销，按更正后的内容重新结算。",
    "undone_by_province": "省级系统撤销了这次就诊的结算，原来医保支付的部分退回。",
    "undone_for_cancellation": "这次就诊已经作废，结算已向医保平台撤销，原来医保支付的部分退回。",
    "undoing_may_be_under_way": "撤销请求可能仍在途中，现在不能重发。系统会在几分钟后查清，请等待。",
    "undoing_refused": (
        "医保平台拒绝撤销这笔结算，原结算仍然有效，更正后的就诊还不能结算。系统会稍后再试；"
        "当月已经清算的，请与县医保商定后人工处理。"
    ),
    "undoing_needs_a_person": "在医保平台查不到这次就诊的登记，无法撤销结算。请在平台核对后人工处理。",
    "undoing_left_something": "结算已撤销，平台上的挂号还没有撤掉。系统会再试，请等待。",
    "settlement_number_not_found": "医保平台上查不到这个结算编号，或不是这次就诊的。请核对编号后重新填写。",
    "superseded_needs_a_person": (
        "这次就诊已经更正、作废或退回，原来的登记还在医保平台上，本省的接口查不出它是否结算过；查清以前，更正后的不上传。"
        "请在平台核对后回复。"
    ),
    "superseded_number_not_found": (
        "医保平台上查不到这个结算编号，或不是这次就诊的。请核对编号后重新填写；没有结算过，请照实回复。"
    ),
    "line_code_not_mapped": (
        "这次就诊用了还没有对照国家医保编码的药品或项目，暂不上传。请在“目录对照”里对照后再等几分钟，系统会自动继续。"
    ),
    "line_code_not_told": (
        "本省要求先上传目录对照。这次就诊用到的药品或项目还没有上传，暂不结算。请在“目录对照”里按“上传医保平台”，"
        "上传后系统会自动继续。"
    ),
    "line_trace_code_missing": (
        "本省要求药品带追溯码。这次就诊有药品没有追溯码，也没有写明原因，暂不结算。请村卫生室更正这次就诊，扫码或写明原因。"
    ),
    "code_kind_not_mapped": "只有药品和诊疗项目需要对照，什么都没有改。请填 drug 或 service。",
    "own_code_not_valid": "本院编码没有填，或超过 150 个字，什么都没有改。请照目录里的编码填写。",
    "national_code_not_valid": (
        "国家医保编码写法不对，什么都没有改。药品以 X、Z、T、C 开头，20 到 30 位；诊疗项目是 15 位数字。请核对后重填。"
    ),
    "code_map_unknown": "这个编码没有对照过，什么都没有改。请重新打开目录对照查看。",
    "catalogue_not_given": "医保平台没有给出目录，已下载的部分已记下。{told}请稍后再下一次，会接着下。",
    "download_overtaken": "另一个程序正在下载同一目录，这一次停下了，已取的都留着。请等它结束后再下载。",
    "download_under_way": "目录还在下载，没有采用。请等下载结束，看清变化后再采用。",
    "download_changes_nothing": "本院目录与已下载的一致，没有改。请重新打开目录下载查看。",
    "codes_not_taken": "医保平台没有收下对照关系，之前收下的 {sent} 条已记下。{told}请核对后再上传一次。",
    "question_not_open": "这次就诊现在不等人工核对，或者不能这样回复，什么都没有改。请重新打开列表查看。",
    "answer_reason_missing": "请写明原因，最多 {longest} 个字，什么都没有改。",
    "answer_number_missing": "请填写平台上的结算编号，最多 {longest} 个字母或数字，什么都没有改。",
    "settlement_row_taken": "这次就诊正由另一个结算程序处理，没有改动。请稍后刷新查看。",
    "settlement_frozen": (
        "卫生院的数据恢复过，恢复前送过什么还没有核对清楚，所以暂停结算，没有发出任何就诊。"
        "请等各村卫生室都联系过、核对无误后，用 township reconciled 恢复结算。"
    ),
    "training_never_settles": (
        "这是训练用的卫生院，人员都是虚构的，只能连接本机的平台模拟器，没有发出任何内容。请先启动模拟器，再填它的地址。"
    ),
    "reconciliation_not_answered": "医保平台没有给出对账结果，什么都没有记下。{told}请稍后再对一次；多次不成请联系县医保。",
    "day_not_over": "这一天还没有过完，不能对账。请对昨天或更早的日子。",
    "month_not_readable": "月份写法不对。请按 2026-05 的样子填写。",
    "difference_unknown": "没有这个编号的差异，什么都没有改。请重新打开对账页核对。",
    "difference_closed": "这笔差异已经处理过，什么都没有改。请重新打开对账页查看。",
    "difference_reason_missing": "处理差异要写明原因，最多 {longest} 个字，什么都没有改。",
    "visit_without_charge": "这次就诊没有费用，不需要医保结算。",
    "visit_without_id_number": "这次就诊没有病人的证件号码，医保平台无法结算，费用由本人承担。找到证件号后，在就诊记录里更正、补上证件号，就可以再结算。",
    "settlement_mode_unknown": "没有这种结算方式，没有改动。可用的有：township（一体化）、temporary（临时管理关系）、own（单独定点）、province（总对总）。",
    "own_institution_missing": "机构编号和名称要一起填，单独定点要填村卫生室自己的定点机构编号和名称，没有改动。请照医保局的通知填写。",
    "own_institution_not_asked_for": "一体化和临时管理关系不填机构编号和名称，没有改动。请清空这两项，或改选单独定点。",
    "settlement_operator_not_whole": "经办人的编号和姓名要一起填（编号最多 20 位，姓名最多 50 个字），没有改动。",
    "settlement_operator_not_asked_for": "一体化以卫生院的经办人签到，总对总不签到，都不填经办人，没有改动。请清空这两项。",
    "institution_code_taken": "这个机构编号已经是卫生院或另一个村卫生室的，没有改动。请核对编号；以卫生院的编号结算请选一体化。",
    "settlement_institution_unknown": (
        "这次就诊当初用的机构编号，现在的设置里没有，没有继续上传。请核对结算设置文件里的机构编号，恢复后会自动继续。"
    ),
    "visit_with_the_province": (
        "这次就诊由省级系统结算（总对总），这里不能改动它的结算。请在省级系统处理，再导入结果。"
    ),
    "province_nothing_to_export": "没有等待导出的就诊，没有建立新的批次。",
    "province_batch_unknown": "没有这个批次。请用 township province-batches 或在总对总页核对编号。",
    "province_file_kind_unknown": "导出文件的扩展名只能是 .xlsx 或 .csv，没有导出。",
    "province_results_too_many": "一份结果文件最多 {most} 行，没有记入。请分成几份。",
    "province_results_have_bad_rows": "有 {bad} 行不对，整份文件都没有记入。请更正后再导入。",
    "province_result_twice": "同一次就诊在文件里有两行。请只留一行。",
    "province_result_of_another_township": "这一行是另一家卫生院的，不能在这里记入。请核对卫生院代码。",
    "province_result_of_no_visit": "这里没有这个编号的就诊，或不是这个村卫生室的。请核对就诊编号和村卫生室代码。",
    "province_result_total_differs": "医疗费总额和这次就诊的合计不一致。请与省级系统核对。",
    "province_result_adds_up_to_another": "基金、个人账户、现金和机构负担加起来不等于总额。请与省级系统核对。",
    "province_result_to_come": "结算时间还没有到。请核对。",
    "province_result_contradicts": "这次就诊已有另一个结果，或不是总对总结算的。请与省级系统核对后人工处理。",
    "insurance_code_file_not_readable": (
        "医保码识别的设置文件缺项或写法不对，服务没有启动。每家卫生院一节：platform、institution_file、province。"
    ),
    "physician_code_missing": "医生还没有登记国家医保医师代码，就诊暂不能结算。请在结算设置中补上代码，系统会自动继续。",
    "settlement_settings_not_readable": "结算设置文件缺项或写法不对，没有开始结算。请对照说明改正后重试。",
    "province_profile_not_readable": "省级接口设置文件缺项或写法不对，没有开始结算。请对照说明改正后重试。",
    "province_profile_unknown": "没有名为 {name} 的省级接口设置。请改用已有的名称，或提供设置文件。",
}
