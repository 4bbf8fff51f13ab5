"""The township's store checks itself where it is installed: make one, bring it up to date, open it again."""

import tempfile
from contextlib import closing
from pathlib import Path

from sqlalchemy import select

from core.errors import Hindrance
from storage.township.engines import open_embedded
from storage.township.tables import townships


def check_township() -> None:
    """Go through the life of a store in a folder that is removed again.

    Raises:
        Hindrance: `self_test_failed`; or whatever kept the store from working.
    """
    with tempfile.TemporaryDirectory(prefix="cunzhen-selftest-") as folder:
        data = Path(folder) / "township"
        open_embedded(data, create=True).close()
        with closing(open_embedded(data)) as database, database.reading() as connection:
            if connection.execute(select(townships)).all():
                raise Hindrance("self_test_failed", part="township")
