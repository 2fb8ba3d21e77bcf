"""The pages of reports: begun from a plan, written, frozen and compared, with figures that are links."""

import re
from datetime import date

import pytest

from muniment import clock
from muniment.assurance.models import Plan
from muniment.reporting.models import Clearance, Edition, Report
from tests.cast import Cast
from tests.contracts import HTMX
from tests.reporting_plans import FIRST_REPORT, SECOND_REPORT, finished_report, frozen, lively_plan

TODAY = date(2026, 10, 20)


@pytest.fixture
def plan(cast: Cast) -> Plan:
    return lively_plan(cast)


@pytest.fixture
def browser(cast: Cast, signed_in):
    with clock.at(TODAY):
        yield signed_in(cast.priya)


def test_a_button_on_the_plan_makes_a_draft_with_defaults(cast: Cast, plan: Plan, browser) -> None:
    page = browser.get(f"/plans/{plan.pk}/report/")
    assert page.status_code == 200
    answer = browser.post(f"/plans/{plan.pk}/report/")
    report = Report.objects.get()
    assert answer["Location"] == f"/reports/{report.pk}/"
    assert (report.as_at, report.author, report.author_post) == (TODAY, cast.priya, cast.posts["priya"])
    page = browser.get(answer["Location"])
    text = page.content.decode()
    assert "things to put right" in text
    assert re.search(r'<a href="/recommendations/\?plan=\d+&amp;late=yes&amp;as_at=2026-10-20"', text)
    assert "Freeze it" not in text
    assert browser.get(f"/plans/{plan.pk}/report/").content.decode().count("There is a draft already") == 1


def test_a_day_to_come_is_an_error_at_its_field(plan: Plan, browser) -> None:
    answer = browser.post(f"/plans/{plan.pk}/report/", {"title": "Progress", "as_at": "2027-01-01"})
    assert answer.status_code == 422
    assert "is still to come" in answer.content.decode()
    assert "as_at" in answer.context["form"].errors
    assert not Report.objects.exists()


def test_date_and_front_sheet_are_changed_as_every_record_is(plan: Plan, browser) -> None:
    browser.post(f"/plans/{plan.pk}/report/")
    report = Report.objects.get()
    page = browser.get(f"/reports/{report.pk}/edit/")
    form = page.context["form"]
    data = {name: "" if form[name].value() in (None, False) else form[name].value() for name in form.fields}
    data = {name: value for name, value in data.items() if value != ""} | {"seen_version": report.version}
    answer = browser.post(f"/reports/{report.pk}/edit/", data | {"as_at": "2026-09-30", "committee": "Audit Committee"})
    assert answer.status_code == 302
    report.refresh_from_db()
    assert (report.as_at, report.committee) == (SECOND_REPORT, "Audit Committee")
    answer = browser.post(f"/reports/{report.pk}/edit/", data | {"as_at": "2026-01-30", "seen_version": report.version})
    assert answer.status_code == 422
    assert "first record is of 2 March 2026" in answer.content.decode()


def test_words_are_written_one_at_a_time_and_never_lost(plan: Plan, browser) -> None:
    browser.post(f"/plans/{plan.pk}/report/")
    report = Report.objects.get()
    address = f"/reports/{report.pk}/words/executive_summary/"
    assert "{{figure:late}}" in browser.get(address).content.decode()
    answer = browser.post(address, {"text": "{{late}} are late.", "seen_version": report.version})
    assert answer["Location"] == f"/reports/{report.pk}/"
    conflict = browser.post(address, {"text": "Mine, typed long.", "seen_version": report.version})
    assert conflict.status_code == 422
    assert "Mine, typed long." in conflict.content.decode()
    report.refresh_from_db()
    assert report.texts == {"executive_summary": "{{late}} are late."}
    assert browser.post(f"/reports/{report.pk}/words/health/", {"text": "No specific impact."}).status_code == 302
    assert browser.get(f"/reports/{report.pk}/words/nonsense/").status_code == 404
    page = browser.get(f"/reports/{report.pk}/template/").content.decode()
    assert "{{text:executive_summary}}" in page


def test_a_clearance_is_sent_from_the_page(cast: Cast, plan: Plan, browser) -> None:
    browser.post(f"/plans/{plan.pk}/report/")
    report = Report.objects.get()
    sent = {"role": "legal", "post": cast.posts["daniel"].pk, "sent_on": "2026-10-21"}
    assert "still to come" in browser.post(f"/reports/{report.pk}/send/", sent).content.decode()
    assert browser.post(f"/reports/{report.pk}/send/", sent | {"sent_on": "2026-10-20"}).status_code == 302
    page = browser.get(f"/reports/{report.pk}/").content.decode()
    assert "Director of Resources" in page
    clearance = Clearance.objects.get(report=report)
    assert browser.get(f"/clearances/{clearance.pk}/").status_code == 200


def test_freezing_from_the_page_then_reading_and_comparing(cast: Cast, plan: Plan, signed_in) -> None:
    first = frozen(cast, plan, FIRST_REPORT)
    report = finished_report(cast, plan, SECOND_REPORT)
    with clock.at(SECOND_REPORT):
        browser = signed_in(cast.priya)
        page = browser.get(f"/reports/{report.pk}/").content.decode()
        assert "Freeze it" in page
        assert "Nothing stands in the way." in page
        answer = browser.post(f"/reports/{report.pk}/freeze/", {"seen_version": report.version})
        edition = Edition.objects.get(report=report)
        assert answer["Location"] == f"/editions/{edition.pk}/"
        assert browser.get(f"/reports/{report.pk}/")["Location"] == f"/editions/{edition.pk}/"
        page = browser.get(f"/editions/{edition.pk}/").content.decode()
        assert "opens only what its reader may see" in page
        # Links lead to this house as it is reached now, whatever its printed address was when the file was made.
        assert 'href="http' not in page
        assert page.count("<h1") == 1
        page = browser.get(f"/editions/{edition.pk}/compare/?other={first.pk}").content.decode()
        assert "+2" in page
        assert "A01" in page
        assert browser.get(f"/editions/{edition.pk}/compare/?other=999").status_code == 422


def test_freezing_with_something_wanting_says_so_and_changes_nothing(plan: Plan, browser) -> None:
    browser.post(f"/plans/{plan.pk}/report/")
    report = Report.objects.get()
    answer = browser.post(f"/reports/{report.pk}/freeze/", follow=True)
    assert "things are to be put right" in answer.content.decode()
    assert not Edition.objects.exists()
    assert browser.get(f"/reports/{report.pk}/freeze/").status_code == 302


def test_pages_hold_to_the_content_policy(cast: Cast, plan: Plan, signed_in) -> None:
    edition = frozen(cast, plan, FIRST_REPORT)
    report = finished_report(cast, plan, SECOND_REPORT)
    with clock.at(SECOND_REPORT):
        browser = signed_in(cast.priya)
        for address in (f"/editions/{edition.pk}/", f"/reports/{report.pk}/", f"/editions/{edition.pk}/compare/"):
            page = browser.get(address).content.decode().replace(HTMX, "")
            assert not re.search(r"<script|<style|\sstyle=|\son[a-z]+=", page), address
        style = browser.get("/reports/look.css")
        assert style["Content-Type"].startswith("text/css")
        assert not re.search(r"^\s*(body|:root)", style.content.decode(), re.MULTILINE)


def test_who_may_not_make_a_report_is_told(cast: Cast, plan: Plan, signed_in) -> None:
    with clock.at(TODAY):
        assert signed_in(cast.nobody).get(f"/plans/{plan.pk}/report/").status_code == 404
        assert signed_in(cast.amina).get(f"/plans/{plan.pk}/report/").status_code == 403
        assert signed_in(cast.amina).post(f"/plans/{plan.pk}/report/").status_code == 403
    assert not Report.objects.exists()


def test_reading_a_draft_takes_no_more_queries_for_a_longer_plan(cast: Cast, plan: Plan, browser) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from tests.cast import make_recommendation

    browser.post(f"/plans/{plan.pk}/report/")
    address = f"/reports/{Report.objects.get().pk}/"
    counts = []
    for more in (1, 50):
        for number in range(more):
            make_recommendation(plan, f"Y{more}-{number}", owner=cast.posts["ruth"])
        with CaptureQueriesContext(connection) as caught:
            browser.get(address)
        counts.append(len(caught))
    assert counts[0] == counts[1] <= 55
