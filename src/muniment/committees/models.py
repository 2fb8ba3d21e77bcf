"""The glossary: what the words and letters of reports mean."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from muniment.registers.record import Record


class Term(Record):
    """A term or an acronym, with its expansion and definition. An obsolete one names what replaced it."""

    term = models.CharField(_("term"), max_length=60, unique=True)
    expansion = models.CharField(_("stands for"), max_length=200, blank=True)
    definition = models.TextField(_("definition"))
    replaced_by = models.CharField(_("replaced by"), max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["term"]

    def __str__(self) -> str:
        return self.term
