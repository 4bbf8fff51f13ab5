"""The helper process: one question as JSON on the way in, one answer on the way out, and it is gone.

A library that hangs or crashes takes nothing with it, and a 32-bit library has a 32-bit helper. Only the
standard library here, but for readers of smart cards, of which a helper of 32 bits knows nothing.
"""

import contextlib
import json
import os
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ui.devices.vendor.makes import Chip, Make, ReaderStop, make_of, open_library

FIND, READ = "find", "read"
PCSC = "pcsc"
"""Named in the place of a library: the system's own readers of smart cards."""
READER_HELPER = "reader-helper"
"""What the packaged program is asked for to be this process."""
_LOOK_AGAIN = 0.2
_LEFT_BEHIND = ("wz.txt", "zp.bmp", "zp.jpg", "xp.wlt", "newadd.txt", "fp.dat", "IINSNDN.bin")
"""What libraries write of a person beside themselves."""


def answer_to(asked: Mapping[str, Any]) -> Mapping[str, Any]:
    """Do what was asked with a library; why it could not be done is an answer too."""
    library = Path(str(asked["library"]))
    try:
        make = _smart_cards() if asked["library"] == PCSC else make_of(open_library(library))
        make.open()
        try:
            return _done(make, asked)
        finally:
            make.close()
    except ReaderStop as stop:
        return {"stop": stop.code, "status": stop.status}
    finally:
        _clear(library.parent)


def _smart_cards() -> Make:
    from ui.devices.vendor.pcsc import PcscTerminals
    from ui.devices.vendor.social_card import SocialCards

    return SocialCards(PcscTerminals())


def _done(make: Make, asked: Mapping[str, Any]) -> Mapping[str, Any]:
    if asked["act"] == FIND:
        return {"make": make.name, "sam": make.sam_id()}
    until = time.monotonic() + float(asked["wait"])
    while not make.find():
        if time.monotonic() > until:
            raise ReaderStop("card_not_there")
        time.sleep(_LOOK_AGAIN)
    return {"make": make.name, **_told(make.read())}


def _told(chip: Chip) -> Mapping[str, Any]:
    records = {key: record.hex() for key, record in chip.records.items()}
    return {
        "text": chip.text.hex(),
        "photo": chip.photo.hex(),
        "fields": dict(chip.fields),
        **({"records": records} if records else {}),
    }


def _clear(folder: Path) -> None:
    for place in (folder, Path.cwd(), Path(tempfile.gettempdir()) / "chinaidcard"):
        for name in _LEFT_BEHIND:
            with contextlib.suppress(OSError):
                (place / name).unlink()


def main() -> int:
    """Answer one question; what the library itself prints goes nowhere."""
    ours = os.dup(1)
    os.dup2(2, 1)
    asked = json.loads(sys.stdin.readline())
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        answer = answer_to(asked)
        os.chdir(tempfile.gettempdir())
    os.write(ours, json.dumps(answer).encode() + b"\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
