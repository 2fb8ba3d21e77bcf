"""What is kept of offers that were shown: a day, how many of each kind, what came of it. No text, no person, no address.

One visit of the form is one row, whatever is reloaded, gone back to or pressed twice: the row is known by the digest of what that form was
given, and what came of it only moves on: nothing said, said that it answers, sent all the same.
"""

import hashlib
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.db import models, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from muniment import clock
from muniment.requests.requests import InformationRequest

LOOKS = 10  # for each request that may be sent in an hour


class Offering(models.Model):
    """Offers that were shown to somebody before they asked."""

    class Outcome(models.TextChoices):
        NOTHING = "nothing_said", _("Said nothing")
        ANSWERED = "said_answered", _("Said that it answers")
        SENT = "sent_anyway", _("Sent the request all the same")

    visit = models.CharField(max_length=64, unique=True)
    day = models.DateField()
    offered = models.JSONField(default=dict)
    outcome = models.CharField(max_length=20, choices=Outcome.choices, default=Outcome.NOTHING)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["day", "outcome"], name="offering_by_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.outcome}"


class AskedOnce(models.Model):
    """The same form sent twice is one request: what was sent is known again by a keyed digest of it."""

    sent = models.CharField(max_length=64, unique=True)
    request = models.ForeignKey(InformationRequest, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return str(self.request_id)


class AskedHour(models.Model):
    """How much the public's form was used in an hour, whoever used it."""

    hour = models.DateTimeField(unique=True)
    looked = models.PositiveIntegerField(default=0)
    sent = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.hour}"


Outcome = Offering.Outcome


def visit_of(nonce: str) -> str:
    """What a visit is known by here; the form's own secret is not kept."""
    return hashlib.sha256(nonce.encode()).hexdigest()


def shown(nonce: str, offered: dict[str, int]) -> None:
    """Counts that offers were shown at a visit; once, whatever is reloaded."""
    Offering.objects.get_or_create(visit=visit_of(nonce), defaults={"day": clock.today(), "offered": offered})


def said_answered(nonce: str) -> None:
    """Somebody said that an offer answers them; one who sent the request before has not been answered."""
    rows = Offering.objects.filter(visit=visit_of(nonce), outcome=Outcome.NOTHING)
    rows.update(outcome=Outcome.ANSWERED)


def sent_anyway(nonce: str) -> None:
    """They sent the request: whatever they said before, it was not enough."""
    Offering.objects.filter(visit=visit_of(nonce)).update(outcome=Outcome.SENT)


def hour_of(now: datetime) -> datetime:
    return now.replace(minute=0, second=0, microsecond=0)


def take(what: str, limit: int) -> bool:
    """Takes one of what may be done in this hour, `looked` or `sent`; False where no more is left. Two at once never take the same."""
    hour = hour_of(clock.now())
    most = limit * LOOKS if what == "looked" else limit
    with transaction.atomic():
        AskedHour.objects.get_or_create(hour=hour)
        rows: Any = AskedHour.objects.filter(hour=hour, **{f"{what}__lt": most})
        taken: int = rows.update(**{what: F(what) + 1})
    if taken and what == "sent":
        AskedHour.objects.filter(hour__lt=hour - timedelta(days=2)).delete()
    return bool(taken)
