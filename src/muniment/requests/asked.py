"""What every case of `requests` shares, whatever the law: who asked, who handles it, where it stands, what the requester was told."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from muniment import clock
from muniment.casework.cases import Case, CaseReadings, ClockState, day_of, standing
from muniment.people.models import Post
from muniment.registers.record import Record
from muniment.registers.register import Asked, Deadline, Flag, Moment, Words


class State(models.TextChoices):
    """Where the work stands. Whether it is late, and what the requester was told, are two other things."""

    NEW = "new_in", _("New")
    OPEN = "being_answered", _("Being answered")
    ANSWERED = "has_answer", _("Answered")
    CLOSED = "ended_without", _("Ended without an answer")


class Channel(models.TextChoices):
    """How it came."""

    EMAIL = "email", _("E-mail")
    FORM = "web_form", _("Web form")
    LETTER = "letter", _("Letter")
    PORTAL = "public_site", _("A public request site")
    SPOKEN = "spoken", _("Spoken")
    OTHER = "other", _("Another way")


class Told(models.TextChoices):
    """What the requester was told last."""

    NOTHING = "nothing", _("Nothing yet")
    RECEIVED = "we_have_it", _("That we have it")
    QUESTION = "a_question", _("That we need something from them")
    LONGER = "takes_longer", _("That it takes longer")
    PROGRESS = "how_far", _("How far it is")
    ANSWER = "the_answer", _("The answer")
    ENDED = "it_ended", _("That it ended")


OPEN = frozenset({State.NEW, State.OPEN})
# As an index says it, word for word and in this order: else SQLite does not see that the index of what is open has all of it.
IS_OPEN = Q(state=State.NEW.value) | Q(state=State.OPEN.value)


class AskedReadings(CaseReadings):
    """What such a case and its past say of themselves. `letter` begins its number, which the requester is given."""

    letter: ClassVar[str]

    def __str__(self) -> str:
        return f"{self.reference()} {self.subject}"  # type: ignore[attr-defined]

    def reference(self) -> str:
        """The number: of one sequence for each register, with gaps."""
        number = getattr(self, "record_id", None) or self.pk  # type: ignore[attr-defined]
        return f"{self.letter}-{number}" if number else self.letter


class AskedCase(Case, Record):
    """Somebody asks for something that a law gives them. `answers` and `ends` are the outcomes with an answer and without one."""

    answers: ClassVar[tuple[str, ...]] = ()
    ends: ClassVar[tuple[str, ...]] = ()
    open_case_states: ClassVar[frozenset[str]] = OPEN
    said_with_answer: ClassVar[frozenset[str]] = frozenset()  # fields that the answer brings besides its outcome
    subject = models.CharField(
        _("subject"), max_length=200, help_text=_("In a few words, without the requester’s name.")
    )
    text = models.TextField(
        _("what is asked"), help_text=_("As it was written; of what was spoken, the words that were noted.")
    )
    channel = models.CharField(_("how it came"), max_length=20, choices=Channel.choices, default=Channel.EMAIL)
    requester = models.CharField(
        _("requester"),
        max_length=200,
        blank=True,
        help_text=_("Who runs requests sees it; services that are asked do not."),
    )
    requester_contact = models.CharField(_("where to answer"), max_length=300, blank=True)
    owner = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, verbose_name=_("who handles it"), related_name="+"
    )
    elsewhere = models.CharField(
        _("number elsewhere"),
        max_length=60,
        blank=True,
        help_text=_("The number it has in another system, if it has one."),
    )
    state = models.CharField(_("state"), max_length=20, choices=State.choices, default=State.NEW, editable=False)
    told = models.CharField(
        _("what the requester was told last"), max_length=20, choices=Told.choices, default=Told.NOTHING, editable=False
    )
    decided_by = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, verbose_name=_("who decided"), related_name="+", editable=False
    )

    class Meta:
        abstract = True

    def answerable_posts(self) -> frozenset[int]:
        return frozenset({self.owner_id} if self.owner_id else ())


def late(moment: Moment) -> Q:
    """Still open after its due date. Late is judged by a day; a request that waits for its requester has no date, and is not late."""
    return IS_OPEN & Q(due_on__lt=moment.late_on) & ~Q(clock_state=ClockState.ENDED)


def near(moment: Moment) -> Q:
    """Due within seven days by the safe date, and not late."""
    until = moment.late_on + timedelta(days=7)
    return IS_OPEN & Q(due_on__gte=moment.late_on, safe_on__lte=until) & ~Q(clock_state=ClockState.ENDED)


def without_date(_moment: Moment) -> Q:
    """Open, and the law or the table of holidays gives no day, though nothing is awaited."""
    return IS_OPEN & Q(due_on=None) & ~Q(clock_state=ClockState.WAITING)


def waiting(_moment: Moment) -> Q:
    return IS_OPEN & Q(clock_state=ClockState.WAITING)


def to_answer(requests: Sequence[Any]) -> list[Asked]:
    """Whoever handles it answers by the safe date; where nobody does, whoever may."""
    return [
        Asked(each, each.owner_id, each.safe_on)
        for each in requests
        if each.state in OPEN and each.clock_state != ClockState.WAITING
    ]


def to_follow(requests: Sequence[Any]) -> list[Asked]:
    """What waits for its requester for two months is looked at again: practice is to close it, and keep it open to an answer."""
    waits = [each for each in requests if each.state in OPEN and each.clock_state == ClockState.WAITING]
    return [Asked(each, each.owner_id, clock.add_months(_asked_since(each), 2)) for each in waits]


def _asked_since(case: Any) -> date:
    """The day of the last question to the requester."""
    return max(day_of(told) for _at, told in standing(case.events) if told["name"].endswith(("-asked", "-notice")))


def case_deadlines(due: Words) -> tuple[Deadline, ...]:
    """The days of a case that is open: the one that counts, in words what is due then, and the one to work to where it is another."""
    runs = Q(state__in=OPEN) & ~Q(clock_state=ClockState.ENDED)
    earlier = runs & ~Q(safe_on=F("due_on"))
    return Deadline("due_day", due, "due_on", runs), Deadline("work_day", _("Work to"), "safe_on", earlier, safe=True)


def case_flags() -> tuple[Flag, ...]:
    """The chips that every register of such cases has, each the same question."""
    return (
        Flag("late", "Late", late, "Open, and its due date has gone by."),
        Flag("near", "Due within a week", near, "Open, and to be worked to a day of the next seven."),
        Flag(
            "waiting",
            "Waits for the requester",
            waiting,
            "Open, and something is awaited from the requester: the law gives no date meanwhile.",
        ),
        Flag(
            "dateless",
            "Without a date",
            without_date,
            "Open, nothing is awaited, and no date can be told: the holidays are not loaded, or more time was taken without a day.",
        ),
        Flag("nobody", "Nobody handles it", lambda _m: IS_OPEN & Q(owner=None), "Open, and no post handles it."),
        Flag(
            "unacknowledged", "Not acknowledged", lambda _m: Q(state=State.NEW), "Its requester was told nothing yet."
        ),
        Flag(
            "timely",
            "Answered in time",
            lambda _m: Q(in_time=True),
            "Answered by the due date; or while something was awaited from the requester, and nothing was owed.",
        ),
        Flag("answered_late", "Answered late", lambda _m: Q(in_time=False), "Answered after the due date."),
    )


def orders(name: str, *others: str) -> list[models.Index]:
    """The indexes that a large register of such cases needs, with names that begin so."""
    kinds = ("received_on", "due_on", "ended_on", "state", *others)
    return [
        models.Index(fields=["received_on", "id"], condition=IS_OPEN, name=f"{name}_open"),
        *(
            models.Index(
                fields=[*([each, "received_on"] if each in {"state", *others} else [each]), "id"],
                name=f"{name}_{each}"[:30],
            )
            for each in kinds
        ),
    ]


def open_then(name: str) -> list[models.Index]:
    """The index of what was open in the past of such a register."""
    return [models.Index(fields=["received_on", "record_id"], condition=IS_OPEN, name=f"past_{name}_open")]
