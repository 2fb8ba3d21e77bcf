"""Who acts, what they may see, what they may do, and why."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from muniment.people.models import Person, Post, RoleGiven
from muniment.people.standing import Standing, standing_of
from muniment.registers.restricted import is_restricted, may_be_restricted, named_for
from muniment.registers.verbs import verbs

if TYPE_CHECKING:
    from muniment.registers.register import Register


NAME = 300  # as long as the history keeps it


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something: a person at a page or by a token, the holder of a post by its link, or a named operator at the command line.

    What takes a person's own word only a person who signed in can do; an operator may do all else, since the machine is theirs.
    """

    name: str
    via: str
    person: Person | None = None
    post: Post | None = None

    @classmethod
    def at_page(cls, person: Person) -> "Actor":
        return cls(person.name, "page", person)

    @classmethod
    def by_token(cls, person: Person) -> "Actor":
        return cls(person.name, "api", person)

    @classmethod
    def by_link(cls, post: Post) -> "Actor":
        holders = ", ".join(holder.name for holder in post.holders()) or "nobody in post"
        return cls(f"{post.title} ({holders})"[:NAME], "link", None, post)

    @classmethod
    def operator(cls, name: str) -> "Actor":
        return cls(name[:NAME], "command")


NONE = "None of the posts you hold may do this here."
KEYLESS = {"command": "command", "api": "programme"}


@dataclass(frozen=True, slots=True)
class Access:
    """The register's row of the permission matrix (section D of the domain): verbs by role, by ownership, for all.

    `maker` is what a person may do to what they entered themselves, whatever post they hold: staff who report something.
    """

    roles: Mapping[str, frozenset[str]] = field(default_factory=dict)
    own: frozenset[str] = frozenset()
    everyone: frozenset[str] = frozenset()
    maker: frozenset[str] = frozenset()

    @classmethod
    def of(cls, own: str = "", everyone: str = "", maker: str = "", **roles: str) -> "Access":
        """Verbs as words in one string: `Access.of(own="read update", auditor="read attach")`."""
        return cls(
            {role: frozenset(words.split()) for role, words in roles.items()},
            frozenset(own.split()),
            frozenset(everyone.split()),
            frozenset(maker.split()),
        )

    def roles_for(self, verb: str) -> frozenset[str]:
        return frozenset(role for role, allowed in self.roles.items() if verb in allowed)


@dataclass(frozen=True, slots=True)
class Verdict:
    """An answer with its reason; true when it is yes. `acting` is the post they act for, where only that gives them the right."""

    allowed: bool
    reason: str
    acting: Post | None = None

    def __bool__(self) -> bool:
        return self.allowed


def visible(register: "Register", person: Person) -> Q:
    """The rows of a register that a person may read, as a condition on the live table."""
    condition = _visible(register, person)
    if not may_be_restricted(register.model):
        return condition
    # The list of a closed record is all that opens it.
    return (condition & Q(restricted=False)) | Q(restricted=True, pk__in=named_for(register.slug, person))


def _visible(register: "Register", person: Person) -> Q:
    from muniment.registers.models import Answerable, History  # noqa: PLC0415 - the models are built upon this room

    access = register.access
    if "read" in access.everyone:
        return Q()
    standing = standing_of(person)
    condition = Q(unit__in=standing.units_of(access.roles_for("read")))
    if "read" in access.own and standing.posts:
        # Asked once and not of each row: the few that a post answers for are found by its index, whatever the size of the register.
        mine = Answerable.objects.filter(register=register.slug, post__in=standing.posts)
        condition |= Q(pk__in=mine.values("record"))
    if "read" in access.maker:
        made = History.objects.filter(person=person, register=register.slug, verb="create")
        condition |= Q(pk__in=made.values("record"))
    if register.seen_with:
        whole = register.model._meta.get_field(register.seen_with).related_model
        condition |= Q(**{f"{register.seen_with}__in": whole.objects.visible_to(person).values("pk")})
    return condition


def reads_widely(register: "Register", person: Person) -> bool:
    """Whether a person reads more of a register than what their own posts answer for."""
    access = register.access
    return "read" in access.everyone or bool(standing_of(person).units_of(access.roles_for("read")))


def units_of(record: Any) -> frozenset[int]:
    """The ids of the units that a role must reach, every one, to act on this record: its own, unless it says otherwise."""
    if hasattr(record, "judged_in"):
        return frozenset(record.judged_in())
    unit = getattr(record, "unit_id", None)
    return frozenset() if unit is None else frozenset({unit})


def may(actor: Actor, verb: str, register: "Register", record: Any) -> Verdict:
    """Whether the actor may do this to this record, with the reason. Rules of the register come last and can only refuse."""
    if is_restricted(record) and actor.via != "command":
        if actor.person is None or actor.person.pk not in record.only_for:
            return Verdict(False, NONE)
        if verb == "read":
            return Verdict(True, "Is on the list of those who may know of it.")
    verdict = _by_standing(actor, verb, register.access, record)
    if verb == "read" and not verdict and register.seen_with:
        from muniment.registers.register import registry  # noqa: PLC0415 - the registry is built upon this room

        whole = getattr(record, register.seen_with)
        return may(actor, verb, registry.of(type(whole)), whole)
    if not verdict and verb in register.access.maker and _entered(actor, register, record):
        verdict = Verdict(True, "Entered it.")
    if verdict and (refusal := register.refusal(actor, verb, record)):
        return Verdict(False, refusal)
    return verdict


def _entered(actor: Actor, register: "Register", record: Any) -> bool:
    """Whether a person who signed in entered this record themselves."""
    from muniment.registers.models import History  # noqa: PLC0415 - the models are built upon this room

    told = History.objects.filter(person=actor.person, register=register.slug, record=record.pk, verb="create")
    return actor.person is not None and record.pk is not None and told.exists()


def sees(person: Person, record: Any) -> bool:
    """Whether a person may read a record that is at hand already, so that no page asks the database for it again."""
    from muniment.registers.register import registry  # noqa: PLC0415 - the registry is built upon this room

    return not record.withdrawn and bool(may(Actor.at_page(person), "read", registry.of(type(record)), record))


def _by_standing(actor: Actor, verb: str, access: Access, record: Any) -> Verdict:
    if verbs.named(verb).key and actor.via in KEYLESS:
        return Verdict(
            False, f"A {KEYLESS[actor.via]} cannot do what takes a person's own word: sign in and do it as yourself."
        )
    if actor.via == "command":
        return Verdict(True, f"{actor.name} runs this installation.")
    if actor.post is not None:
        if not verbs.named(verb).by_link:
            return Verdict(False, "A link was sent by e-mail, so it can do little: sign in for this.")
        owned = actor.post.pk in record.answerable_posts() and verb in access.own
        return Verdict(owned, f"{actor.post} answers for it." if owned else f"{actor.post} does not answer for it.")
    if actor.person is None:
        return Verdict(False, "Nobody is signed in.")
    if verb in access.everyone:
        return Verdict(True, "Everyone who is signed in may.")
    standing = standing_of(actor.person)
    units = units_of(record)
    if reason := _reason(standing.own, verb, access, record, units):
        return Verdict(True, reason)
    for acting in standing.acting:
        if reason := _reason(acting.standing, verb, access, record, units):
            until = f"{acting.until.day} {acting.until:%B %Y}"
            return Verdict(True, f"Acts for {acting.post} until {until}: {reason}", acting.post)
    return Verdict(False, NONE)


def _reason(standing: Standing, verb: str, access: Access, record: Any, units: frozenset[int]) -> str:
    for role in sorted(access.roles_for(verb)):
        # What belongs to no unit (a person without a post) is for whoever holds the role anywhere.
        if role in standing.roles and units <= standing.roles[role]:
            return f"{RoleGiven.Role(role).label}, for the unit of this record."
    if verb in access.own and standing.posts & record.answerable_posts():
        return "Holds a post that answers for it."
    return ""
