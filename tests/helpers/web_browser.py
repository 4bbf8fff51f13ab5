"""A real browser driven by the WebDriver protocol: Debian's Chromium, with scripts of pages switched off."""

import base64
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any
from urllib.parse import quote

import httpx

BROWSER, DRIVER = "chromium", "chromedriver"
TAB, ENTER = "\ue004", "\ue007"
_STARTED = re.compile(r"successfully on port (\d+)")
_PATIENCE_SECONDS = 60
_ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
_OPTIONS = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--window-size=1366,768", "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"),
)
_NO_SCRIPTS = 2


def has_browser() -> bool:
    """Tell whether the browser and its driver are here."""
    return all(shutil.which(one) for one in (BROWSER, DRIVER))


@dataclass(slots=True)
class WebBrowser:
    """One window of the browser, used by the keyboard."""

    client: httpx.Client
    session: str

    def open(self, address: str) -> None:
        self._post("url", {"url": address})

    @property
    def address(self) -> str:
        return str(self._get("url"))

    @property
    def title(self) -> str:
        return str(self._get("title"))

    def shows(self, text: str, at: str) -> bool:
        """Wait until a page is there and holds a text: a key that sends a form waits for no answer."""
        deadline = monotonic() + _PATIENCE_SECONDS
        while monotonic() < deadline:
            if self.address == at and text in str(self._get("source")):
                return True
        return False

    def goes_to(self, beginning: str) -> str:
        """Wait until the address begins so, and give it."""
        deadline = monotonic() + _PATIENCE_SECONDS
        while monotonic() < deadline:
            if (at := self.address).startswith(beginning):
                return at
        raise AssertionError(f"the browser stays at {self.address}")

    @property
    def cookies(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self._get("cookie")
        return found

    def press(self, *keys: str) -> None:
        """Press keys one after the other, whatever has the focus."""
        strokes = [{"type": kind, "value": key} for key in "".join(keys) for kind in ("keyDown", "keyUp")]
        self._act(strokes)

    def focused(self) -> str:
        """Say what has the focus: its words, or its label's."""
        element = self._get("element/active")[_ELEMENT]
        return str(self._get(f"element/{element}/computedlabel"))

    def walk_to(self, label: str, most: int = 60) -> None:
        """Press Tab until something with these words has the focus."""
        for _ in range(most):
            if label in self.focused():
                return
            self.press(TAB)
        raise AssertionError(f"the keyboard does not lead to {label!r} on {self.address}")

    def choose(self, name: str, *files: Path) -> None:
        """Choose files in a field, as its window would: a path into each line."""
        found = self._post("element", {"using": "css selector", "value": f"input[name={name}]"})
        self._post(f"element/{found[_ELEMENT]}/value", {"text": "\n".join(str(file) for file in files)})

    def picture(self, file: Path) -> None:
        """Take a picture of the window."""
        file.write_bytes(base64.b64decode(self._get("screenshot")))

    def _act(self, strokes: Sequence[dict[str, str]]) -> None:
        self._post("actions", {"actions": [{"type": "key", "id": "keyboard", "actions": list(strokes)}]})

    def _get(self, what: str) -> Any:
        return _value(self.client.get(f"/session/{self.session}/{quote(what)}"))

    def _post(self, what: str, content: Any) -> Any:
        return _value(self.client.post(f"/session/{self.session}/{quote(what)}", json=content))


@contextmanager
def web_browser(profile: Path) -> Iterator[WebBrowser]:
    """Start the browser with an empty profile, and close it behind whoever used it."""
    command = [DRIVER, "--port=0", f"--log-path={profile}.log"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as driver:
        try:
            with httpx.Client(
                base_url=f"http://127.0.0.1:{_port(driver)}", timeout=_PATIENCE_SECONDS, trust_env=False
            ) as client:
                told = _value(client.post("/session", json={"capabilities": _wanted(profile)}))
                browser = WebBrowser(client, told["sessionId"])
                try:
                    yield browser
                finally:
                    client.delete(f"/session/{browser.session}")
        finally:
            driver.terminate()


def _port(driver: "subprocess.Popen[str]") -> int:
    assert driver.stdout is not None
    for line in driver.stdout:
        if found := _STARTED.search(line):
            return int(found[1])
    raise AssertionError("the browser's driver did not start")


def _wanted(profile: Path) -> dict[str, Any]:
    options = {
        "args": [*_OPTIONS, f"--user-data-dir={profile}"],
        "prefs": {"profile.managed_default_content_settings.javascript": _NO_SCRIPTS},
    }
    return {"alwaysMatch": {"acceptInsecureCerts": True, "goog:chromeOptions": options}}


def _value(response: httpx.Response) -> Any:
    told = response.json()["value"]
    assert response.is_success, told
    return told
