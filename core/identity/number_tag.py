"""证号标签: what stands for a citizen number where the number itself must not stand.

Numbers are few enough to be tried one by one, so the tag hides nothing from whoever holds its key: it keeps
numbers out of a list that is carried about, and the vault keeps the list.
"""

import hashlib
import hmac

TAG_BYTES = 8
"""Among 300,000 people, a stranger's number meets somebody's tag by chance once in 10^13 look-ups."""


def number_tag(key: bytes, number: str) -> str:
    """Give the tag of a normalised number as 16 hex digits."""
    return hmac.new(key, number.encode(), hashlib.sha256).digest()[:TAG_BYTES].hex()


def mask_name(name: str) -> str:
    """Hide the middle of a name, and how long it is: `王*`, `王*满`."""
    kept = name.strip()
    if len(kept) <= 1:
        return kept
    return f"{kept[0]}*{kept[-1] if len(kept) > 2 else ''}"


def fits_mask(name: str, mask: str) -> bool:
    """Tell whether a name as it was said or read can be the one behind a mask."""
    return mask_name(name) == mask
