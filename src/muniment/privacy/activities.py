"""Processing activities: the record that article 30(1) of the UK GDPR asks a controller to keep, and how complete it is."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _

from muniment.people.models import Person, Post
from muniment.registers.access import Access
from muniment.registers.duty_rules import no_owner, review
from muniment.registers.filters import by_choice, by_post, by_unit, gone_by
from muniment.registers.record import Record, Reviewed, versions_of
from muniment.registers.register import Asked, Column, DutyRule, Flag, Moment, Register, Relation, registry
from muniment.registers.reviews import EVERY, review_step
from muniment.registers.unlinked import Bond, unlinked, wants_link
from muniment.registers.wanting import Wanted, by_wanting, given
from muniment.retention.lines import RetentionLine

USES = Bond("processing-activities", "uses", "processing-activities")

# What article 30(1) asks for, (a) to (g), with what must be on the record so that it is given, as a condition.
ASKED: Wanted = {
    "controller": (_("controller"), ~Q(controller="")),
    "dpo_contact": (_("contact of the data protection officer"), ~Q(dpo_contact="")),
    "purposes": (_("purposes"), ~Q(purposes="")),
    "subjects": (_("categories of people"), ~Q(subjects="")),
    "data_categories": (_("categories of personal data"), ~Q(data_categories="")),
    "recipients": (_("recipients"), ~Q(recipients="")),
    "transfers": (
        _("transfers outside the United Kingdom"),
        Q(transferred="no") | (Q(transferred="yes") & ~Q(transfers="")),
    ),
    "safeguards": (_("safeguards of the transfers"), Q(transferred="no") | ~Q(safeguards="")),
    "time_limits": (_("time limits for erasure"), ~Q(time_limits="") | Q(retention_line__isnull=False)),
    "security": (_("security"), ~Q(security="")),
    "notice": (_("a privacy notice that is live"), Q(notice_live=True) & ~Q(notice="")),
}
COMPLETE = given(ASKED)
READ = ("controller", "dpo_contact", "purposes", "subjects", "data_categories", "recipients", "transferred", "transfers", "safeguards",
        "time_limits", "retention_line", "security", "notice", "notice_live")  # fmt: skip


def holds(record: Any, asked: Q) -> bool:
    """Whether a condition of `ASKED` holds for a record at hand, as the database would say; no query."""
    found = []
    children: Any = asked.children
    for each in children:
        if isinstance(each, Q):
            found.append(holds(record, each))
        else:
            path, value = each
            name, _mark, how = path.partition("__")
            found.append(
                (getattr(record, f"{name}_id") is None) == value if how == "isnull" else getattr(record, name) == value
            )
    return (all(found) if asked.connector == Q.AND else any(found)) != asked.negated  # fmt: skip


class ActivityWords:
    """What can be said of an activity, now or as it once stood."""

    def missing(self) -> list[str]:
        """What the law asks for and is not given, in words."""
        return [str(name) for name, condition in ASKED.values() if not holds(self, condition)]

    def completeness(self) -> str:
        """How much of what the law asks for is given: "9 of 11"."""
        return said("%(given)s of %(all)s") % {"given": len(ASKED) - len(self.missing()), "all": len(ASKED)}


class ProcessingActivity(ActivityWords, Reviewed, Record):
    """A use of personal data. `owner` answers for it and is asked once a year whether the record is still true."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        IN_USE = "in_use", _("In use")
        ENDED = "ended", _("Ended")

    class Basis(models.TextChoices):
        CONSENT = "consent", _("Consent, article 6(1)(a)")
        CONTRACT = "contract", _("Contract, article 6(1)(b)")
        OBLIGATION = "obligation", _("Legal obligation, article 6(1)(c)")
        VITAL = "vital", _("Vital interests, article 6(1)(d)")
        TASK = "task", _("Public task, article 6(1)(e)")
        RECOGNISED = "recognised", _("Recognised legitimate interest, article 6(1)(ea)")
        INTERESTS = "interests", _("Legitimate interests, article 6(1)(f)")

    class Condition(models.TextChoices):
        CONSENT = "a", _("Explicit consent, article 9(2)(a)")
        EMPLOYMENT = "b", _("Employment, social security and social protection, article 9(2)(b)")
        VITAL = "c", _("Vital interests, article 9(2)(c)")
        PUBLIC = "e", _("Made public by the person, article 9(2)(e)")
        CLAIMS = "f", _("Legal claims and courts, article 9(2)(f)")
        SUBSTANTIAL = "g", _("Substantial public interest, article 9(2)(g)")
        CARE = "h", _("Health or social care, article 9(2)(h)")
        HEALTH = "i", _("Public health, article 9(2)(i)")
        ARCHIVING = "j", _("Archiving, research and statistics, article 9(2)(j)")

    class Transferred(models.TextChoices):
        NO = "no", _("No")
        YES = "yes", _("Yes")

    name = models.CharField(_("name"), max_length=200)
    reference = models.CharField(_("reference"), max_length=40, blank=True)
    owner = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, verbose_name=_("owner"), related_name="+")
    controller = models.CharField(
        _("controller"), max_length=300, blank=True, help_text=_("Its name and how to reach it.")
    )
    joint_controllers = models.CharField(_("joint controllers"), max_length=500, blank=True)
    dpo_contact = models.CharField(_("contact of the data protection officer"), max_length=300, blank=True)
    purposes = models.TextField(_("purposes"), blank=True)
    subjects = models.TextField(_("categories of people"), blank=True, help_text=_("Tenants, applicants, staff."))
    data_categories = models.TextField(_("categories of personal data"), blank=True)
    recipients = models.TextField(
        _("recipients"), blank=True, help_text=_("Who gets it, in other countries too. Write “None” where nobody does.")
    )  # fmt: skip
    transferred = models.CharField(
        _("does it leave the United Kingdom?"), max_length=4, choices=Transferred.choices, blank=True
    )
    transfers = models.CharField(_("countries and organisations that it goes to"), max_length=300, blank=True)
    safeguards = models.CharField(_("safeguards of the transfers"), max_length=300, blank=True)
    time_limits = models.TextField(
        _("time limits for erasure"), blank=True, help_text=_("Or name the retention line below, which says it.")
    )  # fmt: skip
    retention_line = models.ForeignKey(
        RetentionLine, models.PROTECT, null=True, blank=True, verbose_name=_("retention line"), related_name="+"
    )
    security = models.TextField(_("security measures, in general"), blank=True)
    lawful_basis = models.CharField(_("lawful basis"), max_length=12, choices=Basis.choices, blank=True)
    law = models.CharField(_("law that it rests on"), max_length=300, blank=True, help_text=_("Act and section."))
    special_category = models.BooleanField(_("special categories of personal data"), default=False)
    criminal_data = models.BooleanField(_("data about crimes"), default=False)
    condition = models.CharField(_("condition of article 9"), max_length=2, choices=Condition.choices, blank=True)
    schedule_1 = models.CharField(
        _("condition of Schedule 1"), max_length=200, blank=True, help_text=_("Of the Data Protection Act 2018: its part and paragraph.")
    )  # fmt: skip
    policy_document = models.CharField(_("appropriate policy document"), max_length=300, blank=True)
    interests_assessment = models.CharField(_("legitimate interests assessment"), max_length=300, blank=True)
    consents = models.CharField(_("where consents are kept"), max_length=300, blank=True)
    rights = models.TextField(_("rights that people have"), blank=True)
    automated = models.TextField(
        _("automated decisions"), blank=True, help_text=_("And profiling, with what they lead to.")
    )
    source = models.CharField(_("where the data comes from"), max_length=300, blank=True)
    location = models.CharField(_("where the data is kept"), max_length=300, blank=True)
    contract = models.CharField(_("contract with a processor"), max_length=300, blank=True)
    dpia = models.CharField(_("data protection impact assessment"), max_length=200, blank=True)
    breaches = models.CharField(_("breaches so far"), max_length=300, blank=True, help_text=_("Their references."))
    notice = models.CharField(_("address of the privacy notice"), max_length=500, blank=True)
    notice_live = models.BooleanField(_("the privacy notice is live"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.IN_USE)

    class Meta:
        ordering: ClassVar = ["name"]
        verbose_name_plural = "processing activities"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["name", "unit"], name="activity_named_once_in_unit",
                violation_error_message=_("This unit has an activity of this name already."),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    def answerable_posts(self) -> frozenset[int]:
        return frozenset({self.owner_id} if self.owner_id else ())


ProcessingActivityVersion = versions_of(ProcessingActivity, ActivityWords)
State = ProcessingActivity.State
OPEN = frozenset({State.DRAFT, State.IN_USE})


def _complete(activities: Any) -> list[Asked]:
    return [Asked(each, each.owner_id) for each in activities if each.state in OPEN and each.missing()]


def _page(_person: Person, activity: Any, _moment: Moment) -> Mapping[str, Any]:
    missing = activity.missing()
    told = said("Of what article 30(1) asks for there is not yet: %(missing)s.") % {"missing": "; ".join(missing)}
    return {"notes": [(said("Incomplete."), told)] if missing else []}


activities = registry.add(
    Register(
        slug="processing-activities", model=ProcessingActivity, title="Processing activities", one="processing activity", section="What we hold",
        access=Access.of(
            own="read edit review attach comment link", siro="read comment", dpo="read edit attach comment link", caldicott="read comment",
            ig_manager="read create edit review attach comment link import undo",
            ig_officer="read create edit review attach comment link import", asset_owner="read comment", data_owner="read comment",
            records_manager="read comment", line_manager="read", auditor="read attach comment",
        ),
        about="What the council uses personal data for, on what ground, and with whom: the record of article 30 of the UK GDPR.",
        columns=(
            Column("name", "Activity", "name"),
            Column("owner", "Owner", "owner__title"),
            Column("unit", "Service", "unit__name"),
            Column("get_lawful_basis_display", "Lawful basis", "lawful_basis,name", reads=("lawful_basis",)),
            Column("completeness", "Complete", reads=READ, template="privacy/cells/complete.html"),
            Column("get_state_display", "State", "state,name", reads=("state",), template="registers/cells/state.html"),
            Column("next_review", "Next review", "next_review"),
            Column("reference", "Reference", "reference,name", shown=False),
            Column("controller", "Controller", "controller,name", shown=False),
            Column("last_reviewed", "Last reviewed", "last_reviewed", shown=False),
        ),
        sort="name", key=("name", "unit"),
        search=("name", "reference", "purposes", "subjects", "data_categories", "recipients", "law", "owner__title"),
        related=("owner", "retention_line", "unit"),
        filters=(by_choice(ProcessingActivity, "lawful_basis"), by_post("owner", "Owner"), by_choice(ProcessingActivity, "state"), *by_unit(), by_wanting(ASKED)),
        flags=(
            Flag("incomplete", "Incomplete", lambda _m: ~COMPLETE & Q(state__in=OPEN), "Activities of which something is missing that article 30(1) asks for, or whose privacy notice is not live."),
            Flag("no_notice", "No live notice", lambda _m: ~ASKED["notice"][1] & Q(state__in=OPEN), "Activities whose privacy notice is not live."),
            Flag("no_owner", "No owner", lambda _m: Q(owner=None, state__in=OPEN), "Activities that nobody answers for."),
            gone_by("review_late", "Review late", "next_review", "Activities that should have been reviewed by now.", among=Q(state__in=OPEN)),
            Flag("no_asset", "Uses no asset", lambda moment: unlinked(USES)(moment) & Q(state__in=OPEN), "Activities of which no information asset is said to be used."),
            Flag("no_basis", "No lawful basis", lambda _m: Q(lawful_basis="", state__in=OPEN), "Activities that name no lawful basis."),
            Flag("no_condition", "No condition", lambda _m: Q(state__in=OPEN) & (Q(special_category=True, condition="") | Q(criminal_data=True, schedule_1="")), "Activities with special categories without a condition of article 9, or with data about crimes without one of Schedule 1."),
            Flag("unassessed", "Interests not assessed", lambda _m: Q(lawful_basis="interests", interests_assessment="", state__in=OPEN), "Activities that rest on legitimate interests that nobody has assessed."),
        ),
        fields=(
            "name", "reference", "state", "owner", "controller", "joint_controllers", "dpo_contact", "purposes", "subjects", "data_categories",
            "recipients", "transferred", "transfers", "safeguards", "time_limits", "retention_line", "security", "lawful_basis", "law",
            "special_category", "criminal_data", "condition", "schedule_1", "policy_document", "interests_assessment", "consents", "rights",
            "automated", "source", "location", "contract", "dpia", "breaches", "notice", "notice_live", "review_every", "next_review", "unit",
        ),
        aliases={
            "name": ("activity", "processing activity", "business function", "title", "process", "name of processing activity", "processing operation"), "purposes": ("purpose", "purpose of processing"),
            "subjects": ("categories of individuals", "data subjects", "categories of data subjects", "whose data"), "unit": ("service", "department", "directorate", "team", "service area", "business unit"),
            "data_categories": ("categories of data", "personal data", "categories of personal data"), "recipients": ("categories of recipients",),
            "transfers": ("third countries", "international transfers"), "time_limits": ("retention schedule", "retention period", "retention"),
            "security": ("security measures", "technical and organisational measures"), "lawful_basis": ("article 6 lawful basis", "legal basis"),
            "condition": ("article 9 basis", "article 9 condition"), "schedule_1": ("schedule 1 condition", "dpa 2018 condition"),
            "dpia": ("dpia", "dpia reference"), "notice": ("privacy notice", "link to privacy notice"), "reference": ("ref", "id", "ropa ref"),
            "interests_assessment": ("legitimate interests assessment", "lia"), "automated": ("automated decision making", "automated decisions"),
            "dpo_contact": ("dpo", "data protection officer"), "controller": ("controller", "name of controller"),
            "owner": ("iao", "information asset owner", "process owner", "responsible officer"),
            "law": ("statutory basis", "legislation"),
            "special_category": ("special category data", "sensitive personal data"),
            "criminal_data": ("criminal offence data",),
            "joint_controllers": ("joint controller",),
            "safeguards": ("transfer safeguards",),
            "transferred": ("transferred outside the uk", "international transfer"),
            "source": ("source of data", "data source"),
            "location": ("system", "where held", "storage location"),
            "contract": ("processor contract", "data processing agreement"),
            "rights": ("individual rights",),
            "notice_live": ("privacy notice published",),
            "state": ("status",),
            "review_every": ("review frequency", "review cycle"),
            "next_review": ("review date", "next review date"),
        },
        meanings={
            **EVERY,
            "lawful_basis": {
                "consent": ("6 1 a", "article 6 1 a", "a"), "contract": ("6 1 b", "article 6 1 b", "b", "performance of a contract"), "obligation": ("6 1 c", "article 6 1 c", "c", "legal obligation"),
                "vital": ("6 1 d", "article 6 1 d", "d", "vital interest"), "task": ("6 1 e", "article 6 1 e", "e", "public interest", "public task"), "interests": ("6 1 f", "article 6 1 f", "f", "legitimate interest", "legitimate interests"),
            },
            "state": {"in_use": ("live", "active", "current"), "ended": ("ceased", "closed")},
        },
        steps=(review_step(OPEN),),
        duties=(
            no_owner(OPEN), review(states=OPEN), DutyRule("incomplete", _("Complete the record"), "edit", _complete),
            wants_link("no_asset", _("Say what it uses"), "link", (USES,), when=lambda activity: activity.state in OPEN, owner="owner"),
        ),
        past=ProcessingActivityVersion, evidence=True, comments=True, open_states=OPEN, page=_page,
        colour=lambda activity: {State.IN_USE: "green", State.DRAFT: "amber"}.get(activity.state, ""),
        relations=(Relation("uses", _("Uses"), _("Used by"), ("assets",)),),
    )
)  # fmt: skip
