"""Named relations between records of any registers: added and taken away by one service, told in the history of both ends."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from muniment import clock
from muniment.people.models import Person
from muniment.registers import duties, history
from muniment.registers.access import Actor, Verdict, may
from muniment.registers.errors import Invalid, Refused
from muniment.registers.models import Link
from muniment.registers.record import register_of
from muniment.registers.register import Register, Relation, registry

SLUG = "links"  # under which the history tells of them
MOST = 500  # links of one record; who needs more wants another register


@dataclass(frozen=True, slots=True)
class Way:
    """A relation as it reads from one of its ends. `forward` is from where it starts; `start` is the register that declares it."""

    relation: Relation
    start: Register
    forward: bool

    @property
    def label(self) -> str:
        return str(self.relation.label if self.forward else self.relation.back)

    @property
    def name(self) -> str:
        """What a form sends: no two ways from one register have the same."""
        return f"{self.start.slug}.{self.relation.name}.{'to' if self.forward else 'from'}"

    @property
    def ends(self) -> Sequence[str]:
        return self.relation.ends if self.forward else (self.start.slug,)


@dataclass(frozen=True, slots=True)
class Linked:
    """A link as it is seen from one of its ends: how it reads, and the record at the other."""

    link: Link
    way: Way
    record: Any


def ways_of(register: Register) -> list[Way]:
    """Every way in which a record of this register may be linked; a relation that reads the same both ways is offered once."""
    found = []
    for start in registry:
        for relation in start.relations:
            if start is register:
                found.append(Way(relation, start, forward=True))
            if register.slug in relation.ends and not (start is register and relation.label == relation.back):
                found.append(Way(relation, start, forward=False))
    return found


def way_named(register: Register, name: str) -> Way:
    """The way of this name. Invalid where the register has none such."""
    for way in ways_of(register):
        if way.name == name:
            return way
    raise Invalid("Choose how the two belong together.", {"way": ["Choose how the two belong together."]})


def may_link(actor: Actor, register: Register, record: Any) -> Verdict:
    """Whether the actor may link what starts at this record: by the right to link, else by that to edit."""
    return may(actor, "link", register, record) or may(actor, "edit", register, record)


def _rows_of(actor: Actor, model: Any) -> Any:
    return model.objects.visible_to(actor.person) if actor.person else model.objects.everything()


def _read(actor: Actor, register: Register, pk: int) -> Any:
    """The record, as far as the actor may read it; the right to change it is asked of it as it is now."""
    model: Any = register.model
    found = _rows_of(actor, model).select_related(*register.related).filter(pk=pk).first()
    if found is None or (actor.post is not None and not may(actor, "read", register, found)):
        raise Refused(f"This points to a record of {register.title} that is not there, or that you may not see.")
    return found


def add(actor: Actor, record: Any, way: Way, other: Any) -> Link:
    """Links two records, of which `record` is where the person stands.

    Refused where they may not change the one it starts from, or not read the other; Invalid for what does not fit, or is there.
    """
    here, there = register_of(type(record)), register_of(type(other))
    if way.name not in {each.name for each in ways_of(here)} or there.slug not in way.ends:
        raise Invalid("These two cannot be linked in this way.")
    record, other = _read(actor, here, record.pk), _read(actor, there, other.pk)
    if (here, record.pk) == (there, other.pk):
        raise Invalid("A record is not linked to itself.")
    start, end = (record, other) if way.forward else (other, record)
    if not (verdict := may_link(actor, way.start, start)):
        raise Refused(verdict.reason)
    link = Link(relation=way.relation.name, from_register=way.start.slug, from_record=start.pk,
                to_register=register_of(type(end)).slug, to_record=end.pk, added_at=clock.now())  # fmt: skip
    with transaction.atomic():
        # After the turn is taken nobody else writes, so what is looked for now cannot come in between.
        history.take_turn()
        if Link.objects.filter(_same(link, way.relation), removed_at=None).exists():
            raise Invalid("These two are linked in this way already.")
        if Link.objects.filter(touching(here.slug, [record.pk]), removed_at=None).count() >= MOST:
            raise Invalid(f"This record has {MOST} links; nobody could read more.")
        link.save()
        _tell(actor, link, "link", {})
        _derive(record, other)
    return link


def _same(link: Link, relation: Relation) -> Q:
    """The link itself, or, where the relation reads the same both ways, the one that runs the other way."""
    ends = {"from_register": link.from_register, "from_record": link.from_record,
            "to_register": link.to_register, "to_record": link.to_record}  # fmt: skip
    found = Q(relation=link.relation, **ends)
    if relation.label == relation.back:
        found |= Q(relation=link.relation, from_register=link.to_register, from_record=link.to_record,
                   to_register=link.from_register, to_record=link.from_record)  # fmt: skip
    return found


def remove(actor: Actor, pk: int) -> Link:
    """Takes a link away; it stays in the history and in what was known until now. Refused as `add` is."""
    link = Link.objects.filter(pk=pk).first()
    start, end = (registry.named(slug) for slug in (link.from_register, link.to_register)) if link else (None, None)
    if link is None or start is None or end is None:
        raise Invalid("This link is not there any more.")
    record, other = _read(actor, start, link.from_record), _read(actor, end, link.to_record)
    if not (verdict := may_link(actor, start, record)):
        raise Refused(verdict.reason)
    with transaction.atomic():
        history.take_turn()
        before = Link.objects.get(pk=pk)
        if before.removed_at is not None:
            raise Invalid("This link was taken away already.")
        link.removed_at = clock.now()
        link.save(update_fields=["removed_at"])
        _tell(actor, link, "unlink", {"removed_at": None})
        _derive(record, other)
    return link


def _derive(*ends: Any) -> None:
    """What a record asks may follow from what it is linked to."""
    for end in ends:
        duties.derive(register_of(type(end)), [end])


def _tell(actor: Actor, link: Link, verb: str, before: history.Content) -> None:
    after = history.snapshot(link)
    told = {name: after[name] for name in before} if before else after
    history.append(actor, [history.Entry(SLUG, link.pk, verb, "", before, told)], link.removed_at or link.added_at)


def touching(slug: str, ids: Iterable[int]) -> Q:
    ids = list(ids)
    return Q(from_register=slug, from_record__in=ids) | Q(to_register=slug, to_record__in=ids)


def known_on(end: datetime | None) -> Q:
    """The links that stand now, or stood until an instant, such as the end of a day."""
    if end is None:
        return Q(removed_at=None)
    return Q(added_at__lt=end) & (Q(removed_at=None) | Q(removed_at__gte=end))


def of_record(person: Person, slug: str, pk: int) -> list[Linked]:
    """All links of a record that ever were, as far as the person may see the other end: one query, and one for each register there."""
    links = list(Link.objects.filter(touching(slug, [pk])).order_by("added_at", "pk")[: 2 * MOST])
    return seen_from(person, slug, pk, links)


def from_end(slug: str, pk: int, links: Iterable[Link]) -> Iterator[tuple[Link, Way, tuple[str, int]]]:
    """Of these links those of one record, each with how it reads from there, and the register and key at its other end."""
    for link in links:
        start, end = (link.from_register, link.from_record), (link.to_register, link.to_record)
        declared = registry.named(link.from_register)
        relation = next((each for each in declared.relations if each.name == link.relation), None) if declared else None
        if declared is not None and relation is not None and (slug, pk) in {start, end}:
            forward = start == (slug, pk)
            yield link, Way(relation, declared, forward), end if forward else start


def seen_from(person: Person, slug: str, pk: int, links: Iterable[Link]) -> list[Linked]:
    """The links as they read from one record; what the person may not see at the other end is not among them."""
    told = list(from_end(slug, pk, links))
    wanted: dict[str, set[int]] = defaultdict(set)
    for _link, _way, (there, other) in told:
        wanted[there].add(other)
    rows = {(there, each.pk): each for there, ids in wanted.items() for each in seen_rows(person, there, ids)}
    return [Linked(link, way, rows[other]) for link, way, other in told if other in rows]


def seen_rows(person: Person, slug: str, ids: Iterable[int]) -> list[Any]:
    """Records of one register by their keys, as far as the person may see them."""
    register = registry.named(slug)
    if register is None:
        return []
    model: Any = register.model
    return list(model._default_manager.visible_to(person).select_related(*register.related).filter(pk__in=list(ids)))


def standing(linked: Iterable[Linked], as_at: date | None) -> list[Linked]:
    """Of all links those that stand now, or stood at the end of a day."""
    if as_at is None:
        return [each for each in linked if each.link.removed_at is None]
    end = clock.end_of(as_at)
    return [
        each
        for each in linked
        if each.link.added_at < end and (each.link.removed_at is None or each.link.removed_at >= end)
    ]
