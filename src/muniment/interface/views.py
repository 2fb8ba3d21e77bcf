"""The page on which a person makes and revokes their own tokens, and the page that tells programmers how to begin."""

from datetime import timedelta
from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from muniment import clock
from muniment.interface import tokens
from muniment.interface.answers import offered
from muniment.interface.operations import document
from muniment.interface.problems import KINDS
from muniment.registers.errors import Invalid
from muniment.registers.form_views import add_errors
from muniment.registers.forms import Day
from muniment.registers.models import Token
from muniment.registers.register import registry
from muniment.registers.verbs import verbs as declared
from muniment.registers.views import person_of

USUAL = timedelta(days=90)


def _registers() -> list[tuple[str, str]]:
    return [(each.slug, each.title) for each in registry]


class New(forms.Form):
    """A new token."""

    name = forms.CharField(
        label=gettext_lazy("What is it for?"), max_length=100, help_text=gettext_lazy("For example: monthly dashboard."),
        error_messages={"required": gettext_lazy("Say what it is for.")},
    )  # fmt: skip
    scope = forms.ChoiceField(
        label=gettext_lazy("What may it do?"), initial=tokens.READ, widget=forms.RadioSelect,
        choices=[(tokens.READ, gettext_lazy("Read")), (tokens.WRITE, gettext_lazy("Read and write"))],
        error_messages={"required": gettext_lazy("Choose one.")},
    )  # fmt: skip
    reach = forms.ChoiceField(
        label=gettext_lazy("Where?"), initial="all", widget=forms.RadioSelect,
        choices=[("all", gettext_lazy("In every register")), ("some", gettext_lazy("Only in these registers"))],
        error_messages={"required": gettext_lazy("Choose one.")},
    )  # fmt: skip
    registers = forms.MultipleChoiceField(
        label=gettext_lazy("Registers"), choices=_registers, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Tick them if it is only for some."),
    )  # fmt: skip
    expires_on = Day(label=gettext_lazy("Until when?"), help_text=gettext_lazy("At most a year from today."))

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("reach") == "some" and not found.get("registers"):
            self.add_error("registers", _("Tick the registers that it is for."))
        if found.get("reach") == "all" and found.get("registers"):
            self.add_error("reach", _("You ticked registers: is it for these only?"))
        return found


def page(request: HttpRequest) -> HttpResponse:
    """One's own tokens; a new one's secret is shown in the answer to making it, and never again."""
    person = person_of(request)
    form = New(request.POST if request.method == "POST" else None, initial={"expires_on": clock.today() + USUAL})
    made, secret = None, ""
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        scopes = tokens.scopes_of(write=given["scope"] == tokens.WRITE, slugs=given["registers"])
        try:
            made, secret = tokens.make(person, given["name"], scopes, given["expires_on"])
        except Invalid as error:
            add_errors(form, error)
        else:
            form = New(initial={"expires_on": clock.today() + USUAL})
    mine = Token.objects.filter(person=person, purpose=Token.Purpose.API).order_by("-made_at", "-pk")
    titles = dict(_registers())
    rows = [(each, *_reach(each, titles), _state(each)) for each in mine]
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    context = {"form": form, "rows": rows, "made": made, "secret": secret}
    answer = render(request, "interface/tokens.html", context, status=status)
    answer["Cache-Control"] = "no-store"
    return answer


def _reach(token: Token, titles: dict[str, str]) -> tuple[str, str]:
    """What a token may do, and where, in words."""
    told = [scope.partition(":") for scope in token.scopes]
    may_write = any(verb == tokens.WRITE for verb, _colon, _slug in told)
    slugs = sorted({slug for _verb, _colon, slug in told})
    where = _("Every register") if tokens.EVERY in slugs else ", ".join(titles.get(slug, slug) for slug in slugs)
    return (_("Read and write") if may_write else _("Read")), where


def _state(token: Token) -> str:
    """Why a token opens nothing any more; "" while it does."""
    if token.revoked_at is not None:
        return _("Revoked")
    return _("Expired") if token.expires_on is None or token.expires_on < clock.today() else ""


@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Ends one of one's own tokens; another person's is as one that is not there."""
    token = Token.objects.filter(pk=pk, person=person_of(request), purpose=Token.Purpose.API).first()
    if token is None:
        raise Http404
    tokens.revoke(token)
    messages.success(request, _("%(name)s is revoked: it opens nothing any more.") % {"name": token.name})
    return HttpResponseRedirect("/tokens/")


@require_safe
def begin(request: HttpRequest) -> HttpResponse:
    """What there is, for whoever writes a programme."""
    paths = document()["paths"]
    verbs = {"get": _("read"), "post": _("create"), "patch": _("change")}
    rows = []
    for register in registry:
        own = f"/api/{register.slug}/"
        known = {**paths[own], **paths[f"{own}{{id}}/"]}
        steps = [step.name for step in register.steps if offered(step) and not declared.named(step.verb).key]
        rows.append((register, [words for verb, words in verbs.items() if verb in known], steps))
    problems = [(status, *kind) for status, kind in KINDS.items()]
    here = request.build_absolute_uri("/api/")
    return render(request, "interface/begin.html", {"rows": rows, "problems": problems, "here": here})


@require_safe
def openapi(_request: HttpRequest) -> JsonResponse:
    return JsonResponse(document(), json_dumps_params={"indent": 1})
