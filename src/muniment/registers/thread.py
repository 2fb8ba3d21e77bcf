"""The golden thread: what hangs together with a record, by its own references, those of others to it, and its links."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from muniment.people.models import Person
from muniment.registers import links
from muniment.registers.models import Link
from muniment.registers.record import Record
from muniment.registers.register import Register, registry

SHOWN = 8  # records of one group; the list of that register shows the rest
SECOND = 3  # records of one group of the second step
NODES = 24  # in the picture, which would be read by nobody with more


@dataclass(frozen=True, slots=True)
class Group:
    """Records that belong to one in the same way, of one register. `more` says that there are others beside those shown."""

    label: str
    records: Sequence[Any]
    more: bool = False


@dataclass(slots=True)
class Node:
    """A record with what hangs together with it."""

    record: Any
    groups: list[Group] = field(default_factory=list)


def _references(register: Register) -> Iterator[tuple[Any, Register]]:
    """The fields of a record that point to records of other registers; units, posts and people are everybody's, and no thread."""
    for column in register.model._meta.concrete_fields:
        told = registry.about(column.related_model) if column.is_relation else None
        if told is not None and issubclass(told.model, Record):
            yield column, told


def _pointing(register: Register) -> Iterator[tuple[Register, Any]]:
    """The registers whose records point to records of this one, and by which field."""
    for other in registry:
        for column, told in _references(other):
            if told is register:
                yield other, column


def neighbours(person: Person, register: Register, records: Sequence[Any], most: int = SHOWN) -> dict[int, list[Group]]:
    """What hangs together with each of these records of one register, as far as the person may see it.

    One query for each reference to and from this register and for each register that links lead to, however many records.
    """
    ids = [record.pk for record in records]
    found: dict[int, list[Group]] = defaultdict(list)
    for column, told in _references(register):
        rows = {
            each.pk: each
            for each in links.seen_rows(person, told.slug, {getattr(r, column.attname) for r in records} - {None})
        }
        for record in records:
            if (other := rows.get(getattr(record, column.attname))) is not None:
                found[record.pk].append(Group(str(column.verbose_name), [other]))
    for other_register, column in _pointing(register):
        model: Any = other_register.model
        rows = model._default_manager.visible_to(person).filter(**{f"{column.name}__in": ids})
        # A little more than is shown, so that a page says whether there are others without counting them.
        told_rows = list(rows.select_related(*other_register.related).order_by("pk")[: (most + 1) * len(ids)])
        for pk in ids:
            mine = [each for each in told_rows if getattr(each, column.attname) == pk]
            if mine:
                label = (
                    other_register.title
                    if _only(other_register, register)
                    else f"{other_register.title} ({column.verbose_name})"
                )
                found[pk].append(Group(label, mine[:most], more=len(mine) > most))
    for pk, groups in _linked(person, register, ids, most).items():
        found[pk] += groups
    return found


def _only(other: Register, register: Register) -> bool:
    """Whether a register points to this one by one field only, so that the field need not be named."""
    return sum(1 for _column, told in _references(other) if told is register) == 1


def _linked(person: Person, register: Register, ids: Iterable[int], most: int) -> dict[int, list[Group]]:
    wanted = set(ids)
    rows = list(
        Link.objects.filter(links.touching(register.slug, wanted), links.known_on(None)).order_by("pk")[: links.MOST]
    )
    ends: dict[str, set[int]] = defaultdict(set)
    for link in rows:
        ends[link.from_register].add(link.from_record)
        ends[link.to_register].add(link.to_record)
    seen = {
        (slug, each.pk): each for slug, keys in sorted(ends.items()) for each in links.seen_rows(person, slug, keys)
    }
    found: dict[int, list[Group]] = {}
    for pk in wanted:
        groups: dict[str, list[Any]] = defaultdict(list)
        for _link, way, there in links.from_end(register.slug, pk, rows):
            if there in seen:
                groups[way.label].append(seen[there])
        found[pk] = [Group(label, some[:most], more=len(some) > most) for label, some in groups.items()]
    return found


def thread(person: Person, register: Register, record: Any) -> tuple[Node, dict[tuple[str, int], Node]]:
    """The record with its neighbours, and each neighbour with its own; a fixed number of queries for the registers there are."""
    here = Node(record, neighbours(person, register, [record]).get(record.pk, []))
    by_register: dict[Register, dict[int, Any]] = defaultdict(dict)
    for group in here.groups:
        for each in group.records:
            by_register[registry.of(type(each))][each.pk] = each
    beyond: dict[tuple[str, int], Node] = {}
    for told, rows in by_register.items():
        around = neighbours(person, told, list(rows.values()), SECOND)
        for pk, each in rows.items():
            groups = [_without(group, record) for group in around.get(pk, [])]
            beyond[told.slug, pk] = Node(each, [group for group in groups if group.records])
    return here, beyond


def _without(group: Group, record: Any) -> Group:
    """The group without the record that the page is about."""
    kept = [each for each in group.records if (type(each), each.pk) != (type(record), record.pk)]
    return Group(group.label, kept, group.more)


@dataclass(frozen=True, slots=True)
class Box:
    """A box of the picture: its left and upper edge, the record, how it belongs to the one in the middle, and the line between."""

    x: int
    y: int
    words: str
    label: str
    record: Any
    line: tuple[int, int, int, int]


# In units of the picture, which is 960 wide: two columns of boxes, and the record itself between them.
WIDTH, BOX, HIGH, STEP = 960, 290, 32, 60
CENTRE_LEFT, CENTRE_RIGHT = (WIDTH - BOX) // 2, (WIDTH + BOX) // 2


def picture(here: Node) -> dict[str, Any]:
    """The neighbours as boxes in two columns beside the record, with a line to each; the list says the same in words."""
    told = [(group.label, each) for group in here.groups for each in group.records][:NODES]
    half = (len(told) + 1) // 2
    height = max(half, 1) * STEP
    middle = height // 2
    boxes = []
    for side, some in enumerate((told[:half], told[half:])):
        x = side * (WIDTH - BOX)
        top = (height - len(some) * STEP) // 2
        for place, (label, each) in enumerate(some):
            y = top + place * STEP + 20
            ends = (CENTRE_LEFT, BOX) if side == 0 else (CENTRE_RIGHT, x)
            line = (ends[0], middle, ends[1], y + HIGH // 2)
            boxes.append(Box(x, y, shortened(str(each)), shortened(label), each, line))
    return {"boxes": boxes, "height": height + 8, "middle": middle, "words": shortened(str(here.record))}


def shortened(text: str, most: int = 36) -> str:
    """As much of a title as fits into a box."""
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 2].rstrip() + " …"
