"""A training township tries to reach a platform that is not the simulator, and sends it no byte."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from core.errors import Refusal
from sync.township.settlement.training import require_simulator
from tests.helpers.platform_process import running_platform

heard: list[tuple[str, str]] = []
answers: list[bytes] = []


class RealPlatform(BaseHTTPRequestHandler):
    """What a real platform behind a gateway on this machine would be: it answers everything politely."""

    def do_GET(self) -> None:
        self.answer("GET")

    def do_POST(self) -> None:
        self.answer("POST")

    def answer(self, method: str) -> None:
        heard.append((method, self.path))
        self.send_response(200)
        self.end_headers()
        self.wfile.write(answers[0])

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def real() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), RealPlatform)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    heard.clear()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize(
    "answer", [b"", b"<html>", b'{"infcode": 0, "output": {}}', b"[]", json.dumps({"waiting": 0}).encode()]
)
def test_a_platform_on_this_machine_that_is_not_the_simulator_is_never_sent_anything(
    real: str, answer: bytes
) -> None:
    answers[:] = [answer]
    with pytest.raises(Refusal) as caught:
        require_simulator(real)
    assert caught.value.code == "training_never_settles"
    assert [method for method, _ in heard] == ["GET"]


@pytest.mark.parametrize(
    "address",
    [
        *("https://10.0.0.8:8080", "http://hsa.example.com", "http://localhost:80", "127.0.0.1:80", ""),
        *("http://127.0.0.1@10.0.0.8/", "http://[::ffff:10.0.0.8]:80", "http://0.0.0.0:80"),
    ],
)
def test_no_other_machine_is_even_asked(address: str) -> None:
    with pytest.raises(Refusal) as caught:
        require_simulator(address)
    assert caught.value.code == "training_never_settles"


def test_the_simulator_is_known(tmp_path: Path) -> None:
    with running_platform(tmp_path) as platform:
        require_simulator(platform.address)
