"""The register of incidents, declared."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import F, Q
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _

from muniment import clock
from muniment.incidents import asking, handling, questions, rules
from muniment.incidents.cases import OPEN, Incident, IncidentVersion, State
from muniment.incidents.notices import IncidentNotice
from muniment.incidents.tasks import IncidentAction
from muniment.incidents.words import NOT_TELL, TELL, Known
from muniment.people.models import Person
from muniment.registers.access import Access, Actor, may
from muniment.registers.filters import by_choice, by_post, by_record, by_span, by_unit
from muniment.registers.forms import WhyForm
from muniment.registers.history import had_part
from muniment.registers.instants import in_words
from muniment.registers.register import Column, Deadline, Flag, Moment, Register, Relation, Step, registry
from muniment.registers.unlinked import Bond, unlinked
from muniment.registers.verbs import Verb, verbs

verbs.add(
    Verb("triage", _("Triaged")),
    Verb("decide_aware", _("Decided since when we are aware"), key=True),
    Verb("correct_aware", _("Corrected since when we are aware"), key=True, seldom=True),
    Verb("dismiss_incident", _("No incident after all"), seldom=True),
    Verb("assess", _("Risk assessed")),
    Verb("advise_breach", _("Advice of the data protection officer"), key=True),
    Verb("decide_breach", _("Decided whether somebody is told"), key=True),
    Verb("approve_breach", _("Decided by the SIRO"), key=True),
    Verb("tell_others", _("Somebody was told")),
    Verb("close_incident", _("Closed")),
    Verb("reopen_incident", _("Opened again"), seldom=True),
)
SLUG = "incidents"
IN_HAND = frozenset({State.IN_HAND})
AFFECTS = Bond(SLUG, "affects", SLUG)
DECIDES = ("decide_breach", "approve_breach")


def _refuse(actor: Actor, verb: str, incident: Any) -> str:
    """Advice and decision are of two people; what is over stays as it is; nobody reports what was reported once more."""
    if verb == "create" and incident.pk:
        return str(_("It was reported already."))
    if verb == "edit" and incident.state not in OPEN:
        return str(_("It is closed: open it again first."))
    if verb in DECIDES and incident.advised_at and had_part(actor.person, SLUG, incident.pk, ("advise_breach",)):
        return str(_("Who advised on it does not decide on it."))
    if verb == "advise_breach" and had_part(actor.person, SLUG, incident.pk, DECIDES):
        return str(_("Who decided on it does not advise on it."))
    return ""


def instant_of(moment: Moment) -> datetime:
    """The instant by which a list judges a clock of hours: now, or the end of another day that it is asked about."""
    return clock.now() if moment.late_on == clock.today() and moment.as_at is None else clock.end_of(moment.late_on)


RUNS = Q(aware_at__isnull=False, ico_notified_at=None) & ~Q(regulator=NOT_TELL)


def _clock(*, past: bool) -> Any:
    """Breaches of which the ICO was not told, and nobody decided that it is not, before or after the end of the 72 hours."""

    def where(moment: Moment) -> Q:
        return RUNS & Q(**{"notify_by__lt" if past else "notify_by__gte": instant_of(moment)})

    return where


def _page(person: Person, incident: Any, moment: Moment) -> Mapping[str, Any]:
    """The clock, what the grid says, who was told, and what has to be done about it."""
    notes = []
    if incident.departed():
        notes.append(
            (said("The data protection officer advises otherwise."), said("The SIRO decides again, and says why."))
        )
    key = getattr(incident, "record_id", incident.pk)
    missing = rules.why_not_closed(incident.standing()) if incident.state == State.IN_HAND else []
    return {
        "notes": notes, "ticking": ticking(incident, moment), "suggested": incident.suggestion(), "missing": missing,
        "may_act": moment.as_at is None and bool(may(Actor.at_page(person), "create", registry.of(IncidentAction), IncidentAction(incident_id=key))),
        "notices": [] if moment.as_at else list(IncidentNotice.objects.visible_to(person).filter(incident=key)),
        "tasks": [] if moment.as_at else list(IncidentAction.objects.visible_to(person).filter(incident=key).select_related("owner").order_by("due", "pk")),
    }  # fmt: skip


def ticking(incident: Any, moment: Moment) -> dict[str, Any] | None:
    """The clock in words: when the 72 hours end or ended, how long that is at a moment, and how it stands; None where none was started."""
    if incident.notify_by is None:
        return None
    told = incident.ico_notified_at
    found = {"until": in_words(incident.notify_by), "since": in_words(incident.aware_at), "left": "", "colour": ""}
    if told:
        hours = rules.hours_between(incident.aware_at, told)
        late = told > incident.notify_by
        return found | {
            "told": said("The ICO was told after %(hours)s hours, %(when)s.")
            % {"hours": hours, "when": in_words(told)},
            "colour": "red" if late else "green",
        }
    if not incident.clock_runs():
        return found | {"told": said("It is decided that the ICO is not told.")}
    now = instant_of(moment)
    left = rules.time_left(now, incident.notify_by)
    hours = (incident.notify_by - now).total_seconds() / 3600
    return found | {"left": left, "colour": "red" if hours < 24 else "amber"}


SEES = "read comment"
SERVICE = "read create edit attach comment link"
TEAM = f"{SERVICE} import triage dismiss_incident assess tell_others decide_aware correct_aware"
LOG = "reference,title,noticed_at,cause,root_cause,narrative,data_affected,impact,steps_taken,reasons"
incidents: Any = registry.add(
    Register(
        slug=SLUG, model=Incident, title="Incidents and breaches", one="incident", section="Incidents", many="incidents",
        access=Access.of(
            own="read edit attach comment link", everyone="create", maker="read attach comment",
            siro=f"{SEES} decide_aware correct_aware decide_breach approve_breach tell_others", dpo=f"{SEES} attach advise_breach", caldicott=SEES,
            ig_manager=f"{TEAM} decide_breach close_incident reopen_incident undo", ig_officer=TEAM, asset_owner=SERVICE,
            data_owner=SERVICE, line_manager="read create attach comment", auditor="read attach comment",
        ),
        about="What went wrong with information, or nearly did. Anybody reports; who reported something sees what becomes of it.",
        columns=(
            Column("reference", "Ref", template="incidents/cells/ref.html"), Column("title", "What happened", "title"), Column("unit", "Service", "unit__name"),
            Column("noticed_at", "Noticed", "noticed_at"), Column("level", "Level", "level,noticed_at", template="incidents/cells/level.html"),
            Column("notify_by", "72 hours end", "notify_by", template="incidents/cells/clock.html"),
            Column("get_state_display", "State", "state,noticed_at", reads=("state",), template="incidents/cells/state.html"),
            Column("cause", "Cause", "cause__name", shown=False), Column("kinds", "What was broken", reads=("confidentiality", "integrity", "availability"), shown=False),
            Column("affected_people", "People", "subjects", reads=("subjects", "subjects_known"), shown=False), Column("owner", "Who looks into it", "owner__title", shown=False),
            Column("reported_at", "Reported", "reported_at", shown=False), Column("aware_at", "Aware since", "aware_at", shown=False),
            Column("ico_notified_at", "ICO told", "ico_notified_at", shown=False), Column("individuals_notified_at", "People told", "individuals_notified_at", shown=False),
            Column("data_affected", "Data affected", reads=("data_categories", "special_category", "subjects", "subjects_known", "records"), shown=False),
            Column("impact", "Impact", shown=False), Column("steps_taken", "Steps taken", reads=("containment", "ico_notified_at", "individuals_notified_at"), shown=False),
            Column("reasons", "Decisions and reasons", reads=("regulator", "regulator_reason", "individuals", "individuals_reason", "aware_at"), shown=False),
            Column("closed_at", "Closed", "closed_at", shown=False),
        ),
        sort="-noticed_at", key=("title", "noticed_at"), related=("cause", "owner", "unit"),
        search=("title", "narrative", "data_categories", "recipients", "root_cause", "lessons", "owner__title"),
        filters=(
            by_span("noticed", "Noticed in", "noticed_at", months=1, instant=True), by_choice(Incident, "state"), by_record("cause", "Cause"), *by_unit(), by_choice(Incident, "level"), by_post("owner", "Who looks into it"),
            by_choice(Incident, "personal"), by_choice(Incident, "regulator"), by_choice(Incident, "individuals"),
        ),
        flags=(
            Flag("is_open", "Open", lambda _m: Q(state__in=OPEN), "Reported or being looked into."),
            Flag("to_triage", "To be triaged", lambda _m: Q(state=State.REPORTED), "Reports that nobody has looked at."),
            Flag("clock_running", "72 hours running", _clock(past=False), "Breaches whose 72 hours run: the ICO was not told, and it is not decided that it is not."),
            Flag("clock_past", "72 hours over", _clock(past=True), "Breaches whose 72 hours are over: the ICO was not told, and it is not decided that it is not."),
            Flag("breach", "Breaches", lambda _m: Q(aware_at__isnull=False), "Incidents of which we are aware that personal data was compromised: the log of article 33(5)."),
            Flag("was_near_miss", "Near misses", lambda _m: Q(near_miss=True) & ~Q(state=State.NONE), "Stopped before they reached anybody or harmed anything."),
            Flag("happened", "Without near misses", lambda _m: Q(near_miss=False) & ~Q(state=State.NONE), "All that was no near miss, and an incident after all."),
            Flag("waits_for_dpo", "Waits for the DPO", lambda _m: Q(aware_at__isnull=False, advice="", state=State.IN_HAND), "Breaches on which the data protection officer has not advised."),
            Flag("undecided", "Not decided", lambda _m: Q(aware_at__isnull=False, state=State.IN_HAND) & (Q(regulator="") | Q(individuals="")), "Breaches of which it is not decided whether the ICO or the people are told."),
            Flag("ico_told", "ICO told", lambda _m: Q(ico_notified_at__isnull=False), "Breaches of which the ICO was told."),
            Flag("ico_told_late", "ICO told late", lambda _m: Q(ico_notified_at__gt=F("notify_by")), "Told after the 72 hours, with the reasons."),
            Flag("ico_not_told", "ICO not told, with reason", lambda _m: Q(regulator=NOT_TELL), "Breaches of which it is decided that the ICO is not told."),
            Flag("people_to_tell", "People to be told", lambda _m: Q(individuals=TELL, individuals_notified_at=None), "Decided, and not done yet."),
            Flag("departed_from", "Against the DPO's advice", lambda _m: ~Q(regulator_departing="") | ~Q(individuals_departing=""), "Decided by the SIRO against the advice of the data protection officer, or without waiting for it."),
            Flag("no_cause", "No cause", lambda _m: Q(cause=None) & ~Q(state=State.NONE), "Nobody has said what caused them."),
            Flag("no_action", "Lessons without an action", lambda m: ~Q(lessons="") & ~Q(record_id__in=_acted_on(m)), "Something was learnt, and nothing is to be done about it."),
            Flag("touches_nothing", "Names nothing affected", lambda m: unlinked(AFFECTS)(m) & ~Q(state=State.NONE), "Linked to no asset, system, place or activity."),
            Flag("sensitive", "Special categories", lambda _m: Q(special_category=Known.YES), "Special categories of data, or data about crimes."),
        ),
        fields=(
            "title", "narrative", "unit", "owner", "noticed_at", "occurred_from", "occurred_to", "confidentiality", "integrity", "availability", "near_miss", "cause",
            "personal", "data_categories", "special_category", "subjects_known", "subjects", "vulnerable", "records", "recipients", "contained", "containment", "recovered",
            "impact", "root_cause", "lessons", "ico_reference", "ico_outcome", "contact",
        ),
        create_fields=("title", "narrative", "noticed_at", "unit", "data_categories", "contained", "contact"),
        aliases={
            "title": ("incident", "summary", "description of incident", "brief description"), "narrative": ("details", "description"), "noticed_at": ("date discovered", "discovered", "date of incident"),
            "unit": ("service", "directorate", "department"), "cause": ("type of incident", "category", "cause of breach"), "data_categories": ("type of data", "information", "data involved"),
            "subjects": ("number of data subjects", "people affected", "individuals affected"), "records": ("number of records",), "containment": ("action taken", "containment action"),
            "ico_reference": ("ico ref", "ico case reference"), "lessons": ("lessons learned", "lessons learnt"), "owner": ("investigating officer", "investigator", "lead"),
        },
        steps=(
            Step("triage", "triage", _("Triage it"), frozenset({State.REPORTED}), questions.Triage, handling.triage, main=True, explain=_("What is not known yet can be added later. Personal data is what starts the clock of 72 hours.")),
            Step("aware", "decide_aware", _("We are aware: start the 72 hours"), IN_HAND, questions.Aware, handling.become_aware, main=True, when=asking.maybe_breach,
                 explain=_("Aware is who has a reasonable degree of certainty that a security incident has compromised personal data. The clock does not stop for nights, weekends or holidays.")),
            Step("assess", "assess", _("Assess the risk"), IN_HAND, questions.Assess, handling.assess, explain=_("The grid of likelihood and severity suggests a level and decides nothing.")),
            Step("advise", "advise_breach", _("Advise"), IN_HAND, questions.Advise, handling.advise, main=True, when=lambda each: each.aware_at is not None,
                 explain=_("Your advice is kept apart from what is decided. You advise, and do not decide.")),
            Step("decide-regulator", "decide_breach", _("Decide on the ICO"), IN_HAND, questions.DecideRegulator, handling.decide("regulator"), main=True, when=lambda each: each.aware_at is not None and each.ico_notified_at is None),
            Step("decide-individuals", "decide_breach", _("Decide on the people"), IN_HAND, questions.DecideIndividuals, handling.decide("individuals"), main=True, when=lambda each: each.aware_at is not None and each.individuals_notified_at is None),
            Step("tell", "tell_others", _("Somebody was told"), frozenset({State.IN_HAND, State.CLOSED}), questions.Tell, handling.tell, explain=_("One notice for each time. What is told later is a further part.")),
            Step("correct-aware", "correct_aware", _("Correct since when we are aware"), IN_HAND, questions.Aware, handling.become_aware, when=lambda each: each.aware_at is not None and each.ico_notified_at is None),
            Step("no-breach", "correct_aware", _("It was no breach"), IN_HAND, WhyForm, handling.no_breach, when=lambda each: each.aware_at is not None and each.ico_notified_at is None,
                 explain=_("No personal data was compromised after all. The clock goes; what was advised and decided stays in the history.")),
            Step("dismiss", "dismiss_incident", _("It is no incident"), OPEN, WhyForm, handling.dismiss, when=lambda each: each.aware_at is None),
            Step("close", "close_incident", _("Close it"), IN_HAND, questions.Close, handling.close),
            Step("open-again", "reopen_incident", _("Open it again"), frozenset({State.CLOSED, State.NONE}), WhyForm, handling.reopen),
        ),
        duties=asking.DUTIES, deadlines=(Deadline("hours_end", _("72 hours end"), "notify_by", RUNS, instant=True),), past=IncidentVersion, evidence=True, comments=True, refuse=_refuse, page=_page, open_states=OPEN,
        colour=lambda each: {State.REPORTED: "amber", State.IN_HAND: "blue", State.CLOSED: "green"}.get(each.state, ""),
        relations=(
            Relation("affects", _("Affects"), _("Affected by"), ("assets", "systems", "places", "processing-activities")),
            Relation("led_to", _("Led to"), _("Came of"), (SLUG,)),
        ),
    )
)  # fmt: skip


def _acted_on(moment: Moment) -> Any:
    """The incidents that have an action, at a moment."""
    return moment.rows(IncidentAction).values("incident")
