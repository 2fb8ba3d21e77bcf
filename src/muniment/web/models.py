"""The letters that Muniment sends: each is made once, and known to be sent or not."""

from typing import ClassVar

from django.db import models

from muniment.people.models import Person


class Letter(models.Model):
    """An e-mail to a person for a day. The row can be made once, so that nobody has the same letter twice.

    `claimed_at` is when a worker began to send it: one that died on the way leaves it to be sent again, under the same
    message number, by which mail servers know it. The words are made when it is sent, and not kept.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    day = models.DateField()
    made_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "day"], name="letter_once_a_day")]
        indexes: ClassVar = [models.Index(fields=["day", "sent_at"], name="letters_of_day")]

    def __str__(self) -> str:
        return f"{self.person}, {self.day:%-d %B %Y}"
