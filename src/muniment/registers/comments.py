"""Comments on records: whoever reads a record may say something about it; nobody edits what was said."""

from datetime import date
from typing import Any

from django.db import transaction

from muniment import clock
from muniment.registers import history, searching_index
from muniment.registers.access import Actor, may
from muniment.registers.errors import Invalid, Refused
from muniment.registers.models import Comment
from muniment.registers.record import register_of

SLUG = "comments"  # under which the history tells of them
LONGEST = 10_000


def add(actor: Actor, record: Any, text: str) -> Comment:
    """Says something about a record. Refused to who may not read it; Invalid when it is empty or too long."""
    register = register_of(type(record))
    if not register.comments:
        raise Refused(f"{register.title} are not commented upon.")
    if not (verdict := may(actor, "read", register, record)):
        raise Refused(verdict.reason)
    text = text.replace("\r\n", "\n").strip()
    for wrong, message in (
        (not text, "Write what you want to say."),
        (len(text) > LONGEST, f"Say it in at most {LONGEST:,} characters, or attach it as a file."),
        ("\0" in text, "There is a character in it that no text has."),
    ):
        if wrong:
            raise Invalid(message, {"text": [message]})
    comment = Comment(
        register=register.slug,
        record=record.pk,
        text=text,
        said_by=actor.name,
        person=actor.person,
        said_at=clock.now(),
    )
    with transaction.atomic():
        history.take_turn()
        comment.save()
        _tell(actor, comment, "comment", {}, history.snapshot(comment))
    return comment


def withdraw(actor: Actor, comment: Comment) -> None:
    """Takes one's own comment back: who reads the page sees that there was one, and what it said stays in the history."""
    if actor.person is None or comment.person_id != actor.person.pk:
        raise Refused("A comment is withdrawn by who wrote it, and by nobody else.")
    with transaction.atomic():
        history.take_turn()
        if Comment.objects.get(pk=comment.pk).withdrawn_at is not None:
            raise Invalid("This comment was withdrawn already.")
        comment.withdrawn_at = clock.now()
        comment.save(update_fields=["withdrawn_at"])
        after = {"withdrawn_at": history.plain(comment.withdrawn_at)}
        _tell(actor, comment, "withdraw_comment", {"withdrawn_at": None}, after)


def _tell(actor: Actor, comment: Comment, verb: str, before: history.Content, after: history.Content) -> None:
    entry = history.Entry(SLUG, comment.pk, verb, "", before, after)
    history.append(actor, [entry], comment.withdrawn_at or comment.said_at)
    if comment.withdrawn_at is None:
        searching_index.put_comment(comment)
    else:
        searching_index.forget_item(searching_index.COMMENT, comment.pk)


def of_record(slug: str, pk: int, as_at: date | None = None, most: int = 200) -> list[Comment]:
    """The comments on a record, the newest first: all, or those known at the end of a day, withdrawn ones as they stood then."""
    rows = Comment.objects.filter(register=slug, record=pk).order_by("-said_at", "-pk")
    if as_at is None:
        return list(rows[:most])
    end = clock.end_of(as_at)
    found = list(rows.filter(said_at__lt=end)[:most])
    for comment in found:
        if comment.withdrawn_at is not None and comment.withdrawn_at >= end:
            comment.withdrawn_at = None
    return found
