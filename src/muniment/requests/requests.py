"""Requests for information and for re-use: what was asked, under which law, what became of it."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from muniment.clock.regimes import REGIMES
from muniment.registers.record import versions_of
from muniment.requests.asked import AskedCase, AskedReadings, open_then, orders

LAWS = [(each, REGIMES[each].name) for each in ("foi", "eir", "rpsi")]


class RequestReadings(AskedReadings):
    """What a request and its past say of themselves."""

    letter = "R"

    def clock_name(self) -> str:
        law: str = self.law  # type: ignore[attr-defined]
        return law


class InformationRequest(RequestReadings, AskedCase):
    """Somebody asks for information, environmental information, or to use it again. Services never read it: they have tasks."""

    class Asker(models.TextChoices):
        UNKNOWN = "not_known", _("Not known")
        PUBLIC = "public", _("Member of the public")
        PRESS = "press", _("Journalist")
        BUSINESS = "business", _("Business")
        CAMPAIGN = "campaign", _("Campaign or charity")
        ELECTED = "elected", _("Councillor or member of parliament")
        RESEARCH = "research", _("Researcher or student")

    class Outcome(models.TextChoices):
        GRANTED = "granted", _("All given")
        PART = "part", _("Given in part")
        REFUSED = "refused", _("Refused")
        NOT_HELD = "not_held", _("Not held")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        LAPSED = "lapsed", _("Lapsed: no clarification or fee came")
        TRANSFERRED = "transferred", _("Transferred to another authority")

    answers: ClassVar = (Outcome.GRANTED, Outcome.PART, Outcome.REFUSED, Outcome.NOT_HELD)
    ends: ClassVar = (Outcome.WITHDRAWN, Outcome.LAPSED, Outcome.TRANSFERRED)
    law = models.CharField(_("law"), max_length=10, choices=LAWS, default="foi")
    asker = models.CharField(_("kind of requester"), max_length=20, choices=Asker.choices, default=Asker.UNKNOWN)
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome.choices, blank=True, editable=False)

    class Meta:
        ordering: ClassVar = ["-received_on", "id"]
        indexes: ClassVar = orders("request", "law")


InformationRequestVersion = versions_of(InformationRequest, RequestReadings, indexes=open_then("request"))
