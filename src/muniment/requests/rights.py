"""Requests about somebody's own data: to see it, to have it put right, erased, restricted or moved, to object."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from muniment.registers.record import versions_of
from muniment.requests.asked import AskedCase, AskedReadings, open_then, orders


class RightsReadings(AskedReadings):
    """What such a request and its past say of themselves."""

    letter = "S"

    def clock_name(self) -> str:
        return "sar"


class RightsRequest(RightsReadings, AskedCase):
    """Somebody uses a right that the UK GDPR gives them over their data."""

    class Right(models.TextChoices):
        ACCESS = "access", _("Access (article 15)")
        RECTIFICATION = "rectification", _("Rectification (article 16)")
        ERASURE = "erasure", _("Erasure (article 17)")
        RESTRICTION = "restriction", _("Restriction (article 18)")
        PORTABILITY = "portability", _("Portability (article 20)")
        OBJECTION = "objection", _("Objection (article 21)")
        AUTOMATED = "automated", _("A decision by machine alone (articles 22A to 22D)")

    class Asks(models.TextChoices):
        SELF = "themselves", _("The person themselves")
        PARENT = "parent", _("A parent or guardian of a child")
        AGENT = "agent", _("Somebody who acts for them")
        OTHER = "somebody_else", _("Somebody else, not clear yet")

    class Outcome(models.TextChoices):
        DONE = "done", _("Done as asked")
        PART = "part", _("Done in part")
        REFUSED = "refused", _("Refused: manifestly unfounded or excessive, or exempt")
        NO_DATA = "no_data", _("We hold nothing of them")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        LAPSED = "lapsed", _("Lapsed: no proof of identity, clarification or fee came")

    answers: ClassVar = (Outcome.DONE, Outcome.PART, Outcome.REFUSED, Outcome.NO_DATA)
    ends: ClassVar = (Outcome.WITHDRAWN, Outcome.LAPSED)

    right = models.CharField(_("right"), max_length=20, choices=Right.choices, default=Right.ACCESS)
    data_subject = models.CharField(
        _("whose data"), max_length=200, help_text=_("The person, and what tells them from others of that name.")
    )
    subject_groups = models.CharField(
        _("which groups the person is of"), max_length=300, blank=True,
        help_text=_("As assets and activities name them, with commas between: tenants, staff. By these is found who holds their data."),
    )  # fmt: skip
    asks_as = models.CharField(_("who asks"), max_length=20, choices=Asks.choices, default=Asks.SELF)
    authority = models.TextField(
        _("their authority"), blank=True,
        help_text=_("Where it is not the person themselves: what shows that they may ask. Of a child also whether it understands its rights itself."),
    )  # fmt: skip
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome.choices, blank=True, editable=False)

    class Meta:
        ordering: ClassVar = ["-received_on", "id"]
        indexes: ClassVar = orders("rights", "right")


RightsRequestVersion = versions_of(RightsRequest, RightsReadings, indexes=open_then("rights"))
