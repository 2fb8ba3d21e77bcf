"""A backup taken while others write, restored on either database, from an older Muniment; and files that are not what they say.

Seen red when a database was left behind by a refusal, and when a member unpacked to more than the file could hold and was let in.
"""

import hashlib
import json
import os
import stat
import struct
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.db import connection

from muniment import clock
from muniment.jobs.models import Slot
from muniment.operations import tables
from muniment.operations.archive import MANIFEST, Archive, Unusable, Writer
from muniment.operations.environment import DataFolder
from muniment.people.models import Person
from muniment.registers import evidence
from muniment.registers.access import Actor
from muniment.registers.models import SavedView, Token
from muniment.registers.register import registry
from tests import job_tasks
from tests.apart import apart, in_thread
from tests.cast import make, make_cast
from tests.contracts import example

__all__ = ["apart"]

ODD = 'Ünïcode 🏛 "quoted" \\ <b>&amp;</b> \u2028 =1+1 line\nline' + "x" * 10_000


@pytest.fixture
def place(apart: dict[str, str], settings: Any, tmp_path: Path) -> dict[str, str]:
    """An installation with something in every register, to which other processes come."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    settings.DATA = DataFolder(tmp_path)
    settings.DATA.make()
    in_thread(story)
    return apart


def story() -> None:
    cast = make_cast()
    for register in registry:
        example(register, cast)
    now = clock.now()
    Token.objects.create(purpose="api", person=cast.tom, name="key", digest="d" * 64, made_at=now)
    for number in range(3):
        SavedView.objects.create(register="plans", person=cast.tom, name=f"View {number}", query=ODD)
    SavedView.objects.order_by("pk").last().delete()
    job_tasks.append.enqueue("waiting")
    plan = next(register for register in registry if register.slug == "plans").model.objects.first()
    evidence.attach(Actor.operator("test"), plan, "minutes.txt", b"Minuted.")


@pytest.fixture
def elsewhere(place: dict[str, str], tmp_path: Path) -> Iterator[dict[str, str]]:
    """Another installation, empty, on the same kind of database."""
    if connection.vendor == "sqlite":
        yield place | {"MUNIMENT_DATA": str(tmp_path / "elsewhere")}
        return
    name = connection.settings_dict["NAME"] + "_elsewhere"
    address = urlsplit(os.environ["MUNIMENT_DATABASE"])._replace(path=f"/{name}").geturl()
    statements([f'DROP DATABASE IF EXISTS "{name}"', f'CREATE DATABASE "{name}"'])
    yield place | {"MUNIMENT_DATA": str(tmp_path / "elsewhere"), "MUNIMENT_DATABASE": address}
    statements([f'DROP DATABASE "{name}" WITH (FORCE)'])


@pytest.fixture
def embedded(place: dict[str, str], tmp_path: Path) -> dict[str, str]:
    """Another installation, empty, on SQLite."""
    return place | {"MUNIMENT_DATA": str(tmp_path / "embedded"), "MUNIMENT_DATABASE": ""}


def statements(told: list[str]) -> None:
    def execute() -> None:
        with connection.cursor() as cursor:
            for each in told:
                cursor.execute(each)

    in_thread(execute)


def muniment(environment: dict[str, str], *command: str, code: int = 0, module: str = "muniment") -> str:
    """What a command says, on both of its ways out."""
    whole = [sys.executable, "-m", module, *command]
    done = subprocess.run(
        whole, env=environment, capture_output=True, text=True, check=False, timeout=120, stdin=subprocess.DEVNULL
    )
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


def python(environment: dict[str, str], told: str) -> str:
    """What a few lines print."""
    whole = [sys.executable, "-c", told]
    return subprocess.run(whole, env=environment, capture_output=True, text=True, check=True).stdout


def rows(file: Path) -> dict[str, list[Any]]:
    with Archive(file) as archive:
        archive.verify()
        return {table["label"]: list(archive.rows(table["part"])) for table in archive.manifest["tables"]}


def test_there_and_back_again_nothing_differs(place: dict[str, str], elsewhere: dict[str, str], tmp_path: Path) -> None:
    muniment(place, "backup", str(tmp_path / "a.zip"))
    assert stat.S_IMODE((tmp_path / "a.zip").stat().st_mode) == 0o600
    assert "the history is whole" in muniment(elsewhere, "restore", str(tmp_path / "a.zip"))
    muniment(elsewhere, "backup", str(tmp_path / "b.zip"))  # before the verification, which is told in a table too
    assert rows(tmp_path / "a.zip") == rows(tmp_path / "b.zip")
    assert "History: whole." in muniment(elsewhere, "verify")
    there, here = (DataFolder(Path(each["MUNIMENT_DATA"])).files for each in (place, elsewhere))
    assert {file.name: file.read_bytes() for file in there.glob("*/*")} == {
        f.name: f.read_bytes() for f in here.glob("*/*")
    }
    # A key that was given out once is not given again: the history would take the new row for the old one.
    ask = "import django; django.setup(); from muniment.registers.models import SavedView as V; from muniment.people.models "
    ask += "import Person as P; print(V.objects.create(register='x', person=P.objects.first(), name='new').pk)"
    told = python(elsewhere, ask)
    assert int(told) > 1 + max(in_thread(lambda: list(SavedView.objects.values_list("pk", flat=True))))


FIND = """
import django; django.setup()
from muniment.people.models import Person
from muniment.registers.searching import search
found = search(Person.objects.get(name="Priya Raman"), "minuted")
print([hit.passages[0].kind for group in found.groups for hit in group.hits])
"""


def test_what_was_restored_is_searched(
    place: dict[str, str], elsewhere: dict[str, str], embedded: dict[str, str], tmp_path: Path
) -> None:
    """The index is none of the tables that a backup holds; one made before there was a search has nothing of it."""
    rebuild = "import django; django.setup(); from muniment.registers import searching_index; searching_index.rebuild()"
    python(place, rebuild)
    assert python(place, FIND).strip() == "['file']"
    muniment(place, "backup", str(tmp_path / "now.zip"))
    muniment(elsewhere, "restore", str(tmp_path / "now.zip"))
    assert python(elsewhere, FIND).strip() == "['file']"
    assert "History: whole." in muniment(elsewhere, "verify")
    muniment(elsewhere, "migrate", "registers", "0002_history_is_append_only", module="django")
    muniment(elsewhere, "backup", str(tmp_path / "old.zip"))
    muniment(embedded, "restore", str(tmp_path / "old.zip"))
    assert python(embedded, FIND).strip() == "['file']"


def test_across_the_databases(
    place: dict[str, str], elsewhere: dict[str, str], embedded: dict[str, str], tmp_path: Path
) -> None:
    """On PostgreSQL to SQLite and back; on SQLite once more to itself."""
    muniment(place, "backup", str(tmp_path / "a.zip"))
    muniment(embedded, "restore", str(tmp_path / "a.zip"))
    muniment(embedded, "backup", str(tmp_path / "b.zip"))
    assert rows(tmp_path / "a.zip") == rows(tmp_path / "b.zip")
    if connection.vendor == "sqlite":
        return
    moved = muniment(embedded, "move", "--to", elsewhere["MUNIMENT_DATABASE"])
    assert "start the server again" in moved
    on_postgresql = elsewhere | {"MUNIMENT_DATA": embedded["MUNIMENT_DATA"]}
    muniment(on_postgresql, "backup", str(tmp_path / "c.zip"))
    assert rows(tmp_path / "a.zip") == rows(tmp_path / "c.zip")
    assert "History: whole." in muniment(on_postgresql, "verify")
    assert "holds records already" in muniment(on_postgresql, "move", "--to", "sqlite", code=2)
    assert "Give --yes" in muniment(on_postgresql, "move", "--to", "sqlite", "--replace", code=2)
    muniment(on_postgresql, "move", "--to", "sqlite", "--replace", "--yes")
    assert "that is in use" in muniment(embedded, "move", "--to", "sqlite", code=2).lower()


def test_all_tables_are_in_it_or_left_out_by_name(place: dict[str, str], tmp_path: Path) -> None:
    muniment(place, "backup", str(tmp_path / "a.zip"))
    kept = rows(tmp_path / "a.zip")
    labels = {model._meta.label for model in apps.get_models(include_auto_created=True)}
    assert set(kept) == labels - set(tables.LEFT_OUT)
    assert set(tables.LEFT_OUT) <= labels
    with Archive(tmp_path / "a.zip") as archive:
        assert archive.manifest["left_out"]["registers.Token"]
        assert archive.manifest["told"]["history"]["digest"]
    assert len(kept["people.Person"]) == in_thread(Person.objects.count)
    assert "d" * 64 not in (tmp_path / "a.zip").read_bytes().decode(errors="ignore")


def test_from_an_older_muniment_and_from_a_newer_one(
    place: dict[str, str], elsewhere: dict[str, str], embedded: dict[str, str], tmp_path: Path
) -> None:
    """The older one lacks the machinery's tables and columns; its backup is made by the same command before it is migrated."""
    muniment(place, "backup", str(tmp_path / "now.zip"))
    muniment(elsewhere, "restore", str(tmp_path / "now.zip"))
    muniment(elsewhere, "migrate", "registers", "0002_history_is_append_only", module="django")
    muniment(elsewhere, "backup", str(tmp_path / "old.zip"))
    old, now = rows(tmp_path / "old.zip"), rows(tmp_path / "now.zip")
    assert "registers.Comment" in set(now) - set(old)
    assert "the history is whole" in muniment(embedded, "restore", str(tmp_path / "old.zip"))
    muniment(embedded, "backup", str(tmp_path / "again.zip"))
    again = rows(tmp_path / "again.zip")
    assert set(again) == set(now)
    assert {label: again[label] for label in old} == {label: now[label] for label in old}

    def newer(manifest: dict[str, Any]) -> None:
        manifest["muniment"] = "99.1"
        manifest["migrations"]["people"].append("9999_what_nobody_knows_yet")

    remake(tmp_path / "now.zip", tmp_path / "new.zip", newer)
    target = embedded | {"MUNIMENT_DATA": str(tmp_path / "third")}
    said = muniment(target, "restore", str(tmp_path / "new.zip"), code=2)
    assert "99.1 made it, which is newer than this one: it knows people 9999_what_nobody_knows_yet" in said
    assert not (tmp_path / "third" / "muniment.sqlite3").exists()


def test_what_does_not_fit_its_history_is_restored_only_when_asked(
    place: dict[str, str], embedded: dict[str, str], tmp_path: Path
) -> None:
    muniment(place, "backup", str(tmp_path / "a.zip"))

    def other_title(name: str, content: bytes) -> bytes:
        return (
            content.replace(b"Head of Housing", b"Head of Nothing") if name == "tables/people.post.jsonl" else content
        )

    remake(tmp_path / "a.zip", tmp_path / "b.zip", content=other_title)
    said = muniment(embedded, "restore", str(tmp_path / "b.zip"), code=2)
    assert "do not fit their history" in said
    database = Path(embedded["MUNIMENT_DATA"]) / "muniment.sqlite3"
    assert not database.exists()
    assert list(database.parent.glob(".restoring*")) == []
    assert "title was changed" in muniment(embedded, "restore", str(tmp_path / "b.zip"), "--with-faults", code=1)


def test_only_into_an_empty_installation_that_nobody_uses(place: dict[str, str], tmp_path: Path) -> None:
    file = str(tmp_path / "a.zip")
    muniment(place, "backup", file)
    assert "is there already" in muniment(place, "backup", file, code=2)
    assert "holds records already" in muniment(place, "restore", file, code=2)
    assert "Give --yes" in muniment(place, "restore", file, "--replace", code=2)
    if connection.vendor == "sqlite":
        release = threading.Event()
        opened = threading.Event()

        def hold() -> None:
            def look() -> None:
                Person.objects.count()
                opened.set()
                release.wait()

            in_thread(look)

        holder = threading.Thread(target=hold)
        holder.start()
        opened.wait()
        try:
            assert "stop the server" in muniment(place, "restore", file, "--replace", "--yes", code=2)
        finally:
            release.set()
            holder.join()
    in_thread(lambda: Slot.objects.create(schedule="since", slot="2026-01-01T00:00Z"))
    muniment(place, "restore", file, "--replace", "--yes")
    assert in_thread(lambda: Slot.objects.filter(schedule="since").count()) == 0
    assert in_thread(lambda: Person.objects.filter(name="Tom Birch").count()) == 1


def test_a_backup_is_of_one_moment_while_others_write(
    place: dict[str, str], embedded: dict[str, str], tmp_path: Path
) -> None:
    stop = threading.Event()
    made: list[int] = []

    def write() -> None:
        from muniment.people.models import Body

        while not stop.is_set():
            make(Body, name=f"Company {len(made)}")
            made.append(1)

    writer = threading.Thread(target=lambda: in_thread(write))
    writer.start()
    try:
        for number in range(2):
            muniment(place, "backup", str(tmp_path / f"{number}.zip"))
    finally:
        stop.set()
        writer.join()
    assert len(made) > 10
    first, second = (rows(tmp_path / f"{number}.zip")["registers.History"] for number in range(2))
    assert len(first) < len(second)
    assert "the history is whole" in muniment(embedded, "restore", str(tmp_path / "1.zip"))


def test_an_untouched_installation_may_be_restored_into(
    place: dict[str, str], embedded: dict[str, str], tmp_path: Path
) -> None:
    muniment(place, "backup", str(tmp_path))
    (file,) = tmp_path.glob("muniment-*.zip")
    assert "History: whole." in muniment(embedded, "verify")  # which makes it, with its first entries
    muniment(embedded, "restore", str(file))


# The file itself, without a database.


@pytest.fixture
def good(tmp_path: Path) -> Path:
    place = tmp_path / "good.zip"
    with Writer(place) as writer:
        with writer.part("tables/people.body.jsonl", packed=True) as part:
            part.write(b'[1,"A council"]\n' * 50)
        with writer.part("files/" + "a" * 64, packed=False) as part:
            part.write(b"content" * 100)
        writer.finish({"muniment": "1"})
    return place


def remake(
    source: Path,
    place: Path,
    manifest: Callable[[dict[str, Any]], None] = lambda _: None,
    content: Callable[[str, bytes], bytes] = lambda _, content: content,
    extra: "Callable[[zipfile.ZipFile], None]" = lambda _: None,
) -> Path:
    """A backup made anew by somebody who knows its form, so that all its digests fit."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as new:
        told = json.loads(old.read(MANIFEST))
        for part in told["parts"]:
            data = content(part["name"], old.read(part["name"]))
            part.update(size=len(data), sha256=hashlib.sha256(data).hexdigest())
            new.writestr(part["name"], data)
        extra(new)
        manifest(told)
        text = json.dumps(told).encode()
        new.writestr(MANIFEST, text)
        new.comment = hashlib.sha256(text).hexdigest().encode()
    return place


def refused(place: Path) -> str:
    with pytest.raises(Unusable) as told, Archive(place) as archive:
        archive.verify()
    assert "\n" not in str(told.value)
    return str(told.value)


def test_a_good_file_is_good(good: Path, tmp_path: Path) -> None:
    with Archive(good) as archive:
        archive.verify()
    with Archive(remake(good, tmp_path / "again.zip")) as archive:
        archive.verify()
    assert [each.name for each in tmp_path.glob(".*")] == []


def test_every_cut_is_found(good: Path, tmp_path: Path) -> None:
    whole = good.read_bytes()
    for length in [0, 1, 30, len(whole) // 2, len(whole) - 70, len(whole) - 1]:
        cut = tmp_path / "cut.zip"
        cut.write_bytes(whole[:length])
        assert refused(cut)


def test_every_changed_byte_of_content_is_found(good: Path, tmp_path: Path) -> None:
    """All bytes but those in which a zip says twice what nobody reads, as the time of a member."""
    whole = good.read_bytes()
    with zipfile.ZipFile(good) as read:
        starts = [(info.header_offset + 30 + len(info.filename) + 20, info.compress_size) for info in read.infolist()]
    for start, length in starts:
        for place in range(start, start + length, 7):
            changed = tmp_path / "changed.zip"
            changed.write_bytes(whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :])
            assert refused(changed)


def member(name: str, data: bytes = b"x", mode: int = 0o600 << 16) -> "Callable[[zipfile.ZipFile], None]":
    def add(file: zipfile.ZipFile) -> None:
        info = zipfile.ZipInfo(name)
        info.external_attr = mode
        file.writestr(info, data, zipfile.ZIP_DEFLATED)

    return add


def named(name: str, data: bytes = b"x") -> "Callable[[dict[str, Any]], None]":
    def tell(manifest: dict[str, Any]) -> None:
        manifest["parts"].append({"name": name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()})

    return tell


@pytest.mark.parametrize(
    "name",
    [
        "../evil",
        "/etc/passwd",
        "files/../../evil",
        "files/" + "A" * 64,
        "tables/a.b.jsonl/../x",
        "files/",
        "C:\\x",
        "tables/é.b.jsonl",
    ],
)
def test_names_that_no_backup_has(good: Path, tmp_path: Path, name: str) -> None:
    assert "which no backup does" in refused(remake(good, tmp_path / "bad.zip", named(name), extra=member(name)))
    assert "does not hold what" in refused(remake(good, tmp_path / "worse.zip", extra=member(name)))


def test_links_and_devices(good: Path, tmp_path: Path) -> None:
    name = "files/" + "b" * 64
    for kind in (stat.S_IFLNK, stat.S_IFCHR, stat.S_IFDIR):
        bad = remake(good, tmp_path / f"{kind}.zip", named(name), extra=member(name, mode=(kind | 0o777) << 16))
        assert "which no backup does" in refused(bad)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_nothing_twice(good: Path, tmp_path: Path) -> None:
    assert "does not hold" in refused(remake(good, tmp_path / "1.zip", extra=member("tables/people.body.jsonl")))
    assert refused(remake(good, tmp_path / "2.zip", extra=member(MANIFEST, b"{}")))


def test_a_bomb(good: Path, tmp_path: Path) -> None:
    """Once as large as it says, once larger than it says."""
    name, data = "tables/bomb.bomb.jsonl", b"0" * 30_000_000
    assert "larger than any backup" in refused(
        remake(good, tmp_path / "1.zip", named(name, data), extra=member(name, data))
    )
    packed = remake(good, tmp_path / "2.zip", named(name, b"0"), extra=lambda file: file.writestr(name, b"0" * 900_000))
    assert "is not as long as it was" in refused(packed)
    lying = packed.read_bytes().replace(struct.pack("<I", 900_000), struct.pack("<I", 1))
    packed.write_bytes(lying)
    assert "damaged" in refused(packed) or "longer" in refused(packed)


@pytest.mark.parametrize(
    "change",
    [
        lambda told: told.update(format=2),
        lambda told: told.pop("parts"),
        lambda told: told.update(parts=[1]),
        lambda told: told["parts"][0].update(size="many"),
        lambda told: told["parts"][0].pop("sha256"),
        lambda told: told["parts"].pop(),
    ],
)
def test_a_list_of_contents_that_is_none(good: Path, tmp_path: Path, change: Any) -> None:
    assert refused(remake(good, tmp_path / "bad.zip", change))


def test_what_is_no_backup(tmp_path: Path) -> None:
    (tmp_path / "text.zip").write_text("Dear all,")
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as other:
        other.writestr("word/document.xml", "<x/>")
    assert "no backup" in refused(tmp_path / "text.zip")
    assert "no backup that Muniment made" in refused(tmp_path / "other.zip")
    assert "There is no file" in refused(tmp_path / "nothing.zip")
    assert refused(tmp_path)


def test_a_backup_that_fails_leaves_nothing(tmp_path: Path) -> None:
    def fail_in_the_middle() -> None:
        with Writer(tmp_path / "a.zip") as writer, writer.part("tables/a.b.jsonl", packed=True) as part:
            part.write(b"x")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_in_the_middle()
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(Unusable, match="no folder"):
        Writer(tmp_path / "no" / "a.zip")
