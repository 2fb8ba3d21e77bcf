"""Information assets: bodies of information that are managed as one, each with its owner, its worth, its risks and its line."""

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _

from muniment.assets.asked import COMPLETE, wanting
from muniment.assets.bonds import ASSET_IN_PLACE, ASSET_IN_SYSTEM, ASSET_USED
from muniment.assets.owning import Owned, accept_step, acceptance, not_accepted_flag, owned_flag, refuse_acceptance
from muniment.people.models import Person, Post
from muniment.registers.access import Access
from muniment.registers.duty_rules import no_owner, review
from muniment.registers.filters import by_choice, by_post, by_unit, gone_by
from muniment.registers.record import Record, Reviewed, versions_of
from muniment.registers.register import Column, Flag, Moment, Register, Relation, registry
from muniment.registers.reviews import EVERY, review_step
from muniment.registers.unlinked import unlinked, wants_link
from muniment.registers.verbs import Verb, verbs
from muniment.retention import dates, shown
from muniment.retention.retained import Retained
from muniment.retention.suggesting import said_in_words

verbs.add(Verb("record_use", _("Its use recorded")))
NAMED = 5  # other masters that a page names
ONE_TO_FIVE = [MinValueValidator(1), MaxValueValidator(5)]


class InformationAsset(Owned, Retained, Reviewed, Record):
    """A body of information, defined and managed as a unit (the National Archives), with the fields of a council's register.

    `owner` is the information asset owner, who is asked once a year whether all this is still true (the review).
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        IN_USE = "in_use", _("In use")
        CLOSED = "closed", _("Closed")

    class Classification(models.TextChoices):
        OFFICIAL = "official", _("OFFICIAL")
        SENSITIVE = "sensitive", _("OFFICIAL-SENSITIVE")

    name = models.CharField(_("name"), max_length=200)
    reference = models.CharField(
        _("reference"), max_length=40, blank=True, help_text=_("The one of your own register, if it has one.")
    )
    about = models.TextField(_("what it is"), blank=True)
    purpose = models.TextField(_("business purpose"), blank=True)
    function = models.CharField(_("function"), max_length=120, blank=True)
    owner = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, verbose_name=_("information asset owner"), related_name="+"
    )
    data_owner = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, verbose_name=_("data owner"), related_name="+",
        help_text=_("Who manages it from day to day."),
    )  # fmt: skip
    steward = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, verbose_name=_("data steward"), related_name="+"
    )
    personal_data = models.BooleanField(_("personal data"), default=False)
    special_category = models.BooleanField(_("special categories of personal data"), default=False)
    criminal_data = models.BooleanField(_("data about crimes"), default=False)
    children = models.BooleanField(_("data about children"), default=False)
    subjects = models.CharField(_("whom it is about"), max_length=300, blank=True)
    lawful_basis = models.CharField(_("lawful basis"), max_length=300, blank=True)
    compliance = models.TextField(_("what was done to comply with the law"), blank=True)
    kept_for = models.TextField(
        _("how long it is kept, in words"), blank=True,
        help_text=_("As its service says it, until a line of the schedule is set: six years after the contract ends."),
    )  # fmt: skip
    disposed_how = models.CharField(_("what is done with it then, in words"), max_length=300, blank=True)
    access_means = models.TextField(_("who has access, how and why"), blank=True)
    classification = models.CharField(
        _("classification"), max_length=12, choices=Classification.choices, default=Classification.OFFICIAL
    )
    form = models.CharField(
        _("format"), max_length=120, blank=True, help_text=_("Case files in Word, a database, maps on paper.")
    )
    volume = models.CharField(_("volume"), max_length=120, blank=True, help_text=_("As it is counted: 40 boxes, 2 TB."))
    location = models.CharField(_("where it is kept"), max_length=300, blank=True)
    source = models.CharField(_("where it comes from"), max_length=300, blank=True)
    recipients = models.CharField(_("who gets it"), max_length=300, blank=True)
    abroad = models.CharField(_("where it goes outside the United Kingdom"), max_length=200, blank=True)
    licence = models.CharField(_("licence of third parties"), max_length=300, blank=True)
    restrictions = models.TextField(
        _("restrictions on its use"), blank=True,
        help_text=_("What a law, a licence or an agreement forbids. It is shown before the asset is shared."),
    )  # fmt: skip
    confidentiality = models.PositiveSmallIntegerField(
        _("confidentiality, 1 to 5"), null=True, blank=True, validators=ONE_TO_FIVE
    )
    integrity = models.PositiveSmallIntegerField(_("integrity, 1 to 5"), null=True, blank=True, validators=ONE_TO_FIVE)
    availability = models.PositiveSmallIntegerField(
        _("availability, 1 to 5"), null=True, blank=True, validators=ONE_TO_FIVE
    )
    value = models.TextField(_("what it is worth to the council"), blank=True)
    continuity = models.CharField(
        _("business continuity"), max_length=300, blank=True, help_text=_("How long the service can do without it.")
    )
    vital = models.BooleanField(_("vital record"), default=False)
    master_of = models.CharField(
        _("master source of"), max_length=80, blank=True,
        help_text=_("The entity that it is the one true source of: customer, property, employee."),
    )  # fmt: skip
    published = models.CharField(
        _("published as"), max_length=300, blank=True, help_text=_("Open data or the publication scheme.")
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.IN_USE)

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["name", "unit"], name="asset_named_once_in_unit",
                                    violation_error_message=_("This unit has an asset of this name already.")),
            models.CheckConstraint(condition=Q(personal_data=True) | Q(special_category=False, criminal_data=False, children=False),
                                   name="special_data_is_personal_data",
                                   violation_error_message=_("Special categories, crimes and children are personal data: tick that too.")),
        ]  # fmt: skip
        indexes: ClassVar = [
            models.Index(fields=["name", "id"], name="assets_by_name"),
            models.Index(fields=["retention_line"], name="assets_by_line"),
            models.Index(Lower("master_of"), name="assets_by_master", condition=~Q(master_of="")),
        ]

    def __str__(self) -> str:
        return self.name

    def once_gone(self, day: date) -> dict[str, Any]:
        """What was disposed of is closed, and nobody looks at it again."""
        return {**super().once_gone(day), "state": self.State.CLOSED, "review_every": 0, "next_review": None}

    def answerable_posts(self) -> frozenset[int]:
        """The owner, and who manages it from day to day."""
        return frozenset(post for post in (self.owner_id, self.data_owner_id, self.steward_id) if post)


InformationAssetVersion = versions_of(InformationAsset)
State = InformationAsset.State
OPEN = frozenset({State.DRAFT, State.IN_USE})
HELD = frozenset({State.IN_USE, State.CLOSED})
IN_USE = frozenset({State.IN_USE})  # of a draft nobody knows yet whether it is an asset: no owner is asked to accept it
IS_HELD = Q(state__in=HELD, disposed_on=None)
A_YEAR = 365


def _two_masters(moment: Moment) -> Q:
    """An entity has one master source in a body, however its name is written."""
    masters = moment.rows(InformationAsset).filter(state__in=OPEN).exclude(master_of="")
    alike = masters.filter(unit__body=OuterRef("unit__body")).annotate(entity=Lower("master_of"))
    others = alike.filter(entity=Lower(OuterRef("master_of"))).exclude(pk=OuterRef("pk"))
    # As keys: where a figure counts, what the rows annotate has no name.
    return Q(pk__in=masters.filter(Exists(others)).values("pk"))


def _restricted(asset: Any) -> str:
    """What forbids or limits its use, with the licence of third parties."""
    licence = said("Licence: %(licence)s") % {"licence": asset.licence} if asset.licence else ""
    return " ".join(part for part in (asset.restrictions, licence) if part)


def _caution(asset: Any) -> str:
    told = _restricted(asset)
    return said("Restricted use: %(what)s") % {"what": told} if told else ""


def _page(person: Person, asset: Any, moment: Moment) -> Mapping[str, Any]:
    """What whoever shares or relies on it has to know; one query, where it is a master source."""
    notes = [(said("Restricted use."), restricted)] if (restricted := _restricted(asset)) else []
    if asset.kept_for and asset.retention_line_id is None and moment.as_at is None:
        notes.append((said("Line to be found."), said_in_words(person, asset.kept_for)))
    if asset.master_of and asset.state in OPEN and moment.as_at is None:
        rows = InformationAsset.objects.visible_to(person).filter(
            _two_masters(moment), master_of__iexact=asset.master_of
        )
        others = [str(other) for other in rows.filter(unit__body=asset.unit.body_id).exclude(pk=asset.pk)[:NAMED]]
        if others:
            told = {"entity": asset.master_of, "others": ", ".join(others)}
            notes.append(
                (said("Two masters."), said("The master source of “%(entity)s” is also said to be: %(others)s.") % told)
            )
    return {"notes": notes, **shown.kept(person, asset, moment)}


assets = registry.add(
    Register(
        slug="assets", model=InformationAsset, title="Information assets", one="information asset", section="What we hold",
        access=Access.of(
            own="read edit review attach comment accept link answer_survey", siro="read review comment", dpo="read comment",
            caldicott="read comment", ig_manager="read create edit review attach comment link record_use answer_survey import undo",
            ig_officer="read create edit review attach comment link record_use answer_survey import", asset_owner="read create",
            data_owner="read", data_steward="read", records_manager="read edit attach comment link answer_survey", line_manager="read",
            auditor="read attach comment",
        ),
        about="What information the council holds, who answers for it, what it puts at risk, and how long it is kept.",
        columns=(
            Column("name", "Asset", "name"),
            Column("owner", "Owner", "owner__title"),
            Column("unit", "Service", "unit__name"),
            Column("personal_data", "Personal data", "personal_data"),
            Column("get_classification_display", "Classification", "classification,name", reads=("classification",)),
            Column("retention_line", "Retention line", "retention_line__code"),
            Column("get_state_display", "State", "state,name", reads=("state",), template="assets/cells/state.html"),
            Column("next_review", "Next review", "next_review"),
            Column("reference", "Reference", "reference", shown=False),
            Column("data_owner", "Data owner", "data_owner__title", shown=False),
            Column("location", "Where it is kept", shown=False),
            Column("last_reviewed", "Attested", "last_reviewed", shown=False),
            Column("accepted_on", "Owner accepted", "accepted_on", shown=False),
        ),
        sort="name", key=("name", "unit"),
        search=("name", "reference", "about", "purpose", "function", "location", "subjects", "master_of", "owner__title"),
        related=("owner", "data_owner", "steward", "retention_line", "unit"),
        filters=(
            by_post("owner", "Owner"), by_choice(InformationAsset, "classification"), by_choice(InformationAsset, "state"), *by_unit(), wanting,
        ),
        flags=(
            Flag("no_owner", "No owner", lambda _m: Q(owner=None), "Assets that nobody answers for."),
            Flag("no_line", "No retention line", lambda _m: Q(retention_line=None, state__in=HELD, disposed_on=None), "Assets in use or closed that no line of the schedule disposes of."),
            Flag("personal", "Personal data", lambda _m: Q(personal_data=True), "Assets that hold personal data."),
            owned_flag(), not_accepted_flag(InformationAsset, IN_USE),
            Flag("no_place", "No place", lambda moment: unlinked(ASSET_IN_PLACE, ASSET_IN_SYSTEM)(moment) & Q(state__in=HELD, disposed_on=None), "Assets of which nobody has said in what place of the file plan or in what system they lie."),
            Flag("no_activity", "Personal data without an activity", lambda moment: Q(personal_data=True, state__in=HELD, disposed_on=None) & unlinked(ASSET_USED)(moment), "Assets with personal data that no processing activity says the use of."),
            Flag("line_in_words", "Line to be found", lambda _m: IS_HELD & Q(retention_line=None) & ~Q(kept_for=""), "Assets whose service says in words how long they are kept, and that no line of the schedule disposes of."),
            Flag("two_masters", "Two masters", _two_masters, "Master sources of an entity that has another master source too."),
            Flag("held", "Held", lambda _m: IS_HELD, "Assets in use or closed that were not disposed of."),
            Flag("incomplete", "Incomplete", lambda _m: IS_HELD & ~COMPLETE, "Assets in use or closed of which something is not said that must be."),
            gone_by("not_reviewed", "Not reviewed within a year", "last_reviewed", "Assets in use or closed that nobody has reviewed within a year.", among=IS_HELD, since=A_YEAR, never=True),
            Flag("restricted", "Restricted use", lambda _m: ~Q(restrictions="", licence=""), "Assets whose use a law, a licence or an agreement restricts."),
        ),
        fields=(
            "name", "reference", "about", "purpose", "function", "owner", "data_owner", "steward", "state", "personal_data", "special_category",
            "criminal_data", "children", "subjects", "lawful_basis", "compliance", "access_means", "classification", "form",
            "medium", "volume", "location", "source", "recipients", "abroad", "licence", "restrictions", "confidentiality",
            "integrity", "availability", "value", "continuity", "vital", "master_of", "published", "retention_line", "kept_for", "disposed_how", "created_on",
            "modified_on", "closed_on", "happened", "review_every", "next_review", "unit",
        ),
        aliases={
            "name": ("asset", "asset name", "information asset", "title", "dataset", "asset title", "name of asset", "information asset name", "record set", "data set name", "name of information asset", "what is the asset called", "dataset title", "data set title", "dataset name", "record name", "record type", "record series", "name of record", "name of system or dataset"),
            "reference": ("ref", "asset id", "id", "iar ref", "asset ref", "ref no", "asset number", "unique reference", "iar id", "unique id", "asset no", "item no", "no"),
            "about": ("description", "asset description", "details", "description of the information", "what does it contain", "content", "contents", "summary", "what information is held", "describe the asset", "describe", "abstract", "categories of personal data", "categories of data", "data items", "data held", "data fields"),
            "purpose": ("purpose", "why is it held", "business use", "use", "reason for holding", "why we hold it", "used for", "reason for processing", "purpose of processing", "why is it needed"),
            "function": ("business function", "business area", "activity"),
            "owner": ("iao", "asset owner", "information asset owner", "owner", "owner post", "responsible officer", "accountable officer", "owner job title"),
            "data_owner": ("information asset administrator", "iaa", "data manager", "asset administrator", "information asset manager", "iam", "asset manager", "day to day contact", "information asset assistant", "deputy owner"),
            "steward": ("data custodian", "custodian", "steward"),
            "unit": ("service", "department", "directorate", "team", "service area", "business unit", "division", "section", "responsible service"),
            "state": ("status", "asset status", "live or archived"),
            "personal_data": ("contains personal data", "pii", "contains pii", "personal information", "personal identifiable information", "holds personal data", "personal data included"),
            "special_category": ("special cat", "sensitive personal data", "special category data", "special category", "sensitive data", "special categories", "sensitive personal information", "article 9 data", "gdpr article 9 data", "sensitive information"),
            "criminal_data": ("criminal offence data", "criminal data", "criminal convictions", "offence data"),
            "children": ("children's data", "childrens data", "data about children", "under 18s", "child data"),
            "subjects": ("data subjects", "who is the data about", "categories of data subject", "whose data", "people it is about", "categories of individuals", "categories of data subjects", "individuals"),
            "lawful_basis": ("legal basis", "lawful basis for processing", "article 6 basis", "legal basis for processing", "condition for processing", "statutory requirement", "statutory requirement to hold", "statutory basis", "legislation"),
            "compliance": ("compliance actions", "dpia completed", "dpia", "data protection impact assessment", "dpia reference", "privacy notice", "controls in place", "security controls", "dpia ref", "security measures", "technical and organisational measures"),
            "access_means": ("means of access", "access", "who has access", "access controls", "access rights", "users", "who can access it", "access restrictions", "accessed by"),
            "classification": ("protective marking", "security classification", "marking", "government classification", "gsc", "sensitivity", "information classification", "security marking"),
            "form": ("format", "media type", "file format", "format type", "type", "type of record", "media", "asset type", "format electronic paper"),
            "medium": ("medium", "electronic or paper", "paper or electronic", "physical or electronic", "manual or electronic", "hard copy or electronic"),
            "volume": ("size", "approximate size", "approx size", "number of boxes", "quantity", "number of records", "volume of records", "extent", "no of records held", "records held", "no of records", "number of files"),
            "location": ("storage location", "physical location", "network location", "location held", "repository", "system", "where held", "held in", "where is it stored", "where stored", "location", "storage", "it system", "system name", "where held location", "held on", "hosted where", "primary location", "secondary location", "where is it held", "where is it kept"),
            "source": ("source", "data source", "where obtained", "source of information", "supplied by", "obtained from", "origin"),
            "recipients": ("shared with", "sharing", "who is it shared with", "recipients", "information sharing", "third parties", "shared externally with", "external sharing", "sharing internal external", "disclosed to", "sharing agreements in place", "sharing agreements", "data sharing agreement", "isa", "dsa"),
            "abroad": ("international transfers", "transferred outside the uk", "overseas transfers", "transferred outside uk", "outside uk", "held outside the uk", "offshore", "transfers outside eea", "transfers outside the eea", "third country transfers"),
            "licence": ("licence", "licensing", "copyright", "third party rights"),
            "restrictions": ("restrictions", "use restrictions", "restrictions on use", "sharing restrictions"),
            "confidentiality": ("confidentiality", "confidentiality rating", "confidentiality score"),
            "integrity": ("integrity", "integrity rating", "integrity score"), "availability": ("availability", "availability rating", "availability score"),
            "value": ("value", "business impact", "impact", "risk if lost", "impact if lost", "impact of loss", "business value", "business criticality", "risks", "key risks", "risk", "risk to council"),
            "continuity": ("business continuity", "back up", "backup arrangements", "recovery", "how long can we do without it", "recovery time", "maximum tolerable outage", "backed up"),
            "vital": ("vital record", "vital", "business critical", "critical asset", "is it vital", "key asset", "critical"),
            "master_of": ("master data", "golden record"),
            "published": ("published", "publication scheme", "open data", "publicly available", "published as", "where published", "available to public"),
            "kept_for": ("retention period", "retention", "retention trigger", "trigger for retention", "retention and disposal", "how long is it kept", "how long kept", "kept for", "retention requirement", "minimum retention", "retention schedule", "keep until", "trigger", "retention years", "retention in years", "kept until"),
            "disposed_how": ("disposal method", "disposal", "action at end", "disposal action", "method of disposal", "how is it disposed of", "final action", "action at disposal", "destruction method", "end of life action", "disposal route", "destroy archive", "destroy or archive", "archive or destroy", "disposal instructions"),
            "retention_line": ("retention", "retention code", "retention rule", "retention period", "retention schedule", "retention schedule reference", "retention schedule ref", "disposal schedule", "retention class", "how long kept"),
            "created_on": ("date created", "created", "start date", "date of creation", "earliest date"),
            "modified_on": ("last updated", "date last modified", "last modified"), "closed_on": ("date closed", "closed", "end date", "closure date"),
            "review_every": ("review frequency", "frequency of review", "review cycle", "review period", "how often reviewed"),
            "next_review": ("review date", "next review date", "date of next review", "review due", "due for review"),
        },
        meanings={
            **EVERY,
            "classification": {
                "official": ("unclassified", "not protectively marked", "npm", "public", "unrestricted", "open"),
                "sensitive": ("official sensitive personal", "official sensitive commercial", "o s", "os", "protect", "restricted", "official sens"),
            },
            "medium": {
                "electronic": ("digital", "e", "database", "computer", "electronic only"), "paper": ("hard copy", "manual", "physical", "p", "paper files", "paper only", "hardcopy"),
                "film": ("microfiche", "microfilm", "tape"),
            },
            "state": {"in_use": ("live", "active", "current", "open"), "closed": ("archived", "inactive", "ceased", "historic", "legacy", "decommissioned")},
        },
        steps=(accept_step(OPEN), review_step((State.IN_USE, State.CLOSED))), refuse=refuse_acceptance,
        duties=(
            no_owner(OPEN), acceptance(IN_USE), review(states=HELD),
            wants_link("no_place", _("Say where it is kept"), "link", (ASSET_IN_PLACE, ASSET_IN_SYSTEM), when=lambda asset: asset.state in HELD and asset.disposed_on is None, owner="owner"),
            wants_link("no_activity", _("Record what its personal data is used for"), "record_use", (ASSET_USED,), when=lambda asset: asset.personal_data and asset.state in HELD and asset.disposed_on is None),
        ),
        page=_page, caution=_caution, past=InformationAssetVersion, evidence=True, comments=True,
        derives=(dates.derive,), open_states=OPEN,
        colour=lambda asset: {State.IN_USE: "green", State.DRAFT: "amber"}.get(asset.state, ""),
        relations=(
            Relation("fed_by", _("Gets data from"), _("Gives data to"), ("assets",)),
            Relation("audited_in", _("Looked at in"), _("Looked at the asset"), ("audits", "recommendations")),
        ),
    )
)  # fmt: skip
