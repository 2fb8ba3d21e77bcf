"""The pages of a bulk change: what to change, what would become of it, and doing it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from muniment.registers import bulk
from muniment.registers.access import Actor
from muniment.registers.errors import Conflict, Invalid, Refused
from muniment.registers.list_views import listing_of


def change(request: HttpRequest, slug: str) -> HttpResponse:
    """Three pages at one address, told apart by what was pressed; the address carries the list from which one came."""
    listing = listing_of(request, slug)
    register, person = listing.register, listing.person
    back = listing.address()
    if request.method != "POST":
        return HttpResponseRedirect(back)
    if listing.moment.as_at is not None or not bulk.may_change_in(register, person):
        raise Refused(_("None of the posts you hold may change these."))
    do = request.POST.get("do", "")
    context: dict[str, Any] = {"register": register, "back": back, "listing": listing}
    filled = do in {"preview", "apply", "again"}
    if filled:
        rows = bulk.read(register, person, request.POST.get("seen", ""))
        seen = request.POST.get("seen", "")
    else:
        chosen = bulk.picked(listing, request.POST.getlist("pick"), everything=do == "all")
        rows, seen = [(record, record.version) for record in chosen], bulk.told(chosen)
    if not rows:
        raise Invalid(_("None of these records can be found any more."))
    form = bulk.form_class(register, person, rows[0][0])(request.POST if filled else None)
    context |= {"form": form, "seen": seen, "number": len(rows)}
    if not form.is_valid() or do == "again":
        return render(request, "registers/bulk.html", context, status=422 if form.errors else 200)
    actor, values = Actor.at_page(person), form.values()  # type: ignore[attr-defined]
    lines = bulk.preview(register, actor, rows, values)
    status = 200
    if do == "apply":
        try:
            changed = bulk.apply(actor, lines, values, form.cleaned_data["why"])
        except (Conflict, Invalid) as error:
            moved = error.record if isinstance(error, Conflict) else None
            context |= {"wrong": str(error), "moved": moved}
            status = 409 if isinstance(error, Conflict) else 422
            # The next preview is of the records as they are now.
            rows = [(record, record.version) for record, _seen in bulk.read(register, person, seen)]
            lines = bulk.preview(register, actor, rows, values)
            context["seen"] = bulk.told([record for record, _seen in rows])
        else:
            said = ngettext("%(n)s record changed.", "%(n)s records changed.", changed) % {"n": changed}
            messages.success(request, said)
            return HttpResponseRedirect(back)
    context |= {
        "lines": [line for line in lines if line.writes],
        "refused": [line for line in lines if line.refused],
        "same": [line for line in lines if not line.refused and not line.changes],
        "given": [(name, value) for name in request.POST if name not in {"csrfmiddlewaretoken", "seen", "do"}
                  for value in request.POST.getlist(name)],
    }  # fmt: skip
    return render(request, "registers/bulk_preview.html", context, status=status)
