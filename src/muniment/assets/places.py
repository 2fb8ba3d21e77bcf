"""Places of the corporate file plan: every share, site, team, mailbox and store in which the council keeps information."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _

from muniment import clock
from muniment.assets.bonds import KEEPS, PLACE_KEEPS
from muniment.assets.measured import Measured, notes_of, without_activity
from muniment.people.models import Person, Post
from muniment.registers.access import Access
from muniment.registers.duty_rules import no_owner, review
from muniment.registers.filters import by_choice, by_post, by_unit, gone_by
from muniment.registers.record import Record, Reviewed, versions_of
from muniment.registers.register import Asked, Column, DutyRule, Flag, Moment, Register, Relation, registry
from muniment.registers.reviews import EVERY, review_step
from muniment.registers.unlinked import unlinked, wants_link
from muniment.registers.verbs import Verb, verbs
from muniment.retention import dates
from muniment.retention.retained import Retained

verbs.add(Verb("audit_use", _("Its use looked at")))
UNUSED_FOR = 2 * 365  # days after which nobody is taken to use a place
IMPACT_AFTER = 3  # months after a place went live


class PlaceWords:
    """What can be said of a place, now or as it once stood."""

    def size(self) -> str:
        """How much lies there: "1.2 TB in 3,400 files"."""
        told: Any = self
        files = said("%(files)s files") % {"files": f"{told.files:,}"} if told.files is not None else ""
        if told.size_bytes is None:
            return files
        number, unit = float(told.size_bytes), "bytes"
        for larger in ("KB", "MB", "GB", "TB", "PB"):
            if number < 1000:
                break
            number, unit = number / 1000, larger
        amount = f"{number:.0f} {unit}" if unit == "bytes" or number >= 100 else f"{number:.1f} {unit}"
        return said("%(amount)s in %(files)s") % {"amount": amount, "files": files} if files else amount


class Place(PlaceWords, Measured, Retained, Reviewed, Record):
    """Where information is kept. `owner` is the nominated data owner: their review attests that the place is as it says."""

    class State(models.TextChoices):
        IN_USE = "in_use", _("In use")
        READ_ONLY = "read_only", _("Read only")
        CLOSED = "closed", _("Closed")
        DISPOSED = "disposed", _("Disposed of")

    class Kind(models.TextChoices):
        SHARE = "share", _("Network share")
        SITE = "site", _("SharePoint site")
        TEAM = "team", _("Team in Teams")
        COMMUNITY = "community", _("Yammer community")
        PLANNER = "planner", _("Planner plan")
        MAILBOX = "mailbox", _("Mailbox")
        SYSTEM = "system", _("Part of a system")
        PAPER = "paper", _("Paper store")
        BOXES = "boxes", _("Boxes off site")

    class Sensitivity(models.TextChoices):
        OFFICIAL = "official", _("OFFICIAL")
        SENSITIVE = "sensitive", _("OFFICIAL-SENSITIVE")

    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    path = models.CharField(
        _("path or address"), max_length=500, blank=True, help_text=_("Of a share its path, of a site its address, of paper its room and shelf.")
    )  # fmt: skip
    function = models.CharField(_("function"), max_length=120, blank=True)
    owner = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, verbose_name=_("data owner"), related_name="+"
    )
    sensitivity = models.CharField(_("sensitivity"), max_length=12, choices=Sensitivity.choices, blank=True)
    members_source = models.CharField(
        _("where its members come from"), max_length=300, blank=True, help_text=_("A directory group, or added by hand by its owners.")
    )  # fmt: skip
    outsiders = models.CharField(_("who is outside the council"), max_length=300, blank=True)
    went_live = models.DateField(
        _("went live on"), null=True, blank=True, help_text=_("Three months later it is looked at what came of it.")
    )
    last_used = models.DateField(_("last used on"), null=True, blank=True)
    size_bytes = models.PositiveBigIntegerField(_("size in bytes"), null=True, blank=True)
    files = models.PositiveBigIntegerField(_("number of files"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.IN_USE)

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["name", "kind", "unit"], name="place_named_once_in_unit",
                violation_error_message=_("This unit has a place of this kind and name already."),
            )
        ]  # fmt: skip
        indexes: ClassVar = [
            models.Index(fields=["name", "id"], name="places_by_name"),
            models.Index(fields=["retention_line"], name="places_by_line"),
        ]

    def __str__(self) -> str:
        return self.name

    def once_gone(self, day: date) -> dict[str, Any]:
        """What was disposed of is nobody's to look at again."""
        return {**super().once_gone(day), "state": self.State.DISPOSED, "review_every": 0, "next_review": None}

    def answerable_posts(self) -> frozenset[int]:
        return frozenset({self.owner_id} if self.owner_id else ())


PlaceVersion = versions_of(Place, PlaceWords)
State = Place.State
OPEN = frozenset({State.IN_USE, State.READ_ONLY})
HELD = OPEN | {State.CLOSED}


def _impact(places: Sequence[Any]) -> list[Asked]:
    """Three months after a place went live somebody looks at what came of it, once (`usage_audits`)."""
    live = [each for each in places if each.went_live and each.state in OPEN]
    rows = Place.objects.everything().filter(pk__in=[each.pk for each in live], usage_audits__kind="impact")
    looked_at = set(rows.values_list("pk", flat=True)) if live else set()
    return [
        Asked(each, due=clock.add_months(each.went_live, IMPACT_AFTER), since=each.went_live)
        for each in live
        if each.pk not in looked_at
    ]


def _page(_person: Person, place: Any, _moment: Moment) -> Mapping[str, Any]:
    notes = []
    if place.kind == Place.Kind.MAILBOX:
        notes.append(
            (
                said("E-mail is no repository."),
                said("What must be kept is filed where its retention line allows: see “Where do I keep this?”."),
            )
        )
    if place.outsiders:
        notes.append((said("People outside the council can enter."), place.outsiders))
    return {"notes": [*notes, *notes_of(place)]}  # fmt: skip


places = registry.add(
    Register(
        slug="places", model=Place, title="File plan", many="places", one="place", section="What we hold",
        access=Access.of(
            own="read edit review attach comment link", siro="read", dpo="read comment", caldicott="read comment",
            ig_manager="read create edit review attach comment link audit_use import undo",
            ig_officer="read create edit review attach comment link audit_use import",
            records_manager="read create edit review attach comment link audit_use import undo", asset_owner="read create comment",
            data_owner="read create comment", data_steward="read", service_desk="read comment", line_manager="read", staff="read",
            auditor="read attach comment",
        ),
        about="Every place in which the council keeps information, with the data owner who says once a year that it is as it should be.",
        columns=(
            Column("name", "Place", "name"),
            Column("get_kind_display", "Kind", "kind,name", reads=("kind",)),
            Column("owner", "Data owner", "owner__title"),
            Column("unit", "Service", "unit__name"),
            Column("retention_line", "Retention line", "retention_line__code"),
            Column("last_reviewed", "Last attested", "last_reviewed"),
            Column("get_state_display", "State", "state,name", reads=("state",), template="assets/cells/state.html"),
            Column("path", "Path or address", "path,name", shown=False),
            Column("size", "Size", "size_bytes", reads=("size_bytes", "files"), shown=False),
            Column("last_used", "Last used", "last_used", shown=False),
            Column("get_sensitivity_display", "Sensitivity", "sensitivity,name", reads=("sensitivity",), shown=False),
            Column("guests", "Guests", "guests", numeric=True, shown=False),
            Column("measured_on", "Measured on", "measured_on", shown=False),
            Column("next_review", "Next attestation", "next_review", shown=False),
        ),
        sort="name", key=("name", "kind", "unit"), search=("name", "path", "function", "members_source", "outsiders", "owner__title"),
        related=("owner", "retention_line", "unit"),
        filters=(by_choice(Place, "kind"), by_post("owner", "Data owner"), by_choice(Place, "sensitivity"), by_choice(Place, "state"), *by_unit()),
        flags=(
            Flag("no_owner", "No owner", lambda _m: Q(owner=None, state__in=HELD), "Places that nobody answers for."),
            Flag("no_asset", "Keeps no asset", lambda moment: unlinked(PLACE_KEEPS)(moment) & Q(state__in=HELD), "Places of which no information asset is said to be kept there."),
            Flag("no_line", "No retention line", lambda _m: Q(retention_line=None, state__in=HELD), "Places that no line of the schedule disposes of."),
            gone_by("not_attested", "Attestation late", "next_review", "Places whose owner should have attested them by now.", among=Q(state__in=OPEN)),
            gone_by("unused", "Unused for two years", "last_used", "Places that nobody has used for two years.", among=Q(state__in=OPEN), since=UNUSED_FOR),
            Flag("outside", "Open to others", lambda _m: ~Q(outsiders="") | Q(guests__gt=0), "Places that somebody outside the council can enter."),
            without_activity(OPEN),
        ),
        fields=(
            "name", "kind", "path", "function", "owner", "state", "sensitivity", "members_source", "outsiders", "retention_line", "medium",
            "created_on", "modified_on", "closed_on", "happened", "went_live", "last_used", "size_bytes", "files", "guests", "outside_id", "review_every", "next_review", "unit",
        ),
        aliases={
            "name": ("location", "location name", "site", "site name", "title", "folder", "folder name", "share name", "mailbox name", "team name"), "kind": ("type", "location type"),
            "path": ("path", "url", "address", "site url", "unc path", "folder path", "network path", "web address"), "owner": ("data owner", "nominated data owner", "site owner", "folder owner", "iao", "information asset owner"),
            "members_source": ("members source", "membership"), "outsiders": ("external members",), "guests": ("guests", "guest count"),
            "last_used": ("last activity", "last activity date", "last accessed"), "size_bytes": ("size", "storage used (byte)", "storage used"),
            "files": ("file count", "files"), "unit": ("service", "department", "directorate", "team", "service area"), "created_on": ("created",),
            "closed_on": ("closed",), "retention_line": ("retention", "retention code", "retention rule"), "sensitivity": ("sensitivity label", "classification", "protective marking", "security classification"),
            "state": ("status",),
            "review_every": ("review frequency", "review cycle"),
            "next_review": ("review date", "next review date"),
        },
        meanings={
            **EVERY,
            "sensitivity": {"official": ("unclassified", "public"), "sensitive": ("official sensitive personal", "protect", "restricted", "o s", "os")},
            "kind": {"share": ("network drive", "shared drive", "file share", "folder"), "site": ("sharepoint", "site collection"), "team": ("teams", "ms teams", "microsoft teams"), "mailbox": ("shared mailbox", "email", "e mail"), "paper": ("filing cabinet", "paper", "filing room"), "boxes": ("off site storage", "offsite storage")},
            "state": {"in_use": ("live", "active", "current"), "closed": ("archived", "inactive")},
        },
        steps=(review_step(OPEN),),
        duties=(
            no_owner(HELD), review(states=OPEN), DutyRule("impact", _("See what came of it since it went live"), "audit_use", _impact),
            wants_link("no_asset", _("Say what is kept there"), "link", (PLACE_KEEPS,), when=lambda place: place.state in HELD, owner="owner"),
        ),
        past=PlaceVersion, evidence=True, comments=True, derives=(dates.derive,), open_states=OPEN, page=_page,
        colour=lambda place: {State.IN_USE: "green", State.READ_ONLY: "amber"}.get(place.state, ""),
        relations=(Relation(KEEPS, _("Keeps"), _("Kept in"), ("assets",)),),
    )
)  # fmt: skip
