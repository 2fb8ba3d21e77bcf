"""The page where an e-mail becomes a request: sent, looked at, taken in."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from muniment import clock
from muniment.documents.mail import Kind
from muniment.people.models import Person
from muniment.registers.access import Actor
from muniment.registers.errors import Invalid, Refused
from muniment.registers.form_views import add_errors
from muniment.registers.register import Register
from muniment.registers.views import address_of, person_of
from muniment.requests.mail_forms import MailFile, MailForm, first_words, form_class
from muniment.requests.mail_guess import guessed
from muniment.requests.mail_intake import Mail, keep, kept, registers_for, take_in, taken_before

OPEN, TAKE = "open", "take"


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """First the file is sent and shown; `kept` names it to the pages after."""
    person = person_of(request)
    registers = registers_for(person)
    if not registers:
        raise Refused(_("None of the posts you hold may enter requests."))
    if request.method == "POST" and "kept" in request.POST:
        return _kept(request, person, registers)
    asked = MailFile(request.POST, request.FILES) if request.method == "POST" else MailFile()
    if request.method == "POST" and asked.is_valid():
        uploaded = asked.cleaned_data["file"]
        try:
            token, mail = keep(person, uploaded.name, uploaded.read())
        except Invalid as error:
            add_errors(asked, error)
        else:
            return _looked_at(request, person, registers, mail, token)
    return _file_asked(request, registers, asked)


def _file_asked(request: HttpRequest, registers: list[Register], form: Any) -> HttpResponse:
    context = {"form": form, "register": registers[0]}
    return render(request, "requests/mail_file.html", context, status=422 if form.errors else 200)


def _kept(request: HttpRequest, person: Person, registers: list[Register]) -> HttpResponse:
    token = request.POST["kept"]
    try:
        mail = kept(person, token)
    except Invalid as error:
        asked = MailFile(data={})
        asked.errors["file"] = asked.error_class([str(error)])
        return _file_asked(request, registers, asked)
    if request.POST.get("do") != TAKE:
        return _looked_at(request, person, registers, mail, token, opened=True)
    before = taken_before(person, mail)
    doubtful = bool(before) or mail.message.kind is not Kind.PERSON
    form = form_class(registers, person, mail, machine_or_twice=doubtful)(request.POST)
    if form.is_valid():
        register = next(each for each in registers if each.slug == form.cleaned_data["what"])
        chosen = form.cleaned_data.get("attachments") or []
        anyway = bool(form.cleaned_data.get("anyway"))
        try:
            case = take_in(Actor.at_page(person), register, mail, form.values(), chosen, anyway=anyway)
        except Invalid as error:
            add_errors(form, error)
        else:
            messages.success(request, _("%(case)s was made of the e-mail.") % {"case": case.reference()})
            return HttpResponseRedirect(address_of(register, case.pk))
    return _looked_at(request, person, registers, mail, token, bound=form)


def _looked_at(
    request: HttpRequest, person: Person, registers: list[Register], mail: Mail, token: str, *, opened: bool = False,
    bound: MailForm | None = None,
) -> HttpResponse:  # fmt: skip
    """What was understood. For what a machine sent, and for what is here already, the form opens when it is asked for."""
    message, before = mail.message, taken_before(person, mail)
    doubtful = bool(before) or message.kind is not Kind.PERSON
    guess = guessed(message.subject, message.text)
    form: MailForm | None = bound
    if form is None and (opened or not doubtful):
        made = form_class(registers, person, mail, machine_or_twice=doubtful)
        form = made(initial=first_words(mail, guess, registers, request.GET.get("what", "")))
    day, moment = message.received_on, message.received or message.sent
    context = {
        "form": form, "mail": mail, "message": message, "kept": token, "before": before, "register": registers[0],
        "is_bounce": message.kind is Kind.BOUNCE, "is_automatic": message.kind is Kind.AUTOMATIC, "guess": guess,
        "received": moment.astimezone(clock.LONDON) if moment else None,
        "no_day": day is None or day > clock.today(), "by_sender": message.received is None,
        "pictures": sum(each.inline for each in message.attachments),
    }  # fmt: skip
    return render(request, "requests/mail.html", context, status=422 if form is not None and form.errors else 200)
