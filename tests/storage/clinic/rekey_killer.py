"""Kills a re-key of copies of a folder at its n-th operation on files, for every n: arguments BASE OUT."""

import os
import shutil
import sys
from itertools import count
from pathlib import Path

from tests.storage.clinic.sample import DOCTOR, PASSWORD, desk_in

_OPERATIONS = ("open", "os.", "shutil.", "sqlite3.")


def die_at(operation: int) -> None:
    """End this process, as a pulled plug would, instead of its n-th operation from now on."""
    left = operation

    def hook(event: str, _arguments: object) -> None:
        nonlocal left
        if event.startswith(_OPERATIONS):
            left -= 1
            if not left:
                os._exit(9)

    sys.addaudithook(hook)


def rekey(folder: Path, operation: int) -> None:
    from storage.clinic.access import Access

    access = Access(desk_in(folder))
    die_at(operation)
    access.rekey(DOCTOR, PASSWORD)
    os._exit(0)


def main(base: Path, out: Path) -> None:
    for operation in count(1):
        folder = out / f"{operation:03}"
        shutil.copytree(base, folder)
        shutil.copy(desk_in(base).sentinel_path, desk_in(folder).sentinel_path)
        child = os.fork()
        if not child:
            rekey(folder, operation)
        if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0:
            break


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
