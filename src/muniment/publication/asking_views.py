"""The public's form: what do you want to know, here is what is published on it, and if that does not do, the request itself.

No session and no cookie; every page is made without the request (see `asking` for the token in place of a guard that needs a cookie).
"""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from muniment import clock
from muniment.organisation import public
from muniment.publication import asking, offering, offerings
from muniment.registers.forms import Prose

LARGEST = 1024 * 1024  # bytes of a form; what is larger is not read
TRAP = (
    "website"  # a field that no person sees: whoever fills it in is a programme, or a browser that fills in by itself
)
View = Callable[..., HttpResponse]


class QuestionForm(forms.Form):
    """What somebody wants to know."""

    text = Prose(
        label=gettext_lazy("What do you want to know?"), max_length=asking.LONGEST, rows=7,
        help_text=gettext_lazy("In your own words. Leave out who you are: that is asked later, and only if you send it."),
        error_messages={"required": gettext_lazy("Say what you want to know.")},
    )  # fmt: skip
    website = forms.CharField(required=False, max_length=200)

    def clean_website(self) -> str:
        """It is told, and not swallowed: a browser may have filled it in, and a question would be lost."""
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("Leave the hidden field empty: send this once more."))
        return ""


class SendForm(QuestionForm):
    """The request itself, with who asks and where they are answered."""

    text = Prose(label=gettext_lazy("Your request"), max_length=asking.LONGEST, rows=7, error_messages={"required": gettext_lazy("Say what you want to know.")})  # fmt: skip
    name = forms.CharField(
        label=gettext_lazy("Your name"), max_length=200, help_text=gettext_lazy("The law asks for your real name. Services that are asked for the information do not see it."),
        error_messages={"required": gettext_lazy("Enter your name.")}, widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )  # fmt: skip
    contact = forms.CharField(
        label=gettext_lazy("Where shall we answer?"), max_length=300, help_text=gettext_lazy("An e-mail address, or an address for letters."),
        error_messages={"required": gettext_lazy("Enter where we shall answer.")}, widget=forms.TextInput(attrs={"autocomplete": "email"}),
    )  # fmt: skip
    field_order = ("text", "name", "contact", "website")


def of_the_public(*methods: str) -> Callable[[View], View]:
    """A page of the form: there only while it is switched on, and never read where more is sent than a form holds."""

    def made(view: View) -> View:
        @csrf_exempt
        @require_http_methods(methods)
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
            if not asking.is_open():
                raise Http404
            length = request.META.get("CONTENT_LENGTH") or "0"
            if not length.isdecimal() or int(length) > LARGEST:
                return _page("publication/ask_refused.html", {"why": "long"}, status=413)
            return view(request, *args, **options)

        return guarded

    return made


@of_the_public("GET", "HEAD", "POST")
def ask(request: HttpRequest) -> HttpResponse:
    """The question; sent, it shows what is published on it, or asks at once for what a request needs."""
    if request.method != "POST":
        return _question(QuestionForm())
    form = QuestionForm(request.POST)
    given = request.POST.get("token", "")
    nonce = asking.visit(given)
    if not form.is_valid():
        return _question(form, asking.renewed(given), status=422)
    if nonce is None:
        return _question(form, asking.renewed(given), late=True, status=422)
    if not asking.may("looked"):
        return _full(form.cleaned_data["text"])
    text = form.cleaned_data["text"]
    found = offering.offers(text)
    if found:
        offerings.shown(nonce, offering.counted(found))
    return _send(SendForm(initial={"text": text}), given, {"offers": found})


@of_the_public("POST")
def send(request: HttpRequest) -> HttpResponse:
    """The request: made once, however often the button is pressed."""
    form = SendForm(request.POST)
    given = request.POST.get("token", "")
    nonce = asking.visit(given)
    if not form.is_valid():
        return _send(form, asking.renewed(given), status=422)
    if nonce is None:
        return _send(form, asking.renewed(given), {"late": True}, status=422)
    made = asking.send(nonce, *(form.cleaned_data[name] for name in ("text", "name", "contact")))
    if made is None:
        return _full(form.cleaned_data["text"])
    return HttpResponseRedirect(reverse("published-ask-sent", args=[asking.receipt(made)]))


@of_the_public("GET", "HEAD", "POST")
def answered(request: HttpRequest) -> HttpResponse:
    """Somebody said that an offer answers them. Nothing is kept but that one did."""
    if request.method == "POST":
        if (nonce := asking.visit(request.POST.get("token", ""))) is not None:
            offerings.said_answered(nonce)
        return HttpResponseRedirect(reverse("published-ask-answered"))
    return _page("publication/ask_answered.html", {})


@of_the_public("GET", "HEAD")
def sent(request: HttpRequest, given: str) -> HttpResponse:  # noqa: ARG001 - the page is the same for all who have its address
    """The number of a request, and by when the law wants it answered."""
    found = asking.received(given)
    if found is None:
        raise Http404
    return _page("publication/ask_sent.html", {"request": found, "open": found.is_open})


def _question(form: QuestionForm, given: str = "", *, late: bool = False, status: int = 200) -> HttpResponse:
    context = {"form": form, "token": given or asking.token(), "late": late, "trap": TRAP}
    return _page("publication/ask.html", context, status=status)


def _send(form: SendForm, given: str, more: Mapping[str, Any] | None = None, *, status: int = 200) -> HttpResponse:
    return _page("publication/ask_send.html", {"form": form, "token": given, "trap": TRAP, **(more or {})}, status=status)  # fmt: skip


def _full(text: str) -> HttpResponse:
    """The hour is full: what was typed is given back."""
    answer = _page("publication/ask_refused.html", {"why": "full", "text": text}, status=429)
    now = clock.now()
    answer["Retry-After"] = str(3600 - now.minute * 60 - now.second)
    return answer


def _page(template: str, context: Mapping[str, Any], *, status: int = 200) -> HttpResponse:
    """A page for one person, which no cache in between keeps; going back shows it as it was, with its token, so that a visit stays one visit."""
    text = render_to_string(template, {"made": public.look(), **context})
    return HttpResponse(text, status=status, content_type=public.HTML, headers={"Cache-Control": "private, no-cache"})
