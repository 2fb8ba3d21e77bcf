"""The search itself: blocks in, findings out."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

from muniment.discovery.engine.personal import (
    accounts,
    columns,
    headings,
    judging,
    named,
    offices,
    people,
    rules,
    special,
)
from muniment.discovery.engine.personal.columns import Column
from muniment.discovery.engine.personal.finding import TOLD, Personal
from muniment.discovery.engine.personal.gathering import Gathering
from muniment.discovery.engine.personal.judging import Seen
from muniment.discovery.engine.personal.matching import FORMS, Match, matches
from muniment.discovery.engine.personal.plain import plain
from muniment.discovery.engine.personal.tables_in_text import tables_in
from muniment.documents.extract.extracted import Grid, Prose

_VALUES = len(rules.RULES)
_NAMES = next(number for number, form in enumerate(FORMS) if form.name == "name")
_READERS = {**named.READERS, "label": people.labelled, "turned": people.turned, "street": people.address}
_HOLDING = frozenset({"name", "address"})
_LINE = b"\n"
_MOST_TABLES = 1_000  # in a text: each costs something
_MATCHES_OF_A_TABLE = 3  # at least: who looks for tables looks at every line
_SPACED = 5  # characters, of which more than one is a space or a line break only where many follow each other
_SPECIAL = "special "
_SKIPPED = {"name": ("label", "turned"), "address": ("street",)}
_CONTACT = frozenset({"phone", "email", "name"})
_AT_WORK = " The table looks like one of staff: how they are reached at work, and not data of people who use services."


def find(blocks: Iterable[Prose | Grid]) -> Personal:
    """Personal data in the text of one document.

    Answers with findings (one for each kind, and each column of a table), the score of the whole (0 to 1: how likely it holds
    personal data of anybody, more with every kind and number) and its density (different values in 1,000 words). What scores
    below `TOLD` is reported and counts for neither.
    """
    return gathered(blocks).personal()


def gathered(blocks: Iterable[Prose | Grid]) -> Gathering:
    """What `find` makes its findings of, with the values: for those who measure it."""
    gathering = Gathering()
    for block in blocks:
        if isinstance(block, Prose):
            _in_prose(plain(block.text), block.place, gathering)
        else:
            _in_grid(block, gathering)
    return gathering


def _seen_in(text: bytes, found: list[Match]) -> Iterator[Seen]:
    """Values of all kinds in running text; where two kinds claim one place, the surer has it."""
    values = [match for match in found if match.form < _VALUES]
    seen = list(judging.in_words(text, values))
    for match in found:
        reader = _READERS.get(FORMS[match.form].name)
        if reader is not None:
            seen += reader(text, match)
    seen += people.names(text, [match for match in found if match.form == _NAMES])
    yield from _apart(seen)


def _apart(seen: list[Seen]) -> Iterator[Seen]:
    """Of values that overlap, the surest; a name or an address may hold others."""
    last: Seen | None = None
    for each in sorted(seen, key=lambda one: (one.start, -one.score)):
        if each.kind in _HOLDING:
            yield each
        elif last is None or each.start >= last.end:
            if last is not None:
                yield last
            last = each
        elif each.score > last.score and not (last.score >= TOLD and each.end <= last.end and last.start < each.start):
            last = each  # a piece of what is told is not another value
    if last is not None:
        yield last


def _always(where: str) -> Callable[[int], str]:
    return lambda _start: where


def _words(text: bytes) -> int:
    """About how many words it has: what stands between single spaces and line breaks."""
    if not text:
        return 0
    between = len(text) - len(text.translate(None, b" \n"))
    if between > len(text) // _SPACED:  # columns set with spaces: slower to tell, and seldom
        between -= text.count(b"  ")
    return between + 1


def _in_prose(text: bytes, place: str, gathering: Gathering) -> None:
    gathering.words += _words(text)
    found = matches(text)
    if not found:
        return
    if len(found) >= _MATCHES_OF_A_TABLE:
        text, found = _without_tables(text, found, place, gathering)

    def where(start: int) -> str:
        line = f"line {text.count(_LINE, 0, start) + 1}" if _LINE in text else ""
        return ", ".join(filter(None, (place, line))) or "the text"

    for seen in _seen_in(text, found):
        if seen.score >= TOLD and seen.kind in offices.KINDS and (of_office := offices.own(text, seen)):
            gathering.add(of_office, where, offices.OWN)
        else:
            gathering.add(seen, where)
    _special(text, found, where, gathering)


def _without_tables(text: bytes, found: list[Match], place: str, gathering: Gathering) -> tuple[bytes, list[Match]]:
    """Reads the tables that stand in a text as tables; what is left of the text, with its places, and of the matches."""
    lines = text.decode().split("\n")
    left = list(lines)
    words = gathering.words
    for table in islice(tables_in(lines), _MOST_TABLES):
        where = f"lines {table.first + 1} to {table.end}"
        _in_grid(Grid(f"{place}, {where}" if place else where, table.rows), gathering)
        left[table.first : table.end] = [" " * len(line) for line in lines[table.first : table.end]]
    gathering.words = words
    blank = "\n".join(left).encode()
    return blank, [match for match in found if blank[match.start : match.end] == text[match.start : match.end]]


def _special(text: bytes, found: Iterable[Match], where: Callable[[int], str], gathering: Gathering) -> None:
    for match in found:
        name = FORMS[match.form].name
        if name.startswith(_SPECIAL):
            word = text[match.start : match.end].decode().lower()
            topic = name.removeprefix(_SPECIAL)
            answered = special.answered(topic, word, text, match.end)
            gathering.add_special(topic, word, where, match.start, answered=answered)


def _in_grid(grid: Grid, gathering: Gathering) -> None:
    if columns.is_form(grid.rows):
        lines = (": ".join(cell.strip() for cell in row if cell.strip()) for row in grid.rows)
        _in_prose(plain("\n".join(lines)), grid.place, gathering)
        return
    if all(len(row) == 1 or not any(cell.strip() for cell in row[1:]) for row in grid.rows):  # records in one column
        _in_prose(plain("\n".join(row[0] for row in grid.rows if row)), grid.place, gathering)
        return
    table = columns.columns_of(grid.rows)
    names = [headings.said(column.heading) for column in table]
    of_staff = any(map(headings.STAFF.search, names)) and not any(map(headings.SERVED.search, names))
    books = sum(1 for name in names if headings.BOOKS.search(name)) > 1
    place = f"{grid.place}, " if grid.place else ""
    of_banks = list(accounts.named(table))
    of_bank: Sequence[Column] = [column for column in table if accounts.is_one(column)] if of_banks else []
    for seen in of_banks:
        gathering.add(seen, _always(f"{place}columns of sort codes and accounts"), "accounts")
    read = [columns.named(column) for column in table]
    kinds = {kind for kind, values, _ in read if values}
    if not of_banks and kinds & {"name", "nino"}:
        of_banks, of_bank = accounts.by_form(table)
        for seen in of_banks:
            gathering.add(seen, _always(f"{place}columns {of_bank[0].letter} and {of_bank[1].letter}"), "accounts")
    for number, (column, (kind, values, rest)) in enumerate(zip(table, read, strict=True)):
        where = f"{place}{column.where}"
        if column in of_bank:
            continue
        for seen in (*values, *_in_column(column, rest, kind, where, gathering, books=books)):
            gathering.add(_beside(seen, kinds, of_staff=of_staff), _always(where), str(number))


def _beside(seen: Seen, kinds: set[str], *, of_staff: bool) -> Seen:
    """A value of a table, in the light of its other columns."""
    if of_staff and seen.kind in _CONTACT and seen.score >= TOLD:
        return replace(seen, score=max(seen.score - 0.2, TOLD), why=seen.why + _AT_WORK)
    if seen.kind == "uprn" and "name" in kinds:
        return replace(seen, score=0.65, why="It is a property reference, and the table names people.")
    return seen


def _in_column(
    column: Column, cells: Sequence[str], kind: str, where: str, gathering: Gathering, *, books: bool
) -> Iterator[Seen]:
    """What stands in the cells that were not read as the kind that the heading names."""
    different = list(dict.fromkeys(cells))  # a value tells the same each time it stands there
    text = plain(columns.END.join(different))
    gathering.words += len(column.cells) + (_words(text) * len(cells) // len(different) if different else 0)
    if columns.only_figures(column, text):
        return iter(())
    found = matches(text)
    seen = list(columns.unnamed(column, different, text, found, kind, books=books))
    for match in found:
        reader = _READERS.get(FORMS[match.form].name)
        if reader is not None and FORMS[match.form].name not in _SKIPPED.get(kind, ()):
            seen += reader(text, match)
    if kind != "name":
        seen += people.names(text, [match for match in found if match.form == _NAMES])
    _special(text, found, _always(where), gathering)
    heading = plain(column.heading)
    _special(heading, matches(heading), _always(where), gathering)
    return _apart(seen)
