"""What has changed since the last report about the same, as that one was frozen."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from muniment.documents.report.values import CellData, Figure, TableData
from muniment.reporting.comparing import figures_of
from muniment.reporting.making import figures_json
from muniment.reporting.models import Edition
from muniment.reporting.tables import Cell, table
from muniment.reporting.templatetags.reporting import signed


def changes(last: Edition | None, figures: Iterable[Figure]) -> TableData:
    """The figures that differ from those of the last report."""
    now = {each.name: each for each in figures}
    rows: list[tuple[Cell, ...]] = []
    for pair in figures_of(last.figures if last else [], figures_json(now.values())):
        if pair.difference:
            figure = now[pair.name]
            title = figure.title[:1].upper() + figure.title[1:]
            then = f"{pair.before:,}" if isinstance(pair.before, int) else str(pair.before)
            points = isinstance(pair.difference, int) and isinstance(figure.value, str)
            change = signed(pair.difference)
            told = _("%(change)s points") % {"change": change} if points else change
            rows.append((title, then, CellData(figure.text, figure.address), told))
    empty = _("No figure has changed.") if last else _("There is no earlier report that this could be compared with.")
    return table(
        "changes",
        _("What has changed since the last report"),
        (_("Figure"), _("#Then"), _("#Now"), _("#Change")),
        rows,
        empty,
    )
