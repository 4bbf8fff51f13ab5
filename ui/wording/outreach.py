"""What the screen, the sheet and the commands of 参保动员 say."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from core.dates import china_day
from core.money import in_yuan
from core.outreach.contact import ContactAnswer, ContactWay, NotedContact
from core.outreach.unenrolled import Standing, Unenrolled, WhyNot
from core.outreach.village import Approached, Household, Progress, Shown
from core.policy.certainty import Certainty
from core.policy.decision import Decision, Flag
from ui.wording.ages import age_said
from ui.wording.contribution import price_said
from ui.wording.days import day_long, day_short
from ui.wording.policy import offer_said
from ui.wording.reasons import sentence_for

TITLE = "参保动员"
LIST = "还没有参保的人"
DETAIL = "选中的人的说明"
NOTE = "记联系 (F7)"
PRINT = "打印提示单 (Ctrl+P)"
WAY = "方式"
ANSWER = "答复"
WORDS = "补充"
WORDS_HINT = "可不填，例如：等儿子寄钱"
WHOLE_HOUSEHOLD = "同户的一起记（Alt+H）"
KEEP = "记下"
NOTED = "已记下，随下次同步上传。"
BAR = "本村参保进度"
LOOKING = "正在翻名册……"
COLUMNS = ("姓名", "住处", "原因", "现在缴，起报日", "最近联系")
SHOWN: Mapping[Shown, str] = {
    Shown.ALL: "全部",
    Shown.NOT_SPOKEN_TO: "还没谈",
    Shown.NEWBORN: "新生儿",
    Shown.BROKEN_OFF: "断保",
    Shown.WILL_PAY: "答应缴",
    Shown.CONSIDERS: "再考虑",
    Shown.SAYS_PAID: "说已经缴了",
    Shown.REFUSES: "不缴",
}
WAYS: Mapping[str, str] = {
    ContactWay.VISIT: "上门",
    ContactWay.PHONE: "电话",
    ContactWay.MESSAGE: "微信、短信",
    ContactWay.HERE: "在卫生室",
}
ANSWERS: Mapping[str, str] = {
    ContactAnswer.WILL_PAY: "答应缴",
    ContactAnswer.CONSIDERS: "再考虑",
    ContactAnswer.REFUSES: "不缴",
    ContactAnswer.SAYS_PAID: "说已经缴了",
    ContactAnswer.SAYS_ELSEWHERE: "说在别处参保",
    ContactAnswer.NOT_REACHED: "没联系上",
}
NOBODY = "名册上的人这一年度都已参保，没有要动员的。"
NOBODY_SHOWN = "这一类里没有人。"
EXPIRED = "名册已过有效期，下面的名单可能不准，请先同步。"

SHEET_TITLE = "居民医保参保提示"
SHEET_FOOT = "最终以当地医保经办机构答复为准。怎么缴费，请问村医或乡镇卫生院。"
SHEET_UNCLEAR = "是否已参保、现在缴何时起可以报销，要先向乡镇卫生院核实。"
EXPORT_HINT = "例如：乡镇要的动员名单"
EXPORT_NAME = "参保动员名单"
EXPORT_TITLES = (
    *(
        "村",
        "组",
        "户",
        "姓名",
        "年龄",
        "电话",
        "原因",
        "现在缴，起报日",
        "晚一年再缴，起报日",
        "本人需缴（元）",
    ),
    *("联系日期", "方式", "答复", "补充"),
)


def year_word(year: int) -> str:
    """Name a coverage year on its button."""
    return f"{year} 年度"


def why_said(told: Unenrolled) -> str:
    """Say why somebody stands on the list."""
    match told.why:
        case WhyNot.NEWBORN:
            return f"新生儿，{day_long(told.entry.history.birth_date)}出生"
        case WhyNot.NOT_YET:
            return f"{told.year - 1} 年度已参保，{told.year} 年度还没缴"
        case WhyNot.BROKEN_OFF:
            return f"断保，缴到 {told.last_year} 年度"
        case WhyNot.EMPLOYEE_ENDED:
            return "职工医保已停"
        case WhyNot.SERVICE_ENDED:
            return "退役后还没参保"
        case WhyNot.NO_RECORD:
            since = told.entry.history.history_from_year
            return f"{since} 年度以来没有参保记录" if since else "没有参保记录"
        case _:
            return "缴费情况不清楚"


def now_short(told: Unenrolled, on: date) -> str:
    """Say in the list what paying today gives."""
    if told.now is None or told.now.benefit_date is None:
        return "要先核实" if told.now is None else "已截止"
    if Flag.BENEFIT_AFTER_COVERAGE_END in told.now.flags:
        return "来不及"
    return day_short(told.now.benefit_date, on)


def consequences(told: Unenrolled, on: date) -> Iterator[str]:
    """Say what paying now, paying a year later and not paying mean, a sentence each."""
    if told.now is None:
        if told.refusal is not None:
            yield sentence_for(told.refusal)
        return
    if told.newborn_until is not None:
        left = (told.newborn_until - on).days
        rest = f"还剩 {left} 天" if left else "今天是最后一天"
        yield (
            f"新生儿最迟 {day_long(told.newborn_until)}（{rest}）参保缴费，"
            f"{told.entry.history.birth_date.year} 年度的待遇从出生那天算起。"
        )
    if told.window is not None and on < told.window.open:
        yield f"{told.year} 年度还没开始缴：{day_long(told.window.open)}起可以缴。"
    yield _if_paid_now(told, told.now, "现在缴" if told.can_pay(on) else "到时按时缴")
    yield from _if_paid_late(told, told.now)
    if told.later is not None and told.later.benefit_date is not None:
        yield _if_paid_later(told, told.later, on)
    if told.years_in_a_row > 1:
        yield f"已连续参保 {told.years_in_a_row} 年，断一年就要从头算起。"
    if told.penalty:
        yield f"每断保一年，大病保险最高支付限额降低 {in_yuan(told.penalty)} 元。"
    if told.price is not None:
        yield from price_said(told.price)
    yield from map(offer_said, told.offers)


def for_the_household(told: Unenrolled, on: date) -> Iterator[str]:
    """Say it on the sheet: what the PC's own people must see to is no matter of the household."""
    if told.now is None:
        yield SHEET_UNCLEAR
    else:
        yield from consequences(told, on)


def _if_paid_late(told: Unenrolled, now: Decision) -> Iterator[str]:
    late, window = told.late, told.window
    if late is None or window is None:
        return
    in_time = f"{told.year} 年度按时缴到 {day_long(window.last_on_time)}为止"
    if late.benefit_date is None:
        yield f"{in_time}；过了就不能缴了。"
    elif late.total_months > now.total_months:
        yield f"{in_time}；过了再缴，要等 {late.total_months} 个月，最早 {day_long(late.benefit_date)}起可以报销。"
    else:
        yield f"{in_time}。"


def _if_paid_now(told: Unenrolled, now: Decision, when: str) -> str:
    if now.benefit_date is None:
        return f"{told.year} 年度的缴费已经截止，现在缴不了。"
    if Flag.BENEFIT_AFTER_COVERAGE_END in now.flags:
        return (
            f"现在缴 {told.year} 年度已来不及：要到 {day_long(now.benefit_date)}才开始，那时这一年已经过完。"
        )
    if told.goes_on_waiting:
        return f"{when}：正在等的等待期接着算，不另外等，{day_long(now.benefit_date)}起可以报销。"
    wait = f"等 {now.total_months} 个月，" if now.total_months else "不用等，"
    sure = "" if now.certainty is Certainty.SURE else "（日子要先向乡镇卫生院核实）"
    return f"{when}：{wait}{day_long(now.benefit_date)}起可以报销{sure}。"


def _if_paid_later(told: Unenrolled, later: Decision, on: date) -> str:
    more = f"（多 {told.more_months} 个月）" if told.more_months else ""
    wait = f"要等 {later.total_months} 个月{more}" if later.total_months else "不用等"
    alone = "今年余下的日子" if told.year == on.year else "这一年"
    day = day_long(later.benefit_date) if later.benefit_date else ""
    return (
        f"{told.year} 年度不缴：{alone}看病都由本人付；到 {later.target_year} 年度再缴，"
        f"{wait}，{day}起才可以报销。"
    )


def person_short(one: Approached, on: date) -> str:
    """Say name and age."""
    return f"{one.person.name} {age_said(one.person.birth_date, on)}".rstrip()


def place_said(one: Approached) -> str:
    """Say where somebody lives, as short as it goes: the village's own people know the rest."""
    group, address = one.person.village_group, one.person.address
    house = address.partition(group)[2] if group else ""
    return f"{group}{house}" if group else address


def last_contact(one: Approached, on: date) -> str:
    """Say when somebody was spoken to last, and the answer."""
    return contact_said(one.contacts[0], on) if one.contacts else ""


def contact_said(noted: NotedContact, on: date) -> str:
    """Say one contact."""
    said = noted.contact
    words = f"：{said.words}" if said.words else ""
    way, answer = WAYS.get(said.way, said.way), ANSWERS.get(said.answer, said.answer)
    return f"{day_short(china_day(said.at), on)} {way}，{answer}{words}"


def why_short(told: Unenrolled) -> str:
    """Say it in the list, where there is little room."""
    return f"{told.year} 年度还没缴" if told.why is WhyNot.NOT_YET else why_said(told)


def cells(one: Approached, on: date) -> Sequence[str]:
    """Say somebody in the cells of the list."""
    told = one.told
    return (
        *(person_short(one, on), place_said(one)),
        *(why_short(told), now_short(told, on), last_contact(one, on)),
    )


def detail(one: Approached, home: Household, on: date) -> str:
    """Say all there is about somebody under the list."""
    who = f"{person_short(one, on)}，{one.person.address or place_said(one)}"
    if one.person.phone:
        who += f"，电话 {one.person.phone}"
    others = len(home.members) - 1
    if others or home.enrolled:
        who += f"；同户另有 {others} 人没参保、{home.enrolled} 人已参保"
    lines = [f"{who}。", f"{why_said(one.told)}。", *consequences(one.told, on)]
    if one.contacts:
        lines.append("联系过：" + "；".join(contact_said(noted, on) for noted in one.contacts) + "。")
    return "\n".join(lines)


def progress_said(progress: Progress, as_of: date) -> str:
    """Say how far the village is."""
    share = progress.cared_for * 100 // progress.counted if progress.counted else 100
    otherwise = progress.standings.get(Standing.OTHERWISE, 0)
    said = [f"{ANSWERS[answer]} {count}" for answer in ANSWERS if (count := progress.answers.get(answer, 0))]
    return (
        f"共 {progress.counted} 人，已参保 {progress.cared_for} 人（{share}%，其中职工或异地 {otherwise} 人），"
        f"还没有参保 {progress.listed} 人，谈过 {progress.spoken_to} 人"
        + (f"：{'，'.join(said)}" if said else "")
        + f"。名册截至 {day_long(as_of)}。"
    )


def whose_household(home: Household) -> str:
    """Say whose household a sheet is for."""
    first = home.first
    return first.address or " ".join(part for part in (first.village, first.village_group) if part)


def basis_said(as_of: date) -> str:
    """Say which day the sheet speaks for."""
    return f"参保名册截至 {day_long(as_of)}。{SHEET_FOOT}"


def export_cells(one: Approached, on: date) -> Sequence[str]:
    """Say somebody in the cells of the table that is given out."""
    person, told = one.person, one.told
    later = told.later.benefit_date if told.later else None
    to_pay = told.price.to_pay if told.price else None
    said = one.contacts[0].contact if one.contacts else None
    return (
        *(person.village, person.village_group, person.household, person.name),
        *(age_said(person.birth_date, on), person.phone, why_said(told), now_short(told, on)),
        day_long(later) if later else "",
        "" if to_pay is None else in_yuan(to_pay),
        china_day(said.at).isoformat() if said else "",
        *(
            (WAYS.get(said.way, said.way), ANSWERS.get(said.answer, said.answer), said.words)
            if said
            else [""] * 3
        ),
    )
