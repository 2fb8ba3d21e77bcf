"""The digest of a person's duties: one e-mail a day at most, in plain words, the most urgent things first."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.core.mail import EmailMessage
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_tasks import task

from muniment import clock
from muniment.operations.site import site
from muniment.organisation import preferences
from muniment.people.models import Digest, Holding, Person
from muniment.registers.my_duties import Shown, duties_of
from muniment.web.escalation import escalated_to
from muniment.web.models import Letter

FIRST = 3
SECTION = 12
MONDAY, FRIDAY = 0, 4
# Who takes longer to hand a letter to the mail server has died on the way.
ON_THE_WAY = timedelta(minutes=10)


@dataclass(frozen=True)
class Words:
    """What a digest says: the sections are disjoint, but for `first`, which repeats the most urgent."""

    person: Person
    first: list[Shown] = field(default_factory=list)
    late: list[Shown] = field(default_factory=list)
    soon: list[Shown] = field(default_factory=list)
    waiting: list[Shown] = field(default_factory=list)
    escalated: list[Shown] = field(default_factory=list)
    asked: list[Shown] = field(default_factory=list)

    @property
    def worth_sending(self) -> bool:
        """What only waits for others, or has no date, is no reason to write."""
        return bool(self.late or self.soon or self.escalated or self.asked)

    @property
    def subject(self) -> str:
        parts = []
        if self.late:
            parts.append(ngettext("%(n)s late", "%(n)s late", len(self.late)) % {"n": len(self.late)})
        if self.soon:
            parts.append(_("%(n)s due soon") % {"n": len(self.soon)})
        if self.asked:
            parts.append(_("%(n)s waiting for you") % {"n": len(self.asked)})
        if self.escalated:
            parts.append(_("%(n)s late with your posts") % {"n": len(self.escalated)})
        return _("Your duties: %(what)s") % {"what": ", ".join(parts)}


def words_for(person: Person) -> Words:
    """What this person's digest says today."""
    today = clock.today()
    duties = duties_of(person)
    chosen = preferences.everything()
    until = today + timedelta(days=chosen["reminder_days"])
    soon = [each for each in (*duties.week, *duties.later) if each.due is not None and each.due <= until]
    # Asked of whoever may do it rather than of a post, and without a date: a verification, a decision.
    asked = [each for each in duties.undated if each.duty.post_id is None]
    escalated = escalated_to(person, chosen["escalation_days"])
    first = [*duties.late, *soon, *asked][:FIRST]
    return Words(person, first, duties.late, soon, duties.waiting, escalated, asked)


def letter_to(person: Person, number: str) -> EmailMessage | None:
    """The letter, or None when there is nothing to write. `number` is its message number, the same when it is sent again."""
    words = words_for(person)
    if not words.worth_sending:
        return None
    headers = {"Message-ID": number, "Auto-Submitted": "auto-generated"}
    return EmailMessage(words.subject, body_of(words, site()), to=[person.email], headers=headers)


def body_of(words: Words, origin: str) -> str:
    """The text of a digest: plain words and addresses, so that every mail programme shows it."""
    text = [_("Dear %(name)s,") % {"name": words.person.name}, ""]
    sections = (
        (_("The most urgent first:"), words.first, "step_address"),
        (_("Late:"), words.late, "address"),
        (_("Due soon:"), words.soon, "address"),
        (_("Waiting for you, without a date:"), words.asked, "step_address"),
        (_("Late with posts that report to you:"), words.escalated, "address"),
        (_("You wait for others:"), words.waiting, "address"),
    )
    for heading, rows, where in sections:
        if rows:
            text += [heading, *(_line(each, origin + getattr(each, where)) for each in rows[:SECTION])]
            text += [_("- and %(n)s more") % {"n": len(rows) - SECTION}] if len(rows) > SECTION else []
            text.append("")
    text += [_("All of it: %(address)s") % {"address": f"{origin}/"}]
    text += [_("How often this comes: %(address)s") % {"address": f"{origin}/me/"}]
    return "\n".join(text) + "\n"


def _line(each: Shown, address: str) -> str:
    about = " ".join(f"{each.label}: {each.about}".split())
    if each.late:
        about += " (" + ngettext("%(n)s day late", "%(n)s days late", each.late) % {"n": each.late} + ")"
    elif each.due:
        about += " (" + _("due %(day)s") % {"day": f"{each.due.day} {each.due:%B %Y}"} + ")"
    return f"- {about}\n  {address}"


def who_wants_one(day: date) -> "list[int]":
    """The people who may sign in and want a digest on this day. Whoever has not chosen has it daily; nobody at a weekend."""
    if day.weekday() > FRIDAY:
        return []
    wanted = Q(digest=None) | Q(digest__often=Digest.Often.DAILY)
    if day.weekday() == MONDAY:
        wanted |= Q(digest__often=Digest.Often.WEEKLY)
    people = Person.objects.filter(wanted, is_active=True, holdings__in=_held(day)) | Person.objects.filter(
        wanted, is_active=True, delegations__start__lte=day, delegations__end__gte=day
    )
    return list(people.order_by("pk").values_list("pk", flat=True).distinct())


def _held(day: date) -> Any:
    return Holding.objects.held_on(day).values("pk")


@task()
def write_digests() -> None:
    """From the council's hour on makes the day's letters, one for each person who wants one, and asks for each to be sent.

    Asked again, it makes none twice, and asks again only for what was not sent: because its worker died on the way, say.
    """
    day, now = clock.today(), clock.now()
    if now.astimezone(clock.LONDON).hour < preferences.value_of("digest_hour"):
        return
    letters = [Letter(person_id=pk, day=day, made_at=now) for pk in who_wants_one(day)]
    Letter.objects.bulk_create(letters, batch_size=500, ignore_conflicts=True)
    free = Q(claimed_at=None) | Q(claimed_at__lt=now - ON_THE_WAY)
    for pk in Letter.objects.filter(free, day=day, sent_at=None).order_by("pk").values_list("pk", flat=True):
        send_letter.enqueue(pk)


@task()
def send_letter(pk: int) -> None:
    """Sends one letter, unless it is sent or another worker is at it. What fails is tried again by the queue."""
    now = clock.now()
    free = Q(claimed_at=None) | Q(claimed_at__lt=now - ON_THE_WAY)
    if not Letter.objects.filter(free, pk=pk, sent_at=None).update(claimed_at=now):
        return
    letter = Letter.objects.select_related("person").get(pk=pk)
    message = letter_to(letter.person, number_of(letter))
    try:
        if message is not None:
            message.send()
    except Exception:
        Letter.objects.filter(pk=pk).update(claimed_at=None)
        raise
    Letter.objects.filter(pk=pk).update(sent_at=clock.now())


def number_of(letter: Letter) -> str:
    """The message number of a letter: always the same, so that a mail server which has it already knows it again."""
    domain = urlsplit(site()).hostname
    return f"<digest-{letter.pk}-{letter.day:%Y%m%d}@{domain}>"
