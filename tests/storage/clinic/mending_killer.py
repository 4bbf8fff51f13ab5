"""Kills the mending of copies of a folder at its n-th operation on files, for every n: arguments BASE OUT."""

import os
import shutil
import sys
from itertools import count
from pathlib import Path

from storage.clinic.desk import open_clinic
from tests.storage.clinic.rekey_killer import die_at
from tests.storage.clinic.sample import DOCTOR, PASSWORD, desk_in

EVERY = 3
"""Every third operation is a death: moves and flushes come in twos and threes, and tests have to be quick."""


def mend(folder: Path, operation: int) -> None:
    die_at(operation)
    open_clinic(desk_in(folder), DOCTOR, PASSWORD).close()
    os._exit(0)


def main(base: Path, out: Path) -> None:
    for operation in count(1, EVERY):
        folder = out / f"{operation:03}"
        shutil.copytree(base, folder)
        shutil.copy(desk_in(base).sentinel_path, desk_in(folder).sentinel_path)
        child = os.fork()
        if not child:
            mend(folder, operation)
        if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0:
            break


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
