"""What the Local Government Transparency Code 2015 has a council publish as open data, and what the council adds of its own."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from muniment import clock
from muniment.people.models import Post
from muniment.publication import transparency_periods as periods
from muniment.publication.scheme_items import OPEN_GOVERNMENT_LICENCE
from muniment.publication.web_addresses import LONGEST, web_address
from muniment.registers.record import Record, versions_of

# A year of open data ends with a month; each is told by its last day, as the finance officer says it.
YEAR_ENDS = [
    (1, _("31 January")), (2, _("end of February")), (3, _("31 March")), (4, _("30 April")), (5, _("31 May")), (6, _("30 June")),
    (7, _("31 July")), (8, _("31 August")), (9, _("30 September")), (10, _("31 October")), (11, _("30 November")), (12, _("31 December")),
]  # fmt: skip


class TransparencyItem(Record):
    """One data set that is published again and again. `owner` publishes it for each period."""

    class Often(models.TextChoices):
        MONTH = periods.MONTH, _("Every month")
        QUARTER = periods.QUARTER, _("Every quarter")
        YEAR = periods.YEAR, _("Every year")
        ONCE = periods.ONCE, _("Once")

    class Basis(models.TextChoices):
        LAW = "required_by_law", _("Required by law")
        RECOMMENDED = "recommended", _("Recommended by the Code")
        OWN = "own_choice", _("The council's own choice")

    class State(models.TextChoices):
        LIVE = "kept_up", _("Published")
        ENDED = "no_longer_kept_up", _("Withdrawn")

    name = models.CharField(_("item"), max_length=200)
    code_number = models.PositiveSmallIntegerField(
        _("number in the Code"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(15)],
        help_text=_("1 to 15. Leave empty for an item of the council's own."),
    )  # fmt: skip
    about = models.TextField(_("what it holds"), blank=True, help_text=_("The public reads this: name no person."))
    how_often = models.CharField(_("how often"), max_length=8, choices=Often.choices)
    year_ends = models.PositiveSmallIntegerField(
        _("its year ends on"), choices=YEAR_ENDS, default=3, help_text=_("Asked of what is published every year.")
    )
    begins = models.DateField(
        _("first published for the period of"), default=clock.today,
        help_text=_("A day in the first period that is kept here. No earlier period is asked for."),
    )  # fmt: skip
    basis = models.CharField(_("why it is published"), max_length=16, choices=Basis.choices)
    owner = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, verbose_name=_("owner"), related_name="+",
        help_text=_("The public is told the title of this post, and not who holds it."),
    )  # fmt: skip
    address = models.CharField(
        _("where it is published"), max_length=LONGEST, blank=True, validators=[web_address],
        help_text=_("The page on which all its periods stand. It begins with https:// or http://."),
    )  # fmt: skip
    licence = models.CharField(_("licence"), max_length=200, blank=True, default=OPEN_GOVERNMENT_LICENCE)
    redaction_policy = models.TextField(
        _("what is left out, and why"), blank=True, help_text=_("The rule for every period: names of private persons who are paid, say.")
    )  # fmt: skip
    state = models.CharField(_("state"), max_length=18, choices=State.choices, default=State.LIVE, editable=False)
    ended_reason = models.TextField(_("why it was withdrawn"), blank=True, editable=False)

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["name", "unit"], name="transparency_item_once_in_unit",
                violation_error_message=_("This service has an item of this name already."),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Its periods can be worked out, and what the Code asks for says that the law does."""
        super().clean()
        wrong: dict[str, Any] = {}
        if self.begins and not periods.FIRST_YEAR <= self.begins.year <= periods.LAST_YEAR:
            wrong["begins"] = _("Choose a day in this century.")
        if self.code_number and self.basis == self.Basis.OWN:
            wrong["basis"] = _("It has a number in the Code, so the Code asks for it.")
        if wrong:
            raise ValidationError(wrong)

    def answerable_posts(self) -> frozenset[int]:
        return frozenset({self.owner_id} if self.owner_id else ())

    def period_of(self, day: Any) -> periods.Period:
        """The period of this item in which a day lies."""
        return periods.period_of(self.how_often, day, self.year_ends)


TransparencyItemVersion = versions_of(TransparencyItem)
State, Often = TransparencyItem.State, TransparencyItem.Often
