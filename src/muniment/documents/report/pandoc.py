"""The pandoc program: a JSON tree in, a file out, without access to files or network."""

import json
import subprocess
from functools import lru_cache
from typing import Any

import pypandoc

Node = Any  # a node of pandoc's tree: {"t": type, "c": content}, or a list of them

SECONDS = 120


class PandocFailed(Exception):
    """pandoc refused or did not end. The message is what it said."""


def run(arguments: list[str], given: bytes) -> bytes:
    """What pandoc writes when it is given these bytes. `--sandbox` keeps readers and writers from files and network."""
    command = [program(), "--sandbox", "--wrap=none", *arguments]
    try:
        done = subprocess.run(command, input=given, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603
    except subprocess.TimeoutExpired as error:
        raise PandocFailed(f"No answer within {SECONDS} seconds.") from error
    if done.returncode:
        raise PandocFailed(done.stderr.decode(errors="replace").strip())
    return done.stdout


def read(reader: str, text: str) -> dict[str, Any]:
    """The document tree of a text."""
    tree: dict[str, Any] = json.loads(run(["--from", reader, "--to", "json"], text.encode()))
    return tree


def write(arguments: list[str], blocks: list[Node], meta: dict[str, str] | None = None) -> bytes:
    """A file made of these blocks. `meta` is plain text (title, lang), as pandoc's writers use it."""
    entries = {name: {"t": "MetaString", "c": text} for name, text in (meta or {}).items()}
    tree = {"pandoc-api-version": api_version(), "meta": entries, "blocks": blocks}
    return run(["--from", "json", *arguments], json.dumps(tree).encode())


@lru_cache(maxsize=1)
def program() -> str:
    path: str = pypandoc.get_pandoc_path()
    return path


@lru_cache(maxsize=1)
def api_version() -> list[int]:
    """The version of the tree that the installed pandoc speaks; a tree of another one it would refuse."""
    version: list[int] = read("markdown", "")["pandoc-api-version"]
    return version
