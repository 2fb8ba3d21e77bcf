"""What a newer paper changes in a plan: each row compared with the plan and with what the last paper said. No Django.

The three ways of a field: what the last paper said, what stands here, what this paper says. What this paper did not change
is never touched; what it changed and nobody else did is taken; what was changed on both sides is left to a person.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from muniment.actions.rules import State

Values = Mapping[str, Any]
"""Values by field name, as JSON keeps them: a date is its ISO text."""

Why = Literal["paper", "both", "back", "gone"]
Kind = Literal["new", "changed", "asked", "same", "missing"]

# Fields that only make sense together are compared, shown and taken together, under the name of the group.
GROUPS: Mapping[str, tuple[str, ...]] = {
    "theme": ("theme",),
    "recommendation": ("recommendation",),
    "agreed_action": ("agreed_action",),
    "priority": ("priority",),
    "acceptance": ("acceptance", "acceptance_reason"),
    "owner": ("owner_id", "joint_owners", "owners_text"),
    "due": ("due", "due_precision", "due_text"),
    "state": ("state", "ended_reason"),
    "progress": ("progress",),
    "approval_pending": ("approval_pending",),
}
# How far an action has come: a paper that says less than Muniment knows sets nothing back by itself.
FAR = {State.NOT_BEGUN: 0, State.IN_PROGRESS: 1, State.SAID_DONE: 2, State.VERIFIED: 3}


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """One group of fields that the paper has otherwise than the plan. `key` names it in forms.

    `why`: `paper` – only the paper changed it; `both` – it was changed here too, or by nobody knows whom; `back` – the paper
    would set back what is known here; `gone` – the paper does not say any more what stands here.
    """

    key: str
    group: str
    here: Values
    paper: Values
    why: Why
    taken: bool


@dataclass(frozen=True, slots=True)
class PartDifference:
    """A part of a row; `pk` is None for one that is new."""

    label: str
    pk: int | None
    fields: tuple[FieldDifference, ...] = ()


@dataclass(frozen=True, slots=True)
class RowDifference:
    """One row of the paper against the plan. `pk` is None for a row that is new; `kind` is what to call the whole of it.

    `missing` is a row that an earlier paper had and this one has not: nothing is done to it.
    """

    reference: str
    kind: Kind
    pk: int | None = None
    fields: tuple[FieldDifference, ...] = ()
    parts: tuple[PartDifference, ...] = ()
    parts_missing: tuple[str, ...] = ()

    @property
    def every_field(self) -> Iterator[FieldDifference]:
        yield from self.fields
        for part in self.parts:
            yield from part.fields


@dataclass(frozen=True, slots=True)
class Here:
    """A row or part as it stands in the plan."""

    pk: int
    values: Values
    parts: "Mapping[str, Here]"


@dataclass(frozen=True, slots=True)
class Said:
    """A row or part as a paper has it, in the plan's own fields."""

    values: Values
    parts: "Mapping[str, Said]"


def differences(
    paper: Mapping[str, Said], before: Mapping[str, Said], here: Mapping[str, Here], take: Collection[str]
) -> tuple[RowDifference, ...]:
    """All rows by reference: those of the paper in its order, then those that only the papers before it had.

    `take` are the keys of what a person ticked.
    """
    rows = [_row(name, said, before.get(name), here.get(name), take) for name, said in paper.items()]
    missing = [name for name in here if name in before and name not in paper]
    return (*rows, *(RowDifference(name, "missing", here[name].pk) for name in missing))


def _row(name: str, said: Said, before: Said | None, here: Here | None, take: Collection[str]) -> RowDifference:
    if here is None:
        parts = tuple(PartDifference(label, None) for label in said.parts)
        return RowDifference(name, "new", None, (), parts)
    fields = field_differences(name, said.values, before.values if before else None, here.values, take)
    parts = tuple(_parts(name, said, before, here, take))
    known = before.parts if before else {}
    missing = tuple(label for label in here.parts if label in known and label not in said.parts)
    row = RowDifference(name, "same", here.pk, fields, parts, missing)
    every = list(row.every_field)
    kind: Kind = "same"
    if any(part.pk is None for part in parts) or any(field.taken for field in every):
        kind = "changed"
    elif every:
        kind = "asked"
    return RowDifference(name, kind, here.pk, fields, parts, missing)


def _parts(name: str, said: Said, before: Said | None, here: Here, take: Collection[str]) -> Iterator[PartDifference]:
    for label, part in said.parts.items():
        stands = here.parts.get(label)
        if stands is None:
            yield PartDifference(label, None)
            continue
        earlier = before.parts.get(label) if before else None
        fields = field_differences(
            f"{name}|{label}", part.values, earlier.values if earlier else None, stands.values, take
        )
        yield PartDifference(label, stands.pk, fields)


def field_differences(
    prefix: str, paper: Values, before: Values | None, here: Values, take: Collection[str]
) -> tuple[FieldDifference, ...]:
    """The groups in which a row's paper differs from the plan; a group that the paper did not change is none of them."""
    found = []
    for group, names in GROUPS.items():
        if names[0] not in paper or same(group, paper, here):
            continue
        if before is not None and same(group, paper, before):
            continue
        why = _why(group, paper, before, here)
        key = f"{prefix}|{group}"
        taken = why == "paper" or key in take
        ours, theirs = ({name: side.get(name) for name in names} for side in (here, paper))
        found.append(FieldDifference(key, group, ours, theirs, why, taken))
    return tuple(found)


def _why(group: str, paper: Values, before: Values | None, here: Values) -> Why:
    if group == "state" and sets_back(here["state"], paper["state"]):
        return "back"
    if before is None or not same(group, before, here):
        return "both"
    if group == "due" and not paper["due"] and here["due"]:
        return "gone"
    return "paper"


def sets_back(here: str, paper: str) -> bool:
    """Whether a paper's state would undo what is known here: less far, or any end but the one that was reached."""
    if here == paper:
        return False
    if here in FAR and paper in FAR:
        return FAR[State(paper)] < FAR[State(here)]
    return here not in FAR or here == State.VERIFIED


def same(group: str, one: Values, other: Values) -> bool:
    """Whether two sides say the same of a group of fields.

    A date in other words is the same date; a paper that says *completed* does not differ from one that somebody verified;
    and where lines break, and so where spaces stand, is the typesetter's doing.
    """
    if group == "state":
        return one["state"] == other["state"] or {one["state"], other["state"]} == {State.SAID_DONE, State.VERIFIED}
    if group == "due":
        return _date(one) == _date(other)
    if group == "owner":
        return _owners(one) == _owners(other)
    return all(_unspaced(one.get(name)) == _unspaced(other.get(name)) for name in GROUPS[group])


def _unspaced(text: str | None) -> str:
    return "".join((text or "").split())


def _date(values: Values) -> str:
    return values["due"] or f"no date: {_unspaced(values['due_text'])}"


def _owners(values: Values) -> tuple[Any, tuple[int, ...], str]:
    return values["owner_id"], tuple(sorted(values["joint_owners"])), _unspaced(values["owners_text"])


def places(known: Sequence[int | None]) -> list[int]:
    """Where rows stand in the order of a plan, as the paper has them; None is a row that has no place yet.

    Rows stand 100 apart, so that a newer paper can put rows between them and move none.
    """
    after: list[int | None] = []
    following: int | None = None
    for place in reversed(known):
        after.append(following)
        following = place if place is not None else following
    after.reverse()
    found: list[int] = []
    before = 0
    for place, later in zip(known, after, strict=True):
        if place is not None:
            before = place
        elif later is None or later <= before:
            before += 100
        else:
            before = (before + later) // 2
        found.append(before)
    return found
