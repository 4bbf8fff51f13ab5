"""Make the packaged program: one folder, dist/cunzhen, for machines without Python."""

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SPEC = ROOT / "installer" / "cunzhen.spec"
BUNDLE = ROOT / "dist" / "cunzhen"
PROGRAM = BUNDLE / ("cunzhen.exe" if sys.platform == "win32" else "cunzhen")


def freeze() -> None:
    """Run PyInstaller on the specification beside this file."""
    shutil.rmtree(BUNDLE, ignore_errors=True)
    options = ["--noconfirm", "--log-level", "WARN"]
    folders = ["--distpath", str(BUNDLE.parent), "--workpath", str(ROOT / "build" / "pyinstaller")]
    subprocess.run([sys.executable, "-m", "PyInstaller", *options, *folders, str(SPEC)], cwd=ROOT, check=True)


def check() -> None:
    """Let the packaged program check itself, away from the checkout and without its environment."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    environment = {**kept, "QT_QPA_PLATFORM": kept.get("QT_QPA_PLATFORM", "offscreen")}
    subprocess.run([str(PROGRAM), "--self-test"], cwd=BUNDLE.parent, env=environment, check=True)


def size() -> int:
    """Add up the bytes of the bundle; a linked file counts once."""
    return sum(path.lstat().st_size for path in BUNDLE.rglob("*") if path.is_file() and not path.is_symlink())


def main() -> int:
    """Freeze, check, and say how large it became."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    try:
        freeze()
        check()
    except subprocess.CalledProcessError as failed:
        print(f"没有做成安装包 / the package was not made: {failed}", file=sys.stderr)
        return 1
    print(f"{PROGRAM.relative_to(ROOT)}: {size() / 1e6:.0f} MB")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
