"""Whose a folder or a file most likely is, and which have nobody left who would know."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from muniment.discovery.engine.owner_names import Named, Names, People, Person, Planned, Plans

__all__ = ["OWNED", "Named", "Person", "Planned", "owners"]

OWNED = pa.schema([
    ("path", pa.string()),  # of the folder, or of the file
    ("unit", pa.string()),  # key of the unit that most likely answers for it; null where nothing tells
    ("unit_name", pa.string()),
    ("person", pa.string()),  # key of who most likely knows it, among people who are still here; null
    ("person_name", pa.string()),
    ("sure", pa.float32()),  # 0 to 1
    ("why", pa.string()),
    ("orphan", pa.bool_()),  # nobody who is still here has left a trace in it
    ("orphan_why", pa.string()),  # null where it is none
])  # fmt: skip

# How much each kind of sign is worth alone.
_PLANNED, _PATH_WHOLE, _PATH_PART, FILES, AUTHORS = 0.9, 0.8, 0.6, 0.6, 0.5
_DEEPER = 0.8  # of what a sign is worth, a level further up
_AT_ONCE = 50_000


@dataclass(slots=True)
class _Seen:
    """Who stands on the files of one place."""

    files: int = 0
    owned: Counter[Person] = field(default_factory=Counter)
    written: Counter[Person] = field(default_factory=Counter)

    def add(self, other: "_Seen") -> None:
        self.files += other.files
        self.owned.update(other.owned)
        self.written.update(other.written)


def owners(
    files: pa.Table, named: Iterable[Named], people: Iterable[Person], planned: Iterable[Planned] = (), *, each: str = "folder"
) -> pa.Table:  # fmt: skip
    """OWNED, in order of the paths: a row for each folder with all above it, or for each file.

    files  path and folder, and as far as they are known owner, author and last_author, a row for each file; or a row for
           many, whose number is in the column files
    named  units, and assets and systems with the unit that answers for each
    people  those who are here and those who have left
    planned  folders of the file plan, with the unit that answers for each
    each   "folder": what is below a folder counts for it too; "path": each file by itself
    """
    known = Names(named), Plans(planned)
    if each == "folder":
        rows = (_row(path, seen, known, path) for path, seen in _with_all_below(_seen(files, People(people), each)))
    else:
        rows = (_row(path, seen, known, path.rpartition("/")[0]) for path, seen in _seen(files, People(people), each))
    return pa.Table.from_batches(_batches(rows), OWNED).sort_by("path")


def _batches(rows: Iterator[dict[str, object]]) -> Iterator[pa.RecordBatch]:
    some: list[dict[str, object]] = []
    for row in rows:
        some.append(row)
        if len(some) == _AT_ONCE:
            yield pa.RecordBatch.from_pylist(some, OWNED)
            some = []
    if some:
        yield pa.RecordBatch.from_pylist(some, OWNED)


def _seen(files: pa.Table, people: People, each: str) -> Iterator[tuple[str, _Seen]]:
    """Each place once, whatever is below a folder right after it. Files are counted by Arrow: Python looks at places, not at files."""
    names = [name for name in ("owner", "author", "last_author") if name in files.column_names]
    keys = list(dict.fromkeys([each, *names]))
    if "files" in files.column_names:
        counted = files.group_by(keys).aggregate([("files", "sum")]).rename_columns({"files_sum": "count_all"})
    else:
        counted = files.select(keys).group_by(keys).aggregate([([], "count_all")])
    # As a tree is walked “a/b” comes before “a b”, though a space is less than a stroke.
    counted = counted.append_column("walk", pc.replace_substring(counted.column(each), "/", "\0")).sort_by("walk")
    columns = [
        counted.column(name) if name in names else pa.nulls(counted.num_rows, pa.string())
        for name in ("owner", "author", "last_author")
    ]
    place, here = None, _Seen()
    for values in pa.table(
        [counted.column(each), *columns, counted.column("count_all")], ["at", "owner", "author", "last", "number"]
    ).to_batches(_AT_ONCE):
        for at, owner, author, last, number in zip(*(column.to_pylist() for column in values.columns), strict=True):
            if at != place:
                if place is not None:
                    yield place, here
                place, here = at, _Seen()
            here.files += number
            if person := people.find(owner):
                here.owned[person] += number
            here.written.update(dict.fromkeys(filter(None, (people.find(author), people.find(last))), number))
    if place is not None:
        yield place, here


def _with_all_below(places: Iterator[tuple[str, _Seen]]) -> Iterator[tuple[str, _Seen]]:
    """Each folder with what is below it, and those above it that hold no file themselves. Only one way down stands in memory."""
    way: list[tuple[str, _Seen]] = [("", _Seen())]
    for path, seen in places:
        while way[-1][0] and not f"{path}/".startswith(f"{way[-1][0]}/"):
            yield _taken_up(way)
        below = path[len(way[-1][0]) :].strip("/")
        for part in below.split("/") if below else ():
            way.append((f"{way[-1][0]}/{part}".lstrip("/"), _Seen()))
        way[-1][1].add(seen)
    while len(way) > 1:
        yield _taken_up(way)
    if way[0][1].files:
        yield way[0]


def _taken_up(way: list[tuple[str, _Seen]]) -> tuple[str, _Seen]:
    done = way.pop()
    way[-1][1].add(done[1])
    return done


def _row(path: str, seen: _Seen, known: tuple[Names, Plans], folder: str) -> dict[str, object]:
    names, plans = known
    signs: dict[str, list[tuple[float, str]]] = defaultdict(list)
    called: dict[str, str] = {}
    if plan := plans.above(folder):
        said = (
            f"the file plan has it in the place {plan.name}"
            if plan.what == "place"
            else f"the {plan.what} {plan.name} is said to be kept there"
        )
        signs[plan.unit].append((_PLANNED, f"{said}, for which {plan.unit_name} answers"))
        called[plan.unit] = plan.unit_name
    worth = 1.0
    for part, found, whole in names.in_path(folder):
        said = f"“{part}” in its path {'is' if whole else 'has'} the name of the {found.what} {found.name}"
        signs[found.unit].append(((_PATH_WHOLE if whole else _PATH_PART) * worth, said))
        called[found.unit] = found.unit_name
        worth *= _DEEPER
    for people, weight, one, several in (
        (seen.owned, FILES, "belongs to", "belong to"),
        (seen.written, AUTHORS, "was written by", "were written by"),
    ):
        by_unit: Counter[str] = Counter()
        for person, number in people.items():
            by_unit[person.unit] += number
            called.setdefault(person.unit, person.unit_name)
        for unit, number in by_unit.items():
            standing = min(number, seen.files)
            which = "the file" if seen.files == 1 else f"{standing:,} of its {seen.files:,} files"
            said = f"{which} {one if standing == 1 else several} people of {called[unit]}"
            signs[unit].append((weight * standing / seen.files, said))
    row: dict[str, object] = {
        "path": path,
        "sure": 0.0,
        "why": "Neither its path nor anybody on its files tells whose it is.",
    }
    if signs:
        score = {unit: _together(weight for weight, _ in told) for unit, told in signs.items()}
        unit = min(score, key=lambda each: (-score[each], each))
        told = "; ".join(said for _, said in sorted(signs[unit], key=lambda sign: (-sign[0], sign[1]))[:3])
        rivals = sorted(called[each] for each in score if each != unit and score[each] > score[unit] / 2)
        against = f"; there are signs of {', '.join(rivals[:2])} too" if rivals else ""
        row |= {"unit": unit, "unit_name": called[unit], "sure": score[unit] ** 2 / sum(score.values())}
        row["why"] = f"{told[0].upper()}{told[1:]}{against}."
        here = [person for person in seen.owned | seen.written if person.here]
        if here:
            person = min(here, key=lambda each: (each.unit != unit, -seen.owned[each] - seen.written[each], each.key))
            row |= {"person": person.key, "person_name": person.name}
    orphan = _orphan(seen)
    return row | {"orphan": orphan is not None, "orphan_why": orphan}


def _together(weights: Iterable[float]) -> float:
    """How sure several signs make, each of which may err by itself."""
    doubt = 1.0
    for weight in weights:
        doubt *= 1 - weight
    return 1 - doubt


def _orphan(seen: _Seen) -> str | None:
    """Why nobody is left who would know; None where somebody is."""
    people = seen.owned | seen.written
    if any(person.here for person in people):
        return None
    if not people:
        return "Nobody whom the council knows stands on its files."
    if len(people) == 1:
        return f"{next(iter(people)).name}, who alone stands on its files, has left."
    return f"All {len(people)} people who stand on its files have left."
