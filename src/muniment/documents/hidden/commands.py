"""`muniment gate FILE…`: what files hold that their readers would not see, before they are released."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from muniment.documents.hidden.finding import Looked

CLEAN, FOUND, NOT_LOOKED_INTO = 0, 1, 2


def add_parsers(subparsers: Any) -> None:
    """Adds the command."""
    gate = subparsers.add_parser(
        "gate",
        help="tell what files hold that their readers would not see, before they are released",
        description="Exit code 0: nothing was found. 1: something was found. 2: a file could not be looked into whole.",
    )
    gate.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help="Office, OpenDocument, PDF, e-mail, picture, archive, text"
    )
    gate.add_argument("--json", action="store_true", help="print JSON for scripts")
    gate.set_defaults(do=gate_files)


def gate_files(chosen: argparse.Namespace) -> int:
    """Looks into each file, whatever was found in those before it."""
    from muniment.documents.hidden.apart import look_apart  # noqa: PLC0415 - slow to load, and other commands need none

    looked = [look_apart(path) for path in chosen.files]
    if chosen.json:
        sys.stdout.write(json.dumps([each.as_json() for each in looked], ensure_ascii=False, indent=2) + "\n")
    else:
        sys.stdout.write("".join(f"{line}\n" for each in looked for line in in_words(each)))
    if not all(each.understood for each in looked):
        return NOT_LOOKED_INTO
    return FOUND if any(each.findings for each in looked) else CLEAN


def in_words(looked: Looked) -> list[str]:
    """A file with its findings, what stops first."""
    verdict = "nothing found" if looked.clean else "somebody must decide" if looked.stops else "worth knowing"
    lines = [f"{looked.name} ({looked.kind}): {verdict}"]
    lines += [f"  not looked into: {why}" for why in looked.why]
    lines += [f"  {each.severity:<5} {each.rule:<22} {each}" for each in looked.findings]
    return lines
