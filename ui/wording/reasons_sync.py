"""Sentences for what can go wrong between a clinic and its township."""

from collections.abc import Mapping

REASONS: Mapping[str, str] = {
    "key_roll_goes_backwards": "卫生院给出的换钥说明比已采用的旧，没有采用。请告诉乡镇卫生院。",
    "address_not_understood": "这不是乡镇卫生院的地址。请照通知书填写，例如 https://10.0.0.5:8443。",
    "bytes_not_canonical": "收到的数据格式不对，没有采用，原有内容没有变化。请重试；若仍出现，请告诉乡镇卫生院。",
    "code_not_readable": "注册码抄写有误。注册码共 30 个字母和数字，分六组，请对照通知书逐组核对后重填。",
    "code_of_another_township": "这个注册码不是此地址的乡镇卫生院发出的，没有注册。请核对地址和注册码。",
    "connection_cut": "与乡镇卫生院的连接中断了。已送达的部分有效，其余留在本机，稍后会接着传送。",
    "data_row_repeated": "数据集 {set} 中有重复的条目，没有发布。请检查导入的文件后重新导入。",
    "data_row_too_large": "数据集中有一条内容过大（{bytes} 字节），没有发布。请检查导入的文件后重新导入。",
    "data_set_digest_differs": "下载的数据集 {set} 与乡镇卫生院公布的不一致，没有启用，仍使用原来的。请稍后重新同步。",
    "event_damaged": "第 {sequence} 号记录与它的校验值不一致，没有接收。请把这句话告诉乡镇卫生院。",
    "link_too_slow": "网络太慢，等了很久也没有收完。已收到的部分有效，其余留在本机，网络好转后会接着传送。",
    "message_not_understood": "收到的内容（{message} 的 {field}）看不懂，没有采用。两边程序的版本可能不同，请检查更新。",
    "message_too_large": "收到的数据超出了允许的大小，没有采用，原有内容没有变化。请告诉乡镇卫生院。",
    "results_chain_broken": "乡镇卫生院的结果在第 {position} 条处接不上，没有采用，原有结果没有变化。请告诉乡镇卫生院。",
    "signature_wrong": "收到的数据签名不对，没有采用，原有内容没有变化。请告诉乡镇卫生院。",
    "township_answer_not_understood": (
        "对方的回答看不懂（代码 {reason}），没有采用，本机数据没有变化。可能网络需要先登录网页，或程序版本过旧。请检查后重试。"
    ),
    "township_denies_its_word": (
        "乡镇卫生院不承认自己签过的回执或结果，已停止同步。数据和结果都在本机没有丢失，请把这句话告诉乡镇卫生院。"
    ),
    "township_epoch_unknown": (
        "乡镇卫生院的系统恢复过（第 {epoch} 期），本机无法确认它接续原来的记录，已停止同步。数据都在本机，请联系乡镇卫生院。"
    ),
    "enrolment_unreachable": "连不上乡镇卫生院，本机还没有登记，什么也没有改动。请核对地址和端口、检查网络后，用同一个注册码再试。",
    "township_not_ours": "回答的不是本村卫生室登记的乡镇卫生院，没有发送任何数据。请检查网络；若乡镇更换过设备，请联系乡镇卫生院。",
    "township_busy": "现在同步的卫生室太多，乡镇卫生院请本机约 {seconds} 秒后再来，位置已经排上。期间照常接诊，数据留在本机。",
    "clinic_not_entered": (
        "乡镇卫生院恢复数据以后还没有录入本村卫生室。请告诉卫生院用原来的代码重新录入；"
        "数据留在本机没有丢失，录入以后会自动补送。"
    ),
    "township_refused": "乡镇卫生院没有受理这次请求（代码 {reason}）。数据留在本机没有丢失，请把代码告诉乡镇卫生院。",
    "township_results_behind": "乡镇卫生院的结果只到第 {position} 条，少于本机已收到的。本机结果仍然保留，请告诉乡镇卫生院。",
    "township_silent": "乡镇卫生院很久没有回答。数据留在本机没有丢失，网络好转后会接着传送。",
    "township_unreachable": "连不上乡镇卫生院。可以照常看病和保存，数据留在本机，联网后会自动传送。",
}
