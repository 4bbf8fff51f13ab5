"""A reader behind its maker's library: asked through the helper process, which may hang or crash alone."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.errors import Hindrance, Refusal, Stop
from core.identity.card import CardLayout, card_block
from ui.desk import ReaderFound
from ui.devices.reader import USUAL, ChipRead, Patience
from ui.devices.vendor.helper import FIND, READ, READER_HELPER

HELPER_32 = "cunzhen-reader-32.exe"
"""The helper of 32-bit libraries, where one is installed beside the program."""
NAMES = (
    *("termb.dll", "sdtapi.dll", "SynIDCardAPI.dll"),
    *("libtermb.so", "libsdtapi.so", "libSynIDCardAPI.so"),
)
_HERE = Path(__file__).resolve()
_ROOT = _HERE.parents[3]
_STARTING = 10.0
"""Seconds that a slow PC may take to start the helper and to load a library."""
_PE_MACHINE_AT, _I386 = 0x3C, b"\x4c\x01"
_WITHOUT_WINDOW = getattr(subprocess, "CREATE_NO_WINDOW", 0)
_STOPS: Mapping[str, Callable[[int], Stop]] = {
    "card_not_there": lambda status: Refusal("card_not_there"),
    "card_not_readable": lambda status: Refusal("card_not_readable"),
    "social_card_unknown": lambda status: Refusal("social_card_unknown"),
    "reader_not_there": lambda status: Hindrance("reader_not_there"),
    "reader_refused": lambda status: Hindrance("reader_refused", status=status),
    "reader_library_unusable": lambda status: Hindrance("reader_library_unusable"),
}
_SEXES = {"男": "1", "女": "2", "M": "1", "F": "2"}
_DAYS = ("birth", "valid_from", "valid_to")


def found_libraries(folders: Iterable[Path] = ()) -> list[Path]:
    """List makers' libraries in the folders where they are put."""
    beside = Path(sys.executable).parent / "readers"
    places = tuple(folders) or (beside, Path("/usr/local/lib"), Path("/usr/lib"))
    return [place / name for place in places for name in NAMES if (place / name).is_file()]


def helper_command(library: Path) -> Sequence[str]:
    """Give the command of a helper that can load a library.

    Raises:
        Hindrance: `reader_library_32_bit`: it needs the helper of 32 bits, and there is none.
    """
    if sys.maxsize > 2**32 and _is_32_bit(library):
        helper = Path(sys.executable).with_name(HELPER_32)
        if not helper.is_file():
            raise Hindrance("reader_library_32_bit")
        return [str(helper)]
    return our_helper()


def our_helper() -> Sequence[str]:
    """Give the command of a helper like this program."""
    if getattr(sys, "frozen", False):
        return [sys.executable, READER_HELPER]
    return [sys.executable, "-m", "ui.devices.vendor.helper"]


@dataclass(frozen=True, slots=True)
class LibraryReader:
    """A reader behind one library; the helper lives as long as one question."""

    library: Path
    patience: Patience = USUAL
    command: Callable[[Path], Sequence[str]] = helper_command
    make: str = "library"
    starting: float = _STARTING

    @property
    def name(self) -> str:
        """Give what a check says it was read with."""
        return f"{self.make}:{self.library.name}"

    def describe(self) -> ReaderFound:
        """Ask which make it is, and the id of its security module.

        Raises:
            Hindrance: as `read_chip`.
        """
        told = self._ask(FIND, 0)
        return ReaderFound(str(told.get("make", "")), self.library.name, str(told.get("sam", "")))

    def read_chip(self) -> ChipRead:
        """Wait for a card and read it.

        Raises:
            Refusal: `card_not_there`, `card_not_readable`.
            Hindrance: `reader_not_there`, `reader_refused`, `reader_silent`, `reader_answer_damaged`,
                `reader_library_unusable`, `reader_library_broke`, `reader_library_32_bit`.
        """
        return chip_in(self._ask(READ, self.patience.card))

    def _ask(self, act: str, wait: float) -> Mapping[str, Any]:
        asked = {"act": act, "library": str(self.library), "wait": wait}
        return ask_helper(self.command(self.library), asked, self.starting + wait + self.patience.answer)


def ask_helper(command: Sequence[str], asked: Mapping[str, Any], seconds: float) -> Mapping[str, Any]:
    """Start a helper, ask it and wait for its answer.

    Raises:
        Refusal, Hindrance: as `answer_in`; `reader_silent`, `reader_library_broke`.
    """
    try:
        done = subprocess.run(  # noqa: S603  # our own program, asked about a file of this PC
            command,
            input=json.dumps(asked).encode() + b"\n",
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=seconds,
            cwd=_ROOT,
            check=False,
            creationflags=_WITHOUT_WINDOW,
        )
    except subprocess.TimeoutExpired as error:
        raise Hindrance("reader_silent") from error
    except OSError as error:
        raise Hindrance("reader_library_broke") from error
    if done.returncode:
        raise Hindrance("reader_library_broke")
    return answer_in(done.stdout)


def answer_in(said: bytes) -> Mapping[str, Any]:
    """Read what a helper answered.

    Raises:
        Refusal, Hindrance: what it says stood in the way; `reader_answer_damaged`: it is no answer.
    """
    try:
        told = json.loads(said)
    except (ValueError, RecursionError) as error:
        raise Hindrance("reader_answer_damaged") from error
    if not isinstance(told, dict):
        raise Hindrance("reader_answer_damaged")
    stop = told.get("stop")
    if stop is None:
        return told
    status = told.get("status")
    raise _STOPS.get(str(stop), _damaged)(status if isinstance(status, int) else 0)


def chip_in(told: Mapping[str, Any]) -> ChipRead:
    """Give the chip in an answer; fields that came one by one are laid out as a chip holds them.

    Raises:
        Hindrance: `reader_answer_damaged`.
    """
    text, photo, said = told.get("text", ""), told.get("photo", ""), told.get("fields", {})
    records = told.get("records", {})
    if not (isinstance(text, str) and isinstance(photo, str)):
        raise Hindrance("reader_answer_damaged")
    if not (isinstance(said, dict) and isinstance(records, dict)):
        raise Hindrance("reader_answer_damaged")
    try:
        if records:
            return ChipRead(b"", records={str(key): bytes.fromhex(one) for key, one in records.items()})
        if text:
            return ChipRead(bytes.fromhex(text), bytes.fromhex(photo))
    except (ValueError, TypeError) as error:
        raise Hindrance("reader_answer_damaged") from error
    return ChipRead(block_of({str(key): str(value) for key, value in said.items()}))


def block_of(said: Mapping[str, str]) -> bytes:
    """Lay fields out as the chip of their kind of card holds them; the number tells which kind that is."""
    layout = layout_by_number(said.get("number", ""))
    fields = dict(said)
    foreign = layout in (CardLayout.FOREIGNER, CardLayout.OLD_FOREIGNER)
    if foreign:
        fields["english_name"] = fields.pop("name", "")
        fields["name"] = fields.pop("chinese_name", "")
    fields["sex"] = _SEXES.get(fields.get("sex", ""), fields.get("sex", ""))
    for day in _DAYS:
        digits = "".join(sign for sign in fields.get(day, "") if sign in "0123456789")
        fields[day] = digits or fields.get(day, "")
    return card_block(layout, fields)


def layout_by_number(number: str) -> CardLayout:
    """Tell the kind of a card by the number on it."""
    if len(number) == 18 and number[:2] in ("81", "82", "83"):
        return CardLayout.PERMIT
    if len(number) == 18 and number.startswith("9"):
        return CardLayout.FOREIGNER
    return CardLayout.OLD_FOREIGNER if number[:3].isalpha() else CardLayout.CITIZEN


def _damaged(_status: int) -> Stop:
    return Hindrance("reader_answer_damaged")


def _is_32_bit(library: Path) -> bool:
    """Look into the head of a Windows library."""
    try:
        with library.open("rb") as file:
            head = file.read(4096)
    except OSError:
        return False
    at = int.from_bytes(head[_PE_MACHINE_AT : _PE_MACHINE_AT + 4], "little")
    return head[:2] == b"MZ" and head[at : at + 4] == b"PE\0\0" and head[at + 4 : at + 6] == _I386
