"""A reader that is not there: the security module, on a pseudo-terminal of Linux or on any line."""

import os
from dataclasses import dataclass, field
from enum import Enum

from core.errors import Hindrance
from ui.devices.sam_frames import MOST_BYTES, Command, Status, framed, take_content, text_and_photo

SAM_ID = bytes(range(16))
_NO_PHOTO = bytes(1024)
_SHORT_FRAME = 64
"""Bytes: only the answer to READ is longer, and a cable is pulled in the middle of it."""
_NOISE = b"\x00\xff\xaa\xaa\x96\x13\x37"


class Fault(Enum):
    """What a reader can do wrong."""

    NONE = "none"
    SILENT = "silent"
    GARBAGE = "garbage"
    NOISE_BEFORE = "noise_before"
    WRONG_CHECK = "wrong_check"
    CUT_SHORT = "cut_short"
    BAD_COMMAND = "bad_command"
    NOT_READ = "not_read"
    CARD_REMOVED = "card_removed"
    CABLE_PULLED = "cable_pulled"


@dataclass(slots=True)
class SamModule:
    """A module with or without a card on it, whatever line it hangs on.

    Args:
        card: the text block of the card that lies on the reader.
    """

    card: bytes | None = None
    fault: Fault = Fault.NONE
    _heard: bytearray = field(default_factory=bytearray)

    def answers_to(self, sent: bytes) -> bytes:
        """Take in what was sent, and give the answers to every whole request in it."""
        self._heard += sent
        answers = b""
        try:
            while (content := take_content(self._heard)) is not None:
                answers += self._spoilt(framed(self._answer(content)))
        except Hindrance:
            self._heard.clear()
        return answers

    def _answer(self, content: bytes) -> bytes:
        if self.fault is Fault.BAD_COMMAND:
            return Status.BAD_COMMAND.value
        match content:
            case Command.STATUS.value:
                return Status.DONE.value
            case Command.SAM_ID.value:
                return Status.DONE.value + SAM_ID
            case Command.FIND.value:
                return Status.FOUND.value + bytes(4) if self.card else Status.NO_CARD.value
            case Command.SELECT.value if self.fault is Fault.CARD_REMOVED:
                return Status.NOT_SELECTED.value
            case Command.SELECT.value:
                return Status.DONE.value + bytes(8) if self.card else Status.NOT_SELECTED.value
            case Command.READ.value if self.card and self.fault is not Fault.NOT_READ:
                return Status.DONE.value + text_and_photo(self.card, _NO_PHOTO)
            case Command.READ.value:
                return Status.NOT_READ.value
        return Status.BAD_COMMAND.value

    def _spoilt(self, frame: bytes) -> bytes:
        match self.fault:
            case Fault.SILENT:
                return b""
            case Fault.GARBAGE:
                return _NOISE * 3
            case Fault.NOISE_BEFORE:
                return _NOISE + frame
            case Fault.WRONG_CHECK:
                return frame[:-1] + bytes([frame[-1] ^ 0xFF])
            case Fault.CABLE_PULLED if len(frame) > _SHORT_FRAME:
                return frame[: len(frame) // 2]
            case Fault.CUT_SHORT:
                return frame[:-1]
        return frame


@dataclass(slots=True)
class SamSimulator(SamModule):
    """A module on a pseudo-terminal; `answer_waiting` is to be called when `descriptor` can be read.

    Args:
        path: the port a program opens.
    """

    descriptor: int = field(init=False)
    path: str = field(init=False)
    _other_end: int = field(init=False)

    def __post_init__(self) -> None:
        import tty  # which Windows does not have

        self.descriptor, self._other_end = os.openpty()
        tty.setraw(self._other_end)
        self.path = os.ttyname(self._other_end)

    def answer_waiting(self) -> None:
        """Take in what was sent and answer it."""
        os.write(self.descriptor, self.answers_to(os.read(self.descriptor, MOST_BYTES)))

    def close(self) -> None:
        """Take the reader away."""
        os.close(self.descriptor)
        self.close_end()

    def close_end(self) -> None:
        """Let go of the port a program opens, where the reader was pulled out already."""
        os.close(self._other_end)
