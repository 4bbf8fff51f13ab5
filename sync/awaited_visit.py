"""The visit whose settlement the desk looks out for, in one round: whether it was named to the township."""

from dataclasses import dataclass


@dataclass(slots=True)
class AwaitedVisit:
    """A visit by its `sequence` in the present life, if there is one.

    `settling` is in how many seconds to ask again, 0 where nothing will come soon, None before the township
    was asked. The visit is named in a hello only when the township has it by then: what waits before it may
    need messages of its own.
    """

    sequence: int | None = None
    settling: int | None = None
    _named: bool = False

    def left_out(self, received: int) -> bool:
        """Tell whether no hello has named it although the township has it now."""
        return self.sequence is not None and not self._named and received >= self.sequence

    def named(self, received: int, *, all_comes_along: bool) -> int | None:
        """Give what a hello says of it."""
        self._named = self.sequence is not None and (all_comes_along or received >= self.sequence)
        return self.sequence if self._named else None

    def hear(self, settling: int) -> None:
        """Take note of the answer to a hello."""
        if self._named:
            self.settling = settling

    def forget(self) -> None:
        """Ask for it no more: in another life of the ledger it has another place."""
        self.sequence = self.settling = None
