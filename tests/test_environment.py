"""What an installation reads from its environment, and what it says where that cannot be used."""

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from muniment import cli
from muniment.operations import environment
from muniment.operations.environment import DataFolder, Misconfigured

TOP = Path(__file__).parents[1]


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    return DataFolder(tmp_path)


def test_options_of_a_database_are_passed_on(monkeypatch, folder) -> None:
    monkeypatch.setenv(
        "MUNIMENT_DATABASE", "postgresql://me:p%40ss@db.example:5433/records?sslmode=require&host=/run/pg"
    )
    told = environment.database(folder)
    assert (told["USER"], told["PASSWORD"], told["NAME"], told["PORT"]) == ("me", "p@ss", "records", "5433")
    assert told["HOST"] == "/run/pg"
    assert told["OPTIONS"] == {"sslmode": "require", "options": "-c jit=off"}
    monkeypatch.setenv("MUNIMENT_DATABASE", "postgresql:///records?options=-c%20lock_timeout%3D5s")
    assert environment.database(folder)["OPTIONS"] == {"options": "-c jit=off -c lock_timeout=5s"}


def test_processes_that_start_together_read_one_key(tmp_path) -> None:
    for number in range(100):
        folder = DataFolder(tmp_path / str(number))
        folder.make()
        with ThreadPoolExecutor(8) as pool:
            keys = {asked.result() for asked in [pool.submit(folder.secret_key) for _ in range(8)]}
        assert [len(each) for each in keys] == [64]
        assert [each.name for each in folder.path.iterdir() if each.is_file()] == ["secret-key"]
        assert (folder.path / "secret-key").stat().st_mode & 0o077 == 0


def test_an_empty_key_is_said(folder) -> None:
    (folder.path / "secret-key").touch()
    with pytest.raises(Misconfigured, match="is empty"):
        folder.secret_key()


@pytest.mark.parametrize("given", ["mysql://host/name", "postgresql://host", "postgresql://host:port/name", "name"])
def test_what_is_no_database_is_said(monkeypatch, folder, given: str) -> None:
    monkeypatch.setenv("MUNIMENT_DATABASE", given)
    with pytest.raises(Misconfigured, match="MUNIMENT_DATABASE must read"):
        environment.database(folder)


@pytest.mark.parametrize("given", ["0", "65536", "http"])
def test_what_is_no_port_is_said(monkeypatch, given: str) -> None:
    monkeypatch.setenv("MUNIMENT_PORT", given)
    with pytest.raises(Misconfigured, match="MUNIMENT_PORT"):
        environment.port()


def test_an_empty_variable_says_nothing(monkeypatch, folder) -> None:
    for setting in environment.SETTINGS:
        monkeypatch.setenv(setting.name, "")
    assert environment.port() == 8000
    assert environment.HOSTS.words == ["localhost", "127.0.0.1", "[::1]"]
    assert environment.database(folder)["ENGINE"].endswith("sqlite3")


def test_outside_a_checkout_the_data_is_the_users_own(monkeypatch, tmp_path) -> None:
    monkeypatch.delenv("MUNIMENT_DATA")
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert environment.data_folder().path == TOP / "var"
    monkeypatch.setattr(environment, "SOURCE", tmp_path)
    assert environment.data_folder().path == tmp_path / ".local/share/muniment"


def test_every_variable_is_a_setting_and_one_place_reads_them() -> None:
    known = {setting.name for setting in environment.SETTINGS} | {"MUNIMENT_PYTHON", "MUNIMENT_CHROMIUM"}
    pages = [TOP / "README.md", TOP / "run", *TOP.glob("docs/**/*.md"), *TOP.glob("src/**/*.py")]
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert set(re.findall(r"MUNIMENT_[A-Z_]+", text)) <= known, page
        if page.suffix == ".py" and page.name != "environment.py":
            assert not re.search(r"os\.(environ(\.get|\[)|getenv)", text), page


@pytest.mark.parametrize(
    ("given", "marks"),
    [
        (["demo"], True), (["demo", "--no-serve"], True), (["--as", "Jo", "demo"], True), (["demo", "--help"], False),
        (["--as", "demo", "verify"], False), (["serve"], False), (["--as"], False), ([], False),
    ],
)  # fmt: skip
def test_only_what_makes_a_demonstration_marks_a_folder_as_one(given: list[str], marks: bool) -> None:  # noqa: FBT001
    assert cli.asks_for_demonstration(given) is marks


def test_without_a_command_the_help_is_printed(capsys) -> None:
    assert cli.main([]) == 0
    assert "make the demonstration council" in capsys.readouterr().out


def test_a_database_that_cannot_be_reached_is_said(monkeypatch, capsys) -> None:
    from django.db import OperationalError

    from muniment.operations import server

    def broken() -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(server, "prepare", broken)
    assert cli.main(["verify"]) == 2
    assert "cannot be used: connection refused\nIs its server running" in capsys.readouterr().err
