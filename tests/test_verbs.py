"""The machinery knows no word of any domain: verbs, states and names of fields are declared by the floors above it.

Seen red when `"say_done"` stood in access.py again, `{{ record.agreed_action }}` in the page of a link, and when a register
named a verb that nobody declares.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps

from muniment.registers import register as declaring
from muniment.registers.checks import faults
from muniment.registers.register import registry
from muniment.registers.verbs import Verb, Verbs, verbs

ROOM = Path(declaring.__file__).parent
OWN_APPS = {"registers", "people"}
OWN_VERBS = {
    "open_record",
    "restrict",
    "name_readers",
    "unrestrict",
    "read",
    "create",
    "edit",
    "update",
    "attach",
    "comment",
    "withdraw_comment",
    "issue_link",
    "end_link",
    "link",
    "unlink",
    "review",
    "import",
    "undo",
}
# What the machinery asks of any record that has it, and words that mean something of its own here.
PROTOCOL = {
    "unit",
    "owner",
    "state",
    "due",
    "due_precision",
    "withdrawn",
    "version",
    "name",
    "title",
    "label",
    "refused",
    "open",
    "address",
    "posts",
    "groups",
    "counts",
} | {"record_id", "valid_from", "valid_to"}


def of_fields(*, own: bool) -> Iterator[Any]:
    for model in apps.get_models():
        if (
            model.__module__.startswith("muniment.")
            and not hasattr(model, "now")
            and (model._meta.app_label in OWN_APPS) is own
        ):
            yield from model._meta.concrete_fields


def domain_words() -> set[str]:
    """Verbs, states, fields and slugs that floors above the machinery declare, but for words that it has itself."""
    own = PROTOCOL | OWN_VERBS | {field.name for field in of_fields(own=True)}
    own |= {str(value) for field in of_fields(own=True) for value, _label in field.choices or ()}
    own |= {name for each in vars(declaring).values() for name in getattr(each, "__dataclass_fields__", ())}
    # What models of domains have from an abstract model of the machinery is its own.
    bases = {
        base
        for model in apps.get_models()
        for base in model.__mro__
        if base.__module__.startswith("muniment.registers.")
    }
    own |= {field.name for base in bases if hasattr(base, "_meta") for field in base._meta.get_fields()}
    found = {verb.name for verb in verbs} | {register.slug for register in registry}
    for field in of_fields(own=False):
        found |= {field.name, *(str(value) for value, _label in field.choices or ())}
    return found - own


def telling(text: str) -> set[str]:
    """The text, where it can only be a name: a word of plain English may mean anything, unless it is a verb, a state or a register."""
    names = {verb.name for verb in verbs} | {register.slug for register in registry}
    names |= {value for field in of_fields(own=False) if field.name == "state" for value, _label in field.choices or ()}
    return {text} if "_" in text or text in names else set()


def words_of_code(source: str) -> set[str]:
    """Whole texts that may be names, and attributes of records, in a module."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            found |= telling(node.value)
        elif (
            isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and node.value.id in {"record", "found"}
        ):
            found.add(node.attr)
    return found


def words_of_template(source: str) -> set[str]:
    """Fields of records, and quoted words, in a template."""
    quoted = {word for text in re.findall(r'"(\w+)"', source) for word in telling(text)}
    return quoted | set(re.findall(r"\b(?:record|live|found|each)\.(\w+)", source))


@pytest.mark.parametrize("path", sorted([*ROOM.rglob("*.py"), *ROOM.rglob("*.html")]), ids=lambda path: path.name)
def test_the_machinery_knows_no_word_of_a_domain(path: Path) -> None:
    if "migrations" in path.parts:
        return
    told = words_of_code(path.read_text()) if path.suffix == ".py" else words_of_template(path.read_text())
    assert told & domain_words() == set()


def test_the_guard_can_fail() -> None:
    words = domain_words()
    assert {"say_done", "verified", "agreed_action", "part_owners", "recommendations"} <= words
    assert words_of_code('LINK = {"say_done"}\nrecord.agreed_action') >= {"say_done", "agreed_action"}
    assert words_of_template('{{ record.agreed_action }}{% if x == "verified" %}') >= {"agreed_action", "verified"}


def test_a_verb_is_declared_once_and_before_it_is_used() -> None:
    made = Verbs()
    made.add(Verb("seal"))
    with pytest.raises(ValueError, match="twice"):
        made.add(Verb("seal"))
    assert made.named("break_open").said == "Break open"
    register = registry.named("recommendations")
    assert register is not None
    assert faults(register) == []
    access = replace(register.access, own=frozenset({"read", "seal"}))
    told = [fault.msg for fault in faults(replace(register, access=access, untold=frozenset({"nonsense"})))]
    assert told == ["The verb 'seal' is declared nowhere.", "'nonsense' leads nowhere."]


def test_a_field_that_every_form_takes_for_itself_is_a_fault() -> None:
    """Seen: the reason of a change was written into a field that was called `why`."""
    register = replace(next(iter(registry)), fields=("name", "why"))
    assert "The field 'why' has a name that every form takes for itself." in {each.msg for each in faults(register)}
