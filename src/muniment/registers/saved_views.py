"""States of lists that people keep under a name: their own, or shared. Each reader sees in them only what they may see."""

from django import forms
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muniment.people.models import Person
from muniment.people.standing import standing_of
from muniment.registers.errors import Invalid, Refused
from muniment.registers.listing import Listing, address_of, parameters_of
from muniment.registers.models import SavedView
from muniment.registers.register import Register
from muniment.registers.views import person_of, register_or_404

LONGEST = 4000


class Kept(forms.Form):
    """A name for the state of a list, and whether others may open it."""

    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=100, error_messages={"required": gettext_lazy("Give the view a name.")}
    )
    shared = forms.BooleanField(
        label=gettext_lazy("Share it"), required=False,
        help_text=gettext_lazy("Everybody who may see this register can open it, and sees in it what they may see."),
    )  # fmt: skip


def may_read_in(register: Register, person: Person) -> bool:
    """Whether a person can see anything of a register at all."""
    access, standing = register.access, standing_of(person)
    mine = "read" in access.maker or ("read" in access.own and bool(standing.posts))
    return "read" in access.everyone or mine or bool(access.roles_for("read") & standing.roles.keys())


def seen_by(register: Register, person: Person) -> list[SavedView]:
    """The views that a person may open here: their own, and those that others share."""
    if not may_read_in(register, person):
        return []
    rows = SavedView.objects.filter(Q(person=person) | Q(shared=True), register=register.slug)
    return list(rows.select_related("person").order_by("name", "pk"))


def one_or_404(register: Register, person: Person, pk: int) -> SavedView:
    found = next((view for view in seen_by(register, person) if view.pk == pk), None)
    if found is None:
        raise Http404
    return found


def state_of(register: Register, person: Person, query: str) -> str:
    """A state of a list as it is kept: only what a list understands, without where one stood in it."""
    if len(query) > LONGEST:
        raise Invalid(_("That is too long to be kept."))
    listing = Listing(register, person, parameters_of(register, QueryDict(query)))
    known = {"q", "sort", "as_at", "late_on", "columns"}
    known |= {each.name for each in register.filters} | {flag.name for flag in register.flags}
    kept = {name: value for name, value in listing.state().items() if name in known}
    return address_of(register, kept).partition("?")[2]


def save(request: HttpRequest, slug: str) -> HttpResponse:
    """Keeps the state that the address of the page before held."""
    register, person = register_or_404(slug), person_of(request)
    if request.method != "POST":
        return HttpResponseRedirect(f"/{slug}/")
    if not may_read_in(register, person):
        raise Refused(_("You may see nothing of this register."))
    query = state_of(register, person, request.POST.get("query", "").removeprefix("?"))
    form = Kept(request.POST)
    view = SavedView(register=slug, person=person, query=query)
    if form.is_valid() and _keep(view, form):
        messages.success(request, _("Kept as “%(name)s”.") % {"name": view.name})
        return HttpResponseRedirect(f"/{slug}/" + (f"?{query}" if query else ""))
    context = {"register": register, "form": form, "query": query, "heading": _("Save this view")}
    return render(request, "registers/view.html", context, status=422)


def open_view(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The list in the state that was kept."""
    view = one_or_404(register_or_404(slug), person_of(request), pk)
    return HttpResponseRedirect(f"/{slug}/" + (f"?{view.query}" if view.query else ""))


def change(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Renames a view, shares it or keeps it to oneself, or forgets it."""
    register, person = register_or_404(slug), person_of(request)
    view = one_or_404(register, person, pk)
    if view.person_id != person.pk:
        raise Refused(_("This view is %(name)s’s: open it, and save it as one of yours.") % {"name": view.person.name})
    posted = request.method == "POST"
    if posted and request.POST.get("do") == "forget":
        view.delete()
        messages.success(request, _("The view was forgotten; the records are as they were."))
        return HttpResponseRedirect(f"/{slug}/")
    form = Kept(request.POST if posted else None, initial={"name": view.name, "shared": view.shared})
    if posted and form.is_valid() and _keep(view, form):
        messages.success(request, _("Saved."))
        return HttpResponseRedirect(f"/{slug}/views/{pk}/")
    context = {
        "register": register,
        "form": form,
        "view": view,
        "heading": _("Change the view %(name)s") % {"name": view.name},
    }
    return render(request, "registers/view.html", context, status=422 if posted else 200)


def _keep(view: SavedView, form: Kept) -> bool:
    view.name, view.shared = form.cleaned_data["name"], form.cleaned_data["shared"]
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError:
        form.add_error("name", _("You have a view of this name already."))
        return False
    return True
