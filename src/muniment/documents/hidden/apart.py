"""Looks into a file in a process of its own, which a hostile file may exhaust or bring down and nobody else is hurt."""

import json
import sys
from pathlib import Path

from muniment.documents.apart import BrokeOff, in_a_process, limit
from muniment.documents.hidden.finding import Looked
from muniment.documents.hidden.looking import look

SECONDS = 180
_ENDED = "The file: looking into it took too long or too much memory, or broke off. Make a PDF of it, or release it in parts."


def look_apart(path: Path, name: str = "") -> Looked:
    """What the file at a path holds that its reader would not see at once; `name` is what it is called. Never an error."""
    name = name or path.name
    try:
        told = in_a_process("muniment.documents.hidden.apart", str(path), name, seconds=SECONDS)
        return Looked.from_json(json.loads(told))
    except (BrokeOff, ValueError, KeyError, TypeError):
        return Looked(name, "unknown", (), (_ENDED,))


def main(arguments: list[str]) -> None:
    """The process of its own: a path and a name, and JSON out."""
    # A file of which every page is drawn may take its time; one that never ends may not.
    limit(SECONDS)
    path, name = arguments
    try:
        looked = look(name, Path(path).read_bytes())
    except OSError as error:
        looked = Looked(name, "unknown", (), (f"The file cannot be read: {error.strerror}.",))
    sys.stdout.write(json.dumps(looked.as_json()))


if __name__ == "__main__":
    main(sys.argv[1:])
