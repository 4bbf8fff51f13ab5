"""Whose work a packaged program carries: every file of it comes from somebody who is named."""

import json
import os
import subprocess
import sys
import sysconfig
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import Distribution, PackageMetadata, distribution, distributions
from pathlib import Path
from typing import Any

from installer.programs import ROOT, Program

LICENCES = ROOT / "installer" / "licences"
INSIDE = LICENCES / "inside.toml"
"""What lies inside wheels and says nothing of itself there."""
_DOCS = Path("/usr/share/doc")
_PAPERS = ("LICENSE", "LICENCE", "COPYING", "NOTICE", "AUTHORS")


@dataclass(frozen=True, order=True)
class Part:
    """Somebody's work within the program.

    `kind` is `pypi`, `deb`, `python` or `inside` (a library within a wheel); `licence` as its makers name it;
    `texts` are the files that say so.
    """

    name: str
    version: str
    kind: str
    licence: str
    texts: tuple[Path, ...] = ()
    within: str = ""


class Nameless(Exception):
    """A file of which nobody knows whose it is: a program that carries one is not handed out."""


def parts_of(program: Program) -> list[Part]:
    """Name everybody whose work a program carries, ours left out.

    Raises:
        Nameless: a file that belongs to nobody known.
    """
    sources = [Path(source) for _, source in json.loads(program.carried.read_text("utf-8"))]
    return sorted({*named(sources), _library(distribution("pyinstaller"))})  # the file that is started is its


def named(sources: Iterable[Path]) -> list[Part]:
    """Name the makers of files.

    Raises:
        Nameless: a file that belongs to nobody known.
    """
    owners = _owners()
    parts: set[Part] = set()
    for source in {Path(os.path.realpath(one)) for one in sources}:
        if dist := owners.get(str(source)):
            parts |= {_library(dist), *_inside(dist)}
        elif _is_python(source):
            parts.add(_python())
        elif not source.is_relative_to(ROOT):
            parts.add(_system(source))
    return sorted(parts)


@cache
def _owners() -> Mapping[str, Distribution]:
    found: dict[str, Distribution] = {}
    for dist in distributions():
        home = os.path.realpath(str(dist.locate_file("")))
        found |= dict.fromkeys((os.path.normpath(f"{home}/{file}") for file in dist.files or ()), dist)
    return found


@cache
def _library(dist: Distribution) -> Part:
    told = dist.metadata
    names = (told.get_all("License-Expression"), told.get_all("License"), _classified(told))
    licence = next((name for some in names for name in some or () if name and "\n" not in name), "")
    texts = tuple(
        path
        for file in dist.files or ()
        if file.name.upper().startswith(_PAPERS) and (path := Path(str(dist.locate_file(file)))).is_file()
    )
    name = _plain(dist.name)
    spoken = _told_inside().get(name, {})
    licence = spoken.get("licence", licence)
    return Part(name, dist.version, "pypi", licence, tuple(sorted(texts)) or _texts(spoken.get("texts", ())))


def _classified(told: PackageMetadata) -> list[str]:
    kinds = told.get_all("Classifier") or ()
    return [one.rsplit(" :: ", 1)[1] for one in kinds if one.startswith("License :: ")]


def _plain(name: str) -> str:
    return name.lower().replace("_", "-").replace(".", "-")


@cache
def _told_inside() -> Mapping[str, dict[str, Any]]:
    return tomllib.loads(INSIDE.read_text("utf-8"))


@cache
def _inside(dist: Distribution) -> tuple[Part, ...]:
    name = _plain(dist.name)
    told = _told_inside().get(name, {}).get("carries", [])
    return tuple(
        Part(one["name"], one.get("version", ""), "inside", one["licence"], _texts(one["texts"]), name)
        for one in told
    )


def _texts(names: Iterable[str]) -> tuple[Path, ...]:
    return tuple(LICENCES / f"{name}.txt" for name in names)


def _is_python(source: Path) -> bool:
    homes = {sysconfig.get_path(name) for name in ("stdlib", "platstdlib")}
    inside = any(source.is_relative_to(os.path.realpath(home)) for home in homes if home)
    return inside or source.name.startswith("libpython")


@cache
def _python() -> Part:
    places = [Path(sysconfig.get_path("stdlib")) / "LICENSE.txt"]
    places += [_DOCS / f"python3.{sys.version_info.minor}" / "copyright"]
    texts = tuple(place for place in places if place.is_file())[:1]
    return Part("cpython", sys.version.split()[0], "python", "PSF-2.0", texts)


@cache
def _system(source: Path) -> Part:
    package = _package(source)
    if not package:
        raise Nameless(str(source))
    asked = ["dpkg-query", "-W", "-f=${Version}", package]
    version = subprocess.run(asked, capture_output=True, text=True, check=True).stdout
    name = package.split(":")[0]
    text = Path(os.path.realpath(_DOCS / name / "copyright"))
    return Part(name, version, "deb", "", (text,) if text.is_file() else ())


def _package(source: Path) -> str:
    """Ask dpkg whose a file is; it may know it by the place it had before /lib moved into /usr."""
    for place in (
        source,
        Path("/") / source.relative_to("/usr") if source.is_relative_to("/usr") else source,
    ):
        asked = subprocess.run(["dpkg-query", "-S", str(place)], capture_output=True, text=True, check=False)
        if asked.returncode == 0:
            return asked.stdout.split(": ", 1)[0].split(",")[0]
    return ""
