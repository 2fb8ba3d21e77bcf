"""Where do I keep this? The lines that fit, and the repositories in the council's order, as far as whoever asks may see them."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from muniment import clock
from muniment.assets import where
from muniment.assets.models import InformationAsset, Place, System
from muniment.people.models import Person
from muniment.retention import changing
from tests.cast import HOUSE, Cast
from tests.contracts import fresh, holder_of, text_of
from tests.test_held import held, link
from tests.test_pages import HOSTILE, check
from tests.test_retention_lines import make_line

TODAY = date(2026, 11, 25)


@pytest.fixture(autouse=True)
def _today() -> Any:
    with clock.at(TODAY):
        yield


def asked(person: Person, text: str) -> list[str]:
    return [each.line.code for each in where.answers(fresh(person), text)]


def repositories(person: Person, text: str) -> dict[str, list[str]]:
    [answer] = where.answers(fresh(person), text)
    return {each.title: [str(one) for one in each.named] for each in answer.allowed}


def test_the_lines_that_fit_some_words(cast: Cast) -> None:
    make_line(cast, "PLA-01", about="Applications for planning permission and what came of them.")
    make_line(cast, "PLA-02", about="Enforcement of planning control.")
    make_line(cast, "CUS-01", about="Complaints of customers.")
    make_line(cast, "DRA-01", about="Complaints, as somebody proposes.", in_force=False)
    ended = make_line(cast, "END-01", about="Complaints, as they were.")
    changing.end(HOUSE, ended, "CUS-01 takes its place.")
    anybody = holder_of("staff", cast.finance)
    assert asked(anybody, "planning applications") == ["PLA-01"]
    assert asked(anybody, "the complaint of a customer") == ["CUS-01"]
    assert set(asked(anybody, "planning")) == {"PLA-01", "PLA-02"}
    # No line has all the words: the one with most of them comes first.
    assert asked(anybody, "planning enforcement photographs") == ["PLA-02", "PLA-01"]
    for nothing in ("", "what is it", "?!", "photographs", "\0", "''", '"', "*"):
        assert asked(anybody, nothing) == [], nothing


def test_repositories_stand_in_the_order_of_preference(cast: Cast) -> None:
    line = make_line(cast, "HOU-01", about="Tenancy files")
    asset = held(cast, InformationAsset, "Tenancies", retention_line=line)
    weak = held(cast, System, "A weak system")
    strong = held(cast, System, "Strong system", keeps_audit=True, exports=True)
    ended = held(cast, System, "Ended system", state="ended")
    for system in (weak, strong, ended):
        link("holds", system, asset)
    held(cast, System, "Another system")
    for name, kind in (
        ("Team", "team"),
        ("A site", "site"),
        ("Share", "share"),
        ("Store", "paper"),
        ("Box", "boxes"),
        ("Inbox", "mailbox"),
    ):
        held(cast, Place, name, kind=kind)
    held(cast, Place, "Their own site", kind="site", retention_line=line)
    held(cast, Place, "Closed site", kind="site", state="closed")
    held(cast, Place, "Site of Finance", kind="site", unit=cast.finance)
    found = repositories(cast.tom, "tenancy")
    assert list(found) == ["A business system", "Teams or SharePoint", "A file share", "Paper"]
    assert found["A business system"] == ["Strong system", "A weak system"]
    assert found["Teams or SharePoint"] == ["Their own site", "A site", "Team"]
    assert found["A file share"] == ["Share"]
    assert found["Paper"] == ["Box", "Store"]


def test_paper_only_where_the_line_or_the_law_asks_for_it(cast: Cast) -> None:
    make_line(cast, "DEE-01", about="Sealed deeds", medium="paper")
    make_line(cast, "ELE-01", about="Recordings of calls", medium="electronic")
    make_line(cast, "MIX-01", about="Wills")
    assert list(repositories(cast.tom, "deeds")) == ["A paper store"]
    assert "Paper" not in repositories(cast.tom, "recordings")
    [answer] = where.answers(fresh(cast.tom), "wills")
    assert answer.allowed[-1].title == "Paper"
    assert "Limitation Act 1980, section 5" in answer.allowed[-1].told


def test_nobody_is_told_of_what_they_may_not_see(cast: Cast, signed_in: Any) -> None:
    line = make_line(cast, "HOU-01", about="Tenancy files")
    link(
        "holds",
        held(cast, System, "Homes system"),
        held(cast, InformationAsset, "Secret tenancies", retention_line=line),
    )
    held(cast, Place, "Housing site", kind="site")
    assert "Homes system" in text_of(signed_in(cast.tom).get("/where/?what=tenancy"))
    for person in (cast.ruth, cast.nobody, holder_of("staff", cast.finance)):
        page = text_of(signed_in(person).get("/where/?what=tenancy"))
        assert "Series HOU-01" in page
        for words in ("Homes system", "Housing site", "Secret"):
            assert words not in page
    colleague = holder_of("staff", cast.housing)
    page = text_of(signed_in(colleague).get("/where/?what=tenancy"))
    assert "Homes system" in page
    assert "Housing site" in page
    assert "Secret" not in page, "its name is not for staff"


def test_the_page(cast: Cast, signed_in: Any) -> None:
    holder_of("records_manager", cast.council)
    make_line(cast, "HOU-01", about=f"Tenancy files {HOSTILE}")
    browser = signed_in(cast.nobody)
    empty = check(browser.get("/where/"))
    assert "E-mail is no repository." in empty
    assert 'aria-current="page">Where do I keep this?' in empty
    assert '<a href="/disposal/">Disposal</a>' in empty
    found = check(browser.get("/where/?what=tenancy"))
    assert "6 years after it was closed, then destroy" in found
    assert "E-mail is no repository." in found
    assert 'Ask: <a href="/posts/' in found
    for odd in (HOSTILE, "x" * 5000, "\0tenancy", "%", "'; DROP TABLE x; --", "تست"):
        assert "no such table" not in check(browser.get("/where/", {"what": odd}))
    assert "No line of the schedule fits" in check(browser.get("/where/?what=zeppelins"))
    assert browser.post("/where/").status_code == 405
    assert Client().get("/where/").status_code == 302


def test_it_asks_little_however_much_there_is(cast: Cast, signed_in: Any) -> None:
    def grow(numbers: range) -> None:
        for n in numbers:
            line = make_line(cast, f"HOU-{n:02}", about="Tenancy files")
            asset = held(cast, InformationAsset, f"Asset {n}", retention_line=line)
            link("holds", held(cast, System, f"System {n}"), asset)
            held(cast, Place, f"Site {n}", kind="site")

    def number() -> int:
        browser = signed_in(cast.tom)
        with CaptureQueriesContext(connection) as captured:
            assert "Series HOU-01" in text_of(browser.get("/where/?what=tenancy"))
        return len(captured)

    grow(range(1, 3))
    before = number()
    grow(range(3, 9))
    assert number() == before <= 16
