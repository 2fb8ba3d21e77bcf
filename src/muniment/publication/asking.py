"""What stands behind the public's form: a token that lapses, offers before a question is sent, and the request that is made of it.

Why a token, and no cookie: a forged request is a danger where a browser carries somebody's rights. Here it carries none: nobody is signed
in, and whatever another site makes a browser send, its owner could send from their own machine. What the form needs is other: that a page
which lay open for days is not sent, that a reload or a double press is one act, and that a programme has at least to fetch the form. For that
a signed token with the time of its making is enough, and it works where cookies are refused. It is bound to nobody and tells of nobody.

Nothing of a question is kept before it is sent: the text stands in the page that goes back to the browser, and nowhere else.
"""

import hmac
import secrets
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.utils.translation import gettext as _

from muniment import clock
from muniment.organisation import preferences
from muniment.people.models import Body, Unit
from muniment.publication import offerings
from muniment.publication.disclosure_log_names import found_in
from muniment.publication.offerings import AskedOnce
from muniment.registers import history
from muniment.registers.access import Actor
from muniment.registers.cells import clean
from muniment.registers.errors import Invalid
from muniment.registers.services import Change, write
from muniment.requests.asked import Channel
from muniment.requests.requests import InformationRequest

FORM, RECEIPT = "muniment.publication.asking", "muniment.publication.receipt"
HOURS, RECEIPT_HOURS = 4, 24
LONGEST = 10_000  # letters of a question
SUBJECT = 120
ACTOR = "the public’s form"


def is_open() -> bool:
    """Whether the council has switched the form on, and there is a unit that receives what is sent."""
    return bool(preferences.value_of("public_form") == "on") and receiving_unit() is not None


def receiving_unit() -> Unit | None:
    """The council's own first unit: those who run requests for all of it see what comes in, and move it where it belongs."""
    council = Body.objects.filter(owned_by=None).order_by("pk").first()
    return Unit.objects.filter(body=council, parent=None).order_by("pk").first() if council else None


def token() -> str:
    """A new token of one visit."""
    return signing.dumps(secrets.token_hex(16), salt=FORM)


def visit(given: str) -> str | None:
    """The visit that a token is of; None where it lapsed, or is none of ours."""
    try:
        told = signing.loads(given[:500], salt=FORM, max_age=HOURS * 3600)
    except signing.BadSignature:
        return None
    return told if isinstance(told, str) else None


def renewed(given: str) -> str:
    """A token that holds again: of the same visit, where that one was ours and has only lapsed."""
    try:
        return signing.dumps(signing.loads(given[:500], salt=FORM), salt=FORM)
    except signing.BadSignature:
        return token()


def may(what: str) -> bool:
    """Whether the form may be used once more this hour, and takes that once."""
    return offerings.take(what, preferences.value_of("public_form_hourly"))


def send(nonce: str, text: str, name: str, contact: str) -> InformationRequest | None:
    """Makes the request: received now, by the web form. The same form sent again gives the same request; None where the hour is full."""
    unit = receiving_unit()
    if unit is None:
        raise Invalid(_("There is no council yet that could be asked."))
    text, name, contact = clean(text), clean(name), clean(contact)
    form = f"{nonce}\0{text}\0{name}\0{contact}"
    known = hmac.new(settings.SECRET_KEY.encode(), form.encode(), sha256).hexdigest()
    with transaction.atomic():
        history.take_turn()  # of two presses at once the second finds what the first has made
        before = AskedOnce.objects.filter(sent=known).select_related("request").first()
        if before is not None:
            return before.request
        if not may("sent"):
            return None
        made = InformationRequest(
            unit=unit, subject=subject_of(text, name, contact), text=text, channel=Channel.FORM, requester=name, requester_contact=contact,
            received_on=clock.today(),
        )  # fmt: skip
        write(Actor.operator(ACTOR), [Change(made, verb="create", why=_("Sent by the public’s form"))])
        AskedOnce.objects.create(sent=known, request=made)
        offerings.sent_anyway(nonce)
    return made


def subject_of(text: str, name: str, contact: str) -> str:
    """The beginning of the question; where that says who asks, no more than how it came."""
    first = " ".join(text.split())
    told = first if len(first) <= SUBJECT else first[: SUBJECT - 1].rpartition(" ")[0] + "…"
    return told if told and not found_in({"": told}, name, contact) else _("A question by the web form")


def receipt(request: InformationRequest) -> str:
    """Names a request to the page that tells its number; for a day."""
    return signing.dumps(request.pk, salt=RECEIPT)


def received(given: str) -> Any:
    """The request that a receipt names, None where it lapsed."""
    try:
        key = signing.loads(given[:500], salt=RECEIPT, max_age=RECEIPT_HOURS * 3600)
    except signing.BadSignature:
        return None
    return InformationRequest.objects.everything().filter(pk=key).first()
