"""People read in: a difference first, errors by line, all or nothing, nobody ended in silence.

Seen red, each once: when whoever signed in could read people in, and when a preview was anybody's.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from muniment.administration.models import PeopleImport
from muniment.cli import main
from muniment.organisation import people_file
from muniment.organisation.people_apply import apply
from muniment.organisation.people_difference import Difference
from muniment.organisation.people_plan import compare
from muniment.people.models import Holding, Person, Post, RoleGiven, Unit
from muniment.registers.errors import Invalid
from muniment.registers.models import History
from muniment.registers.verifying import verify_all
from tests.cast import HOUSE, Cast

ENTRA = (
    "userPrincipalName,displayName,surname,mail,givenName,objectId,userType,jobTitle,department,accountEnabled,usageLocation,"
    "streetAddress,state,country,physicalDeliveryOfficeName,city,postalCode,telephoneNumber,mobile,"
    "authenticationAlternativePhoneNumber,authenticationEmail,alternateEmailAddress,ageGroup,consentProvidedForMinor,"
    "legalAgeGroupClassification"
)


def entra(*people: tuple[str, str, str, str, str]) -> bytes:
    lines = [
        f"{email},{name},S,{email},G,{number},Member,{post},{unit},{enabled},GB,1 Secret Street,,,,,,01234 567890,07700 900000,,,,,,"
        for number, (name, email, post, unit, enabled) in enumerate(people)
    ]
    return "\n".join([ENTRA, *lines]).encode()


def plain(*lines: str) -> bytes:
    return "\n".join(["name,e-mail,post,unit,role,reports to,from", *lines]).encode()


def difference(content: bytes, *, full: bool = False) -> Difference:
    table = people_file.read(content)
    return compare(table.rows, table.problems, full=full)


TOM = ("Tom Birch", "Tom@Ambleworth.example", "Head of Housing", "Housing", "True")


def test_what_is_here_already_is_no_difference(cast: Cast) -> None:
    assert cast
    found = difference(entra(TOM))
    assert found.empty
    assert found.same == 1


def test_new_people_posts_and_units_are_made_in_one_go(cast: Cast) -> None:
    found = difference(plain(
        "Noor Ali,NOOR@ambleworth.example,Records Manager,Information Services,records_manager,Information Governance Manager,01/09/2026",
        "Zoë O'Neil,zoe@ambleworth.example,Records Officer,Information Services,,Records Manager,",
    ))  # fmt: skip
    assert not found.problems
    done = apply(HOUSE, found, [])
    assert (done["people"], done["units"], done["posts"], done["holdings"], done["roles"], done["reports"]) == (
        2,
        1,
        2,
        2,
        1,
        2,
    )
    noor = Person.objects.get(email="noor@ambleworth.example")
    assert [str(each.start) for each in noor.holdings.all()] == ["2026-09-01"]
    assert Post.objects.get(title="Records Officer").reports_to == Post.objects.get(title="Records Manager")
    assert Unit.objects.get(name="Information Services").parent == cast.council
    assert RoleGiven.objects.get(role="records_manager").unit.name == "Information Services"
    assert not noor.has_usable_password()
    assert not verify_all().faults
    again = difference(plain("Noor Ali,noor@ambleworth.example,Records Manager,Information Services,records_manager,,"))
    assert again.empty


def test_a_role_holds_for_the_unit_that_the_file_names(cast: Cast) -> None:
    head = "name,e-mail,post,unit,role,role for\n"
    whole = cast.council.name
    found = difference(
        f"{head}Ann,ann@ambleworth.example,Clerk of Audit,Audit,auditor,{whole}\n"
        "Bob,bob@ambleworth.example,Head of Care,Care,line_manager,Homes\nCid,cid@ambleworth.example,Warden,Homes,,".encode()
    )
    assert not found.problems
    assert not found.narrow
    apply(HOUSE, found, [])
    given = {
        each.role: each.unit.name
        for each in RoleGiven.objects.filter(post__title__in=["Clerk of Audit", "Head of Care"])
    }
    assert given == {"auditor": whole, "line_manager": "Homes"}
    assert not verify_all().faults
    wrong = difference(f"{head}Ann,ann@ambleworth.example,Clerk of Audit,Audit,auditor,Nowhere\n".encode())
    assert "no unit here or in the file" in wrong.problems[0].message
    narrow = difference(plain("Dee,dee@ambleworth.example,Head of Risk,Risk,siro,,"))
    assert narrow.narrow == ["Senior information risk owner (SIRO) would hold for Risk and what is below it only."]


def test_of_an_export_only_eight_columns_are_read(cast: Cast, signed_in: Any) -> None:
    browser = signed_in(cast.priya)
    file = SimpleUploadedFile(
        "users.csv", entra(TOM, ("Ann New", "ann@ambleworth.example", "Clerk", "Finance", "True"))
    )
    answer = browser.post("/administration/people/", {"file": file})
    assert answer.status_code == 302
    kept = PeopleImport.objects.get()
    assert "Secret Street" not in json.dumps(kept.rows)
    assert "07700" not in json.dumps(kept.rows)
    page = browser.get(answer["Location"]).content.decode()
    assert "telephoneNumber" in page
    assert "Ann New" in page
    assert "Secret" not in page


def test_whoever_left_is_proposed_and_never_ended_in_silence(cast: Cast) -> None:
    content = entra(TOM, ("Ruth Levy", "ruth@ambleworth.example", "Head of Finance", "Finance", "False"))
    found = difference(content)
    assert [(each.person, each.why) for each in found.endings] == [("Ruth Levy", "account disabled")]
    assert found.vacant == ["Head of Finance"]
    apply(HOUSE, found, [])
    assert cast.ruth.holdings.get().end is None
    done = apply(HOUSE, found, [found.endings[0].holding])
    assert done["ended"] == 1
    assert cast.ruth.holdings.get().end is not None
    assert not Person.objects.get(pk=cast.ruth.pk).is_active
    full = difference(entra(TOM), full=True)
    assert {each.person for each in full.endings} == {"Priya Raman", "Daniel Osei", "Amina Yusuf", "Carys Pugh"}
    assert not difference(entra(TOM)).endings
    with pytest.raises(Invalid, match="does not propose"):
        apply(HOUSE, difference(entra(TOM)), [Holding.objects.get(person=cast.tom).pk])


def test_who_moved_takes_up_the_new_post_and_is_asked_about_the_old(cast: Cast) -> None:
    found = difference(entra(("Tom Birch", "tom@ambleworth.example", "Head of Finance", "Finance", "True")))
    assert [each[1] for each in found.holdings] == ["Head of Finance"]
    assert [(each.post, each.leaves) for each in found.endings] == [("Head of Housing", False)]
    apply(HOUSE, found, [each.holding for each in found.endings])
    assert Person.objects.get(pk=cast.tom.pk).is_active
    assert [each.post.title for each in cast.tom.holdings.filter(end=None)] == ["Head of Finance"]


def test_a_job_title_that_is_nearly_a_post_is_asked_about(cast: Cast) -> None:
    assert cast
    found = difference(entra(("Ann New", "ann@ambleworth.example", "Heads of Housings", "Housing", "True")))
    assert not found.posts
    assert "may be Head of Housing (Housing)" in found.not_done[0]
    slip = difference(entra(("Ann New", "ann@ambleworth.example", "head  of HOUSING", "Housing", "True")))
    assert [each[1] for each in slip.holdings] == ["Head of Housing"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Ann,not an address,,,,,", "is no e-mail address"),
        (",ann@ambleworth.example,,,,,", "has no name"),
        ("Ann,ann@ambleworth.example,Clerk,Finance,wizard,,", "is no role"),
        ("Ann,ann@ambleworth.example,,,siro,,", "names none"),
        ("Ann,ann@ambleworth.example,Clerk,Finance,,,31/02/2026", "is no date"),
        ("Ann,ann@ambleworth.example,Clerk,Finance,,Nobody's Post,", "no post here"),
        (f"{'x' * 10_000},ann@ambleworth.example,,,,,", "longer than 200"),
        ("Ann,ann@ambleworth.example,Clerk,Finance,,Clerk,", "circle: Clerk → Clerk"),
    ],
)
def test_errors_are_told_by_line_and_nothing_is_written(cast: Cast, line: str, said: str) -> None:
    assert cast
    before = History.objects.count()
    found = difference(plain("Zed Good,zed@ambleworth.example,,,,,", line))
    assert [(each.line, said in each.message) for each in found.problems] == [(3, True)]
    with pytest.raises(Invalid, match="nothing was written"):
        apply(HOUSE, found, [])
    assert History.objects.count() == before


def test_two_addresses_that_differ_in_case_and_circles_over_three_are_found(cast: Cast) -> None:
    assert cast
    found = difference(entra(TOM, ("Tom Twin", "TOM@ambleworth.EXAMPLE", "Clerk", "Finance", "True")))
    assert "line 2 already" in found.problems[0].message
    circle = difference(plain(
        "A A,a@ambleworth.example,Post A,Finance,,Post B,", "B B,b@ambleworth.example,Post B,Finance,,Post C,",
        "C C,c@ambleworth.example,Post C,Finance,,Post A,",
    ))  # fmt: skip
    assert any("circle" in each.message for each in circle.problems)


def test_hostile_names_are_only_names(cast: Cast, signed_in: Any) -> None:
    browser = signed_in(cast.priya)
    content = plain('"<script>alert(1)</script>\x00\u202e",x@ambleworth.example,"=1+1",Finance,,,')
    answer = browser.post("/administration/people/", {"file": SimpleUploadedFile("../../<b>.csv", content)})
    page = browser.get(answer["Location"]).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "\u202e" not in page


@pytest.mark.parametrize(
    "content", [b"", b"\x00\x01\x02\x03" * 50, b"a,b\n1,2\n", b'name,e-mail\n"open,x\n', b"%PDF-1.4 x"]
)
def test_what_is_no_table_of_people_is_refused_with_the_reason(cast: Cast, signed_in: Any, content: bytes) -> None:
    browser = signed_in(cast.priya)
    answer = browser.post("/administration/people/", {"file": SimpleUploadedFile("people.csv", content)})
    assert answer.status_code == 422
    assert "There is a problem" in answer.content.decode()
    assert not PeopleImport.objects.exists()


def test_the_page_applies_what_was_looked_at_once(cast: Cast, signed_in: Any) -> None:
    browser = signed_in(cast.priya)
    content = entra(TOM, ("Ann New", "ann@ambleworth.example", "Clerk", "A unit that is new", "True"))
    place = browser.post("/administration/people/", {"file": SimpleUploadedFile("users.csv", content), "full": "on"})[
        "Location"
    ]
    page = browser.get(place).content.decode()
    assert "Ruth Levy" in page
    assert "You are not proposed" in page
    assert "Carys Pugh" not in page  # another body's, where Priya ends nobody
    seen = page.split('name="seen" value="')[1].split('"')[0]
    # Somebody else enters the same person meanwhile: what is applied must be what was looked at.
    ann = Person(name="Ann New", email="ann@ambleworth.example")
    from muniment.registers.services import Change, write

    write(HOUSE, [Change(ann, verb="create")])
    assert browser.post(place, {"seen": seen}).status_code == 409
    seen = browser.get(place).content.decode().split('name="seen" value="')[1].split('"')[0]
    ruth = Holding.objects.get(person=cast.ruth).pk
    assert browser.post(place, {"seen": seen, "end": str(ruth)}).status_code == 302
    assert Holding.objects.get(pk=ruth).end is not None
    shown = browser.get(place).content.decode()
    assert "Not ended: Daniel Osei" in shown
    assert "Head of Finance" in shown
    batch = PeopleImport.objects.get().batch
    assert set(History.objects.filter(batch=batch).values_list("person", flat=True)) == {cast.priya.pk}
    assert PeopleImport.objects.get().rows == {}
    assert not verify_all().faults


def test_a_preview_is_its_makers_alone(cast: Cast, signed_in: Any) -> None:
    place = signed_in(cast.priya).post("/administration/people/", {"file": SimpleUploadedFile("u.csv", entra(TOM))})[
        "Location"
    ]
    assert signed_in(cast.company_ig).get(place).status_code == 404
    assert signed_in(cast.tom).get(place).status_code == 403
    assert (
        signed_in(cast.tom)
        .post("/administration/people/", {"file": SimpleUploadedFile("u.csv", entra(TOM))})
        .status_code
        == 403
    )


def test_who_may_not_write_there_writes_nothing(cast: Cast, signed_in: Any) -> None:
    browser = signed_in(cast.company_ig)
    content = entra(("Ann New", "ann@ambleworth.example", "Clerk", "Finance", "True"))
    place = browser.post("/administration/people/", {"file": SimpleUploadedFile("u.csv", content)})["Location"]
    seen = browser.get(place).content.decode().split('name="seen" value="')[1].split('"')[0]
    assert browser.post(place, {"seen": seen}).status_code == 403
    assert not Person.objects.filter(email="ann@ambleworth.example").exists()


def test_the_command_does_the_same(cast: Cast, tmp_path: Path, capsys: Any, monkeypatch: Any) -> None:
    assert cast
    monkeypatch.setattr("muniment.operations.server.prepare", lambda: None)
    file = tmp_path / "people.csv"
    file.write_bytes(plain("Ann New,ann@ambleworth.example,Clerk,Finance,,,"))
    assert main(["people", "import", str(file)]) == 0
    assert "Nothing was written" in capsys.readouterr().out
    assert main(["people", "import", str(file), "--apply", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["applied"]["people"] == 1
    file.write_bytes(plain("Ann,nonsense,Clerk,Finance,,,"))
    assert main(["people", "import", str(file), "--apply"]) == 1
    assert "Line 2" in capsys.readouterr().out
    assert main(["people", "import", str(tmp_path / "none.csv")]) == 2


def test_a_thousand_people_cost_as_many_looks_as_ten(cast: Cast, django_assert_max_num_queries: Any) -> None:
    assert cast

    def table(count: int) -> people_file.Table:
        lines = [f"P {n},p{n}@ambleworth.example,Clerk,Finance,,Head of Finance," for n in range(count)]
        return people_file.read(plain(*lines))

    for count in (10, 1000):
        read = table(count)
        with django_assert_max_num_queries(8):
            compare(read.rows, read.problems, full=True)
