"""Files that hide little: text, text tables, and e-mails with what is attached to them."""

import email
import email.policy
import re
from collections.abc import Callable
from email.message import EmailMessage

from muniment.documents import mail
from muniment.documents.hidden.gathering import Gathering, names_of
from muniment.documents.hidden.office import LookInto
from muniment.documents.paper import Unreadable
from muniment.documents.reading.text import decode

_FORMULA = re.compile(r'(?:^|[,;\t])"?([=@][^,;\t"\n]+)', re.MULTILINE)
_NOT_TAKEN_OUT = {"object", "smime"}  # what is said of a message of which a part stays closed
_READABLE = {"text table", "text"}


def kind_of_text(
    content: bytes, ending: str, by_ending: dict[str, str], other: re.Pattern[str]
) -> tuple[str, Callable[[bytes, Gathering, LookInto], None]]:
    """Text or a text table. Raises Unreadable for what is text only to a computer, or none at all."""
    try:
        beginning = decode(content[:8_000], whole=False)
        decode(content)
    except Unreadable as binary:
        raise Unreadable("it is of a kind that is not known here. Make a PDF of it and look into that.") from binary
    kind = by_ending.get(ending, "")
    if other.match(beginning) and ending not in {"md", "markdown"}:
        raise Unreadable("it is a web page, XML or another form in which things may stand that no reader is shown. Make a PDF of it and look into that.")  # fmt: skip
    if kind not in _READABLE and not (ending == "" and beginning.strip()):
        raise Unreadable(f"its name ends in .{ending[:20]}, and it is text that is not known here. Make a PDF of it and look into that.")  # fmt: skip
    return (kind or "text"), look_at_table if kind == "text table" else _nothing


def _nothing(_content: bytes, _gathering: Gathering, _look_into: LookInto) -> None:
    """Plain text shows all that it holds."""


def look_at_table(content: bytes, gathering: Gathering, _look_into: LookInto) -> None:
    """Cells of a CSV file that a spreadsheet would compute."""
    formulas = [found.group(1) for found in _FORMULA.finditer(decode(content))]
    if formulas:
        gathering.found("formula-cells", "A spreadsheet would compute these cells instead of showing them.", "the file", len(formulas), formulas[0])  # fmt: skip


def look_at_message(content: bytes, gathering: Gathering, look_into: LookInto) -> None:
    """A message as Outlook saves it: who got a blind copy, and each file attached to it."""
    message = mail.read(gathering.name, content)
    gathering.found(
        "mail-headers", "It is a message of Outlook, which keeps addresses, servers and times.", "the message"
    )
    if message.blind:
        gathering.found(
            "blind-copies",
            "The message names who got a blind copy.",
            "the message",
            len(message.blind),
            str(message.blind[0]),
        )
    for each in message.attachments:
        with gathering.part(f"“{each.name[:80]}”"):
            inside = gathering.inside(each.name, each.content, look_into).looked
            for why in inside.why:
                gathering.missed(f"{each.name[:80]}: {why}")
    for noticed in message.noticed:
        if noticed.name in _NOT_TAKEN_OUT:
            gathering.missed(noticed.what)
    if message.attachments:
        gathering.found(
            "embedded-file",
            f"Files are attached: {names_of(each.name for each in message.attachments)}.",
            "the message",
            len(message.attachments),
        )


def look_at_mail(content: bytes, gathering: Gathering, look_into: LookInto) -> None:
    """An e-mail: what its headers name, who got a blind copy, and each file attached to it."""
    message = email.message_from_bytes(content, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    headers = [str(key) for key, _value in message.raw_items()]
    gathering.found("mail-headers", f"It is an e-mail with {len(headers)} headers, which name addresses, servers and times.", "the headers", len(headers))  # fmt: skip
    blind = [value for key, value in message.raw_items() if str(key).lower() == "bcc"]
    if blind:
        gathering.found(
            "blind-copies", "The e-mail names who got a blind copy.", "the headers", len(blind), str(blind[0])
        )
    names = []
    for number, part in enumerate(message.walk()):
        name = _file_name(part)
        if part.is_multipart() or (name is None and part.get_content_maintype() == "text"):
            # The message itself, in both of its forms: an HTML form may hold more than it shows.
            continue
        name = name or f"part {number}"
        names.append(name)
        with gathering.part(f"“{name[:80]}”"):
            attached = part.get_payload(decode=True)
            inside = gathering.inside(name, attached if isinstance(attached, bytes) else b"", look_into).looked
            for why in inside.why:
                gathering.missed(f"{name[:80]}: {why}")
    if names:
        gathering.found("embedded-file", f"Files are attached: {names_of(names)}.", "the e-mail", len(names))


def _file_name(part: "email.message.Message") -> str | None:
    try:
        return part.get_filename()
    except (ValueError, TypeError, LookupError, AttributeError, IndexError):
        return "attachment"  # a header that is broken in a way the library does not bear
