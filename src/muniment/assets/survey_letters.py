"""The letters of a survey: each brings the holder of a post a link, with which the service answers without signing in."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.core.mail import EmailMessage
from django.utils.translation import gettext as _
from django_tasks import task

from muniment import clock
from muniment.assets.surveys import SurveyCampaign, SurveyReturn
from muniment.jobs import work
from muniment.operations.site import site
from muniment.registers import owner_links
from muniment.registers.access import Actor
from muniment.registers.models import OwnerLink
from muniment.registers.services import Change, write

HOUSE = Actor.operator("the survey")
Return = SurveyReturn.State


def ask_for_letters(campaign: SurveyCampaign, actor: Actor) -> None:
    """Has a letter written to each service of a campaign that was not written to yet."""
    asked_by = actor.person.pk if actor.person else None
    title = _("Letters of the survey “%(campaign)s”") % {"campaign": campaign}
    work.ask(write_first, campaign.pk, asked_by=asked_by, title=title, address=f"/survey-campaigns/{campaign.pk}/")


@task()
def write_first(campaign: int) -> None:
    """The first letter to each service of a campaign that had none; asked again, it writes to nobody twice."""
    _send(list(_waiting().filter(campaign=campaign, letters=0).values_list("pk", flat=True)))


@task()
def chase() -> None:
    """A letter to each service that has not answered, and whose last letter is as old as its campaign says."""
    today = clock.today()
    due = [
        pk
        for pk, every, last in _waiting()
        .filter(campaign__chase_every__gt=0)
        .values_list("pk", "campaign__chase_every", "written_on")
        if last is None or last + timedelta(days=every) <= today
    ]
    _send(due)


def _told(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _waiting() -> Any:
    return (
        SurveyReturn.objects.everything()
        .filter(campaign__state=SurveyCampaign.State.RUNNING, campaign__withdrawn=False, post__isnull=False)
        .exclude(state=Return.HANDED_IN)
        .order_by("pk")
    )


def _send(returns: list[int]) -> None:
    for done, pk in enumerate(returns, 1):
        send_letter(pk)
        work.tell(done, len(returns))


def send_letter(pk: int) -> bool:
    """Writes to who holds the post of a return; False where nobody does. Who is killed between sending and noting it sends it again."""
    found = SurveyReturn.objects.everything().select_related("campaign", "campaign__owner", "unit", "post").get(pk=pk)
    holders = [person.email for person in found.post.holders()]
    if not holders:
        return False
    link = owner_links.make(HOUSE, found, found.post)
    letter(found, link, holders).send()
    values = {"letters": found.letters + 1, "written_on": clock.today()}
    write(HOUSE, [Change(found, values, "survey", _("A letter with a link"))])
    return True


def letter(found: SurveyReturn, link: OwnerLink, to: list[str]) -> EmailMessage:
    """The letter itself, in plain words."""
    campaign = found.campaign
    until = link.until.astimezone(clock.LONDON)
    subject = _("What does %(unit)s hold? Please answer by %(day)s") % {
        "unit": found.unit,
        "day": _told(campaign.closes_on),
    }
    if campaign.closes_on < clock.today():
        subject = _("Late: what does %(unit)s hold? Answers were due on %(day)s") % {
            "unit": found.unit, "day": _told(campaign.closes_on),
        }  # fmt: skip
    told = {"address": f"{site()}/link/{owner_links.token(link)}/", "until": _told(until)}
    text = [
        campaign.asks.strip(), "",
        *([_("Still wanted: %(what)s") % {"what": found.still_wanted}, ""] if found.still_wanted else []),
        _("List what your service holds here, without signing in, until %(until)s:") % told, told["address"], "",
        _("You can pass this on within your service; what is sent is kept as sent for the post %(post)s.") % {"post": found.post},
        _("Questions are for %(owner)s.") % {"owner": campaign.owner},
    ]  # fmt: skip
    if found.letters:
        text.append(
            _("This is reminder %(number)s. A new link holds; so does the old one until its day.")
            % {"number": found.letters}
        )
    number = f"<survey-{found.pk}-{found.letters + 1}@{urlsplit(site()).hostname}>"
    headers = {"Message-ID": number, "Auto-Submitted": "auto-generated"}
    answers_to = [person.email for person in campaign.owner.holders()]
    return EmailMessage(" ".join(subject.split()), "\n".join(text) + "\n", to=to, reply_to=answers_to, headers=headers)
