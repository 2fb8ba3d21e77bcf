"""A file read in a process of its own, with a limit of time and memory: a hostile file may exhaust or bring down that, and nobody else is hurt."""

import os
import resource
import subprocess
import sys

from muniment.documents.reading.limits import MEGABYTE

MEMORY = 2_048 * MEGABYTE


class BrokeOff(Exception):
    """The process took too long or too much memory, or came down."""


def in_a_process(module: str, *arguments: str, seconds: float, given: bytes = b"") -> bytes:
    """What a module, run by itself, writes to its standard output; it is `given` the standard input. Raises BrokeOff."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONIOENCODING": "utf-8"}
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter on a module of ours
            [sys.executable, "-m", module, *arguments],
            input=given, capture_output=True, timeout=seconds, check=True, env=environment,
        )  # fmt: skip
    except (subprocess.SubprocessError, OSError, ValueError) as error:
        raise BrokeOff from error
    return done.stdout


def limit(seconds: int, memory: int = MEMORY) -> None:
    """In that process, first of all: so much processor time and memory, and no more."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
