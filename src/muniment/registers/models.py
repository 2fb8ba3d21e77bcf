"""The tables that serve every register: the history and its chain, who answers for what, evidence."""

from typing import ClassVar

from django.db import models

from muniment.people.models import Person, Post


class History(models.Model):
    """One change: who, when, what, why. Append-only and chained; its content stands apart, so that it can be erased by law.

    `content` is the digest of the salted content, `digest` that of this row and of the one before it.
    """

    number = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField()
    register = models.CharField(max_length=40)
    record = models.BigIntegerField()
    verb = models.CharField(max_length=40)
    actor = models.CharField(max_length=300)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    via = models.CharField(max_length=20)
    why = models.TextField(blank=True)
    batch = models.CharField(max_length=40, blank=True)
    content = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["register", "record", "number"], name="history_of_record"),
            models.Index(fields=["batch"], name="history_of_batch"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.verb} {self.register} {self.record}"


class HistoryPayload(models.Model):
    """What a change changed: the fields before and after, with the salt of their digest."""

    history = models.OneToOneField(History, models.PROTECT, primary_key=True, related_name="payload")
    before = models.JSONField()
    after = models.JSONField()
    salt = models.CharField(max_length=32)

    def __str__(self) -> str:
        return f"content of {self.history_id}"


class HistoryHead(models.Model):
    """The one row that says where the chain ends; locked first in every write."""

    number = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"head at {self.number}"


class Answerable(models.Model):
    """Which posts answer for which record: derived from the records by the write path, never history."""

    register = models.CharField(max_length=40)
    record = models.BigIntegerField()
    post = models.ForeignKey(Post, models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["register", "record", "post"], name="post_answers_once_for_record")
        ]
        indexes: ClassVar = [models.Index(fields=["post", "register"], name="records_of_post")]

    def __str__(self) -> str:
        return f"{self.post} for {self.register} {self.record}"


class Evidence(models.Model):
    """A file attached to a record, addressed by the digest of its content."""

    register = models.CharField(max_length=40)
    record = models.BigIntegerField()
    name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    content_type = models.CharField(max_length=100)
    added_by = models.CharField(max_length=300)
    added_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["register", "record"], name="evidence_of_record")]

    def __str__(self) -> str:
        return self.name
