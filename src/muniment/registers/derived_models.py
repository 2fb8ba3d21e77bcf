"""The tables that follow from the records: written beside them, never history, and rebuilt from nothing."""

from typing import ClassVar

from django.db import models

from muniment.people.models import Person, Post, Unit


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


class Named(models.Model):
    """Who may know of which closed record: derived from the records by the write path, never history."""

    register = models.CharField(max_length=40)
    record = models.BigIntegerField()
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["register", "record", "person"], name="named_once_on_record")
        ]
        indexes: ClassVar = [models.Index(fields=["person", "register"], name="closed_records_of_person")]

    def __str__(self) -> str:
        return f"{self.person} for {self.register} {self.record}"


class Duty(models.Model):
    """Something that a record asks of somebody, derived from the records by the write path, never history.

    Asked of `post`, or, without one, of whoever may do `verb` in `unit`. *Late* is computed when it is read.
    """

    register = models.CharField(max_length=40)
    record = models.BigIntegerField()
    rule = models.CharField(max_length=40)
    verb = models.CharField(max_length=40)
    post = models.ForeignKey(Post, models.CASCADE, null=True, related_name="+")
    unit = models.ForeignKey(Unit, models.CASCADE, null=True, related_name="+")
    due = models.DateField(null=True)
    since = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["register", "record", "rule", "post"], name="duty_once_of_post"),
            models.UniqueConstraint(
                fields=["register", "record", "rule"], condition=models.Q(post=None), name="duty_once_of_verb"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["post", "due"], name="duties_of_post"),
            models.Index(fields=["unit", "verb", "due"], name="duties_by_verb"),
        ]

    def __str__(self) -> str:
        return f"{self.rule} of {self.register} {self.record}"


class SearchDocument(models.Model):
    """The text of a record, of a file attached to it, or of a comment on it: derived, never history.

    `item` is the key of the file or comment, 0 for the record itself. `head` and `words` are the tokens of title and body,
    which the index reads; `reference` is that of a record, without signs. `note` says why a file's text is not there.
    """

    register = models.CharField(max_length=40)
    record = models.BigIntegerField()
    kind = models.CharField(max_length=10)
    item = models.BigIntegerField(default=0)
    reference = models.CharField(max_length=100, blank=True)
    title = models.TextField()
    body = models.TextField(blank=True)
    head = models.TextField()
    words = models.TextField()
    note = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["register", "record", "kind", "item"], name="search_document_once")
        ]
        indexes: ClassVar = [models.Index(fields=["reference"], name="search_by_reference")]

    def __str__(self) -> str:
        return self.title
