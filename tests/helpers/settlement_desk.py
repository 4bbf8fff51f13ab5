"""A township that settles: its institution, its line to the platform, and one run after another."""

from datetime import timedelta
from itertools import count

from core.ids import UserId
from core.platform_credentials import Credentials
from sync.township.settlement.institution import Department, Institution, Operator
from sync.township.settlement.institutions import Desk
from sync.township.settlement.platform import HttpPlatform, Platform
from sync.township.settlement.province import Province, shipped_province
from sync.township.settlement.settle_waiting import SettlementRun, settle_waiting
from tests.helpers.platform_process import PlatformProcess
from tests.helpers.settlement_book import DOCTOR, MORNING, HandClock, MemoryBook

INSTITUTION = Institution(
    code="H43098100001",
    name="试验镇卫生院",
    area="430981",
    operator=Operator("op1", "经办", "00-00-00-00-00-00", "127.0.0.1"),
    department=Department("0300", "全科医疗科", "A02"),
    physicians={UserId(DOCTOR): "D430981000001"},
    departments={},
)
PATIENT = 20.0
IMPATIENT = 0.3
_starts = count(1)


class Town:
    """The township's half of a test; `run` is one pass of its worker."""

    def __init__(self, line: PlatformProcess, province: Province | None = None) -> None:
        self.line = line
        self.province = province or shipped_province("baseline")
        self.book = MemoryBook()
        # A second of its own, as a machine that starts anew would have: message ids carry it.
        self.clock = HandClock(MORNING + timedelta(seconds=next(_starts)))
        self.platform: Platform = self._http(PATIENT)

    def _http(self, seconds: float) -> HttpPlatform:
        credentials = Credentials("village", "not-really-secret")
        return HttpPlatform(self.line.address, self.province.signing, self.clock, credentials, seconds)

    def lose_patience(self) -> None:
        """Wait for an answer no longer than the platform's time-outs last."""
        self.hang_up()
        self.platform = self._http(IMPATIENT)

    def run(self) -> SettlementRun:
        return settle_waiting(self.book, self.platform, Desk(INSTITUTION, self.province), self.clock)

    def run_until_quiet(self, most: int = 12) -> None:
        """Run and let time pass until no row waits."""
        for _ in range(most):
            self.run()
            if not self.book.due(self.clock.now() + timedelta(days=1), 1):
                return
            self.clock.wait(minutes=20)
        raise AssertionError("rows are still waiting")

    def hang_up(self) -> None:
        assert isinstance(self.platform, HttpPlatform)
        self.platform.close()
