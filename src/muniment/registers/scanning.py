"""The scanner of whoever runs the installation: asked about every file before it is kept. Without an answer nothing is kept."""

import logging
import os
import shlex
import subprocess
import tempfile
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from muniment.registers.errors import Invalid

SECONDS = 60
CLEAN, FOUND = 0, 1  # what clamdscan and its like answer

log = logging.getLogger(__name__)


def scan(content: bytes) -> None:
    """Asks the scanner about a content, in a file of its own. Invalid where it finds something, or does not answer."""
    command = shlex.split(settings.SCANNER)
    if not command:
        return
    descriptor, name = tempfile.mkstemp(prefix="muniment-scan-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        try:
            # The command is the installation's own setting, and no shell reads it.
            done = subprocess.run([*command, name], capture_output=True, timeout=SECONDS, check=False)  # noqa: S603
        except (OSError, subprocess.TimeoutExpired):
            log.exception("The scanner did not answer.")
            raise _refused(
                _("The scanner for viruses did not answer, so the file was not kept. Try again later.")
            ) from None
    finally:
        Path(name).unlink(missing_ok=True)
    if done.returncode == FOUND:
        log.warning("The scanner refused a file: %s", done.stdout[-500:].decode(errors="replace"))
        raise _refused(_("The scanner for viruses found something in this file, so it was not kept."))
    if done.returncode != CLEAN:
        log.error("The scanner failed: %s", (done.stderr or done.stdout)[-500:].decode(errors="replace"))
        raise _refused(_("The scanner for viruses did not answer, so the file was not kept. Try again later."))


def _refused(message: str) -> Invalid:
    return Invalid(message, {"file": [message]})
