"""The publication scheme as a register, declared; and how many of its classes are covered."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _

from muniment.people.models import Person
from muniment.publication import scheme_files, scheme_steps
from muniment.publication.scheme_items import WRONG, Found, PublicationItem, PublicationItemVersion, SchemeClass, State
from muniment.registers.access import Access
from muniment.registers.duty_rules import no_owner, review
from muniment.registers.filters import by_choice, by_post, by_unit, gone_by
from muniment.registers.forms import WhyForm
from muniment.registers.listing import address_of
from muniment.registers.register import Asked, Column, DutyRule, Flag, Moment, Register, Relation, Step, registry
from muniment.registers.reviews import EVERY, review_step
from muniment.registers.verbs import Verb, verbs

verbs.add(
    Verb("publish_item", _("Published")), Verb("give_out_file", _("File given out or taken back"), seldom=True), Verb("withdraw_from_scheme", _("Withdrawn"), seldom=True), Verb("check_item", _("Checked"))
)  # fmt: skip
SLUG = "publication-items"
OPEN = frozenset({State.DRAFT, State.PUBLISHED})
PUBLIC = Q(state=State.PUBLISHED)


def _put_right(items: Any) -> list[Asked]:
    return [
        Asked(each, each.owner_id, since=each.last_checked)
        for each in items
        if each.state == State.PUBLISHED and each.check_found in WRONG
    ]


def _check(items: Any) -> list[Asked]:
    return [
        Asked(each, each.owner_id, since=each.published_on)
        for each in items
        if each.state == State.PUBLISHED and each.last_checked is None
    ]


def _page(_person: Person, item: Any, _moment: Moment) -> Mapping[str, Any]:
    """What the last check found, with who looked; why it is gone."""
    if item.state == State.TAKEN_DOWN:
        return {"notes": [(said("Withdrawn."), item.ended_reason)]}
    if item.last_checked is None or item.state != State.PUBLISHED:
        return {}
    by = item.checked_by.name if item.checked_by else said("whoever runs this installation")
    told = {"day": f"{item.last_checked.day} {item.last_checked:%B %Y}", "by": by}
    looked = said("Checked on %(day)s by %(by)s.") % told
    if item.check_found in WRONG:
        return {"notes": [(f"{item.get_check_found_display()}.", f"{item.check_note} {looked}")]}
    return {"checked": looked}


FIELDS = (
    "scheme_class", "title", "about", "owner", "address", "obtained", "file_format", "charge", "licence", "review_every", "next_review", "unit",
)  # fmt: skip
_RUNS = "read create edit review publish_item withdraw_from_scheme check_item give_out_file attach comment link import"
items = registry.add(
    Register(
        slug=SLUG, model=PublicationItem, title="Publication scheme", one="item of the scheme", section="Publication", many="items of the scheme",
        access=Access.of(
            own="read edit review check_item attach comment link", ig_manager=f"{_RUNS} undo", ig_officer=_RUNS,
            records_manager="read check_item comment", monitoring_officer="read comment", siro="read comment", dpo="read comment", auditor="read comment",
        ),
        about="What the council publishes without being asked, by the seven classes of the model scheme. What is published here stands at /published/scheme/ for everybody.",
        columns=(
            Column("title", "Item", "title"), Column("get_scheme_class_display", "Class", "scheme_class,title", reads=("scheme_class",)),
            Column("owner", "Owner", "owner__title"), Column("charge", "Charge", shown=False), Column("file_format", "Format", shown=False),
            Column("get_state_display", "State", "state,title", reads=("state",), template="registers/cells/state.html"),
            Column("last_checked", "Last checked", "last_checked"), Column("get_check_found_display", "Found", reads=("check_found",)),
            Column("next_review", "Next review", "next_review"), Column("last_reviewed", "Last reviewed", "last_reviewed", shown=False),
            Column("published_on", "Published since", "published_on", shown=False), Column("checked_by", "Checked by", shown=False),
            Column("unit", "Service", "unit__name", shown=False),
        ),
        sort="scheme_class,title", key=("title", "unit"), search=("title", "about", "charge", "owner__title"), related=("owner", "unit", "checked_by"),
        filters=(
            by_choice(PublicationItem, "scheme_class"), by_choice(PublicationItem, "state"), by_choice(PublicationItem, "check_found"),
            by_post("owner", "Owner"), *by_unit(),
        ),
        flags=(
            gone_by("review_late", "Review late", "next_review", "Published, and should have been reviewed by now.", among=PUBLIC),
            Flag("never_checked", "Never checked", lambda _m: PUBLIC & Q(last_checked=None), "Published, and nobody has looked yet whether it is there."),
            Flag("broken", "Broken", lambda _m: PUBLIC & Q(check_found=Found.BROKEN), "Published, and the last check found that its address leads nowhere."),
            Flag("outdated", "Out of date", lambda _m: PUBLIC & Q(check_found=Found.OUTDATED), "Published, and the last check found its content out of date."),
            Flag("no_owner", "No owner", lambda _m: Q(owner=None, state__in=OPEN), "Drafts and published items that no post owns."),
        ),
        # A file says of each item whether it is published; afterwards a step does, which not everybody may take who may change an item.
        fields=FIELDS, create_fields=(*FIELDS, "state", "ended_reason"),
        aliases={
            "scheme_class": ("publication scheme class", "ico class", "category"), "title": ("item", "document", "information", "name", "publication"),
            "about": ("description", "information to be published", "summary"), "address": ("url", "link", "web address", "web page", "website", "location"),
            "obtained": ("how the information can be obtained", "how to obtain", "availability", "available from"), "file_format": ("file type", "formats"),
            "charge": ("cost", "fee", "price", "charges"), "owner": ("responsible officer", "content owner", "information owner"), "state": ("status",),
            "review_every": ("review cycle", "review frequency"), "next_review": ("review date", "next review date"), "unit": ("service", "department", "directorate", "team"),
            "ended_reason": ("reason withdrawn",),
        },
        meanings={
            **EVERY,
            "scheme_class": {
                "1_who_we_are": ("class 1", "1", "who we are"), "2_spending": ("class 2", "2", "what we spend", "finance", "spending"),
                "3_priorities": ("class 3", "3", "our priorities", "what our priorities are", "priorities", "performance"), "4_decisions": ("class 4", "4", "decisions", "decision making"),
                "5_policies": ("class 5", "5", "policies and procedures", "policies"), "6_lists": ("class 6", "6", "lists", "registers", "lists & registers"), "7_services": ("class 7", "7", "services", "services we offer", "our services"),
            },
            "state": {"is_public": ("live", "active", "current"), "not_yet_public": ("proposed", "planned"), "taken_down": ("removed", "retired", "archived")},
        },
        steps=(
            Step("publish", "publish_item", _("Publish it"), frozenset({State.DRAFT, State.TAKEN_DOWN}), scheme_steps.PublishForm, scheme_steps.publish, main=True,
                 explain=_("From then on anybody can read of it: its title, what it is, where it is, what it costs, and the title of the post that owns it.")),
            Step("check", "check_item", _("Say what a check found"), frozenset({State.PUBLISHED}), scheme_steps.CheckForm, scheme_steps.check, main=True,
                 explain=_("Open the address as somebody would who does not work here. Each check is kept in the history.")),
            Step("give-out-file", "give_out_file", _("Give out a file"), OPEN, scheme_files.FileForm, scheme_files.give_out,
                 explain=_("For what has no page of its own. Attach the file first. It is looked into for what its reader would not see; once the item is published anybody can fetch it.")),
            review_step(frozenset({State.PUBLISHED})),
            Step("withdraw", "withdraw_from_scheme", _("Withdraw it"), OPEN, WhyForm, scheme_steps.withdraw, explain=_("It goes from the public page at once. Its record and history stay.")),
        ),
        duties=(
            no_owner(OPEN), review(states={State.PUBLISHED}), DutyRule("check", _("Look whether it is there"), "check_item", _check, "check"),
            DutyRule("put_right", _("Put right, then check again"), "check_item", _put_right, "check"),
        ),
        past=PublicationItemVersion, evidence=True, untold=frozenset({"withdrawn", "file_digest"}), comments=True, open_states=OPEN, page=_page,
        colour=lambda item: {State.DRAFT: "amber", State.PUBLISHED: "green"}.get(item.state, ""),
        relations=(Relation("published_from", _("Comes from"), _("Is published as"), ("assets",)),),
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Covered:
    """One class: how many items of it are published, and the list of them."""

    title: Any
    number: int
    address: str


def classes(person: Person) -> list[Covered]:
    """The seven classes with what is published of each, as far as the person may see it. One query."""
    rows = PublicationItem.objects.visible_to(person).filter(PUBLIC).order_by()
    counts = dict(rows.values_list("scheme_class").annotate(n=Count("pk")))
    return [
        Covered(label, counts.get(value, 0), address_of(items, {"scheme_class": value, "state": State.PUBLISHED.value}))
        for value, label in SchemeClass.choices
    ]
