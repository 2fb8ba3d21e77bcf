"""What kind of message it is, by its headers: a person's, one that a machine answered, or one that came back."""

import re
from collections.abc import Mapping, Sequence

from muniment.documents.mail.message import Kind

Headers = Mapping[str, Sequence[str]]  # by name in small letters, each in one line of characters

# A person may ask about undelivered letters, or the cost of service out of office hours: a subject has to be a machine's whole form.
_RETURNED = re.compile(
    r"(undeliverable:|undelivered mail returned|delivery status notification|mail delivery (failed|failure|subsystem)|"
    r"returned mail:|failure notice$|message not delivered$)",
    re.IGNORECASE,
)
_ANSWERED = re.compile(
    r"(automatic (reply|response)|auto[- ]?(reply|response)|out[- ]of[- ](the )?office( reply)?|abwesenheitsnotiz|"
    r"réponse automatique|read|not read)\s*(:|$)",
    re.IGNORECASE,
)
_BACK = frozenset({"mailer-daemon", "mail-daemon", "mailerdaemon"})


def judged(headers: Headers, sender: str, subject: str, report: str = "") -> tuple[Kind, str]:
    """The kind and its reason; `report` is the type of report that the message is built as."""
    return _bounce(sender, subject, report) or _automatic(headers, subject, report) or _returned(headers) or (
        Kind.PERSON,
        "Nothing says that a machine sent it.",
    )  # fmt: skip


def _bounce(sender: str, subject: str, report: str) -> tuple[Kind, str] | None:
    local = sender.partition("@")[0].lower()
    if report == "delivery-status":
        return Kind.BOUNCE, "It is a report that a message could not be delivered (multipart/report)."
    if local in _BACK:
        return Kind.BOUNCE, f"It was sent by {sender.partition('@')[0]}, which tells of messages that came back."
    if local == "postmaster" and _RETURNED.match(subject):
        return Kind.BOUNCE, "A postmaster says that a message could not be delivered."
    return None


def _automatic(headers: Headers, subject: str, report: str) -> tuple[Kind, str] | None:
    submitted = _first(headers, "auto-submitted").partition(";")[0].strip().lower()
    if report:
        return Kind.AUTOMATIC, f"It is a report of a mail programme ({report[:60]}), a receipt for instance."
    if submitted == "auto-generated":
        return Kind.AUTOMATIC, "A machine wrote it (Auto-Submitted: auto-generated). A web form may do so too."
    if submitted and submitted != "no":
        return Kind.AUTOMATIC, f"It says itself that a machine answered (Auto-Submitted: {submitted[:40]})."
    if _RETURNED.match(subject):
        return Kind.BOUNCE, "Its subject is that of a message that came back."
    if _ANSWERED.match(subject):
        return Kind.AUTOMATIC, "Its subject is that of an automatic reply."
    return _by_custom(headers)


def _by_custom(headers: Headers) -> tuple[Kind, str] | None:
    """By headers that no standard has, but mail programmes."""
    precedence = _first(headers, "precedence").lower()
    if precedence in {"bulk", "list", "junk", "auto_reply"}:
        return Kind.AUTOMATIC, f"It was sent to many, or by a machine (Precedence: {precedence})."
    for name in ("x-autoreply", "x-autorespond", "x-autoreply-from"):
        if _first(headers, name).lower() not in {"", "no"}:
            return Kind.AUTOMATIC, f"It says itself that a machine answered ({name.title()})."
    suppress = _first(headers, "x-auto-response-suppress")
    if suppress and suppress.lower() != "none":
        said = f"It asks for no automatic reply (X-Auto-Response-Suppress: {suppress[:40]}), as machines do."
        return Kind.AUTOMATIC, f"{said} A web form may do so too."
    return None


def _first(headers: Headers, name: str) -> str:
    return next(iter(headers.get(name, ())), "").strip()


def _returned(headers: Headers) -> tuple[Kind, str] | None:
    if _first(headers, "return-path").replace(" ", "") == "<>":
        return Kind.BOUNCE, "It has no address to return to (Return-Path: <>), as messages that came back have none."
    return None
