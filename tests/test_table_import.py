"""A table read into a register: what it would do, what is wrong in it, all or nothing, and the way back."""

from typing import Any

import pytest

from muniment.registers import history, import_apply
from muniment.registers.access import Actor
from muniment.registers.import_lines import SAME
from muniment.registers.models import History, TableImport
from muniment.registers.register import Register, registry
from tests.cast import HOUSE, Cast
from tests.contracts import REGISTERS, example
from tests.table_files import as_csv, as_xlsx, table_of

IMPORTABLE = [each for each in REGISTERS if each.values[0].fields and each.values[0].key]


def named(slug: str) -> Register:
    found = registry.named(slug)
    assert found is not None
    return found


def sent(person: Any, slug: str, content: bytes, name: str = "table.csv") -> TableImport:
    actor = HOUSE if person is None else Actor.at_page(person)
    return import_apply.take_in(actor, named(slug), name, content)


def applied(kept: TableImport) -> TableImport:
    import_apply.start(kept, history.head().number)
    kept.refresh_from_db()
    return kept


@pytest.mark.parametrize("register", IMPORTABLE)
def test_an_export_read_again_changes_nothing(register: Register, cast: Cast) -> None:
    for _number in range(2):
        example(register, cast)
    records = list(register.model._default_manager.everything().order_by("pk"))
    table = table_of(register, records)
    before = History.objects.count()
    for name, content in (
        ("table.csv", as_csv(table)),
        ("semicolons.csv", as_csv(table, ";")),
        ("table.xlsx", as_xlsx(table)),
    ):
        kept = sent(None, register.slug, content, name)
        found = import_apply.compared(kept)
        told = [(line.number, line.errors, line.values) for line in found.lines if line.kind != SAME]
        assert not told, told
        assert len(found.lines) == len(records)
        assert applied(kept).state == TableImport.State.APPLIED
    assert History.objects.count() == before
