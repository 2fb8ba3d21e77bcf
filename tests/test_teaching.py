"""Rules, labels and models of what is scanned: from a rule tried on the last scan to a model in use, each with its reason."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from muniment.discovery.scanned_places import ScannedPlace
from muniment.discovery.scans import Scan
from muniment.discovery.teaching import answering, questioning, rule_steps, taught, training, trying
from muniment.discovery.teaching.label_records import FileLabel, LabelledFile, LabelQuestion
from muniment.discovery.teaching.model_records import ClassModel
from muniment.discovery.teaching.rule_records import ClassRule
from muniment.registers.access import Actor
from muniment.registers.errors import Conflict, Invalid
from muniment.registers.models import History, HistoryPayload
from muniment.registers.services import Change, write
from muniment.retention.lines import RetentionLine
from tests.cast import HOUSE, Cast, make
from tests.taught_shares import class_again, files, fill, make_lines, scan, scanned

WHY = {"why": "The finance team asked for it."}


@pytest.fixture
def lines(cast: Cast) -> dict[str, RetentionLine]:
    return make_lines(cast)


@pytest.fixture
def place(cast: Cast, lines: dict[str, RetentionLine], tmp_path: Path, settings: Any) -> ScannedPlace:
    assert lines
    fill(tmp_path / "u")
    return scanned(cast, tmp_path / "u", settings)


def rule(cast: Cast, line: RetentionLine, conditions: str, *, in_force: bool = True, **values: Any) -> ClassRule:
    made: ClassRule = make(
        ClassRule,
        **{"name": f"Rule of {line.code}", "line": line, "conditions": conditions, "unit": cast.council, **values},
    )
    if in_force:
        rule_steps.enforce(HOUSE, made, WHY)
    return made


def test_a_rule_is_tried_on_the_last_scan_and_changes_nothing(
    cast: Cast, place: ScannedPlace, lines: dict[str, RetentionLine]
) -> None:
    other = rule(cast, lines["LEG-07"], 'name like "f*"')
    tried = rule(cast, lines["FIN-03"], 'path contains "invoices" or name like "f0*"', in_force=False, name="Invoices")
    (told,) = trying.try_out(cast.priya, tried)
    assert (told.trial.fits, told.trial.of, told.holds_there) == (2, 25, True)
    assert {each["path"] for each in told.trial.first} == {"invoices/INV-1.csv", "box 0/f0.txt"}
    assert told.others == [(other, 1)]
    assert dict(told.trial.lines) == {("", "FIN-03"): 1}  # f0 is the earlier rule's
    assert dict(told.trial.decisions) == {("unknown", "keep"): 1}
    assert "Invoices" in next(each for each in told.trial.first if each["path"].startswith("invoices"))["new_why"]
    assert files(place)["invoices/INV-1.csv"]["line"] is None
    # Asked first it takes the other's file too.
    rule_steps.sooner(HOUSE, tried, {})
    (told,) = trying.try_out(cast.priya, ClassRule.objects.get(pk=tried.pk))
    assert dict(told.trial.lines) == {("", "FIN-03"): 1, ("LEG-07", "FIN-03"): 1}
    assert trying.try_out(cast.nobody, tried) == []


def test_a_scan_takes_rules_in_force_and_classing_again_reads_nothing(
    cast: Cast, place: ScannedPlace, lines: dict[str, RetentionLine], tmp_path: Path
) -> None:
    made = rule(cast, lines["FIN-03"], 'path contains "invoices"', name="Supplier invoices")
    (tmp_path / "u" / "invoices" / "INV-1.csv").unlink()  # nobody looks: it is as the last scan found it
    again = class_again(place)
    told = files(place)["invoices/INV-1.csv"]
    assert (told["line"], told["line_by"], told["decision"]) == ("FIN-03", "rule", "keep")
    assert told["line_why"] == "The rule “Supplier invoices” fits: its path says “invoices”."
    assert again.only_classes
    assert again.figures["classed_by"] == {"rules": 1, "model": None, "confirmed": 0}
    assert again.figures["changes"] is None  # as the first scan said
    rule_steps.lay_aside(HOUSE, made, WHY)
    class_again(place)
    assert files(place)["invoices/INV-1.csv"]["line"] is None
    gone = scan(place)
    assert gone.figures["changes"]["gone"] == 1
    assert class_again(place).figures["changes"]["gone"] == 1


def test_a_new_phrase_is_said_to_have_texts_read_again_before_it_does(
    cast: Cast, place: ScannedPlace, lines: dict[str, RetentionLine], signed_in: Any
) -> None:
    made = rule(cast, lines["HSG-01"], 'text contains "landlord"', in_force=False)
    page = signed_in(cast.priya).get(f"/classification-rules/{made.pk}/").content.decode()
    assert "“landlord” has not been looked for yet" in page
    assert "reads all of them again" in page
    (told,) = trying.try_out(cast.priya, made)
    assert told.trial.fits == 0
    rule_steps.enforce(HOUSE, made, WHY)
    class_again(place)
    assert not [each for each in files(place).values() if each["line"]]
    scan(place)
    assert {path for path, each in files(place).items() if each["line"] == "HSG-01"} >= {"box 0/h0.txt"}
    assert trying.unknown_phrases(cast.priya, [made.rule()]) == {}
    (told,) = trying.try_out(cast.priya, made)
    assert told.trial.fits >= 6


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('path contains "invoices', "is not closed"),
        ('path contains "a" and name is "b" or kind is pdf', "put brackets round"),
        ("text like invoice", "can only be asked what it contains"),
        ('path contains "a"\nHR-02: path contains "b"', "is not understood here"),
        ("(" * 200 + 'path contains "a"' + ")" * 200, "more than 20 deep"),
        ("   \n ", "Enter the conditions."),
        ("# path contains x", "Expected path, folder"),
        ("name like *", "would fit every file or none"),
        ("older than 99999999999999 years", "Expected a number and days"),
        ('path contains "a"' + ' or path contains "a"' * 3_000, "at most 3000 characters"),
        ("<script>alert(1)</script>", "Expected path, folder"),
    ],
)
def test_what_cannot_be_read_is_said_beside_the_field(
    cast: Cast, lines: dict[str, RetentionLine], signed_in: Any, text: str, told: str
) -> None:
    browser = signed_in(cast.priya)
    given = {
        "name": "A rule",
        "line": lines["FIN-03"].pk,
        "conditions": text,
        "precedence": 0,
        "unit": cast.council.pk,
        "review_every": 12,
    }
    answer = browser.post("/classification-rules/new/", given)
    assert answer.status_code in {200, 422}
    page = answer.content.decode()
    assert told in page
    assert "<script>alert" not in page
    assert not ClassRule.objects.exists()
    tried = browser.post("/classification-rules/try/", {"line": lines["FIN-03"].pk, "conditions": text})
    assert tried.status_code == 422


def test_rules_change_places_and_are_had_as_text(cast: Cast, lines: dict[str, RetentionLine], signed_in: Any) -> None:
    first, second, third = (
        rule(cast, lines["FIN-03"], f'name contains "{word}"', name=word) for word in ("one", "two", "three")
    )
    rule_steps.sooner(HOUSE, third, {})
    assert [each.name for each in ClassRule.objects.order_by("precedence")] == ["one", "three", "two"]
    with pytest.raises(Invalid, match="first already"):
        rule_steps.sooner(HOUSE, ClassRule.objects.get(pk=first.pk), {})
    write(HOUSE, [Change(ClassRule.objects.get(pk=second.pk), {"precedence": 10}, "edit")])  # two have one number
    rule_steps.later(HOUSE, ClassRule.objects.get(pk=first.pk), {})
    assert [each.name for each in ClassRule.objects.order_by("precedence")] == ["two", "one", "three"]
    text = signed_in(cast.priya).get("/classification-rules/rules.txt").content.decode()
    assert text.splitlines()[0] == 'FIN-03 "two": name contains "two"'
    from muniment.discovery.engine.classes.rule_text import parse

    rules, faults = parse(text)
    assert (len(rules), faults) == (3, [])


def test_what_a_person_confirms_comes_first_and_keeps_no_text(
    cast: Cast, place: ScannedPlace, lines: dict[str, RetentionLine]
) -> None:
    rule(cast, lines["FIN-03"], 'name like "f*"')
    class_again(place)
    label = answering.answer(Actor.at_page(cast.priya), place, "box 0/f0.txt", lines["LEG-07"], note="It is a claim.")
    assert (label.proposed, label.proposed_by, label.agreed) == ("FIN-03", "by_rule", False)
    assert (label.told_by, label.unit_id) == (cast.priya, cast.council.pk)
    kept = LabelledFile.objects.get(label=label)
    assert kept.words
    assert all(isinstance(each, int) for each in kept.words)
    folder = answering.answer(Actor.at_page(cast.tom), place, "box 1", lines["HSG-01"], whole_folder=True)
    assert folder.stands_for == 9
    class_again(place)
    told = files(place)
    assert (told["box 0/f0.txt"]["line"], told["box 0/f0.txt"]["line_by"]) == ("LEG-07", "person")
    assert told["box 0/f0.txt"]["line_why"].startswith("Confirmed on ")
    assert {told[path]["line"] for path in told if path.startswith("box 1/")} == {"HSG-01"}
    assert told["box 0/f3.txt"]["line"] == "FIN-03"
    # Taken back, the rule says again.
    answering.take_back(Actor.at_page(cast.priya), label, WHY)
    class_again(place)
    assert files(place)["box 0/f0.txt"]["line"] == "FIN-03"
    answering.answer(Actor.at_page(cast.priya), place, "box 0/f0.txt", None)
    assert not [each for each in HistoryPayload.objects.all() if "solicitor" in str(each.after)]


def ask(place: ScannedPlace) -> list[LabelQuestion]:
    questioning.find.call(place.pk)
    return list(LabelQuestion.objects.filter(place=place))


def test_questions_are_asked_answered_and_not_asked_again(
    cast: Cast, place: ScannedPlace, lines: dict[str, RetentionLine], signed_in: Any
) -> None:
    browser = signed_in(cast.priya)
    assert "No question is open" in browser.get(f"/teaching/{place.pk}/").content.decode()
    assert browser.post(f"/teaching/{place.pk}/find/").status_code == 302
    first, second = LabelQuestion.objects.filter(place=place)[:2]
    page = browser.get(f"/teaching/{place.pk}/").content.decode()
    assert first.path in page
    assert "Nothing that was confirmed tells what it is" in page
    assert second.path in browser.get(f"/teaching/{place.pk}/?after={first.rank}").content.decode()
    answer = {"path": first.path, "act": "answer"}
    assert "Say under which line" in browser.post(f"/teaching/{place.pk}/", answer).content.decode()
    assert (
        "No line in force is called"
        in browser.post(f"/teaching/{place.pk}/", {**answer, "line": "parking"}).content.decode()
    )
    several = browser.post(f"/teaching/{place.pk}/", {**answer, "line": "series", "note": "A label on it."})
    assert several.status_code == 422
    assert "Which of these?" in several.content.decode()
    assert "A label on it." in several.content.decode()
    assert browser.post(f"/teaching/{place.pk}/", {**answer, "act": "agree", "proposed": "HSG-01"}).status_code == 302
    label = FileLabel.objects.get()
    assert (label.path, label.line, label.proposed_by) == (first.path, lines["HSG-01"], "")
    assert browser.post(f"/teaching/{place.pk}/", {"path": second.path, "act": "cannot_tell"}).status_code == 302
    assert FileLabel.objects.get(path=second.path).state == FileLabel.State.UNSURE
    assert {first.path, second.path}.isdisjoint(each.path for each in ask(place))
    assert signed_in(cast.nobody).get(f"/teaching/{place.pk}/").status_code == 404
    assert (
        signed_in(cast.amina).post(f"/teaching/{place.pk}/", {"path": first.path, "act": "cannot_tell"}).status_code
        == 403
    )


def test_two_people_answer_at_once_and_neither_is_lost(
    cast: Cast, place: ScannedPlace, lines: dict[str, RetentionLine], signed_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = ask(place)[0]
    answering.answer(Actor.at_page(cast.tom), place, question.path, lines["HSG-01"])
    late = signed_in(cast.priya).post(
        f"/teaching/{place.pk}/", {"path": question.path, "act": "answer", "line": "LEG-07"}
    )
    assert late.status_code == 409
    page = late.content.decode()
    assert "has answered this meanwhile: HSG-01" in page
    assert "LEG-07" in page
    # Both had looked before either had written: the database lets one in, and the other hears of it.
    looked, seen = answering.standing, []

    def blind(*given: Any, **named: Any) -> Any:
        seen.append(1)
        return None if len(seen) == 1 else looked(*given, **named)

    monkeypatch.setattr(answering, "standing", blind)
    with pytest.raises(Conflict, match="has answered this meanwhile"):
        answering.answer(Actor.at_page(cast.priya), place, question.path, lines["LEG-07"])
    assert [each.line for each in FileLabel.objects.all()] == [lines["HSG-01"]]


def label_all(cast: Cast, place: ScannedPlace, lines: dict[str, RetentionLine], most: int = 1_000) -> None:
    by = {line[0].lower(): line for line in lines}
    for path in list(files(place))[:most]:
        name = path.rpartition("/")[2]
        if name[0] in by:
            answering.answer(Actor.at_page(cast.priya), place, path, lines[by[name[0]]])


@pytest.fixture
def learnt(
    cast: Cast, lines: dict[str, RetentionLine], tmp_path: Path, settings: Any
) -> tuple[ScannedPlace, ClassModel]:
    fill(tmp_path / "u", 20)
    place = scanned(cast, tmp_path / "u", settings)
    label_all(cast, place, lines)
    version = training.ask_for(Actor.at_page(cast.priya), cast.council)
    version.refresh_from_db()
    return place, version


def test_a_model_learns_is_measured_and_put_in_use(
    cast: Cast, learnt: tuple[ScannedPlace, ClassModel], lines: dict[str, RetentionLine], tmp_path: Path, signed_in: Any
) -> None:
    place, version = learnt
    assert version.state == ClassModel.State.MEASURED, version.trouble
    assert version.learnt_in == [{"place": place.pk, "name": "Drive U", "labels": 60}]
    assert (version.label_count, version.line_count, version.figures["held_out"]) == (60, 3, 12)
    held = {line: sum(said.values()) for line, said in version.figures["confusion"].items()}
    assert held == {line: told["held_out"] for line, told in version.figures["per_line"].items()}
    assert taught.loaded(version).version == str(version.number)
    page = signed_in(cast.priya).get(f"/class-models/{version.pk}/").content.decode()
    assert "Of 12 documents held out" in page
    assert "What was taken for what" in page
    step = signed_in(cast.priya).get(f"/class-models/{version.pk}/do/put_in_use/").content.decode()
    assert "Measured on labels that it had not learnt from" in step
    training.put_in_use(HOUSE, version, WHY)
    from tests.discovery.labelled import document

    for line in lines:
        (tmp_path / "u" / f"new {line[0]}.txt").write_text(document(line, 900, 0.6))
    scan(place)
    told = files(place)
    for line in lines:
        one = told[f"new {line[0]}.txt"]
        assert one["line_why"].startswith("The model")
        if one["line"]:
            assert (one["line"], one["line_by"]) == (line, "model")
    answered = [path for path in told if path.startswith("new") and told[path]["line"]]
    assert answered
    # What people say since is counted against what it said.
    right = answering.answer(
        Actor.at_page(cast.priya), place, answered[0], RetentionLine.objects.get(code=told[answered[0]]["line"])
    )
    assert (right.proposed_by, right.asked_model, right.agreed) == ("by_model", version, True)
    assert training.since(version) == {"answered": 1, "answered_right": 1, "leant": 0, "leant_right": 0}
    other = next(line for code, line in lines.items() if code != right.line.code)
    answering.correct(Actor.at_page(cast.priya), right, {"line": other, "why": "It is not."})
    assert training.since(version)["answered_right"] == 0
    # Another version takes its place, and one whose file is another is not used in silence.
    second = training.ask_for(Actor.at_page(cast.priya), cast.council)
    second.refresh_from_db()
    training.put_in_use(HOUSE, second, WHY)
    assert [each.state for each in ClassModel.objects.order_by("number")] == [
        ClassModel.State.STOOD_DOWN,
        ClassModel.State.IN_USE,
    ]
    ClassModel.objects.filter(pk=second.pk).update(digest="0" * 64)
    from muniment.discovery import running

    failed = running.class_again(HOUSE, place)
    failed.refresh_from_db()
    assert failed.state == Scan.State.FAILED
    assert "Put another version in use" in failed.trouble


def test_too_few_labels_say_so(
    cast: Cast, place: ScannedPlace, lines: dict[str, RetentionLine], signed_in: Any
) -> None:
    browser: Client = signed_in(cast.priya)
    told = browser.post("/class-models/learn/", follow=True).content.decode()
    assert "Nothing was confirmed yet" in told
    label_all(cast, place, lines)
    browser.post("/class-models/learn/")
    version = ClassModel.objects.get()
    assert version.state == ClassModel.State.NOTHING
    assert "at least two lines with 10 confirmed documents each" in version.trouble
    assert version.figures["left_out"] == dict.fromkeys(lines, 8)
    assert version.trouble in browser.get(f"/class-models/{version.pk}/").content.decode()
    assert browser.post("/class-models/learn/").status_code == 302
    assert signed_in(cast.tom).post("/class-models/learn/").status_code == 403


def test_a_training_that_was_killed_comes_to_the_same(
    cast: Cast, learnt: tuple[ScannedPlace, ClassModel], monkeypatch: pytest.MonkeyPatch
) -> None:
    _place, first = learnt
    write(HOUSE, [Change(ClassModel.objects.get(pk=first.pk), {"state": ClassModel.State.STOOD_DOWN}, "use_model")])

    class Killed(BaseException):
        pass

    def killed(*_given: Any, **_named: Any) -> None:
        raise Killed

    second = ClassModel(number=first.number + 1, unit=cast.council, asked_by=cast.priya, learnt_in=first.learnt_in)
    write(HOUSE, [Change(second, verb="train")])
    with monkeypatch.context() as patched:
        patched.setattr(training, "_end", killed)  # the model is kept already, and nobody knows
        with pytest.raises(Killed):
            training.learn_now.call(second.pk)
    second.refresh_from_db()
    assert second.state == ClassModel.State.LEARNING
    training.learn_now.call(second.pk)
    second.refresh_from_db()
    assert second.state == ClassModel.State.MEASURED
    assert {**second.figures} == first.figures
    training.learn_now.call(second.pk)  # told twice, it learns once
    assert History.objects.filter(register="class-models", record=second.pk, verb="train").count() == 2


def test_pages_ask_no_more_for_many_places_than_for_one(cast: Cast, place: ScannedPlace, signed_in: Any) -> None:
    ask(place)
    for number, state in ((7, ClassModel.State.IN_USE), (8, ClassModel.State.LEARNING)):
        make(ClassModel, number=number, unit=cast.council, state=state, precision=0.9, coverage=0.5)
    browser = signed_in(cast.priya)
    assert b"is learning now" in browser.get("/teaching/").content
    for address in ("/teaching/", f"/teaching/{place.pk}/"):
        browser.get(address)
        with CaptureQueriesContext(connection) as first:
            assert browser.get(address).status_code == 200
        for number in range(3):
            make(
                ScannedPlace,
                name=f"Place {address}{number}",
                address=f"{place.address}/box {number}{len(address)}",
                unit=cast.housing,
            )
        with CaptureQueriesContext(connection) as then:
            assert browser.get(address).status_code == 200
        assert len(then) <= len(first) <= 12, [address, *(each["sql"][:120] for each in first)]
