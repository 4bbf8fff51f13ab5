"""The data sets published from the township's tables."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, delete, exists, insert, select

from core.data_sets import DataSetName, DataSetVersion
from core.errors import Hindrance
from core.township_rows import PublishedSet
from storage.township import asked
from storage.township.set_tables import chunks, data_set_chunks, data_sets
from storage.township.shelf import Shelf, sliced
from storage.township.tables import townships

KEPT_VERSIONS = 2
"""The newest version and the one a clinic may still be fetching."""


class DataSetShelf(Shelf):
    """What goes down to the clinics."""

    __slots__ = ()

    def publish(self, published: PublishedSet, data: Mapping[bytes, bytes]) -> None:
        """Put a new version of a data set up for its scope; versions before the last one go.

        Raises:
            Hindrance: `data_set_version_taken`: another process published this version first.
        """
        version = published.version
        key = {"name": version.name.value, "scope": version.scope, "version": version.version}
        with self.database.writing() as connection:
            connection.execute(select(townships.c.name).where(self.own(townships)).with_for_update())
            newest = self._newest(connection, version.name, version.scope)
            if newest is not None and newest.version.version >= version.version:
                raise Hindrance("data_set_version_taken", name=version.name.value)
            head = {
                "as_of": version.as_of,
                "valid_until": version.valid_until,
                "row_count": version.row_count,
                "digest": version.digest,
                "manifest": published.manifest,
            }
            connection.execute(insert(data_sets).values(township=self.code, **key, **head))
            self._keep_chunks(
                connection, [one for one in dict.fromkeys(published.chunks) if one in data], data
            )
            named = [{"position": at, "digest": digest} for at, digest in enumerate(published.chunks)]
            if named:
                rows = [{"township": self.code, **key, **row} for row in named]
                connection.execute(insert(data_set_chunks), rows)
            self._forget_before(connection, version)

    def published(self, name: DataSetName, scope: str) -> PublishedSet | None:
        """Give the newest version of a data set."""
        with self.database.reading() as connection:
            return self._newest(connection, name, scope)

    def newest_versions(self, scopes: Sequence[str]) -> Mapping[tuple[DataSetName, str], int]:
        """Tell the newest version of every data set of some scopes."""
        some = self.asking(names=[name.value for name in DataSetName], scopes=scopes)
        with self.database.reading() as connection:
            rows = connection.execute(asked.NEWEST_VERSIONS, some).all()
        return {(DataSetName(name), scope): version for name, scope, version in rows}

    def chunk(self, digest: bytes, scopes: Sequence[str]) -> bytes | None:
        """Give a chunk if a set of one of the scopes names it."""
        named = exists().where(
            self.own(data_set_chunks),
            data_set_chunks.c.digest == digest,
            data_set_chunks.c.scope.in_(scopes),
        )
        mine = select(chunks.c.data).where(self.own(chunks), chunks.c.digest == digest, named)
        with self.database.reading() as connection:
            return connection.scalar(mine)

    def _newest(self, connection: Connection, name: DataSetName, scope: str) -> PublishedSet | None:
        mine = self.asking(name=name.value, scope=scope)
        row = connection.execute(asked.NEWEST_SET, mine).first()
        if row is None:
            return None
        named = connection.scalars(asked.CHUNKS_OF_SET, {**mine, "version": row.version})
        version = DataSetVersion(
            name, scope, row.version, row.as_of, row.valid_until, row.row_count, row.digest
        )
        return PublishedSet(version, row.manifest, tuple(named))

    def _keep_chunks(
        self, connection: Connection, digests: Sequence[bytes], data: Mapping[bytes, bytes]
    ) -> None:
        """Write chunks; one that another set names already is written again, in case it was damaged here."""
        for some in sliced(digests):
            connection.execute(delete(chunks).where(self.own(chunks), chunks.c.digest.in_(some)))
            rows = [{"township": self.code, "digest": one, "data": data[one]} for one in some]
            connection.execute(insert(chunks), rows)

    def _forget_before(self, connection: Connection, version: DataSetVersion) -> None:
        """Let versions go that nobody fetches any more, and the chunks only they named."""
        last_kept = version.version - KEPT_VERSIONS + 1
        old = [
            self.own(table)
            & (table.c.name == version.name.value)
            & (table.c.scope == version.scope)
            & (table.c.version < last_kept)
            for table in (data_sets, data_set_chunks)
        ]
        let_go = connection.scalars(select(data_set_chunks.c.digest).where(old[1]).distinct()).all()
        for table, mine in zip((data_sets, data_set_chunks), old, strict=True):
            connection.execute(delete(table).where(mine))
        for some in sliced(let_go):
            mine = self.own(data_set_chunks) & data_set_chunks.c.digest.in_(some)
            named = set(connection.scalars(select(data_set_chunks.c.digest).where(mine)))
            alone = [digest for digest in some if digest not in named]
            connection.execute(delete(chunks).where(self.own(chunks), chunks.c.digest.in_(alone)))
