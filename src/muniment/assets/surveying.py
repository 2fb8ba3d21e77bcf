"""What is done in a survey: opened, answered by each service, handed in, decided line by line, closed."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from muniment import clock
from muniment.assets.information_assets import HELD, InformationAsset
from muniment.assets.surveys import SurveyCampaign, SurveyLine, SurveyReturn, heads_of
from muniment.people.models import Unit
from muniment.registers import history
from muniment.registers.access import Actor
from muniment.registers.errors import Invalid
from muniment.registers.services import Change, write

Data = Mapping[str, Any]
Campaign, Return = SurveyCampaign.State, SurveyReturn.State
Answer, Line = SurveyLine.Answer, SurveyLine.State
# What a service tells of an asset that it lists; the rest of its fields is asked of its owner later.
LISTED = (
    "name", "about", "purpose", "personal_data", "special_category", "criminal_data", "children", "form", "location", "volume",
    "data_owner",
)  # fmt: skip


def open_campaign(actor: Actor, campaign: SurveyCampaign, data: Data) -> None:
    """Asks each of these services: a return with a line for every asset that the register says is theirs."""
    units: Sequence[Unit] = list(data["services"])
    if campaign.closes_on < clock.today():
        raise Invalid(_("The day until which services answer has passed: change it first."))
    with transaction.atomic():
        history.take_turn()
        values = {"state": Campaign.RUNNING, "opened_on": clock.today()}
        write(actor, [Change(campaign, values, "survey", seen_version=data.get("seen_version"))])
        ask(actor, campaign, units)


def ask_more(actor: Actor, campaign: SurveyCampaign, data: Data) -> None:
    """Asks services that were not asked when it was opened."""
    with transaction.atomic():
        history.take_turn()
        ask(actor, campaign, list(data["services"]))


def ask(actor: Actor, campaign: SurveyCampaign, units: Sequence[Unit]) -> None:
    """A return for each of these units that has none yet."""
    asked = set(SurveyReturn.objects.everything().filter(campaign=campaign).values_list("unit", flat=True))
    new = [unit for unit in units if unit.pk not in asked]
    if not new:
        raise Invalid(_("All of these services are asked already."))
    heads = heads_of(list(new))
    returns = {unit.pk: SurveyReturn(campaign=campaign, unit=unit, post=heads.get(unit.pk)) for unit in new}
    write(actor, [Change(each, verb="survey") for each in returns.values()])
    known = InformationAsset.objects.everything().filter(unit__in=returns, state__in=HELD, disposed_on=None)
    lines = [
        SurveyLine(survey_return=returns[each.unit_id], asset=each, unit_id=each.unit_id) for each in known.order_by("name")
    ]  # fmt: skip
    write(actor, [Change(each, verb="survey") for each in lines])


def ask_post(actor: Actor, survey_return: SurveyReturn, data: Data) -> None:
    """Another post answers for the service: it is written to anew, and answers for what was said so far and for the drafts."""
    with transaction.atomic():
        history.take_turn()
        before = survey_return.post_id
        values = {"post": data["post"], "letters": 0, "written_on": None}
        write(actor, [Change(survey_return, values, "survey", seen_version=data.get("seen_version"))])
        mine = lines_of(survey_return).filter(answer=Answer.LISTED, state=Line.TO_DECIDE).values("asset")
        drafts = InformationAsset.objects.everything().filter(pk__in=mine, owner=before)
        write(actor, [Change(each, {"owner": data["post"]}, "edit", follows=True) for each in drafts])


def list_asset(actor: Actor, survey_return: SurveyReturn, data: Data) -> InformationAsset:
    """An asset that the service lists: a draft in the register, which the post that was asked answers for, and a line."""
    asset = InformationAsset(
        unit=survey_return.unit, owner=survey_return.post, state=InformationAsset.State.DRAFT,
        **{name: data[name] for name in LISTED if data.get(name)},
    )  # fmt: skip
    with transaction.atomic():
        history.take_turn()
        _standing(survey_return)
        why = _("Listed in the survey “%(campaign)s”") % {"campaign": survey_return.campaign}
        write(actor, [Change(asset, verb="answer_survey", why=why)])
        line = SurveyLine(
            survey_return=survey_return, asset=asset, unit=survey_return.unit, answer=Answer.LISTED, remark=data.get("remark", ""),
            state=Line.TO_DECIDE,
        )  # fmt: skip
        write(actor, [Change(line, verb="answer_survey")])
        _begun(actor, survey_return)
    return asset


def answer_known(actor: Actor, survey_return: SurveyReturn, data: Data) -> None:
    """What the service says of assets that the register knew: `answers` by the key of the line, `remarks` likewise."""
    answers: Mapping[int, str] = data.get("answers") or {}
    if not answers:
        raise Invalid(_("Say of one of them at least how it stands."))
    with transaction.atomic():
        history.take_turn()
        _standing(survey_return)
        rows = lines_of(survey_return).filter(pk__in=answers, state=Line.UNANSWERED)
        write(
            actor,
            [
                Change(line, _said(answers[line.pk], data.get("remarks", {}).get(line.pk, "")), "answer_survey")
                for line in rows.select_related("survey_return", "asset", "unit")
            ],
        )
        _begun(actor, survey_return)


def _said(answer: str, remark: str) -> dict[str, Any]:
    """What a line says of an answer: where all is as it was, there is nothing to decide."""
    return {"answer": answer, "remark": remark, "state": Line.SETTLED if answer == Answer.STILL else Line.TO_DECIDE}


def hand_in(actor: Actor, survey_return: SurveyReturn, data: Data) -> None:
    """The service has said all. Invalid while it has not spoken of an asset that the register knows."""
    with transaction.atomic():
        history.take_turn()
        _standing(survey_return)
        if left := lines_of(survey_return).filter(state=Line.UNANSWERED).count():
            raise Invalid(
                _("%(left)s of the assets that we know of are not answered yet: say of each how it stands.") % {"left": left}
            )  # fmt: skip
        values = {
            "state": Return.HANDED_IN,
            "handed_in_on": clock.today(),
            "remark": data.get("remark", ""),
            "still_wanted": "",
        }
        write(actor, [Change(survey_return, values, "answer_survey", seen_version=data.get("seen_version"))])


def give_back(actor: Actor, survey_return: SurveyReturn, data: Data) -> None:
    """Gives a return back to its service, with what is still wanted: it stands above the form and in the next letter."""
    values = {"state": Return.ANSWERING, "handed_in_on": None, "still_wanted": data["why"]}
    write(actor, [Change(survey_return, values, "survey", data["why"], data.get("seen_version"))])


def close(actor: Actor, campaign: SurveyCampaign, data: Data) -> None:
    """Ends the campaign: nobody is asked any more, and what is not handed in stays so."""
    values = {"state": Campaign.OVER}
    write(actor, [Change(campaign, values, "survey", data["why"], data.get("seen_version"))])


def take(actor: Actor, line: SurveyLine, data: Data) -> None:
    """Has the register say what the service said: a draft comes into use, what is gone is closed, what is another's moves there."""
    asset = line.asset
    values: dict[str, Any] = {}
    if line.answer == Answer.LISTED:
        values = {"state": InformationAsset.State.IN_USE}
    elif line.answer == Answer.GONE:
        values = {"state": InformationAsset.State.CLOSED, "closed_on": asset.closed_on or clock.today()}
    elif line.answer == Answer.NOT_OURS:
        if not data.get("belongs_to"):
            told = _("Choose the service that it belongs to.")
            raise Invalid(told, {"belongs_to": [told]})
        values = {"unit": data["belongs_to"]}
    why = _("Survey “%(campaign)s”: %(why)s") % {
        "campaign": line.survey_return.campaign, "why": data.get("why") or line.get_answer_display(),
    }  # fmt: skip
    with transaction.atomic():
        history.take_turn()
        write(
            actor, [Change(line, {"state": Line.TAKEN}, "decide_line", data.get("why", ""), data.get("seen_version"))]
        )
        if values:
            write(actor, [Change(asset, values, "edit", why)])


def turn_down(actor: Actor, line: SurveyLine, data: Data) -> None:
    """Leaves the register as it is. A draft that a service listed is withdrawn with the reason: it is there twice, say."""
    with transaction.atomic():
        history.take_turn()
        write(actor, [Change(line, {"state": Line.TURNED_DOWN}, "decide_line", data["why"], data.get("seen_version"))])
        if line.answer == Answer.LISTED:
            if line.asset.state != InformationAsset.State.DRAFT:
                raise Invalid(_("This asset is no draft any more: somebody has taken it into the register."))
            write(actor, [Change(line.asset, {"withdrawn": True}, "edit", data["why"], follows=True)])


def lines_of(survey_return: SurveyReturn) -> Any:
    """What a service has said and was asked, for whoever reads its return."""
    return SurveyLine.objects.everything().filter(survey_return=survey_return.pk)


def _standing(survey_return: SurveyReturn) -> None:
    """Looked up after the turn is taken: a page that was opened before it was handed in adds nothing to it."""
    now = SurveyReturn.objects.everything().select_related("campaign").get(pk=survey_return.pk)
    if not now.running or now.state == Return.HANDED_IN:
        raise Invalid(_("This is handed in, or the survey is over."))


def _begun(actor: Actor, survey_return: SurveyReturn) -> None:
    fresh = SurveyReturn.objects.everything().select_related("campaign", "unit", "post").get(pk=survey_return.pk)
    if fresh.state == Return.TO_ANSWER:
        write(actor, [Change(fresh, {"state": Return.ANSWERING}, "answer_survey")])
