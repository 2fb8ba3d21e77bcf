"""`./run check`: lint, types, architecture, migrations, dependencies, documentation. With --write the generated pages are written."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable

from checks import dependencies, documentation, words


def run(*command: str) -> Callable[[], int]:
    """A check that is a command of its own."""
    return lambda: subprocess.run([sys.executable, "-m", *command], check=False).returncode


def imports() -> int:
    from importlinter.cli import lint_imports

    return int(lint_imports())


CHECKS: dict[str, Callable[[], int]] = {
    "lint": run("ruff", "check", "."),
    "format": run("ruff", "format", "--check", "--quiet", "."),
    "types": run("mypy"),
    "architecture": imports,
    "migrations": run("django", "makemigrations", "--check", "--dry-run"),
    "declarations": run("django", "check", "--fail-level", "WARNING"),
    "dependencies": dependencies.check,
    "documentation": documentation.check,
    "words": words.check,
}


def main(arguments: list[str]) -> int:
    """Runs all checks, or those that are named, and says which failed."""
    if unknown := set(arguments) - {*CHECKS, "--write"}:
        print(f"There is no check {', '.join(sorted(unknown))}. There are: {', '.join(CHECKS)}.")
        return 2
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"MUNIMENT_DATA": folder, "DJANGO_SETTINGS_MODULE": "muniment.settings"}
        if "--write" in arguments:
            documentation.write()
            return 0
        failed = []
        for name in arguments or CHECKS:
            print(f"== {name}", flush=True)
            if CHECKS[name]():
                failed.append(name)
    print(f"Failed: {', '.join(failed)}" if failed else "All checks passed.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
