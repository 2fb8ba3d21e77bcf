"""The pages of requests besides those of their registers: a file put into an answer, and given out to who prepares it."""

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from muniment.registers.access import Actor
from muniment.registers.errors import Invalid
from muniment.registers.evidence_views import handed_out
from muniment.registers.views import person_of, record_or_404, register_or_404
from muniment.requests import released


def add_file(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A file for the answer: it is kept, looked into by a job, and shown on the page of the request."""
    person = person_of(request)
    found = record_or_404(register_or_404(slug), person, pk)
    if request.method != "POST":
        return HttpResponseRedirect(f"/{slug}/{pk}/#answer")
    uploaded = request.FILES.get("file")
    try:
        # One byte more than may be tells that there is too much, and no more of it is read.
        content = uploaded.read(released.LARGEST + 1) if uploaded else b""
        made = released.add(Actor.at_page(person), found, getattr(uploaded, "name", None) or "", content)
    except Invalid as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(f"/{slug}/{pk}/#answer")
    messages.success(request, _("%(name)s is being looked into.") % {"name": made.name})
    return HttpResponseRedirect(f"/{slug}/{pk}/#answer")


@require_safe
def response_file(request: HttpRequest, slug: str, pk: int) -> FileResponse:
    """A file of an answer, for whoever may see it."""
    found = record_or_404(register_or_404(slug), person_of(request), pk)
    return handed_out(found.digest, found.name, found.content_type)
