"""Where somebody has a model learn."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from muniment.discovery.teaching import training
from muniment.discovery.teaching.model_records import ClassModel
from muniment.people.models import Person, Unit
from muniment.people.standing import standing_of
from muniment.registers.access import Actor
from muniment.registers.errors import Invalid, Refused
from muniment.registers.record import register_of
from muniment.registers.views import person_of


def unit_for(person: Person) -> Unit | None:
    """The highest unit for which this person may have a model learn; None where there is none."""
    units = standing_of(person).units_of(register_of(ClassModel).access.roles_for("train"))
    return Unit.objects.filter(pk__in=units).exclude(parent__in=units).order_by("pk").first()


@require_POST
def learn(request: HttpRequest) -> HttpResponse:
    """Has a model learn, for the highest unit that this person may do so for."""
    person = person_of(request)
    unit = unit_for(person)
    if unit is None:
        raise Refused(_("None of the posts you hold may have a model learn."))
    try:
        version = training.ask_for(Actor.at_page(person), unit)
    except Invalid as error:
        messages.error(request, str(error))
        return redirect("teaching")
    messages.success(request, _("A model learns now. This page shows its figures when it has; reload it in a while."))
    return redirect(f"/class-models/{version.pk}/")
