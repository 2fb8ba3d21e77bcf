"""Where an edition for the public is made; and the public's own pages, which ask nobody who they are and set no cookie."""

import json
from functools import lru_cache
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from muniment.assets import publishing
from muniment.assets.publishing import AssetPublication
from muniment.organisation import public
from muniment.registers.access import Actor
from muniment.registers.errors import Invalid, Refused
from muniment.registers.form_views import add_errors
from muniment.registers.record import register_of
from muniment.registers.views import may_create_in, person_of


class ProposeForm(forms.Form):
    """Whom the public may ask."""

    contact = forms.CharField(
        label=gettext_lazy("Which team answers questions?"), max_length=120, help_text=gettext_lazy("A team, not a person."),
        error_messages={"required": gettext_lazy("Name a team.")},
    )  # fmt: skip
    mailbox = forms.EmailField(
        label=gettext_lazy("Its shared mailbox"), max_length=254, help_text=gettext_lazy("Everybody will read it."),
        error_messages={"required": gettext_lazy("Enter the address of a shared mailbox.")},
    )  # fmt: skip


def propose(request: HttpRequest) -> HttpResponse:
    """Makes an edition, which is then looked at and approved at its own page."""
    person = person_of(request)
    register = register_of(AssetPublication)
    if not may_create_in(register, person):
        raise Refused(_("None of the posts you hold may make an edition."))
    posted = request.method == "POST"
    last = AssetPublication.objects.visible_to(person).order_by("-number").first()
    start = {"contact": last.contact, "mailbox": last.mailbox} if last else {}
    form = ProposeForm(request.POST if posted else None, initial=start)
    if posted and form.is_valid():
        try:
            made = publishing.propose(Actor.at_page(person), form.cleaned_data["contact"], form.cleaned_data["mailbox"])
        except Invalid as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Made. Nothing is public before a second person approves it."))
            return HttpResponseRedirect(f"/{publishing.SLUG}/{made.pk}/")
    context = {"register": register, "form": form}
    return render(request, "assets/propose_publication.html", context, status=422 if posted else 200)


@require_safe
def page(request: HttpRequest) -> HttpResponseBase:
    """What the public is told, as a page."""
    edition, _content = _published()
    made = json.dumps(public.look(), sort_keys=True)
    return public.answer(request, _rendered(edition.pk, edition.content, made), public.HTML)


@lru_cache(maxsize=2)
def _rendered(pk: int, digest: str, made: str) -> bytes:
    """The page of an edition in the council's look, without a request, so that no session is looked at.

    Made once in each process: of some thousand assets it takes seconds, and anybody may ask for it.
    """
    edition = AssetPublication.objects.everything().get(pk=pk, content=digest)
    context = {"told": publishing.content_of(edition), "edition": edition, "made": json.loads(made)}
    return render_to_string("assets/published.html", context).encode()


@require_safe
def as_csv(request: HttpRequest) -> HttpResponseBase:
    return _file(request, _published()[0].csv, "text/csv; charset=utf-8", "information-assets.csv")


@require_safe
def as_jsonld(request: HttpRequest) -> HttpResponseBase:
    return _file(request, _published()[0].jsonld, "application/ld+json", "")


def _published() -> tuple[AssetPublication, dict[str, Any]]:
    """The edition that is public, with its content; 404 before the first, and where the files are not what was approved."""
    edition = publishing.current()
    content = publishing.content_of(edition) if edition is not None else None
    if edition is None or content is None:
        raise Http404
    return edition, content


def _file(request: HttpRequest, digest: str, kind: str, name: str) -> HttpResponseBase:
    content = publishing.kept(digest)
    if content is None:
        raise Http404
    answer = public.answer(request, content, kind)
    answer["Access-Control-Allow-Origin"] = "*"  # anybody's programme may read what anybody may read
    if name:
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
