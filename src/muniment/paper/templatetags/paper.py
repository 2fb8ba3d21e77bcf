"""Money on the page of costs."""

from fractions import Fraction

from django import template
from django.utils.translation import gettext as _

from muniment.paper.costs import Cost, pounds

register = template.Library()
register.filter(pounds)


@register.filter
def whole_pounds(pence: Fraction) -> str:
    """The same without the pennies, for a figure that stands large."""
    return f"£{round(pence / 100):,}"


@register.filter
def sum_said(cost: Cost) -> str:
    """A sum, or that it could not be reckoned."""
    return pounds(cost.pence) if cost.known else _("Not known")
