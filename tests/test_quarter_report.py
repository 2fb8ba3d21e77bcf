"""The report on a quarter: begun, chosen, written, frozen, made again; of which quarter it speaks; who may make it; its pages and its command.

Seen red when a share of nothing was said to be 100 %, when closed disclosures were counted, and when an edition of one quarter gave its
instant to a report of another.
"""

import json
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from muniment import clock
from muniment.registers.access import Actor
from muniment.registers.errors import Invalid, Refused
from muniment.reporting import comparing, drafting, freezing, kinds, services
from muniment.reporting.models import Edition, Report
from muniment.sharing.models import Disclosure
from tests.cast import Cast, make
from tests.contracts import fresh, holder_of, text_of
from tests.test_holdings_report import finished, run
from tests.test_requests import do, received

TODAY, ENDED = date(2026, 11, 10), date(2026, 9, 30)
KIND = "quarter"


@pytest.fixture(autouse=True)
def _today() -> Any:
    with clock.at(TODAY):
        yield


@pytest.fixture
def asked(cast: Cast) -> Actor:
    """Three requests of the quarter that ended, one of the one that runs."""
    priya = Actor.at_page(fresh(cast.priya))
    for day, answered in (("2026-07-06", "2026-07-20"), ("2026-07-07", "2026-08-03"), ("2026-07-08", "2026-10-05")):
        request = do(priya, received(cast, day), "acknowledge", day)
        do(priya, request, "answer", answered, outcome="granted", decided_by=cast.posts["ruth"], note="x")
    received(cast, "2026-10-01")
    return priya


def by_name(report: Report) -> dict[str, Any]:
    return {each.name: each.value for each in drafting.draft_of(report).values.figures}


def of_quarter(cast: Cast, day: date = TODAY, late_on: date | None = ENDED) -> Report:
    return services.draft_for(cast.council, day, late_on, KIND)


def frozen(cast: Cast, **values: Any) -> Edition:
    words = {"executive_summary": "{{requests_came}} came.", "recommendations": "Note it."}
    report = finished(cast, cast.council, kind_name=KIND, texts=words, **values)
    return freezing.freeze(Actor.at_page(fresh(cast.priya)), report)


def test_its_day_chooses_the_quarter_and_says_which(cast: Cast, asked: Actor) -> None:
    new = services.draft_for(cast.council, kind_name=KIND)
    assert (new.as_at, new.late_on) == (TODAY, ENDED), "a new report tells of the quarter that ended last"
    for day, late_on, words, marks in (
        (TODAY, ENDED, "the quarter July to September 2026", ("Draft",)),
        (TODAY, None, "the quarter October to December 2026 up to 10 November 2026", ("Draft", "The quarter is not over")),
        (TODAY, date(2026, 12, 31), "the quarter October to December 2026 up to 10 November 2026", ("Draft", "The quarter is not over")),
    ):  # fmt: skip
        draft = drafting.draft_of(of_quarter(cast, day, late_on))
        assert by_name(draft.report)["quarter_in_words"] == words
        assert draft.values.marks == marks
        assert draft.report.how.lede(draft.report).endswith(words)
    for day, late_on, reason in (
        (TODAY + timedelta(days=1), None, "still to come"), (TODAY, date(2027, 1, 1), "begins after"), (TODAY - timedelta(days=1), ENDED, "first record"),
    ):  # fmt: skip
        with pytest.raises(Invalid, match=reason):
            drafting.draft_of(of_quarter(cast, day, late_on))


def test_a_share_says_of_what_it_is_one_and_nothing_is_no_share(cast: Cast, asked: Actor) -> None:
    ended = {each.name: each for each in drafting.draft_of(of_quarter(cast)).values.figures}
    share = ended["requests_in_time_percent"]
    assert (ended["requests_came"].value, ended["requests_answered"].value, share.value) == (
        3,
        2,
        "100\N{NO-BREAK SPACE}%",
    )
    assert share.note.startswith("2 of 2. In time, of those that were answered in the quarter and had a due date")
    assert ended["foi_in_time_percent"].value == share.value
    running = {each.name: each for each in drafting.draft_of(of_quarter(cast, TODAY, None)).values.figures}
    late = running["requests_in_time_percent"]
    assert (late.value, late.note[:7]) == ("0\N{NO-BREAK SPACE}%", "0 of 1.")
    assert running["requests_in_time_percent_before"].value == share.value
    nothing = running["rights_in_time_percent"]
    assert (nothing.value, nothing.note.split(". ")[0]) == ("none", "0 of 0")
    shares = [each for each in running.values() if "percent" in each.name]
    assert all("rounded down" in each.note for each in shares)


def test_what_is_offered_to_texts_is_there(cast: Cast, asked: Actor) -> None:
    offered = dict(kinds.of(KIND).offered())
    assert len(offered) == len(kinds.of(KIND).offered())
    there = by_name(of_quarter(cast))
    missing = {name for name in offered if name not in there and not name.startswith(("eir_", "rpsi_"))}
    assert not missing, "a law under which nothing came has no figures of its own"
    assert set(there) <= set(offered)


def test_closed_records_are_in_no_figure(cast: Cast, asked: Actor) -> None:
    told = {
        "unit": cast.council, "received_on": date(2026, 8, 3), "how": "letter", "requester_org": "Police", "requester_name": "An officer",
        "subjects": "A person", "asked_for": "An address", "purpose": "A crime",
    }  # fmt: skip
    make(Disclosure, **told)
    make(Disclosure, **told, restricted=True, only_for=[cast.priya.pk])
    assert by_name(of_quarter(cast))["disclosures_received"] == 1
    # Who is named on it makes the report, and it is no other.
    assert services.create(asked, cast.council, KIND, as_at=TODAY, late_on=ENDED).pk


def test_an_edition_stays_as_it_was_and_made_again_says_the_same(cast: Cast, asked: Actor, signed_in: Any) -> None:
    edition = frozen(cast)
    assert (edition.kind, edition.as_at, edition.late_on, edition.of_unit_id) == (KIND, TODAY, ENDED, cast.council.pk)
    kept = {each["name"]: each["value"] for each in edition.figures}
    assert (kept["requests_came"], kept["requests_still_open"]) == (3, 0)
    assert "July to September 2026 as known at the end of 10 November 2026" in edition.scope["words"]
    address = next(each["address"] for each in edition.figures if each["name"] == "requests_came")
    with clock.at(edition.frozen_at + timedelta(minutes=5)):
        late_entry = received(cast, "2026-08-10")
        assert by_name(of_quarter(cast)) == kept, "the instant of freezing stands for this quarter of this day"
        assert by_name(of_quarter(cast, TODAY, None))["requests_came_before"] == 4, "and for no other"
    with clock.at(TODAY + timedelta(days=60)):
        do(asked, late_entry, "acknowledge", "2026-08-11")
        assert by_name(of_quarter(cast)) == kept
        again = frozen(cast, as_at=TODAY + timedelta(days=60), late_on=ENDED)
        pairs = {each.name: each.difference for each in comparing.compare(edition, again).figures}
        assert (pairs["requests_came"], pairs["requests_answered"]) == (1, 0)
        browser = signed_in(cast.priya)
        page = text_of(browser.get(f"/editions/{edition.pk}/"))
        assert "July to September 2026" in page
        assert address.replace("&", "&amp;") in page
        assert browser.get(address).context["listing"].found.count() == 4, (
            "the list knows the whole day, the edition its instant"
        )
        assert "Requests for information: received" in text_of(
            browser.get(f"/editions/{again.pk}/compare/?other={edition.pk}")
        )


def test_it_is_begun_beside_the_other_kind(cast: Cast, asked: Actor, signed_in: Any) -> None:
    browser, unit = signed_in(cast.priya), cast.housing.pk
    shown = text_of(browser.get(f"/units/{unit}/"))
    assert f"/units/{unit}/report/" in shown
    assert f"/units/{unit}/report/quarter/" in shown
    assert browser.get("/reports/").content.decode().count("/reports/quarter/") == 1
    assert browser.get("/reports/quarter/?about=").status_code == 422
    chosen = browser.get("/reports/quarter/", {"about": f"units/{unit}"})
    assert chosen.headers["Location"] == f"/units/{unit}/report/quarter/"
    page = text_of(browser.get(f"/units/{unit}/report/quarter/"))
    assert "July to September 2026, which ended last" in page
    assert "October to December 2026, as far as it has gone" in page
    for address in (f"/units/{unit}/report/progress/", f"/units/{unit}/report/nothing/"):
        assert browser.get(address).status_code == 404
    assert "State of what is held" in text_of(browser.get(f"/units/{unit}/report/")), (
        "the address of the first kind stays"
    )
    browser.post(
        f"/units/{unit}/report/quarter/", {"title": "A quarter", "as_at": "2026-11-10", "late_on": "2026-06-30"}
    )
    assert Report.objects.get().late_on == date(2026, 6, 30)
    wrong = browser.post(
        f"/units/{unit}/report/quarter/", {"title": "A quarter", "as_at": "2026-11-10", "late_on": "1999-06-30"}
    )
    assert wrong.status_code == 422
    browser.post(f"/units/{unit}/report/quarter/")
    report = Report.objects.latest("pk")
    assert (report.kind, report.late_on) == (KIND, ENDED)
    page = text_of(browser.get(f"/reports/{report.pk}/"))
    assert "Housing, the quarter July to September 2026" in page
    assert "requests_in_time_percent" in text_of(browser.get(f"/reports/{report.pk}/template/"))
    assert browser.get(f"/reports/?kind={KIND}").context["listing"].found.count() == 2
    assert browser.get("/reports/?kind=holdings").context["listing"].found.count() == 0


def test_only_who_sees_all_makes_it(cast: Cast, asked: Actor, signed_in: Any) -> None:
    officer = holder_of("ig_officer", cast.housing)
    assert (
        services.create(Actor.at_page(officer), cast.housing, KIND, as_at=TODAY, late_on=ENDED).of_unit == cast.housing
    )
    with pytest.raises(Refused, match="None of the posts"):
        services.create(Actor.at_page(fresh(officer)), cast.council, KIND)
    assert signed_in(cast.tom).get(f"/units/{cast.housing.pk}/report/quarter/").status_code == 403


def test_the_command_writes_three_formats_and_prints_figures(
    cast: Cast, asked: Actor, tmp_path: Path, capsys: Any
) -> None:
    for kind, begins in (("html", b"<!DOCTYPE html>"), ("docx", b"PK"), ("pdf", b"%PDF")):
        place = tmp_path / f"quarter.{kind}"
        assert run("quarter", "--output", str(place)) == 0
        assert place.read_bytes().startswith(begins)
    with pikepdf.open(BytesIO((tmp_path / "quarter.pdf").read_bytes())) as pdf:
        assert pdf.Root.MarkInfo.Marked
    capsys.readouterr()
    assert run("quarter", "--unit", "Housing", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["kind"], told["late_on"], told["quarter"]["over"]) == (KIND, "2026-09-30", True)
    assert {each["name"]: each["value"] for each in told["figures"]} == by_name(
        services.draft_for(cast.housing, TODAY, ENDED, KIND)
    )
    assert {(each["by"], each["value"], each["came"]) for each in told["lines"] if each["register"] == "requests"} == {
        ("law", "foi", 3), ("unit", str(cast.housing.pk), 3),
    }  # fmt: skip
    assert run("quarter", "--late-on", TODAY.isoformat(), "--json") == 0
    assert json.loads(capsys.readouterr().out)["quarter"]["over"] is False
