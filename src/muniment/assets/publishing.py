"""Editions of the asset register for the public: made from the register, approved by a second person, and then never changed."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muniment import clock
from muniment.assets import public_summary
from muniment.assets.information_assets import InformationAsset
from muniment.operations.site import site
from muniment.people.models import Body, Person, Unit
from muniment.registers import evidence, history
from muniment.registers.access import Actor
from muniment.registers.errors import Invalid, Refused
from muniment.registers.record import Record
from muniment.registers.services import Change, write

SLUG = "asset-publications"
PAGE = "/published/assets/"


class AssetPublication(Record):
    """One edition. Its content is kept by its digest, and so are the files made of it, so that what was approved is what is public."""

    class State(models.TextChoices):
        PROPOSED = "proposed", gettext_lazy("Proposed")
        PUBLISHED = "published", gettext_lazy("Published")
        CALLED_OFF = "called_off", gettext_lazy("Called off")

    number = models.PositiveIntegerField(gettext_lazy("edition"), unique=True, editable=False)
    state = models.CharField(
        gettext_lazy("state"), max_length=12, choices=State.choices, default=State.PROPOSED, editable=False
    )
    contact = models.CharField(gettext_lazy("team to ask"), max_length=120, editable=False)
    mailbox = models.EmailField(gettext_lazy("its shared mailbox"), editable=False)
    maker = models.ForeignKey(
        Person, models.PROTECT, null=True, verbose_name=gettext_lazy("made by"), related_name="+", editable=False
    )
    made_on = models.DateField(gettext_lazy("made on"), editable=False)
    approved_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, verbose_name=gettext_lazy("approved by"), related_name="+", editable=False
    )  # fmt: skip
    approved_on = models.DateField(gettext_lazy("published on"), null=True, blank=True, editable=False)
    follows = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, verbose_name=gettext_lazy("edition before"), related_name="+", editable=False
    )  # fmt: skip
    assets = models.PositiveIntegerField(gettext_lazy("assets"), default=0, editable=False)
    left_out = models.PositiveIntegerField(gettext_lazy("assets left out"), default=0, editable=False)
    differences = models.JSONField(gettext_lazy("what changed"), default=dict, blank=True, editable=False)
    content = models.CharField(gettext_lazy("digest of the content"), max_length=64, editable=False)
    csv = models.CharField(gettext_lazy("digest of the CSV file"), max_length=64, editable=False)
    jsonld = models.CharField(gettext_lazy("digest of the catalogue"), max_length=64, editable=False)

    class Meta:
        ordering: ClassVar = ["-number"]

    def __str__(self) -> str:
        return _("Edition %(number)s of %(day)s") % {"number": self.number, "day": f"{self.made_on:%-d %B %Y}"}

    def changes(self) -> str:
        """What changed since the edition before, in numbers."""
        found = {name: len(self.differences.get(name, ())) for name in ("added", "removed", "changed")}
        return _("%(added)s new, %(removed)s gone, %(changed)s changed") % found


class WithheldAsset(Record):
    """The mark of an asset that is not to be published, with the reason; until it is released."""

    class State(models.TextChoices):
        WITHHELD = "withheld", gettext_lazy("Not to be published")
        RELEASED = "released", gettext_lazy("May be published again")

    asset = models.ForeignKey(
        InformationAsset, models.PROTECT, verbose_name=gettext_lazy("asset"), related_name="withheld"
    )
    reason = models.TextField(
        gettext_lazy("why it is not published"),
        help_text=gettext_lazy("An exemption under the Freedom of Information Act 2000, security, a contract."),
    )
    state = models.CharField(
        gettext_lazy("state"), max_length=10, choices=State.choices, default=State.WITHHELD, editable=False
    )

    class Meta:
        ordering: ClassVar = ["asset"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["asset"], condition=Q(state="withheld", withdrawn=False), name="asset_withheld_once",
                violation_error_message=gettext_lazy("This asset is marked already."),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.asset)

    def answerable_posts(self) -> frozenset[int]:
        return self.asset.answerable_posts()


State = AssetPublication.State


def current() -> AssetPublication | None:
    """The edition that is public now."""
    found: AssetPublication | None = (
        AssetPublication.objects.everything().filter(state=State.PUBLISHED).order_by("-number").first()
    )
    return found


def content_of(edition: AssetPublication) -> dict[str, Any] | None:
    """The content as it was approved; None where the file is gone or is not what it was."""
    found = kept(edition.content)
    try:
        content = json.loads(found) if found is not None else None
    except ValueError:
        return None
    return content if isinstance(content, dict) and "assets" in content else None


def kept(digest: str) -> bytes | None:
    """A kept file, None where it is not there or its content is another."""
    try:
        content = evidence.path_of(digest).read_bytes()
    except OSError:
        return None
    return content if hashlib.sha256(content).hexdigest() == digest else None


def propose(actor: Actor, contact: str, mailbox: str, why: str = "") -> AssetPublication:
    """Makes an edition of what the register says today. Refused to who does not see all of it; Invalid for a contact that is a person."""
    if actor.person is None:
        raise Refused(_("An edition is made by a person."))
    contact, mailbox = contact.strip(), mailbox.strip().lower()
    _no_person(contact, mailbox)
    council = Body.objects.filter(owned_by=None).order_by("pk").first()
    home = Unit.objects.filter(body=council, parent=None).order_by("pk").first()
    if council is None or home is None:
        raise Invalid(_("There is no council yet whose assets could be published."))
    of_council = Q(unit__body=council)
    assets = list(
        InformationAsset.objects.visible_to(actor.person).filter(of_council).select_related(*public_summary.READS)
    )
    if len(assets) != InformationAsset.objects.everything().filter(of_council).count():
        raise Refused(_("An edition is made by who sees all assets of the council; you do not see all of them."))
    withheld = frozenset(
        WithheldAsset.objects.everything().filter(state=WithheldAsset.State.WITHHELD).values_list("asset", flat=True)
    )
    told = [each for each in assets if not public_summary.why_left_out(each, withheld)]
    entries = sorted(
        (public_summary.entry(each) for each in told), key=lambda each: (each["name"].casefold(), each["id"])
    )
    with transaction.atomic():
        history.take_turn()
        before = current()
        last = AssetPublication.objects.order_by("-number").values_list("number", flat=True).first() or 0
        edition = AssetPublication(
            number=last + 1, unit=home, contact=contact, mailbox=mailbox, maker=actor.person, made_on=clock.today(), follows=before,
            assets=len(entries), left_out=len(assets) - len(entries),
        )  # fmt: skip
        _freeze(edition, council.name, entries)
        write(actor, [Change(edition, verb="create", why=why)])
    return edition


def _no_person(contact: str, mailbox: str) -> None:
    """A team and its shared mailbox, never a person and theirs."""
    wrong = {}
    if not contact or Person.objects.filter(name__iexact=contact).exists():
        wrong["contact"] = [_("Name a team, not a person.")]
    if Person.objects.filter(email__iexact=mailbox).exists():
        wrong["mailbox"] = [_("This is the address of a person: give a shared mailbox.")]
    if wrong:
        raise Invalid(" ".join(message for messages in wrong.values() for message in messages), wrong)


def _freeze(edition: AssetPublication, council: str, entries: list[public_summary.Entry]) -> None:
    """Keeps the content and the files made of it, before the row that names them."""
    before: Mapping[str, Any] = {}
    if edition.follows is not None and (before := content_of(edition.follows) or {}) == {}:
        raise Invalid(_("The content of the edition before cannot be read: run muniment verify, and restore the file."))
    olds = {each["id"]: each for each in before.get("assets", ())}
    day: date = edition.made_on
    content = {
        "council": council, "address": f"{site()}{PAGE}", "number": edition.number, "day": day.isoformat(), "contact": edition.contact,
        "mailbox": edition.mailbox, "assets": public_summary.dated(entries, olds, day.isoformat(), edition.number),
    }  # fmt: skip
    edition.differences = public_summary.differences(olds, entries)
    edition.content = evidence.keep(public_summary.as_json(content))
    edition.csv = evidence.keep(public_summary.as_csv(content))
    edition.jsonld = evidence.keep(public_summary.as_jsonld(content))


def why_not_approved_by(edition: AssetPublication, person: Person | None) -> str:
    """Why this person may not approve: whoever made it, and who acts for them, leave it to a second."""
    if person is None:
        return _("An edition is approved by a person.")
    if history.had_part(person, SLUG, edition.pk):
        return _("Who made an edition does not approve it: a second person does.")
    return ""


def approve(actor: Actor, edition: AssetPublication, why: str, seen_version: int | None = None) -> None:
    """Publishes an edition. Invalid where another was published since it was made, or its content is not what it was."""
    with transaction.atomic():
        history.take_turn()
        if AssetPublication.objects.values_list("state", flat=True).get(pk=edition.pk) != State.PROPOSED:
            raise Invalid(_("That step is not open any more: the edition has moved on."))
        if refusal := why_not_approved_by(edition, actor.person):
            raise Refused(refusal)
        now = current()
        if (now.pk if now else None) != edition.follows_id:
            raise Invalid(_("Another edition was published since: call this off and make it again."))
        if content_of(edition) is None or kept(edition.csv) is None or kept(edition.jsonld) is None:
            raise Invalid(_("Its content cannot be read any more: call it off and make it again."))
        values = {"state": State.PUBLISHED, "approved_by": actor.person, "approved_on": clock.today()}
        write(actor, [Change(edition, values, "approve_publication", why, seen_version)])


def call_off(actor: Actor, edition: AssetPublication, why: str, seen_version: int | None = None) -> None:
    """Ends an edition that was not published."""
    if AssetPublication.objects.values_list("state", flat=True).get(pk=edition.pk) != State.PROPOSED:
        raise Invalid(_("That step is not open any more: the edition has moved on."))
    write(actor, [Change(edition, {"state": State.CALLED_OFF}, "call_off", why, seen_version)])
