"""Exemptions that are put forward for a request: to what they apply, what was shown of each, and who checked it.

Those for information and the grounds for own data are two registers: other law, and other people who may read them.
"""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from muniment.people.models import Person, Post
from muniment.registers.record import Beside, Record, versions_of
from muniment.requests.exemption_law import EXEMPTIONS, Gap, missing, of_law
from muniment.requests.exemption_terms import Exemption
from muniment.requests.requests import InformationRequest
from muniment.requests.rights import RightsRequest

RIGHTS = "sar"


def _codes(*laws: str) -> list[tuple[str, str]]:
    return [(each.code, each.label) for law in laws for each in of_law(law)]


TOLD = ("applies_to", "harm", "likelihood", "interest_for", "interest_against", "balance")


class ExemptionReadings:
    """What an exemption and its past say of themselves. `of` is the kind of case for which it is put forward."""

    of: ClassVar[type[Any]]

    def __str__(self) -> str:
        told: Any = self
        return f"{self.exemption.section} for {self.of.letter}-{told.request_id}"

    @property
    def exemption(self) -> Exemption:
        """The law of it."""
        code: str = self.code  # type: ignore[attr-defined]
        return EXEMPTIONS[code]

    def answers_now(self) -> dict[str, dict[str, Any]]:
        """The answers to the questions of this exemption; what was answered for another one is none."""
        kept: dict[str, dict[str, Any]] = self.answers  # type: ignore[attr-defined]
        return {name: each for name, each in kept.items() if each.get("under") == self.exemption.code}

    def gaps(self) -> list[Gap]:
        """What is still to be shown."""
        return missing(self.exemption, self.answers_now(), {name: getattr(self, name) for name in TOLD})


class UsedExemption(ExemptionReadings, Beside, Record):
    """One exemption that is put forward for a case. Nobody checks what they put forward themselves."""

    beside = "request"

    class State(models.TextChoices):
        PROPOSED = "put_forward", _("Put forward")
        CHECKED = "exemption_checked", _("Checked")
        RELIED = "relied_on", _("Relied on")
        GIVEN_UP = "given_up", _("Given up")

    class Likelihood(models.TextChoices):
        WOULD = "would", _("It would: more probable than not")
        LIKELY = "likely", _("It would be likely to: a real and weighty chance")

    class Balance(models.TextChoices):
        WITHHOLD = "withhold", _("Withholding it prevails")
        GIVE = "give", _("Giving it prevails, or neither does")

    applies_to = models.TextField(
        _("to which part of the information"),
        help_text=_("The documents, pages or columns: not “all of it”, unless that is so."),
    )
    engaged_by = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, verbose_name=_("who says that it applies"), related_name="+",
        help_text=_("The service whose information it is, say."),
    )  # fmt: skip
    harm = models.TextField(_("the harm"), blank=True, help_text=_("What would come of giving it, and to whom."))
    likelihood = models.CharField(_("how likely"), max_length=10, choices=Likelihood.choices, blank=True)
    interest_for = models.TextField(_("public interest in giving it"), blank=True)
    interest_against = models.TextField(_("public interest in withholding it"), blank=True)
    balance = models.CharField(
        _("which prevails"), max_length=10, choices=Balance.choices, blank=True,
        help_text=_("Where both weigh the same, it is given."),
    )  # fmt: skip
    answers = models.JSONField(_("answers"), default=dict, blank=True, editable=False)
    checked_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, verbose_name=_("who checked it"), related_name="+", editable=False
    )  # fmt: skip
    state = models.CharField(_("state"), max_length=20, choices=State.choices, default=State.PROPOSED, editable=False)

    class Meta:
        abstract = True
        ordering: ClassVar = ["request_id", "id"]

    def clean(self) -> None:
        """It is put forward while the request is open, and is of the law under which that is handled then."""
        super().clean()
        case: Any = self.request if self.request_id else None  # type: ignore[attr-defined]
        if not self._state.adding or case is None or self.code not in EXEMPTIONS:  # type: ignore[attr-defined]
            return
        if not case.is_open:
            raise ValidationError({"request": _("This request is over: open it again first.")})
        if self.exemption.law != self.law_of_case():
            law = case.get_law_display()  # the grounds for own data are of one law, and never another's
            raise ValidationError(
                {"code": _("The request is handled as %(law)s: choose one of that law.") % {"law": law}}
            )

    def law_of_case(self) -> str:
        """The law under which the request is handled now, as exemptions name it."""
        raise NotImplementedError

    def answerable_posts(self) -> frozenset[int]:
        return frozenset({self.engaged_by_id} if self.engaged_by_id else ())


class RequestReadings(ExemptionReadings):
    """One for information, and its past."""

    of = InformationRequest


class RequestExemption(RequestReadings, UsedExemption):
    """An exemption or exception that is put forward for a request for information."""

    request = models.ForeignKey(
        InformationRequest, models.PROTECT, verbose_name=_("request"), related_name="exemptions"
    )
    code = models.CharField(_("exemption"), max_length=40, choices=_codes("foi", "eir"))

    class Meta(UsedExemption.Meta):
        abstract = False

    def law_of_case(self) -> str:
        return str(self.request.law)


class RightsReadings(ExemptionReadings):
    """One for own data, and its past."""

    of = RightsRequest


class RightsExemption(RightsReadings, UsedExemption):
    """A ground on which a request about own data is refused, whole or in part."""

    request = models.ForeignKey(RightsRequest, models.PROTECT, verbose_name=_("request"), related_name="exemptions")
    code = models.CharField(_("ground"), max_length=40, choices=_codes(RIGHTS))

    class Meta(UsedExemption.Meta):
        abstract = False

    def law_of_case(self) -> str:
        return RIGHTS


RequestExemptionVersion = versions_of(RequestExemption, RequestReadings)
RightsExemptionVersion = versions_of(RightsExemption, RightsReadings)
State = UsedExemption.State
# Which exemptions a kind of case may have.
OF_CASES: dict[type[Any], Any] = {InformationRequest: RequestExemption, RightsRequest: RightsExemption}
