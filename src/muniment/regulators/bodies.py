"""Regulators, ombudsmen and tribunals: whoever may ask the council to account for how it handled somebody's case."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from muniment.registers.access import Access
from muniment.registers.filters import by_choice
from muniment.registers.record import Record, versions_of
from muniment.registers.register import Column, Register, registry


class Regulator(Record):
    """One of them, under the name it has now."""

    class Kind(models.TextChoices):
        REGULATOR = "regulator", _("Regulator")
        OMBUDSMAN = "ombudsman", _("Ombudsman")
        TRIBUNAL = "tribunal", _("Court or tribunal")
        COMMISSIONER = "commissioner", _("Commissioner of one power")

    name = models.CharField(_("name"), max_length=200, unique=True)
    short = models.CharField(_("short name"), max_length=30, blank=True)
    kind = models.CharField(_("kind"), max_length=14, choices=Kind.choices)
    over = models.TextField(_("what it watches over"), blank=True)
    contact = models.CharField(_("how it is reached"), max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.short or self.name


RegulatorVersion = versions_of(Regulator)

registry.add(
    Register(
        slug="regulator-bodies", model=Regulator, title="Regulators and ombudsmen", one="regulator or ombudsman", section="Regulators",
        access=Access.of(everyone="read", ig_manager="create edit import undo", ig_officer="create edit", monitoring_officer="create edit"),
        about="Who may ask the council to account for a case: the commissioner, the ombudsmen, the tribunal.",
        columns=(
            Column("name", "Name", "name"), Column("short", "Short name", "short"), Column("get_kind_display", "Kind", "kind,name", reads=("kind",)),
            Column("over", "What it watches over"), Column("contact", "How it is reached", shown=False),
        ),
        sort="name", key=("name",), search=("name", "short", "over"), related=("unit",), filters=(by_choice(Regulator, "kind"),),
        fields=("name", "short", "kind", "over", "contact", "unit"), past=RegulatorVersion,
    )
)  # fmt: skip
