"""A message is read in a process of its own: the same as in this one, and a hostile one costs at most its limit."""

import time

import pytest

from muniment.documents.mail import apart, read
from muniment.documents.mail.apart import read_apart
from muniment.documents.paper import Unreadable
from tests.documents.test_mail import PACKED, outlook, with_packed
from tests.fixtures.compound import compound

LETTER = (
    b"From: =?utf-8?q?Zo=C3=AB?= <zoe@example.org>\r\nTo: foi@ambleworth.example\r\nSubject: Empty homes\r\n"
    b"Date: Fri, 26 Mar 2027 23:59:00 +0000\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n"
    b"--x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nHow many? \xe2\x82\xac\r\n"
    b"--x\r\nContent-Type: application/octet-stream; name=a.bin\r\nContent-Transfer-Encoding: base64\r\n\r\nAAoNCv8=\r\n--x--\r\n"
)  # fmt: skip


def test_it_reads_the_same():
    message = read_apart("a.eml", LETTER)
    assert message == read("a.eml", LETTER)
    assert [each.content for each in message.attachments] == [b"\x00\n\r\n\xff"]
    assert message.sent.isoformat() == "2027-03-26T23:59:00+00:00"


@pytest.mark.parametrize(
    "content",
    [compound(outlook()), with_packed(PACKED), with_packed(PACKED[:7]), PACKED, b"From: \xff <x@y>\r\nSubject: \xe9\r\n\r\n\xff", b"no message"],
    ids=["outlook", "packed", "broken-pack", "pack-alone", "broken-letters", "none"],
)  # fmt: skip
def test_whatever_is_read_here_is_read_the_same_there(content):
    def told(reader):
        try:
            return reader("a.msg", content)
        except Unreadable as error:
            return str(error)

    assert told(read_apart) == told(read)


def test_what_cannot_be_read_keeps_its_reason():
    with pytest.raises(Unreadable, match="empty"):
        read_apart("a.eml", b" \n")


def test_twenty_five_million_lines_cost_no_more_than_their_limit(monkeypatch):
    """In the page's own process they took 8 seconds and 530 MB."""
    monkeypatch.setattr(apart, "SECONDS", 1)
    begun = time.monotonic()
    with pytest.raises(Unreadable, match="too long or too much memory"):
        read_apart("a.eml", b"From: a@example.org\r\nSubject: x\r\n\r\n" + b"\n" * 25_000_000)
    assert time.monotonic() - begun < 20


def test_parts_inside_parts_without_end_are_refused():
    deep = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (at, at) for at in range(5_000))
    with pytest.raises(Unreadable):
        read_apart("a.eml", b"From: a@example.org\r\nMIME-Version: 1.0\r\n" + deep + b"\r\nx")


def test_a_process_that_comes_down_is_told(monkeypatch):
    monkeypatch.setattr(apart, "SECONDS", 0.01)
    with pytest.raises(Unreadable, match="too long"):
        read_apart("a.eml", LETTER)
