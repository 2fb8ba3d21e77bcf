"""A request about own data brought to who holds the data: what holds data of such people, with its owners, and a task for each that is chosen."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django import forms
from django.db import transaction
from django.db.models import Q
from django.utils.html import format_html
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _

from muniment.assets.bonds import HOLDS, USES
from muniment.assets.information_assets import HELD, InformationAsset
from muniment.people.models import Person, Post
from muniment.privacy.activities import ProcessingActivity
from muniment.registers import history, links
from muniment.registers.access import Actor
from muniment.registers.errors import Invalid
from muniment.registers.forms import Day, Lines, Prose
from muniment.registers.models import Link
from muniment.registers.record import register_of
from muniment.registers.register import Step
from muniment.registers.services import Change, write
from muniment.requests.asked import OPEN
from muniment.requests.tasks import RightsTask
from muniment.requests.whose import beginnings, fitting, groups_in

SEARCHES = "searches_for_person"
MOST = 200  # of one register: nobody asks more for one person
TITLE = 200


@dataclass(frozen=True, slots=True)
class Holder:
    """An asset, a system or an activity that may hold the person's data: why, whom to ask, and the task that asks already."""

    record: Any
    reason: str
    post: Post | None
    task: Any = None

    @property
    def key(self) -> str:
        """As a form names it."""
        return f"{register_of(type(self.record)).slug}-{self.record.pk}"

    @property
    def words(self) -> str:
        """What it is, why it is offered, and who is asked."""
        register = register_of(type(self.record))
        return said("%(who)s: %(what)s (%(one)s; %(reason)s)") % {
            "who": self.post.title if self.post else said("Nobody owns it"), "what": self.record, "one": register.one, "reason": self.reason,
        }  # fmt: skip

    @property
    def line(self) -> Any:
        """Why it is not offered, with the way to it."""
        told = said("asked already: %(who)s") % {"who": self.task.post} if self.task else said("nobody owns it: find an owner first")  # fmt: skip
        slug = register_of(type(self.record)).slug
        return format_html('<a href="/{}/{}/">{}</a> ({})', slug, self.record.pk, self.record, told)


def holders_of(person: Person, request: Any) -> list[Holder]:
    """What may hold data of the groups of people that the request names, of what the person may see. A few queries, whatever the number."""
    groups = groups_in(request.subject_groups)
    if not groups:
        return []
    found: dict[tuple[str, int], tuple[Any, str]] = {}
    for record in _named(person, InformationAsset, groups, Q(personal_data=True, state__in=HELD)):
        _keep(found, record, ", ".join(fitting(groups, record.subjects)))
    for record in _named(person, ProcessingActivity, groups, ~Q(state=ProcessingActivity.State.ENDED)):
        _keep(found, record, ", ".join(fitting(groups, record.subjects)))
    for activity, asset in _linked(person, USES, "processing-activities", "assets", found):
        _keep(found, asset, said("used for %(activity)s") % {"activity": activity})
    for asset, system in _linked(person, HOLDS, "assets", "systems", found):
        _keep(found, system, said("holds %(asset)s") % {"asset": asset})
    tasks = _asked(request)
    return [Holder(record, reason, _whom(record), tasks.get(key)) for key, (record, reason) in found.items()]


def _keep(found: dict[tuple[str, int], tuple[Any, str]], record: Any, reason: str) -> None:
    found.setdefault((register_of(type(record)).slug, record.pk), (record, reason))


def _named(person: Person, model: Any, groups: list[str], among: Q) -> list[Any]:
    """The records whose words for the people fit."""
    near = reduce(or_, (Q(subjects__icontains=each) for each in beginnings(groups)))
    rows = model.objects.visible_to(person).filter(among, near).select_related("owner").order_by("name", "pk")
    return [each for each in rows if fitting(groups, each.subjects)][:MOST]


def _linked(person: Person, relation: str, here: str, there: str, found: Mapping[tuple[str, int], Any]) -> Iterator[tuple[Any, Any]]:  # fmt: skip
    """What stands at the other end of these links from what was found, whichever end the relation starts at."""
    keys = [pk for slug, pk in found if slug == here]
    touching = links.touching(here, keys) & (Q(from_register=there) | Q(to_register=there))
    pairs = [
        (each.from_record, each.to_record) if each.from_register == here else (each.to_record, each.from_record)
        for each in Link.objects.filter(touching, relation=relation, removed_at=None).order_by("pk")[: 2 * MOST]
    ]
    others = {each.pk: each for each in links.seen_rows(person, there, {other for _one, other in pairs})}
    for one, other in pairs:
        if other in others:
            yield found[here, one][0], others[other]


def _whom(record: Any) -> Post | None:
    """Who owns it; where nobody does, who manages it from day to day."""
    others = (getattr(record, name, None) for name in ("owner", "data_owner", "asset_owner", "technical_owner"))
    return next((each for each in others if each), None)


def _asked(request: Any) -> dict[tuple[str, int], Any]:
    """What tasks of this request search already. A task that was dropped searches nothing."""
    dropped = RightsTask.State.DROPPED
    tasks = {each.pk: each for each in request.tasks.filter(withdrawn=False).exclude(state=dropped).select_related("post")}  # fmt: skip
    rows = Link.objects.filter(relation=SEARCHES, from_register="rights-tasks", from_record__in=tasks, removed_at=None)
    return {(each.to_register, each.to_record): tasks[each.from_record] for each in rows}


class Holders(Lines):
    """Which of the holders; a programme names them as `assets-12`."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.widget = forms.CheckboxSelectMultiple()

    def clean(self, value: Any) -> Any:
        return super().clean("\n".join(value) if isinstance(value, list) else value)


class AskForm(forms.Form):
    """Whom to ask, what, and by when."""

    needs_record = needs_person = True
    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    holders = Holders(label=_("What may hold their data"), error_messages={"required": _("Choose at least one.")})
    question = Prose(
        label=_("What they are asked"), max_length=5000, rows=6,
        help_text=_("The words of the request, without anything that is not needed to find the data."),
    )  # fmt: skip
    due = Day(label=_("Wanted by"), help_text=_("Early enough that the answer can still be written."))

    def __init__(self, *args: Any, record: Any, person: Person | None = None, **options: Any) -> None:
        words = said("Find all that you hold about %(who)s.") % {"who": record.data_subject}
        options["initial"] = {"question": words, **(options.get("initial") or {})}
        super().__init__(*args, **options)
        if person is None:
            return
        offered = holders_of(person, record)
        free = [each for each in offered if each.post and not each.task]
        field = self.fields["holders"]
        field.widget.choices = [(each.key, each.words) for each in free]
        field.help_text = _told(record, offered, free)


def _told(request: Any, offered: list[Holder], free: list[Holder]) -> Any:
    """What is offered and what is not, and why."""
    if not groups_in(request.subject_groups):
        return said("Say first on the request which groups the person is of, by changing it: tenants, say, or staff.")
    rest = [each.line for each in offered if each not in free]
    told = said("Assets and activities that hold data of these people: %(groups)s; and the systems that hold those assets.") % {"groups": request.subject_groups}  # fmt: skip
    if not offered:
        told = said("Nothing in the registers is said to hold data of these people: %(groups)s.") % {"groups": request.subject_groups}  # fmt: skip
    if not rest:
        return told
    lines = reduce(lambda text, each: format_html("{}<br>{}", text, each), rest)
    return format_html("{} {} <br>{}", told, said("Not offered:"), lines)


def ask(actor: Actor, request: Any, data: Mapping[str, Any]) -> list[Any]:
    """A task for each owner of what is chosen, which names what is searched. Invalid where nothing is left to ask; nothing is asked twice."""
    chosen, question, due = list(data.get("holders") or ()), (data.get("question") or "").strip(), data.get("due")
    if not chosen or not question or due is None:
        raise Invalid(said("Say what is searched, what is asked, and by when."))
    if actor.person is None:
        raise Invalid(said("Sign in: what is offered is what you may see."))
    with transaction.atomic():
        history.take_turn()  # of two who ask at once, the second finds it asked
        if request.state not in OPEN:
            raise Invalid(said("The request is over: open it again first."))
        there = {each.key: each for each in holders_of(actor.person, request)}
        if strange := [key for key in chosen if key not in there or there[key].post is None]:
            told = said("%(key)s is not offered: look again.") % {"key": strange[0]}
            raise Invalid(told, {"holders": [told]})
        by_post: dict[Any, list[Holder]] = defaultdict(list)
        for each in (there[key] for key in dict.fromkeys(chosen)):
            if each.task is None:
                by_post[each.post].append(each)
        if not by_post:
            told = said("All of these were asked already.")
            raise Invalid(told, {"holders": [told]})
        made = [(_task(request, post, held, question, due), held) for post, held in by_post.items()]
        write(actor, [Change(task, verb="create") for task, _held in made])
        way = links.way_named(register_of(RightsTask), f"rights-tasks.{SEARCHES}.to")
        for task, held in made:
            for each in held:
                links.add(actor, task, way, each.record)
    return [task for task, _held in made]


def _task(request: Any, post: Any, held: Iterable[Holder], question: str, due: Any) -> RightsTask:
    what = ", ".join(str(each.record) for each in held)
    title = said("Own data in: %(what)s") % {"what": what}
    return RightsTask(
        request=request, post=post, question=question, due=due, title=title if len(title) <= TITLE else f"{title[: TITLE - 1]}…"
    )  # fmt: skip


ROUTE = Step(
    "ask-holders", "run_case", _("Ask who holds their data"), OPEN, AskForm, ask,
    explain=_("The registers say which assets and activities hold data of such people. Each owner who is chosen gets one task, which names what to search."),
)  # fmt: skip
