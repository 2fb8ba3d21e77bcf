"""One row for each item of open data and each of its periods: when it is due, where it is, and whether it was in time."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _

from muniment import clock
from muniment.publication import transparency_periods as periods
from muniment.publication.transparency_items import TransparencyItem
from muniment.publication.web_addresses import LONGEST, web_address
from muniment.registers.record import Beside, Record, versions_of


class PublicationWords:
    """What can be said of a row, now or as it once stood."""

    def period(self) -> str:
        """Its period, as people read it."""
        told: Any = self
        return periods.in_words(periods.Period(told.period_first, told.period_last))

    def owner_title(self) -> str:
        """The post that publishes it."""
        told: Any = self
        return str(told.item.owner or "")

    def __str__(self) -> str:
        told: Any = self
        return f"{told.item}: {self.period()}"


class TransparencyPublication(PublicationWords, Beside, Record):
    """The data set of one period. It is of its item's service, and its item's owner publishes it."""

    beside = "item"

    class State(models.TextChoices):
        WANTED = "to_publish", _("To be published")
        IN_TIME = "published_in_time", _("On time")
        LATE = "published_late", _("Late")
        NOT_WANTED = "not_wanted", _("Not wanted any more")

    class Stars(models.IntegerChoices):
        """The five stars of open data, each with what it asks."""

        ONE = 1, _("1 star: on the web under an open licence, in any format")
        TWO = 2, _("2 stars: machine-readable, a spreadsheet say")
        THREE = 3, _("3 stars: in an open format, CSV say")
        FOUR = 4, _("4 stars: things in it have addresses of their own")
        FIVE = 5, _("5 stars: linked with the data of others")

    item = models.ForeignKey(
        TransparencyItem, models.PROTECT, verbose_name=_("item"), related_name="publications"
    )  # fmt: skip
    period_first = models.DateField(
        _("first day of the period"), blank=True, help_text=_("Leave empty to have it counted back from the last day.")
    )
    period_last = models.DateField(_("last day of the period"))
    due = models.DateField(_("due"), blank=True, editable=False)
    address = models.CharField(
        _("address of the data set"), max_length=LONGEST, blank=True, validators=[web_address],
        help_text=_("It begins with https:// or http://."),
    )  # fmt: skip
    licence = models.CharField(_("licence"), max_length=200, blank=True)
    stars = models.PositiveSmallIntegerField(_("stars of openness"), choices=Stars.choices, null=True, blank=True)
    published_on = models.DateField(_("published on"), null=True, blank=True)
    late_reason = models.TextField(
        _("why it was late"), blank=True, help_text=_("Wanted where it was published after its due date.")
    )
    redactions = models.TextField(_("what was left out"), blank=True)
    redaction_reason = models.TextField(_("why it was left out"), blank=True)
    data_rows = models.PositiveIntegerField(_("rows in the data set"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=18, choices=State.choices, default=State.WANTED, editable=False)

    class Meta:
        ordering: ClassVar = ["-due", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["item", "period_last"], name="transparency_period_once_of_item",
                violation_error_message=_("There is a row of this item for this period already."),
            )
        ]  # fmt: skip
        indexes: ClassVar = [models.Index(fields=["due", "id"], name="transparency_by_due")]

    def clean_fields(self, exclude: Any = None) -> None:
        """What follows from the last day: when it is due, and the first where nobody said it."""
        if self.period_last and periods.FIRST_YEAR <= self.period_last.year <= periods.LAST_YEAR:
            self.due = periods.due_after(self.period_last)
            if self.period_first is None and self.item_id:
                self.period_first = self.item.period_of(self.period_last).first
        super().clean_fields(exclude)

    def clean(self) -> None:
        """A new row is a period of its item; what is published says where and when, and why where it was late. The state follows."""
        super().clean()
        if wrong := {**self._wrong_period(), **self._wrong_words()}:
            raise ValidationError(wrong)
        if self.published_on:
            self.state = State.IN_TIME if self.published_on <= self.due else State.LATE
        elif self.state in PUBLISHED:
            self.state = State.WANTED

    def _wrong_period(self) -> dict[str, Any]:
        """What of the period is none of the item's. Of rows that are there already it is not asked: the item may have changed since."""
        last = self.period_last
        if self.pk is not None or not last or not self.item_id:
            return {}
        if not periods.FIRST_YEAR <= last.year <= periods.LAST_YEAR:
            return {"period_last": _("Choose a day in this century.")}
        right = self.item.period_of(last)
        if (self.period_first, last) == (right.first, right.last):
            return {}
        told = said("A period of this item would be %(period)s: it is published “%(often)s”.")
        words = {"period": periods.in_words(right), "often": self.item.get_how_often_display().lower()}
        return {"period_last" if last != right.last else "period_first": told % words}

    def _wrong_words(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        if self.published_on and self.published_on > clock.today():
            found["published_on"] = _("That day is still to come.")
        elif self.published_on and self.period_first and self.published_on < self.period_first:
            found["published_on"] = _("That is before the period began.")
        if self.published_on and not self.address:
            found["address"] = _("Say where it was published.")
        if self.published_on and self.due and self.published_on > self.due and not self.late_reason.strip():
            due = f"{self.due.day} {self.due:%B %Y}"
            found["late_reason"] = said("It was due on %(due)s: say why it was late.") % {"due": due}
        if bool(self.redactions.strip()) != bool(self.redaction_reason.strip()):
            name = "redaction_reason" if self.redactions.strip() else "redactions"
            found[name] = _("What is left out has a reason, and a reason is of something.")
        return found

    def answerable_posts(self) -> frozenset[int]:
        """Who answers for the item; where that changes, the write path derives it anew."""
        return self.item.answerable_posts()


TransparencyPublicationVersion = versions_of(TransparencyPublication, PublicationWords)
State, Stars = TransparencyPublication.State, TransparencyPublication.Stars
PUBLISHED = frozenset({State.IN_TIME, State.LATE})
