"""The one reader of the environment: the data folder, the secret key, the database. It fails closed and says why."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

SOURCE = Path(__file__).resolve().parents[3]

# Tried against threads that read, change and write: without IMMEDIATE most of them fail at once with "database is locked".
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA mmap_size=134217728;"
        "PRAGMA journal_size_limit=67108864;PRAGMA cache_size=-20000;"
    ),
}


class Misconfigured(Exception):
    """A setting in the environment that cannot be used."""


@dataclass(frozen=True)
class DataFolder:
    """Where this installation keeps what it holds: database, files, output, secret key."""

    path: Path

    @property
    def database(self) -> Path:
        return self.path / "muniment.sqlite3"

    @property
    def files(self) -> Path:
        return self.path / "files"

    @property
    def output(self) -> Path:
        return self.path / "output"

    @property
    def is_demonstration(self) -> bool:
        """Whether `muniment demo` made this folder: only there do the demonstration's sign-ins work."""
        return (self.path / "demonstration").is_file()

    def mark_as_demonstration(self) -> None:
        (self.path / "demonstration").write_text("Made by `muniment demo`. Its sign-ins are known to all.\n")

    def make(self) -> None:
        for folder in (self.path, self.files, self.output):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def secret_key(self) -> str:
        """The key that signs sessions and links: from MUNIMENT_SECRET_KEY, else made once in the folder."""
        if given := os.environ.get("MUNIMENT_SECRET_KEY"):
            return given
        place = self.path / "secret-key"
        try:
            descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return place.read_text().strip()
        key = secrets.token_urlsafe(48)
        with os.fdopen(descriptor, "w") as file:
            file.write(key)
        return key


def data_folder() -> DataFolder:
    """MUNIMENT_DATA, else `var/` of a checkout, else the user's own data folder."""
    if given := os.environ.get("MUNIMENT_DATA"):
        return DataFolder(Path(given).expanduser().resolve())
    if (SOURCE / "pyproject.toml").is_file():
        return DataFolder(SOURCE / "var")
    home = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return DataFolder(Path(home) / "muniment")


def port() -> int:
    """MUNIMENT_PORT, by default 8000."""
    given = os.environ.get("MUNIMENT_PORT", "8000")
    if not given.isdecimal() or not 0 < int(given) < 65536:
        raise Misconfigured(f"MUNIMENT_PORT is {given!r}; it must be a number from 1 to 65535.")
    return int(given)


def database(folder: DataFolder) -> dict[str, Any]:
    """MUNIMENT_DATABASE (postgresql://user:password@host/name), by default SQLite in the data folder."""
    given = os.environ.get("MUNIMENT_DATABASE", "")
    if not given:
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(folder.database), "OPTIONS": SQLITE_OPTIONS}
    parts = urlsplit(given)
    query = dict(parse_qsl(parts.query))
    if parts.scheme not in {"postgresql", "postgres"} or not parts.path.strip("/"):
        raise Misconfigured("MUNIMENT_DATABASE must read postgresql://user:password@host:port/name.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.strip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host") or parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def words(name: str, default: str = "") -> list[str]:
    """A comma-separated setting as a list."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]
