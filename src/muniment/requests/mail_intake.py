"""An e-mail taken in: kept between two pages, told from those that are here, made a case with all that hangs on it."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from muniment.documents.mail import Attachment, Kind, Message
from muniment.documents.mail.apart import read_apart
from muniment.documents.paper import Unreadable
from muniment.people.models import Person
from muniment.people.standing import standing_of
from muniment.registers import evidence, history, scanning
from muniment.registers.access import Actor
from muniment.registers.errors import Invalid
from muniment.registers.record import register_of
from muniment.registers.register import Register
from muniment.registers.services import Change, write
from muniment.requests.asked import Channel
from muniment.requests.complaints import Complaint
from muniment.requests.mails import MailTaken
from muniment.requests.requests import InformationRequest
from muniment.requests.rights import RightsRequest

SALT = "muniment.requests.mail"
HOURS = 20  # a kept file that no row names is swept after a day
SHARED = ("subject", "text", "received_on", "requester", "requester_contact", "owner", "unit")
FIELDS: Mapping[str, tuple[str, ...]] = {
    "requests": (*SHARED, "law"),
    "rights-requests": (*SHARED, "right", "data_subject"),
    "complaints": SHARED,
}


@dataclass(frozen=True, slots=True)
class Mail:
    """An e-mail that was sent here: its file and what was understood of it."""

    name: str
    sha256: str
    content: bytes
    message: Message

    @property
    def message_id(self) -> str:
        """The digest of its Message-ID; "" where it has none."""
        told = self.message.message_id
        return hashlib.sha256(told.encode()).hexdigest() if told else ""

    @property
    def attachments(self) -> list[tuple[int, Attachment]]:
        """What may be kept beside the e-mail itself, each with its number."""
        return [(at, each) for at, each in enumerate(self.message.attachments) if each.content]


def registers_for(person: Person) -> list[Register]:
    """The registers in which this person may both create a case and attach files to it."""
    roles = standing_of(person).roles.keys()
    found = [register_of(each) for each in (InformationRequest, RightsRequest, Complaint)]
    return [each for each in found if each.access.roles_for("create") & each.access.roles_for("attach") & roles]


def keep(person: Person, name: str, content: bytes) -> tuple[str, Mail]:
    """Keeps the file, and returns what names it to the next page. Invalid where it is no e-mail, or the scanner refuses it."""
    name = evidence.clean_name(name)
    message = _read(name, content)
    scanning.scan(content)
    sha256 = evidence.keep(content)
    # It may have lain there for long: the day after which it is swept begins now.
    evidence.path_of(sha256).touch()
    token = signing.dumps({"sha256": sha256, "name": name, "person": person.pk}, salt=SALT, compress=True)
    return token, Mail(name, sha256, content, message)


def kept(person: Person, token: str) -> Mail:
    """The file that this person sent before. What the browser says of it is believed by its signature only."""
    lost = _("The e-mail was not kept so long, or it was not sent by you: choose it again.")
    try:
        told = signing.loads(token, salt=SALT, max_age=HOURS * 3600)
        place = evidence.path_of(told["sha256"])
        content = place.read_bytes() if told["person"] == person.pk else b""
    except (signing.BadSignature, OSError, KeyError, TypeError) as error:
        raise Invalid(lost, {"file": [lost]}) from error
    if not content:
        raise Invalid(lost, {"file": [lost]})
    return Mail(told["name"], told["sha256"], content, _read(told["name"], content))


def _read(name: str, content: bytes) -> Message:
    try:
        return read_apart(name, content)
    except Unreadable as error:
        raise Invalid(str(error), {"file": [str(error)]}) from error


def taken_before(person: Person | None, mail: Mail) -> list[tuple[Register, Any]]:
    """The cases that were made of this message before, of those that the person may see."""
    same = Q(sha256=mail.sha256) | (Q(message_id=mail.message_id) if mail.message_id else Q(pk__in=[]))
    rows = list(MailTaken.objects.filter(same).order_by("pk").values_list("register", "record")[:100])
    found = []
    for register in [register_of(each) for each in (InformationRequest, RightsRequest, Complaint)]:
        if wanted := [record for slug, record in rows if slug == register.slug]:
            model: Any = register.model
            seen = model.objects.visible_to(person) if person else model.objects.all()
            found += [(register, each) for each in seen.filter(pk__in=wanted).order_by("pk")]
    return found


def take_in(
    actor: Actor, register: Register, mail: Mail, values: Mapping[str, Any], attachments: Sequence[int], *,
    anyway: bool = False,
) -> Any:  # fmt: skip
    """Makes a case of an e-mail, with the e-mail itself and the chosen attachments as evidence; all or nothing.

    `anyway` takes in what a machine sent, and what was taken in before. Refused without the right to create or attach there.
    """
    if mail.message.kind is not Kind.PERSON and not anyway:
        raise Invalid(mail.message.kind_reason)
    with transaction.atomic():
        history.take_turn()  # of two who take in the same message at once, the second is told of the first
        if not anyway and (before := taken_before(actor.person, mail)):
            raise Invalid(_("This message was taken in before, as %(case)s.") % {"case": before[0][1].reference()})
        case = register.model(channel=Channel.EMAIL)
        told = {name: values[name] for name in FIELDS[register.slug] if name in values}
        write(actor, [Change(case, told, "create")])
        by_number = dict(mail.attachments)
        for number in attachments:
            if number in by_number:
                evidence.attach(actor, case, by_number[number].name, by_number[number].content)
        evidence.attach(actor, case, mail.name, mail.content)
        MailTaken.objects.create(register=register.slug, record=case.pk, sha256=mail.sha256, message_id=mail.message_id)
    return case
