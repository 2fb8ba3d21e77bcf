"""The pages of administration: its home, the council's settings and their look, who may do what, and what is one's own."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from muniment import clock
from muniment.administration import log, reach, rights
from muniment.administration.forms import Mine, Settings, Whose, Why
from muniment.administration.models import Verification
from muniment.administration.setting_up import steps
from muniment.organisation import colours, pictures, preferences
from muniment.organisation.delegating import MAKERS
from muniment.people.models import Delegation, Digest, Holding, Person, RoleGiven
from muniment.people.standing import standing_of
from muniment.registers import evidence, owner_links
from muniment.registers.access import Actor, units_of
from muniment.registers.audience import audience
from muniment.registers.errors import Invalid, Refused
from muniment.registers.views import person_of, record_or_404, register_or_404

YEAR = 365 * 24 * 3600


def home(request: HttpRequest) -> HttpResponse:
    """What may be administered, and for a new installation what comes next."""
    person = person_of(request)
    if not rights.enters(person):
        raise Refused(_("None of the posts you hold may administer this."))
    administers = rights.administers(person)
    context = {
        "administers": administers,
        "may_log": log.may_read(person),
        "steps": steps() if administers else [],
        "verified": Verification.objects.order_by("-at", "-pk").first(),
    }
    return render(request, "administration/home.html", context)


def settings(request: HttpRequest) -> HttpResponse:
    """The council's own settings, all on one page."""
    person = person_of(request)
    rights.permit(person)
    now = preferences.everything()
    posted: dict[str, Any] = {"data": request.POST, "files": request.FILES} if request.method == "POST" else {}
    form = Settings(initial={**now, "logo": None}, has_logo=bool(now["logo"]), **posted)
    if request.method == "POST" and form.is_valid() and _saved(Actor.at_page(person), form, now):
        messages.success(request, _("Saved."))
        return HttpResponseRedirect(request.path)
    context = {"form": form, "now": now}
    return render(request, "administration/settings.html", context, status=422 if request.method == "POST" else 200)


def _saved(actor: Actor, form: Settings, now: dict[str, Any]) -> bool:
    given = dict(form.cleaned_data)
    upload, none = given.pop("logo"), given.pop("no_logo", False)
    try:
        preferences.change(actor, {name: value for name, value in given.items() if value != now[name]})
        if upload is not None or none:
            preferences.change_logo(actor, upload.read() if upload is not None else b"")
    except Invalid as error:
        for name, found in error.errors.items():
            for message in found:
                form.add_error(name if name in form.fields else None, message)
        return False
    return True


def brand(_request: HttpRequest) -> HttpResponse:
    """The council's colour as a small stylesheet; its address changes with the colour, so that it is kept for long."""
    colour = preferences.value_of("brand_colour")
    # Whatever way it came into the table, only a colour stands in a stylesheet.
    if colour and not colours.why_not_readable(colour):
        text = f":root {{ --brand: {colour}; --brand-deep: {colours.deeper(colour)}; }}\n"
    else:
        text = ""
    return HttpResponse(text, content_type="text/css; charset=utf-8", headers={"Cache-Control": f"max-age={YEAR}"})


def logo(_request: HttpRequest) -> HttpResponse:
    """The council's logo: a picture by what it is, or nothing."""
    digest = preferences.value_of("logo")
    place = evidence.path_of(digest) if digest else None
    content = place.read_bytes() if place is not None and place.is_file() else b""
    if not content or pictures.why_not(content):
        raise Http404
    kind = pictures.TYPES[pictures.kind_of(content)]
    return HttpResponse(content, content_type=kind, headers={"Cache-Control": f"max-age={YEAR}"})


def me(request: HttpRequest) -> HttpResponse:
    """What is one's own: posts, who acts for them, for whom one acts, the digest, the password."""
    person = person_of(request)
    digest = Digest.objects.filter(person=person).first()
    form = Mine(request.POST if request.method == "POST" else None,
                initial={"often": digest.often if digest else Digest.Often.DAILY})  # fmt: skip
    if request.method == "POST" and form.is_valid():
        Digest.objects.update_or_create(person=person, defaults={"often": form.cleaned_data["often"]})
        messages.success(request, _("Saved."))
        return HttpResponseRedirect(request.path)
    context = {"form": form, "person": person, **_standing(person)}
    return render(request, "administration/me.html", context, status=422 if request.method == "POST" else 200)


def _standing(person: Person) -> dict[str, Any]:
    standing = standing_of(person)
    held = Holding.objects.filter(person=person, post__in=standing.own.posts).select_related("post", "post__unit")
    given: dict[int, list[Any]] = {}
    for each in RoleGiven.objects.filter(post__in=standing.posts).select_related("unit").order_by("role", "unit__name"):
        given.setdefault(each.post_id, []).append(each)
    deputies: dict[int, list[Delegation]] = {}
    rows = Delegation.objects.filter(post__in=standing.own.posts).select_related("to").order_by("start")
    for row in rows.filter(end__gte=clock.today()):
        deputies.setdefault(row.post_id, []).append(row)
    return {
        "posts": [
            (each, given.get(each.post_id, []), deputies.get(each.post_id, [])) for each in held.order_by("start")
        ],
        "acts": [(each, given.get(each.post.pk, [])) for each in standing.acting],
    }


def who(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Who can see a record, and why; and for who administers its units, why somebody can or cannot do something to it."""
    register = register_or_404(slug)
    person = person_of(request)
    found = record_or_404(register, person, pk)
    units, standing = units_of(found), standing_of(person)
    asks = any(units <= standing.roles.get(role, frozenset()) and role in standing.roles for role in MAKERS)
    form = Why(reach.verbs_of(register), request.GET if "person" in request.GET else None) if asks else None
    context: dict[str, Any] = {
        "register": register, "record": found, "audience": audience(register, found), "form": form,
        "links": owner_links.of_record(found), "by_link": "update" in register.access.own,
    }  # fmt: skip
    if form is not None and form.is_bound and form.is_valid():
        chosen, verb = form.cleaned_data["person"], form.cleaned_data["verb"]
        context |= {
            "chosen": chosen,
            "verb": verb.replace("_", " "),
            "verdict": reach.why(chosen, verb, register, found),
        }
    bad = form is not None and bool(form.errors)
    return render(request, "administration/who.html", context, status=422 if bad else 200)


def access(request: HttpRequest) -> HttpResponse:
    """The matrix of permissions, and for a chosen person what they reach and why."""
    person = person_of(request)
    if not rights.enters(person):
        raise Refused(_("None of the posts you hold may look at who may do what."))
    form = Whose(request.GET if "person" in request.GET else None)
    context: dict[str, Any] = {"form": form, "rows": reach.matrix()}
    if form.is_bound and form.is_valid():
        chosen = form.cleaned_data["person"]
        context |= {"chosen": chosen, "reached": reach.reach_of(chosen), **_standing(chosen)}
    return render(request, "administration/access.html", context, status=422 if form.errors else 200)
