"""Tasks of data quality: what a steward puts right in a data set, by when, and that it is done."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from muniment import clock
from muniment.assets.information_assets import InformationAsset
from muniment.people.models import Post
from muniment.registers.access import Access, Actor
from muniment.registers.filters import by_choice, by_post, gone_by
from muniment.registers.forms import WhyForm
from muniment.registers.record import Beside, Record, versions_of
from muniment.registers.register import Asked, Column, DutyRule, Flag, Register, Step, registry
from muniment.registers.services import Change, write
from muniment.registers.verbs import Verb, verbs

verbs.add(Verb("finish_task", _("Put right"), by_link=True))


class DataTask(Beside, Record):
    """One thing to put right in an asset. `steward` does it: by default the asset's, or where it has none its data owner or owner."""

    beside = "asset"

    class State(models.TextChoices):
        TO_DO = "to_put_right", _("To put right")
        DONE = "put_right", _("Put right")

    asset = models.ForeignKey(InformationAsset, models.PROTECT, verbose_name=_("asset"), related_name="data_tasks")
    what = models.CharField(
        _("what is to be put right"), max_length=300, help_text=_("Two customers for one address, say; dates of birth that are missing.")
    )  # fmt: skip
    measure = models.CharField(
        _("how one sees that it is"), max_length=300, blank=True, help_text=_("A count that goes down, a report that is empty.")
    )  # fmt: skip
    steward = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, verbose_name=_("data steward"), related_name="+",
        help_text=_("Leave empty to have the asset's own."),
    )  # fmt: skip
    due = models.DateField(_("by"), null=True, blank=True)
    done_on = models.DateField(_("put right on"), null=True, blank=True, editable=False)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.TO_DO, editable=False)

    class Meta:
        ordering: ClassVar = ["due", "id"]

    def __str__(self) -> str:
        return self.what

    def clean(self) -> None:
        """Somebody does it where the asset has anybody."""
        super().clean()
        if self.asset_id and self.steward_id is None:
            self.steward_id = self.asset.steward_id or self.asset.data_owner_id or self.asset.owner_id

    def answerable_posts(self) -> frozenset[int]:
        return frozenset({self.steward_id} if self.steward_id else ())


DataTaskVersion = versions_of(DataTask)
State = DataTask.State


def _finish(actor: Actor, task: Any, data: Mapping[str, Any]) -> None:
    values = {"state": State.DONE, "done_on": clock.today()}
    write(actor, [Change(task, values, "finish_task", data["why"], data.get("seen_version"))])


RUNS = "read create edit finish_task comment attach"
registry.add(
    Register(
        slug="data-tasks", model=DataTask, title="Data quality", many="tasks of data quality", one="task of data quality", section="Owners and access",
        access=Access.of(own="read create edit finish_task comment attach", ig_manager=RUNS, ig_officer=RUNS, data_steward="read create comment", data_owner="read create comment",
                         asset_owner="read create comment", line_manager="read", auditor="read comment"),
        about="What data stewards put right in their data sets, by when, and how one sees that it is right.",
        columns=(
            Column("what", "What is to be put right", "what"), Column("asset", "Asset", "asset__name"), Column("steward", "Data steward", "steward__title"), Column("due", "By", "due"),
            Column("state", "State", "state,what", template="registers/cells/state.html"), Column("done_on", "Put right on", "done_on", shown=False), Column("unit", "Service", "unit__name", shown=False),
        ),
        sort="what", key=("what", "asset"), search=("what", "measure", "asset__name"), related=("asset", "steward", "unit"), fields=("asset", "what", "measure", "steward", "due"),
        filters=(by_post("steward", "Data steward"), by_choice(DataTask, "state")),
        flags=(
            gone_by("late", "Late", "due", "Tasks whose day has passed.", among=Q(state=State.TO_DO)),
            Flag("no_steward", "No steward", lambda _m: Q(steward=None, state=State.TO_DO), "Tasks that nobody does."),
        ),
        steps=(Step("finish", "finish_task", _("It is put right"), frozenset({State.TO_DO}), WhyForm, _finish, main=True),),
        duties=(DutyRule("task", _("Put right"), "finish_task", lambda tasks: [Asked(each, each.steward_id, each.due) for each in tasks if each.state == State.TO_DO], "finish"),),
        past=DataTaskVersion, evidence=True, comments=True, open_states=frozenset({State.TO_DO}),
        colour=lambda each: "green" if each.state == State.DONE else "amber",
    )
)  # fmt: skip
