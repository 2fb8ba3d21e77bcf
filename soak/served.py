"""A house of its own for a soak: a data folder, a database, people who are signed in, and the real server as its own process."""

import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

ROOT = Path(__file__).parents[1]
PATIENCE = 60.0


@dataclass
class House:
    """One installation: its environment, and the server while there is one."""

    environment: dict[str, str]
    port: int
    server: "subprocess.Popen[bytes] | None" = None
    people: list[dict[str, Any]] = field(default_factory=list)

    def tell(self, module: str, *arguments: str) -> Any:
        """Runs one of our modules in this house, and returns the JSON that it prints last."""
        command = [sys.executable, "-m", module, *arguments]
        told = subprocess.run(command, env=self.environment, cwd=ROOT, capture_output=True, text=True, check=False)
        if told.returncode:
            raise RuntimeError(f"{module} failed:\n{told.stderr[-2000:]}")
        return json.loads(told.stdout.splitlines()[-1])

    def start(self) -> None:
        """Starts the server, and waits until it answers."""
        command = [sys.executable, "-m", "muniment", "serve", "--port", str(self.port)]
        with Path(self.environment["MUNIMENT_DATA"], "server.log").open("ab") as log:
            self.server = subprocess.Popen(
                command, env=self.environment, cwd=ROOT, stdout=log, stderr=log, start_new_session=True
            )
        end = time.monotonic() + PATIENCE
        while True:
            try:
                Browser(self.port).get("/accessibility/")
            except (OSError, HTTPException):
                if time.monotonic() > end:
                    raise
                time.sleep(0.05)
            else:
                return

    def kill(self) -> None:
        """Kills (-9) the server and everything that it started."""
        if self.server is not None:
            os.killpg(self.server.pid, signal.SIGKILL)
            self.server.wait()
            self.server = None


class Browser:
    """One connection of one person; it keeps its cookies and follows nothing."""

    def __init__(self, port: int, session: str = "") -> None:
        self.connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        self.cookies = {"sessionid": session} if session else {}

    def _ask(self, method: str, path: str, body: str | None = None) -> tuple[int, str]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie" and (found := re.match(r"([^=]+)=([^;]*)", value)):
                self.cookies[found[1]] = found[2]
        return answer.status, answer.read().decode(errors="replace")

    def get(self, path: str) -> tuple[int, str]:
        return self._ask("GET", path)

    def post(self, path: str, values: dict[str, str]) -> tuple[int, str]:
        return self._ask("POST", path, urlencode(values))

    def update(self, record: int, words: str) -> int:
        """Opens the form of an update and sends it, as a person does; the status of what came back, 302 when it was saved."""
        path = f"/recommendations/{record}/do/update/"
        status, page = self.get(path)
        if status != 200:
            return status
        return self.post(path, {**hidden_of(page), "progress": words, "begun": "yes"})[0]


def hidden_of(page: str) -> dict[str, str]:
    """The hidden fields of the form: its guard, and the version that the person had before them."""
    form = page[page.index('id="form"') :] if 'id="form"' in page else page
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))


def told_apart(module: str, database: str, kills: int) -> list[str]:
    """What one of our modules says went wrong, run as a process of its own in a data folder of its own, with a seed that it tells."""
    with tempfile.TemporaryDirectory(prefix="muniment-soak-") as folder:
        environment = {
            **os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]), "MUNIMENT_DATA": folder,
            "DJANGO_SETTINGS_MODULE": "muniment.settings", "MUNIMENT_DATABASE": database,
        }  # fmt: skip
        seed = random.randrange(10**6)
        command = [sys.executable, "-m", module, str(kills), str(seed)]
        told = subprocess.run(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    *lines, last = told.stdout.splitlines() or [""]
    print("\n".join(f"  {line}" for line in lines))
    return [f"The soak itself broke: {told.returncode}"] if told.returncode else list(json.loads(last))


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def house(database: str, people: int) -> Iterator[House]:
    """A house on SQLite ("") or in a named PostgreSQL database, with so many people, each with an action; gone afterwards."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MUNIMENT_", "DJANGO_"))}
    with tempfile.TemporaryDirectory(prefix="muniment-soak-") as folder:
        environment = {
            **kept, "MUNIMENT_DATA": folder, "MUNIMENT_DATABASE": database, "DJANGO_SETTINGS_MODULE": "muniment.settings",
            "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
        }  # fmt: skip
        made = House(environment, free_port())
        made.people = made.tell("soak.story", str(people))
        try:
            yield made
        finally:
            made.kill()
