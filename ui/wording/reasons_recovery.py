"""Sentences for what goes wrong when a forgotten password is recovered by telephone."""

from collections.abc import Mapping

REASONS: Mapping[str, str] = {
    "challenge_length_wrong": "问码应有 15 个字母或数字，现在是 {letters} 个。请对方按三组、每组五个重读一遍。",
    "challenge_group_wrong": "问码对不上，多半是第 {group} 组有一个听错或打错。请对方重读第 {group} 组。",
    "challenge_check_wrong": "问码对不上，不止一处听错或打错。请对方从头重读一遍。",
    "response_length_wrong": "答码应有 22 个字母或数字，现在是 {letters} 个。请对方按五组重读一遍。",
    "response_group_wrong": "答码对不上，多半是第 {group} 组有一个听错或打错，没有作任何改动。请对方重读第 {group} 组。",
    "response_check_wrong": "答码对不上，不止一处听错或打错，没有作任何改动。请对方从头重读一遍。",
    "response_wrong": "答码本身没有打错，但不是本机这个用户、这个问码的答案，没有打开。请核对用户，把屏幕上的问码重新读给县里。",
    "recovery_slot_used": "这个问码已经用过或不是本机现在的问码，没有打开。请按屏幕上现在的问码再打一次电话。",
    "passwords_differ": "两次输入的新密码不一样，没有作任何改动。请重新输入。",
    "recovery_not_set_up": "本机登记时乡镇还没有县里的恢复公钥，不能打电话恢复密码。请让能管理用户的同事把您删除后重新加上，或联系乡镇卫生院。",
    "recovery_not_held": "县里还没有确认收到本机的恢复登记，暂时不能打电话恢复密码。请让能管理用户的同事把您删除后重新加上，"
    "或联系乡镇卫生院。",
    "recovery_used_up": "本机的八个恢复问码都用过了，不能再打电话恢复。请腾出磁盘空间，由能登录的同事重新打开程序换新密钥，再同步一次。",
    "rekey_not_verified": "新密钥下的文件核对不上，没有启用，资料仍在原来的密钥下，没有受影响。请重试；反复出现请联系乡镇卫生院。",
    "recovery_export_not_readable": "这不是完好的恢复登记文件，没有导入。请让乡镇重新写出一份。",
    "recovery_export_older": "这份恢复登记比已导入的旧，或日期在将来，没有导入。请让乡镇重新写出一份，并核对电脑日期。",
    "township_not_confirmed": "没有确认乡镇的指纹（{fingerprint}），没有导入。请打电话与乡镇逐组核对后再导入。",
    "recovery_pair_unknown": "没有与这个问码相符的恢复登记，不能答复。请先导入该乡镇最新的恢复登记文件，或请对方重读问码。",
    "recovery_device_revoked": "这个问码来自 {clinic} 已停用（挂失）的电脑，不能答复。请联系乡镇卫生院核实来电人。",
    "recovery_pair_superseded": "这个问码来自 {clinic} 的旧资料副本：那台电脑后来换过密钥。可能是被拷走的旧盘，没有答复。"
    "核实确是从备份恢复的电脑后，加 --old-copy 再答复。",
    "recovery_slot_answered": "{clinic} 的这个问码在 {at} 已答复过，没有再答。若是电话中断、对方没有听全，加 --again 再答一次。",
    "recovery_book_damaged": "恢复记录第 {line} 行被改动过或已损坏，没有继续。请从另存的一份恢复县级文件夹。",
    "recovery_file_not_readable": "读不了文件 {file}，没有导入。请检查 U 盘或文件权限。",
    "recovery_file_not_written": "写不了文件 {file}，什么也没有改动。请检查磁盘和文件夹权限。",
    "recovery_held_not_readable": "这不是完好的恢复确认文件，没有导入。请让县里重新写出一份。",
    "recovery_held_of_another_township": "这份恢复确认文件是给 {township} 的，没有导入。请核对文件。",
    "recovery_key_not_usable": "恢复用的公钥不可用，没有得出答码。请向乡镇卫生院重新要一份恢复登记文件。",
}
