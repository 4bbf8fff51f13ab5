"""Sentences for what can keep the demonstration from going on."""

from collections.abc import Mapping

REASONS: Mapping[str, str] = {
    "demo_command_failed": "演示中的命令“{command}”没有成功(退出码 {exit_code})。详情见输出文件夹里的日志。",
    "demo_service_silent": "演示中的服务“{command}”没有启动。详情见输出文件夹里的日志。",
    "demo_step_failed": "演示在“{step}”这一步没有真正完成,已停止。详情见输出文件夹里的日志。",
    "secret_missing": "没有得到密码。请在终端中输入,或用 --password-stdin 从标准输入给出。",
}
