"""What is handed over to the archives: a bag that an independent reader finds whole, whatever the files are called, and the accession.

Seen red when a percent sign stood in a manifest as it is, when a name kept its slashes, when a changed file was sent, when a record
that the reader may not see went along, when whoever does not carry disposals out had the bag, and when the count left a file out.
"""

import csv
import hashlib
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import PurePosixPath
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from muniment import clock
from muniment.assets.models import InformationAsset
from muniment.people.models import Person
from muniment.registers import evidence
from muniment.registers.access import Actor
from muniment.registers.errors import Invalid, Refused
from muniment.registers.models import Evidence
from muniment.registers.services import Change, write
from muniment.retention import bags, disposing, transfers
from muniment.retention.models import Disposal
from tests.cast import HOUSE, Cast
from tests.contracts import fresh, holder_of, text_of
from tests.test_disposals import carry_out
from tests.test_retention_lines import TODAY, make_asset, make_line


@pytest.fixture(autouse=True)
def _today() -> Any:
    with clock.at(TODAY):
        yield


@pytest.fixture
def manager(cast: Cast) -> Person:
    return holder_of("records_manager", cast.council)


# A reader of bags of its own, from RFC 8493 and nothing of ours


class Bag:
    """A bag in a zip, read as section 3 says; every fault is in `faults`."""

    def __init__(self, content: bytes) -> None:
        self.faults: list[str] = []
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            assert file.testzip() is None
            self.all = {name: file.read(name) for name in file.namelist()}
            assert len(self.all) == len(file.namelist()), "no name twice"
        tops = {name.split("/", 1)[0] for name in self.all}
        assert len(tops) == 1, "one folder at the top"
        self.name = tops.pop()
        self.files = {name.split("/", 1)[1]: each for name, each in self.all.items()}
        self.payload = {name: each for name, each in self.files.items() if name.startswith("data/")}
        self.info = dict(line.split(": ", 1) for line in self.text("bag-info.txt").splitlines())
        self.read()

    def text(self, name: str) -> str:
        return self.files[name].decode("utf-8")

    def read(self) -> None:
        if self.text("bagit.txt") != "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n":
            self.faults.append("bagit.txt")
        listed = self.sums("manifest-sha256.txt")
        if set(listed) != set(self.payload):
            self.faults.append(f"manifest and payload: {set(listed) ^ set(self.payload)}")
        tags = self.sums("tagmanifest-sha256.txt")
        if set(tags) != set(self.files) - set(self.payload) - {"tagmanifest-sha256.txt"}:
            self.faults.append("tag manifest")
        for name, digest in {**listed, **tags}.items():
            if hashlib.sha256(self.files.get(name, b"")).hexdigest() != digest:
                self.faults.append(f"digest of {name}")
        if self.info["Payload-Oxum"] != f"{sum(map(len, self.payload.values()))}.{len(self.payload)}":
            self.faults.append("oxum")

    def sums(self, name: str) -> dict[str, str]:
        found = {}
        for line in self.text(name).split("\n")[:-1]:
            matched = re.fullmatch(r"([0-9a-f]{64})[ \t]+(.+)", line)
            assert matched, line
            path = re.sub("%(0[AaDd]|25)", lambda escape: chr(int(escape[1], 16)), matched[2])
            assert "%" not in re.sub("%(0[AaDd]|25)", "", matched[2]), "a lone percent sign"
            assert ".." not in PurePosixPath(path).parts
            assert not path.startswith(("/", "~"))
            assert path not in found
            found[path] = matched[1]
        return found

    def table(self, name: str) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(self.text(name))))


HOSTILE = [
    "../../etc/passwd", "/etc/shadow", "C:\\Windows\\system.ini", "two\r\nlines.txt", "100% done.pdf", "%0A.txt", "a/../b", "..", ".", "", "CON",
    "con?.txt", "name. ", "–“”é.txt", "e\u0301.txt", "\x00\x1b[2J.txt", "~root", "-rf", "=1+1.csv", "x" * 255, "寿" * 250 + ".tiff", "\ud800.txt",
    "\u202etxt.exe",
]  # fmt: skip


def bagged(files: dict[str, bytes], more: dict[str, bytes] | None = None, info: Any = ()) -> Bag:
    payloads = [
        bags.Payload.of(f"assets-1/{number}-{bags.file_name(name)}", each)
        for number, (name, each) in enumerate(files.items())
    ]
    return Bag(b"".join(bags.stream("bag-1", payloads, info, more or {}, clock.now())))


def test_whatever_a_file_is_called_the_bag_is_whole_and_leads_nowhere() -> None:
    found = bagged({name: name.encode(errors="replace") for name in HOSTILE})
    assert found.faults == []
    assert len(found.payload) == len(HOSTILE)
    for path in found.payload:
        assert path.count("/") == 2, path
        assert path.isprintable()
        assert not set(path) & set('\\:*?"<>|')
        assert len(path.rsplit("/", 1)[1].encode()) <= 255
    names = [path.split("/", 2)[2].split("-", 1)[1] for path in found.payload]
    assert "..%2F..%2Fetc%2Fpasswd" in names
    assert "two%0D%0Alines.txt" in names
    assert "100% done.pdf" in names
    assert "data/assets-1/4-100%25 done.pdf\n" in found.text("manifest-sha256.txt"), "as RFC 8493 says, section 2.1.3"
    assert any(name.endswith("寿.tiff") for name in names), "the ending stays"


def test_a_manifest_encodes_line_ends_and_percent_signs_and_nothing_else() -> None:
    assert bags.encoded("data/a%b\r\nc é.txt") == "data/a%25b%0D%0Ac é.txt"


@settings(max_examples=150, deadline=None)
@given(some.dictionaries(some.text(max_size=300), some.binary(max_size=300), max_size=6), some.text(max_size=60))
def test_any_names_any_contents(files: dict[str, bytes], value: str) -> None:
    found = bagged(files, {"accession.csv": b"a"}, [("Source-Organization", value)])
    assert found.faults == []
    assert set(found.info) == {"Source-Organization", "Payload-Oxum"}, "a value stays on its line"
    assert sorted(found.payload.values()) == sorted(files.values())


def test_it_is_sent_while_it_is_read_and_breaks_off_where_a_file_is_not_what_it_was() -> None:
    read: list[int] = []

    def blocks() -> Iterator[bytes]:
        for number in range(200):
            read.append(number)
            yield bytes(bags.BLOCK)

    whole = hashlib.sha256(bytes(200 * bags.BLOCK)).hexdigest()
    stream = bags.stream("bag", [bags.Payload("big.bin", 200 * bags.BLOCK, whole, blocks)], (), {}, clock.now())
    sent = 0
    for block in stream:
        assert len(block) <= 2 * bags.BLOCK, "no more than a block is held"
        sent += len(block)
        assert len(read) * bags.BLOCK <= sent + bags.BLOCK
    assert sent > 200 * bags.BLOCK
    wrong = bags.stream("bag", [bags.Payload("a", 3, whole, lambda: [b"abc"])], (), {}, clock.now())
    got: list[bytes] = []
    with pytest.raises(bags.Broken):
        got.extend(wrong)
    assert got, "something was sent"
    with pytest.raises(zipfile.BadZipFile):
        zipfile.ZipFile(io.BytesIO(b"".join(got)))


# Of a disposal


def handed_over(
    cast: Cast, manager: Person, *, disposition: str = "transfer", line: Any = None
) -> tuple[Disposal, list[InformationAsset]]:
    """Two assets that went to the archives; the first with files, one of them called as badly as can be."""
    line = line or make_line(cast, "ARC-01", action=disposition)
    old = [
        make_asset(cast, f"Minute books {n}", line, about="=Leather", created_on=date(1990, 1, 1), closed_on=date(2010 + n, 5, 4)) for n in range(2)
    ]  # fmt: skip
    for name, content in (("minutes.pdf", b"%PDF-1.7 one"), ("minutes.pdf", b"%PDF-1.7 two"), ("list.txt", b"a list")):
        evidence.attach(HOUSE, old[0], name, content)
    # As a row of an older installation might be.
    Evidence.objects.filter(name="list.txt").update(name="../../100%\r\nlist.txt")
    keys = [("assets", each.pk) for each in old]
    disposal = disposing.propose(Actor.at_page(manager), cast.posts["tom"], disposition, keys, "Read")
    disposing.approve(Actor.at_page(fresh(cast.tom)), disposal, "x")
    disposing.approve(Actor.at_page(holder_of("records_manager", cast.council)), disposal, "x")
    disposal.refresh_from_db()
    return disposal, old


@pytest.mark.parametrize("disposition", ["transfer", "offer"])
def test_the_bag_of_a_transfer(cast: Cast, manager: Person, signed_in: Any, disposition: str) -> None:
    disposal, old = handed_over(cast, manager, disposition=disposition)
    browser = signed_in(manager)
    assert "transfer.zip" not in text_of(browser.get(f"/disposals/{disposal.pk}/")), "not before it went"
    assert browser.get(f"/disposals/{disposal.pk}/transfer.zip").status_code == 422
    carry_out(manager, disposal, method="transferred", quantity="2 boxes")
    assert f"/disposals/{disposal.pk}/transfer.zip" in text_of(browser.get(f"/disposals/{disposal.pk}/"))
    answer = browser.get(f"/disposals/{disposal.pk}/transfer.zip")
    assert answer["Content-Disposition"] == f'attachment; filename="disposal-{disposal.pk}.zip"'
    found = Bag(b"".join(answer.streaming_content))
    assert found.faults == []
    assert found.name == f"disposal-{disposal.pk}"
    assert found.info == {
        "Source-Organization": "Ambleworth City Council", "Bagging-Date": "2026-11-25", "External-Identifier": f"disposal-{disposal.pk}",
        "External-Description": disposal.name, "Payload-Oxum": found.info["Payload-Oxum"],
    }  # fmt: skip
    files = {row["path"]: row for row in found.table("data/files.csv")}
    assert set(files) == set(found.payload) - {"data/records.csv", "data/files.csv"}
    assert sorted(found.payload[path] for path in files) == [b"%PDF-1.7 one", b"%PDF-1.7 two", b"a list"]
    for path, row in files.items():
        assert row["sha256"] == hashlib.sha256(found.payload[path]).hexdigest()
        assert (row["register"], row["number"]) == ("assets", str(old[0].pk))
    records = found.table("data/records.csv")
    assert [(row["title"], row["description"], row["line"], row["closed on"], row["gone on"]) for row in records] == [
        ("Minute books 0", "'=Leather", "ARC-01", "2010-05-04", "2026-11-25"), ("Minute books 1", "'=Leather", "ARC-01", "2011-05-04", "2026-11-25"),
    ]  # fmt: skip
    assert all(len(row["digest"]) == 64 for row in records)
    text = b"".join(found.files.values()).decode()
    assert [person.name for person in (manager, cast.tom, cast.priya) if person.name in text] == [], "it names nobody"
    assert found.files["accession.csv"] == browser.get(f"/disposals/{disposal.pk}/accession.csv").content


def test_the_accession_as_atom_reads_it(cast: Cast, manager: Person) -> None:
    disposal, _old = handed_over(cast, manager)
    carry_out(manager, disposal, method="transferred", quantity="2 boxes")
    disposal.refresh_from_db()
    (row,) = csv.DictReader(io.StringIO(transfers.accession_of(manager, disposal).decode()))
    assert tuple(row) == transfers.ACCESSION
    assert {name: value for name, value in row.items() if value} == {
        "accessionNumber": f"disposal-{disposal.pk}", "acquisitionDate": "2026-11-25", "sourceOfAcquisition": "Ambleworth City Council, Housing",
        "acquisitionType": "Transfer", "title": disposal.name, "scopeAndContent": "Minute books 0\nMinute books 1",
        "archivalHistory": "Kept by Head of Housing, Ambleworth City Council, until 25 November 2026.",
        "appraisal": "ARC-01: Series ARC-01. 6 years after it was closed, then transfer to the archives. Limitation Act 1980, section 5",
        "receivedExtentUnits": "2 boxes; 2 records; 3 files, 30 bytes", "creators": "Ambleworth City Council", "culture": "en",
    }  # fmt: skip


def test_who_may_hand_over(cast: Cast, manager: Person, signed_in: Any) -> None:
    disposal, old = handed_over(cast, manager)
    carry_out(manager, disposal, method="transferred")
    places = [f"/disposals/{disposal.pk}/{name}" for name in ("transfer.zip", "accession.csv")]
    for person, status in ((cast.tom, 403), (cast.amina, 403), (cast.priya, 403), (cast.ruth, 404), (cast.nobody, 404)):
        assert [signed_in(person).get(place).status_code for place in places] == [status] * 2, person
    assert "transfer.zip" not in text_of(signed_in(cast.tom).get(f"/disposals/{disposal.pk}/"))
    # A record that has moved out of the sight of whoever hands over.
    near = holder_of("records_manager", cast.housing)
    assert [signed_in(near).get(place).status_code for place in places] == [200] * 2
    old[0].refresh_from_db()
    write(HOUSE, [Change(old[0], {"unit": cast.finance, "owner": cast.posts["ruth"]}, "edit")])
    assert [signed_in(near).get(place).status_code for place in places] == [403] * 2
    with pytest.raises(Refused, match="see every record"):
        transfers.bag(fresh(near), Disposal.objects.get(pk=disposal.pk))
    assert [signed_in(manager).post(place).status_code for place in places] == [405] * 2


def test_what_was_destroyed_is_not_handed_over(cast: Cast, manager: Person, signed_in: Any) -> None:
    disposal, _old = handed_over(cast, manager, disposition="destroy", line=make_line(cast))
    carry_out(manager, disposal)
    assert signed_in(manager).get(f"/disposals/{disposal.pk}/transfer.zip").status_code == 422
    assert "transfer.zip" not in text_of(signed_in(manager).get(f"/disposals/{disposal.pk}/"))


def test_what_was_left_out_stays_out(cast: Cast, manager: Person) -> None:
    disposal, old = handed_over(cast, manager)
    item = disposal.items.get(number=old[0].pk)
    disposing.leave_out(Actor.at_page(manager), item, "Still needed")
    carry_out(manager, disposal, method="transferred")
    found = Bag(b"".join(transfers.bag(manager, Disposal.objects.get(pk=disposal.pk))))
    assert found.faults == []
    assert set(found.payload) == {"data/records.csv", "data/files.csv"}
    assert [row["title"] for row in found.table("data/records.csv")] == ["Minute books 1"]


def test_a_file_that_is_missing_or_changed_stops_it(cast: Cast, manager: Person) -> None:
    disposal, _old = handed_over(cast, manager)
    carry_out(manager, disposal, method="transferred")
    disposal.refresh_from_db()
    place = evidence.path_of(Evidence.objects.get(size=len(b"a list")).sha256)
    content = place.read_bytes()
    place.write_bytes(b"B list")
    with pytest.raises(bags.Broken):
        b"".join(transfers.bag(manager, disposal))
    place.unlink()
    with pytest.raises(Invalid, match="verify"):
        transfers.bag(manager, disposal)
    place.write_bytes(content)
    assert Bag(b"".join(transfers.bag(manager, disposal))).faults == []
