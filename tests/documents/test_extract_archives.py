"""What is inside archives and letters, with its place and within the budget."""

import gzip
import io
import struct
import zipfile

import pytest

from muniment.documents.extract import Budget, Extracted, TooLarge, everything, members
from muniment.documents.paper import Unreadable
from tests.documents import extract_files as made


def all_in(content, name, budget=None):
    return {place: told for place, told, _content in everything(io.BytesIO(content), name, budget)}


@pytest.mark.parametrize("name", made.ARCHIVES)
def test_each_archive_is_opened(name):
    found = all_in(made.ARCHIVES[name], name)
    inside = {place: told.text for place, told in found.items() if place}
    assert any("zeppelin" in text for text in inside.values())
    expected = {"a.txt.gz": ["a.txt"], "a.mbox": ["message 1.eml", "message 2.eml"]}
    assert list(inside) == expected.get(name, ["2019/a.txt"])
    assert not found[""].has_text


def test_archives_in_archives_and_letters_in_them_have_places():
    outer = made.zipped({"letters.zip": made.zipped({"2019/a.eml": made.letter()}), "b.csv": b"name,age\nAda,36\n"})
    found = all_in(outer, "outer.zip")
    assert list(found) == ["", "letters.zip", "letters.zip!/2019/a.eml", "letters.zip!/2019/a.eml!/a.docx", "b.csv"]
    assert "zeppelin" in found["letters.zip!/2019/a.eml!/a.docx"].text


def test_a_letter_of_outlook_has_its_attachments():
    found = all_in(made.DOCUMENTS["a.msg"], "a.msg")
    assert found[""].kind == "msg"
    assert "plan.pdf" in found


def test_depth_and_number_are_bounded():
    content = made.zipped({"a.txt": b"deep"})
    for level in range(9):
        content = made.zipped({f"{level}.zip": content})
    found = all_in(content, "a.zip", Budget(depth=3))
    assert len(found) == 4
    assert isinstance(list(found.values())[-1], TooLarge)
    many = made.zipped({f"{number}.txt": b"a" for number in range(60)})
    found = all_in(many, "a.zip", Budget(members=50))
    assert isinstance(list(found.values())[-1], TooLarge)
    assert len(found) == 52
    nested = made.zipped({f"{number}.zip": many for number in range(3)})
    assert len(all_in(nested, "a.zip", Budget(members=100))) <= 102


def test_what_hangs_too_deep_on_letters_and_in_documents_is_told_and_nothing_where_nothing_is():
    def chain(content, name, count):
        for level in range(count):
            content, name = made.letter({name: content}), f"{level}.eml"
        return content

    found = all_in(chain(made.letter(), "in.eml", 2), "a.eml", Budget(depth=2))
    last = list(found)[-1]
    assert (last, str(found[last])) == ("0.eml!/in.eml!/", "Files stand more than 2 deep inside one another: what is inside this one was not read.")  # fmt: skip
    assert isinstance(found["0.eml!/in.eml"], Extracted)
    holding = made.with_files(made.word(), {"word/embeddings/a.pdf": made.pdf()})
    assert list(all_in(made.zipped({"a.docx": holding}), "a.zip", Budget(depth=1))) == ["", "a.docx", "a.docx!/"]
    plain = {"a.docx": made.word(), "b.pdf": made.pdf(), "c.eml": made.letter({}), "d.xlsx": made.workbook(), "e.doc": made.old_word()}  # fmt: skip
    assert list(all_in(made.zipped(plain), "a.zip", Budget(depth=1))) == ["", *plain]


def test_a_bomb_and_a_bomb_of_bombs_cost_no_more_than_the_budget():
    bomb = made.zipped({f"{number}.txt": bytes(3_000_000) for number in range(4)})
    budget = Budget(unpacked=7_000_000)
    found = all_in(bomb, "a.zip", budget)
    assert budget.spent <= 7_000_000
    assert [isinstance(told, Unreadable) for told in found.values()] == [False, False, False, True, True]
    budget = Budget(unpacked=7_000_000)
    found = all_in(made.zipped({f"{number}.zip": bomb for number in range(30)}), "a.zip", budget)
    assert budget.spent <= 7_000_000
    assert sum(place.endswith(".zip") for place in found) == 30
    for content, name in ((gzip.compress(bytes(12_000_000)), "a.gz"), (made.tape({"a": bytes(12_000_000)}, "w:gz"), "a.tgz"), (made.seven({"a": bytes(12_000_000)}), "a.7z")):  # fmt: skip
        budget = Budget(unpacked=7_000_000)
        told = all_in(content, name, budget)
        assert any(isinstance(each, Unreadable) for each in told.values()), name
        assert budget.spent <= 7_000_000 + 65_536


def test_one_member_that_is_too_large_is_told_and_the_others_are_read():
    for content, kind in ((made.zipped({"a": bytes(5_000), "b": b"small"}), "zip"), (made.tape({"a": bytes(5_000), "b": b"small"}), "tar"), (made.seven({"a": bytes(5_000), "b": b"small"}), "7z")):  # fmt: skip
        large, small = members(io.BytesIO(content), kind, Budget(largest=1_000))
        assert (large.name, large.size, large.content, "larger" in large.why) == ("a", 5_000, None, True)
        assert (small.content, small.why) == (b"small", "")


def test_names_that_lead_elsewhere_and_names_twice():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name in ("../../etc/passwd", "/abs.txt", "C:\\dir\\b.txt", "a.txt", "z.txt", "caf\u00e9.txt"):
            archive.writestr(name, b"x")
    target = io.BytesIO(target.getvalue().replace(b"z.txt", b"a.txt"))
    places = [each.inside for each in members(target, "zip", Budget())]
    assert places == ["etc/passwd", "abs.txt", "dir/b.txt", "a.txt", "a.txt (2)", "café.txt"]
    raw = made.zipped({"caf__.txt": b"x"}).replace(b"caf__", "caf\u00e9".encode())
    assert [each.inside for each in members(io.BytesIO(raw), "zip", Budget())] == ["café.txt"]


def test_locked_members_absurd_sizes_and_members_that_share_their_bytes():
    content = bytearray(made.zipped({"a.txt": b"x" * 100, "b.txt": b"y"}))
    at = content.find(b"PK\x01\x02")
    locked = bytearray(content)
    locked[at + 8] |= 1
    assert [(each.content, "password" in each.why) for each in members(io.BytesIO(bytes(locked)), "zip", Budget())] == [(None, True), (b"y", False)]  # fmt: skip
    absurd = bytearray(content)
    absurd[at + 24 : at + 28] = struct.pack("<I", 0xFFFFFFF0)
    assert "larger" in next(members(io.BytesIO(bytes(absurd)), "zip", Budget())).why
    less = bytearray(content)
    less[at + 24 : at + 28] = struct.pack("<I", 3)
    assert "damaged" in next(members(io.BytesIO(bytes(less)), "zip", Budget())).why
    shared = bytearray(content)
    second = content.find(b"PK\x01\x02", at + 4)
    shared[second + 42 : second + 46] = shared[at + 42 : at + 46]
    assert all("shares" in each.why for each in members(io.BytesIO(bytes(shared)), "zip", Budget()))
    assert [str(told) for told in all_in(made.seven({"a": b"x"}, password="p"), "a.7z").values()] == ["It is protected with a password."]  # fmt: skip


def test_members_that_windows_packed_in_its_own_way():
    said = b"name;says\nAda;" + made.SAID + b"\n"
    content = made.zipped_by_windows(said * 1_000)
    (member,) = members(io.BytesIO(content), "zip", Budget())
    assert (member.inside, member.content) == ("a.csv", said * 1_000)
    for broken in (content.replace(content[60:64], b"\0\0\0\0"), content[:100] + content[130:], made.zipped_by_windows(said, claimed=900)):  # fmt: skip
        assert all(each.content is None for each in members(io.BytesIO(broken), "zip", Budget()))
    # One that is a thousand times what it claims is stopped soon after that.
    (bomb,) = members(io.BytesIO(made.zipped_by_windows(bytes(60_000_000), claimed=1_000)), "zip", Budget())
    assert (bomb.content, "damaged" in bomb.why) == (None, True)
    (large,) = members(io.BytesIO(made.zipped_by_windows(bytes(6_000_000))), "zip", Budget(unpacked=5_000_000))
    assert (large.content, "unpack to more" in large.why) == (None, True)


def test_links_in_an_archive_of_tape_are_told():
    target = io.BytesIO()
    import tarfile

    with tarfile.open(fileobj=target, mode="w") as archive:
        told = tarfile.TarInfo("link")
        told.type, told.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(told)
    (link,) = members(target, "tar", Budget())
    assert (link.content, "link" in link.why) == (None, True)


def test_an_archive_that_breaks_off_gives_what_was_whole():
    content = made.tape({"a.txt": b"whole", "b.txt": bytes(range(256)) * 400}, "w:gz")
    found = all_in(content[:-200], "a.tgz")
    assert found["a.txt"].text == "whole"
    assert isinstance(found["!/"], Unreadable)
    assert isinstance(all_in(made.ARCHIVES["a.zip"][:50], "a.zip")[""], Unreadable)


def test_an_archive_larger_than_one_document_may_be_is_still_opened():
    content = made.zipped({"a.txt": b"zeppelin", "b.txt": made.SAID * 3})
    rows = list(everything(io.BytesIO(content), "a.zip", Budget(largest=100)))
    assert rows[0][2] == b""
    assert [told.text for _place, told, _content in rows if isinstance(told, Extracted)] == [
        "",
        "zeppelin",
        made.SAYS * 3,
    ]


def test_a_kind_that_is_not_opened_says_so():
    with pytest.raises(Unreadable, match="not opened"):
        list(members(io.BytesIO(b"Rar!"), "rar", Budget()))
    told = all_in(b"Rar!\x1a\x07\x00....", "a.rar")[""]
    assert (told.has_text, "not read" in told.note) == (False, True)
