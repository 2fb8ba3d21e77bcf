"""The import of a plan from a paper: preview, apply, undo, and the figures of an imported paper. The rooms behind it are `import_*`."""

from muniment.assurance.import_apply import apply
from muniment.assurance.import_positions import Position, as_imported, position_moment, position_of
from muniment.assurance.import_preview import Choices, Preview, compare, preview
from muniment.assurance.import_since import changed_since
from muniment.assurance.import_undo import undo

__all__ = [
    "Choices",
    "Position",
    "Preview",
    "apply",
    "as_imported",
    "changed_since",
    "compare",
    "position_moment",
    "position_of",
    "preview",
    "undo",
]
