"""Which addresses may be scanned. Seen red when `place in kept.parents` was left out: all of the server's data could be listed."""

from pathlib import Path

import pytest

from muniment.discovery.addresses import NONE_SET, fault

ROOTS = ("/srv/shares", "s3://archive/2019", "smb://files.council.example/housing")
OWN = Path("/var/lib/muniment")


@pytest.mark.parametrize(
    "address",
    ["/srv/shares", "/srv/shares/housing", "/srv/shares/a b/é", "s3://archive/2019/x", "S3://Archive/2019", "smb://FILES.council.example/housing/repairs"],
)  # fmt: skip
def test_what_is_below_a_root_may_be_scanned(address: str) -> None:
    assert fault(address, ROOTS, OWN) == ""


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("/srv/sharesx", "Only what is below"), ("/etc", "Only what is below"), ("/", "Only what is below"), ("srv/shares", "from the root of the server"),
        ("/srv/shares/../../etc", "“..”"), ("/srv/shares/a\0b", "“..”"), ("s3://archive/2019/../2018", "“..”"), ("\\\\server\\share", "from the root"),
        ("s3://archive/20199", "Only what is below"), ("s3://other", "Only what is below"), ("smb://evil.example/housing", "Only what is below"),
        ("smb://me:secret@files.council.example/housing", "No name and password"), ("s3://archive/2019?x=1", "No name and password"),
        ("zip::s3://archive/2019", "from the root"), ("http://169.254.169.254/", "is not known here"), ("file:///etc", "is not known here"),
    ],
)  # fmt: skip
def test_what_is_not_may_not(address: str, told: str) -> None:
    assert told in fault(address, ROOTS, OWN)


def test_where_the_operator_set_nothing_nothing_may_be() -> None:
    assert fault("/srv/shares", (), OWN) == fault("s3://a", (), OWN) == NONE_SET


def test_an_address_is_where_it_leads(tmp_path: Path) -> None:
    shares, elsewhere = tmp_path / "shares", tmp_path / "elsewhere"
    shares.mkdir()
    elsewhere.mkdir()
    (shares / "link").symlink_to(elsewhere)
    assert "Only what is below" in fault(str(shares / "link"), (str(shares),), OWN)
    assert fault(str(shares / "link"), (str(shares), str(elsewhere)), OWN) == ""


def test_what_this_installation_keeps_is_not_scanned(tmp_path: Path) -> None:
    own = tmp_path / "own"
    (own / "files").mkdir(parents=True)
    for address in (tmp_path, own, own / "files"):
        assert "keeps its own data" in fault(str(address), (str(tmp_path),), own)
    # A root within it, as the demonstration's shares are, was set as one.
    (own / "shares").mkdir()
    assert fault(str(own / "shares"), (str(own / "shares"),), own) == ""
