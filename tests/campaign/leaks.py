"""Everything the demonstration's processes write, wherever and however briefly, is searched for persons.

The processes run on the journalling disk: every byte they write to any file is looked at, also of files that
are gone again, and beside it the environment and the arguments of every process while it runs.
"""

import gzip
import re
import secrets
import subprocess
import sys
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import main
from core.dates import china_day
from core.training.township import SEED, TrainingTownship, make_township
from tests.campaign.bad_disk import around, read_journal
from tests.campaign.report import Campaign, Report, Share
from tests.helpers.commands import PROGRAM, lines_file
from ui.commandline.secrets import TRAINING_VARIABLE
from ui.demonstration.setting import PEOPLE

ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "gb18030")
SHORTEST = 6
"""Bytes: what is shorter turns up by chance in megabytes of ciphertext."""
KEYS_IN_CLEAR = (b"-----BEGIN PRIVATE KEY", b"-----BEGIN EC PRIVATE KEY", b"-----BEGIN RSA PRIVATE KEY")
ONE_IN = 40
ASKED_FOR = ("roster.xlsx", "catalogue.xlsx", "slip.pdf", "note.pdf", "institution.toml", "visits.xlsx")
"""Outputs of the demonstration that a person asked for, besides its pictures."""
_LOOK_EVERY_SECONDS = 0.2
COMPLAINTS = ("头晕两天", "咳嗽三天", "咽痛发热两日")
"""What the demonstration and the file of visits write down."""
DIAGNOSES_WRITTEN = ("急性上呼吸道感染", "原发性高血压", "J06.900")
CATALOGUE_IN = "township.db"
"""The public catalogue, which names every diagnosis there is, lies open here: one by itself tells nothing."""
_PASSWORD_FOR_TRAINING = re.compile(rb"(?<=%s=)[^\0]*" % TRAINING_VARIABLE.encode())
"""The one place where a password for training data may stand."""
_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)


@dataclass(slots=True)
class Written:
    """What was written to one path, and what of it names somebody."""

    path: str
    size: int
    found: tuple[str, ...]
    asked_for: bool
    elsewhere: bool
    """Whether it is the simulated platform's own, which stands for somebody else's machine."""


@dataclass(slots=True)
class Hunt:
    """What was looked at."""

    files: list[Written] = field(default_factory=list)
    processes: set[str] = field(default_factory=set)
    told_by_processes: set[str] = field(default_factory=set)
    said: dict[str, int] = field(default_factory=dict)
    """What each command said last, in bytes."""

    @property
    def leaks(self) -> list[str]:
        """List what stands in clear where nobody asked for it."""
        told = [
            f"{one.path}: {', '.join(one.found)}"
            for one in self.files
            if one.found and not (one.asked_for or one.elsewhere)
        ]
        return told + sorted(self.told_by_processes)


def secrets_of(town: TrainingTownship, password: str = "") -> dict[bytes, str]:
    """Name what must stand nowhere: persons shown and some others, what visits say, and the password."""
    shown = [entry.person for entry in town.characters.values()]
    others = [entry.person for entry in town.entries[::ONE_IN]]
    found = dict.fromkeys(KEYS_IN_CLEAR, "a private key")
    kinds = [("password", password), *(("complaint", text) for text in COMPLAINTS)]
    kinds += [("diagnosis", text) for text in DIAGNOSES_WRITTEN]
    for person in (*shown, *others):
        kinds += [("number", person.id_number), ("phone", person.phone), ("name", person.name)]
    for what, text in kinds:
        for code in ENCODINGS:
            found[text.encode(code)] = f"a {what} in {code}"
    return {secret: what for secret, what in found.items() if len(secret) >= SHORTEST}


class Searcher:
    """Looks for any of many byte strings."""

    def __init__(self, wanted: Mapping[bytes, str]) -> None:
        self._secrets = wanted

    def found_in(self, content: bytes) -> set[str]:
        """Tell what kinds of secrets stand in a content or in a compressed stream of it."""
        parts = list(unpacked(content))
        return {what for secret, what in self._secrets.items() if any(secret in part for part in parts)}


def unpacked(content: bytes) -> Iterator[bytes]:
    """Give a content and what is compressed inside it as PDF and gzip do."""
    yield content
    for stream in _STREAM.finditer(content):
        with suppress(zlib.error):
            yield zlib.decompress(stream.group(1))
    if content.startswith(b"\x1f\x8b"):
        with suppress(OSError, EOFError, zlib.error):
            yield gzip.decompress(content)


def hunt_through_the_demonstration(room: Path, town: TrainingTownship) -> Hunt:
    """Let the whole demonstration run in a room of its own, and what a clinic's keeper types afterwards.

    Everything that came of it is searched: files, processes, and what the commands said.
    """
    password = secrets.token_urlsafe(12)
    searcher, hunt = Searcher(secrets_of(town, password)), Hunt()
    journals, out = room / "journals", room / "out"
    journals.mkdir()
    watch = Watch(room, {**_own_surroundings(room, journals), TRAINING_VARIABLE: password}, searcher, hunt)
    watch.run("demo", "--out", str(out), "--leave")
    keep_the_clinic(watch, out, town)
    hunt.files = [judged(path, parts, searcher, out) for path, parts in sorted(written_in(journals).items())]
    return hunt


@dataclass(frozen=True, slots=True)
class Watch:
    """Runs commands of the program in the room, and looks at their processes and at what they say."""

    room: Path
    surroundings: Mapping[str, str]
    searcher: Searcher
    hunt: Hunt

    def run(self, *words: str) -> str:
        """Run a command that has to succeed; give what it said."""
        with (
            (self.room / "said").open("w+b") as said,
            subprocess.Popen(
                [*PROGRAM, *words],
                cwd=self.room,
                env=self.surroundings,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
            ) as process,
        ):
            while process.poll() is None:
                _look_at_processes(str(self.room), self.searcher, self.hunt)
                with suppress(subprocess.TimeoutExpired):
                    process.wait(_LOOK_EVERY_SECONDS)
            said.seek(0)
            told = said.read()
        assert process.returncode == 0, told.decode()
        verb = " ".join(words[:2])
        self.hunt.said[verb] = len(told)
        self.hunt.told_by_processes |= {f"{verb} said {one}" for one in self.searcher.found_in(told)}
        return told.decode()


def keep_the_clinic(watch: Watch, out: Path, town: TrainingTownship) -> None:
    """Ask for everything support asks for, bring visits in, export, back up, restore, and look again."""
    who = ("--data", str(out / "clinic"), "--user", town.clinics[0].user)
    backups = watch.room / "backups"
    backups.mkdir()
    number = next(iter(town.characters.values())).person.id_number
    visit = {"id_number": number, "diagnoses": ["J06.900"], "complaint": COMPLAINTS[-1]}
    lines_file(watch.room / "visits.jsonl", [visit])
    watch.run("clinic", "record", str(watch.room / "visits.jsonl"), *who, "--json")
    today = china_day(main._CLOCK.now()).isoformat()
    asked = ("--from", today, "--to", today, "--reason", "month's end", "--to-file", str(out / "visits.xlsx"))
    watch.run("clinic", "export-visits", *asked, *who, "--json")
    support = str(watch.room / "support.cunzhen")
    watch.run("clinic", "support-bundle", "--to", support, "--agreed", *who, "--json")
    watch.run("township", "support-read", support, "--data", str(out / "township"))
    watch.run("clinic", "backup", "--to", str(backups), *who, "--json")
    _look(watch, who)
    (backup,) = backups.glob("cunzhen-*-2*")
    watch.run("clinic", "restore", str(backup), "--replace", *who, "--json")
    _look(watch, who)


def _look(watch: Watch, who: Sequence[str]) -> None:
    for verb in ("status", "verify", "audit"):
        watch.run("clinic", verb, *who)
        watch.run("clinic", verb, *who, "--json")


def _own_surroundings(room: Path, journals: Path) -> dict[str, str]:
    """Give an environment in which every place for files of one's own lies in the room."""
    places = {
        name: str(room / name.lower()) for name in ("HOME", "TMPDIR", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR")
    }
    for place in places.values():
        Path(place).mkdir(mode=0o700, exist_ok=True)
    return {**around(journals), **places, "QT_QPA_PLATFORM": "offscreen", "PYTHONDONTWRITEBYTECODE": "1"}


def _look_at_processes(mark: str, searcher: Searcher, hunt: Hunt) -> None:
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it ended meanwhile
            told = {name: (folder / name).read_bytes() for name in ("cmdline", "environ")}
            if mark.encode() not in told["environ"]:
                continue
            told["environ"] = _PASSWORD_FOR_TRAINING.sub(b"", told["environ"])
            hunt.processes.add(told["cmdline"].replace(b"\0", b" ").decode(errors="replace")[:100])
            for name, content in told.items():
                hunt.told_by_processes |= {
                    f"{name} of a process: {one}" for one in searcher.found_in(content)
                }


def written_in(journals: Path) -> dict[str, list[bytes]]:
    """Gather every byte that was written, by the path it was written to."""
    found: dict[str, list[bytes]] = {}
    for journal in journals.iterdir():
        for change in read_journal(journal):
            if change.kind in "CW":
                found.setdefault(change.path, []).append(change.data)
    return found


def judged(path: str, parts: Sequence[bytes], searcher: Searcher, out: Path) -> Written:
    content = b"".join(parts)
    with suppress(OSError):
        content += Path(path).read_bytes()
    lies = Path(path)
    asked_for = lies.parent == out and (lies.name in ASKED_FOR or lies.suffix == ".png")
    elsewhere = path.startswith(str(out / "platform"))
    found = searcher.found_in(content)
    if lies.name.startswith(CATALOGUE_IN):
        found = {one for one in found if not one.startswith("a diagnosis")}
    return Written(path, len(content), tuple(sorted(found)), asked_for, elsewhere)


def look_for_leaks(share: Share) -> Report:
    """Hunt once; every file that was looked at is listed, every leak is a finding."""
    report = Report("leaks")
    with TemporaryDirectory(prefix="cunzhen-leaks-") as place:
        room, town = Path(place), make_township(SEED, china_day(main._CLOCK.now()), villages=3, people=PEOPLE)
        hunt = hunt_through_the_demonstration(room, town)
        for one in hunt.files:
            said = "asked for" if one.asked_for else "the platform's" if one.elsewhere else "searched"
            sys.stdout.write(f"  {one.path.replace(place, '')}: {one.size:,} bytes, {said}\n")
    report.count("files searched", sum(not (one.asked_for or one.elsewhere) for one in hunt.files))
    report.count("bytes", sum(one.size for one in hunt.files))
    report.count("files a person asked for", sum(one.asked_for for one in hunt.files))
    for verb, size in hunt.said.items():
        sys.stdout.write(f"  said by {verb}: {size:,} bytes, searched\n")
    report.count("processes looked into", len(hunt.processes))
    report.findings += hunt.leaks
    return report


LEAKS = Campaign(
    "leaks",
    "every byte the demonstration and its clinic's keeper write, searched for persons",
    range(1),
    look_for_leaks,
)
