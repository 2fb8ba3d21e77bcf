"""The registers of open data, declared: what is published again and again, and each of its periods."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _

from muniment.people.models import Person
from muniment.publication import transparency_items as item_words
from muniment.publication import transparency_making, transparency_steps
from muniment.publication.transparency_items import TransparencyItem, TransparencyItemVersion
from muniment.publication.transparency_publications import (
    PUBLISHED,
    State,
    TransparencyPublication,
    TransparencyPublicationVersion,
)
from muniment.registers.access import Access
from muniment.registers.duty_rules import no_owner
from muniment.registers.filters import by_choice, by_post, by_record, by_span, by_unit, gone_by
from muniment.registers.forms import WhyForm
from muniment.registers.register import (
    Asked,
    Column,
    Deadline,
    DutyRule,
    Filter,
    Flag,
    Moment,
    Register,
    Relation,
    Step,
    registry,
)
from muniment.registers.verbs import Verb, verbs

verbs.add(
    Verb("publish_data", _("Published")), Verb("withdraw_item", _("Withdrawn"), seldom=True), Verb("take_up_item", _("Taken up again"))
)  # fmt: skip
Item = item_words.State
LIVE = frozenset({Item.LIVE})
TO_DO = Q(state=State.WANTED)
READERS = {
    "s151": "read comment", "monitoring_officer": "read comment", "siro": "read comment", "dpo": "read comment", "records_manager": "read",
    "auditor": "read comment",
}  # fmt: skip


def _rows_of(items: Any) -> list[Any]:
    """What is still to be published of these items is asked of their owners."""
    return [TransparencyPublication.objects.filter(item__in=[each.pk for each in items], state=State.WANTED)]


def _page(_person: Person, item: Any, _moment: Moment) -> Mapping[str, Any]:
    return {"notes": [(said("Withdrawn."), item.ended_reason)] if item.state == Item.ENDED else []}


_RUNS = "read create edit withdraw_item take_up_item attach comment link import"
items = registry.add(
    Register(
        slug="transparency-items", model=TransparencyItem, title="Open data", one="item of open data", section="Publication", many="items of open data",
        access=Access.of(own="read edit attach comment link", ig_manager=f"{_RUNS} undo", ig_officer=_RUNS, **READERS),
        about="What the Local Government Transparency Code 2015 has the council publish, and what it adds of its own: how often, by whom, where.",
        columns=(
            Column("name", "Item", "name"), Column("code_number", "Code", "code_number", numeric=True),
            Column("get_how_often_display", "How often", "how_often,name", reads=("how_often",)), Column("owner", "Owner", "owner__title"),
            Column("get_basis_display", "Why", "basis,name", reads=("basis",)),
            Column("get_state_display", "State", "state,name", reads=("state",), template="registers/cells/state.html"),
            Column("get_year_ends_display", "Its year ends on", reads=("year_ends",), shown=False), Column("licence", "Licence", shown=False),
            Column("begins", "First period", "begins", shown=False), Column("unit", "Service", "unit__name", shown=False),
        ),
        sort="code_number", key=("name", "unit"), search=("name", "about", "redaction_policy", "owner__title"), related=("owner", "unit"),
        filters=(by_choice(TransparencyItem, "how_often"), by_choice(TransparencyItem, "basis"), by_choice(TransparencyItem, "state"), by_post("owner", "Owner"), *by_unit()),
        flags=(
            Flag("of_the_code", "Of the Code", lambda _m: Q(code_number__isnull=False, state=Item.LIVE), "Published, and one of the fifteen items of the Code."),
            Flag("no_owner", "No owner", lambda _m: Q(owner=None, state=Item.LIVE), "Published, and no post owns it."),
            Flag("no_address", "No page", lambda _m: Q(address="", state=Item.LIVE), "Published, and nobody said on which page."),
        ),
        fields=(
            "name", "code_number", "about", "how_often", "year_ends", "begins", "basis", "owner", "address", "licence", "redaction_policy", "unit",
        ),
        aliases={
            "name": ("data set", "dataset", "title"), "code_number": ("number", "code", "code item", "no"), "about": ("description",),
            "how_often": ("frequency", "publication frequency"), "basis": ("mandatory or recommended", "requirement", "status"),
            "owner": ("responsible officer", "data owner", "information owner"), "address": ("url", "link", "web page", "web address", "location"),
            "redaction_policy": ("redaction", "redactions", "redaction policy"), "unit": ("service", "department", "directorate", "team"),
            "begins": ("from", "start date", "first period"), "year_ends": ("year end",),
        },
        meanings={
            "how_often": {"month": ("monthly", "each month"), "quarter": ("quarterly", "each quarter"), "year": ("annual", "annually", "yearly"), "once": ("one off", "one-off", "once only")},
            "basis": {"required_by_law": ("mandatory", "statutory", "must", "required"), "recommended": ("recommended", "optional", "should"), "own_choice": ("local", "voluntary", "own")},
        },
        steps=(
            Step("withdraw", "withdraw_item", _("Withdraw it"), LIVE, WhyForm, transparency_steps.withdraw,
                 explain=_("No more periods are made, and those that are not yet due are not asked for. What is missing already stays missing.")),
            Step("take-up", "take_up_item", _("Take it up again"), frozenset({Item.ENDED}), WhyForm, transparency_steps.take_up),
        ),
        duties=(no_owner(LIVE),), asks_with=_rows_of, derives=(transparency_making.ask,),
        past=TransparencyItemVersion, evidence=True, comments=True, open_states=LIVE, page=_page,
        colour=lambda item: "green" if item.state == Item.LIVE else "",
        relations=(Relation("data_from", _("Comes from"), _("Is published as open data"), ("assets",)),),
    )
)  # fmt: skip


def _publish(rows: Any) -> list[Asked]:
    return [Asked(each, each.item.owner_id, each.due, each.period_last) for each in rows if each.state == State.WANTED]


def _often(rows: Any) -> list[tuple[str, Any]]:
    """How often the items of these rows are published."""
    there = set(rows.order_by().values_list("item__how_often", flat=True).distinct())
    return [(value, label) for value, label in item_words.Often.choices if value in there]


_PUBLISHES = "read create edit publish_data attach comment import"
publications = registry.add(
    Register(
        slug="transparency-publications", model=TransparencyPublication, title="Open data by period", one="period of open data", section="Publication", many="periods of open data",
        access=Access.of(own="read edit publish_data attach comment", ig_manager=f"{_PUBLISHES} undo", ig_officer=_PUBLISHES, **READERS),
        about="Each item of open data for each of its periods: when it is due, where it is, whether it was in time. Rows of a period are made when it begins.",
        columns=(
            Column("item", "Item", "item__name"), Column("period", "Period", "period_last", reads=("period_first", "period_last")), Column("due", "Due", "due"),
            Column("get_state_display", "State", "state,due", reads=("state",), template="publication/cells/state.html"),
            Column("published_on", "Published", "published_on"), Column("stars", "Stars", "stars", numeric=True, template="publication/cells/stars.html"),
            Column("owner_title", "Owner", "item__owner__title"), Column("late_reason", "Why late", shown=False),
            Column("unit", "Service", "unit__name", shown=False),
        ),
        sort="-due", key=("item", "period_last"), search=("item__name", "late_reason", "redactions"), related=("item", "item__owner", "unit"),
        filters=(
            by_record("item", "Item"), Filter("often", "How often", lambda value, _moment: Q(item__how_often=value), _often), by_span("period", "Period that ended in", "period_last"), by_choice(TransparencyPublication, "state"),
            by_post("item__owner", "Owner"), *by_unit(),
        ),
        flags=(
            Flag("in_time", "On time", lambda _m: Q(state=State.IN_TIME), "Published on or before the due date."),
            Flag("came_late", "Late", lambda _m: Q(state=State.LATE), "Published after the due date, with the reason."),
            gone_by("missing", "Missing", "due", "Due, and not published.", among=TO_DO),
            Flag("to_come", "To come", lambda m: TO_DO & Q(due__gte=m.late_on), "To be published, and not late yet."),
            Flag("few_stars", "Below 3 stars", lambda _m: Q(state__in=PUBLISHED, stars__lt=3), "Published in a format below the three stars that the Code recommends."),
            Flag("no_licence", "No licence", lambda _m: Q(state__in=PUBLISHED, licence=""), "Published without saying under which licence."),
            Flag("redacted", "Something left out", lambda _m: Q(state__in=PUBLISHED) & ~Q(redactions=""), "Published with something left out."),
        ),
        fields=("address", "licence", "stars", "published_on", "late_reason", "redactions", "redaction_reason", "data_rows"),
        create_fields=(
            "item", "period_first", "period_last", "address", "licence", "stars", "published_on", "late_reason", "redactions", "redaction_reason", "data_rows",
        ),
        aliases={
            "item": ("data set", "dataset", "name"), "period_first": ("from", "period start", "start date"), "period_last": ("to", "period end", "end date", "period ending", "quarter ending"),
            "address": ("url", "link", "dataset url", "web address"), "published_on": ("date published", "publication date", "published"),
            "late_reason": ("reason for lateness", "reason late"), "redactions": ("redactions made", "redacted"), "redaction_reason": ("reason for redaction",),
            "data_rows": ("rows", "row count", "records"), "stars": ("star rating", "format stars", "openness"),
        },
        steps=(
            Step("publish", "publish_data", _("Say that it is published"), frozenset({State.WANTED}), transparency_steps.PublishForm, transparency_steps.publish, main=True,
                 explain=_("Publish the data set where the council publishes its data, then say here where it is. It stands at /published/data/ at once.")),
        ),
        duties=(DutyRule("publish", _("Publish"), "publish_data", _publish, "publish"),), deadlines=(Deadline("due_day", _("Open data due"), "due", TO_DO),),
        past=TransparencyPublicationVersion, evidence=True, comments=True, open_states=frozenset({State.WANTED}),
        colour=lambda row: {State.WANTED: "blue", State.IN_TIME: "green", State.LATE: "amber"}.get(row.state, ""),
    )
)  # fmt: skip
