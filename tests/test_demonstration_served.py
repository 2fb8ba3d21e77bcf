"""The demonstration as a stranger meets it: made, served, and able to make a report, by the one command of the README."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

SOURCE = Path(__file__).parents[1] / "src"
PATIENCE = 120


def test_the_served_demonstration_makes_a_pdf(tmp_path: Path) -> None:
    """Seen red when the server was forked from the process that had made the demonstration's own report."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    # A demonstration stands in a folder of its own, whatever database the other tests run on.
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MUNIMENT_", "DJANGO_"))}
    environment = {**kept, "MUNIMENT_DATA": str(tmp_path), "MUNIMENT_PORT": str(port), "PYTHONPATH": str(SOURCE)}
    command = [sys.executable, "-m", "muniment", "demo"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, start_new_session=True) as server:
        try:
            browser = build_opener(HTTPCookieProcessor(CookieJar()))
            address = f"http://127.0.0.1:{port}"
            token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', answered(browser, address))
            assert token is not None
            given = {
                "csrfmiddlewaretoken": token[1],
                "login": "priya.raman@ambleworth.example",
                "password": "ambleworth-demo",
            }
            assert "My duties" in browser.open(f"{address}/accounts/login/", urlencode(given).encode()).read().decode()
            assert browser.open(f"{address}/reports/2/report.pdf", timeout=PATIENCE).read().startswith(b"%PDF")
        finally:
            os.killpg(server.pid, signal.SIGKILL)


def answered(browser: OpenerDirector, address: str) -> str:
    """The first page, as soon as there is one."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            return browser.open(address).read().decode()
        except URLError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)
