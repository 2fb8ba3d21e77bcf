"""Reports of use reconciled with the file plan and the permission groups: a preview, one batch, undone, and the same again is nothing.

Seen red when an owner set by hand was overwritten, when an older report set figures back, when a hash became a place, when a record
of another identifier was taken for the same, and when another's preview could be opened.
"""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from muniment import clock
from muniment.assets import activity_import
from muniment.assets.activity_lines import (
    AGAIN,
    CHANGED,
    DELETED,
    DORMANT,
    DOUBTFUL,
    GONE,
    GUESTS,
    LEFT,
    MAIL,
    NAMELESS,
    NEW,
    OFFERED,
    OLDER,
    OWNERLESS,
    REPEATED,
    SAME,
    UNKNOWN,
    WRONG,
    Reconciled,
)
from muniment.assets.models import PermissionGroup, Place
from muniment.cli import main
from muniment.people.models import Holding
from muniment.registers import history
from muniment.registers.access import Actor
from muniment.registers.errors import Refused
from muniment.registers.models import History, TableImport
from muniment.registers.services import Change, write
from muniment.registers.verifying import verify_all
from muniment.tables import undoing
from tests.cast import HOUSE, Cast, make
from tests.contracts import fresh, holder_of, text_of
from tests.report_files import GROUPS, HASH, group, groups, key, site, sites, team, teams

TODAY = date(2026, 11, 25)


@pytest.fixture(autouse=True)
def _today() -> Any:
    with clock.at(TODAY):
        yield


def take_in(content: bytes, actor: Actor = HOUSE, name: str = "report.csv", **choices: str) -> TableImport:
    kept = activity_import.take_in(actor, name, content)
    kept.mapping = {name.replace("_", "-"): value for name, value in choices.items()}
    kept.save()
    return kept


def look(content: bytes, **choices: str) -> Reconciled:
    return activity_import.compared(take_in(content, **choices))


def read_in(content: bytes, actor: Actor = HOUSE, **choices: str) -> TableImport:
    """Takes a report in and applies it; what stands against it is an error of the test, but that there is nothing to write."""
    kept = take_in(content, actor, **choices)
    activity_import.start(kept, history.head().number)
    kept.refresh_from_db()
    assert kept.result.get("error", "There is nothing to import")[:26] == "There is nothing to import"
    return kept


def kinds(found: Reconciled) -> dict[str, int]:
    return {kind: count for kind, count in found.counts.items() if count}


def make_site(cast: Cast, name: str = "Housing repairs", number: int | None = None, **more: Any) -> Place:
    values = {"unit": cast.housing, "kind": Place.Kind.SITE, "outside_id": key(number) if number else "", **more}
    return make(Place, name=name, **values)


def place_of(name: str) -> Place:
    return Place.objects.get(name=name)


def test_what_is_new_comes_in_and_the_same_again_is_nothing(cast: Cast) -> None:
    content = sites(
        site(1, "HousingRepairs"), site(2, "Rent%20Book", **{"Owner Principal Name": "", "Owner Display Name": ""})
    )
    assert kinds(look(content)) == {NEW: 2, OFFERED: 1, OWNERLESS: 1}
    kept = read_in(content)
    made = place_of("HousingRepairs")
    assert (made.kind, made.unit, made.outside_id, made.path) == ("site", cast.council, key(1), "https://ambleworth.sharepoint.com/sites/HousingRepairs")  # fmt: skip
    assert (made.last_used, made.size_bytes, made.files) == (date(2026, 11, 2), 5_000_000_000, 120)
    assert (made.measured_on, made.measured_days, made.dormant, made.owner) == (date(2026, 11, 20), 180, False, None)
    assert place_of("Rent Book").outside_id == key(2)
    before = History.objects.count()
    again = look(content)
    assert (kinds(again)[SAME], again.written) == (2, [])
    activity_import.start(take_in(content), history.head().number)
    assert History.objects.count() == before
    undoing.undo(HOUSE, kept)
    assert not Place.objects.everything().exists()
    read_in(content)
    assert Place.objects.everything().count() == 2, "what was withdrawn is brought back"
    assert not verify_all().faults


def test_only_what_is_measured_is_written_and_an_older_report_is_not(cast: Cast) -> None:
    here = make_site(cast, "Repairs of houses", 1, owner=cast.posts["ruth"], state=Place.State.READ_ONLY, path="Old", files=3, next_review=date(2027, 1, 1))  # fmt: skip
    content = sites(site(1, "HousingRepairs", **{"Last Activity Date": "2026-11-03"}))
    found = look(content)
    assert kinds(found) == {CHANGED: 1}
    assert {name for name, *_both in found.lines[0].differences} == {"size_bytes", "files", "last_used"}
    read_in(content)
    here.refresh_from_db()
    assert (here.name, here.owner, here.state, here.path, here.unit) == (
        "Repairs of houses",
        cast.posts["ruth"],
        "read_only",
        "Old",
        cast.housing,
    )
    assert (here.files, here.last_used, here.measured_on) == (120, date(2026, 11, 3), date(2026, 11, 20))
    older = sites(site(1, "HousingRepairs", **{"File Count": 1}), **{"Report Refresh Date": "2026-10-01"})
    assert kinds(look(older)) == {OLDER: 1}
    narrower = sites(site(1, "HousingRepairs", **{"File Count": 1}), **{"Report Period": 7})
    assert kinds(look(narrower))[OLDER] == 1
    later = sites(
        site(1, "HousingRepairs", **{"Last Activity Date": "2026-11-03"}), **{"Report Refresh Date": "2026-11-24"}
    )
    assert kinds(look(later)) == {AGAIN: 1}
    read_in(later)
    here.refresh_from_db()
    assert here.measured_on == date(2026, 11, 24)
    assert not verify_all().faults


def test_what_was_used_after_the_day_of_the_report_stays_so(cast: Cast) -> None:
    here = make_site(cast, "One", 1, last_used=date(2026, 11, 22))
    read_in(sites(site(1, "one")))
    here.refresh_from_db()
    assert (here.last_used, here.files) == (date(2026, 11, 22), 120)


def test_matched_by_identifier_then_address_then_name(cast: Cast) -> None:
    by_key = make_site(cast, "One", 1)
    by_address = make_site(cast, "Two", path="https://AMBLEWORTH.sharepoint.com/sites/two/")
    by_name = make(Place, name="Housing Board", kind=Place.Kind.TEAM, unit=cast.housing)
    read_in(sites(site(1, "two"), site(2, "Two")))
    by_key.refresh_from_db()
    by_address.refresh_from_db()
    assert (by_key.files, by_address.files, by_address.outside_id) == (120, 120, key(2))
    assert Place.objects.everything().filter(kind="site").count() == 2
    read_in(teams(team(3, "housing board", Guests=2)))
    by_name.refresh_from_db()
    assert (by_name.outside_id, by_name.guests, by_name.name) == (key(3), 2, "Housing Board")


def test_what_is_not_sure_waits_for_a_person(cast: Cast) -> None:
    near = make_site(cast, "Housing repairs")
    renewed = make_site(cast, "Rents", 9, path="https://ambleworth.sharepoint.com/sites/rents")
    content = sites(site(1, "HousingRepairs"), site(2, "rents"), site(3, "Wholly new"))
    found = look(content)
    assert kinds(found)[DOUBTFUL] == 2
    assert [line.kind for line in found.lines] == [DOUBTFUL, DOUBTFUL, NEW]
    assert "another identifier" in found.lines[1].doubt
    read_in(content)
    near.refresh_from_db()
    assert near.outside_id == ""
    assert Place.objects.everything().count() == 3
    read_in(content, row_2=str(near.pk), row_3="new")
    near.refresh_from_db()
    renewed.refresh_from_db()
    assert (near.outside_id, near.files) == (key(1), 120)
    assert (renewed.outside_id, renewed.files) == (key(9), None)
    assert place_of("rents").outside_id == key(2)
    assert [line.kind for line in look(content).lines] == [SAME] * 3, "what was decided is known by its identifier"
    odd = look(sites(site(7, "Housing repairs"), site(8, "housing-repairs")), row_2=str(near.pk), row_3=str(near.pk))
    assert [line.kind for line in odd.lines][1:] == [DOUBTFUL], "one record for two rows"


def test_two_teams_of_one_name_are_two_places(cast: Cast) -> None:
    assert cast
    read_in(teams(team(1, "Project"), team(2, "Project")))
    assert set(Place.objects.everything().values_list("name", flat=True)) == {"Project", f"Project ({key(2)[:8]})"}
    read_in(teams(team(3, "Project")))
    assert Place.objects.everything().count() == 2, "a name of two records is doubtful"


def test_what_stands_twice_in_the_file(cast: Cast) -> None:
    assert cast
    same, other = site(1, "A"), site(1, "A", **{"File Count": 5})
    assert kinds(look(sites(same, same, site(2, "B"))))[REPEATED] == 1
    found = look(sites(same, other, site(2, "B")))
    assert [line.kind for line in found.lines] == [WRONG, WRONG, NEW]
    assert "Rows 2, 3 say different things" in found.lines[0].errors[0]
    found = look(groups(group("Team"), group("Team", **{"Member Count": 3})))
    assert "cannot be told apart" in str(found.lines[1].errors)


def test_the_owner_is_proposed_and_never_overwritten(cast: Cast) -> None:
    make_site(cast, "Owned", 1, owner=cast.posts["ruth"])
    content = sites(
        site(1, "owned"), site(2, "b"), site(3, "c", **{"Owner Principal Name": "who@ambleworth.example"}),
        site(4, "d", **{"Owner Principal Name": "eve_example.com#EXT#@ambleworth.example"}),
        site(5, "e", **{"Owner Principal Name": "noah@ambleworth.example"}),
        site(6, "f", **{"Owner Principal Name": "", "Owner Display Name": "TOM BIRCH"}),
    )  # fmt: skip
    found = look(content)
    assert [sorted({OFFERED, UNKNOWN} & line.marks) for line in found.lines] == [
        [],
        [OFFERED],
        [UNKNOWN],
        [UNKNOWN],
        [UNKNOWN],
        [OFFERED],
    ]
    assert found.lines[1].proposal.posts == (cast.posts["tom"],)
    assert "is a guest" in found.lines[3].proposal.said
    assert "holds no post" in found.lines[4].proposal.said
    tom, ruth = str(cast.posts["tom"].pk), str(cast.posts["ruth"].pk)
    read_in(content, owner_2=tom, owner_3=tom, owner_4=ruth, owner_5=tom)
    assert place_of("Owned").owner == cast.posts["ruth"], "set by hand"
    assert place_of("b").owner == cast.posts["tom"]
    assert place_of("d").owner is None, "nobody was proposed"
    assert place_of("c").owner is None, "only what was proposed can be chosen"
    write(HOUSE, [Change(place_of("b"), {"owner": None}, "edit")])
    read_in(content)
    assert place_of("b").owner is None


def test_an_owner_of_two_posts_is_chosen_by_a_person(cast: Cast) -> None:
    make(Holding, person=cast.tom, post=cast.posts["ruth"], start=date(2026, 1, 1))
    found = look(sites(site(1, "A")))
    assert set(found.lines[0].proposal.posts) == {cast.posts["tom"], cast.posts["ruth"]}


def test_deleted_there_dormant_ownerless_with_guests_with_mail_and_gone(cast: Cast, signed_in: Any) -> None:
    read_in(sites(site(1, "Closed soon"), site(2, "Vanishes"), site(3, "Sleeps")))
    later = {"Report Refresh Date": "2026-11-23"}
    content = sites(
        site(1, "Closed soon", **{"Is Deleted": "True"}), site(3, "Sleeps", **{"Last Activity Date": ""}), site(4, "Never was", **{"Is Deleted": "True"}), **later
    )  # fmt: skip
    found = look(content)
    assert {kind: found.counts[kind] for kind in (DELETED, DORMANT, GONE, LEFT)} == {
        DELETED: 1,
        DORMANT: 1,
        GONE: 1,
        LEFT: 1,
    }
    assert [str(each) for each in found.gone] == ["Vanishes"]
    read_in(content)
    closed, sleeps = place_of("Closed soon"), place_of("Sleeps")
    assert (closed.state, sleeps.dormant, sleeps.last_used) == ("in_use", True, date(2026, 11, 2))
    page = text_of(signed_in(cast.priya).get(f"/places/{sleeps.pk}/"))
    assert "Nothing happened in the 180 days before 23 November 2026." in page
    dormant = text_of(signed_in(cast.priya).get("/places/?dormant=1"))
    assert ("Sleeps" in dormant, "Vanishes" in dormant) == (True, False)
    hidden = sites(site(1, "x", **{"Site URL": "", "Site Id": HASH}), **later)
    assert look(hidden).counts[GONE] == 0, "nobody knows what is gone where names are concealed"
    read_in(groups(group("Housing all", **{"External Member Count": 2, "Exchange Mailbox Total Item Count": 40})))
    found = look(groups(group("Housing all", **{"External Member Count": 2, "Exchange Mailbox Total Item Count": 40})))
    assert (found.counts[GUESTS], found.counts[MAIL]) == (1, 1)
    made = PermissionGroup.objects.get(name="Housing all")
    assert (made.kind, made.members, made.guests, made.last_used) == ("directory", 9, 2, date(2026, 11, 2))
    page = text_of(signed_in(cast.priya).get(f"/permission-groups/{made.pk}/"))
    assert "2 people from outside the council. Counted on 20 November 2026." in page


def test_a_group_here_under_another_kind_is_the_same(cast: Cast) -> None:
    mailbox = make(PermissionGroup, name="Housing post", kind="mailbox", unit=cast.housing)
    read_in(groups(group("Housing Post"), headings=[*GROUPS, "Group Id"]))
    mailbox.refresh_from_db()
    assert (mailbox.members, mailbox.kind, PermissionGroup.objects.everything().count()) == (9, "mailbox", 1)


def test_nothing_is_made_or_matched_by_a_hash(cast: Cast) -> None:
    make(Place, name=HASH, kind=Place.Kind.TEAM, unit=cast.council)
    found = look(teams(team(1, HASH), team(2, HASH.lower(), **{"Team Id": HASH}), team(3, "Seen")))
    assert [line.kind for line in found.lines] == [NAMELESS, NAMELESS, NEW]
    assert found.file.concealed["name"] == (2, 3)
    known = make(Place, name="Known", kind=Place.Kind.TEAM, unit=cast.council, outside_id=key(1))
    read_in(teams(team(1, HASH, Guests=4)))
    known.refresh_from_db()
    assert (known.guests, known.name) == (4, "Known"), "an identifier that is told is enough"


def test_a_cell_that_is_a_formula_is_a_text(cast: Cast, signed_in: Any) -> None:
    read_in(teams(team(1, '=HYPERLINK("http://x","y")'), team(2, "<script>alert(1)</script>")))
    assert place_of('=HYPERLINK("http://x","y")').outside_id == key(1)
    page = signed_in(cast.priya).get("/places/export.csv").getvalue().decode()
    assert "'=HYPERLINK" in page
    assert ",=HYPERLINK" not in page
    assert "<script>alert" not in signed_in(cast.priya).get("/places/").content.decode()


def test_what_changed_since_it_was_looked_at_is_not_written(cast: Cast) -> None:
    here = make_site(cast, "One", 1)
    kept = take_in(sites(site(1, "one")))
    seen = history.head().number
    write(HOUSE, [Change(here, {"function": "Repairs"}, "edit")])
    activity_import.start(kept, seen)
    kept.refresh_from_db()
    here.refresh_from_db()
    assert (kept.state, here.files) == (TableImport.State.FAILED, None)
    assert "Changed since you looked" in kept.result["error"]
    activity_import.start(kept, history.head().number)
    here.refresh_from_db()
    assert here.files == 120


def test_at_the_pages(cast: Cast, signed_in: Any) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    make_site(cast, "Housing repairs")
    browser = signed_in(cast.priya)
    assert "Read a Microsoft 365 report" in text_of(browser.get("/places/"))
    assert "Read a Microsoft 365 report" in text_of(browser.get("/permission-groups/"))
    wrong = browser.post("/activity/", {"file": SimpleUploadedFile("x.csv", b"a,b\n1,2\n")})
    assert wrong.status_code == 422
    assert "no report of Microsoft 365" in text_of(wrong)
    content = sites(
        site(1, "HousingRepairs"), site(2, "New one"), site(3, "Hidden", **{"Site URL": HASH, "Site Id": ""})
    )
    sent = browser.post("/activity/", {"file": SimpleUploadedFile("sites.csv", content)})
    assert sent.status_code == 302
    kept = TableImport.objects.get()
    page = text_of(browser.get(sent.url))
    for words in (
        "SharePoint site usage, as on 20 November 2026",
        "It looks back 180 days",
        "1 of 3 addresses are hashes",
        "1 row waits for your decision",
    ):
        assert words in page
    assert "Display concealed user, group, and site names" in page
    assert signed_in(holder_of("records_manager", cast.council)).get(sent.url).status_code == 404
    browser = signed_in(fresh(cast.priya))
    browser.post(sent.url, {"do": "owners"})
    kept.refresh_from_db()
    assert kept.mapping == {f"owner-{row}": str(cast.posts["tom"].pk) for row in (2, 3)}
    seen = history.head().number
    browser.post(sent.url, {"do": "choose", "row-2": str(place_of("Housing repairs").pk), "row-x": "1"})
    done = browser.post(sent.url, {"do": "import", "seen": seen})
    assert done.url == f"/places/import/table/{kept.pk}/"
    assert place_of("Housing repairs").owner == cast.posts["tom"]
    assert place_of("New one").owner == cast.posts["tom"]
    assert "Undo this import" in text_of(browser.get(done.url))
    assert browser.get(sent.url).url == done.url
    browser.post(done.url, {"do": "undo", "why": "A trial"})
    assert place_of("Housing repairs").owner is None
    assert signed_in(cast.nobody).get("/activity/").status_code == 403


def test_who_may_not_change_places_imports_none(cast: Cast) -> None:
    with pytest.raises(Refused):
        activity_import.take_in(Actor.at_page(cast.nobody), "x.csv", sites(site(1, "A")))
    kept = take_in(sites(site(1, "A")), Actor.at_page(cast.daniel))
    assert [line.kind for line in activity_import.compared(kept).lines] == [WRONG], (
        "he may change what is his, and make nothing"
    )
    make_site(cast, "Of Finance", 1, unit=cast.finance)
    kept = take_in(sites(site(1, "x"), site(2, "y")), Actor.at_page(cast.company_ig))
    found = activity_import.compared(kept)
    assert [line.kind for line in found.lines] == [NEW, NEW], "what they may not see is not there"
    assert found.unit == cast.company


def test_at_the_command_line(cast: Cast, tmp_path: Path, capsys: Any) -> None:
    assert cast
    file = tmp_path / "sites.csv"
    file.write_bytes(sites(site(1, "A"), site(2, "B", **{"Site Id": "", "Site URL": ""})))
    assert main(["activity", "import", str(file), "--dry-run"]) == 1
    assert not Place.objects.everything().exists()
    assert not TableImport.objects.exists()
    assert "Nothing was changed" in capsys.readouterr().out
    assert main(["activity", "import", str(file), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["applied"], told["counts"]["new"], told["counts"]["nameless"], told["period"]) == (True, 1, 1, 180)
    assert told["owners"][0]["posts"] == ["Head of Housing"]
    file.write_bytes(sites(site(1, "A")))
    assert main(["activity", "import", str(file)]) == 0
    assert "Nothing had to be written." in capsys.readouterr().out
    assert main(["table", "undo", str(told["import"])]) == 0
    file.write_bytes(sites(site(1, HASH, **{"Site URL": HASH, "Site Id": HASH})))
    assert main(["activity", "import", str(file)]) == 1
    assert "Org settings" in capsys.readouterr().out
    file.write_bytes(b"")
    assert main(["activity", "import", str(file)]) == 2
    assert main(["activity", "import", str(tmp_path / "none.csv")]) == 2
