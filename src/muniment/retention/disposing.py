"""What would go, and how it goes: rehearsed, proposed, approved by two, carried out, certified. Each step is one write."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import ngettext

from muniment import clock
from muniment.people.models import Person, Post
from muniment.people.standing import standing_of
from muniment.registers import history
from muniment.registers.access import Actor, may
from muniment.registers.errors import Invalid, Refused
from muniment.registers.gathering import gathered, numbers_by_register
from muniment.registers.record import register_of
from muniment.registers.register import registry
from muniment.registers.services import Change, write
from muniment.retention import due_list, holds
from muniment.retention.disposal_records import Disposal, DisposalItem
from muniment.retention.models import RetentionDate

NEAR = timedelta(days=90)
MOST = 1000  # records of one batch: who approves it is to read them
DISPOSITIONS = frozenset(Disposal.Disposition.values)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record that is due or nearly so: its date, and the names of the holds that keep it; `busy` is set where a batch has it already."""

    shown: due_list.Shown
    holds: tuple[str, ...] = ()
    busy: bool = False

    @property
    def goes(self) -> bool:
        return not self.holds and not self.busy


@dataclass(slots=True)
class Rehearsal:
    """What would happen to the records of one owner: by what the line says is done then, what a review decides, what nearly is due."""

    owner: Post
    by_disposition: dict[str, list[Candidate]] = field(default_factory=dict)
    to_review: list[Candidate] = field(default_factory=list)
    near: list[Candidate] = field(default_factory=list)


def rehearse(person: Person, owner: Post) -> Rehearsal:
    """What of an owner's records would go today, what blocks it, and what is a near miss; nothing is written."""
    today = clock.today()
    rows = due_list.seen_by(person).filter(owner=owner, due__lte=today + NEAR).order_by("due", "pk")
    found = Rehearsal(owner)
    lot = list(rows.select_related("line", "owner", "unit")[:MOST])
    for each in _candidates(person, lot):
        row = each.shown.row
        way = row.line.action if row.line else ""
        if row.due is None or row.due > today:
            found.near.append(each)
        elif way in DISPOSITIONS:
            found.by_disposition.setdefault(way, []).append(each)
        else:
            found.to_review.append(each)
    return found


def _candidates(person: Person, rows: list[RetentionDate]) -> Iterator[Candidate]:
    keys = [(row.register, row.record) for row in rows]
    kept, busy = _blocked(keys), _busy(keys)
    seen = set(holds.Hold.objects.visible_to(person).values_list("pk", flat=True))
    for shown in due_list.with_records(person, rows):
        key = (shown.row.register, shown.row.record)
        names = tuple(hold.name if hold.pk in seen else "A hold that you may not see" for hold in kept.get(key, ()))
        yield Candidate(shown, names, key in busy)


def _blocked(keys: Iterable[tuple[str, int]]) -> dict[tuple[str, int], list[holds.Hold]]:
    """Of records, named by their register and number, those that holds keep."""
    found: dict[tuple[str, int], list[holds.Hold]] = {}
    for slug, ids in numbers_by_register(keys).items():
        register = registry.named(slug)
        if register is not None:
            found |= {(slug, pk): kept for pk, kept in holds.held(register, ids).items()}
    return found


def _busy(keys: Iterable[tuple[str, int]]) -> set[tuple[str, int]]:
    """Of these records those that an open batch has."""
    wanted = set(keys)
    waiting = DisposalItem.objects.everything().filter(
        state=DisposalItem.State.PLANNED, disposal__state__in=[Disposal.State.PROPOSED, Disposal.State.APPROVED]
    )
    return {key for key in waiting.values_list("in_register", "number") if key in wanted}


@contextmanager
def _in_turn(disposal: Disposal, *states: str) -> Iterator[None]:
    """One transaction begun at the chain's head: a hold that is being set waits, or is seen. Invalid in other states."""
    with transaction.atomic():
        history.take_turn()
        if Disposal.objects.values_list("state", flat=True).get(pk=disposal.pk) not in states:
            raise Invalid("That step is not open any more: the disposal has moved on.")
        yield


def propose(actor: Actor, owner: Post, disposition: str, keys: Sequence[tuple[str, int]], why: str = "") -> Disposal:
    """Makes a batch of records of one owner that are due and go in this way.

    Invalid where one is not due, held, in another batch or to go otherwise, and for none or too many.
    """
    if actor.person is None:
        raise Refused("A disposal is proposed by a person.")
    if not keys or len(set(keys)) > MOST:
        raise Invalid(f"Choose at least one record, and at most {MOST:,}.")
    with transaction.atomic():
        history.take_turn()
        disposal = Disposal(
            name=f"{Disposal.Disposition(disposition).label}: {owner.title}, {clock.today():%-d %B %Y}"[:200], disposition=disposition, owner=owner, maker=actor.person,
            proposed_on=clock.today(), unit=owner.unit,
        )  # fmt: skip
        if not (verdict := may(actor, "create", register_of(Disposal), disposal)):
            raise Refused(verdict.reason)
        rows = _due(actor.person, owner, disposition, keys)
        write(actor, [Change(disposal, verb="create", why=why)])
        items = [
            DisposalItem(disposal=disposal, in_register=row.register, number=row.record, line=row.line, line_version=row.line.version,
                         trigger=row.trigger, due=row.due, unit=disposal.unit)
            for row in rows
        ]  # fmt: skip
        write(actor, [Change(item, verb="create", follows=True) for item in items])
    return disposal


def _due(person: Person, owner: Post, disposition: str, keys: Sequence[tuple[str, int]]) -> list[Any]:
    """The dates of these records, which must all be the owner's, due, to go in this way and free."""
    wanted = set(keys)
    numbers = [record for _slug, record in wanted]
    seen = due_list.seen_by(person).filter(
        owner=owner, record__in=numbers, due__lte=clock.today(), line__action=disposition
    )
    rows = [row for row in seen.select_related("line").order_by("due", "pk") if (row.register, row.record) in wanted]
    if len(rows) != len(wanted):
        raise Invalid("One of these is not due any more, or does not go in this way: rehearse it again.")
    if _blocked(wanted):
        raise Invalid("A hold keeps one of these: rehearse it again.")
    if _busy(wanted):
        raise Invalid("One of these is in another batch already: rehearse it again.")
    return rows


def approval_refusal(disposal: Disposal, person: Person | None) -> str:
    """Why this person may not approve now, "" where they may: neither the maker, nor twice, and one of the two answers for it."""
    if person is None:
        return "A disposal is approved by a person."
    if history.had_part(person, "disposals", disposal.pk):
        return "Who proposed a disposal does not approve it."
    if disposal.first_by_id == person.pk:
        return "You have approved it: the second approval is somebody else's."
    if disposal.first_by_id is None:
        return ""
    answers = {disposal.owner_id}
    first = disposal.first_by
    assert first is not None
    if not (answers & standing_of(person).own.posts or answers & standing_of(first).own.posts):
        return "One of the two who approve holds the post that owns the records."
    return ""


def approve(actor: Actor, disposal: Disposal, why: str, seen_version: int | None = None) -> None:
    """The first approval, or the second with which it is approved. Invalid while a hold keeps one of its items."""
    with _in_turn(disposal, Disposal.State.PROPOSED):
        disposal = Disposal.objects.select_related("first_by").get(pk=disposal.pk)
        _none_held(disposal)
        if refusal := approval_refusal(disposal, actor.person):
            raise Refused(refusal)
        today = clock.today()
        if disposal.first_by_id is None:
            values: dict[str, Any] = {"first_by": actor.person, "first_on": today}
        else:
            values = {"second_by": actor.person, "second_on": today, "state": Disposal.State.APPROVED}
        write(actor, [Change(disposal, values, "approve_disposal", why, seen_version)])


def _none_held(disposal: Disposal) -> None:
    kept = _blocked(item.key for item in planned(disposal))
    if kept:
        names = ", ".join(f"{slug} {record}" for slug, record in sorted(kept))
        raise Invalid(f"A hold keeps {names}: leave it out, or wait until the hold is lifted.")


def planned(disposal: Disposal) -> list[DisposalItem]:
    """The items that are still to go."""
    rows = DisposalItem.objects.everything().filter(disposal=disposal.pk, state=DisposalItem.State.PLANNED)
    return list(rows.select_related("line").order_by("in_register", "number"))


def leave_out(actor: Actor, item: DisposalItem, why: str) -> None:
    """Takes one record out of a batch that was not carried out, with the reason; what was approved is approved without it."""
    with _in_turn(item.disposal, Disposal.State.PROPOSED, Disposal.State.APPROVED):
        values = {"state": DisposalItem.State.LEFT_OUT, "left_out_why": why.strip()[:500]}
        write(actor, [Change(item, values, "leave_out", why)])


def call_off(actor: Actor, disposal: Disposal, why: str, seen_version: int | None = None) -> None:
    """Ends a batch of which nothing went."""
    with _in_turn(disposal, Disposal.State.PROPOSED, Disposal.State.APPROVED):
        write(actor, [Change(disposal, {"state": Disposal.State.CALLED_OFF}, "call_off", why, seen_version)])


def carry_out(actor: Actor, disposal: Disposal, data: Mapping[str, Any]) -> None:
    """Says that the batch went: how, when and how much. Invalid while a hold keeps one, for a day to come, and for none left.

    Each record is told apart as disposed of, and each item keeps the digest of the line of history that says so.
    """
    day: date = data["day"]
    if day > clock.today():
        raise Invalid("That day is still to come.", {"day": ["That day is still to come."]})
    with _in_turn(disposal, Disposal.State.APPROVED):
        if disposal.second_on is not None and day < disposal.second_on:
            raise Invalid("It was not approved yet on that day.", {"day": ["It was not approved yet on that day."]})
        _none_held(disposal)
        items = planned(disposal)
        if not items:
            raise Invalid("Nothing is left in it: call it off.")
        gone = _records(items)
        # Boxes that a register has counted are told as it has them; for the rest holds what was said.
        for each in gone:
            if told := each.why_not_gone():
                raise Invalid(f"{each}: {told}")
        amounts = {(register_of(type(each)).slug, each.pk): each.amount_in_it() for each in gone}
        boxes = {(register_of(type(each)).slug, each.pk): each.boxes_in_it() for each in gone}
        said = data.get("quantity", "").strip()
        lines = write(actor, [Change(each, each.once_gone(day), "dispose", data["why"], follows=True) for each in gone])
        digests = {(line.register, line.record): line.digest for line in lines}
        told = {
            "state": DisposalItem.State.GONE,
            "gone_on": day,
            "method": data["method"],
        }
        write(
            actor,
            [
                Change(
                    item, {**told, "quantity": (in_boxes(boxes[item.key]) or amounts[item.key] or said)[:120], "digest": digests[item.key]}, "dispose", follows=True
                )
                for item in items
            ],
        )  # fmt: skip
        values = {
            "state": Disposal.State.CARRIED_OUT,
            "method": data["method"],
            "quantity": "; ".join(filter(None, (in_boxes(sum(boxes.values())), *amounts.values(), said)))[:200],
            "carried_out_by": actor.person,
            "carried_out_on": day,
        }
        write(actor, [Change(disposal, values, "carry_out", data["why"], data.get("seen_version"))])


def in_boxes(number: int) -> str:
    """So many boxes in words, "" for none."""
    return ngettext("%(n)s box", "%(n)s boxes", number) % {"n": f"{number:,}"} if number else ""


def _records(items: Sequence[DisposalItem]) -> list[Any]:
    found = gathered(item.key for item in items)
    if len(found) != len(items):
        raise Invalid("A record of this batch is not there any more: leave it out.")
    return [found[key] for key in sorted(found)]


@dataclass(frozen=True, slots=True)
class ItemShown:
    """An item with its record, None where the reader may not see that, and the holds that keep it now."""

    item: DisposalItem
    record: Any = None
    held: bool = False


def items_of(person: Person, disposal: Disposal) -> list[ItemShown]:
    """All items of a batch, for whoever may see the batch."""
    items = list(
        DisposalItem.objects.everything()
        .filter(disposal=disposal.pk)
        .select_related("line")
        .order_by("in_register", "number")
    )
    found = gathered((item.key for item in items), person)
    kept = _blocked(item.key for item in items if item.state == DisposalItem.State.PLANNED)
    return [ItemShown(item, found.get(item.key), item.key in kept) for item in items]
