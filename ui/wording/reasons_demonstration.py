"""Sentences for what can keep the demonstration from going on."""

from collections.abc import Mapping

REASONS: Mapping[str, str] = {
    "demo_command_failed": "演示中的命令“{command}”没有成功(退出码 {exit_code})。详情见输出文件夹里的日志。",
    "demo_service_silent": "演示中的服务“{command}”没有启动。详情见输出文件夹里的日志。",
    "demo_step_failed": "演示在“{step}”这一步没有真正完成,已停止。详情见输出文件夹里的日志。",
    "secret_missing": "没有得到密码。请在终端中输入,或用 --password-stdin 从标准输入给出。",
    "demo_widget_missing": "演示中没有找到界面上的“{widget}”,已停止。",
    "demo_picture_not_saved": "演示的图片 {picture} 没有存下来。请检查磁盘空间和目录权限。",
    "demo_figures_differ": "演示结束时三方的账对不上:{figure}。详情见 summary.json。",
    "demo_folder_in_use": "文件夹 {folder} 里有别的东西,没有动它。请用 --out 换一个空文件夹。",
}
