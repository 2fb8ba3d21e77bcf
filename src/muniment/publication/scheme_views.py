"""The publication scheme for the public, as a page, a file and a feed. Nobody is asked who they are."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from muniment.organisation import public
from muniment.publication import public_feed, public_files, public_scheme
from muniment.registers.evidence_views import handed_out


@require_safe
def page(request: HttpRequest) -> HttpResponseBase:
    """What is published, by class; before anything is, there is no such page."""
    found = public_scheme.page(public_files.page_asked(request))
    if found is None or not found.whole:
        raise Http404
    return public.page(request, "publication/scheme.html", {"found": found})


@require_safe
def as_csv(request: HttpRequest) -> HttpResponseBase:
    rows = list(public_scheme.rows())
    if not rows:
        raise Http404
    return public_files.as_csv(request, "publication-scheme.csv", public_scheme.HEADINGS, rows)


@require_safe
def feed(request: HttpRequest) -> HttpResponseBase:
    """What was published last, as a feed."""
    entries = list(public_scheme.entries())
    if not entries:
        raise Http404
    return public_feed.answer(
        request, _("Publication scheme"), reverse("published-scheme"), reverse("published-scheme-feed"), entries
    )


@require_safe
def file(request: HttpRequest, pk: int) -> FileResponse:
    """The file of an item that is public; of any other there is none."""
    del request  # nobody is asked who they are
    row = public_scheme.published().filter(pk=pk).exclude(file_digest="").first()
    if row is None:
        raise Http404
    answer = handed_out(row.file_digest, row.file_name, row.file_kind)
    answer["Cache-Control"] = public.ASKED_AGAIN
    answer["Access-Control-Allow-Origin"] = "*"
    return answer
