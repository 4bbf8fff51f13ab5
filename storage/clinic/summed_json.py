"""Small files in JSON with a sum over their content, so that a bit that turned over is not believed."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

_SUM = "sum"


def to_summed(plain: Mapping[str, Any], sound: bool = True) -> bytes:
    """Write a file; one whose content was found damaged keeps a sum that does not hold."""
    return json.dumps({**plain, _SUM: _sum(plain) if sound else ""}, indent=1, ensure_ascii=False).encode()


def read_summed(content: bytes) -> tuple[Any, bool]:
    """Read a file and tell whether its sum holds; one of before there were sums is believed.

    Raises:
        ValueError: no JSON.
    """
    try:
        plain = json.loads(content)
    except RecursionError as error:  # brackets in brackets: nobody of ours wrote it
        raise ValueError("too deep") from error
    if not isinstance(plain, dict) or _SUM not in plain:
        return plain, True
    said = plain.pop(_SUM)
    return plain, said == _sum(plain)


def _sum(plain: Mapping[str, Any]) -> str:
    text = json.dumps(plain, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
