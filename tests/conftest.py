"""What holds for every test: offscreen Qt, loopback, quiet logs, no thread left, own databases."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # before the first import of Qt, or the process aborts

import threading
from collections.abc import Generator, Iterator

import hypothesis
import pytest

from tests.helpers.guards import listening_logs, stay_on_loopback, threads_left
from tests.helpers.throwaway_postgres import fresh_database

# Laws are checked on the same examples everywhere: a test that depends on time or luck is no test, and none
# fails because the machine is busy with something else.
hypothesis.settings.register_profile(
    "laws",
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("laws")
stay_on_loopback()


def _skips_forbidden() -> bool:
    return os.environ.get("CUNZHEN_FORBID_SKIPS") == "1"


def _condemn_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    if _skips_forbidden() and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped where skips are forbidden: {report.longrepr}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn a skip into a failure where CUNZHEN_FORBID_SKIPS is set."""
    report = yield
    _condemn_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Do the same for a file that skips itself."""
    report = yield
    _condemn_skip(report)
    return report


@pytest.fixture(autouse=True)
def _no_thread_left() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    left = threads_left(before)
    if left:
        pytest.fail(f"the test left threads running: {', '.join(left)}")


@pytest.fixture(autouse=True)
def _quiet_logs(request: pytest.FixtureRequest) -> Iterator[None]:
    with listening_logs() as guard:
        yield
    expected = [pattern for marker in request.node.iter_markers("expects_log") for pattern in marker.args]
    complaints = guard.complaints(expected)
    if complaints:
        pytest.fail("\n".join(complaints))


@pytest.fixture
def postgres_url() -> Iterator[str]:
    """Give the address of an empty PostgreSQL database that only this test uses."""
    server = os.environ.get("CUNZHEN_TEST_POSTGRES")
    if not server:
        pytest.skip("no PostgreSQL: `make postgres` starts one, CUNZHEN_TEST_POSTGRES names it")
    with fresh_database(server) as url:
        yield url
