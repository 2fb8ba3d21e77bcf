"""A worker killed in the middle of an import: the next one applies it, once and whole.

Seen red when a job ran only an import that waits, so that one left half way stayed so.
"""

from pathlib import Path
from typing import Any

import pytest

from muniment.committees.models import Term
from muniment.operations.environment import DataFolder
from muniment.registers import history
from muniment.registers.access import Actor
from muniment.registers.models import History, TableImport, TableImportLine
from muniment.registers.register import registry
from muniment.registers.verifying import verify_all
from muniment.tables import applying, looking
from tests.apart import apart, in_thread
from tests.cast import make_cast
from tests.table_files import as_csv
from tests.test_jobs_killed import PATIENCE, place, running, until

__all__ = ["apart", "place"]
ROWS = 3000


def sent() -> int:
    """Three thousand terms, sent and wanted; they wait for a worker."""
    register = registry.named("glossary")
    assert register is not None
    table = [["Term", "Definition", "Unit"], *([f"T{n}", "Words", "Housing"] for n in range(ROWS))]
    kept = applying.take_in(Actor.at_page(make_cast().priya), register, "terms.csv", as_csv(table))
    applying.start(kept, history.head().number)
    return int(kept.pk)


@pytest.mark.parametrize("looked_at", [1, ROWS + 1], ids=["comparing", "writing"])
def test_killed_in_the_middle_an_import_is_applied_once_and_whole(
    place: dict[str, str], settings: Any, looked_at: int
) -> None:
    settings.DATA = DataFolder(Path(place["MUNIMENT_DATA"]))  # where the workers look for the file
    pk = in_thread(sent)

    def outcome() -> tuple[Any, ...]:
        kept = TableImport.objects.get(pk=pk)
        return kept.state, Term.objects.count(), History.objects.filter(batch=kept.batch).count()

    with running(place, "work") as first:
        until(lambda: TableImport.objects.filter(pk=pk, state="applying", done__gte=looked_at).exists())
        first.kill()
        first.wait()
    assert in_thread(outcome) == ("applying", 0, 0)
    with running(place, "work", "--until-empty") as second:
        assert second.wait(PATIENCE) == 0
    assert in_thread(outcome) == ("applied", ROWS, ROWS)
    assert in_thread(lambda: verify_all().faults) == []


def large() -> int:
    """The same, as a page takes it in: compared by a worker."""
    register = registry.named("glossary")
    assert register is not None
    table = [["Term", "Definition", "Unit"], *([f"T{n}", "Words " * 20, "Housing"] for n in range(ROWS))]
    return int(looking.take_in(Actor.at_page(make_cast().priya), register, "terms.csv", as_csv(table)).pk)


def test_killed_in_the_middle_a_comparison_is_made_once(place: dict[str, str], settings: Any) -> None:
    settings.DATA = DataFolder(Path(place["MUNIMENT_DATA"]))
    pk = in_thread(large)

    def outcome() -> tuple[Any, ...]:
        return TableImport.objects.get(pk=pk).state, TableImportLine.objects.filter(of=pk, kind="new").count()

    with running(place, "work") as first:
        until(lambda: TableImport.objects.filter(pk=pk, state="comparing", done__gte=1).exists())
        first.kill()
        first.wait()
    assert in_thread(outcome) == ("comparing", 0)
    with running(place, "work", "--until-empty") as second:
        assert second.wait(PATIENCE) == 0
    assert in_thread(outcome) == ("previewed", ROWS)
