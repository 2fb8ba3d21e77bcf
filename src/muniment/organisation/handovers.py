"""Handovers: when somebody leaves a post, or is away for long, what the post answers for finds who goes on with it, or is vacant."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from muniment.people.models import Person, Post
from muniment.registers.record import Record, versions_of


class Handover(Record):
    """One person leaving one post. It is finished when each of its items has somebody, or is said to be vacant."""

    class Kind(models.TextChoices):
        LEAVES = "leaves", _("Leaves the council")
        MOVES = "moves", _("Moves to another post")
        AWAY = "away", _("Is away for long")

    class State(models.TextChoices):
        OPEN = "being_handed_over", _("Open")
        FINISHED = "handed_over", _("Finished")

    person = models.ForeignKey(Person, models.PROTECT, verbose_name=_("person"), related_name="+", editable=False)
    post = models.ForeignKey(Post, models.PROTECT, verbose_name=_("post"), related_name="+", editable=False)
    kind = models.CharField(_("what happens"), max_length=10, choices=Kind.choices, default=Kind.LEAVES)
    last_day = models.DateField(_("last day"))
    knows = models.TextField(
        _("what they know that nobody else does"), blank=True,
        help_text=_("Where the papers are, whom to ask, what is promised and not written down."),
    )  # fmt: skip
    state = models.CharField(_("state"), max_length=20, choices=State.choices, default=State.OPEN, editable=False)
    finished_on = models.DateField(_("finished on"), null=True, blank=True, editable=False)

    class Meta:
        ordering: ClassVar = ["last_day", "id"]

    def __str__(self) -> str:
        return f"{self.person} as {self.post}, to {self.last_day:%-d %B %Y}"

    def answerable_posts(self) -> frozenset[int]:
        """The post itself, and the one above it."""
        return frozenset(pk for pk in (self.post_id, self.post.reports_to_id) if pk)


class HandoverItem(Record):
    """A record that the post answers for, and who goes on with it."""

    class Outcome(models.TextChoices):
        STAYS = "stays", _("Stays with the post, which is filled again")
        MOVED = "moved", _("Goes to another post")
        VACANT = "vacant", _("Vacant: nobody goes on with it yet")

    handover = models.ForeignKey(
        Handover, models.PROTECT, related_name="items", verbose_name=_("handover"), editable=False
    )
    in_register = models.CharField(_("register"), max_length=40, editable=False)
    number = models.BigIntegerField(_("number"), editable=False)
    outcome = models.CharField(
        _("who goes on with it"), max_length=10, choices=Outcome.choices, blank=True, editable=False
    )
    to_post = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, verbose_name=_("the other post"), related_name="+", editable=False
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["handover", "in_register", "number"], name="item_once_in_handover")
        ]

    def __str__(self) -> str:
        return f"{self.in_register} {self.number}"


HandoverVersion = versions_of(Handover)
