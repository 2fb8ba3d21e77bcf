"""What the public is told of the assets: only what the list allows, only what a second person approved, and never changed afterwards.

Seen red when a field was added to the list, when a marked or sensitive asset was let through, when the maker could approve, when
the public pages were made from the register itself, when they looked at a session, and when a file that was changed was served.
"""

import csv
import io
import json
from datetime import date, timedelta
from html.parser import HTMLParser
from typing import Any

import pytest
from django.db import models
from django.test import Client

from muniment import clock
from muniment.assets import public_summary, publishing
from muniment.assets.models import AssetPublication, InformationAsset, WithheldAsset
from muniment.people.models import Delegation, Person, Post, Unit
from muniment.registers import evidence
from muniment.registers.access import Actor
from muniment.registers.errors import Conflict, Invalid, Refused
from muniment.registers.services import Change, write
from muniment.registers.sweeping import named
from muniment.registers.verifying import verify_all
from tests.cast import HOUSE, Cast, make
from tests.contracts import fresh, holder_of, text_of
from tests.test_retention_lines import TODAY, make_asset, make_line

PLACES = ("/published/assets/", "/published/assets.csv", "/published/assets.jsonld")
MAILBOX = "information@ambleworth.example"


@pytest.fixture(autouse=True)
def _today() -> Any:
    with clock.at(TODAY):
        yield


def proposed(cast: Cast, person: Person | None = None, **values: Any) -> AssetPublication:
    told = {"contact": "Information Team", "mailbox": MAILBOX, **values}
    return publishing.propose(Actor.at_page(person or fresh(cast.priya)), **told)


def published(cast: Cast) -> AssetPublication:
    edition = proposed(cast)
    publishing.approve(Actor.at_page(fresh(cast.daniel)), edition, "Read it all")
    edition.refresh_from_db()
    return edition


def got(place: str) -> str:
    answer = Client().get(place)
    assert answer.status_code == 200, place
    return text_of(answer)


def fresh_of(record: Any) -> Any:
    return type(record).objects.get(pk=record.pk)


def rows() -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(got("/published/assets.csv").removeprefix("\ufeff"))))


def marked_asset(cast: Cast) -> InformationAsset:
    """An asset whose every field, and whatever it points to, says its own name."""
    values: dict[str, Any] = {}
    for number, field in enumerate(InformationAsset._meta.concrete_fields):
        if field.primary_key or field.name in {
            "unit",
            "withdrawn",
            "version",
            "state",
            "classification",
            "retention_line",
            "medium",
        }:
            continue
        if field.is_relation:
            if field.related_model is Post:
                values[field.name] = Post.objects.create(unit=cast.housing, title=f"Marked{field.name}post")
        elif isinstance(field, models.JSONField):
            values[field.name] = [f"marked{field.name}: 2020-07-20"]
        elif isinstance(field, models.BooleanField):
            values[field.name] = True
        elif isinstance(field, models.DateField):
            values[field.name] = None if field.name == "disposed_on" else date(1971, 1, 1) + timedelta(days=number)
        elif isinstance(field, models.CharField | models.TextField):
            values[field.name] = f"Marked{field.name}text"[: field.max_length]
        elif field.name != "review_every":
            values[field.name] = 5
    values["accepted_for"] = None
    line = make_line(
        cast, "MAR-01", about="Markedlineabout", rationale="Markedlinerationale", source_text="Markedlinesource"
    )
    asset = InformationAsset(unit=cast.housing, retention_line=line, medium="paper", **values)
    write(HOUSE, [Change(asset, verb="create")])
    return asset


def words_of(value: Any) -> list[str]:
    """How a value of the marked asset would be known again."""
    if isinstance(value, date):
        return [value.isoformat(), f"{value:%-d %B %Y}"]
    if isinstance(value, Post):
        return [value.title]
    if isinstance(value, list):
        return [str(each).partition(":")[0] for each in value]
    return [value] if isinstance(value, str) and value.startswith("Marked") else []


def may_be_told(name: str, place: str) -> bool:
    """The catalogue tells less: its contact is a team, and what is published as what shows in its access rights only."""
    return name in {"name", "about", "licence"} or (name in {"owner", "published"} and not place.endswith("jsonld"))


def people(cast: Cast) -> list[str]:
    return [
        word
        for person in (cast.priya, cast.daniel, cast.tom, cast.ruth, cast.amina)
        for word in (person.name, person.email)
    ]


def test_of_every_field_of_an_asset_only_what_the_list_allows_is_told(cast: Cast) -> None:
    asset = marked_asset(cast)
    published(cast)
    looked_at = 0
    for place in PLACES:
        text = got(place).casefold()
        for field in InformationAsset._meta.concrete_fields:
            for word in words_of(getattr(asset, field.name)):
                assert (word.casefold() in text) == may_be_told(field.name, place), (place, field.name)
                looked_at += 1
        for word in (
            "Markedline",
            "MAR-01",
            "Limitation Act",
            "Paper",
            "special categor",
            "crimes",
            "children",
            *people(cast),
        ):
            assert word.casefold() not in text, (place, word)
    assert looked_at > 3 * 25
    (row,) = rows()
    assert row == {
        "Asset": "Markednametext", "What it is": "Markedabouttext", "Service": "Housing", "Owner": "Markedownerpost", "Classification": "OFFICIAL",
        "Personal data": "Yes", "How long it is kept": "6 years after it was closed, then destroy", "Licence": "Markedlicencetext",
        "Published as": "Markedpublishedtext",
    }  # fmt: skip
    content = publishing.content_of(publishing.current())
    assert set(content["assets"][0]) == {"id", "modified", "version", *public_summary.NAMES}


def test_nothing_is_public_before_the_first_approval(cast: Cast, signed_in: Any) -> None:
    make_asset(cast, "Rent accounts")
    for browser in (Client(), signed_in(cast.priya)):
        assert [browser.get(place).status_code for place in PLACES] == [404] * 3
    edition = proposed(cast)
    assert [Client().get(place).status_code for place in PLACES] == [404] * 3
    publishing.call_off(Actor.at_page(fresh(cast.priya)), edition, "Not yet")
    assert [Client().get(place).status_code for place in PLACES] == [404] * 3
    with pytest.raises(Invalid, match="moved on"):
        publishing.approve(Actor.at_page(fresh(cast.daniel)), edition, "x")
    published(cast)
    assert [Client().get(place).status_code for place in PLACES] == [200] * 3


def test_a_second_person_approves(cast: Cast, signed_in: Any) -> None:
    make_asset(cast, "Rent accounts")
    edition = proposed(cast)
    step = f"/asset-publications/{edition.pk}/do/approve/"
    assert signed_in(cast.priya).post(step, {"why": "x", "seen_version": 1}).status_code == 403
    with pytest.raises(Refused, match="second person"):
        publishing.approve(Actor.at_page(fresh(cast.priya)), edition, "x")
    # Nor does who acts for its maker.
    deputy = holder_of("dpo", cast.council)
    Delegation.objects.create(post=cast.posts["priya"], to=deputy, start=TODAY, end=TODAY)
    with pytest.raises(Refused, match="second person"):
        publishing.approve(Actor.at_page(fresh(deputy)), edition, "x")
    for person in (cast.tom, cast.amina, cast.nobody):
        with pytest.raises(Refused):
            publishing.approve(Actor.at_page(fresh(person)), edition, "x")
    with pytest.raises(Refused):
        publishing.approve(HOUSE, edition, "x")
    with pytest.raises(Conflict):
        publishing.approve(Actor.at_page(fresh(cast.daniel)), edition, "x", seen_version=9)
    assert publishing.current() is None
    assert "Rent accounts" in text_of(signed_in(cast.daniel).get(f"/asset-publications/{edition.pk}/"))
    assert signed_in(cast.daniel).post(step, {"why": "Read it", "seen_version": 1}).status_code == 302
    assert publishing.current() == edition
    assert signed_in(cast.tom).get(f"/asset-publications/{edition.pk}/").status_code == 404


def test_what_is_sensitive_marked_drafted_or_gone_is_left_out_whole(cast: Cast, signed_in: Any) -> None:
    make_asset(cast, "Told")
    make_asset(cast, "Sensitive", classification="sensitive")
    make_asset(cast, "Drafted", state="draft")
    make_asset(cast, "Disposed", closed_on=date(2010, 1, 1), disposed_on=date(2020, 1, 1))
    marked = make_asset(cast, "Marked")
    theirs = InformationAsset(name="The company's own", unit=cast.company)
    write(HOUSE, [Change(theirs, verb="create")])
    form = {"asset": marked.pk, "reason": "Section 31, law enforcement", "unit": cast.housing.pk}
    assert signed_in(cast.tom).post("/withheld-assets/new/", form).status_code == 302, "its owner marks it"
    assert signed_in(cast.tom).post("/withheld-assets/new/", form).status_code == 200, "once: the form says so"
    assert WithheldAsset.objects.count() == 1
    edition = published(cast)
    assert [row["Asset"] for row in rows()] == ["Told"]
    assert (edition.assets, edition.left_out) == (1, 4)
    for place in PLACES:
        text = got(place)
        assert [
            name for name in ("Sensitive", "Drafted", "Disposed", "Marked", "company", "Section 31") if name in text
        ] == []
    mark = WithheldAsset.objects.get()
    done = signed_in(cast.tom).post(f"/withheld-assets/{mark.pk}/do/release/", {"why": "Over", "seen_version": 1})
    assert done.status_code == 302
    assert [row["Asset"] for row in rows()] == ["Told"], "not before the next edition"
    published(cast)
    assert [row["Asset"] for row in rows()] == ["Marked", "Told"]


def test_what_was_approved_stays_whatever_becomes_of_the_register(cast: Cast) -> None:
    asset = make_asset(cast, "Rent accounts", about="Who pays what")
    edition = published(cast)
    before = [got(place) for place in PLACES]
    write(
        HOUSE, [Change(asset, {"name": "Secret", "classification": "sensitive", "owner": cast.posts["ruth"]}, "edit")]
    )
    write(HOUSE, [Change(fresh_of(cast.posts["tom"]), {"title": "Somebody else"}, "edit")])
    write(HOUSE, [Change(fresh_of(cast.housing), {"name": "Homes"}, "edit")])
    assert [got(place) for place in PLACES] == before
    assert {edition.content, edition.csv, edition.jsonld} <= named(), "a sweep keeps them"
    assert verify_all().faults == []
    # An edition that waits changes nothing either, and is not changed by an edit after it was made.
    waiting = proposed(cast)
    assert [got(place) for place in PLACES] == before
    assert waiting.differences == {"added": [], "removed": ["Rent accounts"], "changed": []}


def test_a_file_that_was_changed_is_not_served(cast: Cast) -> None:
    make_asset(cast, "Rent accounts")
    edition = published(cast)
    for digest, places in ((edition.csv, PLACES[1:2]), (edition.jsonld, PLACES[2:]), (edition.content, PLACES)):
        place = evidence.path_of(digest)
        content = place.read_bytes()
        place.write_bytes(content.replace(b"Rent", b"Lent"))
        assert [Client().get(each).status_code for each in places] == [404] * len(places)
        place.write_bytes(content)
    assert [Client().get(each).status_code for each in PLACES] == [200] * 3


def test_an_edition_tells_what_changed_since_the_one_before(cast: Cast) -> None:
    kept = make_asset(cast, "Kept")
    changed = make_asset(cast, "Changed", licence="None")
    gone = make_asset(cast, "Gone")
    published(cast)
    write(HOUSE, [
        Change(changed, {"licence": "Open Government Licence", "location": "Basement"}, "edit"), Change(gone, {"classification": "sensitive"}, "edit"),
        Change(kept, {"location": "Attic"}, "edit"),
    ])  # fmt: skip
    make_asset(cast, "New")
    with clock.at(TODAY + timedelta(days=7)):
        edition = proposed(cast)
        assert edition.differences == {
            "added": ["New"], "removed": ["Gone"],
            "changed": [{"name": "Changed", "fields": [["Licence", "None", "Open Government Licence"]]}],
        }  # fmt: skip
        assert edition.changes() == "1 new, 1 gone, 1 changed"
        publishing.approve(Actor.at_page(fresh(cast.daniel)), edition, "x")
    told = {each["title"]: each for each in json.loads(got("/published/assets.jsonld"))["dataset"]}
    assert {name: (each["modified"], each["version"]) for name, each in told.items()} == {
        "Kept": ("2026-11-25", "1"), "Changed": ("2026-12-02", "2"), "New": ("2026-12-02", "2"),
    }  # fmt: skip


def test_of_two_editions_of_one_beginning_the_second_is_made_again(cast: Cast) -> None:
    make_asset(cast, "Rent accounts")
    first, second = proposed(cast), proposed(cast)
    publishing.approve(Actor.at_page(fresh(cast.daniel)), first, "x")
    with pytest.raises(Invalid, match="published since"):
        publishing.approve(Actor.at_page(fresh(cast.daniel)), second, "x")


REQUIRED = {"accessRights", "contactPoint", "creator", "description", "identifier", "licence", "modified", "publisher",
            "securityClassification", "title", "type", "version", "updateFrequency"}  # fmt: skip


def test_the_catalogue_has_what_the_model_requires(cast: Cast, settings: Any) -> None:
    settings.CSRF_TRUSTED_ORIGINS = ["https://register.ambleworth.example"]
    open_one = make_asset(cast, "Bus stops", published="Open data", licence="Open Government Licence")
    make_asset(cast, "Rent accounts")
    published(cast)
    answer = Client().get("/published/assets.jsonld")
    assert answer["Content-Type"] == "application/ld+json"
    catalogue = json.loads(answer.content)
    first, second = catalogue["dataset"]
    for each in (first, second):
        assert set(each) >= REQUIRED
        assert all(each[name] for name in REQUIRED)
        assert each["contactPoint"] == {"@type": "vcard:Kind", "contactName": "Information Team", "email": MAILBOX}
        assert set(each) - {"@id", "@type"} <= set(catalogue["@context"])
    assert (first["accessRights"], second["accessRights"]) == ("OPEN", "INTERNAL")
    assert first["identifier"] == f"https://register.ambleworth.example/published/assets/#asset-{open_one.pk}"
    assert f'id="asset-{open_one.pk}"' in got("/published/assets/")
    assert catalogue["publisher"]["name"] == "Ambleworth City Council"
    assert (first["licence"], second["licence"]) == ("Open Government Licence", "No licence is recorded")


@pytest.mark.parametrize("place", PLACES)
def test_public_pages_ask_nobody_who_they_are(cast: Cast, signed_in: Any, place: str) -> None:
    make_asset(cast, "Rent accounts")
    published(cast)
    for browser in (Client(), signed_in(cast.priya)):
        answer = browser.get(place)
        assert answer.status_code == 200
        assert not answer.cookies
        assert "Cookie" not in answer.get("Vary", "")
        assert answer["Cache-Control"] == "public, no-cache"
        assert cast.priya.name not in text_of(answer)
        again = browser.get(place, headers={"If-None-Match": answer["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
    assert Client().head(place).status_code == 200
    assert Client().post(place).status_code == 405
    assert Client().get("/assets/").status_code == 302, "the register itself stays closed"
    assert Client().get("/published/no-such-shelf/").status_code == 404


class Tags(HTMLParser):
    """The tags of a page, for who looks whether a text became one."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, _attrs: Any) -> None:
        self.found.append(tag)


def test_hostile_texts_stay_texts(cast: Cast) -> None:
    make_asset(cast, "<script>alert(1)</script>", about='=cmd|" /C calc"!A1', licence="</td>")
    published(cast)
    assert "script" not in Tags(got("/published/assets/")).found
    assert rows()[0]["What it is"].startswith("'=cmd")
    assert json.loads(got("/published/assets.jsonld"))["dataset"][0]["title"] == "<script>alert(1)</script>"


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"mailbox": "PRIYA@ambleworth.example"}, "person"), ({"contact": "priya raman"}, "team"), ({"contact": " "}, "team"),
    ],
)  # fmt: skip
def test_a_contact_is_a_team_and_its_mailbox(cast: Cast, values: dict[str, str], told: str) -> None:
    with pytest.raises(Invalid, match=told):
        proposed(cast, **values)
    assert not AssetPublication.objects.exists()


def test_who_may_make_an_edition(cast: Cast, signed_in: Any) -> None:
    make_asset(cast, "Rent accounts")
    form = {"contact": "Information Team", "mailbox": MAILBOX}
    for person in (cast.tom, cast.amina, cast.daniel, cast.nobody):
        assert signed_in(person).post("/asset-publications/propose/", form).status_code == 403
    part = holder_of("ig_manager", cast.housing)
    with pytest.raises(Refused):
        proposed(cast, part)
    assert not AssetPublication.objects.exists()
    browser = signed_in(cast.priya)
    assert "/asset-publications/propose/" in text_of(browser.get("/asset-publications/"))
    assert "/asset-publications/propose/" not in text_of(signed_in(cast.daniel).get("/asset-publications/"))
    assert browser.post("/asset-publications/propose/", {**form, "mailbox": "x"}).status_code == 422
    made = browser.post("/asset-publications/propose/", form)
    edition = AssetPublication.objects.get()
    assert made.url == f"/asset-publications/{edition.pk}/"
    assert "Information Team" in text_of(browser.get("/asset-publications/propose/")), "asked once"
    duties = text_of(signed_in(cast.daniel).get("/"))
    assert str(edition) in duties


def test_an_edition_is_made_by_who_sees_all_of_it(cast: Cast) -> None:
    """A unit of the council that stands beside the others is out of reach of whoever has a role for those only."""
    beside = make(Unit, body=cast.council.body, name="Coroner")
    make(InformationAsset, name="Inquests", unit=beside)
    with pytest.raises(Refused, match="sees all assets"):
        proposed(cast)
