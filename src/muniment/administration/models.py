"""What administration keeps of its own: people read in from a file and not applied yet, and when the history was verified."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from muniment.people.models import Person


class PeopleImport(models.Model):
    """Rows of a file of people, as far as they are needed: the file itself is never kept. Its maker's alone."""

    class State(models.TextChoices):
        PREVIEWED = "previewed", _("To be looked at")
        APPLIED = "applied", _("Applied")

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=255)
    kind = models.CharField(max_length=10)
    full = models.BooleanField(default=False)
    rows = models.JSONField(default=list)
    state = models.CharField(max_length=20, choices=State.choices, default=State.PREVIEWED)
    made_at = models.DateTimeField()
    batch = models.CharField(max_length=40, unique=True)
    result = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.file_name


class Verification(models.Model):
    """That the history was verified, where it ended then, and how many faults were found."""

    at = models.DateTimeField()
    lines = models.PositiveBigIntegerField()
    head = models.CharField(max_length=64, blank=True)
    faults = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.lines} lines, {self.faults} faults"
