"""Sentences for what the township's service and its store refuse or wait for."""

from collections.abc import Mapping

REASONS: Mapping[str, str] = {
    "keys_rolled_meanwhile": "密钥刚刚由另一个程序更换过，这次没有再换。",
    # the store and its key
    "call_settings_not_usable": (
        "同步设置不能这样填，没有改动。间隔 30 秒到 1 天，流量不为负（0 表示不限），"
        "每批 4 到 128 KB，安静时段写成 22:00-06:00。"
    ),
    "township_store_missing": "这个位置还没有卫生院的数据。请核对 --data 或 --database，或先用 township init 建立。",
    "master_key_inside_data": "主密钥文件不能放在数据文件夹里面：拿走数据的人会连钥匙一起拿走。请另选位置。",
    "master_key_missing": "找不到主密钥文件 {file}，数据无法打开，也没有改动。请放回密钥文件，或用 --key-file 指出位置。",
    "master_key_not_readable": "主密钥文件 {file} 读不出来或内容不对，数据没有改动。请核对文件和读取权限。",
    "master_key_wrong": "这把主密钥打不开这份数据，数据没有改动。请换成建立时生成的那把密钥。",
    "database_url_wrong": "数据库地址不对。请写成 postgresql://用户@主机/库名。",
    "password_in_database_url": "数据库地址里不能带密码。请把密码放在文件里，用 --database-password-file 指出。",
    "store_busy": "数据正忙，这一次没有写入。请稍后再试。",
    "store_not_reachable": "连不上数据库，这一次没有写入。请检查数据库服务是否在运行。",
    "township_file_damaged": "数据文件有损坏。请停止服务，用最近的备份恢复。",
    "device_chain_broken": "有村卫生室的记录链条对不上。请停止服务，联系县级维护人员。",
    "event_body_damaged": "有就诊记录的内容与校验值不符。请停止服务，联系县级维护人员。",
    "clinic_log_broken": "卫生院的接收日志对不上。请停止服务，联系县级维护人员。",
    "console_trail_broken": "卫生院操作记录的链条对不上：有人改过、删过，或者数据库损坏。请停止服务，联系县级维护人员。",
    "clinic_results_broken": "发给村卫生室的结果链条对不上。请停止服务，联系县级维护人员。",
    "chunk_damaged": "待下发的数据有损坏。请重新导入名册或目录，再发布一次。",
    "chunk_missing": "待下发的数据不完整。请重新导入名册或目录，再发布一次。",
    "outbox_without_visit": "结算队列里有找不到原始就诊的条目。请联系县级维护人员。",
    # setting up
    "township_not_set_up": "这里还没有这家卫生院的数据。请核对代码，或先用 township init 建立。",
    "township_exists": "代码为 {township} 的卫生院已经建立过，没有改动。",
    "township_code_not_valid": "卫生院代码只能用字母、数字和下划线，最长 40 位。请改正后再试。",
    "institution_code_not_valid": "定点机构编号应为 12 位字母和数字，例如 H11010500001，没有保存。请照医保局的通知填写。",
    "clinic_code_not_valid": "村卫生室代码只能用字母、数字和下划线，最长 40 位。请改正后再试。",
    "sign_in_name_not_valid": "登录名只能用字母、数字、点和下划线，最长 40 位。请改正后再试。",
    "name_not_given": "名称不能为空。请填写后再试。",
    "role_unknown": "人员角色不对。可用的角色：doctor（医生）、assistant（助手）、manager（负责人）。",
    "clinic_without_staff": "村卫生室至少要有一名人员。请填写后再试。",
    "clinic_without_village": "村卫生室至少要有一个服务的村。请填写后再试。",
    "last_manager_stays": "{clinic} 至少要留一名负责人，否则没有人能让新同事登录。请先登记另一名负责人。",
    "staff_unknown": "{clinic} 的名单上没有 {user}。请用 township staff 核对登录名。",
    "no_device_to_confirm": "没有要确认的电脑。请写明电脑编号（见 township devices），或用 --all-of 写明村卫生室代码。",
    "clinic_unknown": "卫生院没有代码为 {clinic} 的村卫生室。请核对代码。",
    "log_not_writable": "日志文件写不进去，服务没有启动。请检查 --log 给出的位置和权限。",
    "address_not_free": "{host} 的端口 {port} 不能使用，可能已被别的程序占用。请换一个端口，或先停掉那个程序。",
    # enrolment
    "code_unknown": "卫生院不认识这个注册码，可能已换发新码。请向卫生院核对或重新索取。",
    "code_expired": "注册码已过期，或卫生院已换发新码。请向卫生院重新索取。",
    "first_user_not_listed": "卫生院的人员名单上没有这个登录名，没有登记，注册码还能用。请核对登录名，或请卫生院先登记此人。",
    "code_used": "注册码已被另一台电脑用过。请向卫生院重新索取。",
    "device_not_listed": "没有这个编号的电脑，没有改动。编号见 township devices。",
    "device_unknown": "卫生院没有登记这台电脑。请用注册码重新登记。",
    "device_revoked": "这台电脑已被卫生院停用，数据没有送出。请联系卫生院。",
    # conversations
    "township_differs": "这个请求是给另一家卫生院的，没有处理。请核对地址。",
    "township_not_named": "这个服务上有几家卫生院，请求没有说明是哪一家。请使用卫生院给的完整地址。",
    "epoch_differs": "卫生院的数据恢复过，记录段已换到第 {epoch} 段。请再同步一次。",
    "epoch_unknown": "交回的结果不是本卫生院发出的任何一期，没有采用。请告诉县级维护人员。",
    "epoch_does_not_follow": "卫生院的记录段刚刚已经换过（第 {epoch} 段），没有再换。",
    "clinics_not_heard": (
        "还有村卫生室在恢复之后没有联系过：{clinics}，医保结算仍暂停。请等它们同步或交来 U 盘；确实不等时加 --agreed。"
    ),
    "devices_not_confirmed": (
        "有恢复之后自动认回、还没有人确认的电脑：{devices}。请与村卫生室核对，在用的运行 township confirm-device，"
        "丢失或停用的运行 township revoke。"
    ),
    "device_not_confirmed": "卫生院恢复之后还没有确认这台电脑，暂不下发资料；它送来的内容都已收下。",
    "device_has_several_lives": (
        "这台电脑的台账重新开始过（共 {lives} 段），不能只用一个笔数划界。不加 --keep 会认到现在为止已收到的。"
    ),
    "written_after_revocation": "这笔是电脑停用之后写的，没有计入。若确实是本村卫生室的就诊，请在另一台电脑上重新记录。",
    "question_unknown": "卫生院的程序不认识这个请求，可能版本较旧。请联系卫生院升级。",
    "chunk_unknown": "要下载的数据卫生院已换成新版，或不属于本村卫生室。请再同步一次。",
    "media_type_wrong": "请求的格式不对，没有处理。请检查中间的代理或防火墙。",
    "message_too_slow": "网络太慢，请求没有在时限内传完。请稍后再试，或改用 U 盘。",
    "data_set_version_taken": "另一个进程正在发布数据（{name}），这一次没有改动。请稍后再发布。",
    "roster_person_twice": "名册里同一人员出现两次，整份名册没有导入。请去掉重复后再导入。",
    "event_unknown": "卫生院没有这一条记录（{event}）。请联系县级维护人员。",
    # results for the doctor
    "visit_not_readable": "卫生院读不懂这条就诊记录，暂不能结算。请核对程序版本，更正后重新提交。",
    "correction_not_readable": "卫生院读不懂这次更正或作废是针对哪条就诊，没有采用。请核对程序版本后重新更正。",
    "visit_without_main_diagnosis": "就诊没有唯一的主要诊断，暂不能结算。请更正诊断。",
    "visit_day_to_be_confirmed": "就诊的日期没有确认，暂不能结算。请由医生确认这次就诊是哪一天。",
    "visit_with_impossible_amount": "就诊里有数量或单价不可能的明细，暂不能结算。请更正明细。",
}
