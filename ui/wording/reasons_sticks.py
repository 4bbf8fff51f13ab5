"""Sentences for what can go wrong with a stick."""

from collections.abc import Mapping

REASONS: Mapping[str, str] = {
    "bundle_damaged": "U 盘上的文件不完整或有损坏，没有采用，原有内容没有变化。请让对方重新写一份。",
    "bundle_fork": "U 盘上的记录与卫生院已有的不是同一份台账，已另存。请写好回执让村卫生室带回，村卫生室会自动重新提交。",
    "bundle_for_another": "U 盘上的这份内容不是封给这里的，打不开，没有改动。请带给它的收件人。",
    "bundle_for_support": "这是村卫生室写的诊断文件，没有可接收的内容。请用 township support-read 查看。",
    "bundle_gap": "U 盘上的记录接不上卫生院已有的，前面还缺一段，没有采用。请写好回执让村卫生室带回，再重新写一份。",
    "bundle_key_missing": "这台电脑还没有封 U 盘用的卫生院公钥，没有写。请重新登记，或先联网同步。",
    "bundle_log_missing": "U 盘上其他电脑的记录前面还缺一段，没有采用。请写一份 U 盘带到卫生院再取一次。",
    "bundle_missing": "找不到文件 {file}。请核对 U 盘和文件名。",
    "bundle_not_founding": "这个文件不是建站 U 盘。请核对是不是卫生院用 bundle-first 写的。",
    "bundle_not_ours": "这不是村诊的 U 盘文件，没有读取。请核对选的文件。",
    "bundle_not_support": "这个文件里没有给本卫生院的诊断内容。请核对是不是村卫生室用 support-bundle 写的。",
    "bundle_nothing_for_us": "U 盘上没有给这台电脑的内容，没有打开，也没有改动。请核对是不是拿错了 U 盘。",
    "bundle_of_another_epoch": "U 盘上的内容属于卫生院不认识的一期，没有采用。请联网同步一次，或联系卫生院。",
    "bundle_of_newer_version": "U 盘是更新版本的程序写的，没有读取。请先升级本程序。",
    "bundle_of_stranger": "写 U 盘的电脑没有在卫生院登记，没有采用。请核对是不是本卫生院的村卫生室。",
    "bundle_results_missing": "U 盘上的结果前面还缺一段，没有采用。请写一份 U 盘带到卫生院再取一次。",
    "bundle_set_incomplete": "U 盘上有的数据不齐全，仍使用原来的。已收到的部分已经保存，下次会接着补齐。",
    "bundle_too_large": "U 盘上的文件超出了允许的大小，没有采用，原有内容没有变化。",
    "bundle_without_device": "这些村卫生室还没有登记可用的电脑，没有写。请先登记。",
    "file_inside_data_folder": "这个位置在村诊自己的资料文件夹里，没有写，以免盖掉资料。请选 U 盘或别的文件夹。",
    "founding_code_group_wrong": "建站码第 {group} 组有一个字不对（从第一行起数）。请对照纸条改正。",
    "founding_code_length_wrong": "建站码应有 40 个字（两行、每行四组），现在是 {letters} 个。请对照纸条补齐。",
    "founding_code_line_wrong": "建站码第 {line} 行有几处不对。请对照纸条重新输入这一行。",
    "founding_code_of_another": "这个建站码打不开这个 U 盘：U 盘和纸条不是一起发的。请核对是不是拿错了。",
    "founding_over": "有一台新电脑带来了建站后的内容，但建站码已过期或已换发，没有登记，内容没有接收。"
    "请打电话核对设备号，确认后加 --admit 设备号 再读一次。",
    "founding_over_here": "这个建站 U 盘只能用到 {day}。如果今天还没过这一天，请先校准电脑时间；否则请卫生院重新写一份。",
    "founding_unknown": "有一台新电脑带来了建站后的内容，但本卫生院没有它的建站码，没有登记，内容没有接收。请重新给它建站。",
    "founding_used": "有两台电脑用了同一个建站码，先到的已经登记，后到的没有登记，内容没有接收。"
    "请打电话核对设备号，确认是自己的电脑后加 --admit 设备号 再读一次；不认识的请用 revoke 查停。",
    "stick_full": "U 盘满了，没有写成（{file}），上面没有留下可用的文件。请删掉不要的文件，或换一个 U 盘再写。",
    "stick_gone": "写到一半 U 盘不见了（{file}），上面没有留下可用的文件；本机的记录都在。请重新插好再写。",
    "stick_write_protected": "U 盘被写保护或不许写入（{file}），没有写。请拨开 U 盘上的锁，或换一个 U 盘。",
    "stick_not_readable": "U 盘读不出来（{file}）。请重新插好，或换一个 U 盘。",
    "sync_is_running": "正在联网同步，U 盘先等一等。同步完成后再按一次。",
    "support_not_agreed": "没有写。看过里面有什么之后，加上 --agreed 再写。",
    "stick_not_writable": "U 盘写不进去（{file}），上面没有留下可用的文件。请检查 U 盘是否已满、被写保护或已拔出。",
}
