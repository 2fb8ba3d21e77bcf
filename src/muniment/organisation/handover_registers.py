"""The registers of handovers and their items, declared."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from muniment.organisation import handing_over
from muniment.organisation.handing_over import FinishForm, Outcome, PlaceForm, State
from muniment.organisation.handovers import Handover, HandoverItem, HandoverVersion
from muniment.people.models import Person
from muniment.registers.access import Access, Actor
from muniment.registers.filters import by_unit
from muniment.registers.gathering import gathered
from muniment.registers.register import Asked, Column, DutyRule, Flag, Moment, Register, Step, registry
from muniment.registers.verbs import Verb, verbs

verbs.add(
    Verb("hand_over", _("Handover opened")),
    Verb("place", _("Given to whoever goes on with it")),
    Verb("finish", _("Handover finished")),
)


def _page(person: Person, handover: Any, moment: Moment) -> Mapping[str, Any]:
    """Its items, each with its record as far as the person may see it, and what is asked of the post."""
    if moment.as_at is not None:
        return {}
    items = list(
        HandoverItem.objects.everything()
        .filter(handover=handover.pk)
        .select_related("to_post")
        .order_by("in_register", "number")
    )
    found = gathered(((item.in_register, item.number) for item in items), person)
    return {
        "items": [(item, found.get((item.in_register, item.number))) for item in items],
        "left": sum(not item.outcome for item in items),
    }  # fmt: skip


def _refuse_item(_actor: Actor, verb: str, item: Any) -> str:
    return str(_("This handover is finished.")) if verb == "place" and item.handover.state == State.FINISHED else ""


def _asked(handovers: Any) -> list[Asked]:
    """The post itself, and the one above it, until it is finished."""
    return [
        Asked(each, post, each.last_day, None) for each in handovers if each.state == State.OPEN for post in each.answerable_posts()
    ]  # fmt: skip


ACCESS = Access.of(
    own="read edit place finish comment attach", ig_manager="read hand_over edit place finish comment attach",
    ig_officer="read hand_over edit place finish comment", admin="read hand_over edit place finish",
    line_manager="read hand_over edit place finish comment", records_manager="read", siro="read", auditor="read",
)  # fmt: skip

registry.add(
    Register(
        slug="handovers", model=Handover, title="Handovers", one="handover", section="Organisation", access=ACCESS,
        about="Who leaves a post or is away for long, and who goes on with what the post answers for.",
        columns=(
            Column("person", "Person", "person__name"), Column("post", "Post", "post__title"), Column("kind", "What happens", "kind,last_day"),
            Column("last_day", "Last day", "last_day"), Column("state", "State", "state,last_day"), Column("finished_on", "Finished", "finished_on", shown=False),
        ),
        sort="-last_day", key=("person", "post", "last_day"), search=("person__name", "post__title", "knows"),
        related=("person", "post", "post__reports_to", "unit"), creatable=False,
        filters=by_unit(),
        flags=(Flag("unfinished", "Open", lambda _m: Q(state=State.OPEN), "Handovers in which a record has nobody yet, or that nobody has finished."),),
        steps=(
            Step("note", "edit", _("Write down what they know"), frozenset({State.OPEN}), handing_over.KnowsForm, handing_over.write_down),
            Step("place-rest", "place", _("Say who goes on with the rest"), frozenset({State.OPEN}), PlaceForm, handing_over.place_rest,
                 explain=_("It holds for all records of this handover that nobody has decided.")),
            Step("finish", "finish", _("Finish it"), frozenset({State.OPEN}), FinishForm, handing_over.finish, main=True),
        ),
        duties=(DutyRule("finish", _("Hand over"), "finish", _asked, "finish"),),
        past=HandoverVersion, page=_page, comments=True, evidence=True, open_states=frozenset({State.OPEN}),
        colour=lambda each: "amber" if each.state == State.OPEN else "green",
    )
)  # fmt: skip
registry.add(
    Register(
        slug="handover-items", model=HandoverItem, title="Items of handovers", one="item of a handover", section="Organisation", access=ACCESS,
        about="Each record of each handover, and who goes on with it.",
        columns=(
            Column("in_register", "Register", "in_register,number"), Column("number", "Number", numeric=True),
            Column("outcome", "Who goes on with it", "outcome,in_register"), Column("to_post", "The other post", "to_post__title"),
        ),
        sort="in_register,number", key=("in_register", "number", "handover"), search=("in_register",),
        related=("handover", "handover__post", "handover__person", "to_post", "unit"), creatable=False, in_menu=False, seen_with="handover", refuse=_refuse_item,
        flags=(Flag("vacant", "Vacant", lambda _m: Q(outcome=Outcome.VACANT), "Records that nobody goes on with."),),
        steps=(Step("place", "place", _("Say who goes on with it"), frozenset({""}), PlaceForm, handing_over.place, main=True),),
    )
)  # fmt: skip
