"""`python -m checks.pictures`: the pictures of the documentation, taken anew from a demonstration that it makes and serves."""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from PIL import Image

PICTURES = Path("docs/pictures")
WIDTH, HEIGHT = 1440, 1000
PAPER = "records-management-audit-next-quarter.xlsx"


def main() -> int:
    with tempfile.TemporaryDirectory() as folder, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        environment = {**os.environ, "MUNIMENT_DATA": folder, "MUNIMENT_PORT": str(port)}
        server = subprocess.Popen([sys.executable, "-m", "muniment", "demo"], env=environment)
        try:
            address = f"http://127.0.0.1:{port}"
            _wait(address)
            _take(address, Path(folder))
        finally:
            server.terminate()
            server.wait()
    return 0


def _wait(address: str) -> None:
    for _ in range(120):
        try:
            with urllib.request.urlopen(address):
                return
        except OSError:
            time.sleep(1)
    raise TimeoutError(address)


def _take(address: str, folder: Path) -> None:
    from playwright.sync_api import sync_playwright

    chromium = os.environ.get("MUNIMENT_CHROMIUM", "/usr/bin/chromium")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_context(base_url=address, viewport={"width": WIDTH, "height": HEIGHT}).new_page()
        page.goto("/accounts/login/")
        page.get_by_label("E-mail address").fill("priya.raman@ambleworth.example")
        page.get_by_label("Password").fill("ambleworth-demo")
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(f"{address}/")
        for name, place in {"duties": "/", "plan": "/plans/1/", "list": "/recommendations/?plan=1&late=yes",
                            "record": "/recommendations/9/", "contradictions": "/plans/3/", "report": "/reports/2/",
                            "map": "/scanned-places/1/found/map/?colour=owner"}.items():  # fmt: skip
            page.goto(place)
            _keep(page.screenshot(), name)
        page.goto("/plans/import/?plan=3")
        page.locator("input[type=file]").set_input_files(folder / "papers" / PAPER)
        page.get_by_role("button", name="Read the file").click()
        page.wait_for_url("**/plans/import/*/")
        _keep(page.screenshot(), "import")
        browser.close()


def _keep(picture: bytes, name: str) -> None:
    """As a picture of 256 colours: a quarter of the size, and no eye sees it."""
    import io

    PICTURES.mkdir(parents=True, exist_ok=True)
    Image.open(io.BytesIO(picture)).convert("RGB").quantize(256).save(PICTURES / f"{name}.png", optimize=True)
    print(f"took {name}.png")


if __name__ == "__main__":
    sys.exit(main())
