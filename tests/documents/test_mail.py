"""E-mail files: what a message says, whoever broke it."""

import struct
from contextlib import suppress
from datetime import date, datetime, timedelta, timezone
from email.message import EmailMessage
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from muniment.documents.mail import Kind, read
from muniment.documents.mail import message as limits
from muniment.documents.mail.mapi import unpacked
from muniment.documents.paper import Unreadable
from tests.fixtures.compound import compound, properties, texts, tnef, tnef_properties

PLAIN = b"From: Ann Archer <ann@example.org>\r\nTo: foi@ambleworth.example\r\nSubject: Empty homes\r\nMessage-ID: <1@example.org>\r\n"


def letter(**headers):
    made = EmailMessage()
    told = {"From": "Ann Archer <ann@example.org>", "To": "foi@ambleworth.example", "Subject": "Empty homes", **headers}
    for name, value in told.items():
        if value is not None:
            made[name.replace("_", "-")] = value
    made.set_content("How many homes stand empty?\n\n> You wrote:\n> Please be exact.\n")
    return made


def noticed(message):
    return {each.name for each in message.noticed}


def test_a_letter_is_read():
    made = letter(
        Date="Mon, 2 Nov 2026 09:30:00 +0000", Cc='"Birch, Tom" <tom@ambleworth.example>', Message_ID="<1@example.org>"
    )
    made.add_alternative("<p>How many homes stand empty?</p>", subtype="html")
    found = read("a.eml", made.as_bytes())
    assert (str(found.sender), found.subject, found.message_id) == (
        "Ann Archer <ann@example.org>",
        "Empty homes",
        "1@example.org",
    )
    assert [each.name for each in found.recipients] == ["", "Birch, Tom"]
    assert found.text == "How many homes stand empty?\n\n> You wrote:\n> Please be exact."
    assert (found.kind, found.received_on, found.noticed, found.attachments) == (Kind.PERSON, date(2026, 11, 2), [], [])


@pytest.mark.parametrize(
    ("received", "day"),
    [
        ("Sat, 28 Mar 2026 23:59:30 +0000", date(2026, 3, 28)),  # the last day before summer time
        ("Sun, 29 Mar 2026 00:59:59 +0000", date(2026, 3, 29)),
        ("Sun, 29 Mar 2026 22:59:59 +0000", date(2026, 3, 29)),
        ("Sun, 29 Mar 2026 23:00:00 +0000", date(2026, 3, 30)),  # midnight of summer time
        ("Sat, 28 Mar 2026 19:59:30 -0400", date(2026, 3, 28)),
        ("Sun, 29 Mar 2026 09:30:00 +0930 (ACST)", date(2026, 3, 29)),
    ],
)
def test_the_day_is_that_of_london_on_which_our_server_had_it(received, day):
    lines = f"Received: from a by mx.ambleworth.example with ESMTP; {received}\r\nReceived: from b by a; Fri, 27 Mar 2026 08:00:00 +0000\r\n"
    found = read("a.eml", lines.encode() + PLAIN + b"Date: Fri, 27 Mar 2026 08:00:00 +0000\r\n\r\nHello")
    assert found.received_on == day
    assert "dates-differ" in noticed(found)


@pytest.mark.parametrize("value", ["", "yesterday", "Mon, 99 Foo 20261 99:99", "Fri, 31 Dec 9999 23:59:59 -1200", "Thu, 1 Jan 1970 00:00:00 +1400", "Mon, 2 Nov 2026 09:30:00 +9999999", "1" * 5000])  # fmt: skip
def test_a_date_that_is_none_is_none(value):
    found = read("a.eml", PLAIN + f"Date: {value}\r\nReceived: by x; {value}\r\n\r\nHello".encode())
    assert (found.sent, found.received, found.received_on) == (None, None, None)


def test_whom_an_answer_reaches():
    assert read("a.eml", PLAIN + b"\r\nx").answer_to.address == "ann@example.org"
    found = read("a.eml", PLAIN + b"Reply-To: Bo Carr <bo@example.net>\r\n\r\nx")
    assert (found.sender.address, str(found.answer_to)) == ("ann@example.org", "Bo Carr <bo@example.net>")
    assert read("a.msg", compound(outlook())).answer_to.address == "ann@example.org"


def test_the_offset_is_kept():
    found = read("a.eml", PLAIN + b"Date: Mon, 2 Nov 2026 09:30:00 -0500\r\n\r\nHello")
    assert found.sent == datetime(2026, 11, 2, 9, 30, tzinfo=timezone(timedelta(hours=-5)))
    assert found.sent.utcoffset() == timedelta(hours=-5)


@pytest.mark.parametrize(
    ("charset", "content", "text", "said"),
    [
        ("iso-8859-1", "Café £5".encode("latin-1"), "Café £5", False),
        ("utf-8", "Café £5".encode("cp1252"), "Café £5", True),
        ("nonsense-9", "Café".encode(), "Café", False),
        ("us-ascii", "Café".encode(), "Café", False),
        ("utf-8", b"a\x81\x8d\xff", "a\ufffd\ufffdÿ", True),
        ("punycode", b"plain", "plain", False),
        ("zlib", b"plain", "plain", False),
        ("utf-7", b"+2AA-", "", False),  # half of a pair, which is no letter
    ],
)
def test_broken_character_sets(charset, content, text, said):
    found = read("a.eml", PLAIN + f"Content-Type: text/plain; charset={charset}\r\n\r\n".encode() + content)
    assert found.text == text
    assert ("charset" in noticed(found)) is said


@pytest.mark.parametrize(
    ("raw", "subject"),
    [
        (b"=?utf-8?B?RmxvdSBkw6lmZW5jZXM=?=", "Flou défences"),
        (b"=?iso-8859-1?Q?caf=E9?= =?utf-8?Q?_=C3=A9?=", "café é"),
        (b"=?utf-8?B?!!!?=", ""),
        (b"=?utf-8?B?abcde?=", None),
        (b"=?bogus?Q?caf=E9?=", "café"),
        (b"=?utf-8?Q?=0D=0ABcc:_x@y?=", "Bcc: x@y"),
        (b"caf\xe9", "café"),
        (b"=?utf-8?q?" + b"=?" * 5000, None),
        (b"(" * 10_000, None),
        (b"=?utf-8?Q?=E2=80=AEexe.fdp?=", "exe.fdp"),
    ],
)
def test_nonsense_in_headers(raw, subject):
    began = perf_counter()
    found = read("a.eml", b"From: " + raw + b"\r\nTo: " + raw + b"\r\nSubject: " + raw + b"\r\n\r\nHello")
    assert found.text == "Hello"
    assert subject is None or found.subject == subject
    assert not {"\r", "\n", "\u202e"} & set(found.subject + found.sender.name)
    assert perf_counter() - began < 5


def test_two_attachments_of_one_name_and_a_picture_in_the_text():
    made = letter()
    for content in (b"%PDF-one", b"%PDF-two"):
        made.add_attachment(content, maintype="application", subtype="pdf", filename="../../etc/plan.pdf")
    made.add_attachment(
        b"\x89PNG", maintype="image", subtype="png", disposition="inline", cid="<a>", filename="logo.png"
    )
    found = read("a.eml", made.as_bytes())
    assert [(each.name, each.content, each.inline) for each in found.attachments] == [
        ("plan.pdf", b"%PDF-one", False), ("plan (2).pdf", b"%PDF-two", False), ("logo.png", b"\x89PNG", True),
    ]  # fmt: skip
    assert noticed(found) == {"same-name"}


def test_a_name_that_is_taken_by_a_number():
    made = letter()
    for name in ("a.txt", "a (2).txt", "A.txt", ""):
        made.add_attachment(b"x", maintype="application", subtype="octet-stream", filename=name)
    assert [each.name for each in read("a.eml", made.as_bytes()).attachments] == ["a.txt", "a (2).txt", "A (3).txt", "attachment-4.bin"]  # fmt: skip


def test_a_web_page_becomes_text():
    page = """<html><head><title>no</title><style>p{}</style></head><body><p>Dear all,</p><div>How <b>many</b> homes?<br>In which
    wards?</div><blockquote>You wrote: <a href="https://example.org/x">this</a></blockquote><script>alert(1)</script></body></html>"""
    made = EmailMessage()
    made["Subject"] = "x"
    made.set_content(page, subtype="html")
    text = read("a.eml", made.as_bytes()).text
    assert "Dear all," in text
    assert "How many homes?\nIn which wards?" in text
    assert "You wrote: this <https://example.org/x>" in text
    assert "alert" not in text
    deep = PLAIN + b"Content-Type: text/html\r\n\r\n" + b"<div>" * 50_000 + b"deep"
    assert read("a.eml", deep) is not None


def test_a_message_within_a_message():
    inner = letter(Subject="Old letter")
    inner.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="old.pdf")
    made = letter()
    made.add_attachment(inner)
    found = read("a.eml", made.as_bytes())
    assert [each.name for each in found.attachments] == ["Old letter.eml"]
    assert found.text.startswith("How many homes")
    again = read("b.eml", found.attachments[0].content)
    assert (again.subject, [each.name for each in again.attachments]) == ("Old letter", ["old.pdf"])


BOUNCE = b"""From: MAILER-DAEMON@mx.example.org\r\nSubject: Undelivered Mail Returned to Sender\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n
--b\r\n\r\nIt could not be delivered.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n\r\nFinal-Recipient: rfc822; y@z\r\n
--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: ours\r\n\r\nHello\r\n--b--\r\n"""


@pytest.mark.parametrize(
    ("content", "kind", "reason"),
    [
        (BOUNCE, Kind.BOUNCE, "multipart/report"),
        (b"From: Mailer-Daemon@x.example\r\nSubject: hi\r\n\r\n", Kind.BOUNCE, "Mailer-Daemon"),
        (b"Return-Path: <>\r\n" + PLAIN + b"\r\n", Kind.BOUNCE, "Return-Path"),
        (b"Return-Path: <>\r\nAuto-Submitted: auto-replied (vacation)\r\n" + PLAIN + b"\r\n", Kind.AUTOMATIC, "auto-replied"),
        (b"Auto-Submitted: auto-generated\r\n" + PLAIN + b"\r\n", Kind.AUTOMATIC, "web form"),
        (b"Auto-Submitted: no\r\n" + PLAIN + b"\r\n", Kind.PERSON, "Nothing"),
        (b"X-Auto-Response-Suppress: All\r\n" + PLAIN + b"\r\n", Kind.AUTOMATIC, "Suppress"),
        (b"Precedence: bulk\r\n" + PLAIN + b"\r\n", Kind.AUTOMATIC, "bulk"),
        (b"From: a@b.example\r\nSubject: Automatic reply: Empty homes\r\n\r\n", Kind.AUTOMATIC, "subject"),
        (b"From: a@b.example\r\nSubject: Undeliverable: Empty homes\r\n\r\n", Kind.BOUNCE, "subject"),
        (b"From: a@b.example\r\nSubject: Automatic number plate readers\r\n\r\n", Kind.PERSON, "Nothing"),
        (b"From: a@b.example\r\nSubject: Out of office hours service: cost\r\n\r\n", Kind.PERSON, "Nothing"),
        (b"From: a@b.example\r\nSubject: Undelivered letters in 2025\r\n\r\n", Kind.PERSON, "Nothing"),
        (b"From: a@b.example\r\nSubject: Read: Empty homes\r\n\r\n", Kind.AUTOMATIC, "subject"),
        (b"From: a@b.example\r\nSubject: Read\r\nContent-Type: multipart/report; report-type=disposition-notification; boundary=b\r\n\r\n--b--", Kind.AUTOMATIC, "disposition"),
    ],
)  # fmt: skip
def test_what_kind_it_is(content, kind, reason):
    found = read("a.eml", content)
    assert found.kind == kind
    assert reason in found.kind_reason


def test_what_is_signed_or_encrypted_is_said():
    sealed = (
        PLAIN
        + b'Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name="smime.p7m"\r\nContent-Transfer-Encoding: base64\r\n\r\nMIIB\r\n'
    )
    found = read("a.eml", sealed)
    assert noticed(found) == {"smime"}
    assert [each.name for each in found.attachments] == ["smime.p7m"]
    signed = (
        PLAIN
        + b"Content-Type: multipart/signed; boundary=b\r\n\r\n--b\r\n\r\nHow many?\r\n--b\r\nContent-Type: application/pkcs7-signature; name=smime.p7s\r\n\r\nx\r\n--b--\r\n"
    )
    found = read("a.eml", signed)
    assert (noticed(found), found.text) == ({"signed"}, "How many?")
    assert "encrypted" in noticed(read("a.eml", PLAIN + b"\r\n-----BEGIN PGP MESSAGE-----\r\nabc"))


def test_what_breaks_off_is_read_as_far_as_it_goes():
    made = letter()
    made.add_attachment(b"%PDF" * 500, maintype="application", subtype="pdf", filename="a.pdf")
    whole = made.as_bytes()
    found = read("a.eml", whole[: len(whole) - 700])
    assert "truncated" in noticed(found)
    assert found.text.startswith("How many homes")
    assert found.attachments[0].content.startswith(b"%PDF")


PACKED = tnef(
    (1, 0x8004, b"Packed\0"),
    (1, 0x9003, tnef_properties((0x1F, 0x1000, "What was asked: café".encode("utf-16-le")), (0x03, 0x3FDE, struct.pack("<I", 65001)))),
    (2, 0x9002, bytes(14)), (2, 0x8010, b"PLAN~1.PDF\0"), (2, 0x800F, b"%PDF-packed"),
    (2, 0x9005, tnef_properties((0x1F, 0x3707, "a plan of the homes.pdf\0".encode("utf-16-le")))),
)  # fmt: skip


def with_packed(content):
    made = EmailMessage()
    made["Subject"] = "x"
    made.set_content("")
    made.add_attachment(content, maintype="application", subtype="ms-tnef", filename="winmail.dat")
    return made.as_bytes()


def test_what_outlook_packed_is_unpacked():
    found = read("a.eml", with_packed(PACKED))
    assert [(each.name, each.content) for each in found.attachments] == [("a plan of the homes.pdf", b"%PDF-packed")]
    assert (found.text, noticed(found)) == ("What was asked: café", {"tnef"})
    assert read("winmail.dat", PACKED).subject == "Packed"


@pytest.mark.parametrize("content", [PACKED[:40], PACKED[:7], PACKED[:6], b"x" * 50])
def test_what_cannot_be_unpacked_stays(content):
    found = read("a.eml", with_packed(content))
    assert [(each.name, each.content) for each in found.attachments] == [("winmail.dat", content)]
    assert "could not be unpacked" in found.noticed[0].what


def test_rich_text_alone_is_attached():
    rich = bytes.fromhex(
        "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0"
    )
    found = read("w.dat", tnef((1, 0x8004, b"x\0"), (1, 0x9003, tnef_properties((0x102, 0x1009, rich)))))
    assert (found.attachments[0].name, found.attachments[0].content) == ("body.rtf", b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n")  # fmt: skip
    assert noticed(found) == {"rich-text"}
    assert unpacked(struct.pack("<IIII", 1, 0xFFFFFFF, 0x75465A4C, 0) + b"x", limits.Budget()) == b""


def outlook(**more):
    inner = {"__properties_version1.0": properties(24), **texts(_0037="Inner letter", _1000="What was said")}
    return {
        "__properties_version1.0": properties(32, {(0x40, 0x0E06): struct.pack("<Q", 134_192_520_000_000_000)}),
        **texts(_0037="Empty homes", _1000="How many homes?\r\n" * 400, _0C1A="Ann Archer", _0C1F="/O=X/CN=ann", _5D01="ann@example.org", _1035="<1@example.org>"),
        "__recip_version1.0_#00000000": {"__properties_version1.0": properties(8), **texts(_3001="FOI", _39FE="foi@ambleworth.example")},
        "__attach_version1.0_#00000000": {"__properties_version1.0": properties(8), "__substg1.0_37010102": b"%PDF-1", **texts(_3707="plan.pdf", _370E="application/pdf")},
        "__attach_version1.0_#00000001": {"__properties_version1.0": properties(8), "__substg1.0_3701000D": inner},
        **more,
    }  # fmt: skip


def test_a_message_of_outlook():
    found = read("a.msg", compound(outlook()))
    assert (str(found.sender), found.subject, found.message_id) == (
        "Ann Archer <ann@example.org>",
        "Empty homes",
        "1@example.org",
    )
    assert [str(each) for each in found.recipients] == ["FOI <foi@ambleworth.example>"]
    assert found.text.startswith("How many homes?\nHow many")
    assert found.received_on == date(2026, 3, 29)
    assert [(each.name, each.content[:5]) for each in found.attachments] == [
        ("plan.pdf", b"%PDF-"),
        ("Inner letter.txt", b"From:"),
    ]
    assert noticed(found) == {"inside"}


def test_the_headers_that_outlook_kept_are_asked():
    kept = "Received: from a by b; Mon, 2 Nov 2026 09:30:00 +0000\r\nFrom: ann@example.org\r\nAuto-Submitted: auto-replied\r\n\r\n"
    found = read("a.msg", compound(outlook(**texts(_007D=kept))))
    assert (found.kind, found.received_on) == (Kind.AUTOMATIC, date(2026, 11, 2))
    bounced = read("a.msg", compound(outlook(**texts(_001A="REPORT.IPM.Note.NDR"))))
    assert bounced.kind == Kind.BOUNCE


def test_another_office_file_is_no_message():
    with pytest.raises(Unreadable, match="no e-mail"):
        read("a.doc", compound({"WordDocument": b"x" * 100}))


@pytest.mark.parametrize("content", [b"", b"   \r\n\0", b"\xef\xbb\xbf", b"Hello, this is a note.", b"%PDF-1.7\n", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)])  # fmt: skip
def test_what_is_no_message_is_said(content):
    with pytest.raises(Unreadable):
        read("a.eml", content)


def _many_parts(count):
    return (
        PLAIN
        + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
        + b"--b\r\nContent-Type: application/x\r\n\r\nx\r\n" * count
    )


def _deep(count):
    heads = [b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (each, each) for each in range(count)]
    return PLAIN + b"".join(heads) + b"\r\nend"


def _letters(count):
    return PLAIN + b"Content-Type: message/rfc822\r\n\r\nSubject: x\r\n" * count + b"\r\nend"


@pytest.mark.parametrize(
    "content",
    [
        _many_parts(10_000),
        _deep(40),
        _deep(5000),
        _letters(60),
        _letters(3000),
        PLAIN + b"Content-Type: multipart/mixed; " + b"a*0=b;" * 500_000,
    ],
)
def test_a_bomb_is_refused(content):
    began = perf_counter()
    with pytest.raises(Unreadable):
        read("a.eml", content)
    assert perf_counter() - began < 20


def test_what_is_too_large_is_refused(monkeypatch):
    monkeypatch.setattr(limits, "MAX_UNPACKED_BYTES", 1000)
    with pytest.raises(Unreadable, match="MB"):
        read("a.eml", with_packed(b"x" * 2000))


@pytest.mark.parametrize("content", [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), compound(outlook())[:700]])
def test_a_damaged_file_of_outlook_is_said_in_a_sentence(content):
    with pytest.raises(Unreadable, match=r"^a\.msg could not be read as an e-mail: "):
        read("a.msg", content)


def test_entries_of_a_compound_file_that_lie_are_refused():
    content = bytearray(compound(outlook()))
    place = content.index("__substg1.0_1000001F".encode("utf-16-le"))
    content[place + 120 : place + 124] = struct.pack("<I", 0x7FFFFFFF)
    with pytest.raises(Unreadable):
        read("a.msg", bytes(content))


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_raise_anything_else(content):
    for begun in (content, PLAIN + content, PACKED[:6] + content, PLAIN + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n" + content):  # fmt: skip
        with suppress(Unreadable):
            assert isinstance(read("x", begun).text, str)


WHOLE = {"msg": compound(outlook()), "tnef": with_packed(PACKED), "packed": PACKED, "bounce": BOUNCE}


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(sorted(WHOLE)),
    st.lists(st.tuples(st.integers(0, 100_000), st.binary(min_size=1, max_size=8)), min_size=1, max_size=6),
)
def test_no_damage_raises_anything_else(name, damages):
    content = bytearray(WHOLE[name])
    for place, bytes_ in damages:
        at = place % len(content)
        content[at : at + len(bytes_)] = bytes_
    with suppress(Unreadable):
        assert isinstance(read(name, bytes(content)).text, str)
