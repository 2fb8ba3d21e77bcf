"""What the page of a list asks for besides its cells."""

from django import template
from django.utils.translation import gettext as _

from muniment.registers.listing import Listing

register = template.Library()


@register.filter
def orders(listing: Listing) -> list[tuple[str, str, bool]]:
    """The orders that the headings of a list offer, as choices for a phone, which shows no headings."""
    now = listing.parameters.get("sort", "")
    sorts = [(column.sort, column.label) for column in listing.columns if column.sort]
    turned = [(f"-{sort}", _("%(column)s, the other way") % {"column": label}) for sort, label in sorts]
    return [(value, label, value == now) for value, label in (*sorts, *turned)]


@register.filter
def carrying(listing: Listing, asked: str) -> list[tuple[str, str]]:
    """What a form of the list carries along in its address, besides the parameters that it asks itself."""
    return listing.carried(*asked.split())


@register.filter
def opening(listing: Listing, name: str) -> str:
    """The address at which something of the list is open."""
    return listing.address(open=name)


@register.filter
def after_mark(listing: Listing) -> str:
    """The state of the list as it stands in its address, with its question mark; "" for the list as it is by itself."""
    _head, mark, tail = listing.address().partition("?")
    return mark + tail
