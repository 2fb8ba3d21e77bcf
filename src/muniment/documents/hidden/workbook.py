"""Workbooks (.xlsx, .xlsm): sheets, rows, columns and cells that are not shown, and all that is kept behind the sheets."""

from collections.abc import Callable
from dataclasses import dataclass

from muniment.documents.hidden import behind_sheets
from muniment.documents.hidden.elements import Visitor, complete
from muniment.documents.hidden.gathering import Gathering, counted, names_of
from muniment.documents.hidden.office import Comments, Drawings, LookInto, look_at_common, tell_comments
from muniment.documents.hidden.parts import Parts
from muniment.documents.hidden.shades import Shades
from muniment.documents.hidden.sheet import Area, SheetSeen, Unseen, area_of, see_sheet
from muniment.documents.paper import column_letters

# Names that Excel hides by itself: the ranges of filters, and marks for functions that an older version does not know.
OWN_NAMES = ("_xlnm.", "_xlfn", "_xlpm", "_xleta", "_xlws")


@dataclass(slots=True)
class Sheet:
    title: str
    state: str
    part: str = ""
    seen: SheetSeen | None = None


class _Book(Visitor):
    """The list of sheets and of names."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, str, str]] = []
        self.hidden_names: dict[str, str] = {}
        self._name = ""

    def start(self, name: str, said: dict[str, str]) -> None:
        self._name = ""
        if name == "sheet":
            self.sheets.append((said.get("name", ""), said.get("state", "visible"), said.get("id", "")))
        elif name == "definedName" and said.get("hidden") in {"1", "true"}:
            own = said.get("name", "")
            if not own.startswith(OWN_NAMES):
                self._name = own
                self.hidden_names[own] = ""

    def end(self, _name: str) -> None:
        self._name = ""

    def text(self, text: str) -> None:
        if self._name:
            self.hidden_names[self._name] += text


def look_at_workbook(parts: Parts, gathering: Gathering, look_into: LookInto) -> None:
    """Everything in a workbook that is not seen at once."""
    book = next(iter(parts.like("spreadsheetml.sheet.main+xml", "sheet.macroenabled.main+xml", "xl/workbook.xml")), "")
    reader = _Book()
    if not book:
        gathering.missed("The list of sheets is missing: the file is damaged.")
    else:
        parts.visit(book, reader)
    places = {each.key: each.target for each in parts.relations(book)}
    sheets = [Sheet(title, state, places.get(key, "")) for title, state, key in reader.sheets]
    shades = Shades()
    for name in parts.like("spreadsheetml.styles+xml", "xl/styles.xml"):
        parts.visit(name, shades)
    for sheet in sheets:
        if not parts.has(sheet.part):
            gathering.missed(f"The sheet “{sheet.title[:40]}” is missing: the file is damaged.")
            continue
        count = sheet.state != "visible" or gathering.depth > 0
        with gathering.part(f"The sheet “{sheet.title[:40]}”"), parts.open(sheet.part) as stream:
            sheet.seen = see_sheet(stream, shades, _tables(parts, sheet.part), gathering.budget, count=count)
            gathering.cells += sheet.seen.content.cells
    strings = _strings(parts, gathering, sheets)
    unseen = {sheet.title.replace("'", "''") for sheet in sheets if sheet.state != "visible"}
    for sheet in sheets:
        tell_sheet(sheet, strings, unseen, gathering)
    if reader.hidden_names:
        names = reader.hidden_names
        what = f"Names that the list of names does not show: {names_of(names)}."
        gathering.found("hidden-name", what, "the workbook", len(names), next(iter(names.values())))
    titles = {sheet.part.lower(): sheet.title for sheet in sheets}
    _comments(parts, gathering, titles)
    behind_sheets.tell(parts, gathering, titles)
    look_at_common(parts, gathering, look_into)


def _tables(parts: Parts, sheet: str) -> list[Area]:
    """The tables on a sheet that have a style, which sets colours."""
    areas = []
    for each in parts.relations(sheet):
        if each.kind == "table" and parts.has(each.target):
            reader = _Table()
            parts.visit(each.target, reader)
            if reader.styled and (area := area_of(reader.reference)):
                areas.append(area)
    return areas


class _Table(Visitor):
    def __init__(self) -> None:
        self.reference = ""
        self.styled = False

    def start(self, name: str, said: dict[str, str]) -> None:
        if name == "table":
            self.reference = said.get("ref", "")
        self.styled |= name == "tableStyleInfo" and bool(said.get("name"))


def _strings(parts: Parts, gathering: Gathering, sheets: list[Sheet]) -> dict[int, str]:
    """The shared strings that examples need."""
    kinds = [kind for sheet in sheets if sheet.seen for kind in (sheet.seen.rows, sheet.seen.columns, sheet.seen.cells, sheet.seen.content)]  # fmt: skip
    wanted = {kind.example for kind in kinds if isinstance(kind.example, int)}
    found: dict[int, str] = {}
    for name in parts.like("sharedStrings+xml", "xl/sharedStrings.xml")[:1] if wanted else []:
        with gathering.part("The part with the texts of the cells"), parts.open(name) as stream:
            for number, element in enumerate(complete(stream, ("si",), gathering.budget)):
                if number in wanted:
                    found[number] = "".join(map(str, element.itertext()))[:200]
                    if len(found) == len(wanted):
                        break
    return found


def tell_sheet(sheet: Sheet, strings: dict[int, str], unseen: set[str], gathering: Gathering) -> None:
    """What is not shown of one sheet. `strings` are the texts that examples name by number, `unseen` the sheets that are hidden."""
    _tell_cells(sheet, strings, gathering)
    _tell_rest(sheet, unseen, gathering)


def _tell_cells(sheet: Sheet, strings: dict[int, str], gathering: Gathering) -> None:
    where = f"sheet {sheet.title}"
    seen = sheet.seen or SheetSeen()

    def example(unseen: Unseen) -> str:
        return strings.get(unseen.example, "") if isinstance(unseen.example, int) else unseen.example

    if sheet.state != "visible":
        how = "very hidden: no menu shows it" if sheet.state == "veryHidden" else "hidden"
        what = f"The sheet is {how}; it has {counted(seen.content.cells, 'cell')} with content."
        gathering.found("hidden-sheet", what, where, max(seen.content.cells, 1), example(seen.content))
    if seen.rows.cells:
        how = "Filtered away or hidden" if seen.filtered else "Hidden"
        what = f"{how}: {counted(len(seen.rows.places), 'row')} with content."
        rows = ranges("row", seen.rows.places, str)
        gathering.found("hidden-rows", what, f"{where}, {rows}", len(seen.rows.places), example(seen.rows))
    if seen.columns.cells:
        what = f"Hidden: {counted(len(seen.columns.places), 'column')} with content ({counted(seen.columns.cells, 'cell')})."
        columns = ranges("column", seen.columns.places, column_letters)
        gathering.found("hidden-columns", what, f"{where}, {columns}", len(seen.columns.places), example(seen.columns))  # fmt: skip
    if seen.cells.cells:
        what = f"The format of {counted(seen.cells.cells, 'cell')} does not show what stands there."
        gathering.found("invisible-cells", what, f"{where}, cell {seen.cells.first}", seen.cells.cells, example(seen.cells))  # fmt: skip


def _tell_rest(sheet: Sheet, unseen: set[str], gathering: Gathering) -> None:
    if not (seen := sheet.seen):
        return
    where = f"sheet {sheet.title}"
    choices = [each for each in seen.choices if any(each.lstrip("=").startswith((f"{title}!", f"'{title}'!")) for title in unseen)]  # fmt: skip
    if choices:
        gathering.found(
            "list-from-hidden-sheet", "Choices for cells stand on a hidden sheet.", where, len(choices), choices[0]
        )
    if seen.scenarios:
        gathering.found(
            "scenarios", "Scenarios keep other values of cells.", where, len(seen.scenarios), seen.scenarios[0]
        )
    if seen.printed:
        gathering.found("print-only-text", "The print has text that the sheet does not show.", where, len(seen.printed), seen.printed[0])  # fmt: skip


def ranges(what: str, numbers: set[int], name: Callable[[int], str], most: int = 4) -> str:
    """In words: `rows 5 to 204, 300 and more`."""
    told: list[list[int]] = []
    for number in sorted(numbers):
        if told and told[-1][1] == number - 1:
            told[-1][1] = number
        elif len(told) > most:
            break
        else:
            told.append([number, number])
    words = [name(first) if first == last else f"{name(first)} to {name(last)}" for first, last in told[:most]]
    return (
        (what if len(numbers) == 1 else f"{what}s") + " " + ", ".join(words) + (" and more" if len(told) > most else "")
    )


def _comments(parts: Parts, gathering: Gathering, titles: dict[str, str]) -> None:
    people = Comments()
    for name in parts.like("xl/persons/", "ms-excel.person+xml"):
        parts.visit(name, people)
    sources = {
        each.target.lower(): titles.get(source.lower(), "")
        for source, each in parts.all_relations()
        if each.kind in {"comments", "threadedComment"}
    }
    threads = {sources.get(name.lower(), "") for name in parts.like("threadedComments")}
    for name in parts.like("xl/comments", "spreadsheetml.comments+xml", "threadedComments"):
        threaded = "threadedcomment" in name.lower()
        title = sources.get(name.lower(), "")
        # Each thread stands a second time among the plain comments, which may hold others as well.
        where = f"sheet {title}, {'threads' if threaded else 'notes'}" if title in threads else f"sheet {title}"
        tell_comments(parts, gathering, name, where, people.authors if threaded else [])
    if people.authors:
        what = f"The file lists who commented: {names_of(people.authors)}."
        gathering.found("commenters", what, "the workbook", len(people.authors))
    for name in parts.names:
        if name.lower().startswith("xl/drawings/") and name.lower().endswith(".xml"):
            drawings = Drawings()
            parts.visit(name, drawings)
            source = next(
                (titles.get(source.lower(), "") for source, each in parts.all_relations() if each.target == name), ""
            )
            drawings.tell(gathering, f"sheet {source}" if source else name)
