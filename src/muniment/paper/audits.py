"""Paper audits: somebody counted the boxes of a store, against what the register says stood there that day."""

from datetime import date
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q, Sum
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _

from muniment import clock
from muniment.assets.places import Place
from muniment.paper.counting import condition
from muniment.paper.deposits import STORES, PaperDeposit
from muniment.paper.trends import words
from muniment.people.models import Post
from muniment.registers.access import Access, Actor
from muniment.registers.forms import WhyForm
from muniment.registers.record import Record, versions_of
from muniment.registers.register import Asked, Column, DutyRule, Flag, Moment, Register, Step, registry
from muniment.registers.services import Change, write
from muniment.registers.verbs import Verb, verbs

verbs.add(Verb("explain", _("Difference explained")))


class AuditWords:
    """What can be said of a count, now or as it once stood."""

    def difference(self) -> str:
        """How many boxes there were too many or too few: "+3", "−12"."""
        told: Any = self
        apart = told.boxes_found - told.boxes_expected
        return f"{'+' if apart > 0 else '−'}{abs(apart):,}" if apart else "0"


class PaperAudit(AuditWords, Record):
    """One count of one store. What the register said of that day is kept beside it, so that a later entry changes no count."""

    class State(models.TextChoices):
        AGREES = "agrees", _("Agrees with the register")
        DIFFERS = "unequal", _("Differs")
        EXPLAINED = "explained", _("Differs, and is explained")

    store = models.ForeignKey(
        Place, models.PROTECT, verbose_name=_("store"), related_name="+", limit_choices_to={"kind__in": STORES}
    )
    counted_on = models.DateField(_("counted on"), default=clock.today)
    counter = models.ForeignKey(Post, models.PROTECT, verbose_name=_("counted by"), related_name="+")
    boxes_found = models.PositiveIntegerField(_("boxes counted"))
    boxes_expected = models.PositiveIntegerField(_("boxes in the register"), default=0, editable=False)
    not_counted = models.PositiveIntegerField(_("deposits without a number of boxes"), default=0, editable=False)
    note = models.TextField(
        _("what was noticed"), blank=True, help_text=_("Damp, boxes without a number, boxes of nobody.")
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.AGREES, editable=False)
    explanation = models.TextField(_("explanation"), blank=True, editable=False)

    class Meta:
        ordering: ClassVar = ["-counted_on", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["store", "counted_on"], name="store_counted_once_a_day", violation_error_message=_("This store was counted on that day already."),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.store}, {self.counted_on:%-d %B %Y}"

    def clean(self) -> None:
        """What the register says is looked up when the count is written down, and again only for another day or store."""
        super().clean()
        if self.counted_on and self.counted_on > clock.today():
            raise ValidationError({"counted_on": _("That day is still to come.")})
        if self.store_id and self.counted_on and self.boxes_found is not None and self.state != self.State.EXPLAINED:
            same = PaperAudit.objects.filter(pk=self.pk, store=self.store_id, counted_on=self.counted_on)
            if self._state.adding or not same.exists():
                self.boxes_expected, self.not_counted = expected(self.store_id, self.counted_on)
            apart = self.boxes_found != self.boxes_expected
            self.state = self.State.DIFFERS if apart else self.State.AGREES

    def answerable_posts(self) -> frozenset[int]:
        return frozenset(post for post in (self.counter_id, self.store.owner_id) if post)


PaperAuditVersion = versions_of(PaperAudit, AuditWords)
State = PaperAudit.State


def expected(store: int, day: date) -> tuple[int, int]:
    """The boxes that the register says stood in a store at the end of a day, and the deposits of which it does not know how many."""
    rows = PaperDeposit.objects.everything().filter(condition(words("standing", day), Moment(day)), store=store)
    found = rows.aggregate(all=Sum("boxes"), uncounted=models.Count("pk", filter=Q(boxes=None)))
    return found["all"] or 0, found["uncounted"]


def explain(actor: Actor, audit: Any, data: Any) -> None:
    """Where the difference comes from, and what was put right."""
    values = {"state": State.EXPLAINED, "explanation": data["why"]}
    write(actor, [Change(audit, values, "explain", data["why"], data.get("seen_version"))])


def _page(_person: Any, audit: Any, _moment: Moment) -> dict[str, Any]:
    told = said("%(found)s counted, %(expected)s in the register: %(apart)s.") % {
        "found": f"{audit.boxes_found:,}", "expected": f"{audit.boxes_expected:,}", "apart": audit.difference(),
    }  # fmt: skip
    if audit.not_counted:
        told += " " + said("Of %(n)s more deposits there the register does not say how many boxes they are.") % {
            "n": audit.not_counted
        }
    notes = [(said("The count."), told)]
    return {"notes": [*notes, (said("Explained:"), audit.explanation)] if audit.explanation else notes}


def _refuse(_actor: Actor, verb: str, audit: Any) -> str:
    """A count whose difference was explained stays as it was explained."""
    explained = verb == "edit" and audit.state == State.EXPLAINED
    return said("Its difference was explained as it stands: count the store again.") if explained else ""


KEEPER = "read create edit explain comment attach link import"
registry.add(
    Register(
        slug="paper-audits", model=PaperAudit, title="Paper audits", one="paper audit", section="What we hold",
        access=Access.of(
            own="read explain comment attach", records_manager=f"{KEEPER} undo", ig_officer=KEEPER, ig_manager="read create edit comment",
            siro="read", auditor="read create comment attach",
        ),
        about="Counts of the boxes in a store, against what the register says stood there on that day.",
        columns=(
            Column("store", "Store", "store__name"), Column("counted_on", "Counted on", "counted_on"), Column("boxes_found", "Counted", "boxes_found", numeric=True),
            Column("boxes_expected", "In the register", "boxes_expected", numeric=True), Column("difference", "Difference", reads=("boxes_found", "boxes_expected"), numeric=True),
            Column("get_state_display", "State", "state,counted_on", reads=("state",), template="registers/cells/state.html"), Column("counter", "Counted by", "counter__title"),
        ),
        sort="-counted_on", key=("store", "counted_on"), search=("store__name", "note", "explanation"), related=("store", "counter", "unit"),
        flags=(
            Flag("differs", "Not explained", lambda _m: Q(state=State.DIFFERS), "Counts that differ from the register, and nobody has said why."),
            Flag("too_few", "Too few boxes", lambda _m: Q(boxes_found__lt=F("boxes_expected")), "Fewer boxes were there than the register says."),
        ),
        fields=("store", "counted_on", "counter", "boxes_found", "note", "unit"),
        aliases={"counted_on": ("date", "date of count"), "boxes_found": ("boxes", "count"), "counter": ("auditor", "counted by")},
        steps=(
            Step("explain", "explain", _("Explain the difference"), frozenset({State.DIFFERS}), WhyForm, explain, main=True,
                 explain=_("Where the boxes are, or whose they are, and what was put right in the register. The count itself stays.")),
        ),
        duties=(
            DutyRule("explain", _("Explain the difference"), "explain", lambda audits: [
                Asked(each, None, since=each.counted_on) for each in audits if each.state == State.DIFFERS], "explain"),
        ),
        past=PaperAuditVersion, evidence=True, comments=True, page=_page, refuse=_refuse, open_states=frozenset({State.DIFFERS}),
        colour=lambda each: {State.AGREES: "green", State.DIFFERS: "red"}.get(each.state, "amber"),
    )
)  # fmt: skip
