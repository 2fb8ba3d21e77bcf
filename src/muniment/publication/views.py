"""The door of what is published: what there is, each with how much of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from muniment.assets import publishing
from muniment.organisation import public
from muniment.publication import disclosure_log_public, public_data, public_scheme


@dataclass(frozen=True, slots=True)
class Shelf:
    """One thing that is published: its address by name, and how many entries it has; None where it is not public yet."""

    title: Any
    about: Any
    address: str
    entries: Callable[[], int | None]


def _assets() -> int | None:
    edition = publishing.current()
    return edition.assets if edition is not None else None


SHELVES: list[Shelf] = [
    Shelf(_("Information assets"), _("The bodies of information that the council manages, who answers for them, and how long they are kept."), "published-assets", _assets),
    Shelf(_("Publication scheme"), _("What the council publishes without being asked, by the seven classes of the model scheme."), "published-scheme", public_scheme.count),
    Shelf(_("Open data"), _("Data sets for anybody to use: spending, contracts, land, salaries and more, period by period."), "published-data", public_data.count),
    Shelf(_("Answers to requests for information"), _("What people asked the council, and what it answered."), "published-answers-public", disclosure_log_public.entries),
]  # fmt: skip


@require_safe
def home(request: HttpRequest) -> HttpResponseBase:
    """What there is. What is not public yet is not named."""
    shelves = [(shelf, entries) for shelf in SHELVES if (entries := shelf.entries()) is not None]
    return public.page(request, "publication/home.html", {"shelves": shelves})
