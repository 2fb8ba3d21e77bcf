"""`muniment verify`, run as it is run: an exit code for scripts, and the place named for people."""

import subprocess
import sys
from typing import Any

from muniment.assurance.models import Recommendation
from muniment.registers import evidence
from muniment.registers.access import Actor
from tests.apart import apart, in_thread
from tests.cast import make_cast, make_plan, make_recommendation

__all__ = ["apart"]


def verify(environment: dict[str, str]) -> Any:
    command = [sys.executable, "-m", "muniment", "verify"]
    return subprocess.run(command, env=environment, check=False, timeout=120, capture_output=True, text=True)


def story() -> None:
    cast = make_cast()
    make_recommendation(make_plan(cast), "A1", owner=cast.posts["tom"])


def test_verify_names_the_place_and_ends_with_one(apart: dict[str, str]) -> None:
    in_thread(story)
    whole = verify(apart)
    assert (whole.returncode, whole.stderr) == (0, "")
    assert whole.stdout.startswith("History: whole.")
    in_thread(lambda: Recommendation.objects.update(progress="All is well."))
    found = verify(apart)
    assert found.returncode == 1
    assert ": progress was changed without the write path: '' became 'All is well.'" in found.stdout
    assert "2 faults found" in found.stdout or "1 fault found" in found.stdout


def test_verify_of_an_empty_folder_is_whole(apart: dict[str, str]) -> None:
    assert verify(apart).returncode == 0


def test_verify_misses_a_file(apart: dict[str, str]) -> None:
    """The other process looks into its own data folder, where the file was never put."""

    def attached() -> None:
        story()
        evidence.attach(Actor.operator("test"), Recommendation.objects.get(), "minutes.txt", b"Minuted.")

    in_thread(attached)
    assert "minutes.txt is missing from the data folder" in verify(apart).stdout
