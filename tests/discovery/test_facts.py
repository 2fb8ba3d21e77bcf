import os
import socket
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from muniment.discovery.engine import facts
from muniment.discovery.engine.facts import Facts


@pytest.fixture(params=["by the system", "one by one"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both ways of looking."""
    if request.param == "one by one":
        monkeypatch.setattr(facts, "_statx", None)
    elif not facts._statx:
        pytest.skip("this system has no statx")
    return request.param


def told(facts: os.stat_result) -> tuple[int, ...]:
    return (
        facts.st_mode, facts.st_ino, facts.st_dev, facts.st_nlink, facts.st_uid, facts.st_gid, facts.st_size,
        facts.st_blocks, facts.st_mtime_ns, facts.st_atime_ns, facts.st_ctime_ns,
    )  # fmt: skip


def rows(looked: Facts) -> list[tuple[int, ...]]:
    columns = looked.columns()
    return list(zip(*(getattr(columns, name).tolist() for name in columns.__slots__), strict=True))


def test_it_is_what_stat_tells(tmp_path: Path, way: str) -> None:
    (tmp_path / "file").write_bytes(b"x" * 5_000)
    os.utime(tmp_path / "file", ns=(-1_500_000_001, 2_000_000_000_123_456_789))
    (tmp_path / "folder").mkdir()
    os.link(tmp_path / "file", tmp_path / "again")
    os.symlink("nowhere", tmp_path / "link")
    os.mkfifo(tmp_path / "pipe")
    with open(tmp_path / "holes", "wb") as file:
        file.truncate(2**40)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "socket"))
    odd = os.fsdecode(b"\xff\xfe odd")
    (tmp_path / odd).write_bytes(b"")
    names = ["file", "folder", "again", "link", "pipe", "holes", "socket", odd]
    here = os.open(tmp_path, os.O_RDONLY)
    devices = os.open("/dev", os.O_RDONLY)
    try:
        looked = Facts()
        assert looked.look(here, [*names, ""]) == {}
        assert looked.look(devices, ["null"]) == {}
    finally:
        os.close(here)
        os.close(devices)
    wanted = [*(os.lstat(tmp_path / name) for name in names), os.lstat(tmp_path), os.lstat("/dev/null")]
    assert rows(looked) == [told(each) for each in wanted]
    assert looked.place() == (os.major(wanted[-1].st_dev), os.minor(wanted[-1].st_dev), wanted[-1].st_ino)


def test_what_is_gone_is_told_and_its_row_is_empty(tmp_path: Path, way: str) -> None:
    (tmp_path / "there").write_bytes(b"")
    here = os.open(tmp_path, os.O_RDONLY)
    try:
        looked = Facts()
        failed = looked.look(here, ["gone", "there", "n" * 300])
        looked.unknown()
    finally:
        os.close(here)
    assert {index: error.strerror for index, error in failed.items()} == {
        0: "No such file or directory", 2: "File name too long",
    }  # fmt: skip
    empty = (0,) * 11
    assert rows(looked) == [empty, told(os.lstat(tmp_path / "there")), empty, empty]


def test_very_many_are_kept(tmp_path: Path, way: str) -> None:
    """More than there was room for, in portions small and large."""
    (tmp_path / "one").write_bytes(b"12345")
    here = os.open(tmp_path, os.O_RDONLY)
    try:
        looked = Facts()
        for number in (1, 254, 1, 1, 2_000, 0, 3):
            looked.look(here, ["one"] * number)
            looked.unknown()
    finally:
        os.close(here)
    sizes = looked.columns().size.tolist()
    assert sizes == [each for number in (1, 254, 1, 1, 2_000, 0, 3) for each in [5] * number + [0]]


@settings(deadline=None)
@given(st.integers(0, 2**12 - 1), st.integers(0, 2**20 - 1))
def test_devices_have_the_numbers_of_the_system(major: int, minor: int) -> None:
    assert facts._device(np.array([major]), np.array([minor])).tolist() == [os.makedev(major, minor)]
