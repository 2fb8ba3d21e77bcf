"""Where columns go that their heading alone does not place: what stands in them, and what stands beside them, decides."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from muniment.people.models import Unit
from muniment.registers.cells import plain
from muniment.registers.register import Register
from muniment.tables.layout import Laid
from muniment.tables.meanings import PROSE, Meanings

BY_CONTENT = 60  # of 100
DEEPER = 20  # what each step below the whole adds: of several columns of units the lowest is meant
MOST_DEEP = 12
SURE_BESIDE = 64  # of 100, from which on a second column joins the text of the first by itself
ROOM = 200  # characters that such a text must hold
KEY_FITS = 0.6
SHORT = 5  # characters; a word so short is a mark rather than a name
NAME_LONG = 80  # characters of a name, on average, at most

Pair = tuple[float, int, str, str, int]  # rank, column, field, why, sure


def importable(register: Register) -> dict[str, Any]:
    """The fields that an import may set, by name: those of the forms."""
    names = dict.fromkeys([*register.create_fields, *register.fields])
    return {name: register.model._meta.get_field(name) for name in names}


def is_text(field: Any) -> bool:
    """Whether a field takes any words, so that several columns may be sent to it."""
    return isinstance(field, models.CharField | models.TextField) and not field.choices


def keys_first(
    register: Register, laid: Laid, found: dict[int, tuple[int, str, str]], cells: Mapping[int, Sequence[str]], meant: Meanings
) -> None:  # fmt: skip
    """What tells records apart is some column in any case: where no heading says which, what stands in the columns does."""
    fields = importable(register)
    for name in register.key:
        if name in {field for _sure, field, _why in found.values()}:
            continue
        # A column whose heading says nothing is no key: that a person says.
        texts = [at for at in cells if at in found and _may_move(register, fields, found[at][1])]
        if fields[name].is_relation:
            fits = {at: meant.fit(name, cells[at]) or 0 for at in texts if cells[at]}
            if fits and fits[best := max(fits, key=lambda at: fits[at])] >= KEY_FITS:
                found[best] = (BY_CONTENT, name, _("by what stands in it"))
            continue
        # Of two columns that tell of one text the one with a short text of its own in every row is the name.
        held = Counter(field for _sure, field, _why in found.values())
        twice = [at for at in texts if held[found[at][1]] > 1]
        if is_text(fields[name]) and (first := next((at for at in sorted(twice) if _names_each(laid, at)), None)):
            found[first] = (BY_CONTENT, name, _("in it every row says something of its own"))


def _may_move(register: Register, fields: Mapping[str, Any], field: str) -> bool:
    return is_text(fields[field]) and field not in register.key and field != "reference"


def _names_each(laid: Laid, at: int) -> bool:
    """Whether a column has a short text of its own in every row, with letters in it."""
    texts = [plain(row[at - 1]) if at <= len(row) else "" for _number, row in laid.rows]
    lengths = sum(map(len, texts))
    words = all(any(letter.isalpha() for letter in text) and (" " in text or len(text) > SHORT) for text in texts)
    return bool(texts) and len(set(texts)) == len(texts) and words and lengths <= NAME_LONG * len(texts)


def _longest(texts: Sequence[str]) -> int:
    """How long a column stands in a text at most, as far as is known, with its heading."""
    return max(map(len, texts), default=0) + PROSE // 2


def beside(
    register: Register, pairs: Iterable[Pair], found: Mapping[int, tuple[int, str, str]], cells: Mapping[int, Sequence[str]]
) -> dict[int, tuple[int, str, str]]:  # fmt: skip
    """Columns that surely tell more of a text that another column is read for: they stand in it together, each with its heading."""
    fields = importable(register)
    held = {name: _longest(cells[at]) for at, (_sure, name, _why) in found.items()}
    more: dict[int, tuple[int, str, str]] = {}
    for _rank, at, name, _why, sure in sorted(pairs, key=lambda pair: (-pair[0], pair[1])):
        if at in found or at in more or not cells[at] or sure < SURE_BESIDE or name not in held or name in register.key:
            continue
        room = fields[name].max_length
        if (
            is_text(fields[name])
            and (room is None or room >= ROOM)
            and (room is None or held[name] + _longest(cells[at]) <= room)
        ):
            held[name] += _longest(cells[at])
            more[at] = (sure, name, _("by its heading, beside another column"))
    return more


def depths_of(fields: Mapping[str, Any], cells: Mapping[int, Sequence[str]], meant: Meanings) -> dict[int, float]:
    """How far below the whole the units lie that a column names, in steps: of a directorate and a service the service is meant."""
    if "unit" not in fields:
        return {}
    above = dict(Unit.objects.values_list("pk", "parent_id")) if meant.asks else {}
    found: dict[int, float] = {}
    for at, texts in cells.items():
        depths = []
        for text in texts:
            unit, depth = (meant.key_of("unit", text) if above and len(text) <= PROSE else None), 0
            while unit is not None and above.get(unit) is not None and depth < MOST_DEEP:
                unit, depth = above[unit], depth + 1
            depths.append(depth)
        found[at] = sum(depths) / len(depths) if depths else 0
    return found
