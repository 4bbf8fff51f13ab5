"""Where the records of a 社会保障卡 lie, by file and number.

The helper process at a reader needs them and nothing else of the desk: it is started for every card.
"""

from collections.abc import Mapping

ISSUER, HOLDER = 0x05, 0x06
"""Files of the chip: what was issued, and to whom."""
VERSION, EXPIRES = (ISSUER, 0x03), (ISSUER, 0x06)
NUMBER, NAME, MORE_NAME = (HOLDER, 0x08), (HOLDER, 0x09), (HOLDER, 0x4E)
WANTED: Mapping[tuple[int, int], int] = {VERSION: 4, EXPIRES: 4, NUMBER: 18, NAME: 30, MORE_NAME: 20}
"""Records that are read, and how long their values are."""


def key_of(place: tuple[int, int]) -> str:
    """Name a record by its file and number: `0608`."""
    return bytes(place).hex()
