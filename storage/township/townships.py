"""The township itself: its names, epoch and sealed keys, and the service's one TLS key."""

import json
from collections.abc import Sequence

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from core.calling import CallSettings
from core.county import CountyKeys
from core.errors import Refusal
from core.events import Epoch
from core.ids import TownshipCode
from core.township_rows import Township, TownshipKeys
from storage.township import asked
from storage.township.engines import TownshipDatabase
from storage.township.shelf import Shelf
from storage.township.tables import counties, county_packs, townships


def township_codes(database: TownshipDatabase) -> Sequence[TownshipCode]:
    """List the townships a service hosts."""
    with database.reading() as connection:
        return [
            TownshipCode(code)
            for code in connection.scalars(select(townships.c.township).order_by("township"))
        ]


def only_township(database: TownshipDatabase) -> TownshipCode:
    """Give the one township a service has.

    Raises:
        Refusal: `township_not_named` when there are more, `township_not_set_up` when there is none.
    """
    codes = township_codes(database)
    if not codes:
        raise Refusal("township_not_set_up")
    if len(codes) > 1:
        raise Refusal("township_not_named")
    return codes[0]


def service_tls_key(database: TownshipDatabase) -> bytes | None:
    """Give the TLS key all townships of this service share; None before the first."""
    with database.reading() as connection:
        row = connection.execute(
            select(townships.c.township, townships.c.sealed_tls).order_by("township").limit(1)
        ).first()
    return database.sealer.unseal(row.sealed_tls, f"{row.township}/tls") if row else None


class TownshipShelf(Shelf):
    """The township's own row."""

    __slots__ = ()

    def township(self) -> Township:
        """Give the township itself.

        Raises:
            Refusal: `township_not_set_up`, `master_key_wrong`.
        """
        with self.database.reading() as connection:
            row = connection.execute(asked.TOWNSHIP, self.asking()).first()
        if row is None:
            raise Refusal("township_not_set_up", township=self.code)
        keys = TownshipKeys(
            self._unseal(row.sealed_signing, "signing"),
            self._unseal(row.sealed_sealing, "sealing"),
            self._unseal(row.sealed_tls, "tls"),
        )
        epoch = Epoch(row.epoch_number, row.epoch_id, row.epoch_predecessor)
        calls = CallSettings.believed(json.loads(row.call_settings or "{}"))
        return Township(self.code, row.name, row.institution_code, row.pack, epoch, keys, row.training, calls)

    def create_township(self, township: Township) -> None:
        """Set the township up.

        Raises:
            Refusal: `township_exists`.
        """
        seal = self.database.sealer.seal
        try:
            with self.database.writing() as connection:
                connection.execute(
                    insert(townships).values(
                        township=self.code,
                        name=township.name,
                        institution_code=township.institution_code,
                        pack=township.pack,
                        training=township.training,
                        epoch_number=township.epoch.number,
                        epoch_id=township.epoch.epoch_id,
                        epoch_predecessor=township.epoch.predecessor,
                        sealed_signing=seal(township.keys.signing, f"{self.code}/signing"),
                        sealed_sealing=seal(township.keys.sealing, f"{self.code}/sealing"),
                        sealed_tls=seal(township.keys.tls, f"{self.code}/tls"),
                        call_settings=json.dumps(township.calls.to_plain()),
                    )
                )
        except IntegrityError:
            raise Refusal("township_exists", township=self.code) from None

    def keep_call_settings(self, calls: CallSettings) -> None:
        """Keep when and how much the clinics call by themselves.

        Raises:
            Refusal: `township_not_set_up`.
        """
        told = json.dumps(calls.to_plain())
        with self.database.writing() as connection:
            kept = connection.execute(update(townships).where(self.own(townships)).values(call_settings=told))
            if not kept.rowcount:
                raise Refusal("township_not_set_up", township=self.code)

    def county(self) -> CountyKeys | None:
        """Give the public keys of the county this township trusts; None before it was told of one."""
        with self.database.reading() as connection:
            row = connection.execute(select(counties).where(self.own(counties))).first()
        return CountyKeys(row.name, row.signing, row.recovery) if row else None

    def trust_county(self, county: CountyKeys) -> None:
        """Trust a county from now on, in the place of one trusted before, whose packages go.

        Raises:
            Refusal: `township_not_set_up`.
        """
        own = select(townships.c.name).where(self.own(townships)).with_for_update()
        told = {"name": county.name, "signing": county.signing, "recovery": county.recovery}
        with self.database.writing() as connection:
            if connection.scalar(own) is None:
                raise Refusal("township_not_set_up", township=self.code)
            if connection.scalar(select(counties.c.signing).where(self.own(counties))) != county.signing:
                connection.execute(delete(county_packs).where(self.own(county_packs)))
            connection.execute(delete(counties).where(self.own(counties)))
            connection.execute(insert(counties).values(township=self.code, **told))

    def _unseal(self, sealed: bytes, name: str) -> bytes:
        return self.database.sealer.unseal(sealed, f"{self.code}/{name}")
