"""The registers of assurance, declared."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from muniment.actions.models import colour, late, states
from muniment.actions.rules import OPEN, State
from muniment.actions.steps import decision_of, steps_of
from muniment.assurance import duties, finding_words, forms, import_pages, import_undo, pages, services
from muniment.assurance.models import (
    Acceptance,
    Audit,
    Dependency,
    DependencyVersion,
    Part,
    PartVersion,
    Plan,
    PlanFinding,
    PlanImport,
    PlanVersion,
    Rating,
    RatingScale,
    Recommendation,
    RecommendationExtension,
    RecommendationExtensionVersion,
    RecommendationVersion,
    ScopeArea,
)
from muniment.people.models import Post
from muniment.registers.access import Access, Actor
from muniment.registers.register import Column, Filter, Flag, Moment, Register, Relation, Step, by_key, registry
from muniment.registers.services import Change, write
from muniment.registers.verbs import Verb, verbs

verbs.add(Verb("depend", _("What it waits for added"), seldom=True))

# The row "Audit actions" of the matrix in section D of the domain; members see published reports only, so they have none.
ACTIONS = Access.of(
    own="read update attach say_done ask_extension",
    siro="read verify return decide",
    dpo="read",
    caldicott="read",
    ig_manager="read create edit update attach say_done ask_extension verify return decide supersede reopen set_date depend"
    " import undo",
    ig_officer="read create edit update attach verify return set_date depend import",
    auditor="read verify return attach",
    monitoring_officer="read decide",
    s151="read",
    democratic_services="read",
    line_manager="read",
)
AUDITS = Access.of(
    siro="read",
    dpo="read",
    ig_manager="read create edit",
    ig_officer="read create edit",
    auditor="read create edit",
    monitoring_officer="read",
    s151="read",
    democratic_services="read",
    asset_owner="read",
    line_manager="read",
)
EXTENSIONS = Access.of(
    own="read ask_extension",
    siro="read decide",
    dpo="read",
    ig_manager="read ask_extension decide import undo",
    ig_officer="read import",
    auditor="read",
    monitoring_officer="read decide",
    s151="read",
    democratic_services="read",
    line_manager="read",
)


def _refuse(actor: Actor, verb: str, record: Any) -> str:
    return services.why_not_second_key(actor, record) if verb == "verify" else ""


def _refuse_decision(actor: Actor, verb: str, record: Any) -> str:
    return services.why_not_deciding(actor, record) if verb == "decide" else ""


STEPS = steps_of(services.ACTS)


def blocked(moment: Moment) -> Q:
    """Still open, and waiting for another that is still open."""
    # Not an Exists with OuterRef: inside the filter of an aggregate Django resolves that against the wrong query.
    # Of the open ones only those that something waits for: they are few, whatever the size of the register.
    needed = moment.rows(Dependency).values("needs")
    open_ones = moment.rows(Recommendation).filter(state__in=OPEN, record_id__in=needed).values("record_id")
    waits = moment.rows(Dependency).filter(needs__in=open_ones).values("recommendation")
    return Q(record_id__in=waits, state__in=OPEN)


def themes(rows: Any) -> Iterable[tuple[str, Any]]:
    return [(theme, theme) for theme in rows.order_by("theme").values_list("theme", flat=True).distinct() if theme]


def plans(rows: Any) -> Iterable[tuple[str, Any]]:
    ids = rows.order_by().values("plan_id").distinct()
    return [
        (str(pk), title) for pk, title in Plan.objects.filter(pk__in=ids).order_by("title").values_list("pk", "title")
    ]


def owners(rows: Any) -> Iterable[tuple[str, Any]]:
    ids = rows.order_by().values("owner_id").distinct()
    return [
        (str(pk), title) for pk, title in Post.objects.filter(pk__in=ids).order_by("title").values_list("pk", "title")
    ]


def by_state(value: str, _moment: Moment) -> Q:
    return Q(state=value)


audits = registry.add(
    Register(
        slug="audits", model=Audit, title="Audits", one="audit", section="Assurance", access=AUDITS,
        about="What auditors looked at, and the opinion they gave.",
        columns=(
            Column("title", "Audit", "title"),
            Column("auditor", "Auditor", "auditor"),
            Column("opinion", "Overall opinion", "opinion__order", template="assurance/cells/opinion.html"),
            Column("reported_on", "Reported", "reported_on"),
            Column("follow_up_on", "Follow-up expected", "follow_up_on"),
        ),
        sort="-reported_on", key=("title",), search=("title", "auditor", "summary"), related=("opinion", "opinion__scale", "unit"),
        fields=("title", "auditor", "scale", "opinion", "reported_on", "follow_up_on", "summary", "unit"),
        page=pages.audit_page, comments=True, duties=duties.OF_AUDITS,
        relations=(Relation("follows_up", _("Follows up"), _("Followed up by"), ("audits",)),),
    )
)  # fmt: skip

SCALES = Access.of(everyone="read", ig_manager="create edit", auditor="create edit")

scales = registry.add(
    Register(
        slug="rating-scales", model=RatingScale, title="Rating scales", one="rating scale", section="Assurance",
        access=SCALES, about="The words in which auditors give their opinions; auditors differ, so they are data.",
        columns=(Column("name", "Scale", "name"),), sort="name", key=("name",), search=("name",), fields=("name",), in_menu=False,
    )
)  # fmt: skip

ratings = registry.add(
    Register(
        slug="ratings", model=Rating, title="Ratings", one="rating", section="Assurance", access=SCALES,
        about="The opinions of each scale, the best first, and what each means.",
        columns=(Column("scale", "Scale", "scale__name"), Column("label", "Opinion", "scale__name,order"),
                 Column("definition", "What it means")),
        sort="scale__name,order", key=("label", "scale"), search=("label", "definition"), related=("scale",),
        fields=("scale", "order", "label", "definition", "colour"), in_menu=False,
    )
)  # fmt: skip

areas = registry.add(
    Register(
        slug="scope-areas", model=ScopeArea, title="Scope areas", one="scope area", section="Assurance", access=AUDITS,
        about="The areas that an audit looked at, each with its own opinion.",
        columns=(Column("name", "Area", "name"), Column("audit", "Audit", "audit__title"),
                 Column("opinion", "Opinion", "opinion__order", template="assurance/cells/opinion.html")),
        sort="audit__title,name", key=("name", "audit"), search=("name", "audit__title"), related=("audit", "opinion", "unit"),
        fields=("audit", "name", "opinion", "unit"), in_menu=False,
    )
)  # fmt: skip

plans_register = registry.add(
    Register(
        slug="plans", model=Plan, title="Plans", one="plan", section="Assurance",
        access=Access.of(own="read", siro="read", dpo="read", caldicott="read", asset_owner="read", line_manager="read",
                         ig_manager="read create edit import undo", ig_officer="read create edit import", auditor="read",
                         monitoring_officer="read", s151="read", democratic_services="read"),
        about="What the council answers to each audit.",
        columns=(
            Column("title", "Plan", "title"),
            Column("audit", "Audit", "audit__title"),
            Column("owner", "Owner", "owner__title"),
            Column("agreed_on", "Agreed", "agreed_on"),
        ),
        sort="title", key=("title",), search=("title", "about"), related=("audit", "audit__opinion", "owner", "unit"), past=PlanVersion, page=pages.plan_page,
        fields=("title", "audit", "owner", "agreed_on", "about", "unit"), comments=True,
        relations=(Relation("takes_over_from", _("Takes over from"), _("Taken over by"), ("plans",)),),
    )
)  # fmt: skip

recommendations = registry.add(
    Register(
        slug="recommendations", model=Recommendation, title="Recommendations", one="recommendation",
        section="Assurance", access=ACTIONS,
        about="What auditors recommended, and what the council agreed to do.",
        columns=(
            Column("reference", "Ref", "plan,position,reference"),
            Column("agreed_action", "Agreed action", template="assurance/cells/action.html"),
            Column("theme", "Theme", "theme,position"),
            Column("owner_label", "Owner", template="assurance/cells/owner.html", reads=("owner", "owners_text")),
            Column("due", "Due", "due", template="assurance/cells/due.html"),
            Column("state_label", "State", "state", template="assurance/cells/state.html", reads=("state", "approval_pending")),
            Column("priority", "Priority", "priority"),
        ),
        sort="plan,position,reference", key=("reference", "plan"),
        aliases={"reference": ("ref", "no", "number"), "agreed_action": ("action",), "due": ("due date",)},
        search=("reference", "title", "agreed_action", "recommendation", "theme", "progress", "owners_text", "owner__title"),
        filters=(
            Filter("plan", "Plan", by_key("plan"), plans, "plan"),
            Filter("theme", "Theme", lambda value, _m: Q(theme=value), themes, "theme"),
            Filter("state", "State", by_state, states, "state"),
            Filter("owner", "Owner", by_key("owner"), owners, "owner"),
            Filter("acceptance", "Acceptance", lambda value, _m: Q(acceptance=value),
                   lambda _rows: [(value, str(label)) for value, label in Acceptance.choices], "acceptance"),
        ),
        flags=(
            Flag("late", "Late", lambda m: late(m.late_on), "Past its due date, and not begun or in progress."),
            Flag("slipped", "Slipped", lambda _m: Q(slips__gte=1), "Its date was moved at least once."),
            Flag("slipped_twice", "Slipped twice", lambda _m: Q(slips__gte=2), "Its date was moved twice or more."),
            Flag("blocked", "Blocked", blocked, "Open, and waits for another that is open."),
            Flag("to_verify", "Waiting for verification", lambda _m: Q(state=State.SAID_DONE),
                 "Management says that it is done; nobody has verified it."),
            Flag("awaiting_approval", "Awaiting approval", lambda _m: Q(state__in=OPEN) & ~Q(approval_pending=""),
                 "Complete but for an approval: not complete."),
            Flag("extension_asked", "Later date asked", lambda _m: Q(extension_asked=True),
                 "A later date is asked for and not decided."),
            Flag("no_owner", "No owner", lambda _m: Q(owner=None, state__in=OPEN), "Open, and no post owns it."),
        ),
        steps=(
            *STEPS,
            Step("depend", "depend", "Add what it waits for", OPEN, forms.Depend, services.depend),
            Step("add-part", "edit", "Add a part", OPEN, forms.AddPart, services.add_part),
        ),
        fields=("title", "theme", "recommendation", "agreed_action", "acceptance", "acceptance_reason", "owner", "priority"),
        create_fields=("plan", "reference", "title", "theme", "recommendation", "agreed_action", "acceptance",
                       "acceptance_reason", "owner", "due", "priority", "unit"),
        past=RecommendationVersion, related=("owner", "plan", "unit"), evidence=True, refuse=_refuse, colour=colour, open_states=OPEN,
        untold=frozenset({"withdrawn", "part_owners", "position"}),
        duties=duties.OF_RECOMMENDATIONS, asks_with=duties.parts_of,
        page=pages.recommendation_page, comments=True,
        relations=(
            Relation("same_finding", _("Answers the same finding as"), _("Answers the same finding as"), ("recommendations",)),
            Relation("replaced_by", _("Replaced by"), _("Takes the place of"), ("recommendations",)),
        ),
    )
)  # fmt: skip

parts = registry.add(
    Register(
        slug="parts", model=Part, title="Parts of actions", one="part", section="Assurance", access=ACTIONS,
        about="The parts of agreed actions that have owners and dates of their own.",
        columns=(
            Column("recommendation", "Recommendation", "recommendation__position,label"),
            Column("label", "Part", "label"),
            Column("agreed_action", "Agreed action", template="assurance/cells/action.html"),
            Column("owner_label", "Owner", "owner__title", reads=("owner", "owners_text")),
            Column("due", "Due", "due", template="assurance/cells/due.html"),
            Column("state_label", "State", "state", template="assurance/cells/state.html", reads=("state", "approval_pending")),
        ),
        sort="recommendation__position,label", key=("label", "recommendation"), search=("agreed_action", "recommendation__reference"),
        filters=(Filter("state", "State", by_state, states, "state"),),
        flags=(Flag("late", "Late", lambda m: late(m.late_on), "Past its due date, and not begun or in progress."),),
        steps=(*STEPS, Step("change", "edit", "Change the wording or the owner", OPEN, forms.ChangePart, services.change_part)),
        creatable=False,
        seen_with="recommendation", past=PartVersion, related=("owner", "recommendation", "recommendation__owner", "unit"), evidence=True,
        refuse=_refuse, in_menu=False, page=pages.part_page, comments=True, colour=colour, open_states=OPEN,
        duties=duties.OF_PARTS, asks_with=duties.wholes_of,
    )
)  # fmt: skip

extensions = registry.add(
    Register(
        slug="extensions", model=RecommendationExtension, title="Later dates", one="later date", section="Assurance",
        access=EXTENSIONS, about="The slip ledger: every later date, its reason, and who decided.",
        columns=(
            Column("recommendation", "Recommendation", "recommendation__position"),
            Column("from_date", "From", "from_date"),
            Column("to_date", "To", "to_date"),
            Column("reason", "Reason"),
            Column("asked_by_name", "Asked by", "asked_by_name"),
            Column("get_state_display", "Decision", "state"),
        ),
        sort="-asked_on", key=("to_date", "recommendation", "part"), search=("reason", "recommendation__reference"), creatable=False,
        filters=(
            Filter("plan", "Plan", by_key("recommendation__plan"),
                   lambda rows: plans(Recommendation.objects.filter(pk__in=rows.values("recommendation")))),
            Filter("state", "Decision", by_state, lambda _rows: RecommendationExtension.State.choices),
        ),
        steps=(decision_of(services.ACTS),),
        seen_with="recommendation", past=RecommendationExtensionVersion, related=("recommendation", "part", "unit", "asked_by", "decided_by"),
        refuse=_refuse_decision, colour=lambda asked: {"asked": "amber", "approved": "green", "refused": "red"}.get(asked.state, ""),
        duties=duties.OF_EXTENSIONS,
    )
)  # fmt: skip

dependencies = registry.add(
    Register(
        slug="dependencies", model=Dependency, title="What waits for what", one="dependency", section="Assurance",
        access=Access.of(own="read", **dict.fromkeys(ACTIONS.roles, "read")
                         | {"ig_manager": "read depend import edit undo", "ig_officer": "read depend import edit"}),
        columns=(Column("recommendation", "Recommendation", "recommendation__position"),
                 Column("needs", "Waits for", "needs__position"), Column("words", "In whose words")),
        sort="recommendation__position,needs__position", key=("recommendation", "needs"), search=("words", "recommendation__reference", "needs__reference"), creatable=False, past=DependencyVersion,
        related=("recommendation", "needs", "unit"), in_menu=False,
    )
)  # fmt: skip


def undo_import(actor: Actor, paper: PlanImport, data: Mapping[str, Any]) -> None:
    """Takes an import back, with the reason."""
    import_undo.undo(actor, paper, data["why"])


imports = registry.add(
    Register(
        slug="imports", model=PlanImport, title="Papers imported", one="imported paper", section="Assurance",
        access=Access.of(ig_manager="read import undo", ig_officer="read import", auditor="read", siro="read", dpo="read"),
        about="Every paper that was read into a plan, what was found in it, and what came of it.",
        columns=(
            Column("name", "File", "name"),
            Column("plan", "Plan", "plan__title"),
            Column("came_of_it", "What came of it"),
            Column("position", "Speaks for", "position"),
            Column("made_by", "Imported by", "made_by"),
            Column("made_at", "Imported", "made_at"),
            Column("get_state_display", "State", "state"),
        ),
        sort="-made_at", key=("name", "made_at"), search=("name", "title"), related=("plan", "unit", "maker"), creatable=False,
        files=("sha256",),
        filters=(Filter("plan", "Plan", by_key("plan"), plans, "plan"),),
        steps=(Step("undo", "undo", "Undo this import", frozenset({"applied"}), forms.Undo, undo_import,
                    explain="What it created is withdrawn, and what it changed gets its old values back: all of it, or nothing"
                    " when somebody has worked on it since."),),
        page=import_pages.paper_page, colour=lambda paper: {"applied": "green", "previewed": "amber"}.get(paper.state, ""),
        untold=frozenset({"withdrawn", "position"}),
    )
)  # fmt: skip


def decide_finding(actor: Actor, finding: PlanFinding, data: Mapping[str, Any]) -> None:
    """A person says what a finding is worth; the paper's own value stays as it is."""
    values = {"state": data["decision"], "decision_reason": data["why"]}
    write(actor, [Change(finding, values, "decide", data["why"], data.get("seen_version"))])


findings = registry.add(
    Register(
        slug="findings", model=PlanFinding, title="Contradictions", one="finding", section="Assurance",
        access=Access.of(ig_manager="read import decide undo", ig_officer="read import decide", auditor="read", siro="read",
                         dpo="read", monitoring_officer="read", s151="read"),
        about="What papers say against themselves. Nothing was corrected: a person decides.",
        columns=(
            Column("message", "Finding"),
            Column("severity_label", "Severity", "weight,rule", template="assurance/cells/severity.html"),
            Column("place", "Place"),
            Column("stated", "Stated"),
            Column("computed", "Computed"),
            Column("decision_label", "Decision", "state"),
        ),
        sort="weight,rule", search=("message", "quote", "rule"), creatable=False,
        filters=(
            Filter("plan", "Plan", by_key("plan"), plans, "plan"),
            Filter("rule", "Kind", lambda value, _m: Q(rule=value), finding_words.rules_of),
            Filter("severity", "Severity", lambda value, _m: Q(severity=value),
                   lambda _rows: PlanFinding.Severity.choices),
            Filter("state", "Decision", by_state, lambda _rows: PlanFinding.Decision.choices),
        ),
        steps=(Step("decide", "decide", "Decide", frozenset({"open", "right", "no_matter"}), forms.DecideFinding,
                    decide_finding, main=True),),
        related=("plan", "paper", "unit"), page=pages.finding_page, colour=lambda found: "amber" if found.state == "open" else "",
    )
)  # fmt: skip
