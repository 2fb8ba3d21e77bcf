"""The survey of Ambleworth's services, on its way: who has answered what, who was written to again."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from muniment import clock
from muniment.assets import surveying
from muniment.assets.models import SurveyCampaign, SurveyLine, SurveyReturn
from muniment.demonstration.held import Held, Row, told
from muniment.demonstration.shapes import on_day
from muniment.registers.access import Actor
from muniment.registers.services import Change, write

Answer, State = SurveyLine.Answer, SurveyReturn.State


class Surveyed:
    """The campaign, told day by day."""

    def __init__(self, today: date, held: Held) -> None:
        self.today, self.held = today, held
        self.campaign = SurveyCampaign()

    @staticmethod
    def days() -> list[int]:
        """The days on which something happens in it, in their order."""
        survey = told("survey")
        return sorted({survey["opened"], *survey["chased"], *(row["day"] for row in survey["answer"])})

    def on(self, day: int) -> None:
        """Tells what happened on a day. The clock stands there."""
        survey = told("survey")
        if day == survey["opened"]:
            self._open(survey)
        if day in survey["chased"]:
            self._letters(survey)
        for row in survey["answer"]:
            if row["day"] == day:
                self._answer(row)

    def _open(self, survey: Row) -> None:
        actor = self.held.actor(survey["by"])
        self.campaign = SurveyCampaign(
            unit=self.held.units[survey["unit"]], name=survey["name"], asks=survey["asks"].strip(), owner=self.held.posts[survey["by"]],
            closes_on=on_day(self.today, survey["closes"]), chase_every=survey["chase_every"],
        )  # fmt: skip
        write(actor, [Change(self.campaign, verb="create")])
        surveying.open_campaign(
            actor, self.campaign, {"services": [self.held.units[code] for code in survey["services"]]}
        )
        self._letters(survey)

    def _letters(self, survey: Row) -> None:
        """That letters were sent; the demonstration sends none."""
        rows = SurveyReturn.objects.everything().filter(campaign=self.campaign).exclude(state=State.HANDED_IN)
        changes = [
            Change(each, {"letters": each.letters + 1, "written_on": clock.today()}, "survey", "A letter with a link")
            for each in rows.select_related("campaign", "unit", "post")
            if each.post is not None and each.post.holders()
        ]
        write(self.held.actor(survey["by"]), changes)

    def _found(self, unit: str) -> SurveyReturn:
        rows = SurveyReturn.objects.select_related("campaign", "unit", "post")
        found: SurveyReturn = rows.get(campaign=self.campaign, unit=self.held.units[unit])
        return found

    def _answer(self, row: Row) -> None:
        service = Actor.by_link(self.held.posts[row["post"]])
        if "list" in row:
            surveying.list_asset(service, self._found(row["unit"]), row["list"])
        words: Mapping[str, str] = row.get("altered", {})
        said: dict[str, Any] = dict.fromkeys(row.get("still", ()), Answer.STILL) | dict.fromkeys(words, Answer.CHANGED)
        if said:
            found = self._found(row["unit"])
            lines = {each.asset_id: each.pk for each in found.said()}
            keys = {code: lines[self.held.made["asset", code].pk] for code in said}
            answers = {keys[code]: answer for code, answer in said.items()}
            remarks = {keys[code]: word for code, word in words.items()}
            surveying.answer_known(service, found, {"answers": answers, "remarks": remarks})
        if row.get("hand_in"):
            surveying.hand_in(service, self._found(row["unit"]), {})
