"""A county with keys of its own, for tests."""

from core.county import CountyKeys, CountySecrets
from sync.envelope import public_half, sealing_half

PASSPHRASE = "qing shi yun ling gu du"
COUNTY_NAME = "云岭县"


def a_county(seed: int = 1, name: str = COUNTY_NAME) -> tuple[CountyKeys, CountySecrets]:
    """Give a county's keys, the same for the same seed."""
    drawn = CountySecrets(bytes([seed]) * 32, bytes([seed + 100]) * 32)
    return CountyKeys(name, public_half(drawn.signing), sealing_half(drawn.recovery)), drawn
