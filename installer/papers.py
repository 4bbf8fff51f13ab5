"""The papers beside a packaged program: whose work it carries, their licences, the sum of each file."""

import hashlib
import shutil
from collections.abc import Sequence
from pathlib import Path

from installer.carried import Part
from installer.programs import ROOT
from installer.sbom import sbom_of

SUMS = "SHA256SUMS"
SBOM = "sbom.cdx.json"
NOTICE = "NOTICE.txt"
_LICENCES = "licences"
_BLOCK = 1024 * 1024
_OF_QT = """\
Qt 与 PySide6 按 LGPL-3.0 使用：它们是单独的动态库文件，在 _internal/PySide6 里，可以换成自己编译的同版本。
Qt and PySide6 are used under the LGPL-3.0: they are shared libraries of their own, in _internal/PySide6, and
can be replaced by a build of your own. What Qt itself is made of: doc.qt.io/qt-6/licenses-used-in-qt.html
"""


def add_papers(folder: Path, name: str, version: str, parts: Sequence[Part]) -> None:
    """Put notice, licences and the list of parts into a program's folder, and the sums of all files last."""
    shutil.rmtree(folder / _LICENCES, ignore_errors=True)
    shutil.copy(ROOT / "LICENSE", folder / "LICENSE.txt")
    (folder / NOTICE).write_text(notice(name, version, parts), encoding="utf-8")
    for part in parts:
        _copy_texts(part, folder / _LICENCES / f"{part.within}+{part.name}".lstrip("+"))
    (folder / SBOM).write_text(sbom_of(name, version, parts), encoding="utf-8")
    (folder / SUMS).write_text(sums_of(folder), encoding="utf-8")


def notice(name: str, version: str, parts: Sequence[Part]) -> str:
    """Say in a page what is carried, under which licence; the texts stand in a folder beside it."""
    lines = [f"{name} {version}", "", "本程序带有下列各方的作品，许可证原文见 licences 文件夹。"]
    lines += ["This program carries the work of others; their licences stand in the folder licences.", ""]
    for part in parts:
        within = f" (in {part.within})" if part.within else ""
        licence = part.licence or "see its text"
        lines.append(f"- {part.name} {part.version}{within}: {licence}".replace("  ", " "))
    if any(part.name == "qt" for part in parts):
        lines += ["", _OF_QT]
    return "\n".join(lines).rstrip() + "\n"


def sums_of(folder: Path) -> str:
    """Give the SHA-256 of every file but of the list itself, as `sha256sum -c` reads them."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    named = {path.relative_to(folder).as_posix(): path for path in files}
    return "".join(f"{_digest(path)}  {name}\n" for name, path in named.items() if name != SUMS)


def _copy_texts(part: Part, folder: Path) -> None:
    for number, text in enumerate(part.texts):
        folder.mkdir(parents=True, exist_ok=True)
        target = folder / text.name
        shutil.copyfile(text, folder / f"{number}-{text.name}" if target.exists() else target)


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as source:
        while block := source.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()
