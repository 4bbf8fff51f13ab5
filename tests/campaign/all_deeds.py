"""Every deed by its name, and its folder as it is before: made once, copied as often as wanted."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.campaign.clinic_deeds import CLINIC_DEEDS
from tests.campaign.deed import Deed
from tests.campaign.keeping_deeds import KEEPING_DEEDS
from tests.campaign.key_deeds import KEY_DEEDS
from tests.campaign.planted import PLANTED
from tests.campaign.program_deeds import PROGRAM_DEEDS, make_passwords_cheap
from tests.campaign.township_deeds import TOWNSHIP_DEEDS

DEEDS: Mapping[str, Deed] = {
    deed.name: deed for deed in (*CLINIC_DEEDS, *KEY_DEEDS, *KEEPING_DEEDS, *TOWNSHIP_DEEDS, *PROGRAM_DEEDS)
}

WITH_PLANTED: Mapping[str, Deed] = {**DEEDS, **PLANTED}


@dataclass(slots=True)
class Stage:
    """A place where deeds are done again and again, each time in a fresh copy of the same beginning."""

    room: Path
    _made: set[str] = field(default_factory=set)
    _used: int = 0

    def set(self, deed: Deed) -> Path:
        """Give a folder as it is before the deed; the one given before is gone."""
        before = self.room / "before" / deed.name
        if deed.name not in self._made:
            before.parent.mkdir(exist_ok=True)
            make_passwords_cheap()
            deed.prepare(before)
            self._made.add(deed.name)
        folder = self.room / "now"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(before, folder)
        return folder
