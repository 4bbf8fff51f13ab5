"""What counties and offices call the columns of the files they send, said once and kept."""

from collections.abc import Sequence

from sqlalchemy import delete, select

from core.import_rows import ImportProfile
from storage.township.import_tables import import_profiles
from storage.township.shelf import Shelf, from_text, to_text
from storage.township.tables import townships


class ImportProfileShelf(Shelf):
    """The profiles of a township."""

    __slots__ = ()

    def import_profiles(self) -> Sequence[ImportProfile]:
        """List the profiles by name."""
        mine = select(import_profiles).where(self.own(import_profiles)).order_by(import_profiles.c.name)
        with self.database.reading() as connection:
            return [ImportProfile(row.name, from_text(row.titles)) for row in connection.execute(mine)]

    def keep_import_profile(self, profile: ImportProfile) -> None:
        """Keep a profile in the place of its namesake; one without titles goes."""
        with self.database.writing() as connection:
            connection.execute(select(townships.c.name).where(self.own(townships)).with_for_update())
            if profile.titles:
                row = {"name": profile.name, "titles": to_text(dict(profile.titles))}
                self.put(connection, import_profiles, row)
                return
            mine = self.own(import_profiles) & (import_profiles.c.name == profile.name)
            connection.execute(delete(import_profiles).where(mine))
