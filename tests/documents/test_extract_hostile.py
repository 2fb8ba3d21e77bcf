"""Files of every kind, cut off and with bits changed: read, or refused with a reason, and nothing else."""

import io
import random
import time

import pytest

from muniment.documents.extract import Budget, Extracted, everything
from muniment.documents.paper import Unreadable
from tests.documents import extract_files as made

FILES = {**made.DOCUMENTS, **made.ARCHIVES, **made.HOLDERS}
EACH = 14  # changes of each file


def changed(content, chance):
    """The file cut off, with bits turned, with a length made absurd, or with a piece left out."""
    data, at = bytearray(content), chance.randrange(len(content))
    how = chance.randrange(4)
    if how == 0:
        return bytes(data[:at])
    if how == 1:
        for _each in range(chance.choice((1, 3, 20))):
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    elif how == 2:
        data[at : at + 4] = b"\xff\xff\xff\x7f"
    else:
        del data[at : at + chance.randrange(1, 200)]
    return bytes(data)


@pytest.mark.parametrize("name", FILES)
def test_changed_files_are_read_or_refused(name):
    chance = random.Random(f"changes of {name}")
    for _each in range(EACH):
        content = changed(FILES[name], chance)
        begun = time.process_time()
        for place, told, _content in everything(io.BytesIO(content), name, Budget(unpacked=50_000_000)):
            assert isinstance(told, Extracted | Unreadable)
            assert place.encode() is not None
            if isinstance(told, Unreadable):
                assert str(told).endswith(".")
            else:
                told.text.encode()
        assert time.process_time() - begun < 5


@pytest.mark.parametrize("name", ["a.docx", "a.xml", "a.odt"])
def test_entities_are_not_expanded(name):
    bomb = b"<!DOCTYPE a [<!ENTITY a 'zeppelin'>" + b"".join(b"<!ENTITY a%d '%s'>" % (n, b"&a%s;" % (str(n - 1).encode() if n else b"") * 10) for n in range(9)) + b"]><a><p><t>&a8;</t></p></a>"  # fmt: skip
    parts = {"[Content_Types].xml": b"<a/>", "word/document.xml": bomb, "mimetype": b"x"}
    content = {
        "a.docx": made.zipped(parts),
        "a.xml": bomb,
        "a.odt": made.zipped({"META-INF/manifest.xml": b"<a/>", "content.xml": bomb}),
    }[name]
    for _place, told, _content in everything(io.BytesIO(content), name):
        assert isinstance(told, Unreadable) or len(told.text) < 100


@pytest.mark.parametrize("name", ["a.html", "a.xml", "a.json", "a.txt"])
def test_depth_without_end(name):
    content = {"a.html": b"<html>" + b"<div>" * 100_000, "a.xml": b"<a>" * 100_000, "a.json": b"[" * 100_000, "a.txt": b"(" * 100_000}[name]  # fmt: skip
    (row,) = everything(io.BytesIO(content), name)
    assert isinstance(row[1], Extracted | Unreadable)
