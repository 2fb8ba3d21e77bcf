"""What causes incidents, as data: each council counts by its own list, which begins with the usual one."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from muniment.people.models import Directory
from muniment.registers.access import Access, Actor
from muniment.registers.filters import by_choice
from muniment.registers.register import Column, Flag, Register, registry
from muniment.registers.services import Change, write

# Section B12 of the domain.
USUAL = (
    ("E-mail to the wrong address", "Sent, copied or forwarded to somebody whom it was not for.", "error"),
    ("Post to the wrong address", "A letter or parcel that went, or held a page that went, to somebody else.", "error"),
    ("Device lost or stolen", "A laptop, telephone, memory stick or disk.", "loss"),
    ("Paper lost or stolen", "A file, notebook or print-out.", "loss"),
    ("Said to the wrong person", "On the telephone, at a desk or within hearing of others.", "error"),
    ("Access without authority", "Somebody looked at or used what their work did not take.", "misuse"),
    ("Attack from outside", "Phishing, malicious software, ransom, a break-in to a system.", "attack"),
    ("Published by mistake", "On a website, in a meeting's papers, or in an answer to a request.", "error"),
    ("Wrongly disposed of", "Thrown away unshredded, or destroyed before its time.", "error"),
    ("Failure of a system", "An outage, a wrong setting, lost or changed data, a faulty release.", "system"),
)  # fmt: skip


class IncidentCause(models.Model):
    """One kind of cause. One that is not used any more stays with the incidents that have it, and is offered no longer."""

    class Family(models.TextChoices):
        ERROR = "error", _("Somebody's slip")
        LOSS = "loss", _("Loss or theft")
        MISUSE = "misuse", _("Misuse from within")
        ATTACK = "attack", _("Attack from outside")
        SYSTEM = "system", _("A system or process")

    name = models.CharField(_("cause"), max_length=100, unique=True)
    definition = models.TextField(_("what it means"), blank=True)
    family = models.CharField(_("family"), max_length=10, choices=Family.choices)
    in_use = models.BooleanField(_("is offered"), default=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    objects = Directory.as_manager()

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


def enter_usual(actor: Actor) -> None:
    """Enters the usual causes that are not there yet."""
    there = set(IncidentCause.objects.values_list("name", flat=True))
    rows = [
        IncidentCause(name=name, definition=told, family=family) for name, told, family in USUAL if name not in there
    ]
    write(actor, [Change(row, verb="create") for row in rows])


causes: Any = registry.add(
    Register(
        slug="incident-causes", model=IncidentCause, title="Causes of incidents", one="cause", section="Incidents",
        access=Access.of(everyone="read", ig_manager="create edit"), in_menu=False,
        about="The kinds of cause by which incidents are counted: the council's own list.",
        columns=(
            Column("name", "Cause", "name"), Column("get_family_display", "Family", "family,name", reads=("family",)),
            Column("definition", "What it means"), Column("in_use", "Is offered", "in_use,name"),
        ),
        sort="name", key=("name",), search=("name", "definition"), fields=("name", "definition", "family", "in_use"),
        filters=(by_choice(IncidentCause, "family"),),
        flags=(Flag("not_offered", "Not offered", lambda _m: Q(in_use=False), "Causes that are kept for incidents that have them."),),
    )
)  # fmt: skip
