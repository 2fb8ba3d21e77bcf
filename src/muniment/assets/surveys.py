"""Surveys of what is held: a campaign asks each service what it has; each asset that a service speaks of is a line of its return."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from muniment.assets.information_assets import InformationAsset
from muniment.people.models import Post, Unit
from muniment.registers.record import Record, versions_of

CHASE_MOST = 60  # days
MOST_SHOWN = 500


class SurveyCampaign(Record):
    """One survey. `unit` is the part of the council whose services are asked, `owner` the post that runs it."""

    class State(models.TextChoices):
        PREPARED = "prepared", _("Prepared")
        RUNNING = "running", _("Running")
        OVER = "over", _("Over")

    name = models.CharField(_("name"), max_length=200)
    asks = models.TextField(
        _("what the services are asked"), help_text=_("They read this above the form, and in the letter that brings the link.")
    )  # fmt: skip
    owner = models.ForeignKey(
        Post, models.PROTECT, verbose_name=_("who runs it"), related_name="+", help_text=_("Services turn to this post with questions.")
    )  # fmt: skip
    closes_on = models.DateField(_("answers by"))
    chase_every = models.PositiveSmallIntegerField(
        _("days between reminders"), default=7, validators=[MaxValueValidator(CHASE_MOST)],
        help_text=_("A service that has not answered gets a letter with a new link so often. 0 is never."),
    )  # fmt: skip
    opened_on = models.DateField(_("opened on"), null=True, blank=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PREPARED, editable=False)

    class Meta:
        ordering: ClassVar = ["-closes_on"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["name", "unit"], name="campaign_named_once_in_unit",
                violation_error_message=_("There is a campaign of this name already."),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    def answerable_posts(self) -> frozenset[int]:
        return frozenset({self.owner_id} if self.owner_id else ())


class SurveyReturn(Record):
    """What one service (`unit`) answers to one campaign. `post` is asked: by default the highest of the service."""

    class State(models.TextChoices):
        TO_ANSWER = "to_answer", _("Not begun")
        ANSWERING = "answering", _("Begun")
        HANDED_IN = "handed_in", _("Handed in")

    campaign = models.ForeignKey(
        SurveyCampaign, models.PROTECT, verbose_name=_("campaign"), related_name="returns", editable=False
    )
    post = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, verbose_name=_("who is asked"), related_name="+"
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.TO_ANSWER, editable=False)
    letters = models.PositiveSmallIntegerField(_("letters sent"), default=0, editable=False)
    written_on = models.DateField(_("last letter"), null=True, blank=True, editable=False)
    handed_in_on = models.DateField(_("handed in on"), null=True, blank=True, editable=False)
    remark = models.TextField(_("what they say besides"), blank=True, editable=False)
    still_wanted = models.TextField(_("what is still wanted"), blank=True, editable=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["campaign", "unit"], name="service_asked_once_in_campaign")
        ]

    def __str__(self) -> str:
        return f"{self.unit}: {self.campaign}"

    def clean(self) -> None:
        """A post of another body would learn what this service holds."""
        super().clean()
        if self.post is not None and self.post.unit.body_id != self.unit.body_id:
            raise ValidationError({"post": _("Choose a post of the same body.")})

    def answerable_posts(self) -> frozenset[int]:
        return frozenset({self.post_id} if self.post_id else ())

    @property
    def running(self) -> bool:
        return bool(self.campaign.state == SurveyCampaign.State.RUNNING)

    def said(self) -> Any:
        """Each asset of which the service spoke or is asked, with how it stands; of a page's length and no more."""
        rows = SurveyLine.objects.everything().filter(survey_return=self.pk).select_related("asset", "unit")
        return rows.order_by("answer", "asset__name", "pk")[:MOST_SHOWN]

    def has_unanswered(self) -> bool:
        """Whether the service has not spoken yet of an asset that the register knows."""
        return self.lines.filter(state=SurveyLine.State.UNANSWERED, withdrawn=False).exists()


class SurveyLine(Record):
    """What a service says of one asset: of one that the register knew, or of one that it listed, which is then a draft."""

    class Answer(models.TextChoices):
        STILL = "still", _("Still as the register says")
        CHANGED = "altered", _("Still there, but not as the register says")
        GONE = "gone_now", _("Not there any more")
        NOT_OURS = "not_ours", _("There, but not with this service")
        LISTED = "listed", _("Listed by the service")

    class State(models.TextChoices):
        UNANSWERED = "unanswered", _("Not answered")
        TO_DECIDE = "to_decide", _("To be decided")
        TAKEN = "taken_in", _("Taken into the register")
        TURNED_DOWN = "turned_down", _("Turned down")
        SETTLED = "nothing_to_do", _("Nothing to do")

    survey_return = models.ForeignKey(
        SurveyReturn, models.PROTECT, verbose_name=_("return"), related_name="lines", editable=False
    )
    asset = models.ForeignKey(
        InformationAsset, models.PROTECT, verbose_name=_("asset"), related_name="survey_lines", editable=False
    )
    answer = models.CharField(
        _("what the service says"), max_length=10, choices=Answer.choices, blank=True, editable=False
    )
    remark = models.TextField(_("in its words"), blank=True, editable=False)
    state = models.CharField(_("state"), max_length=14, choices=State.choices, default=State.UNANSWERED, editable=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["survey_return", "asset"], name="asset_once_in_return")
        ]

    def __str__(self) -> str:
        return str(self.asset)

    def answerable_posts(self) -> frozenset[int]:
        """Who answers for the return, now: where another post is asked, the write path derives it anew."""
        return self.survey_return.answerable_posts()


SurveyCampaignVersion = versions_of(SurveyCampaign)
SurveyReturnVersion = versions_of(SurveyReturn)


def services_below(unit: Unit) -> list[Unit]:
    """The units below one, which a campaign of it may ask; the unit itself where it has none."""
    ids = Unit.objects.subtree([unit.pk]) - {unit.pk}
    return list(Unit.objects.filter(pk__in=ids or {unit.pk}).order_by("name"))


def heads_of(units: list[Unit]) -> dict[int, Post]:
    """The highest post of each unit, by the unit: the one that reports to nobody in it, and of several the first by title."""
    posts = list(Post.objects.filter(unit__in=units).order_by("title"))
    there = {post.pk: post.unit_id for post in posts}
    found: dict[int, Post] = {}
    for post in posts:
        if there.get(post.reports_to_id) != post.unit_id:
            found.setdefault(post.unit_id, post)
    return found
