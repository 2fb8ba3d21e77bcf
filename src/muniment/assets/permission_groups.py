"""Permission groups: the lists, mailboxes, folders and directory groups by which people get at information, each with its owner."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from muniment.assets.access_reviews import MembersForm, look_through
from muniment.assets.bonds import GROUP_OPENS, OPENS
from muniment.assets.measured import Measured, notes_of, without_activity
from muniment.people.models import Person, Post
from muniment.registers.access import Access
from muniment.registers.duty_rules import no_owner, review
from muniment.registers.filters import by_choice, by_post, by_unit, gone_by
from muniment.registers.record import Record, Reviewed, versions_of
from muniment.registers.register import Column, Flag, Moment, Register, Relation, Step, registry
from muniment.registers.reviews import EVERY
from muniment.registers.unlinked import unlinked, wants_link


class PermissionGroup(Measured, Reviewed, Record):
    """A group whose members may enter something. `owner` attests by review who is in it; a request to join goes to `approver`."""

    class State(models.TextChoices):
        IN_USE = "in_use", _("In use")
        ENDED = "ended", _("Removed")

    class Kind(models.TextChoices):
        DISTRIBUTION = "list", _("Distribution list")
        MAILBOX = "mailbox", _("Shared mailbox")
        REPORTS = "reports", _("Report folder")
        DIRECTORY = "directory", _("Directory group")

    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    address = models.CharField(
        _("address"), max_length=300, blank=True, help_text=_("Its e-mail address, its folder, or its name in the directory.")
    )  # fmt: skip
    purpose = models.TextField(_("purpose"), blank=True)
    owner = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, verbose_name=_("data owner"), related_name="+"
    )
    approver = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, verbose_name=_("approver"), related_name="+",
        help_text=_("Who decides on requests to join. Leave empty where the owner does."),
    )  # fmt: skip
    members = models.PositiveIntegerField(_("number of members"), null=True, blank=True)
    last_used = models.DateField(_("last used on"), null=True, blank=True)
    privileged = models.BooleanField(
        _("privileged"), default=False, help_text=_("Its members may change settings, or see more than their work takes.")
    )  # fmt: skip
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.IN_USE)

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["name", "kind", "unit"], name="permission_group_named_once_in_unit",
                violation_error_message=_("This unit has a group of this kind and name already."),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    def answerable_posts(self) -> frozenset[int]:
        """The owner, and who decides on requests."""
        return frozenset(post for post in (self.owner_id, self.approver_id) if post)


PermissionGroupVersion = versions_of(PermissionGroup)
State = PermissionGroup.State
OPEN = frozenset({State.IN_USE})


def _page(_person: Person, group: Any, _moment: Moment) -> Mapping[str, Any]:
    return {"notes": notes_of(group)}


permission_groups = registry.add(
    Register(
        slug="permission-groups", model=PermissionGroup, title="Permission groups", one="permission group", section="Owners and access",
        access=Access.of(
            own="read edit review attach comment link", siro="read", dpo="read", caldicott="read",
            ig_manager="read create edit review attach comment link import undo",
            ig_officer="read create edit review attach comment link import", records_manager="read comment",
            asset_owner="read create comment", data_owner="read create comment", service_desk="read create comment link",
            line_manager="read", auditor="read attach comment",
        ),
        about="Who gets at what by which list, mailbox, report folder or group: each with an owner who attests its members and an approver of requests.",
        columns=(
            Column("name", "Group", "name"),
            Column("get_kind_display", "Kind", "kind,name", reads=("kind",)),
            Column("owner", "Data owner", "owner__title"),
            Column("approver", "Approver", "approver__title"),
            Column("members", "Members", "members", numeric=True),
            Column("privileged", "Privileged", "privileged,name"),
            Column("last_reviewed", "Last attested", "last_reviewed"),
            Column("unit", "Service", "unit__name", shown=False),
            Column("get_state_display", "State", "state,name", reads=("state",), template="assets/cells/state.html", shown=False),
            Column("guests", "Guests", "guests", numeric=True, shown=False),
            Column("last_used", "Last used", "last_used", shown=False),
            Column("measured_on", "Measured on", "measured_on", shown=False),
            Column("next_review", "Next attestation", "next_review", shown=False),
        ),
        sort="name", key=("name", "kind", "unit"), search=("name", "address", "purpose", "owner__title"),
        related=("owner", "approver", "unit"),
        filters=(by_choice(PermissionGroup, "kind"), by_post("owner", "Data owner"), by_choice(PermissionGroup, "state"), *by_unit()),
        flags=(
            Flag("no_owner", "No owner", lambda _m: Q(owner=None, state__in=OPEN), "Groups that nobody answers for: a request to join finds nobody."),
            Flag("privileged", "Privileged", lambda _m: Q(privileged=True, state__in=OPEN), "Groups whose members may do or see more than most."),
            gone_by("not_attested", "Attestation late", "next_review", "Groups whose owner should have attested their members by now.", among=Q(state__in=OPEN)),
            without_activity(OPEN),
            Flag("with_guests", "With guests", lambda _m: Q(guests__gt=0, state__in=OPEN), "Groups with members from outside the council."),
            Flag("opens_nothing", "Opens nothing", lambda moment: unlinked(GROUP_OPENS)(moment) & Q(state__in=OPEN), "Groups of which nobody has said what they open."),
        ),
        fields=("name", "kind", "address", "purpose", "owner", "approver", "members", "guests", "last_used", "privileged", "outside_id", "state", "review_every", "next_review", "unit"),
        aliases={
            "name": ("group", "group name", "display name", "list name", "security group"), "kind": ("type", "group type"), "address": ("e-mail", "email", "primary smtp address", "email address", "mail address"),
            "owner": ("data owner", "managed by", "owner", "group owner"), "members": ("members", "membership count", "member count"),
            "guests": ("guest count", "external member count"), "last_used": ("last activity date",),
            "unit": ("service", "department", "directorate", "team", "service area"),
            "purpose": ("description",),
            "state": ("status",),
            "review_every": ("review frequency", "review cycle"),
            "next_review": ("review date", "next review date"),
        },
        meanings={
            **EVERY,
            "kind": {"list": ("dl", "mailing list", "distribution group"), "mailbox": ("shared mailbox",), "directory": ("security group", "security", "ad group", "active directory group")},
            "state": {"in_use": ("live", "active", "current"), "ended": ("removed", "closed")},
        },
        steps=(
            Step("review", "review", _("Review who is in it"), OPEN, MembersForm, look_through, main=True,
                 explain=_("Go through its members. Who has no business there any more is named here, and the service desk is asked to remove them.")),
        ),
        duties=(
            no_owner(OPEN), review(states=OPEN),
            wants_link("opens_nothing", _("Say what it opens"), "link", (GROUP_OPENS,), when=lambda group: group.state in OPEN, owner="owner"),
        ),
        past=PermissionGroupVersion, evidence=True, comments=True, open_states=OPEN, page=_page,
        colour=lambda group: "green" if group.state == State.IN_USE else "",
        relations=(Relation(OPENS, _("Opens"), _("Opened by"), ("places", "systems", "assets")),),
    )
)  # fmt: skip
