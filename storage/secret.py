"""Secrets that are wiped when they are no longer needed, as far as Python allows.

Keys of this room are `bytearray`s: `wipe` overwrites them. What Python does not allow to be overwritten:
the texts a password or a PRAGMA is made of, the `bytes` a library hands back (shared secrets, keys opened
by HPKE), and copies the memory manager or the swap file made. Those only become free memory, and are gone
when the process ends.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

Secret = bytes | bytearray
"""What a function that only reads a secret takes."""


def wipe(secret: bytearray) -> None:
    """Overwrite a secret where it lies."""
    secret[:] = bytes(len(secret))


@contextmanager
def wiped(secret: bytearray) -> Iterator[bytearray]:
    """Lend a secret and overwrite it afterwards, whatever happens."""
    try:
        yield secret
    finally:
        wipe(secret)


if sys.platform == "win32":

    def keep_memory_to_itself() -> None:
        """Windows writes whole images of a process only where an administrator asked for them."""
else:
    import ctypes
    import resource

    _PR_SET_DUMPABLE = 4

    def keep_memory_to_itself() -> None:
        """Let no crash of this process leave an image of its memory, and no other program read it.

        The limit alone does not hold where the system hands images to a program of its own that keeps them.
        """
        _, hardest = resource.getrlimit(resource.RLIMIT_CORE)
        resource.setrlimit(resource.RLIMIT_CORE, (0, hardest))
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
