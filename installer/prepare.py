"""Set up a fresh machine from a checkout: system packages, virtual environment, hash-pinned libraries.

Runs on the system's Python with the standard library only. What is there already is left alone; what is
missing is installed where this user may, and otherwise named in one sentence.
"""

import argparse
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from installer import machine
from installer.machine import Stuck

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
VENV = ROOT / ".venv"
MADE_FROM = VENV / "made-from"
READY = VENV / "ready"  # what the Makefile looks at

# Settings that would send libraries past the virtual environment.
_LEAD_ASTRAY = ("PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV")
_PROOF = "import PySide6.QtPrintSupport, PySide6.QtSvg, PySide6.QtWidgets, psycopg, sqlcipher3"
_PROOF_TOOLS = {
    **{"cc": "build-essential", "strace": "strace"},
    **{"chromium": "chromium", "chromedriver": "chromium-driver"},
}


def fingerprint() -> str:
    """Say what a finished environment was made from: the lock file and the Python version."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    return f"{hashlib.sha256(LOCK.read_bytes()).hexdigest()} {version}\n"


def is_ready() -> bool:
    """Tell whether the environment was finished from this very lock file and still starts."""
    if not MADE_FROM.is_file() or MADE_FROM.read_text() != fingerprint():
        return False
    if not VENV.joinpath("bin", "python").exists():
        return False
    return _run([_python(), "-I", "-c", "pass"]).returncode == 0


def prepare_machine() -> None:
    """Install the system packages that are missing; go on without those that are only wanted."""
    missing = machine.missing_needs()
    if missing:
        machine.install([need.package for need in missing])
        missing = machine.missing_needs()
    machine.tell_missing(missing)


def prepare_environment() -> None:
    """Build the virtual environment afresh; leave none behind that is not whole."""
    _ensure_venv_module()
    print("建立虚拟环境，安装锁定的依赖（第一次约一两分钟）…", flush=True)
    print(
        "Making the virtual environment and installing the locked libraries (a minute or two) …", flush=True
    )
    try:
        _make_venv()
        _install_libraries()
        _prove()
    except BaseException:
        shutil.rmtree(VENV, ignore_errors=True)
        raise
    MADE_FROM.write_text(fingerprint())


def _python() -> str:
    return str(VENV / "bin" / "python")


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name not in _LEAD_ASTRAY}


def _ensure_venv_module() -> None:
    package = machine.venv_package()
    if package and machine.lacks_venv():
        machine.install([package])
    if machine.lacks_venv():
        raise Stuck(
            "这个 Python 缺少 venv 模块，这里不能代为安装。"
            f"请安装软件包 {package or 'python3-venv'} 后再试。",
            "This Python has no venv module and it cannot be installed from here: install the package "
            f"{package or 'python3-venv'}, then try again.",
        )


def _make_venv() -> None:
    done = _run([sys.executable, "-m", "venv", "--clear", str(VENV)])
    if done.returncode:
        raise Stuck(
            f"虚拟环境没有建成，请检查磁盘空间和目录权限：{VENV}。",
            f"The virtual environment could not be made; check disk space and rights of {VENV}.",
            done.stdout,
        )


def _install_libraries() -> None:
    options = ("--require-hashes", "--only-binary", ":all:", "--no-input", "--quiet", "--progress-bar", "off")
    done = _run([_python(), "-I", "-m", "pip", "install", *options, "--requirement", str(LOCK)])
    if not done.returncode:
        return
    if "DO NOT MATCH THE HASHES" in done.stdout:
        raise Stuck(
            "下载的软件包与锁定文件中的校验值不符，没有安装。"
            "请换一个可信的软件源再试；若仍不符，请告知本项目。",
            "A downloaded package does not match its hash in the lock file and was not installed: try again "
            "from a source you trust, and tell the project if it happens there too.",
            done.stdout,
        )
    raise Stuck(
        "依赖没有装上，多半是网络不通、软件源设置不对或磁盘已满。什么都没有留下，修好后重新运行即可。",
        "The libraries could not be installed, most likely for want of network, a right package source or "
        "disk space. Nothing half done was left; run the same command again once that is mended.",
        done.stdout,
    )


def _prove() -> None:
    """Load the libraries that lean on the system most."""
    done = _run([_python(), "-I", "-c", _PROOF])
    if done.returncode:
        raise Stuck(
            "依赖已下载，但在这台机器上不能加载。请安装上面提到的系统软件包，或告知本项目。",
            "The libraries were fetched but do not load on this machine: install the system packages named "
            "above, or tell the project.",
            done.stdout,
        )


def _run(command: Sequence[str]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=_environment(),
        text=True,
        errors="replace",
        check=False,
    )


def prepare_postgres() -> None:
    """Install the PostgreSQL server that developers and continuous checks want."""
    if machine.has_postgres():
        return
    machine.install(["postgresql"])
    if not machine.has_postgres():
        raise Stuck(
            "没有 PostgreSQL 15 以上的服务程序。请安装软件包 postgresql 后再试。",
            "There is no PostgreSQL server 15 or newer: install the package postgresql, then try again.",
        )


def prepare_proofs() -> None:
    """Install what some tests want: a C compiler for the bad disk, strace, and a browser for the console."""
    missing = [package for tool, package in _PROOF_TOOLS.items() if shutil.which(tool) is None]
    if not missing:
        return
    machine.install(missing)
    if any(shutil.which(tool) is None for tool in _PROOF_TOOLS):
        raise Stuck(
            f"缺少测试用的工具，这里不能代为安装。请安装软件包后再试：{' '.join(missing)}",
            f"Tools of the tests are missing and cannot be installed from here: {' '.join(missing)}",
        )


def prepare() -> None:
    """Do whatever is still to be done, one process at a time."""
    with LOCK.open("rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        prepare_machine()
        if not is_ready():
            prepare_environment()
        READY.touch()


def main() -> int:
    """Prepare the checkout, or just the PostgreSQL of the tests."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--postgres", action="store_true", help="install a PostgreSQL server for the tests")
    parser.add_argument(
        "--proofs", action="store_true", help="install a C compiler, strace and Chromium for the tests"
    )
    asked = parser.parse_args()
    try:
        if asked.postgres:
            prepare_postgres()
        if asked.proofs:
            prepare_proofs()
        if not (asked.postgres or asked.proofs):
            prepare()
    except Stuck as stuck:
        stuck.tell()
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
