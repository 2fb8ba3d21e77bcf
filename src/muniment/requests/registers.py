"""The registers of requests, declared."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from muniment.casework.shown import case_shown
from muniment.casework.steps import EventForm, event_step
from muniment.people.models import Person
from muniment.registers.access import Access, Actor, may
from muniment.registers.filters import by_choice, by_post, by_record, by_span, by_unit, gone_by
from muniment.registers.forms import Prose, WhyForm
from muniment.registers.register import (
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
from muniment.requests import complaints, released, reviews, tasks
from muniment.requests.answering import ANOTHER_LAW, BEFORE_ANSWER, case_steps
from muniment.requests.asked import OPEN, State, Told, case_deadlines, case_flags, to_answer, to_follow
from muniment.requests.beside import leads_of
from muniment.requests.complaints import Complaint, ComplaintVersion
from muniment.requests.exemption_shown import of_request
from muniment.requests.exemptions import RequestExemption, RightsExemption
from muniment.requests.released import ResponseFile, ResponseFileVersion, RightsFile, RightsFileVersion
from muniment.requests.requests import InformationRequest, InformationRequestVersion
from muniment.requests.reviews import InternalReview, InternalReviewVersion
from muniment.requests.rights import RightsRequest, RightsRequestVersion
from muniment.requests.routing import ROUTE, SEARCHES
from muniment.requests.tasks import FoundForm, RequestTask, RequestTaskVersion, RightsTask, RightsTaskVersion

verbs.add(
    Verb("answer_request", _("Answered or ended")),
    Verb("answer_task", _("The service answered"), by_link=True),
    Verb("run_task", _("Task followed")),
    Verb("prepare_release", _("File of the answer prepared")),
    Verb("look_into", _("Looked into")),
    Verb("decide_release", _("Decided that it may go out"), key=True),
)
SECTION = "Requests"
OWN = "read edit attach comment run_case answer_request"
RUNS = "read create edit attach comment link run_case mend_case answer_request"
RELEASES = "read prepare_release decide_release comment"
# What follows from the events is told by them on the page, and not twice by the history.
UNTOLD = frozenset({"withdrawn", "worked_out", "events"})
HELD_IN = ("assets", "systems", "places")


def _colour(case: Any) -> str:
    return {State.NEW: "blue", State.OPEN: "amber", State.ANSWERED: "green"}.get(case.state, "")


def _columns(*between: Column) -> Sequence[Column]:
    """The columns that the registers of cases share."""
    return (
        Column("reference", "Number", "id"), Column("subject", "Subject", "subject,id"), *between,
        Column("received_on", "Received", "received_on"), Column("due_on", "Due", "due_on", template="casework/cells/due.html"), Column("safe_on", "Work to", shown=False),
        Column("clock_state", "Clock", shown=False), Column("owner", "Handled by", "owner__title"), Column("state", "State", "state,received_on", template="registers/cells/state.html"),
        Column("outcome", "Outcome", shown=False), Column("told", "Told last", shown=False), Column("ended_on", "Clock ended", shown=False),
        Column("in_time", "In time", shown=False),
    )  # fmt: skip


def _filters(model: Any, *names: str) -> Sequence[Filter]:
    return (
        *(by_choice(model, name) for name in (*names, "state", "outcome", "clock_state")),
        by_post("owner", "Handled by"),
        *by_unit(),
        by_span("received", "Received in", "received_on"),
        by_span("ended", "Clock ended in", "ended_on"),
    )


def _request_page(person: Person, case: Any, moment: Moment) -> Mapping[str, Any]:
    """The clock, what happened, and the files of the answer. Two queries besides that of the clock."""
    told = case_shown(case)
    if moment.as_at is not None:
        return told
    model = released.model_of(case)
    files = list(model.objects.visible_to(person).filter(request=case.pk).select_related("unit"))
    ready = may(Actor.at_page(person), "prepare_release", registry.of(model), model(request=case, unit=case.unit))
    return {**told, "files": files, "prepares": case.state in OPEN and bool(ready)}


def _withheld_page(person: Person, case: Any, moment: Moment) -> Mapping[str, Any]:
    """The same, with what is withheld from it and why."""
    return {**_request_page(person, case, moment), **of_request(person, case, moment)}


def _information_page(person: Person, case: Any, moment: Moment) -> Mapping[str, Any]:
    """The same, with where it leads."""
    return {**_withheld_page(person, case, moment), "leads": leads_of(person, case) if moment.as_at is None else []}


ANSWER = DutyRule("answer", _("Answer"), "answer_request", to_answer, "answer")
ANSWER_DUE = case_deadlines(_("Answer due"))
FOLLOW = DutyRule("follow", _("Chase or close"), "answer_request", to_follow, "end")

registry.add(
    Register(
        slug="requests", model=InformationRequest, title="Requests for information", one="request", section=SECTION, many="requests",
        access=Access.of(own=OWN, ig_manager=RUNS, ig_officer=RUNS, dpo="read comment", siro="read", auditor="read comment", monitoring_officer="read"),
        about="What people ask for under freedom of information, environmental information and re-use: each with its clock, what happened, and its answer.",
        columns=_columns(Column("law", "Law", "law,received_on")), sort="-received_on", search=("subject", "text", "elsewhere", "requester"),
        related=("owner", "unit"), key=("elsewhere",),
        aliases={"law": ("regime", "legislation", "request type"), "received_on": ("date received",), "elsewhere": ("reference", "case reference"), "requester": ("applicant", "name of applicant")},
        create_fields=("subject", "text", "law", "received_on", "channel", "requester", "requester_contact", "asker", "owner", "elsewhere", "unit"),
        fields=("subject", "text", "channel", "requester", "requester_contact", "asker", "owner", "elsewhere", "unit"),
        filters=_filters(InformationRequest, "law", "channel", "asker"), flags=case_flags(), steps=case_steps(InformationRequest, ANOTHER_LAW),
        duties=(ANSWER, FOLLOW), deadlines=ANSWER_DUE, relations=(Relation("asks_for", _("asks for"), _("asked for in"), HELD_IN),),
        past=InformationRequestVersion, evidence=True, comments=True, open_states=OPEN, page=_information_page, untold=UNTOLD, colour=_colour,
        asks_with=lambda requests: (RequestExemption.objects.everything().filter(request__in=requests),),
    )
)  # fmt: skip
registry.add(
    Register(
        slug="rights-requests", model=RightsRequest, title="Requests about own data", one="request about own data", section=SECTION, many="requests about own data",
        access=Access.of(own=OWN, ig_manager=RUNS, ig_officer=RUNS, dpo="read comment", caldicott="read comment", auditor="read"),
        about="Rights that people use over their own data: access, rectification, erasure and the others. The clock waits for proof of identity and a fee, and pauses for clarification.",
        columns=_columns(Column("right", "Right", "right,received_on")), sort="-received_on", search=("subject", "text", "elsewhere", "requester", "data_subject"),
        related=("owner", "unit"), key=("elsewhere",),
        aliases={"received_on": ("date received",), "elsewhere": ("reference", "case reference"), "data_subject": ("subject of the data",), "subject_groups": ("data subject category", "categories of data subject"), "right": ("request type",)},
        create_fields=("subject", "right", "text", "received_on", "channel", "data_subject", "subject_groups", "asks_as", "authority", "requester", "requester_contact", "owner", "elsewhere", "unit"),
        fields=("subject", "right", "text", "channel", "data_subject", "subject_groups", "asks_as", "authority", "requester", "requester_contact", "owner", "elsewhere", "unit"),
        filters=_filters(RightsRequest, "right", "asks_as", "channel"), flags=case_flags(), steps=case_steps(RightsRequest, ROUTE),
        duties=(ANSWER, FOLLOW), deadlines=ANSWER_DUE, relations=(Relation("looks_in", _("looks in"), _("looked in for"), HELD_IN),),
        past=RightsRequestVersion, evidence=True, comments=True, open_states=OPEN, page=_withheld_page, untold=UNTOLD, colour=_colour,
        asks_with=lambda requests: (RightsExemption.objects.everything().filter(request__in=requests),),
    )
)  # fmt: skip

COMPLAINT_ANSWER = (
    ("remedy", Prose(label=_("What is put right"), required=False, max_length=5000)),
    ("lessons", Prose(label=_("What is learnt"), required=False, max_length=5000)),
    ("rights_told", forms.BooleanField(label=_("They were told that they may go to the regulator"), required=False)),
)
PROGRESS = event_step(
    "tell-progress", _("Tell them how far it is"), "progress-told", frozenset({State.OPEN}), form=EventForm, values=lambda _data: {"told": Told.PROGRESS}
)  # fmt: skip
registry.add(
    Register(
        slug="complaints", model=Complaint, title="Data protection complaints", one="complaint", section=SECTION,
        access=Access.of(own=OWN, ig_manager=RUNS, ig_officer=RUNS, dpo="read comment", siro="read", auditor="read", staff="read create", line_manager="read create"),
        about="Complaints of people about the use of their own data, by whatever way they come. They are acknowledged within thirty days, and answered without undue delay.",
        columns=_columns(), sort="-received_on", search=("subject", "text", "elsewhere", "requester", "infringement"), related=("owner", "unit"), key=("elsewhere",),
        aliases={"requester": ("complainant",), "received_on": ("date received",), "elsewhere": ("reference", "case reference")},
        create_fields=("subject", "text", "infringement", "received_on", "channel", "requester", "requester_contact", "relationship", "authority", "owner", "elsewhere", "unit"),
        fields=("subject", "text", "infringement", "channel", "requester", "requester_contact", "relationship", "authority", "owner", "elsewhere", "unit"),
        filters=_filters(Complaint, "channel"),
        flags=(*(each for each in case_flags() if each.name not in {"waiting", "answered_late"}),
               Flag("acknowledged_late", "Acknowledged late", lambda _m: Q(in_time=False), "Acknowledged after the thirty days."),
               Flag("regulator_untold", "Not told of the regulator", lambda _m: Q(state=State.ANSWERED, rights_told=False), "Answered, and nothing says that they were told of the regulator.")),
        steps=case_steps(Complaint, PROGRESS, asks=False, answered_with=COMPLAINT_ANSWER),
        duties=(DutyRule("acknowledge", _("Acknowledge"), "run_case", complaints.to_acknowledge, "acknowledge"),
                DutyRule("tell", _("Answer, or tell them how far it is"), "answer_request", complaints.to_tell, "answer")),
        deadlines=case_deadlines(_("Acknowledgement due")), relations=(Relation("complains_of", _("complains of"), _("complained of in"), ("rights-requests", "assets", "systems")),),
        past=ComplaintVersion, evidence=True, comments=True, open_states=OPEN, page=lambda _person, case, _moment: case_shown(case), untold=UNTOLD, colour=_colour,
    )
)  # fmt: skip
registry.add(
    Register(
        slug="internal-reviews", model=InternalReview, title="Internal reviews", one="internal review", section=SECTION,
        access=Access.of(own=OWN, ig_manager=RUNS, ig_officer=RUNS, dpo="read comment", siro="read", auditor="read comment", monitoring_officer="read run_case answer_request"),
        about="A second look at an answer that a requester is not content with, by somebody who had no part in the first.",
        columns=_columns(Column("request", "Request", "request__id")), sort="-received_on", search=("subject", "text"), related=("request", "owner", "unit"),
        create_fields=("request", "subject", "text", "received_on", "owner"),
        fields=("subject", "text", "owner"), filters=(*_filters(InternalReview, "under"), by_record("request", "Request", "subject")),
        flags=tuple(each for each in case_flags() if each.name != "waiting"),
        steps=case_steps(InternalReview, asks=False, answered_with=(("lessons", Prose(label=_("What is learnt"), required=False, max_length=5000)),)),
        duties=(DutyRule("review-answer", _("Review the answer"), "answer_request", reviews.to_review, "answer"),), deadlines=case_deadlines(_("Review due")), refuse=reviews.refuse,
        past=InternalReviewVersion, evidence=True, comments=True, open_states=OPEN,
        page=lambda _person, case, _moment: {**case_shown(case), **reviews.note(case)}, untold=UNTOLD, colour=_colour,
    )
)  # fmt: skip

SERVICE = "read answer_task attach comment"
TASK_RUNS = "read create edit attach comment link run_task"
NOT_THERE = _("It is not needed any more")


def _tasks(
    slug: str, model: Any, past: Any, title: str, relation: str, access: Access, *, also: tuple[str, ...] = ()
) -> Register:
    """A register of tasks to services: the same for every kind of case but for who may see it."""
    state = tasks.State
    return Register(
        slug=slug, model=model, title=title, one="task", section=SECTION, many=title.lower(), access=access,
        about="What services are asked for a request, each by its own day. A task carries the question, and nothing of the requester that is not needed.",
        columns=(
            Column("title", "Task", "title,id"), Column("post", "Asked", "post__title"), Column("due", "Wanted by", "due"), Column("state", "State", "state,due", template="registers/cells/state.html"),
            Column("found", "Found", shown=False), Column("answered_on", "Answered", shown=False), Column("hours", "Hours", numeric=True, shown=False),
        ),
        sort="due", search=("title", "question", "answer"), related=("post", "request", "unit"), fields=("request", "post", "title", "question", "due"),
        filters=(by_choice(model, "state"), by_choice(model, "found"), by_post("post", "Who is asked")),
        flags=(
            gone_by("late", "Late", "due", "With a service, and its day has gone by.", among=Q(state=state.ASKED)),
            Flag("answered", "To be looked at", lambda _m: Q(state=state.FOUND), "The service has answered; nobody has taken it over yet."),
        ),
        steps=(
            Step("answer-task", "answer_task", _("Say what you found"), frozenset({state.ASKED}), FoundForm, tasks.find, main=True),
            Step("take-over", "run_task", _("Take it into the answer"), frozenset({state.FOUND}), WhyForm, tasks.take_over, main=True),
            Step("ask-again", "run_task", _("Ask them again"), frozenset({state.FOUND}), WhyForm, tasks.ask_again),
            Step("drop-task", "run_task", NOT_THERE, frozenset({state.ASKED, state.FOUND}), WhyForm, tasks.drop),
        ),
        duties=(DutyRule("find", _("Find it and say"), "answer_task", tasks.to_find, "answer-task"), DutyRule("take", _("Look at what came"), "run_task", tasks.to_take, "take-over")),
        deadlines=(Deadline("wanted_day", _("Wanted of a service"), "due", Q(state=state.ASKED)),), relations=(Relation(relation, _("searches"), _("searched for"), (*HELD_IN, *also)),),
        past=past, evidence=True, comments=True, open_states=frozenset({state.ASKED, state.FOUND}),
        colour=lambda each: {state.ASKED: "amber", state.FOUND: "blue", state.TAKEN: "green"}.get(each.state, ""),
    )  # fmt: skip


registry.add(
    _tasks("request-tasks", RequestTask, RequestTaskVersion, "Tasks for requests", "searches",
           Access.of(own=SERVICE, ig_manager=TASK_RUNS, ig_officer=TASK_RUNS, dpo="read", siro="read", auditor="read"))
)  # fmt: skip
registry.add(
    _tasks("rights-tasks", RightsTask, RightsTaskVersion, "Tasks for own data", SEARCHES,
           Access.of(own=SERVICE, ig_manager=TASK_RUNS, ig_officer=TASK_RUNS, dpo="read", auditor="read"), also=("processing-activities",))
)  # fmt: skip


def _files(slug: str, model: Any, past: Any, title: str, access: Access) -> Register:
    """A register of files of answers: the same for every kind of case but for who may see it."""
    return Register(
        slug=slug, model=model, title=title, one="file of an answer", section=SECTION, many=title.lower(), access=access,
        about="Files that go out with answers. Each is looked into for what its reader would not see, and an answer waits until somebody has decided on that.",
        columns=(
            Column("name", "File", "name,id"), Column("request", "Request", "request__id"), Column("stops", "To be decided", "stops,id", numeric=True),
            Column("looked_on", "Looked into", "looked_on"), Column("state", "State", "state,id", template="registers/cells/state.html"), Column("size", "Size", numeric=True, shown=False),
        ),
        sort="-id", search=("name",), related=("request", "unit"), files=("digest",), creatable=False,
        filters=(by_choice(model, "state"), by_record("request", "Request", "subject")),
        flags=(Flag("undecided", "Somebody has to decide", lambda _m: Q(state=released.State.WAITS), "Something was found, or could not be looked into, and nobody has decided."),),
        steps=(
            Step("let-it-out", "decide_release", _("It may go out as it is"), frozenset({released.State.WAITS}), WhyForm, released.clear, main=True,
                 explain=_("Say why what was found may be seen by everybody.")),
            Step("leave-it-out", "prepare_release", _("It is not sent"), frozenset({released.State.CLEAN, released.State.WAITS, released.State.CLEARED, released.State.LOOKING}), WhyForm, released.leave_out),
            Step("look-again", "prepare_release", _("Look into it again"), frozenset({released.State.CLEAN, released.State.WAITS}), WhyForm, released.look_again),
        ),
        duties=(DutyRule("decide", _("Decide whether it goes out"), "decide_release", released.to_decide, "let-it-out"),), page=released.page,
        past=past, comments=True, open_states=released.BEFORE, untold=frozenset({"withdrawn", "looked"}),
        colour=lambda each: {released.State.WAITS: "red", released.State.LOOKING: "blue", released.State.CLEAN: "green", released.State.CLEARED: "amber"}.get(each.state, ""),
    )  # fmt: skip


registry.add(
    _files("response-files", ResponseFile, ResponseFileVersion, "Files of answers",
           Access.of(ig_manager=RELEASES, ig_officer=RELEASES, dpo="read comment decide_release", auditor="read", siro="read"))
)  # fmt: skip
registry.add(
    _files("rights-files", RightsFile, RightsFileVersion, "Files of answers on own data",
           Access.of(ig_manager=RELEASES, ig_officer=RELEASES, dpo="read comment decide_release", auditor="read"))
)  # fmt: skip
BEFORE_ANSWER.append(released.before_answer)
# Beside the requests, and in the menu after them.
from muniment.requests import exemption_registers  # noqa: E402, F401
