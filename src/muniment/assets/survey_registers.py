"""The registers of a survey, declared: campaigns, what each service returns, and each asset that it speaks of."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from muniment import clock
from muniment.assets import survey_letters, surveying
from muniment.assets.asked import COMPLETE
from muniment.assets.information_assets import IS_HELD, InformationAsset
from muniment.assets.survey_forms import HandInForm, KnownForm, ListForm, PostForm, ServicesForm, TakeForm
from muniment.assets.surveys import (
    SurveyCampaign,
    SurveyCampaignVersion,
    SurveyLine,
    SurveyReturn,
    SurveyReturnVersion,
)
from muniment.people.models import Holding, Person
from muniment.registers.access import Access, Actor
from muniment.registers.filters import by_choice, by_post, by_record
from muniment.registers.forms import WhyForm
from muniment.registers.register import Asked, Column, DutyRule, Flag, Moment, Register, Step, registry
from muniment.registers.verbs import Verb, verbs

verbs.add(
    Verb("survey", _("Survey moved on")),
    Verb("answer_survey", _("Answered in the survey"), by_link=True),
    Verb("decide_line", _("Decided what becomes of it")),
)
Campaign, Return, Line = SurveyCampaign.State, SurveyReturn.State, SurveyLine.State
OPEN = frozenset({Return.TO_ANSWER, Return.ANSWERING})
RUNS = "read create edit survey answer_survey attach comment decide_line"


def _open(actor: Actor, campaign: Any, data: Mapping[str, Any]) -> None:
    surveying.open_campaign(actor, campaign, data)
    survey_letters.ask_for_letters(campaign, actor)


def _ask_more(actor: Actor, campaign: Any, data: Mapping[str, Any]) -> None:
    surveying.ask_more(actor, campaign, data)
    survey_letters.ask_for_letters(campaign, actor)


def _ask_post(actor: Actor, found: Any, data: Mapping[str, Any]) -> None:
    surveying.ask_post(actor, found, data)
    survey_letters.ask_for_letters(found.campaign, actor)


def _campaign_page(person: Person, campaign: Any, moment: Moment) -> Mapping[str, Any]:
    """How far each service is, in one row: what it listed, what it said of what was known, what waits for a decision."""
    of_moment = moment.rows(SurveyReturn).filter(campaign=campaign.pk if moment.as_at is None else campaign.record_id)
    if moment.as_at is not None:
        told = of_moment.values("state").annotate(n=Count("pk"))
        return {"tally": {each["state"]: each["n"] for each in told}}
    rows = SurveyReturn.objects.visible_to(person).filter(campaign=campaign.pk).select_related("unit", "post")
    numbers = {
        name: Count("lines", filter=condition & Q(lines__withdrawn=False))
        for name, condition in {
            "listed": Q(lines__answer=SurveyLine.Answer.LISTED),
            "known": ~Q(lines__answer=SurveyLine.Answer.LISTED) & Q(lines__pk__isnull=False),
            "unanswered": Q(lines__state=Line.UNANSWERED),
            "waiting": Q(lines__state=Line.TO_DECIDE),
        }.items()
    }
    services = list(rows.annotate(**numbers).order_by("unit__name"))
    of_unit = _complete(person, [each.unit_id for each in services])
    for each in services:
        each.complete, each.held = of_unit.get(each.unit_id, (0, 0))
    done = sum(each.state == Return.HANDED_IN for each in services)
    return {"services": services, "done": done, "rate": round(100 * done / len(services)) if services else None}


def _complete(person: Person, units: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Of the assets of each unit in use or closed: how many say all that must be said, and how many there are; one query."""
    rows = InformationAsset.objects.visible_to(person).filter(IS_HELD, unit__in=units).order_by().values_list("unit")
    counted = rows.annotate(complete=Count("pk", filter=COMPLETE), whole=Count("pk"))
    return {unit: (complete, held) for unit, complete, held in counted}


def _return_page(_person: Person, found: Any, moment: Moment) -> Mapping[str, Any]:
    return {"lines": []} if moment.as_at is not None else {"lines": list(found.said())}


def _asked(returns: Sequence[Any]) -> list[Asked]:
    return [
        Asked(each, each.post_id, each.campaign.closes_on, each.campaign.opened_on)
        for each in returns
        if each.state in OPEN and each.running and each.post_id
    ]


def _nobody(returns: Sequence[Any]) -> list[Asked]:
    return [Asked(each) for each in returns if each.state in OPEN and each.running and not each.post_id]


def _to_decide(returns: Sequence[Any]) -> list[Asked]:
    """What a service handed in waits until each of its lines is decided: one duty for the return, not one for each line."""
    handed_in = [each for each in returns if each.state == Return.HANDED_IN]
    waiting = set(
        SurveyLine.objects.everything()
        .filter(survey_return__in=[each.pk for each in handed_in], state=Line.TO_DECIDE)
        .values_list("survey_return", flat=True)
    )
    return [Asked(each, since=each.handed_in_on) for each in handed_in if each.pk in waiting]


def _vacant(moment: Moment) -> Q:
    held = Holding.objects.held_on(moment.as_at or clock.today()).values("post")
    return Q(post=None) | ~Q(post__in=held)


registry.add(
    Register(
        slug="survey-campaigns", model=SurveyCampaign, title="Surveys", one="survey", section="What we hold",
        access=Access.of(own="read edit survey attach comment", ig_manager="read create edit survey attach comment", ig_officer="read create edit survey attach comment",
                         records_manager="read create edit survey attach comment", siro="read comment", dpo="read comment", auditor="read comment"),
        about="Campaigns that ask each service what information it holds, by a link that takes no password.",
        columns=(
            Column("name", "Survey", "name"), Column("unit", "Services of", "unit__name"), Column("owner", "Run by", "owner__title"),
            Column("opened_on", "Opened", "opened_on"), Column("closes_on", "Answers by", "closes_on"), Column("state", "State", "state,name", template="registers/cells/state.html"),
        ),
        sort="-closes_on", key=("name", "unit"), search=("name", "asks"), related=("owner", "unit"),
        fields=("name", "asks", "owner", "closes_on", "chase_every", "unit"),
        filters=(by_choice(SurveyCampaign, "state"),),
        steps=(
            Step("open", "survey", _("Open it and write to the services"), frozenset({Campaign.PREPARED}), ServicesForm, _open, main=True,
                 explain=_("Each service gets a return with what the register says is theirs. Its highest post gets a letter with a link, now and as often as the campaign says until it has answered.")),
            Step("ask-more", "survey", _("Ask more services"), frozenset({Campaign.RUNNING}), ServicesForm, _ask_more),
            Step("close", "survey", _("Close it"), frozenset({Campaign.RUNNING}), WhyForm, surveying.close,
                 explain=_("Nobody is asked any more. What was said can still be decided.")),
        ),
        asks_with=lambda campaigns: [SurveyReturn.objects.filter(campaign__in=campaigns).select_related("campaign")],
        past=SurveyCampaignVersion, page=_campaign_page, evidence=True, comments=True, open_states=frozenset({Campaign.RUNNING}),
        colour=lambda each: {Campaign.RUNNING: "amber", Campaign.OVER: "green"}.get(each.state, ""),
    )
)  # fmt: skip

registry.add(
    Register(
        slug="survey-returns", model=SurveyReturn, title="Returns of surveys", one="return of a survey", many="returns", section="What we hold",
        access=Access.of(own="read update answer_survey attach comment", ig_manager=RUNS, ig_officer=RUNS, records_manager=RUNS, siro="read", dpo="read", auditor="read"),
        about="What each service answers to each survey: whether it has, what it lists, what waits for a decision.",
        columns=(
            Column("unit", "Service", "unit__name"), Column("campaign", "Survey", "campaign__name"), Column("post", "Who is asked", "post__title"),
            Column("state", "State", "state,unit__name", template="registers/cells/state.html"), Column("letters", "Letters", "letters", numeric=True), Column("written_on", "Last letter", "written_on"),
            Column("handed_in_on", "Handed in", "handed_in_on"), Column("remark", "What they say besides", shown=False),
        ),
        sort="unit__name", key=("campaign", "unit"), search=("remark", "unit__name", "campaign__name"), related=("campaign", "campaign__owner", "unit", "post"),
        creatable=False, in_menu=False,
        filters=(by_record("campaign", "Survey"), by_choice(SurveyReturn, "state"), by_post("post", "Who is asked")),
        flags=(
            Flag("outstanding", "Not handed in", lambda _m: Q(state__in=OPEN), "Services that have not handed in what they hold."),
            Flag("nobody", "Nobody to ask", _vacant, "Services of which no post is asked, or one that nobody holds."),
        ),
        steps=(
            Step("list-asset", "answer_survey", _("List an asset"), OPEN, ListForm, surveying.list_asset, main=True, when=lambda each: each.running, thanks=_("Listed. Add the next one, or hand it in when that is all."),
                 explain=_("One thing at a time: a set of files, a database, a shelf. Nothing is final, and a name is enough to begin with.")),
            Step("known", "answer_survey", _("Say how those we know of stand"), OPEN, KnownForm, surveying.answer_known, when=lambda each: each.running and each.has_unanswered(), thanks=_("Saved. Hand it in when that is all."),
                 explain=_("Answer those that you can; the rest waits for you.")),
            Step("hand-in", "answer_survey", _("Hand it in"), OPEN, HandInForm, surveying.hand_in, when=lambda each: each.running, explain=_("When that is all that the service holds.")),
            Step("ask", "survey", _("Say whom to ask"), OPEN, PostForm, _ask_post, when=lambda each: each.running,
                 explain=_("The post gets a letter with a link. A link that another post has opens nothing any more.")),
            Step("give-back", "survey", _("Give it back"), frozenset({Return.HANDED_IN}), WhyForm, surveying.give_back, when=lambda each: each.running,
                 explain=_("The service can go on; what you write stands above its form and in the next letter.")),
        ),
        duties=(
            DutyRule("answer", _("Say what your service holds"), "answer_survey", _asked, "list-asset"),
            DutyRule("find_post", _("Say whom to ask"), "survey", _nobody, "ask"),
            DutyRule("decide", _("Decide what a service says"), "decide_line", _to_decide),
        ),
        past=SurveyReturnVersion, page=_return_page, evidence=True, comments=True, open_states=OPEN,
        colour=lambda each: {Return.HANDED_IN: "green", Return.ANSWERING: "amber"}.get(each.state, ""),
    )
)  # fmt: skip

registry.add(
    Register(
        slug="survey-lines", model=SurveyLine, title="Assets in surveys", one="asset in a survey", many="assets in surveys", section="What we hold",
        access=Access.of(own="read answer_survey", ig_manager="read survey answer_survey decide_line", ig_officer="read survey answer_survey decide_line",
                         records_manager="read survey answer_survey decide_line", siro="read", dpo="read", auditor="read"),
        about="Each asset of which a service spoke in a survey, and what became of that.",
        columns=(
            Column("asset", "Asset", "asset__name"), Column("unit", "Service", "unit__name"), Column("get_answer_display", "What the service says", "answer,asset__name", reads=("answer",)),
            Column("remark", "In its words"), Column("state", "State", "state,asset__name", template="registers/cells/state.html"), Column("survey_return", "Return", shown=False),
        ),
        sort="asset__name", key=("survey_return", "asset"), search=("remark", "asset__name"), creatable=False, in_menu=False, seen_with="survey_return",
        related=("asset", "unit", "survey_return", "survey_return__campaign", "survey_return__unit", "survey_return__post"),
        filters=(
            by_record("survey_return__campaign", "Survey", name="campaign"),
            by_choice(SurveyLine, "answer"), by_choice(SurveyLine, "state"),
        ),
        flags=(Flag("waiting", "To be decided", lambda _m: Q(state=Line.TO_DECIDE), "What services said that nobody has decided yet."),),
        steps=(
            Step("take", "decide_line", _("Take it into the register"), frozenset({Line.TO_DECIDE}), TakeForm, surveying.take, main=True,
                 explain=_("A listed asset comes into use, one that is gone is closed, one of another service moves there. What is otherwise with an asset you change on its own page, and say here that it is done.")),
            Step("turn-down", "decide_line", _("Leave the register as it is"), frozenset({Line.TO_DECIDE}), WhyForm, surveying.turn_down,
                 explain=_("A listed asset is withdrawn: it is there twice, say.")),
        ),
        asks_with=lambda lines: [SurveyReturn.objects.filter(lines__in=lines).distinct().select_related("campaign")],
        colour=lambda each: {Line.TAKEN: "green", Line.TO_DECIDE: "amber"}.get(each.state, ""),
    )
)  # fmt: skip
