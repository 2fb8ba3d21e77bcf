"""Files from before 2007: what an old workbook hides is found, what is not looked into is said, and nothing breaks on any bytes.

The reading was also compared with the library xlrd over 382 workbooks of a public collection: hidden sheets, rows, columns,
comments and cells that show nothing were the same in all but one, which a fuzzer had made.
"""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as some

from muniment.documents.hidden import biff, look
from tests.documents.test_hidden_workbook import found
from tests.documents.test_mail import outlook, properties, texts
from tests.fixtures.compound import compound
from tests.fixtures.hidden import office_files
from tests.fixtures.hidden import old_files as old


def rules(looked):
    return {each.rule for each in looked.findings}


PLAIN = old.workbook(("Spend", 0, old.row(0) + old.number(0, 0, 12.5)))


def test_a_plain_workbook_hides_nothing():
    looked = look("spend.xls", PLAIN)
    assert (looked.kind, looked.findings, looked.why) == ("old workbook", (), ())


@pytest.mark.parametrize(("state", "says"), [(1, "hidden"), (2, "very hidden")])
def test_a_hidden_sheet(state, says):
    looked = look("a.xls", old.workbook(("Spend", 0, b""), ("Names", state, old.shared(0, 0, 1) + old.number(1, 0, 3)), head=old.texts("no", "Amal Okafor")))  # fmt: skip
    one = found(looked, "hidden-sheet")
    assert (one.where, one.count, one.example) == ("sheet Names", 2, "Amal Okafor")
    assert says in one.what


def test_rows_and_columns_that_are_not_shown():
    cells = b"".join(old.number(row, column, 10 * row + column) for row in range(4) for column in range(3))
    content = old.columns(1, 1, hidden=True) + old.columns(2, 2, width=3) + old.row(0) + old.row(1, hidden=True) + old.row(2, height=5) + old.row(3)  # fmt: skip
    looked = look("a.xls", old.workbook(("Pay", 0, content + record_filtered() + cells)))
    rows, columns = found(looked, "hidden-rows"), found(looked, "hidden-columns")
    assert (rows.where, rows.count, rows.example) == ("sheet Pay, rows 2 to 3", 2, "10")
    assert rows.what.startswith("Filtered away or hidden")
    assert (columns.where, columns.count) == ("sheet Pay, columns B to C", 2)


def record_filtered():
    return old.record(biff.FILTERED)


def test_rows_that_are_hidden_unless_they_say_otherwise():
    content = old.record(biff.ROW_DEFAULTS, struct.pack("<HH", 2, 255)) + old.row(0) + old.number(0, 0, 1) + old.number(5, 0, 2)  # fmt: skip
    assert found(look("a.xls", old.workbook(("Pay", 0, content))), "hidden-rows").where == "sheet Pay, row 6"


def test_empty_rows_and_columns_that_are_hidden_tell_nothing():
    content = old.columns(7, 255, hidden=True) + old.row(9, hidden=True) + old.number(0, 0, 1)
    assert look("a.xls", old.workbook(("Pay", 0, content))).clean


def test_cells_whose_format_shows_nothing():
    head = old.font(0x7FFF) + old.font(9) + old.record(biff.FORMAT, struct.pack("<H", 164) + old.text(";;;"))
    head += old.style() + old.style(code=164) + old.style(1) + old.style(1, ground=8) + old.style(0, ground=8)
    cells = b"".join(old.number(row, 0, row, row) for row in range(5))
    one = found(look("a.xls", old.workbook(("Pay", 0, cells), head=head)), "invisible-cells")
    # No format, white on white, and black on black: the one in white on black is seen.
    assert (one.count, one.where) == (3, "sheet Pay, cell A2")


def test_comments_and_objects():
    content = (
        old.note(1, "Jo Reed", "Ask the family first") + old.picture(2) + old.picture(3, hidden=True, cropped=20_000)
    )
    looked = look("a.xls", old.workbook(("Pay", 0, content)))
    comment = found(looked, "comment")
    assert (comment.what, comment.example) == ("There are comments by Jo Reed.", "Ask the family first")
    assert found(looked, "hidden-object").count == 1, "the box of a comment is hidden by Excel itself"
    assert found(looked, "picture-cropped").count == 1


def test_what_stands_behind_the_sheets():
    path = "\x01\x01C\x03cases\x03families.xls"
    head = old.record(biff.WRITEACCESS, old.text("Lin Chua" + " " * 60))
    head += old.record(biff.SUPBOOK, struct.pack("<HH", 1, 0x0401)) + old.record(
        biff.SUPBOOK, struct.pack("<H", 1) + old.text(path)
    )
    head += old.record(biff.CRN, struct.pack("<BBH", 4, 2, 0) + bytes(27))
    head += old.record(biff.NAME, struct.pack("<HBBHHHI", 1, 0, 7, 0, 0, 0, 0) + b"\0" + b"Secrets")
    head += old.record(biff.DBQUERY, bytes(12))
    cache = old.record(biff.CACHE_FIELD, bytes(14) + old.text("Surname")) + 3 * old.record(biff.CACHE_ROW, b"\1")
    more = {"_SX_DB_CUR": {"0001": cache}, "_VBA_PROJECT_CUR": {"VBA": {"dir": b"x" * 50}}, "Revision Log": b"x" * 40}
    printed = old.record(biff.FOOTER, old.text("&LFor the panel only")) + old.record(biff.PRINTER, bytes(40))
    scenario = old.record(biff.SCENARIO, struct.pack("<HBBBBB", 1, 0, 0, 5, 0, 0) + b"\0Worst")
    looked = look("a.xls", old.workbook(("Pay", 0, printed + scenario), head=head, more=more))
    assert found(looked, "external-values").what == "Kept with the link to “families.xls”: 3 values."
    assert found(looked, "hidden-name").what.endswith("Secrets.")
    assert found(looked, "pivot-cache").what == "Kept behind the pivot table: 3 rows with 1 column, whatever it shows of them: Surname."  # fmt: skip
    assert found(looked, "properties").example == "last opened by: Lin Chua"
    assert found(looked, "print-only-text").example == "&LFor the panel only"
    assert found(looked, "scenarios").example == "Worst"
    assert {"macros", "revision-history", "connection", "printer-settings"} <= rules(looked)
    assert looked.understood


def test_a_text_that_goes_over_into_the_next_piece():
    piece = struct.pack("<IIHB", 2, 2, 6, 0) + b"Ama"
    rest = b"\1" + "l Ł".encode("utf-16-le") + old.text("Reed")
    shared = biff.Record(biff.SST, 0, (piece, rest))
    assert list(biff.SharedTexts(shared)) == ["Amal Ł", "Reed"]
    assert list(biff.SharedTexts(biff.Record(biff.SST, 0, (piece,)))) == []


def test_cells_of_a_chart_on_a_sheet_are_none_of_its_own():
    chart = old.beginning(0x20) + old.number(1, 0, 5) + old.record(old.END)
    assert look("a.xls", old.workbook(("Pay", 0, old.row(1, hidden=True) + chart + old.number(0, 0, 1)))).clean


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (old.workbook(("Pay", 0, b""), head=old.record(biff.FILEPASS, bytes(6))), "encrypted"),
        (compound({"Book": b"x" * 40}), "before Excel 97"),
        (old.workbook(("Pay", 0, b""), more={"Book": b"x" * 40}), "a second time"),
        (compound({"WordDocument": b"x" * 40}), "Save it as .docx"),
        (compound({"PowerPoint Document": b"x" * 40}), "Save it as .pptx"),
        (compound({"EncryptedPackage": b"x" * 40}), "encrypted"),
        (compound({"other": b"x" * 40}), "an old program"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "damaged"),
    ],
)
def test_what_is_not_looked_into_is_said(content, says):
    looked = look("a.xls", content)
    assert not looked.understood
    assert says in " ".join(looked.why)


def test_a_file_in_an_old_file_is_looked_into():
    more = {"MBD0000A3B2": {"Package": office_files.with_pivot(7)}, "MBD0000A3B3": {"\x01CompObj": b"x" * 20}}
    looked = look("a.xls", old.workbook(("Pay", 0, b""), more=more))
    assert found(looked, "pivot-cache").file == "MBD0000A3B2"
    assert looked.why == ("The embedded file MBD0000A3B3: it is an object of another program. Save it by itself and look into that.",)  # fmt: skip


def test_a_file_that_was_packed_by_windows():
    inner = PLAIN + b""
    packed = b"\2\0" + b"pay.xls\0C:\\u\\pay.xls\0" + struct.pack("<II", 0x30000, 4) + b"C:\\\0" + struct.pack("<I", len(inner)) + inner  # fmt: skip
    native = struct.pack("<I", len(packed)) + packed
    looked = look("a.xls", old.workbook(("Pay", 0, b""), more={"MBD0000A3B2": {"\x01Ole10Native": native}}))
    assert found(looked, "embedded-file").where == "pay.xls"
    assert looked.understood


def test_a_message_of_outlook_with_a_blind_copy_and_a_workbook():
    hidden = old.workbook(("Names", 1, old.number(0, 0, 1)))
    kind = properties(8, {(0x03, 0x0C15): struct.pack("<II", 3, 0)})
    mail = outlook(**{
        "__recip_version1.0_#00000001": {"__properties_version1.0": kind, **texts(_3001="Councillor Reed", _39FE="reed@ambleworth.example")},
        "__attach_version1.0_#00000000": {"__properties_version1.0": properties(8), "__substg1.0_37010102": hidden, **texts(_3707="names.xls")},
    })  # fmt: skip
    looked = look("a.msg", compound(mail))
    assert looked.kind == "message of Outlook"
    assert "reed@ambleworth.example" in found(looked, "blind-copies").example
    assert found(looked, "hidden-sheet").file == "names.xls"


def property_stream(*properties, second=b""):
    """A set of properties, each a number and its value as it is written."""
    at, places, values = 8 + 8 * len(properties), b"", b""
    for key, value in properties:
        places += struct.pack("<II", key, at + len(values))
        values += value
    one = struct.pack("<II", at + len(values), len(properties)) + places + values
    head = bytes(24) + struct.pack("<I", 1 + bool(second)) + bytes(16) + struct.pack("<I", 48 + 20 * bool(second))
    return head + (bytes(16) + struct.pack("<I", 68 + len(one)) if second else b"") + one + second


def said(words):
    return struct.pack("<II", 0x1E, len(words) + 1) + words.encode("cp1252") + b"\0"


def test_the_properties_of_an_old_file():
    own = property_stream((0, b"\1\0\0\0"), (1, struct.pack("<II", 2, 1252)), (2, said("FOI-12")))[48:]
    more = {
        "\x05SummaryInformation": property_stream((1, struct.pack("<II", 2, 1252)), (4, said("Zoë Reed")), (17, struct.pack("<II", 0x47, 0))),
        "\x05DocumentSummaryInformation": property_stream((15, said("Ambleworth")), second=own),
    }  # fmt: skip
    looked = look("a.xls", old.workbook(("Pay", 0, b""), more=more))
    assert found(looked, "properties").example == "author: Zoë Reed; company: Ambleworth"
    assert found(looked, "custom-properties").example == "FOI-12"
    assert found(looked, "thumbnail")
    assert looked.understood


def test_a_list_that_says_it_has_a_thousand_million_entries():
    endless = property_stream((13, struct.pack("<II", 0x1003, 0x7FFFFFFF)), (4, said("Jo Reed")))
    looked = look("a.xls", old.workbook(("Pay", 0, b""), more={"\x05SummaryInformation": endless}))
    assert found(looked, "properties").example == "author: Jo Reed"
    many = (
        bytes(24)
        + struct.pack("<I", 0x7FFFFFFF)
        + bytes(16)
        + struct.pack("<I", 48)
        + struct.pack("<II", 8, 0x7FFFFFFF)
    )
    assert not look("a.xls", old.workbook(("Pay", 0, b""), more={"\x05SummaryInformation": many})).understood


def test_the_name_says_another_kind():
    assert found(look("a.doc", PLAIN), "other-kind").what == "It is named .doc and is another kind: old workbook."


FULL = old.workbook(
    ("Pay", 0, old.columns(1, 1, hidden=True) + old.row(0, hidden=True) + old.note(1, "Jo", "x") + old.shared(0, 0, 0) + old.number(0, 1, 2)),
    ("Names", 2, old.shared(0, 0, 0)), head=old.texts("Amal") + old.font(9) + old.style() + old.record(biff.SUPBOOK, struct.pack("<H", 1) + old.text("b.xls")),
    more={"_SX_DB_CUR": {"0001": old.record(biff.CACHE_ROW)}},
)  # fmt: skip


@given(some.lists(some.tuples(some.integers(0, len(FULL) - 1), some.integers(0, 255)), min_size=1, max_size=40))
def test_no_damage_breaks_it(damages):
    content = bytearray(FULL)
    for place, byte in damages:
        content[place] = byte
    looked = look("a.xls", bytes(content))
    assert looked.kind


@given(some.integers(9, len(FULL) - 1))
def test_a_file_that_breaks_off_is_never_clean(length):
    assert not look("a.xls", FULL[:length]).clean
