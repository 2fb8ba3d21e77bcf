"""Bodies, units, posts and people. Posts own; people hold posts from a day to a day; roles are given to posts."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from muniment import clock


class Directory(models.QuerySet[Any, Any]):
    """Rows that everyone who is signed in may see: a council's directory is known to its staff."""

    def visible_to(self, person: Any) -> "Directory":  # noqa: ARG002 - the same question as every register answers
        return self.everything()

    def everything(self) -> "Directory":
        """All rows; each carries `record_id`, as rows of every register do."""
        rows: Directory = self.annotate(record_id=F("pk"))
        return rows

    def standing(self) -> "Directory":
        """The same: nothing of a directory is closed."""
        return self.everything()


class Body(models.Model):
    """A legal person that holds information: a council, or a company that it owns."""

    name = models.CharField(_("name"), max_length=200, unique=True)
    owned_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, verbose_name=_("owned by"), related_name="companies"
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    objects = Directory.as_manager()

    class Meta:
        verbose_name_plural = "bodies"

    def __str__(self) -> str:
        return self.name

    def judged_in(self) -> Iterable[int]:
        """Who changes a body has the role for its topmost units."""
        return Unit.objects.filter(body=self.pk, parent=None).values_list("pk", flat=True) if self.pk else ()


def below(roots: Iterable[int], children: Mapping[int | None, Iterable[int]]) -> frozenset[int]:
    """Units, or posts, with all that are below them, by the children of each."""
    found: set[int] = set()
    waiting = list(roots)
    while waiting:
        at = waiting.pop()
        if at not in found:
            found.add(at)
            waiting += children.get(at, ())
    return frozenset(found)


# UNION and not UNION ALL: it ends even where somebody made a circle of units.
WITHIN = """
    WITH RECURSIVE within_unit(id) AS (
        SELECT id FROM people_unit WHERE id = %s
        UNION SELECT child.id FROM people_unit child JOIN within_unit ON child.parent_id = within_unit.id
    ) SELECT id FROM within_unit
"""


class UnitRows(Directory):
    """Units, with the tree they form."""

    def subtree(self, roots: Iterable[int]) -> frozenset[int]:
        """The ids of these units and of all below them; one query."""
        wanted = frozenset(roots)
        return self.subtrees([wanted])[wanted]

    def within(self, unit: int) -> RawSQL:
        """The same of one unit as a part of another query, `unit__in=...`: it asks nothing by itself."""
        return RawSQL(WITHIN, (unit,))  # noqa: S611 - the number is a parameter of it, never a part

    def subtrees(self, sets: Iterable[frozenset[int]]) -> dict[frozenset[int], frozenset[int]]:
        """The same for each of these sets of units; one query for all."""
        children: dict[int | None, list[int]] = {}
        for unit, parent in self.model.objects.values_list("pk", "parent_id"):
            children.setdefault(parent, []).append(unit)
        return {roots: below(roots, children) for roots in sets}


class Unit(models.Model):
    """A directorate, service or team of one body."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="units", verbose_name=_("body"))
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("part of")
    )
    name = models.CharField(_("name"), max_length=200)
    version = models.PositiveIntegerField(default=1, editable=False)
    objects = UnitRows.as_manager()

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["body", "name"], name="unit_name_once_in_body")]

    def __str__(self) -> str:
        return self.name

    def judged_in(self) -> Iterable[int]:
        """A unit is changed by who has the role above it: whoever could move it under their own would gain its records."""
        above = self.parent_id or self.pk
        return (above,) if above else ()


class PersonManager(BaseUserManager["Person"].from_queryset(Directory)):  # type: ignore[misc]
    """People, found by e-mail for signing in."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        person: Person = self.get(email__iexact=username)
        return person


class Person(AbstractBaseUser):
    """Somebody who may sign in. What they may do comes only from the posts they hold."""

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=200)
    is_active = models.BooleanField(_("may sign in"), default=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["name"]
    objects: ClassVar[Any] = PersonManager()

    class Meta:
        ordering: ClassVar = ["name"]
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return self.name

    def clean_fields(self, exclude: Any = None) -> None:
        """Who is entered without a password cannot sign in until one is set."""
        if not self.password:
            self.set_unusable_password()
        super().clean_fields(exclude)

    def clean(self) -> None:
        """Two people never differ by the case of their address alone: neither could sign in."""
        self.email = self.email.lower()

    def judged_in(self) -> Iterable[int]:
        """A person belongs to the units of the posts that they hold."""
        held = Holding.objects.held_on(clock.today()).filter(person=self.pk) if self.pk else Holding.objects.none()
        return held.values_list("post__unit_id", flat=True)


class Post(models.Model):
    """A position in a unit, which owns records whoever holds it. `known_as` are other names that papers use for it."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="posts", verbose_name=_("unit"))
    title = models.CharField(_("title"), max_length=200)
    known_as = models.JSONField(_("also known as"), default=list, blank=True)
    reports_to = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="reports", verbose_name=_("reports to")
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    objects = Directory.as_manager()

    class Meta:
        ordering: ClassVar = ["title"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["unit", "title"], name="post_title_once_in_unit")]

    def __str__(self) -> str:
        return self.title

    def choice_label(self) -> str:
        return f"{self.title} ({self.unit})"

    def holders(self, day: date | None = None) -> list[Person]:
        """Who holds the post on a day, by default today."""
        return [holding.person for holding in self.holdings.held_on(day or clock.today()).select_related("person")]


class HoldingRows(Directory):
    """Holdings, by day."""

    def held_on(self, day: date) -> "HoldingRows":
        """A holding lasts from its first day to its last, both included."""
        return self.filter(Q(end=None) | Q(end__gte=day), start__lte=day)


class Holding(models.Model):
    """One person holding one post from a day to a day."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="holdings", verbose_name=_("person"))
    post = models.ForeignKey(Post, models.PROTECT, related_name="holdings", verbose_name=_("post"))
    start = models.DateField(_("from"))
    end = models.DateField(_("to"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    objects = HoldingRows.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(end=None) | Q(end__gte=F("start")),
                name="holding_ends_after_start",
                violation_error_message=_("The last day cannot be before the first."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} as {self.post}"

    def clean(self) -> None:
        """With the post come its roles, which may not go with those that the person has."""
        from muniment.people import having  # noqa: PLC0415 - it reads these models

        if self.person_id and self.post_id and (self.end is None or self.end >= clock.today()):
            having.kept_apart([self.person_id], [self.post_id])

    def judged_in(self) -> Iterable[int]:
        """Who fills a post has the role for its unit: with the post come all its rights."""
        return (self.post.unit_id,) if self.post_id else ()


class Delegation(models.Model):
    """Somebody acting for a post from a day to a day, while its holder is away: with the post come its records and roles."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="delegations", verbose_name=_("post"))
    to = models.ForeignKey(Person, models.PROTECT, related_name="delegations", verbose_name=_("who acts for it"))
    start = models.DateField(_("from"))
    end = models.DateField(_("to"))
    reason = models.CharField(
        _("reason"), max_length=300, blank=True,
        help_text=_("Everyone in the council can read this: “annual leave” is enough, and nothing about anybody's health."),
    )  # fmt: skip
    version = models.PositiveIntegerField(default=1, editable=False)
    objects = HoldingRows.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(end__gte=F("start")),
                name="delegation_ends_after_start",
                violation_error_message=_("The last day cannot be before the first."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.to} for {self.post}"

    def answerable_posts(self) -> frozenset[int]:
        """Whoever holds the post says who acts for it."""
        return frozenset({self.post_id} - {None})

    def clean(self) -> None:
        """What was delegated on days gone by stays as it was: the rules of the two keys look back at it."""
        from muniment.people import having  # noqa: PLC0415 - it reads these models

        was = Delegation.objects.filter(pk=self.pk).first() if self.pk else None
        today = clock.today()
        if self.start and self.end and self.end < self.start:
            raise ValidationError({"end": _("The last day cannot be before the first.")})
        if was is not None and was.start <= today:
            if (was.post_id, was.to_id, was.start) != (self.post_id, self.to_id, self.start):
                raise ValidationError(_("This has begun: only its last day can be changed. Make another beside it."))
            if self.end != was.end and (was.end < today or self.end < today):
                raise ValidationError(
                    {"end": _("A delegation ends today or later: what was done by it stays as it was.")}
                )
        if was is None or was.to_id != self.to_id or was.post_id != self.post_id:
            if (
                Holding.objects.filter(person=self.to_id, post=self.post_id, start__lte=today)
                .filter(having.lasts(today))
                .exists()
            ):
                raise ValidationError({"to": _("They hold this post themselves.")})
            if self.end and self.end >= today:
                having.kept_apart([self.to_id], [self.post_id])

    def judged_in(self) -> Iterable[int]:
        """As with a holding: with the post come all its rights."""
        return (self.post.unit_id,) if self.post_id else ()


class Digest(models.Model):
    """How often a person wants their duties by e-mail, and for which day they last had them."""

    class Often(models.TextChoices):
        DAILY = "daily", _("Every working day on which something is due")
        WEEKLY = "weekly", _("On Mondays")
        NEVER = "never", _("Never")

    person = models.OneToOneField(Person, models.CASCADE, related_name="digest", primary_key=True)
    often = models.CharField(_("how often"), max_length=10, choices=Often.choices, default=Often.DAILY)

    def __str__(self) -> str:
        return f"{self.person}: {self.get_often_display()}"


class RoleGiven(models.Model):
    """A role of section D of the domain, given to a post for a unit and all below it."""

    class Role(models.TextChoices):
        SIRO = "siro", _("Senior information risk owner (SIRO)")
        DPO = "dpo", _("Data protection officer (DPO)")
        CALDICOTT = "caldicott", _("Caldicott Guardian")
        IG_MANAGER = "ig_manager", _("Information governance manager")
        IG_OFFICER = "ig_officer", _("Information governance officer")
        ASSET_OWNER = "asset_owner", _("Information asset owner")
        DATA_OWNER = "data_owner", _("Data owner")
        DATA_STEWARD = "data_steward", _("Data steward")
        RECORDS_MANAGER = "records_manager", _("Records manager")
        LINE_MANAGER = "line_manager", _("Line manager")
        AUDITOR = "auditor", _("Auditor")
        MEMBER = "member", _("Member of the council")
        STAFF = "staff", _("Member of staff")
        MONITORING_OFFICER = "monitoring_officer", _("Monitoring officer")
        S151 = "s151", _("Section 151 officer")
        DEMOCRATIC_SERVICES = "democratic_services", _("Democratic services")
        SERVICE_DESK = "service_desk", _("IT service desk")
        CONTRACT_MANAGER = "contract_manager", _("Contract manager")
        CONTINUITY_OFFICER = "continuity_officer", _("Business continuity officer")
        PARTNER = "partner", _("Partner outside the council")
        ADMIN = "admin", _("System administrator")

    post = models.ForeignKey(Post, models.PROTECT, related_name="roles_given", verbose_name=_("post"))
    role = models.CharField(_("role"), max_length=30, choices=Role.choices)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="roles_given", verbose_name=_("for unit"))
    version = models.PositiveIntegerField(default=1, editable=False)
    objects = Directory.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["post", "role", "unit"], name="role_given_once_to_post_for_unit")
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.post}, for {self.unit}"

    def clean(self) -> None:
        """Nobody gets by a role what they may not have beside another."""
        from muniment.people import having  # noqa: PLC0415 - it reads these models

        if not (self.post_id and self.unit_id):
            return
        today = clock.today()
        holders = Holding.objects.filter(having.lasts(today), post=self.post_id).values_list("person_id", flat=True)
        acting = Delegation.objects.filter(having.lasts(today), post=self.post_id).values_list("to_id", flat=True)
        having.kept_apart([*holders, *acting, None], [self.post_id], (self.unit.body_id, self.role))
