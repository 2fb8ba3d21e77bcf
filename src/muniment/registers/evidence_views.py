"""Evidence at a record's page: attached there, and given out only to who may see the record."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from muniment.registers import evidence
from muniment.registers.access import Actor
from muniment.registers.errors import Invalid
from muniment.registers.models import Evidence
from muniment.registers.views import address_of, person_of, record_or_404, register_or_404


def attach(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    register = register_or_404(slug)
    person = person_of(request)
    found = record_or_404(register, person, pk)
    if request.method == "POST":
        uploaded = request.FILES.get("file")
        try:
            content = evidence.content_of(uploaded)
            evidence.attach(Actor.at_page(person), found, getattr(uploaded, "name", None) or "", content)
            messages.success(request, _("Attached."))
        except Invalid as error:
            messages.error(request, str(error))
    return HttpResponseRedirect(address_of(register, pk) + "#evidence")


def evidence_file(request: HttpRequest, slug: str, pk: int, evidence_pk: int) -> FileResponse:
    register = register_or_404(slug)
    record_or_404(register, person_of(request), pk)
    row = Evidence.objects.filter(pk=evidence_pk, register=slug, record=pk).first()
    if row is None:
        raise Http404
    return handed_out(row.sha256, row.name, row.content_type)


def handed_out(digest: str, name: str, content_type: str) -> FileResponse:
    """A kept file for whoever may have it. Always as an attachment: whatever it is, it never runs as a page of this house."""
    if not evidence.path_of(digest).is_file():
        raise Http404
    file = evidence.path_of(digest).open("rb")
    answer = FileResponse(file, as_attachment=True, filename=name, content_type=content_type.partition(";")[0])
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; script-src 'none'; sandbox"
    return answer
