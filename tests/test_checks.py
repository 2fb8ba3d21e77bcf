"""What `./run check` calls a fault is one: each rule is shown something that breaks it."""

import pytest

from checks import dependencies
from checks.__main__ import main


@pytest.mark.parametrize(
    "licence",
    [
        "GPL-3.0-or-later", "AGPL-3.0", "GNU General Public License v3", "License :: OSI Approved :: GNU Affero General Public License v3",
        "MIT; License :: OSI Approved :: GNU General Public License v2 (GPLv2)", "",
    ],
)  # fmt: skip
def test_a_licence_that_binds_or_is_not_told_is_a_fault(licence: str) -> None:
    assert dependencies.why_not(licence)


@pytest.mark.parametrize(
    "licence",
    [
        "MIT", "BSD-3-Clause", "LGPL-3.0-only", "GNU Lesser General Public License v3 (LGPLv3)",
        "GNU Library or Lesser General Public License (LGPL)", None,
    ],
)  # fmt: skip
def test_other_licences_are_none(licence: str | None) -> None:
    assert dependencies.why_not(licence) == ""


def test_a_check_of_another_name_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lnt"]) == 2
    assert "There are: lint" in capsys.readouterr().out
