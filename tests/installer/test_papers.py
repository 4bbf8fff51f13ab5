"""A packaged program says whose work it carries, and what each of its files should be."""

import hashlib
import json
from pathlib import Path

import cbor2
import pytest

from installer.carried import Nameless, Part, named
from installer.papers import NOTICE, SBOM, SUMS, add_papers
from installer.programs import ROOT
from installer.sbom import sbom_of

QT = Part("qt", "6.9.3", "inside", "LGPL-3.0-only", (ROOT / "installer/licences/LGPL-3.0.txt",), "pyside6")
LIBC = Part("libc6", "2.36-9", "deb", "", (ROOT / "LICENSE",))


def test_every_file_belongs_to_somebody_who_is_named() -> None:
    ours = ROOT / "core" / "errors.py"
    parts = {part.name: part for part in named([ours, Path(cbor2.__file__), Path(json.__file__)])}
    assert set(parts) == {"cbor2", "cpython"}, "what is ours is not carried"
    assert (parts["cbor2"].kind, parts["cbor2"].licence) == ("pypi", "MIT")
    assert all(part.version and all(text.is_file() for text in part.texts) for part in parts.values())
    assert parts["cbor2"].texts


def test_a_wheel_that_is_silent_about_what_lies_in_it_is_spoken_for() -> None:
    import sqlcipher3.dbapi2 as sqlcipher

    parts = {part.name: part for part in named([Path(sqlcipher.__file__)])}
    assert (parts["sqlcipher"].within, parts["sqlcipher"].kind) == ("sqlcipher3", "inside")
    connection = sqlcipher.connect(":memory:")
    (told,) = connection.execute("PRAGMA cipher_version").fetchone()
    connection.close()
    assert told.startswith(parts["sqlcipher"].version), "the version named is the one in the wheel"
    assert parts["sqlite"].version == sqlcipher.sqlite_version
    assert all(text.is_file() for part in parts.values() for text in part.texts)


def test_a_file_of_nobody_is_not_handed_out(tmp_path: Path) -> None:
    stray = tmp_path / "libstray.so"
    stray.write_bytes(b"\x7fELF")
    with pytest.raises(Nameless, match="libstray"):
        named([stray])


def test_the_papers_name_every_part_and_bring_its_licence(tmp_path: Path) -> None:
    (tmp_path / "program").write_bytes(b"runs")
    (tmp_path / "licences" / "gone").mkdir(parents=True)
    add_papers(tmp_path, "cunzhen", "9.9", [LIBC, QT])
    notice = (tmp_path / NOTICE).read_text("utf-8")
    assert "cunzhen 9.9" in notice
    assert "- qt 6.9.3 (in pyside6): LGPL-3.0-only" in notice
    assert "可以换成自己编译的同版本" in notice, "what the LGPL asks for"
    assert sorted(path.name for path in (tmp_path / "licences").iterdir()) == ["libc6", "pyside6+qt"]
    assert (tmp_path / "LICENSE.txt").read_bytes() == (ROOT / "LICENSE").read_bytes()
    pairs = [line.split("  ") for line in (tmp_path / SUMS).read_text("utf-8").splitlines()]
    lines = {name: digest for digest, name in pairs}
    files = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert set(lines) == files - {SUMS}
    assert lines["program"] == hashlib.sha256(b"runs").hexdigest()
    assert json.loads((tmp_path / SBOM).read_text("utf-8"))["metadata"]["component"]["version"] == "9.9"


def test_the_list_of_parts_is_the_same_for_the_same_parts_and_another_for_others() -> None:
    told = json.loads(sbom_of("cunzhen", "1.0", [LIBC, QT]))
    assert sbom_of("cunzhen", "1.0", [LIBC, QT]) == sbom_of("cunzhen", "1.0", [LIBC, QT])
    assert told["serialNumber"] != json.loads(sbom_of("cunzhen", "1.0", [LIBC]))["serialNumber"]
    assert [one["purl"] for one in told["components"]] == [
        "pkg:deb/debian/libc6@2.36-9",
        "pkg:generic/qt@6.9.3",
    ]
    refs = {one["bom-ref"] for one in told["components"]}
    assert len(refs) == 2 and set(told["dependencies"][0]["dependsOn"]) == refs
