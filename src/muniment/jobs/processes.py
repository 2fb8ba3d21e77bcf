"""Whether a process of this machine is gone, so that its work need not wait until it has been silent for long."""

import os
from functools import cache
from pathlib import Path


@cache
def machine() -> str:
    """What tells one running system, and one container on it, from every other; "" where that cannot be told."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        return f"{boot} {Path('/proc/self/ns/pid').readlink()}"
    except OSError:
        return ""


def is_gone(process: int) -> bool:
    """True only where no process has this number. A number that was given out again is waited for like a silent worker."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False
