"""Whether there is a display; asked before anything of Qt is loaded."""

import os
import sys

_PLATFORM = "QT_QPA_PLATFORM"
_OFFSCREEN = "offscreen"


def find_display() -> bool:
    """Tell whether there is a display; on Linux without one, let Qt paint into memory."""
    if sys.platform != "linux" or os.environ.get(_PLATFORM):
        return os.environ.get(_PLATFORM) != _OFFSCREEN
    if os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        return True
    os.environ[_PLATFORM] = _OFFSCREEN
    return False
