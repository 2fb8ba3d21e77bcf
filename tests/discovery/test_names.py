"""A path as text and back again."""

from hypothesis import given
from hypothesis import strategies as st

from muniment.discovery.engine.names import bytes_of, place, written

UNRULY = st.lists(st.sampled_from([b"a", b"/", b"\xef", b"\xbf", b"\xbd", b"\xff", b"\xc3", b"\xa9", b"7"])).map(
    b"".join
)


@given(UNRULY | st.binary())
def test_a_path_is_text_that_every_format_holds_and_comes_back(path: bytes) -> None:
    text = written(path)
    assert text.encode().decode() == text
    assert bytes_of(text) == path


def test_a_byte_that_is_no_text_is_shown_with_its_number() -> None:
    assert written(b"caf\xe9.doc") == "caf\ufffde9.doc"
    assert written("café.doc".encode()) == "café.doc"
    assert written("\ufffd".encode()) == "\ufffdef\ufffdbf\ufffdbd"


def test_a_file_stands_below_its_root() -> None:
    assert place("/srv/x", "caf\ufffde9") == b"/srv/x/caf\xe9"
