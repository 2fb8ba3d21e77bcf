"""The registers of exemptions and of redactions, declared."""

from dataclasses import replace
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from muniment.registers.access import Access
from muniment.registers.filters import by_choice, by_post, by_record, by_span, by_unit
from muniment.registers.forms import WhyForm
from muniment.registers.register import Column, DutyRule, Filter, Flag, Moment, Register, Step, registry
from muniment.registers.spans import Span
from muniment.registers.verbs import Verb, verbs
from muniment.requests import asked, exempting, redactions
from muniment.requests.answering import BEFORE_ANSWER
from muniment.requests.exempting import NoteForm
from muniment.requests.exemption_shown import exemption_page
from muniment.requests.exemptions import (
    RequestExemption,
    RequestExemptionVersion,
    RightsExemption,
    RightsExemptionVersion,
)
from muniment.requests.exemptions import State as Used
from muniment.requests.redactions import Redaction, RedactionVersion
from muniment.requests.redactions import State as Taken

verbs.add(
    Verb("run_exemption", _("Questions answered")),
    Verb("check_exemption", _("Exemption checked"), key=True),
    Verb("settle_exemption", _("Relied on, taken back or given up")),
    Verb("check_redaction", _("Redaction looked at again"), key=True),
    Verb("run_redaction", _("Put back")),
)
BEFORE_ANSWER.append(exempting.before_answer)
SECTION = "Requests"


def _answered_in(model: Any) -> Filter:
    """Exemptions of cases that were answered in some months, as it was known at the moment."""

    def condition(value: str, moment: Moment) -> Q:
        span = Span.read(value)
        if span is None:
            return Q(pk__in=[])
        first, after = span.days
        answered = moment.rows(model.of).filter(state=asked.State.ANSWERED, ended_on__gte=first, ended_on__lt=after)
        return Q(request__in=answered.values("record_id"))

    return replace(by_span("answered_in", "Answered in", "request__ended_on"), where=condition)


CHECKS = "read create edit attach comment run_exemption check_exemption settle_exemption"


def _exemptions(
    slug: str, model: Any, past: Any, form: Any, access: Access, *, words: tuple[str, str, str], about: str
) -> Register:
    """A register of exemptions: the same for information and for own data but for the law, and for who may see it."""
    title, one, unweighed = words
    weighed = bool(unweighed)
    return Register(
        slug=slug, model=model, title=title, one=one, section=SECTION, many=title.lower(), access=access, about=about,
        columns=(
            Column("code", one.capitalize(), "code,id"), Column("request", "Request", "request__id"), Column("applies_to", "Of what"), Column("likelihood", "How likely", shown=False),
            *((Column("balance", "Which prevails", shown=False),) if weighed else ()), Column("engaged_by", "Who says so", "engaged_by__title", shown=False), Column("checked_by", "Checked by", shown=False),
            Column("state", "State", "state,id", template="registers/cells/state.html"),
        ),
        sort="-id", search=("applies_to", "harm", *(("interest_for", "interest_against") if weighed else ())), related=("request", "engaged_by", "checked_by", "unit"),
        fields=("applies_to", "engaged_by", "harm", "likelihood", *(("interest_for", "interest_against", "balance") if weighed else ())), create_fields=("request", "code", "applies_to", "engaged_by"),
        filters=(by_choice(model, "code"), by_choice(model, "state"), *((by_choice(model, "balance"),) if weighed else ()), by_record("request", "Request", "subject"), by_post("engaged_by", "Who says so"),
                 _answered_in(model), *by_unit()),
        flags=(
            Flag("unchecked", "Not checked", lambda _m: Q(state=Used.PROPOSED), "Put forward, and nobody else has checked it."),
            Flag("used", "Relied on", lambda _m: Q(state=Used.RELIED), f"{title} that an answer relies on."),
            *((Flag("unweighed", "Giving prevails", lambda _m: Q(balance=model.Balance.GIVE) & ~Q(state=Used.GIVEN_UP), unweighed),) if weighed else ()),
        ),
        steps=(
            Step("go-through", "run_exemption", _("Go through the questions"), frozenset({Used.PROPOSED}), form, exempting.answer_questions, main=True,
                 explain=_("Answer what you can; the rest may wait. Each is put so that yes is what has to be shown. Say in words what shows it.")),
            Step("check", "check_exemption", _("Check it"), frozenset({Used.PROPOSED}), NoteForm, exempting.check,
                 explain=_("You have read the answers and they hold. While something is still to be shown, this is refused.")),
            Step("rely", "settle_exemption", _("Rely on it"), frozenset({Used.CHECKED}), NoteForm, exempting.rely, main=True),
            Step("take-back", "settle_exemption", _("Take it back to work on it"), frozenset({Used.CHECKED, Used.RELIED}), WhyForm, exempting.send_back),
            Step("give-up", "settle_exemption", _("Give it up"), frozenset({Used.PROPOSED, Used.CHECKED, Used.RELIED}), WhyForm, exempting.give_up),
        ),
        duties=(
            DutyRule("show", _("Answer the questions of the exemption"), "run_exemption", exempting.to_show, "go-through"),
            DutyRule("check", _("Check the exemption"), "check_exemption", exempting.to_check, "check"),
            DutyRule("rely", _("Rely on it, or give it up"), "settle_exemption", exempting.to_rely, "rely"),
        ),
        refuse=exempting.refuse, page=exemption_page, past=past, evidence=True, comments=True, open_states=frozenset({Used.PROPOSED, Used.CHECKED}),
        colour=lambda each: {Used.PROPOSED: "amber", Used.CHECKED: "blue", Used.RELIED: "green"}.get(each.state, ""),
    )  # fmt: skip


registry.add(
    _exemptions(
        "request-exemptions", RequestExemption, RequestExemptionVersion, exempting.AnsweringForm,
        Access.of(own="read attach comment run_exemption", ig_manager=CHECKS, ig_officer=CHECKS, dpo="read comment check_exemption",
                  siro="read", auditor="read comment", monitoring_officer="read comment check_exemption"),
        words=("Exemptions", "exemption", "The public interest is in giving it, and the exemption is not given up."),
        about="What is withheld under which exemption. Each has the questions that a requester, or the regulator, would ask: nothing is refused before somebody else has checked the answers.",
    )
)  # fmt: skip
registry.add(
    _exemptions(
        "rights-exemptions", RightsExemption, RightsExemptionVersion, exempting.RightsAnsweringForm,
        Access.of(own="read attach comment run_exemption", ig_manager=CHECKS, ig_officer=CHECKS, dpo="read comment check_exemption",
                  caldicott="read comment check_exemption", auditor="read comment"),
        words=("Grounds on own data", "ground", ""),
        about="On what ground a request about own data is refused, whole or in part: the UK GDPR and schedules 2 to 4 of the Data Protection Act 2018. Each has its questions: nothing is refused before somebody else has checked the answers.",
    )
)  # fmt: skip
registry.add(
    Register(
        slug="redactions", model=Redaction, title="Redactions", one="redaction", section=SECTION, many="redactions",
        access=Access.of(own="read", ig_manager="read create edit attach comment check_redaction run_redaction", ig_officer="read create edit attach comment check_redaction run_redaction",
                         dpo="read comment check_redaction", auditor="read", monitoring_officer="read"),
        about="What was taken out of documents before they were given, where, and under which exemption. The log never repeats what was taken out.",
        columns=(
            Column("document", "Document", "document,id"), Column("place", "Where", shown=False), Column("what", "What", "what,id"), Column("times", "Times", numeric=True),
            Column("exemption", "Under", "exemption__id"), Column("request", "Request", "request__id"), Column("how_removed", "How", shown=False), Column("done_by", "Who", shown=False),
            Column("checked_by", "Looked at by", shown=False), Column("state", "State", "state,id", template="registers/cells/state.html"),
        ),
        sort="-id", search=("document", "place", "note"), related=("request", "exemption", "done_by", "checked_by", "unit"),
        fields=("request", "document", "place", "what", "note", "times", "exemption", "how_removed", "done_by"),
        filters=(by_choice(Redaction, "what"), by_choice(Redaction, "state"), by_choice(Redaction, "how_removed"), by_record("exemption", "Exemption", "code"), by_record("request", "Request", "subject")),
        flags=(
            Flag("unseen", "Not looked at again", lambda _m: Q(state=Taken.MADE), "Taken out, and no second person has looked at it."),
            Flag("unexplained", "Without an exemption", lambda _m: Q(exemption=None) & ~Q(what=Redaction.What.OUTSIDE) & ~Q(state=Taken.UNDONE), "Taken out, and nothing says under which exemption."),
        ),
        steps=(
            Step("look-again", "check_redaction", _("I looked at it again"), frozenset({Taken.MADE}), NoteForm, redactions.look_again, main=True,
                 explain=_("It is gone from the file that goes out, not only covered, and the exemption holds for it.")),
            Step("put-back", "run_redaction", _("Put it back"), frozenset({Taken.MADE, Taken.SEEN}), WhyForm, redactions.put_back),
        ),
        duties=(DutyRule("look", _("Look at the redaction again"), "check_redaction", redactions.to_look_at, "look-again"),),
        refuse=redactions.refuse, past=RedactionVersion, evidence=True, comments=True, open_states=frozenset({Taken.MADE}),
        colour=lambda each: {Taken.MADE: "amber", Taken.SEEN: "green"}.get(each.state, ""),
    )
)  # fmt: skip
