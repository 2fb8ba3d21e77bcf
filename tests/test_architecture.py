"""The floors hold for foreign keys too, the machinery stays small, and a wheel holds all that the package needs."""

import subprocess
import tomllib
from configparser import ConfigParser
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import ForeignKey

TOP = Path(__file__).parents[1]


def floors() -> dict[str, int]:
    """The height of each package, read from the import linter's own contract."""
    contract = ConfigParser()
    contract.read(TOP / ".importlinter")
    lines = contract["importlinter:contract:floors"]["layers"].strip().splitlines()
    return {name.strip(): -height for height, line in enumerate(lines) for name in line.split("|")}


def links() -> list[tuple[str, str, str]]:
    return [
        (f"{model._meta.label}.{field.name}", model._meta.app_label, field.related_model._meta.app_label)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, ForeignKey) and type(model).__module__ and model.__module__.startswith("muniment.")
    ]


def upward(found: list[tuple[str, str, str]]) -> list[str]:
    height = floors()
    return [name for name, source, target in found if target in height and height[source] < height[target]]


def test_no_foreign_key_points_upward() -> None:
    found = links()
    assert len(found) > 20
    assert upward(found) == []


def test_the_guard_can_fail() -> None:
    assert upward([("people.Person.plan", "people", "assurance")]) == ["people.Person.plan"]


@pytest.mark.parametrize("path", sorted(TOP.glob("src/muniment/registers/*.py")), ids=lambda path: path.name)
def test_no_room_of_the_machinery_is_over_300_lines(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 300


def test_a_wheel_holds_whatever_stands_in_the_package() -> None:
    """The builder takes the whole folder but for what git ignores, so nothing there may be ignored: no template, no font."""
    told = tomllib.loads((TOP / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert told == {"packages": ["src/muniment"]}
    command = ["git", "ls-files", "--others", "--ignored", "--exclude-standard", "src/muniment"]
    found = subprocess.run(command, cwd=TOP, capture_output=True, text=True, check=True).stdout.splitlines()
    assert [name for name in found if "__pycache__" not in name] == []
