"""Sentences for what can keep the demonstration or the program's own check from passing."""

from collections.abc import Mapping

REASONS: Mapping[str, str] = {
    "demo_command_failed": "演示中的命令“{command}”没有成功（退出码 {exit_code}）。详情见输出文件夹里的日志。",
    "demo_service_silent": "演示中的服务“{command}”没有启动。详情见输出文件夹里的日志。",
    "demo_step_failed": "演示在“{step}”这一步没有真正完成，已停止。当时的画面见输出文件夹里的 failed.png。",
    "self_test_failed": "自检的“{part}”没有通过。请重新安装；如果仍不通过，请把这一行告诉县级维护人员。",
    "self_test_no_chinese_font": "这台电脑没有中文字体。请安装 Noto Sans CJK SC。",
    "self_test_no_rare_letters": "字体里缺少姓名用的生僻字。请安装 Noto Sans CJK SC。",
    "secret_not_text": "输入的密码不是 UTF-8 文字，没有使用，什么也没有改动。请把输入的编码改成 UTF-8，或在终端中直接输入。",
    "secret_missing": "没有得到密码。请在终端中输入，或用 --password-stdin 从标准输入给出。",
    "demo_widget_missing": "演示中没有找到界面上的“{widget}”，已停止。",
    "demo_picture_not_saved": "演示的图片 {picture} 没有存下来。请检查磁盘空间和目录权限。",
    "demo_figures_differ": "演示结束时三方的账对不上：{figure}。详情见 summary.json。",
    "demo_folder_in_use": "文件夹 {folder} 里有别的东西，没有动它。请用 --out 换一个空文件夹。",
}
