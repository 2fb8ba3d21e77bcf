"""The registers of exemptions and of redactions, declared."""

from dataclasses import replace

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from muniment.registers.access import Access
from muniment.registers.filters import by_choice, by_post, by_record, by_span, by_unit
from muniment.registers.forms import WhyForm
from muniment.registers.register import Column, DutyRule, Flag, Moment, Register, Step, registry
from muniment.registers.spans import Span
from muniment.registers.verbs import Verb, verbs
from muniment.requests import asked, exempting, redactions
from muniment.requests.answering import BEFORE_ANSWER
from muniment.requests.exempting import AnsweringForm, NoteForm
from muniment.requests.exemption_shown import exemption_page
from muniment.requests.exemptions import RequestExemption, RequestExemptionVersion
from muniment.requests.exemptions import State as Used
from muniment.requests.redactions import Redaction, RedactionVersion
from muniment.requests.redactions import State as Taken
from muniment.requests.requests import InformationRequest

verbs.add(
    Verb("run_exemption", _("Questions answered")),
    Verb("check_exemption", _("Exemption checked"), key=True),
    Verb("settle_exemption", _("Relied on, taken back or given up")),
    Verb("check_redaction", _("Redaction looked at again"), key=True),
    Verb("run_redaction", _("Put back")),
)
BEFORE_ANSWER.append(exempting.before_answer)
SECTION = "Requests"


def _answered_in(value: str, moment: Moment) -> Q:
    """Exemptions of requests that were answered in some months, as it was known at the moment."""
    span = Span.read(value)
    if span is None:
        return Q(pk__in=[])
    first, after = span.days
    answered = moment.rows(InformationRequest).filter(
        state=asked.State.ANSWERED, ended_on__gte=first, ended_on__lt=after
    )
    return Q(request__in=answered.values("record_id"))


registry.add(
    Register(
        slug="request-exemptions", model=RequestExemption, title="Exemptions", one="exemption", section=SECTION, many="exemptions",
        access=Access.of(own="read attach comment run_exemption", ig_manager="read create edit attach comment run_exemption check_exemption settle_exemption",
                         ig_officer="read create edit attach comment run_exemption check_exemption settle_exemption", dpo="read comment check_exemption",
                         siro="read", auditor="read comment", monitoring_officer="read comment check_exemption"),
        about="What is withheld under which exemption. Each has the questions that a requester, or the regulator, would ask: nothing is refused before somebody else has checked the answers.",
        columns=(
            Column("code", "Exemption", "code,id"), Column("request", "Request", "request__id"), Column("applies_to", "Of what"), Column("likelihood", "How likely", shown=False),
            Column("balance", "Which prevails", shown=False), Column("engaged_by", "Who says so", "engaged_by__title", shown=False), Column("checked_by", "Checked by", shown=False),
            Column("state", "State", "state,id", template="registers/cells/state.html"),
        ),
        sort="-id", search=("applies_to", "harm", "interest_for", "interest_against"), related=("request", "engaged_by", "checked_by", "unit"),
        fields=("applies_to", "engaged_by", "harm", "likelihood", "interest_for", "interest_against", "balance"), create_fields=("request", "code", "applies_to", "engaged_by"),
        filters=(by_choice(RequestExemption, "code"), by_choice(RequestExemption, "state"), by_choice(RequestExemption, "balance"), by_record("request", "Request", "subject"), by_post("engaged_by", "Who says so"),
                 replace(by_span("answered_in", "Answered in", "request__ended_on"), where=_answered_in), *by_unit()),
        flags=(
            Flag("unchecked", "Not checked", lambda _m: Q(state=Used.PROPOSED), "Put forward, and nobody else has checked it."),
            Flag("used", "Relied on", lambda _m: Q(state=Used.RELIED), "Exemptions that an answer relies on."),
            Flag("unweighed", "Giving prevails", lambda _m: Q(balance=RequestExemption.Balance.GIVE) & ~Q(state=Used.GIVEN_UP), "The public interest is in giving it, and the exemption is not given up."),
        ),
        steps=(
            Step("go-through", "run_exemption", _("Go through the questions"), frozenset({Used.PROPOSED}), AnsweringForm, exempting.answer_questions, main=True,
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
        refuse=exempting.refuse, page=exemption_page, past=RequestExemptionVersion, evidence=True, comments=True, open_states=frozenset({Used.PROPOSED, Used.CHECKED}),
        colour=lambda each: {Used.PROPOSED: "amber", Used.CHECKED: "blue", Used.RELIED: "green"}.get(each.state, ""),
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
