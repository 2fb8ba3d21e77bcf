"""Sizes, names and addresses, as the pages of what was found show them."""

import unicodedata
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django import template

from muniment.discovery.result_words import DECIDED

register = template.Library()


@register.filter
def amount(size: int | None) -> str:
    """Bytes as a person reads them: 1.2 GB."""
    if size is None:
        return ""
    number, unit = float(size), "bytes"
    for larger in ("KB", "MB", "GB", "TB", "PB"):
        if number < 1000:
            break
        number, unit = number / 1000, larger
    return f"{number:.0f} {unit}" if unit == "bytes" or number >= 100 else f"{number:.1f} {unit}"


@register.filter
def number(value: int | None) -> str:
    """A number with its thousands apart."""
    return "" if value is None else f"{value:,}"


@register.filter
def seen(name: str | None) -> str:
    """A name of a file as it is to be read: what would not be seen, or would turn the letters around it, stands as a sign."""
    return "".join(
        "\ufffd" if unicodedata.category(sign) in {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"} else sign for sign in name or ""
    )


@register.filter
def decided(name: str | None) -> Mapping[str, Any]:
    """A decision: what it is called, what it means, and the colour of its tag."""
    said, means, colour = DECIDED.get(name or "", (name or "", "", ""))
    return {"said": said, "means": means, "colour": colour}


@register.filter
def sure(score: float | None) -> str:
    """How sure something is, of a hundred."""
    return "" if score is None else f"{round(100 * score)} %"


@register.filter
def get(found: Mapping[Any, Any], key: Any) -> Any:
    """What stands under a key."""
    return found.get(key)


@register.filter
def kind_words(kind: str) -> str:
    """A kind of personal data in words: "NHS number"."""
    return KINDS.get(kind, kind.replace("_", " "))


@register.filter
def in_kinds(found: list[str] | None) -> str:
    """What was found, as "phone (12), name (4)": told once for each kind, wherever in the file it stands."""
    counts: dict[str, int] = {}
    for each in found or ():
        kind, _space, many = each.partition(" ")
        counts[kind] = counts.get(kind, 0) + int(many or 0)
    return ", ".join(f"{kind_words(kind)} ({many})" for kind, many in counts.items())


KINDS = {
    "nhs_number": "NHS number", "nino": "National Insurance number", "utr": "tax reference (UTR)", "upn": "pupil number (UPN)", "uprn": "property number (UPRN)", "iban": "IBAN",
    "email": "e-mail address",
}  # fmt: skip


@register.simple_tag
def query(**given: Any) -> str:
    """A query of an address; what is empty is left out."""
    return urlencode({name: value for name, value in given.items() if value not in {"", None}})


@register.filter
def duration(seconds: float | None) -> str:
    """In words: "2 h 5 min", "40 s"."""
    from muniment.discovery.engine.progress import duration as told  # noqa: PLC0415 - the engine is not needed for a list

    return "" if seconds is None else told(seconds)
