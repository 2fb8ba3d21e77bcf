"""The tables that serve every register: the history and its chain, what is derived from records, and what hangs on them."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from muniment import clock
from muniment.people.models import Person, Post
from muniment.registers.derived_models import Answerable, Duty, Named, SearchDocument

__all__ = [
    "Answer",
    "Answerable",
    "Comment",
    "Duty",
    "Evidence",
    "History",
    "HistoryHead",
    "HistoryPayload",
    "Link",
    "Named",
    "OwnerLink",
    "Reading",
    "SavedView",
    "SearchDocument",
    "TableImport",
    "TableImportLine",
    "Token",
]


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
            # The audit log reads all of it, the newest first, by one of these.
            models.Index(fields=["register", "number"], name="history_by_register"),
            models.Index(fields=["verb", "number"], name="history_by_verb"),
            models.Index(fields=["person", "number"], name="history_by_person"),
            models.Index(fields=["at", "number"], name="history_by_day"),
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


class OwnerLink(models.Model):
    """A link that was made for the holder of a post to update one record: by whom, until when, and whether it was ended before."""

    register = models.CharField(max_length=40)
    record = models.BigIntegerField()
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    made_by = models.CharField(max_length=300)
    made_at = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["register", "record"], name="owner_links_of_record")]

    def __str__(self) -> str:
        return f"link of {self.post} for {self.register} {self.record}"

    @property
    def works(self) -> bool:
        """Whether it still opens something, as far as its time goes."""
        return self.ended_at is None and clock.now() < self.until


class Link(models.Model):
    """A named relation from one record to another, of whatever register: an action *treats* a risk.

    One that is taken away stays, with the instant, so that a page as at a day before it shows it.
    """

    relation = models.CharField(max_length=40)
    from_register = models.CharField(max_length=40)
    from_record = models.BigIntegerField()
    to_register = models.CharField(max_length=40)
    to_record = models.BigIntegerField()
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["relation", "from_register", "from_record", "to_register", "to_record"],
                condition=models.Q(removed_at=None),
                name="link_once",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["from_register", "from_record"], name="links_from_record"),
            # Whole, so that a hundred thousand records are asked for what they lack without a look at the links themselves.
            models.Index(
                fields=["to_register", "to_record", "relation", "from_register", "removed_at"], name="links_to_record"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_register} {self.from_record} {self.relation} {self.to_register} {self.to_record}"


class Reading(models.Model):
    """That somebody opened a record that only named people may know of. Never changed."""

    register = models.CharField(max_length=40)
    record = models.BigIntegerField()
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["register", "record"], name="readings_of_record")]

    def __str__(self) -> str:
        return f"{self.person} read {self.register} {self.record}"


class Comment(models.Model):
    """What somebody said about a record, beside its fields; its author may withdraw it, and then it is shown as withdrawn."""

    register = models.CharField(max_length=40)
    record = models.BigIntegerField()
    text = models.TextField()
    said_by = models.CharField(max_length=300)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    said_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["register", "record"], name="comments_on_record")]

    def __str__(self) -> str:
        return self.text[:60]


class SavedView(models.Model):
    """A state of a list under a name: its owner's own, or shared with everybody, who see in it what they may see."""

    register = models.CharField(max_length=40)
    name = models.CharField(max_length=100)
    query = models.TextField(blank=True)
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    shared = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["register", "person", "name"], name="saved_view_name_once_for_person")
        ]

    def __str__(self) -> str:
        return self.name


class TableImport(models.Model):
    """A table that somebody reads into a register: its file, how its columns map, and what came of it. Without a person it is an operator's."""

    class State(models.TextChoices):
        COMPARING = "comparing", _("Being compared")
        PREVIEWED = "previewed", _("To be looked at")
        WAITING = "waiting", _("Waiting for its turn")
        APPLYING = "applying", _("Being applied")
        APPLIED = "applied", _("Applied")
        FAILED = "failed", _("Failed: nothing was written")
        UNDONE = "undone", _("Undone")

    register = models.CharField(max_length=40)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    file_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    table = models.PositiveIntegerField(default=0)
    mapping = models.JSONField(default=dict)
    state = models.CharField(max_length=20, choices=State.choices, default=State.PREVIEWED)
    batch = models.CharField(max_length=40, unique=True)
    made_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)
    result = models.JSONField(default=dict)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.file_name


class TableImportLine(models.Model):
    """What the comparison of a long table said of one of its rows, until it is applied or put away."""

    of = models.ForeignKey(TableImport, models.CASCADE, related_name="lines")
    number = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=10)
    told = models.JSONField()

    class Meta:
        ordering: ClassVar = ["number"]
        indexes: ClassVar = [models.Index(fields=["of", "kind", "number"], name="import_lines_by_kind")]

    def __str__(self) -> str:
        return f"{self.of}, {self.number}"


class Token(models.Model):
    """A key with which a programme acts as a person, or a calendar reads a person's duties. Only its digest is kept."""

    class Purpose(models.TextChoices):
        API = "api", _("the interface for programmes")
        CALENDAR = "calendar", _("a calendar")

    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    person = models.ForeignKey(Person, models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    made_at = models.DateTimeField()
    expires_on = models.DateField(null=True)
    used_on = models.DateField(null=True)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class Answer(models.Model):
    """What the interface answered to a write with a key of its own, so that the same write again has the same answer."""

    token = models.ForeignKey(Token, models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    request = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    body = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["token", "key"], name="answer_once_for_key")]

    def __str__(self) -> str:
        return self.key
