"""大写金额: amounts as they are written on paper nobody should be able to alter."""

from collections.abc import Iterator

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万亿")


def in_capitals(amount: int) -> str:
    """Write an amount of fen in capitals: `10450` as `壹佰零肆元伍角整`."""
    sign, amount = ("负", -amount) if amount < 0 else ("", amount)
    yuan, cents = divmod(amount, 100)
    tenths, hundredths = divmod(cents, 10)
    said = f"{_whole(yuan)}元" if yuan or not cents else ""
    if tenths:
        said += f"{_DIGITS[tenths]}角"
    elif hundredths and yuan:
        said += "零"
    return sign + said + (f"{_DIGITS[hundredths]}分" if hundredths else "整")


def _whole(yuan: int) -> str:
    if not yuan:
        return "零"
    said, gap = "", False
    for number, group in reversed(list(enumerate(_groups(yuan)))):
        if not group:
            gap = bool(said)
            continue
        said += ("零" if said and (gap or group < 1000) else "") + _four(group) + _GROUPS[number]
        gap = False
    return said


def _groups(yuan: int) -> Iterator[int]:
    while yuan:
        yuan, group = divmod(yuan, 10_000)
        yield group


def _four(group: int) -> str:
    said, gap = "", False
    for place in (3, 2, 1, 0):
        digit = group // 10**place % 10
        if digit:
            said += ("零" if gap else "") + _DIGITS[digit] + _PLACES[place]
        gap = not digit and bool(said)
    return said
