"""What is to become of a file, and why."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from muniment.discovery.engine import days
from muniment.discovery.engine.classes.model import Model
from muniment.discovery.engine.classes.rule_text import parse
from muniment.discovery.engine.deciding import decide
from muniment.discovery.engine.given import Given
from muniment.discovery.engine.rulings import Faulty, Hold, Rulings, ScheduleLine, read
from muniment.discovery.engine.schema import DECIDED, DECISIONS, FILES
from muniment.retention.rules import Action, Keep, Line, Period, Trigger, YearEnd

BEFORE = pa.schema([FILES.field(name) for name in FILES.names if name not in DECIDED.names[1:]])
TODAY = date(2026, 11, 30)
INVOICES = ScheduleLine(
    "FIN-03", "Invoices", Line(Keep.PERIOD, Action.DESTROY, (Period(Trigger.MODIFIED, 6, 0, YearEnd.FINANCIAL),))
)
CASES = ScheduleLine("SOC-01", "Case files", Line(Keep.PERIOD, Action.DESTROY, (Period(Trigger.CLOSED, 25),)))
MINUTES = ScheduleLine("DEM-01", "Minutes", Line(Keep.PERMANENT, Action.KEEP))
RULINGS = Rulings(
    (INVOICES, CASES, MINUTES), (Hold("HOLD-2", "Inquiry", ("legal/inquiry",)), Hold("HOLD-3", "", (), ("Grenville",)))
)


def file(path: str, **values: Any) -> dict[str, Any]:
    folder, _, name = path.rpartition("/")
    return {"path": path, "folder": folder, "name": name, "kind": "file", "size": 10, "status": "scanned", "modified": datetime(2024, 5, 1, tzinfo=UTC), **values}  # fmt: skip


def told(*files: dict[str, Any], rulings: Rulings = RULINGS) -> list[dict[str, Any]]:
    batch = pa.RecordBatch.from_pylist(list(files), schema=BEFORE)
    answers: list[dict[str, Any]] = decide(batch, rulings, TODAY).to_pylist()
    assert [each["path"] for each in answers] == [each["path"] for each in files]
    return answers


def test_under_a_line_it_is_kept_until_its_day_and_overdue_from_then_on() -> None:
    # 31 March 2020 ends the financial year of 1 May 2019; six years later is 31 March 2026.
    old, new = told(
        file(
            "a/1.pdf", line="FIN-03", modified=datetime(2019, 5, 1, tzinfo=UTC), line_why="The path holds “invoices”."
        ),
        file("a/2.pdf", line="FIN-03", modified=datetime(2021, 5, 1, tzinfo=UTC)),
    )
    assert (old["decision"], old["due"]) == ("overdue", date(2026, 3, 31))
    assert old["decision_why"].startswith("Line FIN-03 (Invoices): due since 31 March 2026.")
    assert old["decision_why"].endswith("The path holds “invoices”.")
    assert (new["decision"], new["due"]) == ("keep", date(2028, 3, 31))


def test_a_line_that_counts_from_closing_says_what_it_assumes() -> None:
    (case,) = told(file("a.doc", line="SOC-01", modified=datetime(2000, 1, 31, tzinfo=UTC)))
    assert (case["decision"], case["due"]) == ("overdue", date(2025, 1, 31))
    assert "Taken as closed when it was last modified." in case["decision_why"]


def test_what_is_kept_for_ever_is_kept() -> None:
    (minutes,) = told(file("m.pdf", line="DEM-01", modified=datetime(1974, 4, 1, tzinfo=UTC)))
    assert (minutes["decision"], minutes["due"]) == ("keep", None)
    assert "for ever" in minutes["decision_why"]


def test_a_hold_goes_before_all_else() -> None:
    old = datetime(2001, 1, 1, tzinfo=UTC)
    below, beside, named, trivial = told(
        file("legal/inquiry/x/1.doc", line="FIN-03", modified=old), file("legal/inquiry 2/1.doc", line="FIN-03", modified=old),
        file("a/GRENVILLE letter.doc", modified=old), file("legal/inquiry/Thumbs.db"),
    )  # fmt: skip
    assert (below["decision"], below["hold"]) == ("on hold", "HOLD-2")
    assert below["decision_why"].startswith("Held by HOLD-2: Inquiry. It would be overdue under FIN-03.")
    assert (beside["decision"], beside["hold"]) == ("overdue", None)
    assert (named["decision"], named["hold"]) == ("on hold", "HOLD-3")
    assert trivial["decision"] == "on hold"


@pytest.mark.parametrize(
    "path",
    [
        "x/Thumbs.db",
        "~$report.docx",
        "a/.~lock.b.ods#",
        "._x.doc",
        "y.TMP",
        "node_modules/a.js",
        "x/$RECYCLE.BIN/1.doc",
    ],
)
def test_what_programs_leave_is_trivial(path: str) -> None:
    (answer,) = told(file(path))
    assert answer["decision"] == "trivial"


@pytest.mark.parametrize(
    "path", ["x/thumbsXdb", "x/a_DS_Store", "report.tmp.docx", "my node_modules notes.docx", "x/%.doc", "lnk"]
)
def test_what_only_looks_like_it_is_not(path: str) -> None:
    (answer,) = told(file(path))
    assert answer["decision"] == "unknown"


def test_a_copy_is_redundant_and_the_one_that_is_kept_is_not() -> None:
    kept, copy, version = told(
        file("a.doc", copies=2, copy_of="a.doc"), file("b.doc", copies=2, copy_of="a.doc", copy_why="It is the oldest."),
        file("c v1.doc", version_latest="c v2.doc", version_why="v2 is after v1."),
    )  # fmt: skip
    assert kept["decision"] == "unknown"
    assert copy["decision"] == "redundant"
    assert copy["decision_why"] == "The same content as a.doc, which looks like the one to keep. It is the oldest."
    assert version["decision_why"] == "An older version of c v2.doc. v2 is after v1."


def test_what_nobody_touched_for_seven_years_is_obsolete_and_what_failed_says_so() -> None:
    eve, day, failed = told(
        file("a.doc", modified=datetime(2019, 11, 30, tzinfo=UTC)), file("b.doc", modified=datetime(2019, 11, 29, 23, 59, tzinfo=UTC)),
        file("c.doc", status="failed", status_why="It is locked."),
    )  # fmt: skip
    assert eve["decision"] == "unknown"
    assert day["decision"] == "obsolete"
    assert failed["decision_why"] == "It could not be read: It is locked."


def test_nothing_is_decided_of_nothing() -> None:
    assert told() == []


@given(st.lists(st.fixed_dictionaries({
    "line": st.sampled_from([None, "FIN-03", "SOC-01", "DEM-01", "gone"]), "copy_of": st.sampled_from([None, "0", "x"]),
    "version_latest": st.sampled_from([None, "0", "x"]), "kind": st.sampled_from(["file", "link", "pipe"]), "size": st.integers(0, 2),
    "modified": st.none() | st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)), "status": st.sampled_from(["scanned", "failed"]),
}), max_size=8))  # fmt: skip
def test_every_file_has_one_decision_with_a_reason(rows: list[dict[str, Any]]) -> None:
    for answer in told(*(file(str(n)) | row for n, row in enumerate(rows))):
        assert answer["decision"] in DECISIONS
        assert answer["decision_why"].strip()


@pytest.mark.parametrize(("text", "said"), [
    ("[]", "expected an object"), ("{", "cannot be read"), ('{"lines": [{"reference": "A", "keep": "period", "action": "destroy"}]}', "needs a trigger"),
    ('{"lines": [{"keep": "never"}]}', "line 1"), ('{"holds": [{"reference": "H"}]}', "holds nothing"), ('{"obsolete_after": 0}', "number of years"),
])  # fmt: skip
def test_rulings_that_cannot_be_used_say_where(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "r.json").write_text(text)
    with pytest.raises(Faulty, match=said):
        read(tmp_path / "r.json")


def test_rulings_are_read(tmp_path: Path) -> None:
    (tmp_path / "r.json").write_text('{"lines": [{"reference": "FIN-03", "title": "Invoices", "keep": "period", "action": "destroy", "periods": [{"trigger": "modified", "years": 6, "year_end": "financial"}]}], "holds": [{"reference": "HOLD-2", "title": "Inquiry", "folders": ["/legal/inquiry/"]}]}')  # fmt: skip
    rulings = read(tmp_path / "r.json")
    assert rulings.lines == (INVOICES,)
    assert rulings.holds == (Hold("HOLD-2", "Inquiry", ("legal/inquiry",)),)


@pytest.mark.parametrize("modified", [datetime(1970, 1, 1, tzinfo=UTC), datetime(1980, 1, 1, tzinfo=UTC), datetime(2098, 5, 1, tzinfo=UTC), datetime(1601, 1, 1, 12, tzinfo=UTC)])  # fmt: skip
def test_by_a_day_that_cannot_be_true_nothing_is_due(modified: datetime) -> None:
    lined, bare, lasting = told(
        file("a", line="FIN-03", modified=modified, line_why="The path holds “invoices”."), file("b", modified=modified),
        file("c", line="DEM-01", modified=modified),
    )  # fmt: skip
    assert (lined["decision"], lined["due"]) == ("unknown", None)
    assert lined["decision_why"] == (
        f"Line FIN-03 (Invoices): when it is due is not known. The disk says that it was last changed on {modified:%-d %B %Y}, which cannot be true. The path holds “invoices”."
    )
    assert bare["decision"] == "unknown"
    assert "which cannot be true." in bare["decision_why"]
    assert lasting["decision"] == "keep"


def test_the_day_that_the_document_says_stands_for_one_that_cannot_be_true() -> None:
    lost, epoch = datetime(1970, 1, 1, tzinfo=UTC), datetime(1980, 1, 1, tzinfo=UTC)
    old, new, bare, neither = told(
        file("a", line="FIN-03", modified=lost, saved=datetime(2019, 5, 1, tzinfo=UTC)), file("b", line="FIN-03", modified=lost, saved=datetime(2021, 5, 1, tzinfo=UTC)),
        file("c", modified=lost, saved=datetime(2018, 5, 1, tzinfo=UTC)), file("d", line="FIN-03", modified=lost, saved=epoch, made=epoch),
    )  # fmt: skip
    assert (old["decision"], old["due"]) == ("overdue", date(2026, 3, 31))
    assert (
        "on 1 January 1970, which cannot be true; the day on which the document says that it was saved, 1 May 2019, stands for it."
        in old["decision_why"]
    )
    assert (new["decision"], new["due"]) == ("keep", date(2028, 3, 31))
    assert bare["decision_why"].startswith("Nobody has changed it since 1 May 2018, and no line is known for it.")
    assert neither["decision"] == "unknown"


def test_a_day_that_can_be_true_stands_whatever_the_document_says() -> None:
    (answer,) = told(
        file("a", line="FIN-03", modified=datetime(1980, 1, 2, tzinfo=UTC), saved=datetime(2021, 5, 1, tzinfo=UTC))
    )
    assert answer["decision"] == "overdue"
    assert "cannot be true" not in answer["decision_why"]


def test_without_a_line_it_says_what_was_asked() -> None:
    model = Model.__new__(Model)
    (rule,) = parse('FIN-03: path contains "invoices"')[0]
    for given_, said in (
        (Given(), "No rules and no model were given that would tell its line."), (Given(rules=(rule,)), "No rule fits it."),
        (Given(model=model), "The model is not sure of it."), (Given(rules=(rule,), model=model), "No rule fits it, and the model is not sure."),
    ):  # fmt: skip
        batch = pa.RecordBatch.from_pylist([file("a"), file("b", line="GONE")], schema=BEFORE)
        bare, gone = given_.stages()[-1](batch).to_pylist()
        assert bare["decision_why"] == said
        assert gone["decision_why"] == "The schedule that was given has no line GONE."


def test_the_days_that_documents_say_of_files_on_a_list() -> None:
    with duckdb.connect() as connection:
        rows = [file("a", saved=datetime(2018, 5, 1, 12, tzinfo=UTC)), file("b"), file("c", saved=datetime(2098, 5, 1, tzinfo=UTC)), file("d", saved=datetime(2018, 5, 1, tzinfo=UTC))]  # fmt: skip
        connection.register("files", pa.Table.from_pylist(rows, schema=BEFORE))
        assert days.said(connection, ["a", "b", "c"]) == {"a": date(2018, 5, 1)}
        assert days.said(connection, []) == {}
