"""The council's own settings, as they are kept: a name and a value each, with history as every record has."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from muniment.people.models import Directory, Unit


class Preference(models.Model):
    """One setting that a council made; what it did not make has its default. `preferences.py` declares them all."""

    name = models.CharField(_("setting"), max_length=40, unique=True, editable=False)
    value = models.JSONField(_("value"), default=str, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    objects = Directory.as_manager()

    def __str__(self) -> str:
        from muniment.organisation import preferences  # noqa: PLC0415 - the declarations read these rows

        told = preferences.DECLARED.get(self.name)
        return str(told.label) if told else self.name

    def clean(self) -> None:
        """However it is written, a setting has a value of its type."""
        from muniment.organisation import preferences  # noqa: PLC0415 - the declarations read these rows

        told = preferences.DECLARED.get(self.name)
        if told is not None and (reason := told.why_not(self.value)):
            raise ValidationError(reason)

    def judged_in(self) -> Iterable[int]:
        """A setting holds for the whole installation: who changes it has the role for the council itself."""
        return whole_installation()

    def shown_value(self) -> Any:
        return self.value if self.name != "logo" else _("a picture") if self.value else _("none")


def whole_installation() -> frozenset[int]:
    """The topmost units of every body that no other owns."""
    return frozenset(Unit.objects.filter(parent=None, body__owned_by=None).values_list("pk", flat=True))
