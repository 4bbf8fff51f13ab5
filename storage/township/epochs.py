"""The township's lives after a restore: epochs, results that clinics give back, and the freeze."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from core.epoch_ports import ResultsHead
from core.errors import Refusal
from core.events import NO_HASH, Epoch, Result
from core.ids import ClinicCode
from storage.township import asked
from storage.township.results import follow_results, result_columns
from storage.township.shelf import Shelf, from_ms, to_ms
from storage.township.tables import former_epochs, heads, results, results_aside, townships


class EpochShelf(Shelf):
    """Implements `core.epoch_ports.TownshipEpochs`."""

    __slots__ = ()

    def begin_epoch(self, epoch: Epoch, before: Sequence[Epoch], at: datetime) -> None:
        """Begin a new life of the log; settlements freeze until the lost span is reconciled.

        Raises:
            Refusal: `epoch_does_not_follow`: another one was begun meanwhile.
        """
        with self.database.writing() as connection:
            row = connection.execute(select(townships).where(self.own(townships)).with_for_update()).one()
            present = Epoch(row.epoch_number, row.epoch_id, row.epoch_predecessor)
            past = [present, *before]
            if epoch.predecessor != past[-1].epoch_id or epoch.number <= past[-1].number:
                raise Refusal("epoch_does_not_follow", epoch=present.number)
            known = len(self._former(connection))
            rows = [_former_row(number, one) for number, one in enumerate(past, known + 1)]
            own = {"township": self.code, "until": to_ms(at)}
            connection.execute(insert(former_epochs), [{**own, **one} for one in rows])
            connection.execute(
                update(townships)
                .where(self.own(townships))
                .values(
                    epoch_number=epoch.number,
                    epoch_id=epoch.epoch_id,
                    epoch_predecessor=epoch.predecessor,
                    frozen_since=to_ms(at) if row.frozen_since is None else row.frozen_since,
                )
            )

    def former_epochs(self) -> Sequence[Epoch]:
        """List the epochs before the present one, oldest first."""
        with self.database.reading() as connection:
            return self._former(connection)

    def frozen_since(self) -> datetime | None:
        """Tell since when settlements are frozen; None when they are not."""
        with self.database.reading() as connection:
            since = connection.scalar(asked.FROZEN_SINCE, self.asking())
        return None if since is None else from_ms(since)

    def thaw(self) -> None:
        """Let settlements go on: the lost span was reconciled."""
        with self.database.writing() as connection:
            connection.execute(update(townships).where(self.own(townships)).values(frozen_since=None))

    def results_ladder(self, clinic: ClinicCode) -> Sequence[ResultsHead]:
        """Give the stream's head and earlier heads of it, ever farther apart, down to the beginning."""
        with self.database.reading() as connection:
            head = self._results_head(connection, clinic)
            steps, back = [head.position], 1
            while steps[-1] - back > 0:
                steps.append(steps[-1] - back)
                back *= 2
            mine = select(results.c.position, results.c.hash).where(
                self.own(results), results.c.clinic == clinic, results.c.position.in_(steps)
            )
            rows = connection.execute(mine.order_by(results.c.position.desc())).all()
        return [*(ResultsHead(row.position, row.hash) for row in rows), ResultsHead(0, NO_HASH)]

    def adopt_results(self, clinic: ClinicCode, results_back: Sequence[Result]) -> ResultsHead:
        """Take back verified results this store once gave: those that continue its stream become part of it.

        Those that contradict it are kept aside for whoever reconciles the lost span. Gives the head.
        """
        with self.database.writing() as connection:
            mine = (heads.c.township == self.code) & (heads.c.clinic == clinic)
            connection.execute(select(heads.c.clinic).where(mine).with_for_update())
            head = self._results_head(connection, clinic)
            held = self._hashes(connection, clinic, results_back)
            fresh = [one for one in results_back if held.get(one.position) != one.hash]
            own = {"township": self.code, "clinic": clinic}
            continued: list[Result] = []
            for result in fresh:
                if (result.position, result.previous_hash) == (head.position + 1, head.hash):
                    connection.execute(insert(results).values(**own, **result_columns(result)))
                    head = ResultsHead(result.position, result.hash)
                    continued.append(result)
                else:
                    self.put(connection, results_aside, {"clinic": clinic, **result_columns(result)})
            at = {"result_position": head.position, "result_hash": head.hash}
            connection.execute(update(heads).where(mine).values(**at))
            follow_results(self, connection, clinic, continued)
            return head

    def _former(self, connection: Connection) -> list[Epoch]:
        mine = select(former_epochs).where(self.own(former_epochs)).order_by(former_epochs.c.number)
        rows = connection.execute(mine)
        return [Epoch(row.epoch_number, row.epoch_id, row.predecessor) for row in rows]

    def _results_head(self, connection: Connection, clinic: ClinicCode) -> ResultsHead:
        row = connection.execute(asked.RESULTS_HEAD, self.asking(clinic=clinic)).first()
        if row is None:
            raise Refusal("clinic_unknown", clinic=clinic)
        return ResultsHead(row.result_position, row.result_hash)

    def _hashes(
        self, connection: Connection, clinic: ClinicCode, offered: Sequence[Result]
    ) -> dict[int, bytes]:
        positions = [one.position for one in offered]
        mine = select(results.c.position, results.c.hash).where(
            self.own(results),
            results.c.clinic == clinic,
            results.c.position.between(min(positions), max(positions)),
        )
        return {row.position: row.hash for row in connection.execute(mine)}


def _former_row(number: int, epoch: Epoch) -> dict[str, object]:
    ids = {"epoch_id": epoch.epoch_id, "predecessor": epoch.predecessor}
    return {"number": number, "epoch_number": epoch.number, **ids}
