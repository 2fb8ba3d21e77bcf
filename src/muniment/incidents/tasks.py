"""What is to be done so that an incident does not happen again: agreed actions with owners, dates, a slip ledger and two keys."""

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from muniment.actions.models import ActionFacts, AgreedAction, Extension, colour, late, states
from muniment.actions.rules import OPEN, State
from muniment.actions.services import Acts
from muniment.actions.steps import decision_of, steps_of
from muniment.incidents.cases import Incident
from muniment.people.models import Person
from muniment.registers.access import Access, Actor, sees
from muniment.registers.duty_rules import due_date, no_owner
from muniment.registers.filters import by_post, by_record
from muniment.registers.record import Beside, versions_of
from muniment.registers.register import Asked, Column, Deadline, DutyRule, Filter, Flag, Moment, Register, registry


class IncidentActionFacts(ActionFacts):
    """What can be said of an action of an incident, now or as it once stood."""

    agreed_action: str

    def __str__(self) -> str:
        text = " ".join(self.agreed_action.split())
        return text if len(text) <= 110 else text[:110].rsplit(" ", 1)[0] + " …"


class IncidentAction(Beside, IncidentActionFacts, AgreedAction):
    """One thing to be done after an incident. It is of the incident's service, whoever owns it."""

    beside = "incident"
    incident = models.ForeignKey(Incident, models.PROTECT, verbose_name=_("incident"), related_name="actions")

    class Meta(AgreedAction.Meta):
        abstract = False

    def clean(self) -> None:
        AgreedAction.clean(self)


class IncidentExtensionFacts:
    """What can be said of a later date, now or as it once stood."""

    def __str__(self) -> str:
        told: Any = self
        return f"{told.from_date:%-d %B %Y} to {told.to_date:%-d %B %Y}"


class IncidentActionExtension(Extension):
    """A later date asked for an action of an incident."""

    action = models.ForeignKey(IncidentAction, models.PROTECT, verbose_name=_("action"), related_name="extensions")

    class Meta(Extension.Meta):
        abstract = False

    def answerable_posts(self) -> frozenset[int]:
        return self.action.answerable_posts()


IncidentActionVersion = versions_of(IncidentAction, IncidentActionFacts)
IncidentActionExtensionVersion = versions_of(IncidentActionExtension, IncidentExtensionFacts)
ACTS = Acts(IncidentActionExtension)
VERIFIED = _("To be verified")


def _refuse(actor: Actor, verb: str, action: Any) -> str:
    return ACTS.why_not_second_key(actor, action) if verb == "verify" else ""


def _refuse_decision(actor: Actor, verb: str, extension: Any) -> str:
    return ACTS.why_not_deciding(actor, extension) if verb == "decide" else ""


def _page(person: Person, shown: Any, moment: Moment) -> Mapping[str, Any]:
    """The incident that it came of, and its slip ledger."""
    key = getattr(shown, "record_id", shown.pk)
    ledger = moment.rows(IncidentActionExtension).filter(action=key).select_related("decided_by", "asked_by")
    return {"incident_seen": sees(person, shown.incident), "ledger": ledger.order_by("asked_on", "record_id")}


def _owners(action: Any) -> list[int]:
    return sorted(action.answerable_posts())


def _about(action: Any) -> str:
    return f"{action.incident.reference()}: {action}"


ROLES = {
    "siro": "read verify return decide", "dpo": "read", "caldicott": "read", "auditor": "read verify return attach", "asset_owner": "read", "data_owner": "read",
    "line_manager": "read", "ig_manager": "read create edit update attach say_done ask_extension verify return decide supersede reopen set_date",
    "ig_officer": "read create edit update attach verify return set_date",
}  # fmt: skip
tasks: Any = registry.add(
    Register(
        slug="incident-actions", model=IncidentAction, title="Actions after incidents", one="action", section="Incidents", many="actions",
        access=Access.of(own="read update attach say_done ask_extension", **ROLES),
        about="What is to be done so that it does not happen again. Management says done, somebody else verifies.",
        columns=(
            Column("agreed_action", "Action", "agreed_action"), Column("incident", "Incident", "incident__noticed_at"), Column("owner_label", "Owner", "owner__title", reads=("owner", "owners_text")),
            Column("due", "Due", "due", template="incidents/cells/due.html"), Column("state_label", "State", "state", template="incidents/cells/state.html", reads=("state", "approval_pending")),
        ),
        sort="due", key=("agreed_action", "incident"), search=("agreed_action", "progress", "owner__title", "incident__title"), related=("incident", "owner", "unit"),
        filters=(by_record("incident", "Incident", "title"), by_post("owner", "Owner"), Filter("state", "State", lambda value, _m: Q(state=value), states, "state")),
        flags=(
            Flag("late", "Late", lambda m: late(m.late_on), "Past its due date, and not begun or in progress."),
            Flag("still_open", "Open", lambda _m: Q(state__in=OPEN), "Not begun or in progress."),
            Flag("to_verify", "Waiting for verification", lambda _m: Q(state=State.SAID_DONE), "Management says that it is done; nobody has verified it."),
            Flag("slipped", "Slipped", lambda _m: Q(slips__gte=1), "Its date was moved at least once."),
            Flag("no_owner", "No owner", lambda _m: Q(owner=None, state__in=OPEN), "Open, and no post owns it."),
        ),
        fields=("agreed_action", "owner"), create_fields=("incident", "agreed_action", "owner", "due"),
        deadlines=(Deadline("due_day", _("Action due"), "due", Q(state__in=OPEN)),), steps=steps_of(ACTS), past=IncidentActionVersion, evidence=True, comments=True, refuse=_refuse, colour=colour, open_states=OPEN, page=_page,
        duties=(
            due_date(OPEN, _owners, about=_about), no_owner(OPEN, about=_about),
            DutyRule("verify", _("Verify"), "verify", lambda actions: [Asked(each, since=each.said_done_on) for each in actions if each.state == State.SAID_DONE], "verify", others=VERIFIED, about=_about),
        ),
    )
)  # fmt: skip
later_dates: Any = registry.add(
    Register(
        slug="incident-extensions", model=IncidentActionExtension, title="Later dates after incidents", one="later date", section="Incidents", in_menu=False,
        access=Access.of(own="read ask_extension", siro="read decide", dpo="read", ig_manager="read ask_extension decide", ig_officer="read", auditor="read"),
        about="The slip ledger: every later date of an action after an incident, its reason, and who decided.",
        columns=(
            Column("action", "Action", "action__due"), Column("from_date", "From", "from_date"), Column("to_date", "To", "to_date"), Column("reason", "Reason"),
            Column("asked_by_name", "Asked by", "asked_by_name"), Column("get_state_display", "Decision", "state", reads=("state",)),
        ),
        sort="-asked_on", key=("to_date", "action"), search=("reason", "action__agreed_action"), related=("action", "action__incident", "unit", "asked_by", "decided_by"), creatable=False,
        filters=(Filter("state", "Decision", lambda value, _m: Q(state=value), lambda _rows: Extension.State.choices, "state"),),
        steps=(decision_of(ACTS),), seen_with="action", past=IncidentActionExtensionVersion, refuse=_refuse_decision,
        colour=lambda each: {"asked": "amber", "approved": "green", "refused": "red"}.get(each.state, ""),
        duties=(
            DutyRule("decide", _("Decide"), "decide", lambda rows: [Asked(each, since=each.asked_on) for each in rows if each.state == "asked"], "decide",
                     others=_("To be decided"), about=lambda each: f"{each.action}: {_('later date to')} {each.to_date:%-d %B %Y}"),
        ),
    )
)  # fmt: skip
