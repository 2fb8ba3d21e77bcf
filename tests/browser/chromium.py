"""Where a Chromium is, if there is one."""

import os
from pathlib import Path

PLACES = (os.environ.get("MUNIMENT_CHROMIUM", ""), "/usr/bin/chromium", "/usr/bin/chromium-browser")
CHROMIUM = next((place for place in PLACES if place and Path(place).is_file()), "")
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
