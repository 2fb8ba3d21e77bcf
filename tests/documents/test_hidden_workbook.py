"""What a workbook holds that its reader does not see."""

import io
import re

import openpyxl
import pytest
import xlsxwriter
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table, TableStyleInfo

from muniment.documents.hidden import Finding, Looked, look
from tests.fixtures.hidden import office_files as files
from tests.fixtures.hidden.office_files import MAIN, member, plain_workbook, relations, rewritten, saved


def found(looked: Looked, rule: str) -> Finding:
    """The one finding of a rule."""
    (one,) = [each for each in looked.findings if each.rule == rule]
    return one


def rules(content: bytes, name: str = "a.xlsx") -> set[str]:
    looked = look(name, content)
    assert looked.understood, looked.why
    return {each.rule for each in looked.findings}


def test_a_workbook_with_nothing_hidden_is_clean():
    looked = look("spending.xlsx", saved(plain_workbook()))
    assert (looked.kind, looked.understood, looked.findings) == ("workbook", True, ())
    assert looked.clean
    assert not looked.stops


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_hidden_sheets_are_told_with_what_they_hold(state):
    book = plain_workbook()
    sheet = book.create_sheet("Pay")
    for number in range(30):
        sheet.append([f"Officer {number}", 30_000 + number])
    sheet.sheet_state = state
    one = found(look("a.xlsx", saved(book)), "hidden-sheet")
    assert (one.severity, one.where, one.count, one.example) == ("stops", "sheet Pay", 60, "Officer 0")
    assert ("no menu shows it" in one.what) == (state == "veryHidden")


def test_hidden_rows_are_told_only_where_they_hold_something():
    book = plain_workbook(40)
    sheet = book.active
    for number in (5, 6, 7, 20):
        sheet.row_dimensions[number].hidden = True
    sheet.row_dimensions[30].height = 0.1
    sheet.row_dimensions[300].hidden = True
    one = found(look("a.xlsx", saved(book)), "hidden-rows")
    assert (one.where, one.count, one.example) == ("sheet Spending, rows 5 to 7, 20, 30", 5, "Month 3")


def test_examples_are_found_among_shared_strings():
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet("Spending")
        for number in range(2_000):
            sheet.write_row(number, 0, [f"Supplier {number}", f"Note {number}"])
        sheet.set_row(1_234, None, None, {"hidden": True})
        sheet.set_row(1_500, 0)
        sheet.set_column("B:B", 0)
    content = file.getvalue()
    assert b"Supplier 1234" in member(content, "xl/sharedStrings.xml")
    looked = look("a.xlsx", content)
    assert found(looked, "hidden-rows").example == "Supplier 1234"
    assert found(looked, "hidden-rows").where == "sheet Spending, rows 1235, 1501"
    assert found(looked, "hidden-columns").example == "Note 0"
    broken = look("a.xlsx", rewritten(content, {"xl/sharedStrings.xml": b"<sst><si>"}))
    assert not broken.understood
    assert found(broken, "hidden-rows").count == 2


def test_a_workbook_whose_elements_have_a_prefix_is_read_like_any_other():
    book = plain_workbook()
    book["Notes"].sheet_state = "hidden"
    book.active.row_dimensions[5].hidden = True
    content = saved(book)
    changes = {}
    for part in ("xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml"):
        text = re.sub(r"<(/?)(?=[a-zA-Z])", r"<\1x:", member(content, part).decode()).replace("xmlns=", "xmlns:x=")
        changes[part] = text.encode()
    prefixed = look("a.xlsx", rewritten(content, changes))
    assert prefixed.findings == look("a.xlsx", content).findings
    assert {"hidden-sheet", "hidden-rows"} <= {each.rule for each in prefixed.findings}


def test_rows_that_a_filter_hides_are_called_so():
    book = plain_workbook()
    book.active.auto_filter.ref = "A1:C13"
    book.active.sheet_properties.filterMode = True
    book.active.row_dimensions[4].hidden = True
    assert "Filtered away" in found(look("a.xlsx", saved(book)), "hidden-rows").what


def test_hidden_columns_are_told_only_where_they_hold_something():
    book = plain_workbook()
    book.active.column_dimensions["B"].hidden = True
    book.active.column_dimensions.group("H", "XFD", hidden=True)
    one = found(look("a.xlsx", saved(book)), "hidden-columns")
    assert (one.where, one.count, one.example) == ("sheet Spending, column B", 1, "Supplier")
    assert "13 cells" in one.what


@pytest.mark.parametrize(
    ("font", "fill", "form"),
    [("FFFFFFFF", None, "General"), ("FF000000", "FF000000", "General"), ("FF112233", "FF112233", "General"), (None, None, ";;;")],
)  # fmt: skip
def test_cells_that_their_format_does_not_show(font, fill, form):
    book = plain_workbook()
    cell = book.active["F9"]
    cell.value, cell.number_format = "NHS 943 476 5919", form
    if font:
        cell.font = Font(color=font)
    if fill:
        cell.fill = PatternFill("solid", fgColor=fill)
    one = found(look("a.xlsx", saved(book)), "invisible-cells")
    assert (one.where, one.count, one.example) == ("sheet Spending, cell F9", 1, "NHS 943 476 5919")


def test_white_letters_in_a_table_with_a_style_are_read_on_its_colour():
    book = openpyxl.Workbook()
    book.active.append(["Year", "Amount"])
    book.active.append([2025, 4000])
    for cell in book.active[1]:
        cell.font = Font(color="FFFFFFFF")
    assert rules(saved(book)) == {"invisible-cells"}
    table = Table(displayName="Amounts", ref="A1:B2", tableStyleInfo=TableStyleInfo(name="TableStyleMedium2"))
    book.active.add_table(table)
    assert rules(saved(book)) == set()


def test_the_cache_of_a_pivot_table_is_counted_row_by_row():
    looked = look("summary.xlsx", files.with_pivot(200, shown=4))
    one = found(looked, "pivot-cache")
    assert (one.severity, one.count, one.where) == ("stops", 200, "pivot table on sheet Summary")
    assert "200 rows of “Accounts” with 4 columns, whatever it shows" in one.what
    assert "Name, Born, Council tax band, Arrears" in one.what
    assert "Resident" not in str(looked.as_json()), "what was found repeats what must not go out"


def test_a_pivot_cache_without_rows_still_lists_the_values_of_its_columns():
    content = files.with_pivot(50)
    one = found(
        look("a.xlsx", rewritten(content, {"xl/pivotCache/_rels/pivotCacheDefinition1.xml.rels": relations()})),
        "pivot-cache",
    )
    assert one.count == 50
    assert "50 values" in one.what


def test_a_pivot_cache_that_lies_about_its_number_is_counted_all_the_same():
    content = files.with_pivot(200)
    part = "xl/pivotCache/pivotCacheRecords1.xml"
    lying = member(content, part).replace(b'count="200"', b'count="2"')
    assert found(look("a.xlsx", rewritten(content, {part: lying})), "pivot-cache").count == 200


def test_comments_are_told_with_their_authors():
    book = plain_workbook()
    book.active["B3"].comment = Comment("Check this with legal before it goes out", "Amal Okafor")
    book.active["B4"].comment = Comment("Agreed", "Jo Reed")
    one = found(look("a.xlsx", saved(book)), "comment")
    assert (one.severity, one.where, one.count) == ("stops", "sheet Spending", 2)
    assert "Amal Okafor, Jo Reed" in one.what
    assert one.example.startswith("Check this with legal")


def test_threads_are_told_with_the_names_of_the_list_of_people():
    parts = {
        "xl/threadedComments/threadedComment1.xml": b'<ThreadedComments xmlns="x"><threadedComment ref="B3" personId="{1}" id="{2}"><text>Not for release</text></threadedComment></ThreadedComments>',
        "xl/persons/person.xml": b'<personList xmlns="x"><person displayName="Amal Okafor" id="{1}" userId="amal@ambleworth.example"/></personList>',
        "xl/worksheets/_rels/sheet1.xml.rels": relations(("rId1", "threadedComment", "../threadedComments/threadedComment1.xml", False)),
    }  # fmt: skip
    looked = look("a.xlsx", rewritten(saved(plain_workbook()), parts))
    one = found(looked, "comment")
    assert (one.count, one.example) == (1, "Not for release")
    assert "by Amal Okafor" in one.what
    assert found(looked, "commenters").severity == "tell"


def test_values_of_other_files_are_told_apart_from_mere_links():
    link = f'<externalLink xmlns="{MAIN}"><externalBook><sheetNames><sheetName val="Children"/></sheetNames><sheetDataSet><sheetData sheetId="0"><row r="1"><cell r="A1" t="str"><v>Placement 7</v></cell><cell r="B1"><v>12</v></cell></row></sheetData></sheetDataSet></externalBook></externalLink>'
    empty = f'<externalLink xmlns="{MAIN}"><externalBook/></externalLink>'
    outside = relations(("rId1", "externalLinkPath", r"file:///\\fileserver\social-care\placements.xlsx", True))
    parts = {"xl/externalLinks/_rels/externalLink1.xml.rels": outside}
    looked = look(
        "a.xlsx", rewritten(saved(plain_workbook()), parts | {"xl/externalLinks/externalLink1.xml": link.encode()})
    )
    one = found(looked, "external-values")
    assert (one.count, one.example) == (2, "Placement 7")
    assert one.what == "Kept with the link to “placements.xlsx”: 2 values from Children."
    assert found(looked, "external-link").severity == "tell"
    assert rules(
        rewritten(saved(plain_workbook()), parts | {"xl/externalLinks/externalLink1.xml": empty.encode()})
    ) == {"external-link"}


def test_connections_say_when_they_hold_a_password_and_do_not_repeat_it():
    part = f'<connections xmlns="{MAIN}"><connection id="1" name="Revenues"><dbPr connection="Provider=SQLOLEDB;Server=rev01;User ID=sa;Password=Tr0ub4dor" command="SELECT * FROM accounts"/></connection></connections>'
    looked = look("a.xlsx", rewritten(saved(plain_workbook()), {"xl/connections.xml": part.encode()}))
    assert (
        found(looked, "connection").what
        == "The workbook keeps how it reaches other data: Revenues. One has a password in it."
    )
    assert "Tr0ub4dor" not in str(looked.as_json())


def test_names_lists_scenarios_heads_and_properties():
    book = plain_workbook()
    lists = book.create_sheet("Lists")
    lists["A1"] = "Choice"
    lists.sheet_state = "hidden"
    book.defined_names["Key"] = DefinedName("Key", attr_text='"swordfish"', hidden=True)
    book.active.add_data_validation(DataValidation(type="list", formula1="=Lists!$A$1:$A$9", sqref="B2"))
    book.active.add_data_validation(DataValidation(type="list", formula1='"Yes,No"', sqref="C2"))
    book.active.oddHeader.center.text = "Draft for the cabinet member"
    book.active.oddFooter.center.text = "&P/&N"
    book.properties.creator, book.properties.lastModifiedBy = "Amal Okafor", "Jo Reed"
    looked = look("a.xlsx", saved(book))
    assert found(looked, "hidden-name").example == '"swordfish"'
    assert found(looked, "list-from-hidden-sheet").count == 1
    assert found(looked, "print-only-text").count == 1
    assert found(looked, "properties").example == "author: Amal Okafor; last saved by: Jo Reed"
    sheet = member(saved(book), "xl/worksheets/sheet1.xml")
    scenarios = b'</sheetData><scenarios><scenario name="If we close Northgate" user="Jo Reed"><inputCells r="C2" val="9"/></scenario></scenarios>'
    changed = rewritten(saved(book), {"xl/worksheets/sheet1.xml": sheet.replace(b"</sheetData>", scenarios)})
    assert found(look("a.xlsx", changed), "scenarios").example == "If we close Northgate Jo Reed"


@pytest.mark.parametrize(
    ("part", "content", "rule"),
    [
        ("xl/vbaProject.bin", b"macros" * 99, "macros"),
        ("xl/printerSettings/printerSettings1.bin", b"x", "printer-settings"),
        ("xl/model/item.data", b"x" * 5_000, "data-model"),
        ("xl/revisions/revisionHeaders.xml", b"<headers/>", "revision-history"),
        ("xl/slicerCaches/slicerCache1.xml", b"<s/>", "slicer-cache"),
        ("customXml/item1.xml", b"<DataMashup xmlns='x'>AAAA</DataMashup>", "query"),
        ("customXml/item1.xml", b"<case><officer>Jo Reed</officer></case>", "custom-xml"),
        ("docProps/thumbnail.jpeg", b"\xff\xd8\xff", "thumbnail"),
        ("xl/charts/chart1.xml", b"<c:chart xmlns:c='c'><c:f>[1]Pay!$A$1</c:f><c:pt><c:v>3</c:v></c:pt></c:chart>", "external-values"),
        ("xl/drawings/drawing1.xml", b"<d xmlns:a='a'><a:cNvPr id='1' name='Old map' hidden='1'/></d>", "hidden-object"),
        ("xl/drawings/drawing1.xml", b"<d xmlns:a='a'><a:cNvPr id='1' name='x' descr='Mr Reed at his desk'/></d>", "alternative-text"),
        ("xl/drawings/drawing1.xml", b"<d xmlns:a='a'><a:srcRect l='30000'/></d>", "picture-cropped"),
    ],
)  # fmt: skip
def test_what_stands_behind_the_sheets(part, content, rule):
    assert rules(rewritten(saved(plain_workbook()), {part: content})) == {rule}


def test_a_binary_workbook_is_never_clean_but_its_hidden_sheets_are_told():
    name = "Pay".encode("utf-16-le")
    record = (
        (2).to_bytes(4, "little") + bytes(4) + (0xFFFFFFFF).to_bytes(4, "little") + (3).to_bytes(4, "little") + name
    )
    book = b"\x9c\x01" + bytes([len(record)]) + record
    looked = look("a.xlsb", files.packed({"[Content_Types].xml": "<Types/>", "xl/workbook.bin": book}))
    assert not looked.understood
    assert looked.stops
    assert found(looked, "hidden-sheet").where == "sheet Pay"
    assert "very hidden" in found(looked, "hidden-sheet").what


def test_thousands_of_findings_are_cut_and_still_counted():
    book = plain_workbook()
    for number in range(250):
        sheet = book.create_sheet(f"S{number}")
        sheet["A1"], sheet["A2"] = "x", "y"
        sheet.sheet_state = "hidden"
    each = [one for one in look("a.xlsx", saved(book)).findings if one.rule == "hidden-sheet"]
    assert len(each) == 101
    assert (each[-1].where, each[-1].count) == ("150 more places", 300)
    assert sum(one.count for one in each) == 500
