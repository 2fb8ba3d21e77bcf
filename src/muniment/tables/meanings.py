"""What a cell means in a field: what it says, what a person decided about it, or what it must mean, and then with the reason."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from muniment.people.models import Person
from muniment.registers.cells import Wrong, key_text, plain, read
from muniment.registers.register import Register
from muniment.tables.headings import flat
from muniment.tables.loose_days import loosely
from muniment.tables.names import Named
from muniment.tables.nearest import Nearest

REST = "*"  # a decision about all that is not understood in a field
PROSE = 120  # characters; what is longer names no post and no unit
_NOTHING = frozenset({"n/a", "na", "n.a.", "n.a", "none", "nil", "not applicable", "-", "–", "—", "no date", "not set", "blank", "(blank)"})  # fmt: skip
_OPEN = frozenset({"tbc", "tbd", "tba", "unknown", "not known", "to be confirmed", "to be determined", "?", "??", "???", "unsure", "don't know", "not sure", "pending"})  # fmt: skip
_YES = frozenset({"yes", "y", "✓", "✔", "☑", "☒", "true", "x", "tick", "ticked"})
_NO = frozenset({"no", "n", "✗", "✘", "☐", "false"})
_FIRST = re.compile(r"^(yes|no|y|n)\b[\s.,:;(–—-]", re.IGNORECASE)
_NUMBER_FIRST = re.compile(r"^(\d{1,9})\b\s*(?:[-–—:.(=]|[a-z])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Meaning:
    """A value, and where the cell does not say it itself how it came about."""

    value: Any
    how: str = ""


class Meanings:
    """Reads cells for one register and one person. `decided` holds by field what a person said of its texts ("" is empty). Without
    `asks` the database is not asked, and relations are not judged.
    """

    def __init__(
        self, register: Register, person: Person | None, decided: Mapping[str, Mapping[str, str]] | None = None, *, asks: bool = True
    ) -> None:  # fmt: skip
        names = dict.fromkeys([*register.create_fields, *register.fields])
        self.register, self.person, self.asks = register, person, asks
        self.fields: dict[str, Any] = {name: register.model._meta.get_field(name) for name in names}
        self.decided = decided or {}
        self.named = Named(person)
        self.near: dict[Any, Nearest] = {}
        self.known: dict[tuple[str, str], Meaning | Wrong] = {}
        self.words = {
            name: {flat(word): value for value, words in meant.items() for word in words}
            for name, meant in register.meanings.items()
        }

    def look_up(self, name: str, texts: Iterable[str]) -> None:
        """Fetches what these texts may name, and what was decided for them."""
        field = self.fields[name]
        if self.asks and field.is_relation:
            self.named.look_up(field, {*texts, *(each for each in self.decided.get(name, {}).values() if each)})

    def fit(self, name: str, cells: Sequence[str]) -> float | None:
        """Which share of the cells the field understands, None where any text would do or nothing can be told by it."""
        field = self.fields[name]
        if self.takes_any(field) or (field.is_relation and not self.asks):
            return None
        if field.is_relation and sum(map(len, cells)) > PROSE * len(cells):
            return 0.0
        understood = sum(self._understood(name, text) for text in cells)
        share = understood / max(len(cells), 1)
        # Posts may all be unknown in a new register: that a column names none speaks against nothing.
        return share or None if field.is_relation else share

    def _understood(self, name: str, text: str) -> bool:
        if text.casefold() in _OPEN:
            return True
        try:
            self.of(name, text)
        except Wrong:
            return False
        return True

    @staticmethod
    def takes_any(field: Any) -> bool:
        """Whether a field takes texts as they are."""
        return isinstance(field, models.CharField | models.TextField | models.JSONField) and not field.choices

    def of(self, name: str, text: str) -> Meaning:
        """What a cell means in a field; raises Wrong. The same text means the same, so that each is understood once."""
        field = self.fields[name]
        if self.takes_any(field):
            return Meaning(read(field, text))
        key = (name, text)
        if key not in self.known:
            try:
                self.known[key] = self._of(name, field, text)
            except Wrong as error:
                self.known[key] = error
        found = self.known[key]
        if isinstance(found, Wrong):
            raise found
        return found

    def key_of(self, name: str, text: str) -> int | None:
        """The key of the record that a cell names; None where it names none."""
        try:
            return getattr(self.of(name, text).value, "pk", None)
        except Wrong:
            return None

    def _of(self, name: str, field: Any, cell: str) -> Meaning:
        decided, text = self.decided.get(name, {}), plain(cell)
        if text in decided:
            return Meaning(self._read(field, decided[text]), _("as you chose"))
        try:
            return Meaning(self._read(field, cell))
        except Wrong as error:
            wrong = error
        try:
            found = self._loosely(name, field, text)
        except Wrong as better:
            wrong, found = better, None
        if found is not None:
            return found
        if REST in decided:
            return Meaning(self._read(field, decided[REST]), _("as you chose for all that is not understood here"))
        raise wrong

    def _read(self, field: Any, text: str) -> Any:
        return read(field, text, self.named if self.asks else None)

    def _loosely(self, name: str, field: Any, text: str) -> Meaning | None:
        asked = flat(text)
        if asked in self.words.get(name, {}):
            value = self.words[name][asked]
            return Meaning(value, _("a word that registers use for it"))
        if isinstance(field, models.BooleanField):
            return _yes_or_no(text)
        if self._may_be_empty(field) and (text.casefold() in _NOTHING | _OPEN):
            return Meaning(read(field, ""), _("it says that there is nothing, or nothing yet"))
        if field.choices:
            return _by_words(field, asked)
        if isinstance(field, models.DateField) and not isinstance(field, models.DateTimeField):
            return Meaning(*loosely(text))
        if isinstance(field, models.IntegerField) and (found := _NUMBER_FIRST.match(text)):
            return Meaning(int(found[1]), _("the number that stands first"))
        if field.is_relation and self.asks and len(text) <= PROSE:
            record, why = self._nearest(field).find(text)
            return Meaning(record, why) if record is not None else None
        return None

    @staticmethod
    def _may_be_empty(field: Any) -> bool:
        return bool(field.null or (field.blank and field.choices))

    def _nearest(self, field: Any) -> Nearest:
        model = field.related_model
        if model not in self.near:
            self.near[model] = Nearest(model, self.person)
        return self.near[model]

    def offered(self, name: str, text: str) -> list[tuple[str, str]]:
        """What a person may choose for a text: what a file would write, and how it is called."""
        field = self.fields[name]
        empty = [("", str(_("leave it empty")))] if self._may_be_empty(field) else []
        if field.choices:
            return [*((str(value), str(label)) for value, label in field.flatchoices), *empty]
        if isinstance(field, models.BooleanField):
            return [("yes", str(_("Yes"))), ("no", str(_("No")))]
        if field.is_relation and self.asks:
            near = self._nearest(field)
            found = near.offered(text) if text else [key_text(each) for each in near.rows[:200]]
            return [*((each, each) for each in found), *empty]
        return empty


def _yes_or_no(text: str) -> Meaning | None:
    asked = text.casefold().strip(" .")
    if asked in _YES or asked in _NO:
        return Meaning(asked in _YES)
    if asked in _NOTHING:
        return Meaning(False, _("it says that there is nothing, or nothing yet"))  # noqa: FBT003
    if found := _FIRST.match(text):
        return Meaning(found[1].casefold() in _YES, _("the word that stands first"))
    return None


def _by_words(field: Any, asked: str) -> Meaning | None:
    """A choice by its words, whatever stands between them: “Official – Sensitive”."""
    found = [value for value, label in field.flatchoices if asked and asked in {flat(str(label)), flat(str(value))}]
    if len(found) == 1:
        return Meaning(found[0])
    close = "".join(asked.split())
    found = [value for value, label in field.flatchoices if close and close == "".join(flat(str(label)).split())]
    return Meaning(found[0]) if len(found) == 1 else None
