"""Ages as prescriptions and logs have them: years, and for the very young months or days."""

from datetime import date

from core.dates import age_on

_COUNTED_IN_MONTHS = 3
"""Years below which months tell more."""


def age_said(birth: date | None, on: date) -> str:
    """Say an age: `56岁`, `1岁8月`, `5月`, `12天`."""
    if birth is None or birth > on:
        return ""
    years = age_on(birth, on)
    if years >= _COUNTED_IN_MONTHS:
        return f"{years}岁"
    months = (on.year - birth.year) * 12 + on.month - birth.month - (on.day < birth.day)
    if months == 0:
        return f"{(on - birth).days}天"
    return f"{months // 12}岁{months % 12}月" if months >= 12 else f"{months}月"
