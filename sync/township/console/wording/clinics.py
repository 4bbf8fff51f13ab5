"""Words of the pages of the clinics and their PCs."""

from datetime import datetime

CLINICS = "村卫生室"
CLINICS_NONE = "还没有登记村卫生室。请在卫生院的电脑上用 township enrol-clinic 登记第一个。"
CLINIC_CODE = "代码"
CLINIC_NAME = "名称"
LAST_CONTACT = "最近联系"
DEVICES = "电脑"
EVENTS = "已收记录"
UNJUDGED = "待查看"
UNSETTLED = "待结算"
EPOCH = "第 {number} 期"
FROZEN = "{since} 起医保结算暂停：卫生院的数据从备份恢复过，正在与各村卫生室核对。核对清楚后运行 township reconciled。"
NO_ROSTER = "还没有导入参保名册，各村卫生室无法判断待遇。"


def clinics_told(count: int, silent: int, unsettled: int) -> str:
    """Say in a sentence how the clinics stand."""
    quiet = f"{silent} 个超过 3 天没有联系" if silent else "都在 3 天内联系过"
    return f"共 {count} 个村卫生室，{quiet}；待结算 {unsettled} 笔。"


def silence(since: datetime | None, now: datetime) -> str:
    """Say how long a clinic has not called."""
    if since is None:
        return "从未联系"
    days = (now - since).days
    return f"已 {days} 天未联系" if days else "今天联系过"


def roster_told(as_of: object, valid_until: object) -> str:
    """Say of which day the roster is."""
    return f"参保名册截至 {as_of}，有效到 {valid_until}。"


DEVICE = "电脑编号"
ENROLLED = "登记时间"
REVOKED = "已停用"
IN_USE = "使用中"
RETURNED = "恢复后认回，待确认"
TO_CONFIRM = "待确认的电脑"
TO_CONFIRM_TOLD = "卫生院数据恢复以后，这些电脑凭以前的登记自动认回。确认以前只收它们送来的记录，不审核、不结算，也不下发资料。请打电话逐台核对，丢失、被盗的不要确认，请停用。"
CONFIRM = "确认所选电脑"
SURE_CONFIRM = "我已与村卫生室逐台核对，所选的电脑都在他们手里"
RECORDS = "已收记录"
LIVES = "台账段数"
LIFE = "台账段"
MAKE_CODE = "生成注册码"
MAKE_CODE_FOR = "给新的或更换的电脑生成一次性注册码"
WHICH_CLINIC = "村卫生室"
CODE_TITLE = "一次性注册码"
CODE_ONCE = "这个注册码只显示这一次，请现在抄写或读给村卫生室。再生成一个时，没用过的旧码作废。"
VALID_UNTIL = "有效到"
REVOKE = "停用这台电脑"
REVOKE_TOLD = "电脑丢失、被盗或报废时停用。它以后写的内容另存，不计入；已收到的可以只认到某一笔。停用后不能恢复，换新电脑要重新登记。"
KEEP = "只认到第几笔（不填：已收到的都认）"
SURE_REVOKE = "我已核对，就是这台电脑"
BACK_TO_DEVICES = "回到电脑列表"
