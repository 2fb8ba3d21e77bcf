"""Evidence: files attached to records, kept outside the web root and addressed by the digest of their content."""

import hashlib
import os
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from muniment import clock
from muniment.registers import file_kinds, history, scanning
from muniment.registers.access import Actor, may
from muniment.registers.errors import Invalid, Refused
from muniment.registers.models import Evidence
from muniment.registers.record import register_of
from muniment.registers.searching_index import put_file

MEGABYTE = 1024 * 1024
LARGEST: int = settings.LARGEST_FILE


def keep(content: bytes) -> str:
    """Writes content where its digest says, whole or not at all, and returns the digest."""
    digest = hashlib.sha256(content).hexdigest()
    place = path_of(digest)
    if not place.exists():
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=place.parent)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(place)
    return digest


def path_of(digest: str) -> Path:
    return Path(settings.DATA.files) / digest[:2] / digest


def attach(actor: Actor, record: Any, name: str, content: bytes) -> Evidence:
    """Attaches a file to a record, as what its content is.

    Refused without the right to attach there; Invalid when it is empty, too large, or when the scanner refuses it.
    """
    register = register_of(type(record))
    if not (verdict := may(actor, "attach", register, record)):
        raise Refused(verdict.reason)
    if not content:
        raise Invalid("The file is empty.", {"file": ["The file is empty."]})
    if len(content) > LARGEST:
        raise _too_large()
    scanning.scan(content)
    name = clean_name(name)
    at = clock.now()
    digest = keep(content)
    with transaction.atomic():
        row = Evidence.objects.create(
            register=register.slug, record=record.pk, name=name, sha256=digest, size=len(content),
            content_type=file_kinds.kind_of(content), added_by=actor.name, added_at=at,
        )  # fmt: skip
        entry = history.Entry("evidence", row.pk, "attach", "", {}, history.snapshot(row), verdict.acting)
        history.append(actor, [entry], at)
        put_file(row)
    return row


def _too_large() -> Invalid:
    message = f"The file is larger than {largest()}."
    return Invalid(message, {"file": [message]})


def largest() -> str:
    """The largest file in words: "25 MB"."""
    return f"{LARGEST / MEGABYTE:g} MB"


def content_of(uploaded: Any) -> bytes:
    """The content of an upload, which is not read when it says itself that it is too large."""
    if uploaded is None:
        raise Invalid("Choose a file to attach.", {"file": ["Choose a file to attach."]})
    if uploaded.size > LARGEST:
        raise _too_large()
    return bytes(uploaded.read())


def clean_name(name: str) -> str:
    """The last part of a file's name, without what could steer a header, a path or the direction of reading."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(letter for letter in last if letter.isprintable() and letter not in '"<>|:*?')
    return kept.strip(". ")[-200:].strip(". ") or "file"


def of_record(slug: str, pk: int, as_at: date | None = None) -> list[Evidence]:
    """The files of a record, the newest first: all, or those that were there at the end of a day."""
    rows = Evidence.objects.filter(register=slug, record=pk).order_by("-added_at", "-pk")
    return list(rows.filter(added_at__lt=clock.end_of(as_at)) if as_at else rows)
