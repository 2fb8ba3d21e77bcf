"""What things cost, each with its source and the day from which it holds: the assumptions of the cost model, with their history."""

from fractions import Fraction
from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _

from muniment import clock
from muniment.paper.costs import Rates
from muniment.registers.access import Access
from muniment.registers.filters import by_choice
from muniment.registers.record import Record, versions_of
from muniment.registers.register import Column, Flag, Moment, Register, registry

MOST = MaxValueValidator(100_000_000)


class AssumptionWords:
    """What can be said of an assumption, now or as it once stood."""

    amount: int
    per: int

    def value(self) -> Fraction:
        """What one of it costs, or is."""
        return Fraction(self.amount, self.per)

    def in_words(self) -> str:
        """The amount as a person says it: "£4.20", "£4.50 for 100", "900"; what it is of stands beside it."""
        told: Any = self
        amount = f"{self.amount:,}" if told.what in COUNTED else f"£{self.amount / 100:,.2f}"
        return amount if self.per == 1 else said("%(amount)s for %(per)s") % {"amount": amount, "per": f"{self.per:,}"}


class CostAssumption(AssumptionWords, Record):
    """One price or measure. Of several for the same thing the one holds that began last by the day that is asked about."""

    class What(models.TextChoices):
        ON_SITE = "on_site", _("Store on site: one box and year")
        OFF_SITE = "off_site", _("Store off site: one box and month")
        FETCH = "fetch", _("Fetching: one box, there and back")
        SCAN_BOX = "scan_box", _("Scanning: one box")
        SCAN_PAGE = "scan_page", _("Scanning: one page")
        PAGES = "box_pages", _("Pages: pages in a box")
        DISK = "disk", _("Digital storage: one terabyte and year")
        SIZE = "box_size", _("Size: megabytes that a scanned box takes")
        SHRED = "shred", _("Destruction: one box")

    what = models.CharField(_("of what"), max_length=10, choices=What.choices)
    amount = models.PositiveIntegerField(
        _("amount"),
        validators=[MOST],
        help_text=_("Of a price in pence: £4.20 is 420. Of pages and megabytes their number."),
    )
    per = models.PositiveIntegerField(
        _("for how many"), default=1, validators=[MinValueValidator(1), MOST], help_text=_("1, or as the price is given: 100 where 100 pages cost so much.")
    )  # fmt: skip
    holds_from = models.DateField(_("holds from"), default=clock.today)
    source = models.CharField(
        _("source"), max_length=300, help_text=_("The contract, the invoice, the quotation, or whose estimate it is.")
    )

    class Meta:
        ordering: ClassVar = ["what", "-holds_from", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["what", "holds_from", "unit"], name="one_assumption_a_day", violation_error_message=_("There is one that holds from that day already."),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_what_display()}, {self.holds_from:%-d %B %Y}"


CostAssumptionVersion = versions_of(CostAssumption, AssumptionWords)
What = CostAssumption.What
COUNTED = frozenset({What.PAGES, What.SIZE})


def holding(moment: Moment) -> dict[int, dict[str, Any]]:
    """The assumptions that hold on the day that is judged by, as they were known: for each body, by what they are of."""
    found: dict[int, dict[str, Any]] = {}
    rows = moment.rows(CostAssumption).filter(holds_from__lte=moment.late_on).select_related("unit")
    for each in rows.order_by("holds_from", "pk"):
        found.setdefault(each.unit.body_id, {})[each.what] = each
    return found


def rates_of(found: dict[str, Any]) -> Rates:
    """The same as the cost model reads them; what nobody has said is None there."""
    return Rates(**{name: found[name].value() if name in found else None for name in What.values})


registry.add(
    Register(
        slug="cost-assumptions", model=CostAssumption, title="Cost assumptions", one="cost assumption", section="What we hold",
        access=Access.of(
            everyone="read", records_manager="create edit comment attach import undo", ig_manager="create edit comment attach import undo",
            s151="create edit comment attach", siro="comment", auditor="comment",
        ),
        about="What a box, a page and a terabyte cost: on whose word, and from which day on. The page of costs reckons with these.",
        columns=(
            Column("get_what_display", "Of what", "what,holds_from", reads=("what",)), Column("in_words", "Amount", "amount", reads=("what", "amount", "per")),
            Column("holds_from", "Holds from", "holds_from"), Column("source", "Source", "source"), Column("unit", "Unit", "unit__name", shown=False),
        ),
        sort="what,holds_from", key=("what", "holds_from", "unit"), search=("source",), related=("unit",),
        filters=(by_choice(CostAssumption, "what"),),
        flags=(Flag("estimate", "Estimates", lambda _m: models.Q(source__icontains="estimate"), "Assumptions whose source is called an estimate."),),
        fields=("what", "amount", "per", "holds_from", "source", "unit"),
        aliases={"amount": ("pence", "price"), "holds_from": ("from", "valid from")},
        past=CostAssumptionVersion, evidence=True, comments=True,
    )
)  # fmt: skip
