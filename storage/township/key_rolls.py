"""The keys this township had before, and its words for those that came after them."""

from collections.abc import Sequence

from sqlalchemy import insert, select, update

from core.errors import Refusal
from core.township_rows import TownshipKeys
from storage.township.shelf import Shelf
from storage.township.tables import key_rolls, townships


class KeyRollShelf(Shelf):
    """Implements `core.township_keys.KeyRolls`."""

    __slots__ = ()

    def roll_keys(self, before: bytes, keys: TownshipKeys, number: int, word: bytes) -> None:
        """Put other keys in the place of the present ones and keep the word for them, in one step.

        Raises:
            Refusal: `keys_rolled_meanwhile`: that key is not the present one any more.
        """
        sealer = self.database.sealer
        held = select(townships).where(self.own(townships)).with_for_update()
        with self.database.writing() as connection:
            row = connection.execute(held).one()
            if sealer.unseal(row.sealed_signing, f"{self.code}/signing") != before:
                raise Refusal("keys_rolled_meanwhile")
            former = sealer.unseal(row.sealed_sealing, f"{self.code}/sealing")
            connection.execute(
                insert(key_rolls).values(
                    township=self.code,
                    number=number,
                    word=word,
                    sealed_sealing=sealer.seal(former, self._roll_name(number)),
                )
            )
            connection.execute(
                update(townships)
                .where(self.own(townships))
                .values(
                    sealed_signing=sealer.seal(keys.signing, f"{self.code}/signing"),
                    sealed_sealing=sealer.seal(keys.sealing, f"{self.code}/sealing"),
                )
            )

    def key_rolls(self) -> Sequence[bytes]:
        """List the words, the oldest first."""
        mine = select(key_rolls.c.word).where(self.own(key_rolls)).order_by(key_rolls.c.number)
        with self.database.reading() as connection:
            return list(connection.scalars(mine))

    def former_sealing(self) -> Sequence[bytes]:
        """List the private sealing keys there were, the latest first."""
        mine = select(key_rolls.c.number, key_rolls.c.sealed_sealing).where(self.own(key_rolls))
        with self.database.reading() as connection:
            rows = connection.execute(mine.order_by(key_rolls.c.number.desc())).all()
        return [self.database.sealer.unseal(sealed, self._roll_name(number)) for number, sealed in rows]

    def _roll_name(self, number: int) -> str:
        return f"{self.code}/sealing/{number}"
