"""Asset registers as councils have them, read into the register of assets: which columns are placed rightly, which rows are read rightly.

A row is right where every field that a column tells is what the file says, and every cell that nobody could understand is told. What it
takes of a person is only to say that posts and lines that are not here are left empty.
"""

from collections.abc import Callable
from typing import Any

import pytest

from muniment.assets.models import InformationAsset
from muniment.registers.register import registry
from muniment.retention.suggesting import said_in_words
from muniment.tables import applying
from muniment.tables.lines import Compared, Line
from tests.asset_layouts import WRONG, Layout, organisation, truth
from tests.asset_registers import AT_HAND
from tests.asset_registers_met import MET
from tests.asset_registers_sealed import SEALED
from tests.cast import HOUSE, Cast
from tests.test_retention_lines import make_asset, make_line


def read(layout: Layout) -> Compared:
    register = registry.named("assets")
    assert register is not None
    return applying.compared(applying.take_in(HOUSE, register, layout.name, layout.content))


def columns_placed(layout: Layout, found: Compared) -> list[tuple[str, str, str]]:
    """The columns that were placed otherwise than they should: heading, rightly, as read."""
    placed = [(heading, field, read_as(heading, found)) for heading, field in layout.columns]
    over = next((each.field for each in found.columns.columns if each.column == found.columns.laid.over), "")
    placed += [("(over)", field, over) for field in layout.said]
    return [(heading, rightly, taken) for heading, rightly, taken in placed if rightly != taken]


def read_as(heading: str, found: Compared) -> str:
    """What the column of a heading was taken for, whether or not what stands over it was read with it."""
    for each in found.columns.columns:
        if each.heading == heading or heading.endswith(f" – {each.heading}") or each.heading.endswith(f" – {heading}"):
            return each.field
    return "(no such heading)"


def wrong_in(layout: Layout, found: Compared, at: int) -> list[str]:
    """What of a record was read otherwise than the file says it."""
    expected = truth(layout, at)
    line = next((each for each in found.lines if each.cells.get("name", "").strip() == str(expected["name"])), None)
    if line is None:
        return [f"{expected['name']}: not read as a record"]
    return [f"{expected['name']}: {name} is {value!r}, should be {rightly!r}" for name, rightly in expected.items() if not same(value := value_of(line, found, name), rightly)]  # fmt: skip


def value_of(line: Line, found: Compared, name: str) -> Any:
    heading = next((each.heading for each in found.columns.columns if each.field == name), None)
    if heading is None:
        return "(no column)"
    if any(error.heading == heading for error in line.errors):
        return WRONG
    return line.said.get(name)


def same(value: Any, rightly: Any) -> bool:
    if value is WRONG or rightly is WRONG:
        return value is rightly
    return str(value or "") == str(rightly or "")


def test_one_choice_mends_what_a_misleading_heading_did(cast: Cast) -> None:
    organisation(cast)
    layout = SEALED[0]()
    register = registry.named("assets")
    assert register is not None
    kept = applying.take_in(HOUSE, register, layout.name, layout.content)
    kept.mapping = {"2": "name", "3": "about"}
    found = applying.compared(kept)
    assert columns_placed(layout, found) == []
    assert [wrong_in(layout, found, at) for at in range(3)] == [[], [], []]
    assert found.columns.columns[0].heading == "Asset Ref No."


def figures(layouts: tuple[Callable[[], Layout], ...]) -> tuple[int, int, int, int, list[str]]:
    """Columns placed rightly of all, rows read rightly of all, and what was wrong."""
    columns = placed = rows = right = 0
    told: list[str] = []
    for make_layout in layouts:
        layout = make_layout()
        found = read(layout)
        wrongly = columns_placed(layout, found)
        columns += len(layout.columns) + len(layout.said)
        placed += len(layout.columns) + len(layout.said) - len(wrongly)
        whys = {each.heading: each.why for each in found.columns.columns}
        told += [
            f"{layout.name}: “{heading}” read as {as_read or 'nothing'}, should be {rightly or 'nothing'} ({whys.get(heading)})"
            for heading, rightly, as_read in wrongly
        ]
        for at in range(len(layout.records)):
            wrong = wrong_in(layout, found, at)
            rows, right = rows + 1, right + (not wrong)
            told += [f"{layout.name}: {each}" for each in wrong]
        apart = len(found.columns.laid.left)
        if apart != layout.apart or len(found.lines) != len(layout.records):
            told.append(
                f"{layout.name}: {len(found.lines)} records of {len(layout.records)}, {apart} rows apart of {layout.apart}"
            )
    return placed, columns, right, rows, told


@pytest.mark.parametrize(("layouts", "least"), [(AT_HAND, (136, 28)), (SEALED, (65, 10))], ids=["at hand", "sealed"])
def test_registers_of_councils_are_read(cast: Cast, layouts: Any, least: tuple[int, int]) -> None:
    organisation(cast)
    placed, columns, right, rows, told = figures(layouts)
    assert (placed, right) >= least, "\n".join([f"{placed} of {columns} columns, {right} of {rows} rows", *told])
    assert InformationAsset.objects.count() == 0


@pytest.mark.parametrize(("slug", "name", "content", "rightly"), MET, ids=[each[1] for each in MET])
def test_registers_that_were_met_afterwards_are_placed(
    cast: Cast, slug: str, name: str, content: str, rightly: tuple[str, ...]
) -> None:
    organisation(cast)
    register = registry.named(slug)
    assert register is not None
    found = applying.compared(
        applying.take_in(HOUSE, register, name, content.encode("cp1252" if "✓" not in content else "utf-8"))
    )
    placed = {each.column: each.field for each in found.columns.columns}
    wrong = [
        (each.heading, each.field, rightly[each.column - 1])
        for each in found.columns.columns
        if each.column <= len(rightly) and each.field != rightly[each.column - 1]
    ]
    assert not wrong
    assert len(placed) >= len(rightly)
    assert len(found.lines) == 2


def test_what_a_service_says_of_how_long_is_kept_in_its_words_and_lines_are_named(cast: Cast, signed_in: Any) -> None:
    make_line(cast, "CON-01", trigger="contract_end", years=6)
    make_line(cast, "CON-02", trigger="contract_end", years=7)
    asset = make_asset(cast, "Trade waste", kept_for="6 years after end of contract")
    page = signed_in(cast.priya).get(f"/assets/{asset.pk}/").content.decode()
    assert "Line to be found." in page
    assert "CON-01" in page
    assert "CON-02" not in page
    flagged = signed_in(cast.priya).get("/assets/?line_in_words=yes").content.decode()
    assert "Trade waste" in flagged
    assert "was not understood" in said_in_words(cast.priya, "as long as the law wants")
