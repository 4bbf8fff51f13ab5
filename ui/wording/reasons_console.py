"""Sentences for what the township's console refuses."""

from collections.abc import Mapping

REASONS: Mapping[str, str] = {
    "console_sign_in_wrong": "登录名或密码不对。请核对后再试；忘记密码请找管理员重设。",
    "console_right_missing": "您的角色不能做这件事。需要时请找管理员。",
    "console_page_unknown": "没有这个页面。请从上面的菜单打开。",
    "console_user_unknown": "没有登录名为 {user} 的人。请用 township console-users 核对。",
    "console_role_unknown": "没有这个角色。请选经办、审核、管理员或县级。",
    "console_certificate_not_usable": "证书或私钥不能用，工作台没有开启。请核对两个文件是否为 PEM、是否配对、私钥是否未加密。",
    "console_own_role_stays": "自己的账号不能在这里去掉或改角色，以免没有人能管理。请另一位管理员来做。",
    "confirmation_not_confirmed": "没有选电脑或没有勾选核对，没有确认。请逐台核对后勾选再提交。",
    "revocation_not_confirmed": "没有勾选核对，电脑没有停用。请核对编号后勾选再提交。",
    "return_reason_missing": "退回要写明原因，最多 {longest} 个字，什么都没有改。请写清楚要医生改什么。",
    "review_note_missing": "点评为不合理要写明原因，最多 {longest} 个字，什么都没有改。请写清楚后再保存。",
    "visit_on_its_way": "这笔就诊已经送往医保平台，或不在结算队列中，不能退回。请在结算队列里查看。",
    "visit_not_back": "这笔就诊不在退回状态，或已有更正，没有改动。请重新打开这一页核对。",
    "visit_not_for_settlement": "这笔记录读不懂，或没有唯一的主要诊断，不能收下。请由村卫生室更正。",
    "metrics_token_not_usable": "口令文件读不出，或不到 32 个字符，工作台没有开启。请写入一行足够长的随机字符。",
    "console_bug": "程序出了错，这一步可能没有办成。请回到页面核对后再试；仍不行请联系县级维护人员。",
    "form_not_readable": "表单的内容不完整或格式不对，什么都没有改。请回到页面重新填写。",
    "form_too_large": "提交的内容太大，什么都没有改。请缩短后再试。",
    "form_not_ours": "这个表单不是刚才打开的页面提交的（可能登录已过期），什么都没有改。请重新打开页面再试。",
}
