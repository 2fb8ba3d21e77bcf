"""The pages of an import: a file comes in, is looked at, chosen about, applied, undone; and only by who may."""

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from muniment.assurance import services
from muniment.assurance.import_forms import name_for
from muniment.assurance.models import Plan, PlanImport, Recommendation
from muniment.registers.access import Actor
from tests.cast import Cast, make_plan

PAPER = """Ref,Theme,Agreed action,Owner,Due date,Progress
A02,Governance,Publish the policy,Head of Housing,Sep-26,Complete
A03,Governance,Train all staff,The Training Lot,Dec-26,Begun: the first course is held
A04,Records,<script>alert(1)</script> tidy the store,Head of Finance,31/03/2027,Not started
"""


def paper(text: str = PAPER, name: str = "plan.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode())


def upload(browser: Any, text: str = PAPER, **answers: Any) -> Any:
    return browser.post("/plans/import/", {"file": paper(text), "title": "Audit of records", **answers})


def kept() -> PlanImport:
    return PlanImport.objects.latest("pk")


def at(response: Any) -> str:
    return response.headers.get("Location", "")


def apply(browser: Any, **more: Any) -> Any:
    page = browser.get(f"/plans/import/{kept().pk}/")
    return browser.post(f"/plans/import/{kept().pk}/", {"do": "apply", "seen": page.context["shown"].seen, **more})


def test_from_the_file_to_the_plan(cast: Cast, signed_in: Any) -> None:
    browser = signed_in(cast.priya)
    assert at(upload(browser, position="2026-07-25")) == f"/plans/import/{kept().pk}/"
    assert not Plan.objects.exists()
    page = browser.get(f"/plans/import/{kept().pk}/").content.decode()
    for words in ("The Training Lot", "Publish the policy", "&lt;script&gt;", "25 July 2026", "3 new", "Agreed action"):
        assert words in page
    assert "<script>alert" not in page
    done = apply(browser, **{name_for("The Training Lot"): cast.posts["priya"].pk})
    plan = Plan.objects.get()
    assert (at(done), plan.title, plan.unit) == (f"/plans/{plan.pk}/", "Audit of records", cast.council)
    assert Recommendation.objects.get(reference="A03").owner == cast.posts["priya"]
    assert (kept().state, kept().made_by, kept().position) == ("applied", "Priya Raman", date(2026, 7, 25))


def test_a_choice_is_asked_for_before_it_is_applied(cast: Cast, signed_in: Any) -> None:
    browser = signed_in(cast.priya)
    upload(browser, PAPER.replace("Not started", "Complete. To be rolled out"))
    assert browser.get(f"/plans/import/{kept().pk}/").context["open"] == ["A04"]
    refused = apply(browser)
    assert refused.status_code == 422
    assert "A04" in refused.content.decode()
    assert not Plan.objects.exists()
    apply(browser, **{"status-A04": "in progress"})
    assert Recommendation.objects.get(reference="A04").state == "in_progress"


def test_a_newer_paper_is_shown_row_by_row_and_ticked(cast: Cast, signed_in: Any) -> None:
    browser = signed_in(cast.priya)
    upload(browser)
    apply(browser)
    plan = Plan.objects.get()
    services.update(
        Actor.at_page(cast.priya), Recommendation.objects.get(reference="A03"), {"progress": "Two courses held"}
    )
    newer = PAPER.replace("the first course is held", "three courses are held").replace("Dec-26", "Mar-27")
    upload(browser, newer, plan=plan.pk, title="")
    page = browser.get(f"/plans/import/{kept().pk}/")
    shown = page.content.decode()
    for words in ("Two courses held", "three courses are held", "Changed here as well", "December 2026", "March 2027"):
        assert words in shown
    apply(browser, asked="A03|progress", take="A03|progress")
    row = Recommendation.objects.get(reference="A03")
    assert (row.progress, row.due, row.slips) == ("Begun: three courses are held", date(2027, 3, 31), 1)


def test_a_plan_that_changed_meanwhile_is_looked_at_again(cast: Cast, signed_in: Any) -> None:
    browser = signed_in(cast.priya)
    upload(browser)
    apply(browser)
    upload(browser, PAPER.replace("Complete", "Complete and published"), plan=Plan.objects.get().pk, title="")
    seen = browser.get(f"/plans/import/{kept().pk}/").context["shown"].seen
    services.update(Actor.at_page(cast.priya), Recommendation.objects.get(reference="A03"), {"progress": "Mine"})
    answer = browser.post(f"/plans/import/{kept().pk}/", {"do": "apply", "seen": seen})
    assert answer.status_code == 409
    assert "A03 (update by Priya Raman)" in answer.content.decode()
    assert kept().state == "previewed"


def test_a_column_can_be_told_otherwise(cast: Cast, signed_in: Any) -> None:
    browser = signed_in(cast.priya)
    upload(browser)
    page = browser.get(f"/plans/import/{kept().pk}/")
    theme = next(each for each in page.context["shown"].reading.mapping if each.field == "theme")
    name = f"column-{theme.table}-{theme.column}"
    answer = browser.post(
        f"/plans/import/{kept().pk}/", {"do": "apply", "seen": 10**6, name: "", f"{name}-was": "theme"}
    )
    assert answer.status_code == 422
    assert not Plan.objects.exists()
    again = browser.get(f"/plans/import/{kept().pk}/")
    assert {line.said.values["theme"] for line in again.context["shown"].lines} != {"Governance", "Records"}


def test_undo_from_the_page(cast: Cast, signed_in: Any) -> None:
    browser = signed_in(cast.priya)
    upload(browser)
    apply(browser)
    done = kept()
    page = browser.get(f"/imports/{done.pk}/").content.decode()
    assert "Undo this import" in page
    assert "3 new" in page
    assert browser.post(f"/imports/{done.pk}/do/undo/", {"why": ""}).status_code == 422
    browser.post(f"/imports/{done.pk}/do/undo/", {"why": "The wrong file"})
    assert PlanImport.objects.get(pk=done.pk).state == "undone"
    assert not Plan.objects.everything().exists()
    assert browser.get(f"/imports/{done.pk}/").status_code == 200


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("plan.xlsx", b"PK\x03\x04 broken", "file"),
        ("plan.csv", b"", "empty"),
        ("letter.txt", b"Dear all,\n\nthe meeting is on Tuesday.\n", "No action plan"),
    ],
)
def test_what_cannot_be_read_comes_back_with_the_reason(
    cast: Cast, signed_in: Any, name: str, content: bytes, words: str
) -> None:
    answer = signed_in(cast.priya).post("/plans/import/", {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not PlanImport.objects.exists()


def test_what_is_too_large_is_not_read(cast: Cast, signed_in: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("muniment.assurance.import_forms.LARGEST", 100)
    answer = upload(signed_in(cast.priya))
    assert answer.status_code == 422
    assert "larger than 20 MB" in answer.content.decode()


def test_a_title_that_is_taken_is_asked_about(cast: Cast, signed_in: Any) -> None:
    make_plan(cast, "Audit of records")
    answer = upload(signed_in(cast.priya))
    assert answer.status_code == 422
    assert "There is a plan of this title already" in answer.content.decode()


def test_who_may_not_import_is_refused(cast: Cast, signed_in: Any) -> None:
    for person in (cast.tom, cast.amina, cast.daniel, cast.nobody):
        browser = signed_in(person)
        assert browser.get("/plans/import/").status_code == 403
        assert upload(browser).status_code == 403
    assert not PlanImport.objects.exists()


def test_another_units_plan_is_not_offered(cast: Cast, signed_in: Any) -> None:
    plan = make_plan(cast)
    browser = signed_in(cast.company_ig)
    assert upload(browser, plan=plan.pk).status_code == 422
    upload(browser)
    apply(browser)
    assert Plan.objects.latest("pk").unit == cast.company


def test_a_preview_is_its_makers_alone(cast: Cast, signed_in: Any) -> None:
    upload(signed_in(cast.priya))
    for person in (cast.amina, cast.daniel, cast.company_ig, cast.nobody):
        browser = signed_in(person)
        for address in (f"/plans/import/{kept().pk}/", f"/plans/import/{kept().pk}/file/", f"/imports/{kept().pk}/"):
            assert browser.get(address).status_code == 404
        assert browser.post(f"/plans/import/{kept().pk}/", {"do": "apply"}).status_code == 404


def test_who_lost_the_right_does_not_apply(cast: Cast, signed_in: Any) -> None:
    from muniment.people.models import Holding

    browser = signed_in(cast.priya)
    upload(browser)
    Holding.objects.filter(person=cast.priya).update(end=date(2020, 2, 1))
    assert browser.get(f"/plans/import/{kept().pk}/").status_code in {403, 404}
    assert browser.post(f"/plans/import/{kept().pk}/", {"do": "apply"}).status_code in {403, 404}


def test_put_away(cast: Cast, signed_in: Any) -> None:
    browser = signed_in(cast.priya)
    upload(browser)
    pk = kept().pk
    browser.post(f"/plans/import/{pk}/", {"do": "away"})
    assert browser.get(f"/plans/import/{pk}/").status_code == 404
    assert not Plan.objects.exists()


def test_the_file_comes_back_as_it_came(cast: Cast, signed_in: Any) -> None:
    browser = signed_in(cast.priya)
    upload(browser)
    answer = browser.get(f"/plans/import/{kept().pk}/file/")
    assert b"".join(answer.streaming_content) == PAPER.encode()
    assert answer.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(("scanner", "message"), [("false", "found something"), ("no-such-scanner", "did not answer")])
def test_without_the_scanner_s_word_no_paper_is_kept(
    cast: Cast, signed_in: Any, settings: Any, scanner: str, message: str
) -> None:
    settings.SCANNER = scanner
    answer = upload(signed_in(cast.priya))
    assert message in answer.content.decode()
    assert not PlanImport.objects.exists()
