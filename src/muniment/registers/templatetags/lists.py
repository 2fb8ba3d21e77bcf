"""What the page of a list asks for besides its cells."""

from django import template
from django.utils.translation import gettext as _

from muniment.registers.listing import Listing

register = template.Library()


@register.filter
def orders(listing: Listing) -> list[tuple[str, str, bool]]:
    """The orders that the headings of a list offer, as choices for a phone, which shows no headings."""
    now = listing.parameters.get("sort", "")
    sorts = [(column.sort, column.label) for column in listing.register.columns if column.sort]
    turned = [(f"-{sort}", _("%(column)s, the other way") % {"column": label}) for sort, label in sorts]
    return [(value, label, value == now) for value, label in (*sorts, *turned)]
