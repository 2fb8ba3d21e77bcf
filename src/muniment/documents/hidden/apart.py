"""Looks into a file in a process of its own, which a hostile file may exhaust or bring down and nobody else is hurt."""

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

from muniment.documents.hidden.finding import Looked
from muniment.documents.hidden.looking import look
from muniment.documents.reading.limits import MEGABYTE

SECONDS = 180
MEMORY = 2_048 * MEGABYTE
_ENDED = "The file: looking into it took too long or too much memory, or broke off. Make a PDF of it, or release it in parts."


def look_apart(path: Path, name: str = "") -> Looked:
    """What the file at a path holds that its reader would not see at once; `name` is what it is called. Never an error."""
    name = name or path.name
    command = [sys.executable, "-m", "muniment.documents.hidden.apart", str(path), name]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONIOENCODING": "utf-8"}
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter on a file of ours
            command, capture_output=True, timeout=SECONDS, check=True, env=environment, stdin=subprocess.DEVNULL
        )
        return Looked.from_json(json.loads(done.stdout))
    except (subprocess.SubprocessError, OSError, ValueError, KeyError, TypeError):
        return Looked(name, "unknown", (), (_ENDED,))


def main(arguments: list[str]) -> None:
    """The process of its own: a path and a name, and JSON out."""
    # A file of which every page is drawn may take its time; one that never ends may not.
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    path, name = arguments
    try:
        looked = look(name, Path(path).read_bytes())
    except OSError as error:
        looked = Looked(name, "unknown", (), (f"The file cannot be read: {error.strerror}.",))
    sys.stdout.write(json.dumps(looked.as_json()))


if __name__ == "__main__":
    main(sys.argv[1:])
