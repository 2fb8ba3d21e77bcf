"""Systems: the software that holds information, how critical it is, who answers for it, and whether it can keep records."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _

from muniment.assets.bonds import HOLDS, SYSTEM_HOLDS
from muniment.assets.owning import Owned, accept_step, acceptance, not_accepted_flag, owned_flag, refuse_acceptance
from muniment.people.models import Person, Post
from muniment.registers.access import Access
from muniment.registers.duty_rules import no_owner, review
from muniment.registers.filters import by_choice, by_post, by_unit, coming, gone_by
from muniment.registers.record import Record, Reviewed, versions_of
from muniment.registers.register import Asked, Column, DutyRule, Flag, Moment, Register, Relation, registry
from muniment.registers.reviews import EVERY, review_step
from muniment.registers.unlinked import unlinked

# What a system must be able to do before records may be kept in it: the fields, in the order of the form.
CRITERIA = ("keeps_audit", "applies_retention", "places_holds", "exports", "destroys", "controls_access")


class SystemWords:
    """What can be said of a system, now or as it once stood."""

    def missed(self) -> list[str]:
        """The criteria for keeping records that it does not meet, in words."""
        fields: Any = {field.name: field for field in System._meta.concrete_fields}
        return [str(fields[name].verbose_name) for name in CRITERIA if not getattr(self, name)]

    def met(self) -> int:
        """How many of the criteria it meets."""
        return sum(bool(getattr(self, name)) for name in CRITERIA)

    def score(self) -> str:
        """The same in words: "4 of 6"."""
        return said("%(met)s of %(all)s") % {"met": self.met(), "all": len(CRITERIA)}


class System(SystemWords, Owned, Reviewed, Record):
    """A system of the council. `owner` is the business owner, who accepts it and is asked for its review."""

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        IN_USE = "in_use", _("In use")
        LEAVING = "leaving", _("Being replaced")
        ENDED = "ended", _("Switched off")

    class Tier(models.TextChoices):
        CRITICAL = "critical", _("Critical")
        CORE = "core", _("Core")
        BUSINESS = "business", _("Line of business")

    class Hosting(models.TextChoices):
        OURS = "ours", _("On the council's premises")
        SERVICE = "service", _("Software as a service")
        HOSTED = "hosted", _("Hosted for the council")
        SHARED = "shared", _("Run by another council")

    class Tested(models.TextChoices):
        NONE = "none", _("Not tested")
        OPEN = "open", _("Tested, findings open")
        CLOSED = "closed", _("Tested, findings closed")

    name = models.CharField(_("name"), max_length=200)
    reference = models.CharField(_("reference"), max_length=40, blank=True)
    about = models.TextField(_("what it is for"), blank=True)
    tier = models.CharField(_("tier"), max_length=10, choices=Tier.choices, default=Tier.BUSINESS)
    supplier = models.CharField(_("supplier"), max_length=200, blank=True)
    release = models.CharField(_("version in use"), max_length=80, blank=True)
    hosting = models.CharField(_("hosting"), max_length=10, choices=Hosting.choices, blank=True)
    region = models.CharField(
        _("where it is hosted"), max_length=120, blank=True, help_text=_("The country or region.")
    )
    owner = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, verbose_name=_("business owner"), related_name="+"
    )
    asset_owner = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, verbose_name=_("information asset owner"), related_name="+",
        help_text=_("Who answers for the information in it, where that is not the business owner."),
    )  # fmt: skip
    technical_owner = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, verbose_name=_("technical owner"), related_name="+"
    )
    information = models.TextField(
        _("types of information in it"), blank=True, help_text=_("Case files, payments, photographs of properties.")
    )
    personal_data = models.BooleanField(_("personal data"), default=False)
    contract = models.CharField(_("contract"), max_length=200, blank=True)
    dpia = models.CharField(_("data protection impact assessment"), max_length=200, blank=True)
    support_end = models.DateField(_("supported until"), null=True, blank=True)
    continuity = models.CharField(
        _("business continuity"), max_length=300, blank=True, help_text=_("How long the service can do without it.")
    )
    recovery_hours = models.PositiveIntegerField(_("recovered within, in hours"), null=True, blank=True)
    signing_in = models.CharField(
        _("how one signs in"), max_length=200, blank=True, help_text=_("Single sign-on with a second factor, say.")
    )
    tested = models.CharField(_("IT health check"), max_length=10, choices=Tested.choices, blank=True)
    tested_on = models.DateField(_("last IT health check"), null=True, blank=True)
    keeps_audit = models.BooleanField(_("keeps an audit trail"), default=False)
    applies_retention = models.BooleanField(_("applies retention"), default=False)
    places_holds = models.BooleanField(_("places holds"), default=False)
    exports = models.BooleanField(_("exports what it holds"), default=False)
    destroys = models.BooleanField(_("destroys so that it stays destroyed"), default=False)
    controls_access = models.BooleanField(_("controls access"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.IN_USE)

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["name", "unit"], name="system_named_once_in_unit",
                violation_error_message=_("This unit has a system of this name already."),
            )
        ]  # fmt: skip
        indexes: ClassVar = [models.Index(fields=["name", "id"], name="systems_by_name")]

    def __str__(self) -> str:
        return self.name

    def answerable_posts(self) -> frozenset[int]:
        """The owners of the business, of the information and of the technology."""
        return frozenset(post for post in (self.owner_id, self.asset_owner_id, self.technical_owner_id) if post)


SystemVersion = versions_of(System, SystemWords)
State = System.State
OPEN = frozenset({State.PLANNED, State.IN_USE, State.LEAVING})
RUNNING = frozenset({State.IN_USE, State.LEAVING})
MISSES = Q(pk__in=[])
for _name in CRITERIA:
    MISSES |= Q(**{_name: False})


def _support(systems: Any) -> list[Asked]:
    return [
        Asked(each, each.owner_id, each.support_end) for each in systems if each.support_end and each.state in RUNNING
    ]


def _page(_person: Person, system: Any, moment: Moment) -> Mapping[str, Any]:
    notes = []
    if system.support_end and system.state in RUNNING and system.support_end < moment.late_on:
        notes.append((said("Out of support."), said("Its supplier mends nothing in it any more.")))
    if missed := system.missed():
        told = said("Not met: %(missed)s. What must be kept wants a place that meets them.")
        notes.append((said("Misses criteria for keeping records."), told % {"missed": "; ".join(missed)}))
    return {"notes": notes}


systems = registry.add(
    Register(
        slug="systems", model=System, title="Systems", one="system", section="What we hold",
        access=Access.of(
            own="read edit review attach comment accept link", siro="read review comment", dpo="read comment",
            caldicott="read comment", ig_manager="read create edit review attach comment link import undo",
            ig_officer="read create edit review attach comment link import", records_manager="read edit attach comment link",
            asset_owner="read create comment", data_owner="read comment", data_steward="read", service_desk="read comment",
            line_manager="read", staff="read", continuity_officer="read", contract_manager="read", auditor="read attach comment",
        ),
        about="The software that holds the council's information: how critical it is, who owns it, and whether it can keep records.",
        columns=(
            Column("name", "System", "name"),
            Column("get_tier_display", "Tier", "tier,name", reads=("tier",), template="assets/cells/tier.html"),
            Column("owner", "Business owner", "owner__title"),
            Column("unit", "Service", "unit__name"),
            Column("support_end", "Supported until", "support_end"),
            Column("score", "Can keep records", reads=CRITERIA),
            Column("get_state_display", "State", "state,name", reads=("state",), template="assets/cells/state.html"),
            Column("technical_owner", "Technical owner", "technical_owner__title", shown=False),
            Column("supplier", "Supplier", "supplier,name", shown=False),
            Column("get_hosting_display", "Hosting", "hosting,name", reads=("hosting",), shown=False),
            Column("next_review", "Next review", "next_review", shown=False),
            Column("accepted_on", "Owner accepted", "accepted_on", shown=False),
        ),
        sort="name", key=("name", "unit"), search=("name", "reference", "about", "supplier", "information", "owner__title"),
        related=("owner", "asset_owner", "technical_owner", "unit"),
        filters=(by_choice(System, "tier"), by_choice(System, "hosting"), by_post("owner", "Business owner"), by_choice(System, "state"), *by_unit()),
        flags=(
            gone_by("out_of_support", "Out of support", "support_end", "Systems in use that their supplier does not support any more.", among=Q(state__in=RUNNING)),
            coming("support_ends", "Out of support within a year", "support_end", "Systems in use whose support ends within a year.", among=Q(state__in=RUNNING)),
            Flag("misses", "Misses criteria", lambda _m: MISSES & Q(state__in=RUNNING), "Systems in use that cannot do all that keeping records takes."),
            Flag("no_owner", "No owner", lambda _m: Q(owner=None, state__in=OPEN), "Systems that nobody answers for."),
            owned_flag(), not_accepted_flag(System, OPEN),
            gone_by("review_late", "Review late", "next_review", "Systems in use that should have been reviewed by now.", among=Q(state__in=RUNNING)),
            Flag("holds_nothing", "Holds no asset", lambda moment: unlinked(SYSTEM_HOLDS)(moment) & Q(state__in=RUNNING), "Systems in use of which no information asset is said to lie in them."),
        ),
        fields=(
            "name", "reference", "about", "tier", "state", "owner", "asset_owner", "technical_owner", "supplier", "release", "hosting",
            "region", "information", "personal_data", *CRITERIA, "support_end", "contract", "dpia", "continuity", "recovery_hours",
            "signing_in", "tested", "tested_on", "review_every", "next_review", "unit",
        ),
        aliases={
            "name": ("system", "system name", "application", "application name", "software", "it system", "product", "information system", "name of system"), "reference": ("ref", "id", "system id"),
            "about": ("description", "purpose", "what it does", "system description"), "owner": ("owner", "system owner", "service owner", "business owner", "system owner post"),
            "technical_owner": ("technical lead", "system administrator", "system admin", "application owner", "ict owner", "it contact", "ict contact", "system manager"), "supplier": ("vendor", "provider", "manufacturer", "supplier name"), "release": ("version", "version number"),
            "information": ("data types", "data held", "information held"), "unit": ("service", "department", "directorate", "team", "service area", "business unit"),
            "support_end": ("support end date", "end of support", "end of life", "end of support date"), "recovery_hours": ("rto", "recovery time objective"),
            "signing_in": ("authentication", "sso", "single sign on"), "tested": ("ithc status", "ithc"), "tier": ("criticality", "category"),
            "asset_owner": ("iao", "information asset owner"),
            "hosting": ("hosted", "on premise or cloud", "cloud or on premise", "deployment"),
            "region": ("hosting location", "data location", "data centre location"),
            "contract": ("contract reference", "contract ref"),
            "dpia": ("dpia completed", "dpia reference"),
            "personal_data": ("contains personal data", "pii", "holds personal data"),
            "tested_on": ("last ithc", "last pen test", "pen test date", "last penetration test", "date of last test"),
            "state": ("status",),
            "review_every": ("review frequency", "review cycle"),
            "next_review": ("review date", "next review date"),
        },
        meanings={
            **EVERY,
            "hosting": {"ours": ("on premise", "on prem", "in house", "internal"), "service": ("saas", "cloud", "software as a service"), "hosted": ("supplier hosted", "externally hosted", "hosted"), "shared": ("shared service",)},
            "state": {"in_use": ("live", "active", "current"), "leaving": ("being replaced", "end of life"), "ended": ("decommissioned", "retired", "closed"), "planned": ("in development", "proposed")},
            "tier": {"critical": ("high", "tier 1", "1"), "core": ("medium", "tier 2", "2"), "business": ("low", "tier 3", "3")},
        },
        steps=(accept_step(OPEN), review_step(RUNNING)), refuse=refuse_acceptance,
        duties=(no_owner(OPEN), acceptance(OPEN), review(states=RUNNING), DutyRule("support", _("Replace it before its support ends"), "edit", _support)),
        past=SystemVersion, evidence=True, comments=True, open_states=OPEN, page=_page,
        colour=lambda system: {State.IN_USE: "green", State.PLANNED: "amber", State.LEAVING: "amber"}.get(system.state, ""),
        relations=(
            Relation(HOLDS, _("Holds"), _("Held in"), ("assets",)),
            Relation("integrates_with", _("Integrates with"), _("Integrates with"), ("systems",)),
        ),
    )
)  # fmt: skip
