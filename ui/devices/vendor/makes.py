"""One handler per make of reader library, told apart by the symbols it exports; runs in the helper process.

Only the standard library: a 32-bit build of the helper has nothing else.
"""

import ctypes
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple, Protocol

USB_PORTS, SERIAL_PORTS = range(1001, 1017), range(1, 17)
_ROOM = 1024
_SAM_ROOM = 128
_TEXTS = "gbk"


class ReaderStop(Exception):
    """Say by a code why nothing was read, with the status the library gave."""

    def __init__(self, code: str, status: int = 0) -> None:
        super().__init__(code)
        self.code = code
        self.status = status


class Chip(NamedTuple):
    """What a library gave of a card: the raw block and photo, the fields one by one, or a chip's records.

    No dataclass: making one takes a fifth of the helper's start.
    """

    text: bytes = b""
    photo: bytes = b""
    fields: Mapping[str, str] = MappingProxyType({})
    records: Mapping[str, bytes] = MappingProxyType({})


class Library(Protocol):
    """An open library: functions by name."""

    def __getattr__(self, name: str) -> Callable[..., int]: ...


class Make(Protocol):
    """A handler: opens the reader, looks for a card, reads it."""

    name: str

    def open(self) -> None:
        """Open the reader.

        Raises:
            ReaderStop: `reader_not_there`, `reader_library_unusable`.
        """

    def sam_id(self) -> str:
        """Give the id of the security module, empty where the library does not tell it."""

    def find(self) -> bool:
        """Tell whether a card lies there.

        Raises:
            ReaderStop: `card_not_readable`, `reader_refused`, `reader_not_there`.
        """

    def read(self) -> Chip:
        """Read the card that was found.

        Raises:
            ReaderStop: `card_not_readable`, `reader_refused`, `reader_not_there`.
        """

    def close(self) -> None:
        """Let the reader go."""


def exports(library: Library, symbol: str) -> bool:
    """Tell whether a library has a function."""
    try:
        getattr(library, symbol)
    except AttributeError:
        return False
    return True


def open_library(path: Path) -> Library:
    """Load a library with the calling convention of the system.

    Raises:
        ReaderStop: `reader_library_unusable`.
    """
    try:
        if sys.platform == "win32":
            return ctypes.WinDLL(str(path))
        return ctypes.CDLL(str(path))
    except OSError as error:
        raise ReaderStop("reader_library_unusable") from error


def make_of(library: Library) -> Make:
    """Choose the handler: two makers call different libraries `termb`, so the names of files say nothing.

    Raises:
        ReaderStop: `reader_library_unusable`: none of the makes known here.
    """
    for symbol, make in _BY_SYMBOL.items():
        if exports(library, symbol):
            return make(library)
    raise ReaderStop("reader_library_unusable")


_NOT_READ = frozenset({0x31, 0x32, 0x33, 0x3F, 0x40, 0x41, 0x81})
"""Statuses of the security module that laying the card on again may mend."""
_NO_CARD, _LOST = 0x80, frozenset({0x01, 0x02, 0x03, 0x05})


class SdtLike:
    """`sdtapi` and its twin of another maker: the module's own steps as functions that give its status."""

    def __init__(self, library: Library, name: str, prefix: str, done: int, found: int) -> None:
        self.name = name
        self._library, self._prefix = library, prefix
        self._done, self._found = done, found
        self._port = 0

    def open(self) -> None:
        """Try every USB port, then every serial one."""
        for port in (*self._told_ports(), *USB_PORTS, *SERIAL_PORTS):
            if self._call("OpenPort", port) == self._done:
                self._port = port
                return
        raise ReaderStop("reader_not_there")

    def sam_id(self) -> str:
        """Ask for the id as text."""
        if not exports(self._library, f"{self._prefix}GetSAMIDToStr"):
            return ""
        text = ctypes.create_string_buffer(_SAM_ROOM)
        if self._call("GetSAMIDToStr", self._port, text, 0) != self._done:
            return ""
        return text.value.decode("ascii", "replace")

    def find(self) -> bool:
        """Look for a card once."""
        status = self._call("StartFindIDCard", self._port, ctypes.create_string_buffer(_ROOM), 0)
        if status in (self._found, _NO_CARD):
            return status == self._found
        raise _refused(status)

    def read(self) -> Chip:
        """Select the card, and read text and photo."""
        self._must("SelectIDCard", ctypes.create_string_buffer(_ROOM))
        text, photo = ctypes.create_string_buffer(_ROOM), ctypes.create_string_buffer(4 * _ROOM)
        text_size, photo_size = ctypes.c_uint(0), ctypes.c_uint(0)
        self._must("ReadBaseMsg", text, ctypes.byref(text_size), photo, ctypes.byref(photo_size))
        return Chip(text.raw[: min(text_size.value, _ROOM)], photo.raw[: min(photo_size.value, 4 * _ROOM)])

    def close(self) -> None:
        """Close the port."""
        self._call("ClosePort", self._port)

    def _told_ports(self) -> tuple[int, ...]:
        for finder in ("FindReader", "FindUSBReader"):
            if exports(self._library, self._prefix + finder):
                port = self._call(finder)
                if port > 0:
                    return (port,)
        return ()

    def _must(self, function: str, *rest: object) -> None:
        status = self._call(function, self._port, *rest, 0)
        if status != self._done:
            raise _refused(status)

    def _call(self, function: str, *values: object) -> int:
        return int(getattr(self._library, self._prefix + function)(*values))


def _refused(status: int) -> ReaderStop:
    if status in _NOT_READ or status == _NO_CARD:
        return ReaderStop("card_not_readable", status)
    return ReaderStop("reader_not_there" if status in _LOST else "reader_refused", status)


class HuaShi:
    """华视 `termb`: names begin with CVR_; 1 is good; getters take a buffer and a length in and out."""

    name = "huashi"
    _GETTERS: Mapping[str, str] = {
        "name": "GetPeopleName",
        "sex": "GetPeopleSex",
        "birth": "GetPeopleBirthday",
        "address": "GetPeopleAddress",
        "number": "GetPeopleIDCode",
        "authority": "GetDepartment",
        "valid_from": "GetStartDate",
        "valid_to": "GetEndDate",
        "chinese_name": "GetPeopleChineseName",
        "travel_permit": "GetPassCheckID",
        "times_issued": "GetIssuesNum",
        "version": "GetPeopleCertVersion",
    }
    _LIBRARY_MISSING = 3

    def __init__(self, library: Library) -> None:
        self._library = library

    def open(self) -> None:
        """Try every USB port, then every serial one."""
        for port in (*USB_PORTS, *SERIAL_PORTS):
            told = int(self._library.CVR_InitComm(port))
            if told == 1:
                return
            if told == self._LIBRARY_MISSING:
                raise ReaderStop("reader_library_unusable", told)
        raise ReaderStop("reader_not_there")

    def sam_id(self) -> str:
        """Give nothing: no function for it is sure to be there."""
        return ""

    def find(self) -> bool:
        """Look for a card once: it is found and selected in one step."""
        told = int(self._library.CVR_Authenticate())
        if told == 3:
            raise ReaderStop("card_not_readable", told)
        if told not in (1, 2):
            raise ReaderStop("reader_not_there", told)
        return told == 1

    def read(self) -> Chip:
        """Read the card and ask for its fields."""
        told = int(self._library.CVR_Read_Content(1))
        if told != 1:
            raise ReaderStop("card_not_readable", told)
        said = {key: self._text(getter) for key, getter in self._GETTERS.items()}
        return Chip(fields={key: text for key, text in said.items() if text})

    def close(self) -> None:
        """Close the port."""
        self._library.CVR_CloseComm()

    def _text(self, getter: str) -> str:
        """Ask for a field, in the encoding that has room for rare letters where there is one."""
        for symbol, encoding in ((f"{getter}U", "utf-16-le"), (getter, _TEXTS)):
            if exports(self._library, symbol):
                room, size = ctypes.create_string_buffer(_ROOM), ctypes.c_int(_ROOM)
                if int(getattr(self._library, symbol)(room, ctypes.byref(size))) == 1:
                    return _plain(room.raw[: max(0, min(size.value, _ROOM))], encoding)
        return ""


class OtherTermb:
    """The `termb` of Shensi, ZKTeco and others: the same steps; getters take a buffer and its size."""

    name = "termb"
    _GETTERS: Mapping[str, str] = {
        "name": "getName",
        "sex": "getSex",
        "birth": "getBirthdate",
        "address": "getAddress",
        "number": "getIDNum",
        "authority": "getIssue",
        "valid_from": "getEffectedDate",
        "valid_to": "getExpiredDate",
    }
    _NO_CARD, _NOT_SELECTED = -1, -2
    _KINDS = (1, 2, 3)

    def __init__(self, library: Library) -> None:
        self._library = library

    def open(self) -> None:
        """Let the library look for its reader, else try every port."""
        if exports(self._library, "InitCommExt") and int(self._library.InitCommExt()) > 0:
            return
        for port in (*USB_PORTS, *SERIAL_PORTS) if exports(self._library, "InitComm") else ():
            if int(self._library.InitComm(port)) == 1:
                return
        raise ReaderStop("reader_not_there")

    def sam_id(self) -> str:
        """Give nothing: makers disagree on the function."""
        return ""

    def find(self) -> bool:
        """Look for a card once."""
        told = int(self._library.Authenticate())
        if told == self._NOT_SELECTED:
            raise ReaderStop("card_not_readable", told)
        if told in (1, self._NO_CARD, 0):
            return told == 1
        raise ReaderStop("reader_refused", told)

    def read(self) -> Chip:
        """Read the card and ask for its fields."""
        told = int(self._library.Read_Content(1))
        if told not in self._KINDS:
            raise ReaderStop("card_not_readable", told)
        said = {}
        for key, getter in self._GETTERS.items():
            if exports(self._library, getter):
                room = ctypes.create_string_buffer(_ROOM)
                getattr(self._library, getter)(room, _ROOM)
                said[key] = _plain(room.raw, _TEXTS)
        return Chip(fields=said)

    def close(self) -> None:
        """Close the port."""
        self._library.CloseComm()


def _plain(data: bytes, encoding: str) -> str:
    return data.decode(encoding, "replace").partition("\0")[0].strip()


_BY_SYMBOL: Mapping[str, Callable[[Library], Make]] = {
    "CVR_Authenticate": HuaShi,
    "Syn_StartFindIDCard": lambda library: SdtLike(library, "syn", "Syn_", 0, 0),
    "SDT_StartFindIDCard": lambda library: SdtLike(library, "sdt", "SDT_", 0x90, 0x9F),
    "Read_Content": OtherTermb,
}
