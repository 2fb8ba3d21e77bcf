"""Audits and their opinions, the plans that answer them, recommendations with their agreed actions, and the papers they came from."""

from datetime import date
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from muniment.actions.models import ActionFacts, AgreedAction, Extension
from muniment.people.models import Directory, Person, Post
from muniment.registers.record import Record, Rows, versions_of


class RatingScale(models.Model):
    """The words in which an auditor gives an opinion: data, since councils and auditors differ."""

    name = models.CharField(_("name"), max_length=200, unique=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    objects = Directory.as_manager()

    def __str__(self) -> str:
        return self.name


class Rating(models.Model):
    """One opinion of a scale, the best first. `colour` is the colour of its tag, which always has its words too."""

    class Colour(models.TextChoices):
        GREEN = "green", _("green")
        YELLOW = "yellow", _("yellow")
        AMBER = "amber", _("amber")
        RED = "red", _("red")

    scale = models.ForeignKey(RatingScale, models.PROTECT, related_name="ratings", verbose_name=_("scale"))
    order = models.PositiveSmallIntegerField(_("place in the scale, the best is 0"))
    label = models.CharField(_("opinion"), max_length=100)
    definition = models.TextField(_("what it means"))
    colour = models.CharField(_("colour"), max_length=10, choices=Colour.choices)
    version = models.PositiveIntegerField(default=1, editable=False)
    objects = Directory.as_manager()

    class Meta:
        ordering: ClassVar = ["scale", "order"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["scale", "label"], name="rating_once_in_scale")]

    def __str__(self) -> str:
        return self.label

    def choice_label(self) -> str:
        return f"{self.scale}: {self.label}"


class Audit(Record):
    """An audit and its opinion."""

    title = models.CharField(_("title"), max_length=200)
    auditor = models.CharField(_("auditor"), max_length=200)
    scale = models.ForeignKey(RatingScale, models.PROTECT, verbose_name=_("rating scale"), related_name="+")
    opinion = models.ForeignKey(
        Rating, models.PROTECT, null=True, blank=True, verbose_name=_("overall opinion"), related_name="+"
    )
    reported_on = models.DateField(_("reported on"), null=True, blank=True)
    follow_up_on = models.DateField(_("follow-up expected"), null=True, blank=True)
    summary = models.TextField(_("what the auditor found"), blank=True)

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        if self.opinion is not None and self.scale_id and self.opinion.scale_id != self.scale_id:
            raise ValidationError({"opinion": _("This opinion is not one of the scale that you chose.")})

    def scope_areas(self) -> models.QuerySet["ScopeArea"]:
        return self.areas.filter(withdrawn=False).select_related("opinion")


class ScopeArea(Record):
    """One area that an audit looked at, with an opinion of its own."""

    audit = models.ForeignKey(Audit, models.PROTECT, related_name="areas", verbose_name=_("audit"))
    name = models.CharField(_("area"), max_length=200)
    opinion = models.ForeignKey(
        Rating, models.PROTECT, null=True, blank=True, verbose_name=_("opinion"), related_name="+"
    )

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["audit", "name"], name="area_once_in_audit")]

    def __str__(self) -> str:
        return self.name


class Plan(Record):
    """What the council answers to an audit: the recommendations and what it agreed to do."""

    title = models.CharField(_("title"), max_length=200)
    audit = models.ForeignKey(
        Audit, models.PROTECT, null=True, blank=True, related_name="plans", verbose_name=_("audit")
    )
    owner = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, verbose_name=_("owner"), related_name="+")
    agreed_on = models.DateField(_("agreed on"), null=True, blank=True)
    about = models.TextField(_("about this plan"), blank=True)
    # Set by whoever freezes a report of this plan, so that the plan can say what has changed since.
    reported_as_at = models.DateField(_("last reported as at"), null=True, blank=True, editable=False)
    # Found once for each plan at hand: `figures.known_since`.
    known_since: date | None = None

    def __str__(self) -> str:
        return self.title

    def answerable_posts(self) -> frozenset[int]:
        return frozenset({self.owner_id} if self.owner_id else ())


class RecommendationFacts(ActionFacts):
    """What can be said of a recommendation, now or as it once stood."""

    reference: str
    title: str
    agreed_action: str

    def __str__(self) -> str:
        return f"{self.reference} {self.heading()}"

    def heading(self) -> str:
        return self.title or shortened(self.agreed_action)


def shortened(text: str, length: int = 110) -> str:
    """The first words of a text, for headings and links."""
    text = " ".join(text.split())
    return text if len(text) <= length else text[:length].rsplit(" ", 1)[0].rstrip(",;:") + " …"


class Acceptance(models.TextChoices):
    ACCEPTED = "accepted", _("Accepted")
    PARTLY = "partly", _("Partly accepted")
    REJECTED = "rejected", _("Rejected")


class Recommendation(RecommendationFacts, AgreedAction):
    """What the auditor recommended and what the council agreed to do about it. The reference is kept as given, gaps and all."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="recommendations", verbose_name=_("plan"))
    reference = models.CharField(_("reference"), max_length=60)
    position = models.PositiveIntegerField(default=0, editable=False)
    theme = models.CharField(_("theme"), max_length=200, blank=True)
    title = models.CharField(_("short title"), max_length=200, blank=True)
    recommendation = models.TextField(_("the auditor wrote"), blank=True)
    priority = models.CharField(_("priority"), max_length=60, blank=True)
    acceptance = models.CharField(
        _("acceptance"), max_length=10, choices=Acceptance.choices, default=Acceptance.ACCEPTED
    )
    acceptance_reason = models.TextField(_("why partly or not accepted"), blank=True)
    part_owners = models.JSONField(default=list, editable=False)
    place = models.CharField(_("place in the paper"), max_length=200, blank=True, editable=False)
    status_reason = models.TextField(blank=True, editable=False)

    class Meta(AgreedAction.Meta):
        abstract = False
        constraints: ClassVar = [
            *AgreedAction.Meta.constraints,
            models.UniqueConstraint(fields=["plan", "reference"], name="reference_once_in_plan"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "due"], name="recommendations_by_state"),
            # One for each order that the list offers, the key last: a page is a walk of one of them, however far in.
            models.Index(fields=["plan", "position", "reference", "id"], name="recommendation_order"),
            models.Index(fields=["theme", "position", "id"], name="recommendation_by_theme"),
            models.Index(fields=["due", "id"], name="recommendation_by_due"),
            models.Index(fields=["state", "id"], name="recommendation_by_state"),
            models.Index(fields=["priority", "id"], name="recommendation_by_priority"),
            # All that a filter counts by: read instead of the rows, which are long.
            models.Index(
                fields=["unit", "withdrawn", "plan", "theme", "state", "owner", "acceptance"],
                name="recommendations_counted",
            ),
            # Of what is rare a list would walk the whole register to fill a page.
            models.Index(
                fields=["plan", "position", "reference", "id"],
                condition=~models.Q(approval_pending=""),
                name="awaiting_approval",
            ),
            models.Index(
                fields=["plan", "position", "reference", "id"],
                condition=models.Q(extension_asked=True),
                name="later_date_asked",
            ),
        ]

    def answerable_posts(self) -> frozenset[int]:
        """The owners of its parts answer for it too."""
        return super().answerable_posts() | frozenset(self.part_owners)


class PartFacts(ActionFacts):
    """What can be said of a part, now or as it once stood."""

    label: str
    agreed_action: str

    def __str__(self) -> str:
        return f"{self.label}) {shortened(self.agreed_action)}"


class Part(PartFacts, AgreedAction):
    """One part of an agreed action, with its own owner, date and keys."""

    recommendation = models.ForeignKey(
        Recommendation, models.PROTECT, related_name="parts", verbose_name=_("recommendation")
    )
    label = models.CharField(_("part"), max_length=20)

    class Meta(AgreedAction.Meta):
        abstract = False
        constraints: ClassVar = [
            *AgreedAction.Meta.constraints,
            models.UniqueConstraint(fields=["recommendation", "label"], name="part_once_in_recommendation"),
        ]


class RecommendationExtension(Extension):
    """A later date asked for a recommendation, or for one part of it."""

    recommendation = models.ForeignKey(
        Recommendation, models.PROTECT, related_name="extensions", verbose_name=_("recommendation")
    )
    part = models.ForeignKey(
        Part, models.PROTECT, null=True, blank=True, related_name="extensions", verbose_name=_("part")
    )

    class Meta(Extension.Meta):
        abstract = False

    def answerable_posts(self) -> frozenset[int]:
        return self.recommendation.answerable_posts()

    @property
    def action(self) -> AgreedAction:
        return self.part or self.recommendation


class Dependency(Record):
    """One recommendation that waits for another. `words` are the paper's or the person's own."""

    recommendation = models.ForeignKey(
        Recommendation, models.PROTECT, related_name="waits_for", verbose_name=_("recommendation")
    )
    needs = models.ForeignKey(Recommendation, models.PROTECT, related_name="awaited_by", verbose_name=_("waits for"))
    words = models.CharField(_("in whose words"), max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["recommendation", "needs"], name="dependency_once"),
            models.CheckConstraint(
                condition=~models.Q(recommendation=models.F("needs")), name="nothing_waits_for_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recommendation.reference} waits for {self.needs.reference}"


class ImportRows(Rows):
    """Imported papers. A preview is nobody's but its maker's until it is applied."""

    def visible_to(self, person: Person) -> Self:
        return super().visible_to(person).filter(~models.Q(state="previewed") | models.Q(maker=person))


class PlanImport(Record):
    """One reading of a paper into a plan: what it said, what was chosen, what came of it; it can be undone."""

    class State(models.TextChoices):
        PREVIEWED = "previewed", _("Previewed")
        APPLIED = "applied", _("Applied")
        UNDONE = "undone", _("Undone")

    plan = models.ForeignKey(
        Plan, models.PROTECT, null=True, blank=True, related_name="imports", verbose_name=_("plan")
    )
    title = models.CharField(_("title of the plan"), max_length=200)
    name = models.CharField(_("file"), max_length=255)
    sha256 = models.CharField(max_length=64)
    position = models.DateField(_("the day the paper speaks for"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PREVIEWED)
    mapping = models.JSONField(default=list, blank=True)
    choices = models.JSONField(default=dict, blank=True)
    reading = models.JSONField(default=list, blank=True)
    # How many rows were new, changed, left to a person, the same, and missing from the paper.
    counts = models.JSONField(default=dict, blank=True)
    made_by = models.CharField(_("imported by"), max_length=300)
    maker = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", editable=False)
    made_at = models.DateTimeField(_("imported"))
    batch = models.CharField(max_length=40, blank=True)
    objects: ClassVar[Any] = ImportRows.as_manager()

    def __str__(self) -> str:
        return self.name

    def came_of_it(self) -> str:
        """How many rows were new, changed, and so on, in words."""
        from muniment.assurance.import_pages import counts_in_words  # noqa: PLC0415 - words are a page's, this its list

        return ", ".join(f"{number} {label}" for number, label in counts_in_words(self.counts))


class FindingRows(Rows):
    """Findings; `weight` is what they are ordered by: what cannot hold before what is only to be known."""

    def standing(self) -> Self:
        order = [models.When(severity=value, then=number) for number, value in enumerate(PlanFinding.Severity.values)]
        return super().standing().annotate(weight=models.Case(*order, default=len(order)))


class PlanFinding(Record):
    """Something that a paper says against itself, and what a person decided about it. The paper's value is never changed."""

    class Decision(models.TextChoices):
        OPEN = "open", _("Open")
        RIGHT = "right", _("The finding is right")
        NO_MATTER = "no_matter", _("Of no matter")

    class Severity(models.TextChoices):
        ERROR = "error", _("Cannot hold")
        WARNING = "warning", _("Probably wrong")
        NOTE = "note", _("To be known")

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="findings", verbose_name=_("plan"))
    paper = models.ForeignKey(PlanImport, models.PROTECT, related_name="findings", verbose_name=_("paper"))
    rule = models.CharField(_("rule"), max_length=40)
    severity = models.CharField(_("severity"), max_length=10, choices=Severity.choices)
    place = models.CharField(_("place"), max_length=200)
    message = models.TextField(_("finding"))
    quote = models.TextField(_("the paper says"), blank=True)
    stated = models.CharField(_("stated"), max_length=300, blank=True)
    computed = models.CharField(_("computed"), max_length=300, blank=True)
    proposal = models.TextField(_("what would repair it"), blank=True)
    refs = models.JSONField(default=list, blank=True)
    state = models.CharField(_("decision"), max_length=10, choices=Decision.choices, default=Decision.OPEN)
    decision_reason = models.TextField(_("reason for the decision"), blank=True)
    objects: ClassVar[Any] = FindingRows.as_manager()
    # What the rows compute, beside the fields, and lists may be ordered by.
    computed_names: ClassVar = frozenset({"weight"})

    def __str__(self) -> str:
        return shortened(self.message)

    def severity_label(self) -> str:
        return str(self.Severity(self.severity).label)

    def decision_label(self) -> str:
        return str(self.Decision(self.state).label)


PlanVersion = versions_of(Plan)
RecommendationVersion = versions_of(Recommendation, RecommendationFacts)
PartVersion = versions_of(Part, PartFacts)
RecommendationExtensionVersion = versions_of(RecommendationExtension)
DependencyVersion = versions_of(Dependency)
