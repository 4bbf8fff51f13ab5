"""Sentences for what the clinic's store refuses or meets: passwords, files, disk, chains, data sets."""

from collections.abc import Mapping

REASONS: Mapping[str, str] = {
    "wrong_password": "用户名或密码不对，没有打开任何资料。请核对后重输；忘记密码可以打电话给县里恢复。",
    "wait_before_next_attempt": "密码连续输错，请等 {seconds} 秒后再试。资料没有受影响。",
    "password_too_weak": "密码太短或太容易被猜中，没有采用。请用至少 10 个字符，不要用纯数字、姓名加数字和常见密码；"
    "也可以让程序给出四个词作密码。",
    "user_name_not_usable": "登录名不能为空，不能超过 40 个字，前后不能有空格。请换一个登录名。",
    "user_exists": "这个登录名已经有人使用，没有新增用户。请换一个登录名。",
    "user_unknown": "没有这个登录名，什么也没有改动。请核对登录名。",
    "user_not_listed": "乡镇卫生院的人员名单里没有这个登录名，没有新增。请先请乡镇卫生院登记此人，同步后再新增。",
    "own_user_stays": "不能删除自己，没有作任何改动。请由另一位负责人登录后删除。",
    "last_user_stays": "这是最后一个用户，不能删除，否则谁也打不开本机资料。请先新增另一个用户。",
    "no_clinic_here": "这个文件夹里没有村卫生室的资料。请选择正确的文件夹，或先用注册码登记本机。",
    "vault_missing": "找不到密钥文件 vault，没有它谁也打不开本机资料，没有打开。请把它放回资料文件夹，或用 clinic restore（加 --replace）从备份恢复；"
    "其他文件请原样保留，不要重新登记。",
    "folder_is_a_file": "给出的位置是一个文件，不是资料文件夹，什么也没有改动。请核对后给出文件夹的位置。",
    "clinic_exists_here": "这个文件夹里已有村卫生室的资料，没有作任何改动。请另选一个空文件夹。",
    "folder_is_a_whole_drive": "不能把整个磁盘当作资料文件夹，没有作任何改动。请在磁盘里另建一个文件夹。",
    "store_in_use": "资料正被另一个窗口或程序使用，没有打开。请先关闭那个程序再试。",
    "ledger_missing": "找不到就诊台账文件，程序不会另建空台账代替。请不要继续使用本文件夹，从备份恢复或联系乡镇卫生院。",
    "store_not_ours": "资料文件与本机密钥不符，可能被换过或不是本程序的文件，没有打开。请恢复原来的文件夹或从备份恢复。",
    "store_not_readable": "读不了资料文件，可能没有权限或磁盘有问题。请检查磁盘后重试。",
    "store_newer_than_program": "资料由更新版本的程序写成，本程序不能打开，以免损坏。请安装最新版本的程序。",
    "store_resting": "电脑刚休眠过，资料已经关上，什么也没有丢失。请输入密码解锁后继续。",
    "cache_begun_anew": (
        "本机保存的名册和目录有损坏，已经清空，下次同步会重新下载。台账和草稿没有受影响，可以照常记录；请再试一次。"
    ),
    "ledger_damaged_backup_there": '就诊台账有损坏，没有打开。请运行 clinic restore "{backup}" --replace，从这份备份恢复；'
    "备份之后的就诊会从旁边的副本取回。",
    "store_damaged": "资料文件有损坏，刚才的操作没有完成。请重新启动程序；台账损坏时请用 clinic restore 从备份恢复（备份旁的副本会一并取回），或联系乡镇卫生院。",
    "store_not_writable": "资料写不进磁盘，刚才的内容没有保存。请检查磁盘和文件夹权限，再保存一次。",
    "disk_full": "磁盘已满，刚才的内容没有保存，以前的记录都在。请腾出空间后再保存一次。",
    "store_not_opened": "资料文件不能写入，没有打开，资料没有改动：可能是只读、没有权限，或正被杀毒软件占住。"
    "请检查文件夹和磁盘后再打开。",
    "disk_full_not_opened": "磁盘已满，打不开资料，以前的记录都在。请删去别的文件，腾出几十 MB 后再打开。",
    "no_room_for_upgrade": "磁盘空间不够，升级前的备份放不下，没有升级，原来的资料完好。请腾出约 {mib} MB 空间后再打开。",
    "copy_not_sound": "写好的副本读回检查没有通过，没有采用，原来的资料完好。请检查磁盘或换一个 U 盘后重试。",
    "backup_folder_missing": "找不到备份文件夹，没有备份；资料本身没有受影响。请插好 U 盘或另选一个文件夹。",
    "backup_folder_not_chosen": "还没有选择备份文件夹，没有备份。请先在设置里选择 U 盘或另一块磁盘上的文件夹。",
    "backup_not_found": "这个文件夹不是一份备份，什么也没有恢复。请选择名字以 cunzhen- 开头的备份文件夹。",
    "backup_newer_than_program": "这份备份由更新版本的程序写成，什么也没有恢复。请安装最新版本的程序后再试。",
    "backup_damaged": "这份备份不完整或有损坏，什么也没有恢复。请换一份备份再试。",
    "township_store_there": "这个文件夹里已有卫生院资料，什么也没有恢复。请另选空文件夹；确实要用备份代替它的，先停服务，再加 --replace（原来的文件挪到一边）。",
    "database_not_empty": "这个 PostgreSQL 数据库里已有资料，什么也没有恢复。请新建一个空数据库再恢复。",
    "backup_opens_as_of_then": "这份备份是 {made_on} 做的，要用那时的用户名和密码才能打开；现在输入的打不开，什么也没有恢复。"
    "那以后改过密码、换过密钥或新加了用户的，请输入当时的密码，或换一份更新的备份。",
    "backup_of_another_clinic": "这份备份属于另一家村卫生室，什么也没有恢复。请核对备份，或恢复到一个空文件夹。",
    "epoch_goes_backwards": "乡镇服务给出的周期比本机记录的旧，没有接受。请联系乡镇卫生院。",
    "receipt_not_of_this_ledger": "收到的回执与本机台账不符，没有接受；待送的就诊仍保留。请联系乡镇卫生院。",
    "results_do_not_follow": "收到的结果与本机已有的接不上，没有接受。下次同步会重新获取，若反复出现请联系乡镇卫生院。",
    "data_set_older": "收到的数据比本机的旧，没有启用，仍用原来的数据。",
    "data_set_not_readable": "下载的数据（{set}）本程序读不懂，没有启用，仍用原来的数据。请更新程序。",
    "events_missing": "台账文件损坏过，有记录读不出来，下次同步会从乡镇取回；可以照常接诊。",
    "stored_event_damaged": "台账中有一条记录的内容与校验值不符。请从备份恢复或联系乡镇卫生院。",
    "stored_chain_broken": "台账的记录前后接不上。请从备份恢复或联系乡镇卫生院。",
    "stored_result_damaged": "本机保存的一条结果与校验值不符。请联系乡镇卫生院。",
    "stored_audit_damaged": "审计记录中有一条内容与校验值不符，可能被改动过。请联系乡镇卫生院。",
    "stored_audit_broken": "审计记录前后接不上，可能有记录被删去。请联系乡镇卫生院。",
    "stored_results_broken": "本机保存的结果前后接不上。请联系乡镇卫生院。",
}
