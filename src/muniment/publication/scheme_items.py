"""What the publication scheme of section 19 of the Freedom of Information Act lists: each thing that the council publishes without being asked."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from muniment import clock
from muniment.people.models import Person, Post
from muniment.publication.web_addresses import LONGEST, web_address
from muniment.registers.record import Record, Reviewed, versions_of

OPEN_GOVERNMENT_LICENCE = "Open Government Licence v3.0"


class SchemeClass(models.TextChoices):
    """The seven classes of the regulator's model scheme; their values stand in its order."""

    WHO_WE_ARE = "1_who_we_are", _("Who we are and what we do")
    SPENDING = "2_spending", _("What we spend and how we spend it")
    PRIORITIES = "3_priorities", _("What our priorities are and how we are doing")
    DECISIONS = "4_decisions", _("How we make decisions")
    POLICIES = "5_policies", _("Our policies and procedures")
    LISTS = "6_lists", _("Lists and registers")
    SERVICES = "7_services", _("The services we offer")


class PublicationItem(Reviewed, Record):
    """One thing that is published. `owner` sees to it that it is there and true, and is asked for its review."""

    class State(models.TextChoices):
        DRAFT = "not_yet_public", _("Draft")
        PUBLISHED = "is_public", _("Published")
        TAKEN_DOWN = "taken_down", _("Withdrawn")

    class Found(models.TextChoices):
        THERE = "still_there", _("Still there")
        BROKEN = "link_broken", _("The address is broken")
        OUTDATED = "out_of_date", _("The content is out of date")

    scheme_class = models.CharField(_("class"), max_length=14, choices=SchemeClass.choices)
    title = models.CharField(_("title"), max_length=200)
    about = models.TextField(_("what it is"), blank=True, help_text=_("The public reads this: name no person."))
    owner = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, verbose_name=_("owner"), related_name="+",
        help_text=_("The public is told the title of this post, and not who holds it."),
    )  # fmt: skip
    address = models.CharField(
        _("address"), max_length=LONGEST, blank=True, validators=[web_address],
        help_text=_("Where it is on the web. It begins with https:// or http://."),
    )  # fmt: skip
    obtained = models.CharField(
        _("how else it is had"), max_length=300, blank=True,
        help_text=_("Where it has no address: seen at the reception of the civic centre, or by post on request."),
    )  # fmt: skip
    file_format = models.CharField(_("format"), max_length=100, blank=True, help_text=_("Web page, PDF, CSV, paper."))
    charge = models.CharField(
        _("charge"), max_length=200, blank=True, help_text=_("In words: £10 for a printed copy. Leave empty if it is free.")
    )  # fmt: skip
    licence = models.CharField(_("licence"), max_length=200, blank=True, default=OPEN_GOVERNMENT_LICENCE)
    state = models.CharField(_("state"), max_length=14, choices=State.choices, default=State.DRAFT)
    ended_reason = models.TextField(_("why it was withdrawn"), blank=True, help_text=_("Wanted for what is withdrawn."))
    file_name = models.CharField(_("file that is given out"), max_length=200, blank=True, editable=False)
    file_kind = models.CharField(_("kind of the file"), max_length=100, blank=True, editable=False)
    # Of a file that is attached as evidence too, which a verification reads again.
    file_digest = models.CharField(_("digest of the file"), max_length=64, blank=True, editable=False)
    published_on = models.DateField(_("published since"), null=True, blank=True, editable=False)
    last_checked = models.DateField(_("last checked on"), null=True, blank=True, editable=False)
    checked_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, verbose_name=_("checked by"), related_name="+", editable=False
    )
    check_found = models.CharField(
        _("what the check found"), max_length=12, choices=Found.choices, blank=True, editable=False
    )
    check_note = models.TextField(_("note of the check"), blank=True, editable=False)

    class Meta:
        ordering: ClassVar = ["scheme_class", "title"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["title", "unit"], name="scheme_item_titled_once_in_unit",
                violation_error_message=_("This service has an item of this title already."),
            )
        ]  # fmt: skip
        indexes: ClassVar = [models.Index(fields=["scheme_class", "title", "id"], name="scheme_items_by_class")]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """What is published can be had; what is withdrawn says why."""
        super().clean()
        wrong: dict[str, Any] = {}
        if self.state == State.PUBLISHED and not (self.address or self.obtained or self.file_digest):
            wrong["address"] = _("Say where it is, give out a file, or say how else it is had, before it is published.")
        if self.state == State.TAKEN_DOWN and not self.ended_reason.strip():
            wrong["ended_reason"] = _("Say why it is withdrawn.")
        if wrong:
            raise ValidationError(wrong)
        if self.state == State.PUBLISHED:
            self.published_on = self.published_on or clock.today()
        elif self.state == State.DRAFT:
            self.published_on = None

    def answerable_posts(self) -> frozenset[int]:
        return frozenset({self.owner_id} if self.owner_id else ())


PublicationItemVersion = versions_of(PublicationItem)
State, Found = PublicationItem.State, PublicationItem.Found
WRONG = frozenset({Found.BROKEN, Found.OUTDATED})
