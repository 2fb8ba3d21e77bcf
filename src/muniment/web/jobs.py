"""The page of background work: all of it for whoever runs the whole council's Muniment, their own for everybody."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_tasks.base import TaskResultStatus as Status

from muniment.jobs import leases
from muniment.jobs.shown import rows, shown
from muniment.people.models import Person, Unit
from muniment.people.standing import standing_of
from muniment.registers.errors import Refused
from muniment.registers.views import person_of

# Held for the topmost unit of the council itself: work is of the whole, and its titles may name what a part should not know.
ROLES = frozenset({"admin", "ig_manager"})
STATES = {
    "": None,
    "waiting": {Status.READY},
    "running": {Status.RUNNING},
    "failed": {Status.FAILED},
    "done": {Status.SUCCESSFUL},
}


def runs_it(person: Person) -> bool:
    """Whether a person sees everybody's work and may have it tried again."""
    reached = standing_of(person).units_of(ROLES)
    return bool(reached) and Unit.objects.filter(pk__in=reached, parent=None, body__owned_by=None).exists()


def _seen(person: Person) -> Any:
    return rows(None if runs_it(person) else person.pk)


def _one(person: Person, pk: UUID) -> Any:
    """A task that the person may see; what they may not see is not there."""
    task = _seen(person).filter(pk=pk).first()
    if task is None:
        raise Http404
    return task


def work(request: HttpRequest) -> HttpResponse:
    """What waits, runs, failed and was done lately."""
    person = person_of(request)
    chosen = request.GET.get("state", "")
    wanted = STATES.get(chosen)
    seen = _seen(person)
    counts = {name: seen.filter(status__in=states).count() for name, states in STATES.items() if states}
    page = Paginator(seen.filter(status__in=wanted) if wanted else seen, 50).get_page(request.GET.get("page"))
    labels = {"": _("All"), "waiting": _("Waiting"), "running": _("Running"), "failed": _("Failed"), "done": _("Done")}
    chips = [(name, label, counts.get(name), name == chosen) for name, label in labels.items()]
    context = {
        "page": page,
        "work": [shown(task) for task in page],
        "all": runs_it(person),
        "chips": chips,
        "chosen": chosen,
    }
    return render(request, "web/jobs.html", context)


def progress(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How far one piece of work is: a piece of a page."""
    return render(request, "jobs/_progress.html", {"work": shown(_one(person_of(request), pk))})


@require_POST
def retry(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A failed piece of work is tried again."""
    person = person_of(request)
    task = _one(person, pk)
    if not runs_it(person):
        raise Refused(_("Ask your information governance team to have it tried again."))
    if leases.retry(task.pk):
        messages.success(request, _("It is tried again: “%(title)s”.") % {"title": shown(task).title})
    else:
        messages.info(request, _("Nothing was changed: it has not failed, or is being tried again already."))
    return redirect("work")
