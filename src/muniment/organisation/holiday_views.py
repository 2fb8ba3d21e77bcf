"""The page that reads the GOV.UK file of bank holidays: sent, looked at, taken in."""

from base64 import b64decode, b64encode
from binascii import Error as NotEncoded
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from muniment.organisation import holiday_file
from muniment.organisation.holidays import Holiday
from muniment.registers.access import Actor
from muniment.registers.errors import Invalid, Refused
from muniment.registers.record import register_of
from muniment.registers.views import person_of
from muniment.tables.applying import may_import

ADDRESS = "/holidays/gov-uk/"


class HolidayFile(forms.Form):
    """The file, as it came."""

    file = forms.FileField(
        label=gettext_lazy("bank-holidays.json"),
        help_text=gettext_lazy("The file of that name which GOV.UK publishes, unchanged."),
        error_messages={"required": gettext_lazy("Choose the file.")},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """What comes is compared with the register first; the second time it is sent, looked at, it is taken in."""
    person = person_of(request)
    if not may_import(register_of(Holiday), person):
        raise Refused(_("None of the posts you hold may enter bank holidays."))
    form, context = HolidayFile(), {}
    if request.method == "POST":
        try:
            if "looked_at" in request.POST:
                return _taken(request, holiday_file.take_in(Actor.at_page(person), _looked_at(request)))
            form = HolidayFile(request.POST, request.FILES)
            if form.is_valid():
                content = form.cleaned_data["file"].read(holiday_file.LARGEST + 1)
                context = {"found": holiday_file.compare(content), "content": b64encode(content).decode()}
        except Invalid as error:
            form = HolidayFile(request.POST, request.FILES)
            form.add_error("file", str(error))
    status = 422 if form.errors else 200
    return render(request, "organisation/holiday_file.html", {"form": form, **context}, status=status)


def _looked_at(request: HttpRequest) -> bytes:
    """The file that the page before showed."""
    try:
        return b64decode(request.POST["looked_at"], validate=True)
    except (NotEncoded, ValueError) as error:
        raise Invalid(_("The file was not sent whole: choose it again.")) from error


def _taken(request: HttpRequest, found: Any) -> HttpResponse:
    said = ngettext(
        "%(n)s bank holiday was entered or renamed.", "%(n)s bank holidays were entered or renamed.", found.writes
    )
    messages.success(request, said % {"n": found.writes})
    return HttpResponseRedirect("/holidays/")
