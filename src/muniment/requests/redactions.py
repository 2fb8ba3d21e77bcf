"""The redaction log: what was taken out of which document before it was given, under which exemption, and who looked at it again."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _

from muniment.people.models import Person, Post
from muniment.people.standing import people_of
from muniment.registers import history
from muniment.registers.access import Actor
from muniment.registers.errors import Invalid
from muniment.registers.record import Beside, Record, versions_of
from muniment.registers.register import Asked
from muniment.registers.services import Change, write
from muniment.requests.exemptions import RequestExemption
from muniment.requests.exemptions import State as ExemptionState
from muniment.requests.requests import InformationRequest

SLUG = "redactions"
PARTS = ("create", "edit", "import")


class Redaction(Beside, Record):
    """What was taken out at one place, or at several of one kind. The log never repeats the words that were taken out."""

    beside = "request"

    class State(models.TextChoices):
        MADE = "taken_out", _("Taken out, not looked at again")
        SEEN = "looked_at_again", _("Looked at again")
        UNDONE = "put_back", _("Put back")

    class What(models.TextChoices):
        NAME = "a_name", _("Name or signature")
        CONTACT = "contact_details", _("Address, telephone number, e-mail address")
        PRIVATE = "private_life", _("Something of private life or health")
        PRICE = "prices", _("Price, rate or term of a contract")
        ADVICE = "legal_advice", _("Legal advice")
        OPINION = "opinion_of_staff", _("Advice or opinion of staff")
        SECURITY = "security_detail", _("Detail that endangers safety or security")
        OUTSIDE = "not_asked_for", _("Not asked for")
        OTHER = "something_else", _("Something else")

    class Way(models.TextChoices):
        REMOVED = "removed_from_file", _("Taken out of the file itself, and saved anew")
        SOFTWARE = "redaction_software", _("With a programme that takes out what it covers")
        PRINTED = "printed_and_covered", _("Covered on paper and scanned")
        PAGE = "page_left_out", _("The page or the sheet was left out")

    request = models.ForeignKey(
        InformationRequest, models.PROTECT, verbose_name=_("request"), related_name="redactions"
    )
    document = models.CharField(_("document"), max_length=200, help_text=_("Its name as it is given to the requester."))
    place = models.CharField(_("page or place"), max_length=100, blank=True)
    what = models.CharField(_("what kind of thing"), max_length=30, choices=What.choices)
    note = models.CharField(
        _("what it was about"), max_length=300, blank=True, help_text=_("Never the words themselves.")
    )
    times = models.PositiveIntegerField(_("how many times"), default=1, validators=[MinValueValidator(1)])
    exemption = models.ForeignKey(
        RequestExemption, models.PROTECT, null=True, blank=True, verbose_name=_("under which exemption"), related_name="redactions",
        help_text=_("One of this request. What was not asked for needs none."),
    )  # fmt: skip
    how_removed = models.CharField(_("how"), max_length=30, choices=Way.choices)
    done_by = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, verbose_name=_("who took it out"), related_name="+"
    )
    checked_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, verbose_name=_("who looked at it again"), related_name="+", editable=False
    )  # fmt: skip
    state = models.CharField(_("state"), max_length=20, choices=State.choices, default=State.MADE, editable=False)

    class Meta:
        ordering: ClassVar = ["request_id", "document", "id"]

    def __str__(self) -> str:
        return f"{self.document}, {self.place}" if self.place else self.document

    def clean(self) -> None:
        """An exemption of another request explains nothing here."""
        super().clean()
        if self.exemption is not None and self.request_id and self.exemption.request_id != self.request_id:
            raise ValidationError({"exemption": _("This exemption is of another request.")})

    def answerable_posts(self) -> frozenset[int]:
        return frozenset({self.done_by_id} if self.done_by_id else ())


RedactionVersion = versions_of(Redaction)
State = Redaction.State


def look_again(actor: Actor, redaction: Any, data: Mapping[str, Any]) -> None:
    """A second person saw that it is gone from the file, and rightly so. Invalid without an exemption that stands."""
    exemption = redaction.exemption
    if exemption is None and redaction.what != Redaction.What.OUTSIDE:
        raise Invalid(said("Say first under which exemption it was taken out."))
    if exemption is not None and exemption.state == ExemptionState.GIVEN_UP:
        raise Invalid(said("%(used)s was given up: put it back, or name another.") % {"used": exemption})
    values = {"state": State.SEEN, "checked_by": actor.person}
    write(actor, [Change(redaction, values, "check_redaction", data.get("why") or "", data.get("seen_version"))])


def put_back(actor: Actor, redaction: Any, data: Mapping[str, Any]) -> None:
    """It is given after all; the entry stays to be read."""
    values = {"state": State.UNDONE}
    write(actor, [Change(redaction, values, "run_redaction", data.get("why") or "", data.get("seen_version"))])


def refuse(actor: Actor, verb: str, redaction: Any) -> str:
    """Who took it out does not look at it again; what was looked at is not changed."""
    if redaction.pk is None:
        return ""
    if verb in {"edit", "import"} and redaction.state != State.MADE:
        return said("It was looked at as it stands: put it back, and enter another.")
    if verb == "check_redaction" and actor.person is not None:
        made = people_of([redaction.done_by_id]) if redaction.done_by_id else set()
        if actor.person.pk in made or history.had_part(actor.person, SLUG, redaction.pk, PARTS):
            return said("You took it out, or entered it: somebody else looks at it again.")
    return ""


def to_look_at(records: Sequence[Any]) -> list[Asked]:
    """Whoever may looks at it again."""
    return [Asked(each) for each in records if each.state == State.MADE]


def counted(rows: Any) -> list[dict[str, Any]]:
    """Of these redactions, how many stand under each exemption (`exemption`, its key, None without one): `entries`, `times`, `unseen`. One query."""
    stand = rows.exclude(state=State.UNDONE).order_by("exemption_id")
    found = stand.values("exemption").annotate(
        entries=Count("pk"), all_times=Sum("times"), unseen=Count("pk", filter=Q(state=State.MADE))
    )
    return list(found)
