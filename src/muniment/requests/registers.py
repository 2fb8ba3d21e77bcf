"""The registers of requests, declared."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from muniment.casework.shown import case_shown
from muniment.registers.access import Access
from muniment.registers.filters import by_choice, by_post, by_unit, gone_by
from muniment.registers.forms import WhyForm
from muniment.registers.register import Column, DutyRule, Flag, Register, Relation, Step, registry
from muniment.registers.verbs import Verb, verbs
from muniment.requests import tasks
from muniment.requests.answering import request_steps
from muniment.requests.requests import (
    OPEN,
    InformationRequest,
    InformationRequestVersion,
    State,
    late,
    near,
    to_answer,
    to_follow,
    waiting,
    without_date,
)
from muniment.requests.tasks import FoundForm, RequestTask, RequestTaskVersion

verbs.add(
    Verb("answer_request", _("Answered or ended")),
    Verb("answer_task", _("The service answered"), by_link=True),
    Verb("run_task", _("Task followed")),
)

RUNS = "read create edit attach comment link run_case mend_case answer_request"
registry.add(
    Register(
        slug="requests", model=InformationRequest, title="Requests for information", one="request", section="Requests", many="requests",
        access=Access.of(own="read edit attach comment run_case answer_request", ig_manager=RUNS, ig_officer=RUNS, dpo="read comment", siro="read", auditor="read comment", monitoring_officer="read"),
        about="What people ask for under freedom of information, environmental information and re-use: each with its clock, what happened, and its answer.",
        columns=(
            Column("reference", "Number", "id"), Column("subject", "Subject", "subject,id"), Column("law", "Law", "law,received_on"),
            Column("received_on", "Received", "received_on"), Column("due_on", "Due", "due_on"), Column("safe_on", "Work to", shown=False),
            Column("clock_state", "Clock", shown=False), Column("owner", "Handled by", "owner__title"), Column("state", "State", "state,received_on"),
            Column("outcome", "Outcome", shown=False), Column("told", "Told last", shown=False), Column("ended_on", "Ended", shown=False),
            Column("in_time", "In time", shown=False), Column("asker", "Kind of requester", shown=False),
        ),
        sort="-received_on", search=("subject", "text", "elsewhere", "requester"), related=("owner", "unit"), key=("elsewhere",),
        fields=("subject", "text", "law", "received_on", "channel", "requester", "requester_contact", "asker", "owner", "elsewhere", "unit"),
        filters=(by_choice(InformationRequest, "law"), by_choice(InformationRequest, "state"), by_choice(InformationRequest, "outcome"), by_choice(InformationRequest, "clock_state"),
                 by_choice(InformationRequest, "channel"), by_choice(InformationRequest, "asker"), by_post("owner", "Handled by"), *by_unit()),
        flags=(
            Flag("late", "Late", late, "Open, and its due date has gone by."),
            Flag("near", "Due within a week", near, "Open, and to be worked to a day of the next seven."),
            Flag("waiting", "Waits for the requester", waiting, "Open, and clarification or a fee is awaited: the law gives no date meanwhile."),
            Flag("dateless", "Without a date", without_date, "Open, nothing is awaited, and no date can be told: the holidays are not loaded, or more time was taken without a day."),
            Flag("nobody", "Nobody handles it", lambda _m: Q(state__in=OPEN, owner=None), "Open requests that no post handles."),
            Flag("unacknowledged", "Not acknowledged", lambda _m: Q(state=State.NEW), "Requests whose requester was told nothing yet."),
            Flag("answered_late", "Answered late", lambda _m: Q(in_time=False), "Answered after their due date."),
        ),
        steps=request_steps(),
        duties=(
            DutyRule("answer", _("Answer"), "answer_request", to_answer, "answer"),
            DutyRule("follow", _("Chase or close"), "answer_request", to_follow, "end"),
        ),
        relations=(Relation("asks_for", _("asks for"), _("asked for in"), ("assets", "systems", "places")),),
        past=InformationRequestVersion, evidence=True, comments=True, open_states=OPEN, page=lambda _person, case, _moment: case_shown(case),
        untold=frozenset({"withdrawn", "worked_out", "events"}),
        colour=lambda each: {State.NEW: "blue", State.OPEN: "amber", State.ANSWERED: "green"}.get(each.state, ""),
    )
)  # fmt: skip

SERVICE = "read answer_task attach comment"
TASK_RUNS = "read create edit attach comment link run_task"
registry.add(
    Register(
        slug="request-tasks", model=RequestTask, title="Tasks for requests", one="task", section="Requests", many="tasks for requests",
        access=Access.of(own=SERVICE, ig_manager=TASK_RUNS, ig_officer=TASK_RUNS, dpo="read", siro="read", auditor="read"),
        about="What services are asked for a request, each by its own day. A task carries the question and never the requester.",
        columns=(
            Column("title", "Task", "title,id"), Column("post", "Asked", "post__title"), Column("due", "Wanted by", "due"), Column("state", "State", "state,due"),
            Column("found", "Found", shown=False), Column("answered_on", "Answered", shown=False), Column("hours", "Hours", numeric=True, shown=False),
        ),
        sort="due", search=("title", "question", "answer"), related=("post", "request", "unit"), fields=("request", "post", "title", "question", "due"),
        filters=(by_choice(RequestTask, "state"), by_choice(RequestTask, "found"), by_post("post", "Who is asked")),
        flags=(
            gone_by("late", "Late", "due", "With a service, and its day has gone by.", among=Q(state=tasks.State.ASKED)),
            Flag("answered", "To be looked at", lambda _m: Q(state=tasks.State.FOUND), "The service has answered; nobody has taken it over yet."),
        ),
        steps=(
            Step("answer-task", "answer_task", _("Say what you found"), frozenset({tasks.State.ASKED}), FoundForm, tasks.find, main=True),
            Step("take-over", "run_task", _("Take it into the answer"), frozenset({tasks.State.FOUND}), WhyForm, tasks.take_over, main=True),
            Step("ask-again", "run_task", _("Ask them again"), frozenset({tasks.State.FOUND}), WhyForm, tasks.ask_again),
            Step("drop-task", "run_task", _("It is not needed any more"), frozenset({tasks.State.ASKED, tasks.State.FOUND}), WhyForm, tasks.drop),
        ),
        duties=(DutyRule("find", _("Find it and say"), "answer_task", tasks.to_find, "answer-task"), DutyRule("take", _("Look at what came"), "run_task", tasks.to_take, "take-over")),
        relations=(Relation("searches", _("searches"), _("searched for"), ("assets", "systems", "places")),),
        past=RequestTaskVersion, evidence=True, comments=True, open_states=frozenset({tasks.State.ASKED, tasks.State.FOUND}),
        colour=lambda each: {tasks.State.ASKED: "amber", tasks.State.FOUND: "blue", tasks.State.TAKEN: "green"}.get(each.state, ""),
    )
)  # fmt: skip
