"""Which column of a table holds which field of a register: proposed by its heading and by what stands in it, changed by the person."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from muniment.documents.reading.exact import Exact
from muniment.people.models import Post
from muniment.registers.cells import plain
from muniment.registers.register import Register
from muniment.tables.headings import PERSONS, Names, flat
from muniment.tables.layout import Laid, lay_out
from muniment.tables.meanings import PROSE, Meanings
from muniment.tables.placing import BY_CONTENT, DEEPER, Pair, beside, depths_of, importable, is_text, keys_first

SURE_ENOUGH = 60  # of 100; below it a column is read as nothing
FITS = 0.3  # the share of its cells that a field must understand
FITTING = 25  # what cells add to a heading that they bear out
UNKNOWN = 5
SAMPLE = 40  # cells of a column that are looked at


@dataclass(frozen=True, slots=True)
class ColumnReading:
    """What a column is taken for: `field` "" is not read, and `why` says the reason in words; `sure` is of 100."""

    column: int
    heading: str
    field: str
    sure: int
    why: str
    samples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ColumnsRead:
    """The table as it is laid out and what each of its columns is taken for; those without a heading or a cell are left away."""

    laid: Laid
    columns: tuple[ColumnReading, ...]

    @property
    def row(self) -> int:
        """The number of the row of headings in the file."""
        return self.laid.row

    @property
    def fields(self) -> dict[str, tuple[int, ...]]:
        """The columns of each field that is read: several only where a person sent them to one text."""
        found: dict[str, tuple[int, ...]] = {}
        for each in self.columns:
            if each.field:
                found[each.field] = (*found.get(each.field, ()), each.column)
        return found


def joined(read: ColumnsRead, columns: Sequence[int], texts: Sequence[str], *, lines: bool) -> str:
    """The cell of a field in a row; where several columns were sent to one text, each with its heading."""
    cells = [texts[at - 1] if at <= len(texts) else "" for at in columns]
    if len(cells) == 1:
        return cells[0]
    headings = {each.column: each.heading for each in read.columns}
    parts = [f"{headings[at]}: {plain(text)}" for at, text in zip(columns, cells, strict=True) if plain(text)]
    return ("\n" if lines else "; ").join(parts)


@lru_cache(maxsize=200)
def known_names(register: Register) -> Names:
    """What headings may call each field, the surest name first to come."""
    own: dict[str, str] = {}
    fields = importable(register)
    for name, field in fields.items():
        own.setdefault(flat(str(field.verbose_name)), name)
    for name in fields:
        own.setdefault(flat(name), name)
    for column in register.columns:
        if column.name in fields:
            own.setdefault(flat(str(column.label)), column.name)
    found = {text: (name,) for text, name in own.items()}
    for name, aliases in register.aliases.items():
        for alias in aliases:
            # Of two fields that one alias may mean the cells decide; what is the name of a field itself means that field.
            known = found.get(text := flat(str(alias)), ())
            if text not in own and name not in known:
                found[text] = (*known, name)
    return Names(found)


def explained(register: Register, headings: Sequence[str]) -> float:
    """How much of a register a row of headings explains."""
    names = known_names(register)
    pairs = [
        (sure, at, field)
        for at, heading in enumerate(headings)
        if 0 < len(heading) <= PROSE
        for field, (sure, _name) in names.like(heading).items()
        if sure >= SURE_ENOUGH
    ]
    return float(sum(pair[0] for pair in _each_once(pairs))) / 100


def _each_once(pairs: Iterable[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """The surest pairs of a column and a field, each of which is in one pair only."""
    found: dict[int, tuple[Any, ...]] = {}
    taken: set[str] = set()
    for pair in sorted(pairs, key=lambda each: (-each[0], each[1])):
        if pair[1] not in found and pair[2] not in taken:
            found[pair[1]] = pair
            taken.add(pair[2])
    return list(found.values())


def propose(
    register: Register, table: Exact, chosen: Mapping[str, Any] | None = None, meant: Meanings | None = None
) -> ColumnsRead:
    """The headings of a table and what they mean. `chosen` maps the number of a column to what the person said of it; `meant` judges
    by what stands in the cells, where it can be asked.
    """
    chosen = chosen or {}
    records = frozenset(int(number) for number in chosen.get("records", ()))
    laid = lay_out(table, lambda headings: explained(register, headings), records)
    cells = {at: _cells(laid, at) for at in range(1, len(laid.headings) + 1)}
    best = _assigned(register, laid, cells, meant or Meanings(register, None, asks=False))
    fields = importable(register)
    said = {int(column): field for column, field in chosen.items() if column.isdecimal() and field in {"", *fields}}
    taken = {field for field in said.values() if field}
    columns = []
    for each in best:
        if each.column in said and said[each.column] != each.field:
            field = said[each.column]
            each = replace(each, field=field, sure=100 if field else 0, why=_("as you chose"))  # noqa: PLW2901
        elif each.field in taken and said.get(each.column) != each.field:
            each = replace(each, field="", sure=0, why=_("another column is read for it"))  # noqa: PLW2901
        columns.append(each)
    return ColumnsRead(laid, tuple(_once(columns, fields)))


def _cells(laid: Laid, at: int) -> list[str]:
    found: dict[str, None] = {}
    for _number, texts in laid.rows:
        if at <= len(texts) and (text := plain(texts[at - 1])):
            found[text] = None
            if len(found) >= SAMPLE:
                break
    return list(found)


def _assigned(
    register: Register, laid: Laid, cells: Mapping[int, Sequence[str]], meant: Meanings
) -> list[ColumnReading]:
    """Every column once and every field once, the surest pairs first."""
    for name, field in importable(register).items():
        if field.is_relation:
            meant.look_up(name, [text for some in cells.values() for text in some if len(text) <= PROSE])
    pairs, refused = _pairs(register, laid, cells, meant)
    found = {at: (sure, name, why) for _rank, at, name, why, sure in _each_once(pairs)}
    found |= beside(register, pairs, found, cells)
    keys_first(register, laid, found, cells, meant)
    rivals = {pair[1] for pair in pairs}
    columns = []
    for at, heading in enumerate(laid.headings, 1):
        if not heading and not cells[at]:
            continue
        title = _("(rows that head others)") if at == laid.over else heading
        if at in found:
            sure, name, why = found[at]
            columns.append(ColumnReading(at, title, name, sure, why, tuple(cells[at][:3])))
            continue
        why = _("another column is read for it") if at in rivals else refused.get(at) or _not_read(register, heading)
        columns.append(ColumnReading(at, title, "", 0, why, tuple(cells[at][:3])))
    return columns


def _not_read(register: Register, heading: str) -> str:
    if not heading:
        return _("it has no heading")
    if flat(heading) in _worked_out(register):
        return _("Muniment works this out itself, or it is changed by a step")
    return _("no field is called so")


def _pairs(
    register: Register, laid: Laid, cells: Mapping[int, Sequence[str]], meant: Meanings
) -> tuple[list[Pair], dict[int, str]]:
    """Which column may be which field, and of columns whose cells say otherwise than their heading why they are not."""
    fields, names = importable(register), known_names(register)
    depths = depths_of(fields, cells, meant)
    pairs: list[Pair] = []
    refused: dict[int, str] = {}
    for at, heading in enumerate(laid.headings, 1):
        like_it = names.like(heading) if heading else {}
        of_people = flat(heading).split()[-1:] and flat(heading).split()[-1] in PERSONS
        for name, (sure, like) in like_it.items():
            if of_people and like and fields[name].related_model is not Post:
                continue
            fit = meant.fit(name, cells[at]) if cells[at] else None
            if fit is not None and fit < FITS:
                refused[at] = _("what stands in it is no “%s”") % fields[name].verbose_name
            elif sure >= SURE_ENOUGH:
                why = _("its heading is nearly “%s”") % like if like else _("by its heading")
                # What a field understands of its cells tells two headings of one name apart.
                deeper = DEEPER * depths.get(at, 0) if name == "unit" else 0
                # Where no cell names a record, a text of the same name is meant.
                unknown = UNKNOWN if fields[name].is_relation and cells[at] and not fit else 0
                pairs.append((sure + FITTING * (fit or 0) + deeper - unknown, at, name, why, sure))
        if all(sure < SURE_ENOUGH for sure, _like in like_it.values()):
            pairs += _by_content(fields, at, cells[at], meant)
    return pairs, refused


def _by_content(fields: Mapping[str, Any], at: int, cells: Sequence[str], meant: Meanings) -> list[Pair]:
    """A column whose cells name units, posts or the words of a choice is one of these, whatever it is called."""
    found: list[Pair] = []
    for name, field in fields.items() if cells else ():
        if (field.is_relation or (field.choices and len(cells) > 1)) and (meant.fit(name, cells) or 0) >= 0.6:
            found.append((BY_CONTENT, at, name, _("by what stands in it"), BY_CONTENT))
    return found


def _once(columns: Sequence[ColumnReading], fields: Mapping[str, Any]) -> list[ColumnReading]:
    """Of two columns for one field that is no text the surer is read, of equals the first; texts are joined."""
    best: dict[str, ColumnReading] = {}
    for each in columns:
        if each.field and (each.field not in best or each.sure > best[each.field].sure):
            best[each.field] = each
    return [
        each if not each.field or is_text(fields[each.field]) or best[each.field] is each
        else replace(each, field="", sure=0, why=_("another column is read for it"))
        for each in columns
    ]  # fmt: skip


@lru_cache(maxsize=200)
def _worked_out(register: Register) -> frozenset[str]:
    """The headings of lists and the names of fields that no form asks for."""
    fields = importable(register)
    labels = {flat(str(column.label)) for column in register.columns if column.name not in fields}
    others = [each for each in register.model._meta.concrete_fields if each.name not in fields]
    return frozenset(labels | {flat(str(each.verbose_name)) for each in others} | {flat(each.name) for each in others})
