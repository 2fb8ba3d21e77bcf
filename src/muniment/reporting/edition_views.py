"""The pages of what was frozen: read it, take its very bytes, compare it with another."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe

from muniment.registers.record import register_of
from muniment.registers.views import person_of, record_or_404
from muniment.reporting import comparing, forms, making
from muniment.reporting.models import Edition
from muniment.reporting.views import as_file


def edition(request: HttpRequest, pk: int) -> HttpResponse:
    """The frozen content, the same for every reader; its links open only what this one may see."""
    person = person_of(request)
    found: Edition = record_or_404(register_of(Edition), person, pk)
    others = Edition.objects.visible_to(person).filter(**found.same()).exclude(pk=pk).order_by("-as_at", "-pk")
    context = {
        "register": register_of(Edition),
        "edition": found,
        "others": others,
        "content": mark_safe(making.frozen_page(found)),  # noqa: S308 - cleaned by an allow-list when it was made, and unchanged
        "links_note": found.how.links_note(),
    }
    return render(request, "reporting/edition.html", context)


def download(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    found: Edition = record_or_404(register_of(Edition), person_of(request), pk)
    if kind not in making.TYPES:
        raise Http404
    return as_file(making.kept(found, kind), kind, f"report-{found.pk}-{found.as_at.isoformat()}")


def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """Two editions about the same, the earlier one first."""
    person = person_of(request)
    found: Edition = record_or_404(register_of(Edition), person, pk)
    others = Edition.objects.visible_to(person).filter(**found.same()).exclude(pk=pk).order_by("-as_at", "-pk")
    form = forms.Compare(others, data=request.GET or None)
    if not form.is_valid():
        context = {"edition": found, "form": form, "others": others, "comparison": None}
        return render(request, "reporting/compare.html", context, status=422 if request.GET else 200)
    before, after = sorted((found, form.cleaned_data["other"]), key=lambda each: (each.as_at, each.frozen_at))
    context = {"edition": found, "form": form, "others": others, "before": before, "after": after,
               "comparison": comparing.compare(before, after)}  # fmt: skip
    return render(request, "reporting/compare.html", context)
