"""Addresses that the public is sent to: of the web, and of nothing else. Looked at where they are entered."""

from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

LONGEST = 500
_OF_THE_WEB = URLValidator(schemes=["http", "https"])


def web_address(text: str) -> None:
    """Raises ValidationError for what is no address of the web: a script, a file of ours, one with a password in it."""
    wrong = ValidationError(_("Enter an address that begins with https:// or http:// and that anybody can open."))
    try:
        _OF_THE_WEB(text)
        parts = urlsplit(text)
        given = parts.username or parts.password
    except (ValidationError, ValueError) as error:
        raise wrong from error
    if given or parts.hostname == "localhost" or not text.isprintable():
        raise wrong


def safe(text: str) -> str:
    """The address, or "" where a page had better not lead there: what was kept is looked at once more before it is shown."""
    try:
        web_address(text)
    except ValidationError:
        return ""
    return text
