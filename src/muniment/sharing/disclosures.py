"""One-off disclosures: what somebody outside asked to be told of a person, who they are, on what ground, what was decided and given."""

import secrets
from datetime import timedelta
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from muniment import clock
from muniment.people.models import Person, Post
from muniment.registers.record import Record, versions_of
from muniment.registers.restricted import Restricted
from muniment.retention.retained import Retained
from muniment.retention.rules import Facts
from muniment.sharing.grounds import GROUNDS
from muniment.sharing.keepers import keepers_of

WRITTEN_WITHIN = timedelta(days=3)  # after an emergency
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that is taken for another


def new_reference() -> str:
    """A reference by lot, so that none is seen to be missing: D-7K4M-2QXP."""
    drawn = "".join(secrets.choice(LETTERS) for _each in range(8))
    return f"D-{drawn[:4]}-{drawn[4:]}"


class DisclosureWords:
    """What can be said of a disclosure, now or as it once stood."""

    def ground_in_short(self) -> str:
        """Where the ground stands, without its words."""
        told: Any = self
        return GROUNDS[told.ground].source if told.ground in GROUNDS else ""

    def facts(self) -> Facts:
        """From which days a line counts, of past rows too."""
        told: Any = self
        return Retained.facts(told)


class Disclosure(DisclosureWords, Restricted, Retained, Record):
    """One request for personal data by somebody outside, which no agreement answers. `owner` sees to it.

    Where telling the person would prejudice what it is for, only those named may know of it (`restricted`).
    """

    class State(models.TextChoices):
        LOGGED = "logged", _("To be identified")
        IDENTIFIED = "identified", _("To be decided")
        TO_RELEASE = "to_give", _("To be given")
        RELEASED = "given_out", _("Given")
        DECLINED = "declined", _("Refused")
        CALLED_OFF = "taken_off", _("Called off by who asked")

    class How(models.TextChoices):
        FORM = "form", _("On a form")
        LETTER = "letter", _("By letter")
        EMAIL = "email", _("By e-mail")
        COURT = "court", _("By order of a court")
        ORAL = "oral", _("By word of mouth, in an emergency")

    class Method(models.TextChoices):
        CALL_BACK = "call_back", _("Called back by the switchboard of the organisation")
        DOMAIN = "domain", _("Wrote from the official domain")
        WARRANT = "warrant_card", _("Warrant card or collar number seen")
        ORDER = "sealed", _("Sealed order of a court seen")
        KNOWN = "known", _("Known to us in this post from earlier requests")
        OTHER = "otherwise", _("Otherwise: say how")

    class Agreement(models.TextChoices):
        NONE = "no_agreement", _("There is none with them")
        OTHER = "not_of_this", _("There is one, and it does not cover this")
        COVERS = "covers_it", _("One covers it")

    class Decision(models.TextChoices):
        FULL = "in_full", _("Give all that was asked for")
        PARTIAL = "in_part", _("Give a part")
        REFUSE = "refusal", _("Refuse")

    class Channel(models.TextChoices):
        MAIL = "secure_mail", _("E-mail with enforced encryption")
        PORTAL = "portal", _("Secure portal or transfer")
        POST = "tracked_post", _("Tracked post")
        HAND = "by_hand", _("By hand, against a signature")
        VIEWED = "viewed", _("Shown here")
        SPOKEN = "spoken", _("By word of mouth, in an emergency")

    class Quality(models.TextChoices):
        SOUND = "sound", _("Sound")
        GAPS = "gaps", _("Sound, with gaps in the record")
        UNSOUND = "unsound", _("Should have been decided otherwise")

    reference = models.CharField(_("reference"), max_length=20, default=new_reference, editable=False)
    owner = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, verbose_name=_("who sees to it"), related_name="+",
        help_text=_("The post that was asked: one of yours, if you only log it."),
    )  # fmt: skip
    received_on = models.DateField(_("received on"), default=clock.today)
    how = models.CharField(
        _("how it came"),
        max_length=10,
        choices=How.choices,
        help_text=_("A request is made in writing; only an emergency may be spoken, and the writing follows."),
    )
    emergency = models.TextField(
        _("what the emergency is"), blank=True, help_text=_("Only where it was spoken: who is in danger, and of what.")
    )
    written_on = models.DateField(_("the writing came on"), null=True, blank=True, editable=False)
    needed_by = models.DateField(_("needed by"), null=True, blank=True, help_text=_("A wish, unless a court set it."))
    requester_org = models.CharField(_("organisation that asks"), max_length=200)
    requester_name = models.CharField(_("name of who asks"), max_length=200)
    requester_post = models.CharField(_("rank or post"), max_length=200, blank=True)
    requester_contact = models.CharField(
        _("how they are reached"),
        max_length=300,
        blank=True,
        help_text=_("As they gave it. Do not use it to verify who they are."),
    )
    their_reference = models.CharField(_("their reference"), max_length=100, blank=True)
    countersigned_by = models.CharField(
        _("police form countersigned by"),
        max_length=200,
        blank=True,
        help_text=_("An inspector or a senior manager, with rank."),
    )
    subjects = models.TextField(_("whom it is about"), help_text=_("As much as tells them from others, and no more."))
    asked_for = models.TextField(_("what they ask for"))
    purpose = models.TextField(_("what they need it for"))
    gateway = models.TextField(
        _("law that lets the council give it"), blank=True, help_text=_("Act and section, or that there is none.")
    )
    ground = models.CharField(
        _("exemption or ground"),
        max_length=10,
        choices=[(name, f"{each.source}: {each.plain}") for name, each in GROUNDS.items()],
        blank=True,
    )
    ground_detail = models.TextField(
        _("what the ground rests on"),
        blank=True,
        help_text=_("The order, the Act and section, the proceedings, or how the person agreed."),
    )
    necessity = models.TextField(_("why it is necessary and proportionate"), blank=True)
    agreement = models.CharField(
        _("does a sharing agreement cover it?"), max_length=12, choices=Agreement.choices, blank=True
    )
    restricted = models.BooleanField(
        _("would telling the person prejudice the purpose?"), default=False,
        help_text=_("Then only those named may know that this is here: you and who keeps the log, until the list is changed."),
    )  # fmt: skip
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.LOGGED, editable=False)
    identity_method = models.CharField(
        _("how who asks was verified"), max_length=12, choices=Method.choices, blank=True, editable=False
    )
    identity_detail = models.TextField(_("what was seen"), blank=True, editable=False)
    identified_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, verbose_name=_("verified by"), related_name="+", editable=False
    )
    identified_on = models.DateField(_("verified on"), null=True, blank=True, editable=False)
    decision = models.CharField(_("decision"), max_length=8, choices=Decision.choices, blank=True, editable=False)
    decision_reason = models.TextField(_("reason of the decision"), blank=True, editable=False)
    decided_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, verbose_name=_("decided by"), related_name="+", editable=False
    )
    decided_on = models.DateField(_("decided on"), null=True, blank=True, editable=False)
    released = models.TextField(_("what was given"), blank=True, editable=False)
    channel = models.CharField(
        _("by which channel"), max_length=12, choices=Channel.choices, blank=True, editable=False
    )
    tracking = models.CharField(_("tracking or receipt"), max_length=200, blank=True, editable=False)
    released_on = models.DateField(_("given on"), null=True, blank=True, editable=False)
    sampled_on = models.DateField(_("taken as a sample on"), null=True, blank=True, editable=False)
    quality = models.CharField(_("quality check"), max_length=8, choices=Quality.choices, blank=True, editable=False)
    quality_note = models.TextField(_("what the check found"), blank=True, editable=False)
    checked_on = models.DateField(_("checked on"), null=True, blank=True, editable=False)

    class Meta:
        ordering: ClassVar = ["-received_on", "id"]
        indexes: ClassVar = [models.Index(fields=["received_on", "id"], name="disclosures_by_received")]

    def __str__(self) -> str:
        # Names of people stay out of titles, which go into e-mails and calendars; of a closed one the organisation too.
        return self.reference if self.restricted else f"{self.reference} {self.requester_org}"

    def clean(self) -> None:
        """A spoken request says what the emergency is; who keeps the log is named on what is closed to others."""
        if self.restricted and self.unit_id and not self._closed_before():
            self.only_for = [*self.only_for, *keepers_of(self.unit_id)]
        super().clean()
        wrong: dict[str, Any] = {}
        if self.how == self.How.ORAL and not self.emergency.strip():
            wrong["emergency"] = _("Only an emergency may be spoken: say what it is, or have the request written.")
        if self.received_on and self.received_on > clock.today():
            wrong["received_on"] = _("That day is still to come.")
        if self.received_on and self.needed_by and self.needed_by < self.received_on:
            wrong["needed_by"] = _("It cannot be needed before it was asked for.")
        if wrong:
            raise ValidationError(wrong)

    def _closed_before(self) -> bool:
        rows = type(self).objects.filter(pk=self.pk, restricted=True)
        return not self._state.adding and rows.exists()

    def answerable_posts(self) -> frozenset[int]:
        return frozenset({self.owner_id} if self.owner_id else ())


DisclosureVersion = versions_of(Disclosure, DisclosureWords)
State = Disclosure.State
OVER = frozenset({State.RELEASED, State.DECLINED, State.CALLED_OFF})
OPEN = frozenset({State.LOGGED, State.IDENTIFIED, State.TO_RELEASE})
