"""The register of paper deposits, declared."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _

from muniment.paper import depositing
from muniment.paper.counting import counted_as
from muniment.paper.depositing import DEPOSIT_WITHIN, SCRUTINISE_WITHIN
from muniment.paper.deposits import PaperDeposit, PaperDepositVersion
from muniment.people.models import Person
from muniment.people.standing import standing_of
from muniment.registers.access import Access, Actor
from muniment.registers.filters import by_choice, by_post, by_record, by_unit
from muniment.registers.forms import WhyForm
from muniment.registers.history import had_part
from muniment.registers.register import (
    Asked,
    Column,
    DutyRule,
    Flag,
    Moment,
    Register,
    Relation,
    Step,
    registry,
)
from muniment.registers.verbs import Verb, verbs
from muniment.retention import dates
from muniment.retention.due_duty import when_due
from muniment.retention.shown import kept

verbs.add(
    Verb("scrutinise", _("Scrutinised"), key=True),
    Verb("ask_again", _("Asked for again")),
    Verb("deposit", _("Put into store")),
    Verb("fetch", _("Boxes fetched"), seldom=True),
    Verb("take_back", _("Taken back by the team"), seldom=True),
    Verb("drop", _("Request called off"), seldom=True),
)
SLUG = "paper-deposits"
State = PaperDeposit.State
# Who asked may change what they asked for until it is decided; afterwards the record is that of whoever keeps the boxes.
UNDECIDED = frozenset({State.ASKED, State.SENT_BACK})
OVER = frozenset({State.RETURNED, State.DISPOSED, State.DROPPED})


def _keeps(person: Person | None, deposit: Any) -> bool:
    """Whether a person keeps records in the unit of a deposit, by a role and not since their post asked for it."""
    roles = frozenset({"records_manager", "ig_manager", "ig_officer"})
    return person is not None and deposit.unit_id in standing_of(person).units_of(roles)


def _refuse(actor: Actor, verb: str, deposit: Any) -> str:
    """Who asked does not scrutinise; what was accepted is not changed by who asked; what was in store already comes in by who keeps it."""
    if verb == "scrutinise" and had_part(actor.person, SLUG, deposit.pk, ("create", "ask_again")):
        return str(_("Who asked for it does not scrutinise it: another records manager does."))
    if verb == "edit" and deposit.state in OVER:
        return str(_("It is over: its record stays as it is."))
    if verb == "edit" and deposit.state not in UNDECIDED and actor.person and not _keeps(actor.person, deposit):
        return str(_("It was decided on as it stands: ask whoever keeps the store to change it."))
    if verb == "create" and deposit.in_store_since and actor.person and not _keeps(actor.person, deposit):
        return str(
            _("Only who keeps the store says what stood in it already: leave “in store since” empty to ask for space.")
        )
    return ""


def _page(person: Person, deposit: Any, moment: Moment) -> Mapping[str, Any]:
    """What the scrutiny said, and what keeps it or lets it go."""
    notes = []
    if deposit.state == State.SENT_BACK:
        notes.append((said("Sent back:"), deposit.scrutiny_reason))
    if deposit.state in {State.ACCEPTED, State.DEPOSITED} and (spoke := depositing.against_advice(deposit)):
        notes.append((said("Accepted although its answers speak against it."), spoke))
    if deposit.state == State.TO_GO:
        notes.append((said("To be destroyed, not stored:"), deposit.scrutiny_reason))
    shown = {} if moment.as_at or deposit.state in deposit.OUT else kept(person, deposit, moment)
    return {"notes": notes, **shown}


def _scrutiny_late(moment: Moment) -> Q:
    limit = moment.late_on - SCRUTINISE_WITHIN
    return Q(state=State.ASKED) & (Q(asked_again_on__lt=limit) | Q(asked_again_on=None, asked_on__lt=limit))


def _to_scrutinise(deposits: Any) -> list[Asked]:
    waiting = ((each, each.asked_again_on or each.asked_on) for each in deposits if each.state == State.ASKED)
    return [Asked(each, None, since + SCRUTINISE_WITHIN, since) for each, since in waiting if since]


def _to_bring(deposits: Any) -> list[Asked]:
    return [
        Asked(each, each.owner_id, each.accepted_on + DEPOSIT_WITHIN, each.accepted_on)
        for each in deposits if each.state == State.ACCEPTED and each.accepted_on
    ]  # fmt: skip


def _to_store(deposits: Any) -> list[Asked]:
    """Of whoever keeps the store, beside what is asked of the team."""
    return [Asked(each.record, None, each.due, each.since) for each in _to_bring(deposits)]


def _answer(deposits: Any) -> list[Asked]:
    return [Asked(each, each.owner_id, None, each.refused_on) for each in deposits if each.state == State.SENT_BACK]


TEAM = "read create edit ask_again drop comment"
KEEPER = "read create edit ask_again deposit fetch take_back drop comment attach link import"
deposits = registry.add(
    Register(
        slug=SLUG, model=PaperDeposit, title="Paper deposits", one="paper deposit", section="What we hold",
        access=Access.of(
            own="read edit ask_again drop comment attach link", records_manager=f"{KEEPER} scrutinise dispose undo",
            ig_manager="read create edit ask_again drop comment attach link import", ig_officer=KEEPER, asset_owner=TEAM, data_owner=TEAM, line_manager=TEAM,
            siro="read comment", dpo="read comment", s151="read", auditor="read attach comment",
        ),
        about="Boxes of closed paper files: asked for by a team, scrutinised, put into store, and destroyed when their line says so.",
        columns=(
            Column("name", "What it is", "name"), Column("unit", "Team", "unit__name"), Column("boxes", "Boxes", "boxes", numeric=True),
            Column("covers", "Years", "covers_from", reads=("covers_from", "covers_to")), Column("store", "Store", "store__name"),
            Column("retention_line", "Retention line", "retention_line__code"),
            Column("get_state_display", "State", "state,name", reads=("state",), template="registers/cells/state.html"),
            Column("asked_on", "Asked for", "asked_on"), Column("deposited_on", "In store", "deposited_on"),
            Column("owner", "Contact post", "owner__title", shown=False), Column("accepted_on", "Accepted", "accepted_on", shown=False),
            Column("refused_on", "Refused", "refused_on", shown=False), Column("disposed_on", "Disposed of", "disposed_on", shown=False),
            Column("get_why_paper_display", "Why paper", "why_paper,name", reads=("why_paper",), shown=False), Column("shelf_cm", "Centimetres", "shelf_cm", numeric=True, shown=False),
            Column("fetched_boxes", "Boxes fetched", "fetched_boxes", numeric=True, shown=False),
        ),
        sort="-asked_on", key=("name", "unit"), search=("name", "about", "paper_law", "owner__title"),
        related=("owner", "retention_line", "store", "unit"),
        filters=(by_choice(PaperDeposit, "state"), by_unit("Team")[0], by_record("store", "Store"), by_post("owner", "Contact post"), by_choice(PaperDeposit, "why_paper"), counted_as()),
        flags=(
            Flag("to_scrutinise", "To be scrutinised", lambda _m: Q(state=State.ASKED), "Requests that nobody has decided."),
            Flag("scrutiny_late", "Scrutiny late", _scrutiny_late, "Requests that have waited for more than two weeks since they were asked for, or asked for again."),
            Flag("to_bring", "To be brought", lambda _m: Q(state=State.ACCEPTED), "Accepted, and not in the store yet."),
            Flag("standing", "In store", lambda _m: Q(state=State.DEPOSITED), "Deposits whose boxes stand in a store."),
            Flag("could_be_digital", "Could be digital", lambda _m: Q(law_requires="no", could_scan="yes", state__in=[State.ACCEPTED, State.DEPOSITED]), "Accepted although no law wants the paper and it could be digital."),
            Flag("not_counted", "Boxes not counted", lambda _m: Q(boxes=None, state=State.DEPOSITED), "In store, and nobody has said how many boxes."),
            Flag("no_line", "No retention line", lambda _m: Q(retention_line=None) & ~Q(state__in=[*OVER, State.SENT_BACK]), "Deposits that no line of the schedule disposes of."),
            Flag("taken_over", "In store already", lambda _m: Q(in_store_since__isnull=False), "Stood in a store before this register was kept, and were never scrutinised here."),
        ),
        fields=(
            "name", "about", "owner", "why_paper", "paper_law", "retention_line", "covers_from", "covers_to", "closed_on", "created_on", "modified_on",
            "happened", "boxes", "shelf_cm", "medium", "store", "box_numbers", "unit",
        ),
        create_fields=(
            "name", "about", "owner", "why_paper", "paper_law", "retention_line", "covers_from", "covers_to", "closed_on", "created_on", "modified_on",
            "happened", "boxes", "shelf_cm", "medium", "store", "unit", "in_store_since", "asked_on", "accepted_on", "box_numbers",
        ),
        aliases={
            "name": ("description of files", "series", "title", "contents"), "unit": ("team", "service", "department"), "boxes": ("number of boxes", "no of boxes"),
            "owner": ("contact", "contact officer", "depositor"), "store": ("location",), "retention_line": ("retention", "retention code"),
            "closed_on": ("closed", "date closed"), "covers_from": ("from year", "first year"), "covers_to": ("to year", "last year"),
            "in_store_since": ("deposited", "date deposited"), "box_numbers": ("box numbers", "box nos"),
        },
        steps=(
            Step("scrutinise", "scrutinise", _("Scrutinise it"), frozenset({State.ASKED}), depositing.ScrutinyForm, depositing.scrutinise, main=True,
                 explain=_("Paper is stored only where a law requires it or it cannot be digital, and only when it is closed. Who asked does not decide.")),
            Step("ask-again", "ask_again", _("Ask for it again"), frozenset({State.SENT_BACK}), WhyForm, depositing.ask_again, main=True,
                 explain=_("Change first what the scrutiny found wanting, then say what is different now.")),
            Step("deposit", "deposit", _("Put it into store"), frozenset({State.ACCEPTED}), depositing.DepositForm, depositing.deposit_boxes, main=True),
            Step("fetch", "fetch", _("Boxes were fetched"), frozenset({State.DEPOSITED}), depositing.FetchForm, depositing.fetch),
            Step("take-back", "take_back", _("The team took it back"), frozenset({State.DEPOSITED}), depositing.TakeBackForm, depositing.take_back),
            Step("drop", "drop", _("Call the request off"), UNDECIDED | {State.ACCEPTED}, WhyForm, depositing.drop),
        ),
        duties=(
            DutyRule("scrutinise", _("Scrutinise"), "scrutinise", _to_scrutinise, "scrutinise", others=_("Scrutiny of the request")),
            DutyRule("bring", _("Bring the boxes"), "comment", _to_bring),
            DutyRule("deposit", _("Put into store"), "deposit", _to_store, "deposit"),
            DutyRule("sent_back", _("Ask again, make it digital, or call it off"), "ask_again", _answer, "ask-again"),
            when_due(_("Rehearse its disposal"), {State.DEPOSITED, State.TO_GO}),
        ),
        past=PaperDepositVersion, evidence=True, comments=True, derives=(dates.derive,), refuse=_refuse, page=_page,
        open_states=frozenset({State.ASKED, State.ACCEPTED}),
        colour=lambda each: {State.ASKED: "amber", State.ACCEPTED: "blue", State.DEPOSITED: "green", State.SENT_BACK: "red", State.TO_GO: "red"}.get(each.state, ""),
        relations=(Relation("papers_of", _("Holds papers of"), _("Has papers in store"), ("assets",)),),
    )
)  # fmt: skip
