"""What may be done to a recommendation or to one of its parts, each as one write."""

from collections.abc import Iterable, Mapping
from typing import Any

from muniment.actions import rules
from muniment.actions.rules import ENDED, OPEN, State
from muniment.actions.services import NOT_DONE, Acts, in_turn, later_date
from muniment.assurance.models import Dependency, Part, Recommendation, RecommendationExtension
from muniment.registers.access import Actor
from muniment.registers.errors import Invalid
from muniment.registers.services import Change, write

Action = Recommendation | Part
Data = Mapping[str, Any]


class _Acts(Acts):
    """A recommendation is held up by its parts, and takes over from them what follows."""

    def open_parts(self, action: Any, states: Iterable[str]) -> list[str]:
        parts = self.parts_between(action, state__in=states)
        return sorted(part.label for part in parts)

    def parts_between(self, action: Any, **narrowed: Any) -> Iterable[Any]:
        if isinstance(action, Part):
            return ()
        rows: Iterable[Any] = Part.objects.everything().filter(recommendation=action, **narrowed)
        return rows

    def follow(self, actor: Actor, action: Any, verb: str) -> None:
        if isinstance(action, Part):
            _follow(actor, action, verb)

    def pointed(self, action: Any) -> dict[str, Any]:
        return {"recommendation": recommendation_of(action), "part": action if isinstance(action, Part) else None}

    def owning(self, action: Any) -> frozenset[int]:
        return super().owning(action) | recommendation_of(action).answerable_posts()


def recommendation_of(action: Action) -> Recommendation:
    return action.recommendation if isinstance(action, Part) else action


ACTS = _Acts(RecommendationExtension)
update, say_done, verify, give_back = ACTS.update, ACTS.say_done, ACTS.verify, ACTS.give_back
supersede, reopen, set_first_date = ACTS.supersede, ACTS.reopen, ACTS.set_first_date
ask_extension, decide_extension = ACTS.ask_extension, ACTS.decide_extension
why_not_second_key, why_not_deciding = ACTS.why_not_second_key, ACTS.why_not_deciding


def depend(actor: Actor, recommendation: Recommendation, data: Data) -> Dependency:
    """One recommendation waits for another of its plan; a circle is Invalid, and named."""
    needed = data["needs"]
    if needed.plan_id != recommendation.plan_id:
        raise Invalid("It can wait only for a recommendation of its own plan.")
    with in_turn("depend", recommendation):
        return _depend(actor, recommendation, needed, data.get("words", ""))


def _depend(actor: Actor, recommendation: Recommendation, needed: Recommendation, words: str) -> Dependency:
    edges: dict[int, list[int]] = {}
    rows = Dependency.objects.everything().filter(recommendation__plan=recommendation.plan_id)
    for waiting, wanted in rows.values_list("recommendation_id", "needs_id"):
        edges.setdefault(waiting, []).append(wanted)
    edges.setdefault(recommendation.pk, []).append(needed.pk)
    if circle := rules.cycle(edges, recommendation.pk):
        names = dict(Recommendation.objects.everything().filter(pk__in=circle).values_list("pk", "reference"))
        raise Invalid(f"That would be a circle: {' waits for '.join(names[pk] for pk in circle)}.")
    made = Dependency.objects.filter(recommendation=recommendation, needs=needed).first()
    if made is not None and not made.withdrawn:
        raise Invalid(f"It waits for {needed.reference} already.")
    # One that an undone import had withdrawn is taken up again.
    values = {"unit": recommendation.unit, "recommendation": recommendation, "needs": needed, "words": words}
    made = made or Dependency()
    write(actor, [Change(made, {**values, "withdrawn": False}, "depend")])
    return made


def add_part(actor: Actor, recommendation: Recommendation, data: Data) -> Part:
    """Agrees one more part of an action, with an owner and a date of its own."""
    part = Part(
        unit_id=recommendation.unit_id, recommendation=recommendation, label=data["label"].strip().rstrip(".)"),
        agreed_action=data["agreed_action"], owner=data["owner"], due=data["due"],
    )  # fmt: skip
    with in_turn("edit", recommendation):
        write(actor, [Change(part, verb="edit")])
        _follow(actor, part, "edit")
    return part


def change_part(actor: Actor, part: Part, data: Data) -> None:
    """Words a part anew, or gives it another owner."""
    values = {"agreed_action": data["agreed_action"], "owner": data["owner"]}
    ACTS.write(actor, part, values, "edit", seen=data.get("seen_version"))


def _follow(actor: Actor, part: Part, verb: str) -> None:
    """What a recommendation takes over from its parts is written with them."""
    whole = Recommendation.objects.everything().filter(pk=part.recommendation_id).first()
    if whole is None:
        raise Invalid("The recommendation of this part was withdrawn: it is seen in the history only.")
    if following := following_parts(whole):
        write(actor, [Change(whole, following, verb, f"follows part {part.label}", follows=True)])


def following_parts(whole: Recommendation) -> dict[str, Any]:
    """What a recommendation takes over from its parts: that it has begun or goes on, the last of their dates, their owners.

    Invalid where the whole has ended and a part would be open again.
    """
    parts = list(Part.objects.everything().filter(recommendation=whole))
    values: dict[str, Any] = {}
    if any(part.state in OPEN for part in parts):
        if whole.state in ENDED:
            raise Invalid("The recommendation as a whole has ended: open that again first.")
        if whole.state == State.SAID_DONE:
            values |= NOT_DONE
    if whole.state == State.NOT_BEGUN and any(part.state != State.NOT_BEGUN for part in parts):
        values["state"] = State.IN_PROGRESS
    dates = [part.due for part in parts if part.due]
    if dates and whole.due and max(dates) > whole.due:
        values |= later_date(whole, max(dates))
    owners = sorted({post for part in parts for post in part.answerable_posts()})
    if owners != whole.part_owners:
        values["part_owners"] = owners
    return values
