"""Understands a paper as an action plan: which tables are the plan, what their columns are, and what each row says."""

import re
from collections.abc import Sequence

from muniment.documents.paper import Paper
from muniment.documents.plan.actions import Context, action_of
from muniment.documents.plan.contents import is_blank
from muniment.documents.plan.dependencies import with_dependencies
from muniment.documents.plan.entries import Entry, entries_of
from muniment.documents.plan.headings import meanings
from muniment.documents.plan.mapping import lay_out
from muniment.documents.plan.objectives import without_objectives
from muniment.documents.plan.owners import known_posts
from muniment.documents.plan.pieces import Piece, labelled_paragraphs, pieces_of
from muniment.documents.plan.prerequisites import with_met_prerequisites
from muniment.documents.plan.reading import ColumnReading, PlanReading
from muniment.documents.plan.references import references_of
from muniment.documents.plan.states import colours_of, legend_of
from muniment.documents.plan.themes import themes_of
from muniment.documents.plan.words import plain

_PARTLY = re.compile(r"(?:partially|partly|part|substantially|in part\b|partial\b)")


def understand(paper: Paper, mapping: Sequence[ColumnReading] | None = None) -> PlanReading:
    """The actions of the plan in a paper. `mapping` are columns that a person has decided: they hold, the rest is found.

    A column decided for one table holds for all tables with the same headings, unless those are decided too.
    """
    pieces = pieces_of(paper)
    layout = lay_out(pieces, mapping or ())
    if not layout.pieces:
        pieces = labelled_paragraphs(paper)
        layout = lay_out(pieces, mapping or ())
    entries, unplaced = entries_of(layout.pieces)
    entries = without_objectives(entries)
    refs, about_refs = references_of(entries)
    themes, from_summary = themes_of(entries, pieces)
    context = _context(paper, entries)
    actions = [action_of(entry, ref, theme, context) for entry, ref, theme in zip(entries, refs, themes, strict=True)]
    return PlanReading(
        actions=tuple(with_met_prerequisites(with_dependencies(actions, paper))),
        mapping=(*layout.mapping, *from_summary),
        unplaced=(*layout.unplaced, *unplaced, *about_refs),
        title=_title(paper, [piece for piece, _ in layout.pieces]),
    )


def _context(paper: Paper, entries: Sequence[Entry]) -> Context:
    rows = [row for entry in entries for row in (entry, *entry.rows)]
    told = [row for row in rows if not is_blank(row.text("progress")) or not is_blank(row.text("status"))]
    return Context(
        known_posts=known_posts(row.text("owners") for row in rows) | _in_two_languages(rows),
        legend=legend_of(paper) if any(row.text("status") for row in rows) else {},
        colours=colours_of(row.text("status") for row in rows),
        reporting=frozenset(row.piece.header for row in told),
        graded=any(_PARTLY.match(plain(row.text("status") or row.text("progress"))) for row in told),
    )


def _in_two_languages(rows: Sequence[Entry]) -> frozenset[str]:
    """The owners of a column headed in two languages: `Perchennog / Owner` stands above one post in both."""
    return frozenset(
        plain(row.text("owners"))
        for row in rows
        for heading in row.piece.header
        if " / " in heading and "owners" in {one.field for one in meanings(heading)}
        if not meanings(heading.partition(" / ")[0])
    )


def _title(paper: Paper, pieces: Sequence[Piece]) -> str:
    """The heading that stands over all pieces of the plan, else the first line of its sheet or the line above its table."""
    if not pieces:
        return ""
    shared: list[str] = [
        names[0] for names in zip(*(piece.above for piece in pieces), strict=False) if len(set(names)) == 1
    ]
    if shared:
        return shared[-1]
    sheet = pieces[0].place.sheet
    if sheet is not None:
        return next((paragraph.text for paragraph in paper.paragraphs if paragraph.place.sheet == sheet), "")
    return pieces[0].title.strip("\0")
